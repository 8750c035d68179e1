"""The board: points and phases, what blocks the next step, what each side owes the other, what is left open."""
