"""Statements and figures as they were reported: who said it, through whom, what took its place, and whose words they are.

An entry says that the source said this, never that it is true. Nothing is ever changed: who corrects an entry makes a new one,
and the earlier stays and is shown as corrected.
"""
