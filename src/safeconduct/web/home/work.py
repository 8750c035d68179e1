"""What a seat can do now in the programme, case by case: moves that lead on, that it may make, and that lack nothing.

Only cases that the seat may know of are looked at, and what it may do by the text and its task.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from safeconduct.access.knowing import Viewer
from safeconduct.access.may import by_the_text
from safeconduct.access.view import view
from safeconduct.caseload.movements import table as movement_table
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import table as person_table
from safeconduct.caseload.weapons.acts import ContainerSealed, WeaponAssessed, WeaponContested
from safeconduct.caseload.weapons.state import Item, Stage
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.office import Office

SHOWN = 8
"""Numbers that are shown of one move; the page of the cases has the others."""


class Work(NamedTuple):
    """One move and what it can be done for now. `route` is the page of each number; `until` is the earliest limit."""

    type: str
    route: str
    numbers: tuple[str, ...]
    until: datetime | None = None

    @property
    def first(self) -> tuple[str, ...]:
        """Give the numbers that are shown."""
        return self.numbers[:SHOWN]

    @property
    def more(self) -> int:
        """Count the numbers that are not."""
        return len(self.numbers) - len(self.first)


def work(viewer: Viewer, office: Office | None, now: datetime) -> tuple[Work, ...]:
    """Give what a seat can do, in the order in which a programme goes on."""
    if office is None or not viewer.has_role:
        return ()
    return (*_objections(viewer, office, now), *_movements(viewer, office, now), *_persons(viewer, office, now),
            *_weapons(viewer, office, now))  # fmt: skip


def _kinds(viewer: Viewer, table: dict[type[CaseAct], object], now: datetime) -> set[type[CaseAct]]:
    return {kind for kind in table if by_the_text(viewer, kind, now)}


def _persons(viewer: Viewer, office: Office, now: datetime) -> Iterator[Work]:
    kinds = _kinds(viewer, person_table.BY_ACT, now) if viewer.inside or viewer.receives else set()
    if not kinds:
        return
    found: dict[str, list[str]] = {}
    for case, person in office.persons.cases.items():
        if person.closed or viewer.of_person(person, child=case in office.children) is None:
            continue
        for offered in office.offered(case, now):
            if not offered.missing and offered.row.onward and offered.row.act in kinds:
                found.setdefault(_name(offered.row.act), []).append(case)
    for kind in person_table.BY_ACT:
        if numbers := found.get(_name(kind)):
            yield Work(_name(kind), "programme_case", tuple(sorted(numbers)))


def _movements(viewer: Viewer, office: Office, now: datetime) -> Iterator[Work]:
    kinds = _kinds(viewer, movement_table.BY_ACT, now)
    found: dict[str, list[str]] = {}
    for name, movement in office.movements.movements.items():
        if viewer.of_movement(movement) is None:
            continue
        for offered in office.offered_for_movement(name, now):
            if not offered.missing and offered.row.onward and offered.row.act in kinds:
                found.setdefault(_name(offered.row.act), []).append(name)
    for kind, numbers in found.items():
        yield Work(kind, "programme_movements", tuple(sorted(numbers)))


def _weapons(viewer: Viewer, office: Office, now: datetime) -> Iterator[Work]:
    known = [item for item in office.armoury.items.values() if viewer.of_item(item) is not None]
    for kind, waits in ((WeaponAssessed, _unassessed), (ContainerSealed, _loose), (WeaponContested, _contestable)):
        if by_the_text(viewer, kind, now):
            numbers = tuple(sorted(item.tag for item in known if waits(item, viewer)))
            if numbers:
                yield Work(_name(kind), "programme_weapons", numbers)


def _loose(item: Item, _viewer: Viewer) -> bool:
    return item.stage is Stage.RECEIVED


def _unassessed(item: Item, viewer: Viewer) -> bool:
    return _loose(item, viewer) and not any(one.assessor in viewer.orgs for one in item.assessments)


def _contestable(item: Item, viewer: Viewer) -> bool:
    return _loose(item, viewer) and bool(item.assessments) and not any(by in viewer.orgs for by in item.first_contests)


def _objections(viewer: Viewer, office: Office, now: datetime) -> Iterator[Work]:
    """Give the cases that a side was given notice of, and may still object to. Its own objections go on being known to it."""
    if not viewer.objects_by:
        return
    numbers, ends = [], []
    for case in office.persons.cases:
        may_say = view(viewer, case, office).more
        until = {name: end for name, end in may_say.get("may_object_until", {}).items() if end is None or utc(now) < utc(end)}
        if any(name in until for names in may_say.get("may_object_to", {}).values() for name in names):
            numbers.append(case)
            ends += [end for end in until.values() if end is not None]
    if numbers:
        yield Work("objection.raised/1", "programme_case", tuple(sorted(numbers)), min(ends, key=utc, default=None))


def _name(kind: type[CaseAct]) -> str:
    return str(kind.__struct_config__.tag)
