"""Where officers work: what waits for their seat, what they may sign, and what became of it."""
