"""The same text with one way to write each sign: plain digits, hyphens, spaces and quotation marks, and nothing unseen.

Whoever reads numbers and dates reads this; every place found in it leads back to the place in the text as it came in.
"""

from collections.abc import Sequence
from typing import NamedTuple

from safeconduct.intake.document import Span

_SIGNS = {
    **{ord(sign): "-" for sign in "‐‑‒–—―−"},
    **{ord(sign): " " for sign in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"},
    **{ord(sign): "'" for sign in "‘’‚‛ʼ"},
    **{ord(sign): '"' for sign in "“”„‟«»"},
    **{start + digit: str(digit) for start in (0x660, 0x6F0, 0xFF10) for digit in range(10)},
    ord("٬"): ",",
}
UNSEEN = frozenset(
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters that are not seen or turn the text round. They stay in the document and are stepped over here."""


class Plain(NamedTuple):
    """A plain text, and where each of its characters stands in the text as it came in."""

    text: str
    places: Sequence[int] | None

    def span(self, start: int, end: int) -> Span:
        """Give the place in the text as it came in."""
        if self.places is None:
            return Span(start, end)
        return Span(self.places[start], self.places[end - 1] + 1 if end > start else self.places[start])


def lowered(text: str) -> str:
    """Give a text in lower case, each character at its own place: a few letters would become two."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join([low if len(low := sign.lower()) == 1 else sign for sign in text])


def plain(text: str) -> Plain:
    """Make a text plain, in time that grows with its length."""
    written = text.translate(_SIGNS)
    if UNSEEN.isdisjoint(written):
        return Plain(written, None)
    places = [at for at, sign in enumerate(written) if sign not in UNSEEN]
    return Plain("".join([written[at] for at in places]), [*places, len(written)])
