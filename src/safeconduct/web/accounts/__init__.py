"""Who signs in: officers of organisations, by invitation. What they may do and see is not asked here, but in `access`."""
