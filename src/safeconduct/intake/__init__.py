"""What a document says, drafted for a person: who said what through whom, how many, when, where, and about which point.

The machine drafts and a person files. Nothing here decides what is true, changes a status, or joins a figure with another.
"""
