"""A page on which anyone checks the record, in the browser and without a network."""
