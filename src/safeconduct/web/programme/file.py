"""One case, made ready to read: where it stands, what may be done next and by whom, its ways, its acts."""

from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons.table import BY_ACT
from safeconduct.kernel.acts import act_type
from safeconduct.kernel.errors import Invalid
from safeconduct.secretariat.case_view import CaseView, MoveView, case_view
from safeconduct.secretariat.queries import Clock, Said, Way, clocks, entries_of
from safeconduct.secretariat.words import said
from safeconduct.web.programme.opened import Look

_ONWARD = {str(kind.__struct_config__.tag) for kind, row in BY_ACT.items() if row.onward}
_TOLD = ("purpose", "answer", "outcome", "against", "way", "to", "covers", "legal_basis", "ground", "reason", "tag", "tags",
         "receipt", "replaces", "site", "place")  # fmt: skip
"""What of an act is told on the page of a case. Not the movement: who is on a manifest is for those who run it."""


class Did(NamedTuple):
    """One act of a case. `leave_out` is the field of the address that takes it as never made."""

    act: CaseAct
    type: str
    told: tuple[str, ...]
    review_by: datetime | None
    reasons: tuple[Said, ...]
    leave_out: str


class Lacking(NamedTuple):
    """A move or a way with what it lacks."""

    of: MoveView | Way
    reasons: tuple[Said, ...]


def one_case(look: Look, number: str) -> dict[str, Any] | None:
    """Give everything the page of a case shows, or None: there is no such number, or it must not be shown."""
    office, now = look.opened.office, look.opened.as_of
    number = next((case for case in office.persons.cases if case.casefold() == number.casefold()), number)
    if number in look.hidden:
        return None
    try:
        view: CaseView = case_view(office, number, now)
    except Invalid:
        return None
    person = office.persons.cases[number]
    free = [move for move in view.moves if not move.missing]
    return {
        "view": view,
        "person": person,
        "onward": [move for move in free if move.act in _ONWARD],
        "besides": [move for move in free if move.act not in _ONWARD],
        "lacking": [Lacking(move, tuple(map(look.says, move.missing))) for move in view.moves if move.missing],
        "ways": [Lacking(way, tuple(map(look.says, way.missing))) for way in view.ways],
        "clocks": _clocks(look, number),
        "acts": _acts(look, number),
    }


def _clocks(look: Look, number: str) -> list[Clock]:
    return [clock for clock in clocks(look.opened.office, look.opened.as_of) if clock.case == number]


def _acts(look: Look, number: str) -> list[Did]:
    found = []
    for entry in entries_of(look.opened.office, number):
        act = entry.act
        told = tuple(word for name in _TOLD if (value := getattr(act, name, "")) and not _of_movement(act, name)
                     for word in _told(name, value, look))  # fmt: skip
        leave_out = ",".join((*look.left_out, act.id)) if look.nameable(act) and not entry.missing else ""
        review_by = getattr(act, "review_by", None)
        found.append(Did(act, act_type(act), told, review_by, look.reasons(entry.missing), leave_out))
    return found


def _of_movement(act: CaseAct, name: str) -> bool:
    return name == "to" and hasattr(act, "movement")


def _told(field: str, value: Any, look: Look) -> list[str]:
    moves = look.opened.office.rules.moves
    if field in ("against", "way") and value in moves:
        return [str(moves[value].title)]
    agreement = look.shown.agreement
    return [said(part, agreement) for part in (value if isinstance(value, tuple) else (value,))]
