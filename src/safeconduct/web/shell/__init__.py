"""What every page shares: the open case, the moment it is looked at, the frame, the words and the errors."""
