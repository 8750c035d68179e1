"""What a seat sees, put in the order in which a reader asks for it. Nothing is looked up here that a seat has not been given."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.agreement.model import Agreement
from safeconduct.secretariat.queries import Said
from safeconduct.web.desk.called import called
from safeconduct.web.programme import days, people
from safeconduct.web.programme.arms import STAGES, Arms, Assessed, Weapon
from safeconduct.web.programme.opened import Look
from safeconduct.web.programme.people import ActSeen, CaseSeen, Limit, Stranded
from safeconduct.web.shell.lacking import filled
from safeconduct.web.shell.wording import named, ui_language

PEOPLE = """
    presented site movement wounded language age age_ground age_at challenged child_since referred referred_to in_care noticed
    noticed_to disarmed screening screening_reason screening_review assured covers revoked tests answers papers boarded boarded_at
    arrived arrived_to left died
""".split()
"""The fields of a person that stand in the list of what is known, in the order in which a case goes on."""


class Bar(NamedTuple):
    """People at one step: how many, how many more than the day before, and the length of the bar."""

    step: str
    people: int
    change: int | None
    width: str


class ClosedWay(NamedTuple):
    """A way that is closed, and by what."""

    way: str
    to: str
    reasons: tuple[Said, ...]


class Covered(NamedTuple):
    """People without a way on whom the same covers meanwhile."""

    cases: tuple[str, ...]
    by: str
    until: datetime | None


class Alike(NamedTuple):
    """People whose ways are closed for the same reasons."""

    ways: tuple[ClosedWay, ...]
    people: tuple[Covered, ...]


class Did(NamedTuple):
    """One act of a case. `leave_out` is the field of the address that takes it as never made; empty where nobody may ask that."""

    act: ActSeen
    told: tuple[str, ...]
    leave_out: str


class Fact(NamedTuple):
    """One field of a person with what stands in it, part by part."""

    field: str
    parts: tuple[Any, ...]


class Line(NamedTuple):
    """One weapon, and how each assessor, by name, sees it, in the order of the columns."""

    weapon: Weapon
    views: tuple[tuple[str, Assessed | None], ...]


def day(look: Look) -> dict[str, Any]:
    """Give everything the first page shows."""
    found = days.day(look)
    people_ = found.people
    return {
        "today": found,
        "counted": people_,
        "steps": {one.step: one.people for one in people_.steps} if people_ else {},
        "bars": [Bar(one.step, one.people, one.change, _percent(one.people, people_.received)) for one in people_.steps]
        if people_ else (),
        "stranded": alike(people_.stranded or ()) if people_ else (),
        "readings": [(one, ",".join(one.leave_out) or None) for one in people_.readings] if people_ else (),
        "next": [limit for limit in found.limits if not limit.passed][: days.NEXT],
        "run_out": _running(found.limits, passed=True),
        "made": found.made.items(),
    }  # fmt: skip


def _percent(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10:g}%" if whole else "0"


def _running(limits: Iterable[Limit], *, passed: bool) -> int:
    return sum(len(limit.cases) for limit in limits if limit.passed is passed)


def alike(stranded: Iterable[Stranded]) -> list[Alike]:
    """Put people together whose ways are closed for the same reasons."""
    found: dict[tuple[ClosedWay, ...], dict[tuple[str, datetime | None], list[str]]] = {}
    for one in stranded:
        ways = tuple(ClosedWay(way.way, way.to, tuple(part for part in way.missing if part.closed)) for way in one.ways)
        found.setdefault(ways, {}).setdefault((one.covered_by, one.until), []).append(one.case)
    return [Alike(ways, tuple(Covered(tuple(numbers), *cover) for cover, numbers in covers.items()))
            for ways, covers in found.items()]  # fmt: skip


def limits(look: Look) -> dict[str, Any]:
    """Give every limit, and how many of them run."""
    found = people.limits(look.sight)
    return {"limits": found, "run_out": _running(found, passed=True), "running": _running(found, passed=False)}


def case(look: Look, number: str) -> dict[str, Any] | None:
    """Give everything the page of a case shows; None where there is no such case for this seat."""
    seen = people.one_case(look.sight, number)
    if seen is None:
        return None
    agreement = look.shown.agreement
    free = [move for move in seen.mine if move.open]
    return {
        "seen": seen,
        "fields": seen.fields,
        "onward": [move for move in free if move.onward],
        "besides": [move for move in free if not move.onward],
        "lacking": [move for move in seen.mine if not move.open],
        "facts": _facts(seen),
        "agreed": "disarm" in seen.fields or "leave" in seen.fields,
        "acts": [_did(look, act, agreement) for act in seen.acts],
    }


def _facts(seen: CaseSeen) -> list[Fact]:
    found = []
    for name in PEOPLE:
        value = seen.fields.get(name)
        if not value:
            continue
        if isinstance(value, dict):
            found.append(Fact(name, tuple((to, one.what, one.at) for to, one in value.items())))
        else:
            found.append(Fact(name, value if isinstance(value, tuple) else (value,)))
    return found


def _did(look: Look, act: ActSeen, agreement: Agreement) -> Did:
    told = tuple(word for name, value in act.told for word in _told(act.type, name, value, agreement))
    may_try = look.sight.may_try and act.id and act.took_effect
    return Did(act, told, ",".join((*look.left_out, act.id)) if may_try else "")


def _told(kind: str, field: str, value: Any, agreement: Agreement) -> list[str]:
    parts = value if isinstance(value, tuple) else (value,)
    return [called(agreement, kind, field, part) or filled(part, agreement, ui_language()) for part in parts]


def weapons(look: Look, found: Arms) -> dict[str, Any]:
    """Give the hand-over sheet with its sums."""
    # Whoever received a weapon has a column too, also before assessing anything.
    names = tuple(dict.fromkeys((*(found.sums.acceptance if found.sums else ()),
                                 *(view.assessor for one in found.weapons for view in one.assessed))))  # fmt: skip
    titles = {name: named(look.shown.agreement, name, ui_language()).text for name in names}
    received = found.sums.received if found.sums else len(found.weapons)
    counts = found.sums.acceptance if found.sums else {}
    nothing = {"accepted": 0, "rejected": 0, "undecided": 0, "unassessed": received}
    return {
        "arms": found, "sums": found.sums, "assessors": names, "columns": found.columns,
        "stages": [(stage, found.sums.stages[stage]) for stage in STAGES] if found.sums else (),
        "acceptance": [(word, [counts.get(name, nothing)[field] for name in names]) for word, field in _FIELDS.items()],
        "sites": tuple(dict.fromkeys(site for one in found.weapons if (site := one.fields.get("site")))),
        "lines": [Line(one, tuple((titles[name], next((view for view in one.assessed if view.assessor == name), None))
                                  for name in names)) for one in found.weapons],
        "receipts": sum(found.sums.receipts.values()) if found.sums else 0,
    }  # fmt: skip


_FIELDS = {"yes": "accepted", "no": "rejected", "unknown": "undecided", "unassessed": "unassessed"}
