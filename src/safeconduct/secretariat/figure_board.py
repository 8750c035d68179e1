"""Who says how many of one thing: a line for each root source, and which of the figures cannot both be right.

Who passes a figure on adds no second voice, so figures that go back to one root stand on one line. The same figure told again,
and one that a later entry put right, are folded there and stay visible. Whether two figures go together is asked in
`intake.contradictions`. Nothing is averaged, no middle is taken, and nobody is declared right.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Literal

import msgspec

from safeconduct.agreement.frame import Counts
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import FigureStatus, Status
from safeconduct.intake.contradictions import Beside, Figure, beside, root_of
from safeconduct.kernel.acts import Link
from safeconduct.kernel.compare import Bounds, Interval, compare

PairKind = Literal["conflicting", "one_side", "revision", "touching", "compatible", "weak"]
"""`one_side`: one root gives two figures for one time. `revision`: one root gives another figure later. Neither is a conflict."""

MOST_COMPARED = 200
"""How many figures of one set are set beside each other, or statements of one side: the latest, so that a board is quick."""

KINDS: tuple[PairKind, ...] = ("conflicting", "one_side", "revision", "touching", "compatible", "weak")


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of a root source. `again` are the entries that tell the same figure once more, by whichever carrier.

    `corrected_by` is the entry that takes its place; it then stands beside nothing.
    """

    figure: str
    again: tuple[str, ...] = ()
    corrected_by: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of one root source, in the order of their times. `through` names who knows a source that is not named.

    `speakers` are those who spoke for it, and `latest` its last figure that stands.
    """

    root: str
    through: str
    speakers: tuple[str, ...]
    given: tuple[Given, ...]
    latest: str


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """From where to where a figure was read when it was compared. None is an open end; 'about' reaches a tenth to each side."""

    low: str | None
    high: str | None


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two figures beside each other, the earlier first, with the arithmetic.

    `shared` is what both may be, where they go together. `apart` is how far they lie from each other where they do not, and
    `gap` the same in hundredths of the smaller bound. `why` says what made them a pair.
    """

    one: str
    other: str
    kind: PairKind
    one_reach: Reach
    other_reach: Reach
    shared: Reach | None
    apart: str
    gap: int
    why: tuple[str, ...]


class FigureBoard(msgspec.Struct, frozen=True, kw_only=True):
    """One counted set: what is counted, in which unit, of which category, and everything that was said of it.

    `not_compared` counts the oldest figures that were set beside no other, where there are very many.
    """

    subject: str
    unit: str
    category: str
    counts: Counts
    lines: tuple[Line, ...]
    pairs: tuple[Pair, ...]
    not_compared: int = 0

    def of_kind(self, kind: PairKind) -> tuple[Pair, ...]:
        """Give the pairs of one kind."""
        return tuple(pair for pair in self.pairs if pair.kind == kind)


def figure_boards(status: Status, agreement: Agreement) -> tuple[FigureBoard, ...]:
    """Give the board of every counted set on which a figure was reported, in the order of the first figure."""
    sets: dict[tuple[str, str, str], list[FigureStatus]] = {}
    for figure in _in_time(status.figures):
        sets.setdefault((figure.subject, figure.unit, figure.category), []).append(figure)
    return tuple(figure_board(found, counts=counts_of(subject, agreement)) for (subject, _, _), found in sets.items())


def counts_of(subject: str, agreement: Agreement) -> Counts:
    """Say what the figures on a subject count. What an obligation counts grows."""
    found = agreement.subjects.get(subject)
    return found.counts if found else Counts.SO_FAR if subject in agreement.obligations else Counts.AT_A_TIME


def figure_board(figures: Iterable[FigureStatus], *, counts: Counts = Counts.AT_A_TIME) -> FigureBoard:
    """Put the figures of one counted set on one board. The order in which they come says nothing."""
    found = _in_time(figures)
    by_id = {figure.id: figure for figure in found}
    corrected = _corrected(by_id)
    root = {figure.id: _root(_first_told(figure, by_id)) for figure in found}
    folded = _folded([figure for figure in found if figure.id not in corrected], by_id, root)
    stands = [by_id[name] for name in folded]
    compared = [_compared(figure, root[figure.id], counts) for figure in stands[-MOST_COMPARED:]]
    lines = tuple(
        _line([figure for figure in found if root[figure.id] == one], corrected, folded) for one in dict.fromkeys(root.values())
    )
    pairs = (_pair(pair, by_id) for pair in beside(compared))
    first = found[0] if found else None
    return FigureBoard(
        subject=first.subject if first else "", unit=first.unit if first else "", category=first.category if first else "",
        counts=counts, lines=lines,
        pairs=tuple(sorted((pair for pair in pairs if pair is not None), key=lambda pair: _place(pair, by_id))),
        not_compared=len(stands) - len(compared),
    )  # fmt: skip


def standing(figures: Iterable[FigureStatus]) -> list[FigureStatus]:
    """Give the figures that no later entry takes the place of, in the order of their times."""
    found = _in_time(figures)
    corrected = _corrected({figure.id: figure for figure in found})
    return [figure for figure in found if figure.id not in corrected]


def _in_time(figures: Iterable[FigureStatus]) -> list[FigureStatus]:
    return sorted(figures, key=lambda figure: (figure.as_of_start, figure.as_of_end, figure.recorded, figure.id))


def _corrected(by_id: dict[str, FigureStatus]) -> dict[str, str]:
    """Give what takes the place of each figure that was put right: the last entry that says so, entered after it."""
    found: dict[str, str] = {}
    for figure in sorted(by_id.values(), key=lambda figure: (figure.recorded, figure.id)):
        old = by_id.get(figure.corrects)
        if old is not None and (old.recorded, old.id) < (figure.recorded, figure.id):
            found[old.id] = figure.id
    return found


