"""Weapons: each item from hand-over to destruction, in whose custody it is, and the receipts given for it.

Answers what may be done with an item, a container or a receipt now, and counts them. Ammunition is apart and not here.
Who may hand in is not known here: it is asked for as a fact.
"""
