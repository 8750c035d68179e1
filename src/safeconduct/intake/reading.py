"""One document read: its attributions, and for each how many, when, where and about which point. What was not read is told.

The figures, times and places of a statement are those inside what was said, given to the innermost statement that holds them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, count
from typing import Protocol

from msgspec.structs import replace

from safeconduct.intake.bounded import Limits, as_far_as, in_time, not_too_deep, wanted
from safeconduct.intake.chains import drafts
from safeconduct.intake.dates import times
from safeconduct.intake.document import Block, Document, Span
from safeconduct.intake.draft import Bound, Draft, Place, Quantity, Reading, Unread, When
from safeconduct.intake.engine import Engine, Names, Piece
from safeconduct.intake.in_text import InText
from safeconduct.intake.quantities import quantities
from safeconduct.intake.sentences import sentences
from safeconduct.intake.shallow import Shallow

__all__ = ["Gazetteer", "Limits", "read"]

_LONGEST_AROUND = 5_000


class Gazetteer(Names, Protocol):
    """What is known of one agreement: who, where, and about which point."""

    def places(self, text: str) -> tuple[Place, ...]:
        """Give the places a text names, with their characters."""

    def bound(self, words: str, around: tuple[str, ...] = ()) -> tuple[Bound, ...]:
        """Give the two nearest points of the agreement, or none."""


def read(document: Document, *, gazetteer: Gazetteer, engine: Engine | None = None, limits: Limits | None = None) -> Reading:
    """Draft what a document says. Nothing of it is filed. Half of the work that it is given is for finding, half for the rest."""
    engine, limits = engine or Shallow(), limits or Limits()
    every, unread = wanted(document, limits)
    seconds = limits.seconds(every) / 2
    found, why = in_time(engine, every, limits, seconds)
    unread.extend(Unread(span=piece.block.span, why=why) for piece in every[len(found) :])
    seen, whole, deep = [piece for piece, _ in found], list[Piece](), list[Unread]()

    def filled() -> Iterator[Draft]:
        told, left = not_too_deep(drafts(document, found, gazetteer), limits)
        deep.extend(left)
        yield from _filled(document, seen, told, gazetteer, whole)

    done, why = as_far_as(filled(), seconds)
    unread.extend(Unread(span=piece.block.span, why=why) for piece in seen[len(whole) :])
    return Reading(
        sha256=document.sha256,
        engine=f"{engine.name} {engine.version}",
        drafts=tuple(sorted(done, key=lambda draft: draft.number)),
        unread=tuple(sorted([*unread, *deep], key=lambda one: one.span)),
    )


def _filled(
    document: Document, seen: list[Piece], told: tuple[Draft, ...], gazetteer: Gazetteer, whole: list[Piece]
) -> Iterator[Draft]:
    """Give the drafts of each paragraph with their figures, times, places and points, and note when one is done with."""
    times_ = InText(_whens(document, seen))
    figures = InText([shifted for piece in seen for shifted in _counts(document, piece, times_)])
    places = InText([
        replace(one, span=_moved(one.span, piece.block.span.start))
        for piece in seen
        for one in gazetteer.places(document.words(piece.block.span))
    ])  # fmt: skip
    blocks = InText(document.blocks)
    headline = next((block for block in document.blocks if block.kind == "headline"), None)
    inside = defaultdict[int | None, list[Draft]](list)
    for draft in told:
        inside[draft.parent].append(draft)
    told_in, numbers = InText(told), count(max((draft.number for draft in told), default=-1) + 1)
    for piece in seen:
        attributed = told_in.near(piece.block.span)
        for draft in chain(attributed, _own_voice(document, piece, attributed, figures, gazetteer, numbers)):
            inner = inside[draft.number]
            yield replace(
                draft,
                quantities=tuple(one for one in figures.near(draft.content) if _holds(draft, inner, one.span)),
                times=tuple(
                    _with_role(one, draft) for one in times_.near(draft.span) if _holds(draft, inner, one.span, whole=True)
                ),
                places=tuple(one for one in places.near(draft.content) if _holds(draft, inner, one.span)),
                points=draft.points
                or gazetteer.bound(document.words(draft.content), _around(document, draft.span, blocks, headline)),
            )
        whole.append(piece)


def _around(document: Document, span: Span, blocks: InText[Block], headline: Block | None) -> tuple[str, ...]:
    """Give what stands around a place: its paragraph, the one before, and the headline."""
    block = blocks.holding(span)
    if block is None:
        return ()
    n = block.number - 1
    first = [headline] if headline and headline.number < block.number else []
    shown = [block, *document.blocks[max(0, n - 1) : n], *first]
    return tuple(document.words(block.span)[:_LONGEST_AROUND] for block in shown)


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
    end = max((piece.block.span.end for piece in seen), default=0)
    found = times(document.text[:end], created=document.created, zone=document.zone)
    read_ = InText([piece.block for piece in seen])
    return [one for one in found if read_.holding(one.span) is not None]


def _counts(document: Document, piece: Piece, whens: InText[When]) -> Iterator[Quantity]:
    block = piece.block.span
    dates = tuple(_moved(one.span, -block.start) for one in whens.near(block) if one.span.within(block))
    for one in quantities(document.words(block), dates=dates):
        yield replace(one, span=_moved(one.span, block.start))


def _own_voice(
    document: Document,
    piece: Piece,
    told: Sequence[Draft],
    counts: InText[Quantity],
    gazetteer: Gazetteer,
    numbers: Iterator[int],
) -> Iterator[Draft]:
    """Draft what the document tells itself in a paragraph, where it gives a figure or meets a point."""
    if piece.block.kind == "headline":
        return
    for sentence in sentences(piece.text):
        span = piece.span(sentence)
        if any(draft.span.overlaps(span) for draft in told):
            continue
        points = gazetteer.bound(document.words(span))
        if not points and not any(one.span.within(span) for one in counts.near(span)):
            continue
        yield Draft(
            number=next(numbers),
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
