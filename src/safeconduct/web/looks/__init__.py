"""Who looked, what takes two, and the glass: the pages for asking, approving, carrying out, reviewing and being told."""
