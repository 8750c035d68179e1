"""movements."""
