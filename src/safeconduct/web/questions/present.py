"""An open question in five parts: figures, positions, what the text says and leaves open, a draft's ways, what is left.

Everything here is somebody's word or the agreement's. Nothing is weighed and nobody is declared right.
"""

from typing import Any, NamedTuple

from safeconduct.agreement.frame import Question, Subject
from safeconduct.agreement.model import Agreement, Amendment, Content
from safeconduct.agreement.norms import Category, Entitlement, Move, Objection
from safeconduct.agreement.results import FigureStatus, HoleStatus, NormStatus, StatementStatus, Status
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.text import Text
from safeconduct.secretariat.figure_board import counts_of, figure_board, standing
from safeconduct.secretariat.position_board import Issue, PositionBoard, about_question, position_board
from safeconduct.web.shell.case import Draft, Shown
from safeconduct.web.shell.conditions import Need, needs
from safeconduct.web.shell.figures import Chart, chart
from safeconduct.web.shell.lens import Lens
from safeconduct.web.shell.spoken import say
from safeconduct.web.shell.wording import Version, number_of, ui_language, versions

_VERBS = 3


class SubjectFigures(NamedTuple):
    """What is counted, and who says how many."""

    id: str
    subject: Subject
    chart: Chart
    conflicting: int
    revisions: int


class Position(NamedTuple):
    """What one side says: its latest statement, and the older ones folded."""

    side: str
    latest: tuple[StatementStatus, ...]
    older: tuple[StatementStatus, ...]

    @property
    def verbs(self) -> tuple[StatementStatus, ...]:
        """Give one statement for each of the first different verbs of the latest day."""
        found: dict[tuple[str, str], StatementStatus] = {}
        for one in self.latest:
            found.setdefault((one.stance, one.polarity), one)
        return tuple(found.values())[:_VERBS]


class PointSaid(NamedTuple):
    """A point that bears on the question, in every language."""

    ref: str
    number: str
    text: Text | None
    says: list[Version]
    open: tuple[Text, ...]


class Grant(NamedTuple):
    """A norm that bears on the question, with its status."""

    norm: NormStatus
    model: Any
    why: str

    @property
    def is_right(self) -> bool:
        """Say whether it grants something."""
        return isinstance(self.model, Entitlement)


class Way(NamedTuple):
    """One way on for the people concerned, with what it needs."""

    id: str
    move: Move
    needs: tuple[Need, ...]
    holes: tuple[tuple[str, Any, bool], ...]
    objections: tuple[Objection, ...]

    @property
    def to(self) -> tuple[str, ...]:
        """Give where it leads, without what is still to be agreed; that stands among the holes."""
        holes = {hole for hole, _, _ in self.holes}
        return tuple(to for to in self.move.to if to not in holes)


class Ways(NamedTuple):
    """The ways on for one category under one text. `content` gives the names used in it."""

    id: str
    category: Category
    ways: tuple[Way, ...]
    content: Content

    @property
    def nothing_otherwise(self) -> bool:
        """Say whether nothing holds if no way is open."""
        return self.category.otherwise in (None, UNSTATED)


class DraftWays(NamedTuple):
    """A draft amendment and the ways it would open. It is not agreed."""

    id: str
    text: Amendment
    agreement: Agreement
    fault: str
    categories: tuple[Ways, ...]
    holes: tuple[tuple[str, Any], ...]
    norms: tuple[tuple[str, str, Any], ...]
    question: Question | None
    points: tuple[PointSaid, ...]

    @property
    def ways(self) -> int:
        """Count the ways."""
        return sum(len(category.ways) for category in self.categories)


class Summary(NamedTuple):
    """A question in a list, with what bears on it counted."""

    id: str
    question: Question
    figures: int
    roots: int
    statements: int
    open_holes: int


def summary(name: str, found: Question, status: Status) -> Summary:
    """Count what bears on a question."""
    figures = [figure for figure in status.figures if figure.subject in found.subjects]
    about = about_question(name, found)
    return Summary(
        name,
        found,
        len(figures),
        len({figure.root for figure in figures}),
        sum(bool(about.intersection(statement.on)) for statement in status.statements),
        sum(hole.id in found.holes and not hole.filled for hole in status.holes),
    )


def question(name: str, found: Question, status: Status, shown: Shown, lens: Lens) -> dict[str, Any]:
    """Give everything the page of one question shows."""
    agreement = shown.agreement
    subjects = [_figures(subject, agreement, status) for subject in found.subjects]
    holes = [hole for hole in status.holes if hole.id in found.holes]
    grants = [Grant(norm, _model(agreement, norm.id), _why(norm, agreement, ui_language()))
              for norm in status.norms if norm.id in found.norms]  # fmt: skip
    positions = [_position(side, name, found, status) for side in found.positions_of]
    return {
        "status": status,
        "id": name,
        "question": found,
        "subjects": subjects,
        "positions": positions,
        "at_odds": len(_board(name, found, status, found.positions_of).turns),
        "spoken": [position for position in positions if position.latest],
        "silent_sides": [position.side for position in positions if not position.latest],
        "points": [_point(ref, agreement, lens) for ref in found.points if agreement.find(ref)],
        "grants": grants,
        "rights": [grant for grant in grants if grant.is_right],
        "holes": holes,
        "unowned": [hole for hole in holes if not hole.filled and _nobody(hole)],
        "still_open": [hole for hole in holes if not hole.filled],
        "ways_today": [group for group in (_ways(category, agreement.categories[category], agreement, agreement, status)
                                           for category in found.categories) if group.ways],
        "drafts": [_draft(draft, agreement, status, lens) for draft in shown.drafts if _bears(draft.text, found)],
    }  # fmt: skip


