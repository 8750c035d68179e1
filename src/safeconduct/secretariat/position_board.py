"""What each side is reported to hold on one issue, over time, and where it stands against itself.

An issue is an open question, a point, a promise or a part left open. A stance that is turned round stays that: not to reject is
not to accept. A side of which nothing was heard is shown as silent and never as agreeing. All sides are treated alike: swap two
names in what was reported, and they are swapped here and nothing else. A position changes no status.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from safeconduct.agreement.frame import NORM_KINDS, Question
from safeconduct.agreement.model import SECTIONS, Agreement
from safeconduct.agreement.results import StatementStatus, Status
from safeconduct.intake.contradictions import Beside, Position, beside
from safeconduct.secretariat.figure_board import MOST_COMPARED, days_of

IssueKind = Literal["question", "point", "norm", "hole"]
Against = Literal["opposed", "revision", "other_day", "disowned"]
"""`opposed`: two stances of one side at one time. `revision`: a later one. `disowned`: it denies having said it."""


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """What positions are about. `about` are the ids that a statement has to name, one at least, to bear on it."""

    id: str
    kind: IssueKind
    about: frozenset[str]
    sides: tuple[str, ...]


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """One root source that speaks for a side: its statements from the oldest on. `latest` is the last that stands."""

    who: str
    statements: tuple[str, ...]
    latest: str


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """What one side is reported to have said: every statement over time, and the same by whoever spoke for it."""

    side: str
    statements: tuple[str, ...]
    speakers: tuple[Speaker, ...]


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """Two statements of one side that do not go together, the earlier first, and what made them a pair."""

    side: str
    one: str
    other: str
    kind: Against
    why: tuple[str, ...]


class PositionBoard(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was reported on one issue. `silent` are the sides of which nothing was reported.

    `others` are statements by nobody who is a side. `corrected` and `again` say which entry took the place of another, and which
    print another's words once more.
    """

    issue: str
    kind: IssueKind
    sides: tuple[Side, ...]
    silent: tuple[str, ...]
    others: tuple[str, ...]
    turns: tuple[Turn, ...]
    corrected: dict[str, str]
    again: dict[str, str]


def about_question(name: str, question: Question) -> frozenset[str]:
    """Give everything that bears on a question: a statement on any of it does as well."""
    return frozenset((name, *question.subjects, *question.norms, *question.holes, *question.categories, *question.points))


def issue_of(name: str, agreement: Agreement) -> Issue | None:
    """Give an issue by its id; None where the agreement has no question, point, promise or part left open of that name."""
    if name in agreement.questions:
        question = agreement.questions[name]
        sides = question.positions_of or tuple(agreement.parties)
        return Issue(id=name, kind="question", about=about_question(name, question), sides=sides)
    sides = tuple(agreement.parties)
    if name in agreement.points:
        clauses = (f"{name}.{clause}" for clause in agreement.points[name].clauses)
        return Issue(id=name, kind="point", about=frozenset((name, *clauses)), sides=sides)
    if name in agreement.holes:
        return Issue(id=name, kind="hole", about=frozenset((name,)), sides=sides)
    norms = (section for section, (kind, _) in SECTIONS.items() if kind in NORM_KINDS)
    if any(name in getattr(agreement, section) for section in norms):
        return Issue(id=name, kind="norm", about=frozenset((name,)), sides=sides)
    return None


def issues(status: Status, agreement: Agreement) -> tuple[Issue, ...]:
    """Give every question, and of the rest what somebody has spoken of."""
    spoken = {on.partition(".")[0] for statement in status.statements for on in statement.on}
    names = (*agreement.questions, *(name for name in _others(agreement) if name in spoken))
    return tuple(issue for name in dict.fromkeys(names) if (issue := issue_of(name, agreement)) is not None)


