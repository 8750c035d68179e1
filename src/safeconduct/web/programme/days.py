"""The picture of a day: who works in the programme counts those it may know of, everyone else sees what is published.

Every sum adds up to the people it is about. What is published is one set of counts for everyone, from days that are over; between
two of them nothing under five can be taken back.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from safeconduct.access.counting import HIDDEN, published
from safeconduct.agreement.calendar import day_of, start_of_day
from safeconduct.caseload.persons.acts import PlacesOffered
from safeconduct.caseload.persons.state import Person
from safeconduct.caseload.persons.ways import destinations
from safeconduct.kernel.acts import act_type
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.office import open_office
from safeconduct.secretariat.opening import extensions_of
from safeconduct.secretariat.picture import DAY_COLUMNS
from safeconduct.secretariat.queries import ENDS, STEPS
from safeconduct.web.programme.opened import Look, came_in, is_in_use, last_day, opened_on
from safeconduct.web.programme.people import Limit, Stranded, limits, stranded
from safeconduct.web.programme.seen import Sight
from safeconduct.web.programme.travel import MovementSeen, movements
from safeconduct.web.shell import clock
from safeconduct.web.shell.case import Shown

GONE = ("arrived", "care", "left", "died")
NEXT, TABLE = 8, 14
"""How many limits stand on the first page, and how many days in its table."""
_ROW = {"received": ("Person", "case"), "disarmed": ("Person", "disarmed"), "assured": ("Person", "assured"),
        "places": ("Picture", "places"), "no_way_on": ("Stranded", "case")}  # fmt: skip
"""The row of each column of the table of days; of those not named here it is that of the steps."""


class StepCount(msgspec.Struct, frozen=True, kw_only=True):
    """People at one step, and how many more than the day before; None on the first day."""

    step: str
    people: int
    change: int | None


class End(msgspec.Struct, frozen=True, kw_only=True):
    """People who have come to one end, in each of the readings that stand side by side."""

    outcome: str
    to: str
    people: tuple[int, ...]

    @property
    def differs(self) -> bool:
        """Say whether the readings differ here."""
        return len(set(self.people)) > 1


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One column of the comparison. `leave_out` names what is left out in it."""

    with_offer: bool
    here: bool
    leave_out: tuple[str, ...]
    received: int
    without_way_on: int | None


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer of places that took effect."""

    actor: str
    places: int
    happened: datetime


class DayRow(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of one day, in the order of the columns."""

    day: int
    numbers: tuple[int, ...]


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """The people a seat may know of. `steps` add up to `received`. `stranded` is None where the seat does not see that."""

    received: int
    still_here: int
    came_out: int | None
    steps: tuple[StepCount, ...]
    stranded: tuple[Stranded, ...] | None
    offers: tuple[Offer, ...]
    readings: tuple[Reading, ...]
    ends: tuple[End, ...]
    columns: tuple[str, ...]
    rows: tuple[DayRow, ...]


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What everyone may know of the people: counts of a day that is over. Each is a number, '<5' or 'not shown'."""

    day: int
    parts: dict[str, int | str]
    total: int | str


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a seat sees of a day. `people` counts those it may know of; a seat that counts nobody has `published`.

    `made` and `kept` count the acts of the day that it sees: with effect, by type; and without.
    """

    day: int
    last_day: int
    as_of: datetime
    people: Counted | None
    published: Published | None
    limits: tuple[Limit, ...]
    held_up: tuple[MovementSeen, ...]
    places: dict[str, int] | None
    made: dict[str, int]
    kept: int


def day(look: Look) -> Day:
    """Give everything the first page shows."""
    sight = look.sight
    fresh = [entry for entry, _ in sight.entries(came_in(look.shown, look.day, look.left_out))]
    return Day(
        day=look.day, last_day=look.last_day, as_of=sight.now,
        people=_counted(look) if sight.counts_people else None,
        published=None if sight.counts_people else published_on(look.shown, look.day),
        limits=tuple(limits(sight)), held_up=tuple(one for one in movements(sight) if one.held_up),
        places=dict(sight.office.persons.places) if sight.sees("Picture", "places") else None,
        made=dict(Counter(act_type(entry.act) for entry in fresh if not entry.missing)),
        kept=sum(bool(entry.missing) for entry in fresh),
    )  # fmt: skip


# ---- for those who work in the programme ----


def _counted(look: Look) -> Counted:
    sight = look.sight
    now = Counter(sight.steps.values())
    before = Counter(look.on(look.day - 1).steps.values()) if look.day > 1 else None
    ways_out = [one.fields for one in movements(sight) if one.kind == "way_out"]
    columns = tuple(name for name in DAY_COLUMNS if sight.sees(*_ROW.get(name, ("Picture", "funnel"))))
    return Counted(
        received=len(sight.steps), still_here=len(sight.steps) - sum(now[step] for step in GONE),
        came_out=sum(group.people for fields in ways_out for group in fields["groups"])
        if sight.sees("Movement", "groups") else None,
        steps=tuple(StepCount(step=step, people=now[step], change=None if before is None else now[step] - before[step])
                    for step in STEPS),
        stranded=tuple(stranded(sight)) if sight.sees("Stranded", "case") else None,
        columns=columns, rows=tuple(_row(look, number, columns) for number in range(max(1, look.day - TABLE + 1), look.day + 1)),
        **_compared(look),
    )  # fmt: skip