def _model(agreement: Agreement, name: str) -> Any:
    found = agreement.find(name)
    return found[1] if found else None


def _why(norm: NormStatus, agreement: Agreement, language: str) -> str:
    """Give the sentence that opens the explanation, else the label."""
    parts = norm.reason.children
    return say(parts[0], agreement, language) if parts else norm.label


def _nobody(hole: HoleStatus) -> bool:
    return not hole.owner or UNSTATED in hole.owner


def _figures(subject: str, agreement: Agreement, status: Status) -> SubjectFigures:
    """Give the figures on a subject that stand; those that a later entry put right are on their board only."""
    counts = counts_of(subject, agreement)
    stands = standing(figure for figure in status.figures if figure.subject == subject)
    by_set: dict[tuple[str, str], list[FigureStatus]] = {}
    for figure in stands:
        by_set.setdefault((figure.unit, figure.category), []).append(figure)
    boards = [figure_board(figures, counts=counts) for figures in by_set.values()]
    return SubjectFigures(subject, agreement.subjects[subject], chart(stands),
                          sum(len(board.of_kind("conflicting")) for board in boards),
                          sum(len(board.of_kind("revision")) for board in boards))  # fmt: skip


def _board(name: str, found: Question, status: Status, sides: tuple[str, ...]) -> PositionBoard:
    return position_board(status.statements, Issue(id=name, kind="question", about=about_question(name, found), sides=sides))


def _position(side: str, name: str, found: Question, status: Status) -> Position:
    """Take the statements of one side that bear on the question and stand; those of its latest day stand open."""
    board = _board(name, found, status, (side,))
    left_out = {*board.corrected, *board.again}
    ids = {name for one in board.sides for name in one.statements if name not in left_out}
    said = [statement for statement in status.statements if statement.id in ids]
    days = [statement.said_start.date() for statement in said]
    latest = tuple(one for one, day in zip(said, days, strict=True) if day == max(days))
    older = tuple(one for one, day in zip(said, days, strict=True) if day != max(days))
    return Position(side, latest, older[::-1])


def _point(ref: str, agreement: Agreement, lens: Lens) -> PointSaid:
    found = agreement.find(ref)
    assert found is not None
    text = agreement.texts.get(agreement.points[ref.partition(".")[0]].of)
    return PointSaid(ref, number_of(agreement, ref), text.title if text else None,
                     versions(found[1].says, agreement.wording, lens.language), found[1].open)  # fmt: skip


def _ways(name: str, category: Category, content: Content, agreement: Agreement, status: Status) -> Ways:
    return Ways(name, category, tuple(_way(key, move, content, agreement, status)
                                      for key, move in category.moves.items()), content)  # fmt: skip


def _way(name: str, move: Move, content: Content, agreement: Agreement, status: Status) -> Way:
    filled = {hole.id: hole.filled for hole in status.holes}
    wanted = dict.fromkeys((*move.holes, *(to for to in move.to if to in content.holes or to in agreement.holes)))
    holes = tuple((hole, content.holes.get(hole) or agreement.holes.get(hole), filled.get(hole, False))
                  for hole in wanted)  # fmt: skip
    objections = tuple(content.objections[one] for one in move.blocked_if if one in content.objections)
    return Way(name, move, needs(move.needs, status, agreement), holes, objections)


def _bears(text: Amendment, found: Question) -> bool:
    """Say whether a draft touches what the question is about."""
    touched = {*text.replaces, *text.releases, *text.categories}
    for one in text.questions.values():
        touched.update(one.subjects, one.points, one.holes)
    for category in text.categories.values():
        touched.update(hole for move in category.moves.values() for hole in move.holes)
    return not touched.isdisjoint(about_question("", found))


def _draft(draft: Draft, agreement: Agreement, status: Status, lens: Lens) -> DraftWays:
    text = draft.text
    merged = draft.case.agreement if draft.case else agreement
    categories = tuple(_ways(name, category, merged, agreement, status) for name, category in text.categories.items())
    norms = tuple((name, kind, value) for kind, section in
                  (("obligation", text.obligations), ("prohibition", text.prohibitions),
                   ("entitlement", text.entitlements), ("power", text.powers))
                  for name, value in section.items())  # fmt: skip
    return DraftWays(draft.id, text, merged, draft.fault, categories, tuple(text.holes.items()), norms,
                     next(iter(text.questions.values()), None),
                     tuple(_point(ref, merged, lens) for ref in text.points))  # fmt: skip
