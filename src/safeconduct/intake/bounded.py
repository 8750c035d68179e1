"""How much of a document is read: its size, its paragraphs, the work and the memory. What is beyond is told, never lost.

A document of a stranger may be as long and as strange as he likes. It costs what it is given here, and the next one is read.
"""

import re
from collections.abc import Callable, Iterator
from time import process_time

import msgspec
from msgspec.structs import replace

from safeconduct.checks.stopping import Watch
from safeconduct.intake.document import Document, Span
from safeconduct.intake.draft import Draft, Unread
from safeconduct.intake.engine import Engine, Found, Piece, pieces
from safeconduct.intake.plain_text import plain
from safeconduct.intake.sentences import sentences

Attributed = tuple[Piece, tuple[Found, ...]]
_ENDS = re.compile(r"[.!?][\"')]{0,2}\s")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much is read of one document. `clock` gives seconds of work done; it is asked between paragraphs.

    A paragraph that is longer is cut at its sentences. `depth` is how many sources may stand one inside the other.
    """

    seconds_per_thousand_words: float = 2.0
    least_seconds: float = 2.0
    characters: int = 1_000_000
    paragraph: int = 5_000
    depth: int = 20
    clock: Callable[[], float] = process_time

    def seconds(self, wanted: list[Piece]) -> float:
        """Give the seconds of work that these paragraphs are given."""
        words = sum(piece.text.count(" ") + 1 for piece in wanted)
        return max(self.least_seconds, self.seconds_per_thousand_words * words / 1000)


def wanted(document: Document, limits: Limits) -> tuple[list[Piece], list[Unread]]:
    """Give the paragraphs to read, long ones in parts, and what is left because of its language or its size."""
    unread = [Unread(span=block.span, why="language") for block in document.blocks if block.language not in ("", "en")]
    found = list[Piece]()
    for piece in pieces(document):
        span = piece.block.span
        if span.end > limits.characters:
            unread.append(Unread(span=Span(max(span.start, limits.characters), span.end), why="size"))
            if span.start >= limits.characters:
                continue
            piece = _part(document, piece, Span(span.start, limits.characters))
        for part in _parts(document, piece, limits.paragraph):
            if isinstance(part, Unread):
                unread.append(part)
            else:
                found.append(part)
    return found, unread


def in_time(engine: Engine, every: list[Piece], limits: Limits, seconds: float) -> tuple[list[Attributed], str]:
    """Give what an engine finds, paragraph after paragraph, and why it was stopped: `time`, `memory` or nothing."""
    got, stop = list[Attributed](), limits.clock() + seconds
    with Watch(seconds) as watch:
        for one in engine.finds(every):
            got.append(one)
            if limits.clock() > stop:
                return got, "time" if len(got) < len(every) else ""
    return got, _why(watch)


def as_far_as(drafts: Iterator[Draft], seconds: float) -> tuple[list[Draft], str]:
    """Give drafts as far as the work and the memory reach, and why they were stopped: `time`, `memory` or nothing."""
    got = list[Draft]()
    with Watch(seconds) as watch:
        got.extend(drafts)
    return got, _why(watch)


def not_too_deep(told: tuple[Draft, ...], limits: Limits) -> tuple[tuple[Draft, ...], list[Unread]]:
    """Leave out what stands inside too many sources, and tell where. What is left out was the innermost."""
    deep = [draft for draft in told if len(draft.chain) > limits.depth]
    if not deep:
        return told, []
    places = sorted(draft.content for draft in deep)
    outer = [place for n, place in enumerate(places) if n == 0 or not place.within(places[n - 1])]
    return tuple(draft for draft in told if len(draft.chain) <= limits.depth), [Unread(span=one, why="depth") for one in outer]


def _why(watch: Watch) -> str:
    return "" if not watch.stopped else "memory" if "memory" in watch.stopped else "time"


def _parts(document: Document, piece: Piece, most: int) -> Iterator[Piece | Unread]:
    """Cut a paragraph where a sentence ends; where none does for very long, between two words. What has no words is left."""
    text, begin = piece.text, 0
    if len(text) <= most:
        yield piece
        return
    while begin < len(text):
        cut = len(text) - begin if len(text) - begin <= most else _cut(text[begin:begin + most])
        end = begin + cut
        if not cut:
            end = text.find(" ", begin) + 1 or len(text)
            yield Unread(span=piece.span(Span(begin, end)), why="size")
        elif text[begin:end].strip():
            yield _part(document, piece, piece.span(Span(begin, end)))
        begin = end


def _cut(text: str) -> int:
    """Give where to cut: the end of the last sentence that is whole, else any end, else a space, else nowhere."""
    whole = sentences(text)
    if len(whole) > 1:
        return whole[-1].start
    ends = [match.end() for match in _ENDS.finditer(text)]
    return ends[-1] if ends else text.rfind(" ") + 1


def _part(document: Document, piece: Piece, span: Span) -> Piece:
    words = document.words(span)
    # White space at its ends is of neither part.
    first = span.start + len(words) - len(words.lstrip())
    span = Span(first, max(first, span.start + len(words.rstrip())))
    return Piece(replace(piece.block, span=span), plain(document.words(span)))