def _row(look: Look, number: int, columns: tuple[str, ...]) -> DayRow:
    sight = look.sight if number == look.day else look.on(number)
    steps = Counter(sight.steps.values())
    adults = [person for person, _ in sight.known.values() if person.age == "adult" and person.case not in sight.office.children]
    found = {
        "received": len(sight.steps), "disarmed": sum(person.disarmed is not None for person in adults),
        "assured": sum(person.assured is not None for person in adults), "places": sum(sight.office.persons.places.values()),
        "no_way_on": len(stranded(sight)) if "no_way_on" in columns else 0,
    }  # fmt: skip
    return DayRow(day=number, numbers=tuple(found[name] if name in found else steps[name] for name in columns))


def _compared(look: Look) -> dict[str, Any]:
    """Give where everyone has come to, beside the reading in which the offer of places was never made, or was."""
    record = look.on_record() if look.left_out else look.sight
    offers = {entry.act.id: entry.act for entry in record.office.entries
              if isinstance(entry.act, PlacesOffered) and not entry.missing and any(record.names((entry.act,)))}  # fmt: skip
    readings = [(look.sight, look.left_out, not set(offers) & set(look.left_out))]
    if offers and look.sight.may_try:
        kept_out = tuple(name for name in look.left_out if name not in offers)
        readings = [(look.sight if set(left_out) == set(look.left_out) else look.without(left_out), left_out, offered)
                    for left_out, offered in ((kept_out, True), ((*kept_out, *offers), False))]  # fmt: skip
    tables = [_outcomes(sight) for sight, _, _ in readings]
    order = list(ENDS)
    keys = sorted(dict.fromkeys(key for table in tables for key in table), key=lambda key: order.index(key[0]))
    return {
        "offers": tuple(Offer(actor=act.actor, places=act.places, happened=act.happened) for act in offers.values()),
        "readings": tuple(Reading(with_offer=offered, here=set(left_out) == set(look.left_out), leave_out=left_out,
                                  received=sum(table.values()),
                                  without_way_on=len(stranded(sight)) if sight.sees("Stranded", "case") else None)
                          for (sight, left_out, offered), table in zip(readings, tables, strict=True)),
        "ends": tuple(End(outcome=key[0], to=key[1], people=tuple(table[key] for table in tables)) for key in keys
                      if key[1] or any(table[key] for table in tables)),
    }  # fmt: skip


def _outcomes(sight: Sight) -> Counter[tuple[str, str]]:
    """Count the people a seat may know of by where they have come to, each receiving state and place apart."""
    rules = sight.office.rules
    kinds = {to: way.kind.value for name, way in rules.ways.items() for to in destinations(rules, name)}
    ends = Counter({("abroad", state): 0 for state in rules.programme.receiving_states})
    for case, step in sight.steps.items():
        to = sight.known[case][0].arrived_to
        if step == "arrived":
            ends[kinds.get(to, step), to] += 1
        else:
            ends[step if step in ENDS else "at_the_site", ""] += 1
    return ends


# ---- for everyone else ----


def published_on(shown: Shown, day: int) -> Published:
    """Give the counts that everyone may see on a day: of that day, or of the last one before it that could be given."""
    over = _published(shown, _days_over(shown))[:day]
    return over[-1] if over else Published(day=0, parts=dict.fromkeys(PARTS, HIDDEN), total=HIDDEN)


PARTS = ("here", "arrived", "gone")
"""Still in the programme, arrived where they go, gone in any other way. Why somebody is gone is told to nobody."""


# What is over does not change, so it holds until an act is added: then the case is another one.
@lru_cache(maxsize=4)
def _published(shown: Shown, days: int) -> tuple[Published, ...]:
    releases = published(_by_day(shown, days))
    return tuple(Published(day=one.of + 1, parts=one.counts.parts, total=one.counts.total) for one in releases)


def _days_over(shown: Shown) -> int:
    """Count the days that are over: on a server that is in use the one that has begun is not."""
    last = last_day(shown)
    return last - (is_in_use() and utc(clock.now()) < utc(opened_on(shown, last, ()).as_of))


def _by_day(shown: Shown, days: int) -> Iterator[dict[str, int]]:
    """Count the adults at the end of each day, as was known by then. What is found out later changes no day.

    Children, and whoever may be one, are in no count: beside the list of somebody who works here it would give their number away.
    """
    calendar, acts = shown.agreement.time, list(reversed(shown.case_acts))
    office = open_office(shown.agreement, (), extended=extensions_of(shown.case))
    first = day_of(opened_on(shown, None, ()).first, calendar)
    for number in range(1, days + 1):
        ends = utc(start_of_day(first + timedelta(days=number), calendar))
        while acts and utc(acts[-1].recorded) < ends:
            office.admit(acts.pop())
        found = Counter(_part(person) for person in office.persons.cases.values() if person.age == "adult")
        yield {part: found[part] for part in PARTS}


def _part(person: Person) -> str:
    if person.died or person.left:
        return "gone"
    return "arrived" if person.arrived else "here"
