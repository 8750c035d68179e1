"""Where a seat begins: what waits for it, what is new to it, and what it can find. Everything here is asked of `access` first."""
