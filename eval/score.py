"""How near a reading is to what a person read: for each field how many were right, drafted and there to be found.

Attributions are paired first: a draft and a row are the same one where both their cues and their contents overlap. Each other
field is then judged on the pairs alone, so that one mistake lowers one figure. A colon or a dash is no word that carries a
stance: where a person or the program gives one as the cue, it counts as none.
"""

import re
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from eval.documents import Count, Gold, Named, Row, Time
from safeconduct.intake.document import Span
from safeconduct.intake.draft import Draft, Place, Quantity, Source, When

HALF = 0.5
_LITTLE = frozenset("the a an mr mrs ms".split())


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What was read from one document: the drafts, and the figures, times and places of its whole text."""

    drafts: tuple[Draft, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    times: tuple[When, ...] = ()
    places: tuple[Place, ...] = ()


class Tally(msgspec.Struct, frozen=True):
    """How many were right, how many drafted, how many there were. Of a share, drafted and there are the same."""

    right: int = 0
    drafted: int = 0
    there: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Add the figures of another document."""
        return Tally(self.right + other.right, self.drafted + other.drafted, self.there + other.there)

    @property
    def precision(self) -> float | None:
        """Give the right of the drafted, and None where nothing was drafted."""
        return self.right / self.drafted if self.drafted else None

    @property
    def recall(self) -> float | None:
        """Give the right of those that are there, and None where there are none."""
        return self.right / self.there if self.there else None

    @property
    def f1(self) -> float | None:
        """Give precision and recall in one figure, and None where there is nothing to judge."""
        return 2 * self.right / (self.drafted + self.there) if self.drafted + self.there else None


Scores = dict[str, Tally]


def score(gold: Gold, taken: Taken) -> Scores:
    """Judge the reading of one document, each field apart."""
    drafts = [draft for draft in taken.drafts if draft.quote != "narrator"]
    pairs = paired(gold, taken)
    return {**_found(gold, drafts, pairs), **_shares(pairs, {draft.number: draft for draft in drafts}), **_of_text(gold, taken),
            "nested chains": _nested(gold, pairs)}  # fmt: skip


def paired(gold: Gold, taken: Taken) -> list[tuple[Row, Draft]]:
    """Give the rows that were found, each with its draft: the nearest pairs first, nobody twice."""
    text = gold.document.text
    near = [
        (_nearness(row, draft), at, row, draft)
        for at, row in enumerate(replace(row, cue=_spoken(text, row.cue)) for row in gold.rows)
        for draft in (replace(draft, cue=_spoken(text, draft.cue)) for draft in taken.drafts)
        if draft.quote != "narrator" and _same(row, draft)
    ]
    told: list[tuple[Row, Draft]] = []
    rows: set[int] = set()
    numbers: set[int] = set()
    for _, at, row, draft in sorted(near, key=lambda one: (-one[0], one[1], one[3].number)):
        if at not in rows and draft.number not in numbers:
            rows.add(at)
            numbers.add(draft.number)
            told.append((row, draft))
    return sorted(told, key=lambda both: both[0].content)


def _spoken(text: str, cue: Span | None) -> Span | None:
    return cue if cue and re.search(r"\w", text[cue.start : cue.end]) else None


def _same(row: Row, draft: Draft) -> bool:
    if row.cue is None or draft.cue is None:
        return row.cue is None and draft.cue is None and row.content.overlaps(draft.content)
    return row.cue.overlaps(draft.cue) and row.content.overlaps(draft.content)


def _nearness(row: Row, draft: Draft) -> float:
    cue = shared(row.cue, draft.cue) if row.cue and draft.cue else 1.0
    return cue + shared(row.content, draft.content) + (len(row.chain) == len(draft.chain)) / 10


def shared(one: Span, other: Span) -> float:
    """Say how much of the characters that either place holds both hold."""
    both = max(0, min(one.end, other.end) - max(one.start, other.start))
    return both / (one.end - one.start + other.end - other.start - both)


def _found(gold: Gold, drafts: list[Draft], pairs: list[tuple[Row, Draft]]) -> Scores:
    def tally(right: int) -> Tally:
        return Tally(right, len(drafts), len(gold.rows))

    with_source = [(row, draft) for row, draft in pairs if _innermost(row, draft)]
    half = sum(shared(row.content, draft.content) >= HALF for row, draft in pairs)
    return {"detect": tally(len(pairs)), "source": tally(len(with_source)), "content": tally(half)}


def _innermost(row: Row, draft: Draft) -> bool:
    return same_source(row.chain[-1], row.actors[-1], draft.chain[-1]) if draft.chain else row.chain[-1] == ""


