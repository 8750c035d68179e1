"""What a reading missed in an open document, drafted too much or read otherwise, for whoever writes rules. Never a kept one."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from eval.documents import Gold, Row
from eval.score import Taken, once, paired, same_count, same_time
from safeconduct.intake.document import Span
from safeconduct.intake.draft import Draft


class Placed(Protocol):
    """What has a place in the text."""

    @property
    def span(self) -> Span:
        """Its place."""


def misses(one: Gold, read_of: Taken) -> list[str]:
    """Give what was missed, drafted too much, or read otherwise."""
    pairs = paired(one, read_of)
    rows, numbers = {row.id for row, _ in pairs}, {draft.number for _, draft in pairs}
    lines = [f"missed {row.id}: {' > '.join(row.chain)} | {row.stance} {row.polarity} | {_words(one, row.span)}"
             for row in one.rows if row.id not in rows]  # fmt: skip
    for draft in read_of.drafts:
        if draft.quote != "narrator" and draft.number not in numbers:
            chain = " > ".join(link.words for link in draft.chain)
            lines.append(f"too much: {chain} | {draft.stance} {draft.polarity} {draft.rules} | {_words(one, draft.span)}")
    return [*lines, *_read_otherwise(one, pairs), *_figures_missed(one, read_of), *_times_missed(one, read_of)]


def _words(one: Gold, span: Span) -> str:
    return " ".join(one.document.words(span).split())


def _read_otherwise(one: Gold, pairs: list[tuple[Row, Draft]]) -> Iterator[str]:
    for row, draft in pairs:
        drafted = {
            "chain": tuple(link.words for link in draft.chain),
            "points": tuple(point.point for point in draft.points[: len(row.points) or 2]),
            **{field: getattr(draft, field) for field in ("stance", "polarity", "quote", "certainty", "realis")},
        }
        for field, said in drafted.items():
            if getattr(row, field) != said:
                yield f"{row.id} {field}: {getattr(row, field)} was drafted as {said}"
        if row.content != draft.content:
            yield f"{row.id} content: {_words(one, row.content)} | was drafted as {_words(one, draft.content)}"


def _figures_missed(one: Gold, read_of: Taken) -> Iterator[str]:
    for table, wanted, found in (("quantity", one.counts, read_of.quantities), ("place", one.places, once(one, read_of.places))):
        yield from (f"{table} missed: {_words(one, each.span)}" for each in wanted if not _met(each, found))
        yield from (f"{table} too much: {_words(one, each.span)}" for each in found if not _met(each, wanted))
    for count in one.counts:
        for each in read_of.quantities:
            if each.span.overlaps(count.span) and not same_count(each, count):
                yield f"quantity {_words(one, count.span)}: was read as {each.low} to {each.high} {each.vague} {each.approximate}"


def _times_missed(one: Gold, read_of: Taken) -> Iterator[str]:
    for when in one.times:
        if not any(same_time(each, when) for each in read_of.times):
            readings = ", ".join(f"{start} to {end}" for start, end in sorted(when.readings, key=str))
            said = ", ".join(f"{each.start} to {each.end}" for each in read_of.times if each.span.overlaps(when.span))
            yield f"time {_words(one, when.span)}: {readings} was read as {said or 'nothing'}"
    yield from (f"time too much: {_words(one, each.span)}" for each in read_of.times if not _met(each, one.times))


def _met(one: Placed, others: Iterable[Placed]) -> bool:
    return any(one.span.overlaps(other.span) for other in others)
