"""The figures of one counted set as lines and pairs, with the arithmetic in words. Nothing is averaged and nothing decided."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from safeconduct.agreement.results import FigureStatus, Status
from safeconduct.secretariat.figure_board import FigureBoard, Given, Line, Pair, PairKind, Reach
from safeconduct.web.shell.apart import apart
from safeconduct.web.shell.figures import Chart, chart, in_words
from safeconduct.web.shell.words import amount


class Summary(NamedTuple):
    """A counted set in a list."""

    board: FigureBoard
    figures: int
    conflicting: int
    revisions: int


class Shown(NamedTuple):
    """A figure of a line: the figure in words, the entries that tell it again, and the one that takes its place."""

    figure: FigureStatus
    words: str
    again: tuple[FigureStatus, ...]
    corrected_by: FigureStatus | None
    corrected_words: str


class ShownLine(NamedTuple):
    """All figures of one root source."""

    line: Line
    given: tuple[Shown, ...]


class Told(NamedTuple):
    """A figure in a pair, with its words."""

    figure: FigureStatus
    words: str
    root: str
    through: str


class Group(NamedTuple):
    """Pairs between the same two numbers: who gave the one, who the other, and the sentence that holds for all of them."""

    one: tuple[Told, ...]
    other: tuple[Told, ...]
    sentence: str
    readings: tuple[str, ...]
    pairs: int


class CountedSet(NamedTuple):
    """Everything a page shows of one counted set."""

    board: FigureBoard
    chart: Chart
    lines: tuple[ShownLine, ...]
    conflicting: tuple[Group, ...]
    one_side: tuple[Group, ...]
    revision: tuple[Group, ...]
    touching: tuple[Group, ...]
    compatible: tuple[Group, ...]
    weak: tuple[Group, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Count the pairs of each kind."""
        return {kind: sum(pair.kind == kind for pair in self.board.pairs) for kind in ("conflicting", "revision", "compatible")}


def summaries(boards: Iterable[FigureBoard]) -> list[Summary]:
    """Give each counted set with what is counted of it."""
    return [
        Summary(board, sum(1 + len(one.again) for line in board.lines for one in line.given),
                len(board.of_kind("conflicting")), len(board.of_kind("revision")))
        for board in boards
    ]  # fmt: skip


def counted_set(board: FigureBoard, status: Status) -> CountedSet:
    """Give a board as its page shows it."""
    ids = {name for line in board.lines for one in line.given for name in (one.figure, *one.again)}
    by_id = {figure.id: figure for figure in status.figures if figure.id in ids}
    roots = {name: line for line in board.lines for one in line.given for name in (one.figure, *one.again)}

    def groups(kind: PairKind) -> tuple[Group, ...]:
        return _groups(board.of_kind(kind), by_id, roots)

    standing = [by_id[one.figure] for line in board.lines for one in line.given if not one.corrected_by]
    return CountedSet(
        board, chart(standing), tuple(_line(line, by_id) for line in board.lines), groups("conflicting"), groups("one_side"),
        groups("revision"), groups("touching"), groups("compatible"), groups("weak"),
    )  # fmt: skip


def _line(line: Line, by_id: dict[str, FigureStatus]) -> ShownLine:
    return ShownLine(line, tuple(_given(one, by_id) for one in line.given))


def _given(one: Given, by_id: dict[str, FigureStatus]) -> Shown:
    right = by_id.get(one.corrected_by)
    return Shown(by_id[one.figure], in_words(by_id[one.figure]), tuple(by_id[name] for name in one.again), right,
                 in_words(right) if right else "")  # fmt: skip


def _groups(pairs: Iterable[Pair], by_id: dict[str, FigureStatus], roots: dict[str, Line]) -> tuple[Group, ...]:
    """Put pairs between the same two numbers together, in the order in which the first of them comes."""
    found: dict[tuple[object, ...], list[Pair]] = {}
    for pair in pairs:
        found.setdefault(_numbers(pair, by_id), []).append(pair)
    return tuple(_group(every, by_id, roots) for every in found.values())


