"""The secretariat: the one door through which an act reaches the caseload, and the questions that can be asked of it."""
