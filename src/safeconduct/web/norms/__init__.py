"""One norm with its reasons, and one point of a text."""
