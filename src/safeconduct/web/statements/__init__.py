"""Who says how many, and what each side holds: the boards of figures and of positions."""
