"""The agreement as data: its format, its reader, its calendar and places, and its status with reasons.

Answers what was promised, by whom, by when, and what the acts say about it. It knows no database, no web page and no
person.
"""
