"""The watch that each party and each guarantor keeps over the record, on a machine of its own, and the log's side of it.

A mirror holds a copy of the log and signs that it does; beside it works a witness, which signs that every checkpoint extends the
one before. The same room has what the log needs to talk to them, and how a lost log is made again from a mirror. Sections 6, 7
and 10 of `docs/spec/record.md`.
"""
