"""Where it all comes from: the sources, the acts behind a status, the acts that did not count, and the limits."""
