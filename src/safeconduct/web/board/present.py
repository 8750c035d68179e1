"""The board's rows: the core's answers put in the order in which a reader asks for them. Nothing is computed anew."""

from collections import Counter
from typing import Any, NamedTuple

from safeconduct.agreement.frame import Document, Phase, Point, Role
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import AmountStatus, HoleStatus, Life, NormStatus, Owed, Reason, Status
from safeconduct.kernel.truth import Truth
from safeconduct.web.shell import words
from safeconduct.web.shell.changes import Way, ways
from safeconduct.web.shell.meter import Meter, NormRow, meter

_SUBJECTS = ("of", "hole", "anchor", "decision")
_WAITING = (Life.DORMANT, Life.SUSPENDED)


class Cause(NamedTuple):
    """One thing that has not happened yet, and who can change that."""

    subject: str
    norm: NormStatus | None
    meter: Meter | None
    ways: tuple[Way, ...]


class Block(NamedTuple):
    """What keeps the same norms from going on."""

    causes: tuple[Cause, ...]
    waiting: tuple[NormStatus, ...]

    @property
    def overdue(self) -> bool:
        """Say whether one of the causes is overdue."""
        return any(cause.norm is not None and cause.norm.life is Life.OVERDUE for cause in self.causes)


class PointRow(NamedTuple):
    """A point of a text with the norms that come from it."""

    id: str
    point: Point
    norms: tuple[NormRow, ...]


class TextGroup(NamedTuple):
    """A text of the agreement with its points."""

    id: str
    text: Document
    points: tuple[PointRow, ...]


class PhaseGroup(NamedTuple):
    """A phase with its norms."""

    id: str
    phase: Phase
    norms: tuple[NormStatus, ...]

    @property
    def done(self) -> int:
        """Count the norms that are done."""
        return sum(norm.life is Life.FULFILLED for norm in self.norms)


class Owing(NamedTuple):
    """A line of who owes what, and how its amount binds."""

    line: Owed
    amount: AmountStatus | None

    @property
    def ceiling(self) -> bool:
        """Say whether the amount is one that must not be exceeded, so that nothing of it is 'left'."""
        return self.amount is not None and self.amount.bound == "at_most"


class Pair(NamedTuple):
    """What two sides owe each other: `there` from the first to the second, `back` the other way."""

    one: str
    other: str
    there: tuple[Owing, ...]
    back: tuple[Owing, ...]


class Cell(NamedTuple):
    """One field of the table of who owes whom."""

    rows: int
    overdue: int
    own: bool


class Matrix(NamedTuple):
    """Who owes whom: a table of counts, the pairs that owe each other, and the lines that run one way only."""

    debtors: tuple[tuple[str, tuple[Cell, ...]], ...]
    creditors: tuple[str, ...]
    pairs: tuple[Pair, ...]
    one_way: tuple[Owing, ...]


class HoleRow(NamedTuple):
    """A part left open, and the norms that need it."""

    hole: HoleStatus
    needed_by: tuple[str, ...]


def row(norm: NormStatus) -> NormRow:
    """Give the row of one norm."""
    return NormRow(norm, meter(norm))


def lives(status: Status) -> list[tuple[Life, int]]:
    """Count the norms by life, in the order of the words."""
    counts = Counter(norm.life for norm in status.norms)
    return [(life, counts[life]) for life in words.LIFE]


def blocks(status: Status, agreement: Agreement, language: str) -> list[Block]:
    """Give what holds others back, what holds back most first. Causes that hold back the same norms stand together."""
    waiting: dict[str, list[NormStatus]] = {}
    reasons: dict[str, Reason] = {}
    for norm in status.norms:
        if norm.life not in _WAITING:
            continue
        leaves = norm.reason.leaves()
        for subject in norm.waits_for:
            leaf = next((leaf for leaf in leaves if _about(leaf) == subject and leaf.value != Truth.FOR), None)
            if leaf is not None:
                reasons.setdefault(subject, leaf)
                waiting.setdefault(subject, []).append(norm)
    together: dict[tuple[str, ...], list[Cause]] = {}
    for subject, held in waiting.items():
        norm_status = status.norm(subject.partition(".")[0])
        cause = Cause(subject, norm_status, meter(norm_status) if norm_status else None,
                      ways(reasons[subject].can_change, agreement, language))  # fmt: skip
        together.setdefault(tuple(norm.id for norm in held), []).append(cause)
    by_id = {norm.id: norm for norm in status.norms}
    found = [Block(tuple(causes), tuple(by_id[name] for name in held)) for held, causes in together.items()]
    # What is overdue comes first; sorting is stable, so among equals the order of the agreement stays.
    return sorted(found, key=lambda block: (not block.overdue, -len(block.waiting)))


