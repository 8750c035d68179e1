"""Swap two names wherever they stand, to prove that no output takes a side."""

import re


def swap(text: str, one: str, other: str) -> str:
    """Give the text with every whole word `one` turned into `other` and back; also when capitalised."""
    turned = {one: other, other: one, one.capitalize(): other.capitalize(), other.capitalize(): one.capitalize()}
    pattern = "|".join(sorted(map(re.escape, turned), key=len, reverse=True))
    return re.sub(rf"(?<![A-Za-z])({pattern})(?![A-Za-z])", lambda match: turned[match.group(1)], text)
