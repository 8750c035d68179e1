"""How does the text of a document look with the places of one draft marked in it? In pieces, cut at every edge of a place.

Characters that turn or hide text are shown as their number, so that what a reader sees is what stands there.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from safeconduct.intake.document import Block, Document, Span

AROUND = 12_000
"""How many characters of a long text are shown before and after what is looked at."""
_HARMLESS = "\u200c\u200d\n\r\t"
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Mark(NamedTuple):
    """A place to be marked: where, as which kind of field, and whose field it is."""

    span: Span
    kind: str
    field: str


class Part(NamedTuple):
    """A stretch of text under the same marks. `begins` are the marks that begin with it; `unseen` is a character's number."""

    text: str
    kinds: tuple[str, ...] = ()
    begins: tuple[Mark, ...] = ()
    unseen: bool = False
    other: int | None = None


class Shown(NamedTuple):
    """A paragraph as it is shown. `draft` is one whose cue stands in a part, to go there."""

    block: Block
    parts: tuple[Part, ...]
    read: bool


class Page(NamedTuple):
    """What is shown of a text, and how many characters before and after are left out."""

    blocks: tuple[Shown, ...]
    before: int
    after: int


def plain(words: str) -> str:
    """Give words on one line, without what turns or hides text."""
    return " ".join("".join(one for one in words if not _is_unseen(one)).split())


def turns(words: str) -> bool:
    """Say whether characters in words turn them round, so that they read otherwise than they are."""
    return not _TURNING.isdisjoint(words)


def page(document: Document, marks: Iterable[Mark], *, look_at: Span | None, cues: Iterable[tuple[Span, int]] = (),
         unread: Iterable[Span] = ()) -> Page:  # fmt: skip
    """Give what is shown of a text: all of a short one, else what stands around `look_at`."""
    middle = look_at or Span(0, 0)
    shown = Span(max(0, middle.start - AROUND), min(len(document.text), middle.start + AROUND))
    marked, others, left = list(marks), list(cues), list(unread)
    blocks = []
    for block in document.blocks:
        if not block.span.overlaps(shown):
            continue
        inside = Span(max(block.span.start, shown.start), min(block.span.end, shown.end))
        parts = tuple(_parts(document.text, inside, marked, others))
        blocks.append(Shown(block, parts, not any(one.overlaps(block.span) for one in left)))
    return Page(tuple(blocks), shown.start, len(document.text) - shown.end)


def _parts(text: str, inside: Span, marks: list[Mark], cues: list[tuple[Span, int]]) -> Iterator[Part]:
    here = [one for one in marks if one.span.overlaps(inside)]
    others = [(span, number) for span, number in cues if span.overlaps(inside)]
    edges = {inside.start, inside.end}
    for span in (*(one.span for one in here), *(span for span, _ in others)):
        edges.update(edge for edge in (span.start, span.end) if inside.start < edge < inside.end)
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        over = [one for one in here if one.span.start <= start and end <= one.span.end]
        kinds = tuple(dict.fromkeys(one.kind for one in over))
        begins = tuple(one for one in here if one.span.start == start or (start == inside.start > one.span.start and one in over))
        other = next((number for span, number in others if span.start <= start and end <= span.end), None)
        yield from _seen(text[start:end], kinds, begins, other)


def _seen(text: str, kinds: tuple[str, ...], begins: tuple[Mark, ...], other: int | None) -> Iterator[Part]:
    """Give a stretch with each unseen character apart."""
    kept: list[str] = []
    for one in text:
        if _is_unseen(one):
            if kept:
                yield Part("".join(kept), kinds, begins, other=other)
                kept, begins = [], ()
            yield Part(f"U+{ord(one):04X}", kinds, begins, unseen=True, other=other)
            begins = ()
        else:
            kept.append(one)
    if kept:
        yield Part("".join(kept), kinds, begins, other=other)


def _is_unseen(one: str) -> bool:
    return one not in _HARMLESS and unicodedata.category(one) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
