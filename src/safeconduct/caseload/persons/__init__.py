"""Persons: one case number each, the steps taken for it, and the ways on that are open to it."""
