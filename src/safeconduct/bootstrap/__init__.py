"""The composition root: from an address, a genesis act and an agreement to a desk that is ready for work."""