def same_source(words: str, actor: str, source: Source) -> bool:
    """Say whether a link of a chain is the one a person read: the same actor, or the same words but for articles and titles."""
    if actor and source.actor:
        return actor == source.actor
    one, other = _words(words), _words(source.words)
    if not one or not other:
        return not one and not other
    return one <= other or other <= one


def _words(words: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", re.sub("['\u2019]s\\b", "", words.casefold()))) - _LITTLE


def _chain(row: Row, draft: Draft) -> bool:
    return len(row.chain) == len(draft.chain) and _prefix(row, draft)


def _prefix(row: Row, draft: Draft) -> bool:
    links = list(zip(row.chain, row.actors, draft.chain, strict=False))
    return bool(links) and all(same_source(*link) for link in links)


def _nested(gold: Gold, pairs: list[tuple[Row, Draft]]) -> Tally:
    there = sum(len(row.chain) > 1 for row in gold.rows)
    return Tally(sum(len(row.chain) > 1 and _chain(row, draft) for row, draft in pairs), there, there)


def _shares(pairs: list[tuple[Row, Draft]], drafts: dict[int, Draft]) -> Scores:
    of = {draft.number: row.id for row, draft in pairs}

    def share(right: list[bool]) -> Tally:
        return Tally(sum(right), len(right), len(right))

    bound = [(row.points, [one.point for one in draft.points][:2]) for row, draft in pairs]
    return {
        "chain": share([_chain(row, draft) for row, draft in pairs]),
        "chain prefix": share([_prefix(row, draft) for row, draft in pairs]),
        "parent": share([row.parent == (of.get(draft.parent, "?") if draft.parent in drafts else "") for row, draft in pairs]),
        "stance": share([row.stance == draft.stance for row, draft in pairs]),
        "polarity": share([row.polarity == draft.polarity for row, draft in pairs]),
        "quote": share([row.quote == draft.quote for row, draft in pairs]),
        "certainty": share([row.certainty == draft.certainty for row, draft in pairs]),
        "realis": share([row.realis == draft.realis for row, draft in pairs]),
        "point top-1": share([wanted[0] in drafted[:1] for wanted, drafted in bound if wanted]),
        "point top-2": share([wanted[0] in drafted for wanted, drafted in bound if wanted]),
        "no point": share([not drafted for wanted, drafted in bound if not wanted]),
    }


def _of_text(gold: Gold, taken: Taken) -> Scores:
    counts = sum(any(same_count(one, count) for one in taken.quantities) for count in gold.counts)
    whens = sum(any(same_time(one, when) for one in taken.times) for when in gold.times)
    labels = [one.precision == when.precision for when in gold.times for one in taken.times if same_time(one, when)]
    places = once(gold, taken.places)
    named = sum(any(_as_named(one, place) for one in places) for place in gold.places)
    return {
        "quantities": Tally(counts, len(taken.quantities), len(gold.counts)),
        "dates": Tally(whens, len(taken.times), len(gold.times)),
        "date precision": Tally(sum(labels), len(labels), len(labels)),
        "places": Tally(named, len(places), len(gold.places)),
    }


def once(gold: Gold, places: tuple[Place, ...]) -> list[Place]:
    """Give each place once a paragraph, as a person does."""
    told: dict[tuple[int, str], Place] = {}
    for place in places:
        block = next((block.number for block in gold.document.blocks if block.span.overlaps(place.span)), 0)
        told.setdefault((block, place.place or str(place.span.start)), place)
    return list(told.values())


def same_count(one: Quantity, count: Count) -> bool:
    """Say whether a figure has the bounds and the qualifiers that a person read."""
    fields = ("low", "high", "approximate", "exhaustive", "vague")
    return one.span.overlaps(count.span) and all(getattr(one, field) == getattr(count, field) for field in fields)


def same_time(one: When, when: Time) -> bool:
    """Say whether a time was read as a person read it, with every reading where it is open."""
    if one.start is None or one.end is None or not one.span.overlaps(when.span):
        return False
    return {_plain(edge) for edge in [(one.start, one.end), *one.candidates]} == {_plain(edge) for edge in when.readings}


def _plain(reading: tuple[date | datetime, date | datetime]) -> tuple[str, str]:
    """Give both edges as words: an hour as it stands in the text, for a text mostly leaves its zone unsaid."""
    start, end = (edge.replace(tzinfo=None) if isinstance(edge, datetime) else edge for edge in reading)
    return start.isoformat(), end.isoformat()


def _as_named(one: Place, place: Named) -> bool:
    return one.span.overlaps(place.span) and one.place == place.place