def _about(leaf: Reason) -> str:
    return next((str(leaf.params[key]) for key in _SUBJECTS if key in leaf.params), leaf.code)


def phases(agreement: Agreement, status: Status) -> list[PhaseGroup]:
    """Give the phases in the order of the agreement, each with its norms."""
    return [
        PhaseGroup(name, phase, tuple(norm for norm in status.norms if norm.phase == name))
        for name, phase in agreement.phases.items()
    ]


def texts(agreement: Agreement, status: Status) -> list[TextGroup]:
    """Give the texts with their points and the norms that come from each."""
    by_point: dict[str, list[NormRow]] = {name: [] for name in agreement.points}
    for norm in status.norms:
        for name in dict.fromkeys(clause.partition(".")[0] for clause in norm.clause):
            by_point[name].append(row(norm))
    groups = []
    for text, document in agreement.texts.items():
        points = [PointRow(name, point, tuple(by_point[name])) for name, point in agreement.points.items()
                  if point.of == text]  # fmt: skip
        if points:
            groups.append(TextGroup(text, document, tuple(points)))
    return groups


def without_point(agreement: Agreement, status: Status) -> list[NormRow]:
    """Give the norms that name no point of the agreement, so that none is missing from the board."""
    return [row(norm) for norm in status.norms
            if not any(clause.partition(".")[0] in agreement.points for clause in norm.clause)]  # fmt: skip


def allegations(status: Status) -> list[NormStatus]:
    """Give the norms that somebody says were broken, with no word on who is right."""
    return [norm for norm in status.norms if norm.allegations or norm.findings]


def matrix(agreement: Agreement, status: Status) -> Matrix:
    """Give who owes whom, both directions, in the order in which the agreement names the sides."""
    order = {name: at for at, name in enumerate((*agreement.parties, *agreement.bodies))}
    sides = sorted({side for line in status.owes for side in (line.debtor, line.creditor)},
                   key=lambda side: order.get(side, len(order)))  # fmt: skip
    owing = {(line.debtor, line.creditor) for line in status.owes}
    creditors = tuple(side for side in sides if any(creditor == side for _, creditor in owing))
    debtors = tuple(side for side in sides if any(debtor == side for debtor, _ in owing))
    table = tuple((debtor, tuple(_cell(status, debtor, creditor) for creditor in creditors)) for debtor in debtors)
    mutual = [(one, other) for at, one in enumerate(sides) for other in sides[at + 1:]
              if {(one, other), (other, one)} <= owing or {one, other} == set(_two_parties(agreement))]  # fmt: skip
    pairs = tuple(Pair(one, other, _lines(status, one, other), _lines(status, other, one)) for one, other in mutual)
    shown = {pair for one, other in mutual for pair in ((one, other), (other, one))}
    one_way = tuple(_owing(line, status) for debtor in debtors for line in status.owes
                    if line.debtor == debtor and (line.debtor, line.creditor) not in shown)  # fmt: skip
    return Matrix(table, creditors, pairs, one_way)


def _two_parties(agreement: Agreement) -> tuple[str, ...]:
    """Give the parties where there are exactly two: they stand side by side even if only one still owes."""
    parties = tuple(name for name, party in agreement.parties.items() if party.role is Role.PARTY)
    return parties if len(parties) == 2 else ()


def _owing(line: Owed, status: Status) -> Owing:
    norm = status.norm(line.norm)
    return Owing(line, norm.amount if norm else None)


def _lines(status: Status, debtor: str, creditor: str) -> tuple[Owing, ...]:
    return tuple(_owing(line, status) for line in status.owes if (line.debtor, line.creditor) == (debtor, creditor))


def _cell(status: Status, debtor: str, creditor: str) -> Cell:
    found = _lines(status, debtor, creditor)
    return Cell(len(found), sum(one.line.overdue for one in found), debtor == creditor)


def holes(agreement: Agreement, status: Status) -> list[HoleRow]:
    """Give the parts left open, those still open first, each with the norms and moves that need it."""
    rows = [HoleRow(hole, _needs(hole.id, agreement, status)) for hole in status.holes]
    return sorted(rows, key=lambda line: line.hole.filled)


def _needs(hole: str, agreement: Agreement, status: Status) -> tuple[str, ...]:
    found: dict[str, Any] = {norm.id: None for norm in status.norms if hole in norm.open_holes}
    for name, category in agreement.categories.items():
        if any(hole in move.holes for move in category.moves.values()):
            found[name] = None
    return tuple(found)
