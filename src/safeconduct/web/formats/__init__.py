"""How numbers are written, where a language has a habit that the drawings of the pages cannot take."""
