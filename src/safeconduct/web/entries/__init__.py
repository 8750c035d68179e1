"""What whoever keeps the log has entered of statements and figures: looked at, put right, taken back."""
