"""safeconduct carries out a negotiated ceasefire: the agreement as data, its acts, and where every promise stands."""

__version__ = "0.1.0"
