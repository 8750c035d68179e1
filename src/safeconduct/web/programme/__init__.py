"""The programme on pages: the picture of a day, cases with their next moves, weapons, movements, clocks. Read only."""
