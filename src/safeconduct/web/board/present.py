"""The board's rows: the core's answers put in the order in which a reader asks for them. Nothing is computed anew."""

from collections import Counter
from typing import Any, NamedTuple

from safeconduct.agreement.frame import Document, Phase, Point
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import HoleStatus, Life, NormStatus, Owed, Reason, Status
from safeconduct.kernel.truth import Truth
from safeconduct.web.shell import words
from safeconduct.web.shell.changes import Way, ways
from safeconduct.web.shell.meter import Meter, NormRow, meter

_SUBJECTS = ("of", "hole", "anchor", "decision")
_SHOWN_BLOCKS = 6


class Block(NamedTuple):
    """One thing that keeps others from going on: what it is, what waits for it, and who can change it."""

    subject: str
    kind: str
    norm: NormStatus | None
    reason: Reason
    waiting: tuple[NormStatus, ...]
    ways: tuple[Way, ...]
    meter: Meter | None


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


class Pair(NamedTuple):
    """What two sides owe each other: `there` from the first to the second, `back` the other way."""

    one: str
    other: str
    there: tuple[Owed, ...]
    back: tuple[Owed, ...]


class Cell(NamedTuple):
    """One field of the table of who owes whom."""

    rows: int
    overdue: int
    own: bool


class Matrix(NamedTuple):
    """Who owes whom: a table of counts, and the lines behind it pair by pair."""

    debtors: tuple[tuple[str, tuple[Cell, ...]], ...]
    creditors: tuple[str, ...]
    pairs: tuple[Pair, ...]


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
    """Give what holds others back, the one that holds back most first."""
    waiting: dict[str, list[NormStatus]] = {}
    reasons: dict[str, Reason] = {}
    for norm in status.norms:
        leaves = norm.reason.leaves()
        for subject in norm.waits_for:
            leaf = next((leaf for leaf in leaves if _about(leaf) == subject and leaf.value != Truth.FOR), None)
            if leaf is not None:
                reasons.setdefault(subject, leaf)
                waiting.setdefault(subject, []).append(norm)
    found = [_block(subject, status, agreement, reasons[subject], held, language) for subject, held in waiting.items()]
    # Sorting is stable: among equals the order of the agreement stays.
    return sorted(found, key=lambda block: -len(block.waiting))[:_SHOWN_BLOCKS]


def _about(leaf: Reason) -> str:
    return next((str(leaf.params[key]) for key in _SUBJECTS if key in leaf.params), leaf.code)


def _block(subject: str, status: Status, agreement: Agreement, reason: Reason, held: list[NormStatus],
           language: str) -> Block:  # fmt: skip
    found = agreement.find(subject)
    norm = status.norm(subject.partition(".")[0])
    return Block(subject, found[0] if found else "", norm, reason, tuple(held),
                 ways(reason.can_change, agreement, language), meter(norm) if norm else None)  # fmt: skip


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


def matrix(status: Status) -> Matrix:
    """Give who owes whom, both directions."""
    sides = tuple(dict.fromkeys([line.debtor for line in status.owes] + [line.creditor for line in status.owes]))
    creditors = tuple(side for side in sides if any(line.creditor == side for line in status.owes))
    debtors = tuple(side for side in sides if any(line.debtor == side for line in status.owes))
    table = tuple((debtor, tuple(_cell(status, debtor, creditor) for creditor in creditors)) for debtor in debtors)
    pairs: dict[frozenset[str], Pair] = {}
    for line in status.owes:
        key = frozenset((line.debtor, line.creditor))
        if key not in pairs:
            there = _lines(status, line.debtor, line.creditor)
            back = _lines(status, line.creditor, line.debtor) if line.debtor != line.creditor else ()
            pairs[key] = Pair(line.debtor, line.creditor, there, back)
    # Pairs that owe each other come first: that is where one side's duty answers the other's.
    return Matrix(table, creditors, tuple(sorted(pairs.values(), key=lambda pair: not pair.back)))


def _lines(status: Status, debtor: str, creditor: str) -> tuple[Owed, ...]:
    return tuple(line for line in status.owes if (line.debtor, line.creditor) == (debtor, creditor))


def _cell(status: Status, debtor: str, creditor: str) -> Cell:
    found = _lines(status, debtor, creditor)
    return Cell(len(found), sum(line.overdue for line in found), debtor == creditor)


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
