"""Which characters of a text are not seen, or turn the order of what is seen?

They stay in the document, because its words are never changed. Whoever reads the text is shown where they stand: a figure
turned round on the screen is read by the machine in the order in which it was sent.
"""

import unicodedata

import msgspec

from safeconduct.intake.document import Span
from safeconduct.intake.plain_text import UNSEEN

_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINS = frozenset("\u200c\u200d")
"""Many scripts write these two between letters, and there they are spelling."""


class Unseen(msgspec.Struct, frozen=True, kw_only=True):
    """One such character: where, what it is called, and whether it turns the order of the text."""

    span: Span
    name: str
    turns: bool


def unseen(text: str) -> tuple[Unseen, ...]:
    """Give every such character of a text."""
    if UNSEEN.isdisjoint(text):
        return ()
    return tuple(Unseen(span=Span(at, at + 1), name=unicodedata.name(sign, f"U+{ord(sign):04X}").lower(), turns=sign in _TURNS)
                 for at, sign in enumerate(text) if sign in UNSEEN and not _spells(text, at))  # fmt: skip


def shown(text: str) -> str:
    """Give a text with a visible mark in place of every such character, for a person to look at."""
    if UNSEEN.isdisjoint(text):
        return text
    return "".join([f"[U+{ord(sign):04X}]" if sign in UNSEEN and not _spells(text, at) else sign for at, sign in enumerate(text)])


def _spells(text: str, at: int) -> bool:
    return text[at] in _JOINS and 0 < at < len(text) - 1 and _own_script(text[at - 1]) and _own_script(text[at + 1])


def _own_script(sign: str) -> bool:
    return sign.isalpha() and ord(sign) > 0x52F
