"""The checker: what can be read off an agreement before it is signed, and what it will cost if it stays.

One rule is one file with one code. No rule judges who is right; swap two parties and the findings swap.
"""
