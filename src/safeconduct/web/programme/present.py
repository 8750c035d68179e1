"""The picture of a day, the list of cases, the clocks and what was kept without effect, made ready to read.

Everything is counted by the secretariat; here it is put in the order in which a reader asks for it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.acts import act_type
from safeconduct.kernel.moments import utc
from safeconduct.secretariat import queries
from safeconduct.secretariat.picture import DAY_COLUMNS, day_row, picture
from safeconduct.secretariat.queries import Clock, Said, Stranded
from safeconduct.web.programme import words
from safeconduct.web.programme.opened import Look
from safeconduct.web.programme.sheets import movement_cards

NEXT = 8
GONE = ("arrived", "care", "left", "died")
OFFER = "places.offered/1"


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
    """People without a way on whom the same covers meanwhile. `unlisted` counts those whose number is not shown."""

    cases: tuple[str, ...]
    unlisted: int
    by: str
    until: datetime | None


class Alike(NamedTuple):
    """People whose ways are closed for the same reasons."""

    ways: tuple[ClosedWay, ...]
    people: tuple[Covered, ...]


class Limit(NamedTuple):
    """One limit, for every case it runs for alike. `unlisted` counts those whose number is not shown."""

    clock: Clock
    cases: tuple[str, ...]
    unlisted: int


class End(NamedTuple):
    """People who have come to one end, in each of the readings that stand side by side."""

    outcome: str
    to: str
    people: tuple[int, ...]

    @property
    def differs(self) -> bool:
        """Say whether the readings differ here."""
        return len(set(self.people)) > 1


class Reading(NamedTuple):
    """One column of the comparison. `leave_out` is the field of the address that shows it alone."""

    with_offer: bool
    here: bool
    leave_out: str | None
    received: int
    without_way_on: int


class KeptAct(NamedTuple):
    """An act that was kept without effect. Id and numbers are empty where they must not be shown."""

    act: CaseAct
    type: str
    id: str
    cases: tuple[str, ...]
    reasons: tuple[Said, ...]


def day(look: Look) -> dict[str, Any]:
    """Give everything the first page shows."""
    opened, before = look.opened, look.on(look.day - 1) if look.day > 1 else None
    shown = picture(opened)
    steps = {count.step: count.now for count in shown.funnel}
    earlier = {count.step: count.now for count in picture(before).funnel} if before else {}
    limits = clocks(look)
    since = before.as_of if before else opened.first
    fresh = [entry for entry in opened.office.entries if utc(entry.act.recorded) >= utc(since)]
    return {
        "picture": shown,
        "steps": steps,
        "still_here": shown.received - sum(steps[step] for step in GONE),
        "bars": [Bar(step, people, people - earlier.get(step, 0) if before else None, _percent(people, shown.received))
                 for step, people in steps.items()],
        "stranded": alike(shown.without_way_on, look),
        "made": _made(entry.act for entry in fresh if not entry.missing),
        "kept_today": sum(bool(entry.missing) for entry in fresh),
        "next": [limit for limit in limits if not limit.clock.passed][:NEXT],
        "run_out": sum(len(limit.cases) + limit.unlisted for limit in limits if limit.clock.passed),
        "held_up": [card for card in movement_cards(look) if card.held_up],
        "places": opened.office.persons.places,
        **_comparison(look),
        "columns": DAY_COLUMNS,
        "rows": _days(look),
    }  # fmt: skip


def _percent(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10:g}%" if whole else "0"


def _made(acts: Iterable[CaseAct]) -> list[tuple[str, int]]:
    counts = Counter(act_type(act) for act in acts)
    return [(name, counts[name]) for name in words.ACT if counts[name]]


def alike(stranded: Iterable[Stranded], look: Look) -> list[Alike]:
    """Put people together whose ways are closed for the same reasons, in the order in which they came."""
    found: dict[tuple[ClosedWay, ...], dict[tuple[str, datetime | None], list[str]]] = {}
    for one in stranded:
        ways = tuple(ClosedWay(way.way, way.to, tuple(look.says(part) for part in way.missing if part.closed))
                     for way in one.ways)  # fmt: skip
        found.setdefault(ways, {}).setdefault((one.covered_by, one.until), []).append(one.case)
    return [Alike(ways, tuple(_covered(numbers, *cover, look) for cover, numbers in covers.items()))
            for ways, covers in found.items()]  # fmt: skip


def _covered(numbers: list[str], by: str, until: datetime | None, look: Look) -> Covered:
    listed = tuple(number for number in numbers if number not in look.hidden)
    return Covered(listed, len(numbers) - len(listed), by, until)


def clocks(look: Look) -> list[Limit]:
    """Give every limit once, with the cases it runs for; those that have run out come first."""
    found: dict[tuple[Any, ...], list[Clock]] = {}
    for clock in queries.clocks(look.opened.office, look.opened.as_of):
        found.setdefault((not clock.passed, utc(clock.due), clock.what, clock.says, clock.who), []).append(clock)
    limits = []
    for _, alike_ones in sorted(found.items(), key=lambda pair: pair[0][:2]):
        listed = tuple(one.case for one in alike_ones if one.case and one.case not in look.hidden)
        limits.append(Limit(alike_ones[0], listed, len(alike_ones) - len(listed)))
    return limits


def _comparison(look: Look) -> dict[str, Any]:
    """Give the outcomes, beside those of the reading in which the offer of places was never made, or was."""
    offers = tuple(entry.act.id for entry in look.on_record().office.entries
                   if act_type(entry.act) == OFFER and not entry.missing)  # fmt: skip
    readings = [(look.opened, look.left_out, not set(offers) & set(look.left_out))]
    if offers:
        kept_out = tuple(name for name in look.left_out if name not in offers)
        readings = [(look.without(left_out), left_out, offered)
                    for left_out, offered in ((kept_out, True), ((*kept_out, *offers), False))]  # fmt: skip
    tables = [{(end.outcome, end.to): end.people for end in queries.outcomes(opened.office, opened.as_of)}
              for opened, _, _ in readings]  # fmt: skip
    order = list(words.END)
    keys = sorted(dict.fromkeys(key for table in tables for key in table), key=lambda key: order.index(key[0]))
    return {
        "offers": [entry.act for entry in look.on_record().office.entries if entry.act.id in offers],
        "readings": [Reading(offered, set(left_out) == set(look.left_out), ",".join(left_out) or None, sum(table.values()),
                             len(queries.stranded(opened.office, opened.as_of)))
                     for (opened, left_out, offered), table in zip(readings, tables, strict=True)],
        "ends": [End(*key, tuple(table.get(key, 0) for table in tables)) for key in keys
                 if key[1] or any(table.get(key) for table in tables)],
    }  # fmt: skip


class DayRow(NamedTuple):
    """The numbers of one day, in the order of the columns."""

    day: int
    numbers: tuple[int, ...]


def _days(look: Look) -> list[DayRow]:
    found = [day_row(look.on(number)) for number in range(1, look.day + 1)]
    return [DayRow(row["day"], tuple(row[key] for key in DAY_COLUMNS)) for row in found]


class Group(NamedTuple):
    """The cases at one step: those whose number may be shown, and how many there are in all."""

    step: str
    cases: tuple[str, ...]
    people: int

    @property
    def unlisted(self) -> int:
        """Count those whose number is not shown."""
        return self.people - len(self.cases)


def cases(look: Look) -> list[Group]:
    """Give the cases by step. Only adults have a number here; everyone else is counted."""
    office, now = look.opened.office, look.opened.as_of
    at: dict[str, list[str]] = {step: [] for step in words.STEP}
    for person in office.persons.cases.values():
        at[queries.step_of(person, office, now)].append(person.case)
    return [Group(step, tuple(case for case in found if case not in look.hidden), len(found)) for step, found in at.items()
            if found]  # fmt: skip


def kept(look: Look) -> list[KeptAct]:
    """Give the acts that had no effect, the latest first."""
    return [KeptAct(entry.act, act_type(entry.act), entry.act.id if look.nameable(entry.act) else "", look.seen(entry.act),
                    look.reasons(entry.missing))
            for entry in reversed(look.opened.office.entries) if entry.missing]  # fmt: skip