def _first_told(figure: FigureStatus, by_id: dict[str, FigureStatus]) -> FigureStatus:
    """Give the entry whose words this one prints again, back to the first; a ring of them ends where it began."""
    met = set()
    while figure.republishes in by_id and figure.id not in met:
        met.add(figure.id)
        figure = by_id[figure.republishes]
    return figure


def _root(figure: FigureStatus) -> str:
    return root_of((link.who, link.kind, link.speaks_for) for link in figure.chain)


def _folded(figures: list[FigureStatus], by_id: dict[str, FigureStatus], root: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Give each figure that stands, with the entries that only tell it again."""
    found: dict[str, list[str]] = {}
    for figure in figures:
        first = _first_told(figure, by_id)
        same = next((name for name in found if _same(by_id[name], figure, root) or first.id == name != figure.id), None)
        if same is None:
            found[figure.id] = []
        else:
            found[same].append(figure.id)
    return {name: tuple(again) for name, again in found.items()}


def _same(one: FigureStatus, other: FigureStatus, root: dict[str, str]) -> bool:
    def said(figure: FigureStatus) -> tuple[object, ...]:
        return root[figure.id], figure.low, figure.high, figure.approximate, figure.vague, figure.place, _in_words(figure)

    (one_first, one_last), (other_first, other_last) = (days_of(each.as_of_start, each.as_of_end) for each in (one, other))
    return said(one) == said(other) and one_first <= other_last and other_first <= one_last


def _in_words(figure: FigureStatus) -> str:
    return figure.words if figure.low is None and figure.high is None else ""


def _line(figures: list[FigureStatus], corrected: dict[str, str], folded: dict[str, tuple[str, ...]]) -> Line:
    given = tuple(
        Given(figure=figure.id, again=folded.get(figure.id, ()), corrected_by=corrected.get(figure.id, ""))
        for figure in figures
        if figure.id in folded or figure.id in corrected
    )
    root, through = named(figures[0].chain)
    standing = [one.figure for one in given if not one.corrected_by]
    return Line(
        root=root, through=through, given=given, latest=standing[-1] if standing else "",
        speakers=tuple(dict.fromkeys(figure.root for figure in figures if figure.root != root)),
    )  # fmt: skip


def named(chain: tuple[Link, ...]) -> tuple[str, str]:
    """Give whose words they are, as they are shown, and who alone knows them where nobody is named."""
    if not chain:
        return "", ""
    last = chain[-1]
    if last.kind not in ("anonymous", "unknown") or last.speaks_for:
        return last.speaks_for or last.who, ""
    return last.who, next((link.who for link in reversed(chain[:-1]) if link.kind not in ("anonymous", "unknown")), "")


def _compared(figure: FigureStatus, root: str, counts: Counts) -> Figure:
    start, end = days_of(figure.as_of_start, figure.as_of_end)
    stretch = (start.isoformat(), end.isoformat()) if counts is Counts.WITHIN else ()
    return Figure(
        id=figure.id, key=(figure.subject, figure.unit, figure.category, *stretch), root=root, bounds=bounds_of(figure),
        said=(start, end), places=frozenset({figure.place} - {""}), chain=tuple(link.who for link in figure.chain),
        grows=counts is Counts.SO_FAR,
    )  # fmt: skip


def days_of(start: datetime, end: datetime) -> tuple[date, date]:
    """Give the first and the last day of a stretch of time whose end is open."""
    return start.date(), max(start, end - timedelta(microseconds=1)).date()


def bounds_of(figure: FigureStatus) -> Bounds:
    """Give a figure as it is compared. One that was given in words alone, such as dozens, is vague."""
    return Bounds(figure.low, figure.high, figure.approximate, bool(figure.vague))


def _pair(found: Beside, by_id: dict[str, FigureStatus]) -> Pair | None:
    """Give a pair with its arithmetic; two figures of one root that go together say nothing new."""
    one, other = _in_time((by_id[found.one], by_id[found.other]))
    kind: PairKind
    if "same_root" in found.why:
        if found.kind not in ("conflicting", "revision"):
            return None
        kind = "revision" if found.kind == "revision" else "one_side"
    else:
        kind = found.kind  # type: ignore[assignment]
    compared = compare(bounds_of(one), bounds_of(other))
    low = max((bound for bound, _ in (compared.one, compared.other) if bound is not None), default=None)
    high = min((bound for _, bound in (compared.one, compared.other) if bound is not None), default=None)
    gone = kind in ("conflicting", "one_side", "revision")
    return Pair(
        one=one.id, other=other.id, kind=kind, one_reach=_reach(compared.one), other_reach=_reach(compared.other),
        shared=None if gone or kind == "weak" else _reach((low, high)),
        apart=_number(low - high) if gone and low is not None and high is not None else "", gap=found.gap if gone else 0,
        why=found.why,
    )  # fmt: skip


def _reach(interval: Interval) -> Reach:
    low, high = interval
    return Reach(low=None if low is None else _number(low), high=None if high is None else _number(high))


def _number(value: Fraction) -> str:
    """Write a number of tenths, which is what 'about' leads to at most."""
    tenths = round(value * 10)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def _place(pair: Pair, by_id: dict[str, FigureStatus]) -> tuple[object, ...]:
    one, other = by_id[pair.one], by_id[pair.other]
    return KINDS.index(pair.kind), one.as_of_start, other.as_of_start, pair.one, pair.other
