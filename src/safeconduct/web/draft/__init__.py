"""An agreement as it is written: what is found in it, and what waits for what."""