def _numbers(pair: Pair, by_id: dict[str, FigureStatus]) -> tuple[object, ...]:
    """Give what two pairs have to share to be told in one sentence. In time's order where the pair is of one source."""
    one, other = by_id[pair.one], by_id[pair.other]
    said = (in_words(one), pair.one_reach), (in_words(other), pair.other_reach)
    if pair.kind in ("revision", "one_side"):
        return pair.kind, *said, roots_apart(one)
    return pair.kind, *sorted(said, key=lambda each: (_lowest(each[1]), each[0]))


def roots_apart(figure: FigureStatus) -> str:
    """Keep what one source says apart from what another says in the same numbers."""
    return figure.chain[-1].speaks_for or figure.root if figure.chain else figure.root


def _lowest(reach: Reach) -> tuple[float, float]:
    return (float(reach.low or 0), float(reach.high) if reach.high is not None else float("inf"))


def _group(pairs: list[Pair], by_id: dict[str, FigureStatus], roots: dict[str, Line]) -> Group:
    first = pairs[0]
    turned = first.kind not in ("revision", "one_side")
    sides: tuple[dict[str, Told], dict[str, Told]] = ({}, {})
    lower, higher = first.one_reach, first.other_reach
    if turned and (_lowest(higher), in_words(by_id[first.other])) < (_lowest(lower), in_words(by_id[first.one])):
        lower, higher = higher, lower
    for pair in pairs:
        ends = [(pair.one, pair.one_reach), (pair.other, pair.other_reach)]
        if turned:
            ends.sort(key=lambda end: (_lowest(end[1]), in_words(by_id[end[0]])))
        for side, (name, _reach) in zip(sides, ends, strict=True):
            figure, line = by_id[name], roots[name]
            side[name] = Told(figure, in_words(figure), line.root, line.through)
    one, other = (tuple(side.values()) for side in sides)
    readings = (_reading(told, reach) for told, reach in ((one[0], lower), (other[0], higher)) if told.figure.approximate)
    return Group(one, other, _sentence(first, lower, higher), tuple(dict.fromkeys(readings)), len(pairs))


def _reading(told: Told, reach: Reach) -> str:
    return _("“%(words)s” is read as %(reach)s here.") % {"words": apart(told.words), "reach": apart(reach_words(reach))}


def _sentence(pair: Pair, one: Reach, other: Reach) -> str:
    """Say the arithmetic of a pair. `one` is the lower of the two, or the earlier where both are of one source."""
    if pair.kind == "weak":
        return _("One of the two has no number that could be compared.")
    if pair.kind in ("conflicting", "one_side", "revision"):
        lower, higher = sorted((one, other), key=_lowest)
        told = {"low": number(lower.high), "high": number(higher.low), "apart": number(pair.apart), "gap": pair.gap}
        if not pair.gap:
            return _("The lower ends at %(low)s, the higher begins at %(high)s: %(apart)s apart, under 1%% of the lower.") % told
        return _("The lower ends at %(low)s, the higher begins at %(high)s: %(apart)s apart, %(gap)s%% of the lower.") % told
    assert pair.shared is not None
    if pair.kind == "touching":
        return _("They have one number in common and no other: %(number)s.") % {"number": number(pair.shared.low)}
    return _("Both may be right: %(reach)s lies in both.") % {"reach": apart(reach_words(pair.shared))}


def reach_words(reach: Reach) -> str:
    """Say from where to where a figure reaches."""
    if reach.low is None or reach.high is None:
        if reach.low is None and reach.high is None:
            return _("no number given")
        if reach.low is None:
            return _("up to %(number)s") % {"number": number(reach.high)}
        return _("%(number)s or more") % {"number": number(reach.low)}
    return number(reach.low) if reach.low == reach.high else f"{number(reach.low)}–{number(reach.high)}"


def number(written: str | None) -> str:
    """Write a number with tenths the way the pages write numbers."""
    whole, dot, tenths = (written or "").partition(".")
    return (amount(int(whole)) if whole else "") + dot + tenths
