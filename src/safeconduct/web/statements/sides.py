"""What each side holds on one issue as its page shows it: over time, the latest of each who speaks, and what is at odds."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.agreement.results import StatementStatus, Status
from safeconduct.secretariat.position_board import Issue, PositionBoard, Side, Turn

TURNS = {
    "opposed": gettext_lazy("At odds about the same time"),
    "revision": gettext_lazy("Another stance later"),
    "other_day": gettext_lazy("Different days for the same thing"),
    "disowned": gettext_lazy("Denies having said it"),
}
ISSUES = {
    "question": gettext_lazy("Open question"),
    "point": gettext_lazy("Point of the text"),
    "norm": gettext_lazy("Promise"),
    "hole": gettext_lazy("Left to be agreed"),
}
_NOT = {
    "rejects": gettext_lazy("Not to reject is not to accept."),
    "refuses": gettext_lazy("Not to refuse is not to agree."),
    "resists": gettext_lazy("Not to resist is not to agree."),
    "denies": gettext_lazy("Not to deny is not to confirm."),
}


class Summary(NamedTuple):
    """An issue in a list: how many statements each side has, who is silent, and how many pairs are at odds."""

    issue: Issue
    kind: Any
    spoken: tuple[tuple[str, int], ...]
    silent: tuple[str, ...]
    others: int
    turns: int


class Shown(NamedTuple):
    """A statement of a side. `note` says what a stance that is turned round does not mean."""

    statement: StatementStatus
    latest: bool
    corrected: bool
    again: bool
    note: Any


class ShownTurn(NamedTuple):
    """Two statements that do not go together, and why they stand beside each other."""

    kind: Any
    one: StatementStatus
    other: StatementStatus
    why: str
    points: tuple[str, ...]
    shared: tuple[str, ...]


class ShownSide(NamedTuple):
    """What one side is reported to hold."""

    side: Side
    statements: tuple[Shown, ...]
    speakers: int
    turns: tuple[ShownTurn, ...]


def summary(issue: Issue, found: PositionBoard) -> Summary:
    """Give an issue with what is counted of it."""
    spoken = tuple((side.side, len(side.statements)) for side in found.sides)
    return Summary(issue, ISSUES[issue.kind], spoken, found.silent, len(found.others), len(found.turns))


def board(found: PositionBoard, status: Status) -> dict[str, Any]:
    """Give a board as its page shows it."""
    by_id = {statement.id: statement for statement in status.statements}
    return {
        "kind": ISSUES[found.kind],
        "sides": [_side(side, found, by_id) for side in found.sides],
        "silent": found.silent,
        "others": [_shown(by_id[name], found, latest=False) for name in found.others],
        "count": len({name for side in found.sides for name in side.statements} | set(found.others)),
        "at_odds": len(found.turns),
    }


def _side(side: Side, found: PositionBoard, by_id: dict[str, StatementStatus]) -> ShownSide:
    latest = {speaker.latest for speaker in side.speakers}
    turns = tuple(_turn(turn, by_id) for turn in found.turns if turn.side == side.side)
    statements = tuple(_shown(by_id[name], found, latest=name in latest) for name in side.statements)
    return ShownSide(side, statements, len(side.speakers), turns)


def _shown(statement: StatementStatus, found: PositionBoard, *, latest: bool) -> Shown:
    note = _NOT.get(statement.stance, "") if statement.polarity == "-" else ""
    return Shown(statement, latest, statement.id in found.corrected, statement.id in found.again, note)


def _turn(turn: Turn, by_id: dict[str, StatementStatus]) -> ShownTurn:
    points = tuple(code.removeprefix("point:") for code in turn.why if code.startswith("point:"))
    words = tuple(code.removeprefix("word:") for code in turn.why if code.startswith("word:"))
    near, far = _("Said within seven days of each other."), _("Said more than seven days apart.")
    why = near if "same_time" in turn.why else far
    return ShownTurn(TURNS[turn.kind], by_id[turn.one], by_id[turn.other], why, points, words)