def _others(agreement: Agreement) -> tuple[str, ...]:
    norms = tuple(name for section, (kind, _) in SECTIONS.items() if kind in NORM_KINDS for name in getattr(agreement, section))
    return (*agreement.points, *norms, *agreement.holes)


def position_board(statements: Iterable[StatementStatus], issue: Issue) -> PositionBoard:
    """Put what bears on an issue on one board. The order in which statements come says nothing."""
    found = sorted((one for one in statements if issue.about.intersection(one.on)), key=_in_time)
    corrected, again = _corrected(found), _again(found)
    left_out = {*corrected, *again}
    by_side = {side: [one for one in found if side in (one.root, one.speaks_for)] for side in issue.sides}
    spoken = {one.id for every in by_side.values() for one in every}
    return PositionBoard(
        issue=issue.id, kind=issue.kind,
        sides=tuple(_side(side, every, left_out) for side, every in by_side.items() if every),
        silent=tuple(side for side, every in by_side.items() if not every),
        others=tuple(one.id for one in found if one.id not in spoken),
        turns=tuple(turn for side, every in by_side.items()
                    for turn in _turns(side, [one for one in every if one.id not in left_out], issue)),
        corrected=corrected, again=again,
    )  # fmt: skip


def _in_time(statement: StatementStatus) -> tuple[object, ...]:
    return statement.said_start, statement.said_end, statement.recorded, statement.id


def _corrected(statements: list[StatementStatus]) -> dict[str, str]:
    by_id, found = {one.id: one for one in statements}, {}
    for one in sorted(statements, key=lambda one: (one.recorded, one.id)):
        old = by_id.get(one.corrects)
        if old is not None and (old.recorded, old.id) < (one.recorded, one.id):
            found[old.id] = one.id
    return found


def _again(statements: list[StatementStatus]) -> dict[str, str]:
    """Give what each statement prints again, where both bear on the issue; of a ring the first stands."""
    by_id, found = {one.id: one for one in statements}, dict[str, str]()
    for one in statements:
        first, met = one, {one.id}
        while first.republishes in by_id and first.republishes not in met:
            first = by_id[first.republishes]
            met.add(first.id)
        if first.id != one.id and found.get(first.id) is None:
            found[one.id] = first.id
    return found


def _side(side: str, statements: list[StatementStatus], left_out: set[str]) -> Side:
    by_speaker: dict[str, list[StatementStatus]] = {}
    for one in statements:
        by_speaker.setdefault(one.root, []).append(one)
    speakers = (
        Speaker(who=who, statements=tuple(one.id for one in every),
                latest=next((one.id for one in reversed(every) if one.id not in left_out), ""))
        for who, every in by_speaker.items()
    )  # fmt: skip
    return Side(side=side, statements=tuple(one.id for one in statements), speakers=tuple(speakers))


def _turns(side: str, statements: list[StatementStatus], issue: Issue) -> tuple[Turn, ...]:
    by_id = {one.id: one for one in statements}
    found = beside((), [_compared(one, side, issue) for one in statements[-MOST_COMPARED:]])
    return tuple(sorted((_turn(side, pair, by_id) for pair in found), key=lambda turn: (_in_time(by_id[turn.one]), turn.other)))


def _compared(one: StatementStatus, side: str, issue: Issue) -> Position:
    """Give a statement as it is compared: all who speak for a side are that side. Who is not a side keeps a name of its own."""
    return Position(
        id=one.id, root=side, points=issue.about.intersection(one.on), stance=one.stance, polarity=one.polarity,  # type: ignore[arg-type]
        words=one.says, said=days_of(one.said_start, one.said_end), chain=tuple(link.who for link in one.chain),
    )  # fmt: skip


def _turn(side: str, pair: Beside, by_id: dict[str, StatementStatus]) -> Turn:
    one, other = sorted((by_id[pair.one], by_id[pair.other]), key=_in_time)
    return Turn(side=side, one=one.id, other=other.id, kind=pair.kind, why=pair.why)  # type: ignore[arg-type]
