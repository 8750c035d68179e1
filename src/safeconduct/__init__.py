"""Run the implementation of a negotiated ceasefire: the agreement, its record, and the state of every promise."""

__version__ = "0.1.0"
