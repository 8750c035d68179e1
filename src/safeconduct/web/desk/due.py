"""By when a seat has to do something for somebody: the next limit that it keeps or misses."""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.access.knowing import Viewer
from safeconduct.caseload.movements.state import OVER
from safeconduct.caseload.persons.state import Person
from safeconduct.caseload.persons.ways import ruling_due, standing, window_ends
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.office import Office


def due_of(viewer: Viewer, office: Office, about: str, number: str, now: datetime) -> datetime | None:
    """Give the next limit of something for a seat; None where none runs for it. What has run out long ago comes first too."""
    if about == "movement":
        movement = office.movements.movements[number]
        return movement.stop if movement.stage not in OVER and {"way_out", "transfer"} & viewer.steps else None
    if about != "case":
        return None
    return min(_limits(viewer, office, office.persons.cases[number], now), key=utc, default=None)


def _limits(viewer: Viewer, office: Office, person: Person, now: datetime) -> Iterator[datetime]:
    rules, steps = office.terms.rules_at(now) or office.rules, viewer.steps
    if person.closed:
        return
    if person.age == "child":
        if "child_care" in steps and rules.programme.age is not None and (since := person.child_since or person.age_at):
            yield rules.limit(since, rules.programme.age.care_within)
        return
    if person.hold is not None and {"review", "reviewing"} & steps:
        yield person.hold.review_by
    if person.stay is not None and "stay" in steps:
        yield person.stay.review_by
    if "ruling" in steps:
        for made in person.objections:
            due = ruling_due(made, rules)
            if due is not None and standing(made, rules, now) == "open":
                yield due
    for name in viewer.objects_by if person.noticed is not None and viewer.is_side else ():
        ends = window_ends(person, name, rules)
        if ends is not None and utc(now) < utc(ends):
            yield ends
