"""One document read: its attributions, and for each how many, when, where and about which point. What was not read is told.

The figures, times and places of a statement are those inside what was said, given to the innermost statement that holds them.
"""

from collections.abc import Callable, Iterator
from time import process_time
from typing import Protocol

import msgspec
from msgspec.structs import replace

from safeconduct.intake.chains import drafts
from safeconduct.intake.dates import times
from safeconduct.intake.document import Document, Span
from safeconduct.intake.draft import Bound, Draft, Place, Quantity, Reading, Unread, When
from safeconduct.intake.engine import Engine, Found, Names, Piece, pieces
from safeconduct.intake.quantities import quantities
from safeconduct.intake.sentences import sentences
from safeconduct.intake.shallow import Shallow


class Gazetteer(Names, Protocol):
    """What is known of one agreement: who, where, and about which point."""

    def places(self, text: str) -> tuple[Place, ...]:
        """Give the places a text names, with their characters."""

    def bound(self, words: str, around: tuple[str, ...] = ()) -> tuple[Bound, ...]:
        """Give the two nearest points of the agreement, or none."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much is read of one document. `clock` gives seconds of work done; it is asked between paragraphs."""

    seconds_per_thousand_words: float = 2.0
    least_seconds: float = 2.0
    characters: int = 1_000_000
    paragraph: int = 5_000
    clock: Callable[[], float] = process_time


def read(document: Document, *, gazetteer: Gazetteer, engine: Engine | None = None, limits: Limits | None = None) -> Reading:
    """Draft what a document says. Nothing of it is filed."""
    engine, limits = engine or Shallow(), limits or Limits()
    unread = [Unread(span=block.span, why="language") for block in document.blocks if block.language not in ("", "en")]
    wanted = []
    for piece in pieces(document):
        if piece.block.span.end > limits.characters or len(piece.text) > limits.paragraph:
            unread.append(Unread(span=piece.block.span, why="size"))
        else:
            wanted.append(piece)
    seen: list[Piece] = []
    told = drafts(document, _in_time(engine, wanted, seen, limits), gazetteer)
    unread.extend(Unread(span=piece.block.span, why="time") for piece in wanted[len(seen) :])
    return Reading(
        sha256=document.sha256,
        engine=f"{engine.name} {engine.version}",
        drafts=_filled(document, seen, told, gazetteer),
        unread=tuple(sorted(unread, key=lambda one: one.span)),
    )


def _in_time(engine: Engine, wanted: list[Piece], seen: list[Piece], limits: Limits) -> Iterator[tuple[Piece, tuple[Found, ...]]]:
    words = sum(piece.text.count(" ") + 1 for piece in wanted)
    stop = limits.clock() + max(limits.least_seconds, limits.seconds_per_thousand_words * words / 1000)
    for piece, found in engine.finds(wanted):
        seen.append(piece)
        yield piece, found
        if limits.clock() > stop:
            return


def _filled(document: Document, seen: list[Piece], told: tuple[Draft, ...], gazetteer: Gazetteer) -> tuple[Draft, ...]:
    """Give the drafts with their figures, times, places and points, and those of the document's own voice."""
    whens = _whens(document, seen)
    counts = [shifted for piece in seen for shifted in _counts(document, piece, whens)]
    where = [
        replace(one, span=_moved(one.span, piece.block.span.start))
        for piece in seen
        for one in gazetteer.places(document.words(piece.block.span))
    ]
    every = [*told, *_own_voice(document, seen, told, counts, gazetteer)]
    filled = []
    for draft in every:
        inside = [other for other in every if other.number != draft.number and other.parent == draft.number]
        filled.append(
            replace(
                draft,
                quantities=tuple(one for one in counts if _holds(draft, inside, one.span)),
                times=tuple(_with_role(one, draft) for one in whens if _holds(draft, inside, one.span, whole=True)),
                places=tuple(one for one in where if _holds(draft, inside, one.span)),
                points=draft.points or gazetteer.bound(document.words(draft.content), _around(document, draft.span)),
            )
        )
    return tuple(filled)


def _around(document: Document, span: Span) -> tuple[str, ...]:
    """Give what stands around a place: its paragraph, the one before, and the headline."""
    n = next((n for n, block in enumerate(document.blocks) if span.within(block.span)), None)
    if n is None:
        return ()
    headline = next((block for block in document.blocks[:n] if block.kind == "headline"), None)
    blocks = [document.blocks[n], *document.blocks[max(0, n - 1) : n], *([headline] if headline else [])]
    return tuple(document.words(block.span) for block in blocks)


def _holds(draft: Draft, inside: list[Draft], span: Span, *, whole: bool = False) -> bool:
    around = draft.span if whole else draft.content
    return span.within(around) and not any(span.within(one.span if whole else one.content) for one in inside)


def _with_role(when: When, draft: Draft) -> When:
    if when.span.within(draft.content):
        return replace(when, role="deadline") if when.modifier == "before" else replace(when, role="event")
    return replace(when, role="said")


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _whens(document: Document, seen: list[Piece]) -> list[When]:
    """Give the times of the whole text: "the same day" leads back over paragraphs. Times of what is not read are left out."""
    found = times(document.text, created=document.created, zone=document.zone)
    return [one for one in found if any(one.span.within(piece.block.span) for piece in seen)]


def _counts(document: Document, piece: Piece, whens: list[When]) -> Iterator[Quantity]:
    block = piece.block.span
    dates = tuple(_moved(one.span, -block.start) for one in whens if one.span.within(block))
    for one in quantities(document.words(block), dates=dates):
        yield replace(one, span=_moved(one.span, block.start))


def _own_voice(
    document: Document, seen: list[Piece], told: tuple[Draft, ...], counts: list[Quantity], gazetteer: Gazetteer
) -> Iterator[Draft]:
    """Draft what the document tells itself, where it gives a figure or meets a point."""
    number = max((draft.number for draft in told), default=-1)
    for piece in seen:
        if piece.block.kind == "headline":
            continue
        for sentence in sentences(piece.text):
            span = piece.span(sentence)
            if any(draft.span.overlaps(span) for draft in told):
                continue
            points = gazetteer.bound(document.words(span))
            if not points and not any(one.span.within(span) for one in counts):
                continue
            number += 1
            yield Draft(
                number=number,
                span=span,
                chain=(),
                stance="asserts",
                content=span,
                quote="narrator",
                certainty="CT+",
                points=points,
                rules=("narrator",),
                prior=200,
            )
