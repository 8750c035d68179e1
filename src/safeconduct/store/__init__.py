"""The tables of the record: one sequencer, on SQLite or PostgreSQL. The only room that writes to a database."""
