"""Is one document the other one again? The same bytes, or nearly the same words in the same order.

A wire story that five papers print is one source, not five. Two documents that only quote the same source are another question.
"""

import re
from typing import Literal

import msgspec

from safeconduct.intake.document import Document
from safeconduct.intake.plain_text import lowered, plain

LIKE = 800
_ROW = 5
_WORD = re.compile(r"\w+")
_STORY = frozenset({"headline", "body", "bullet", "quote", "table"})


class Republished(msgspec.Struct, frozen=True, kw_only=True):
    """How much two documents are one: `bytes`, or `words` with how many rows of five words in a thousand they share."""

    how: Literal["bytes", "words"]
    shared: int


def republication(one: Document, other: Document) -> Republished | None:
    """Say whether two documents are one story, or None. Bylines, captions and what is of no story do not count."""
    if one.sha256 == other.sha256:
        return Republished(how="bytes", shared=1000)
    first, second = _rows(one), _rows(other)
    if not first or not second:
        return None
    shared = 1000 * len(first & second) // len(first | second)
    return Republished(how="words", shared=shared) if shared >= LIKE else None


def _rows(document: Document) -> set[tuple[str, ...]]:
    story = " ".join(document.words(block.span) for block in document.blocks if block.kind in _STORY)
    words = _WORD.findall(lowered(plain(story).text))
    return {tuple(words[at:at + _ROW]) for at in range(len(words) - _ROW + 1)}
