"""A body is gone, or goes soon, and nobody takes its place: what lies open then, and who can close the gap.

The gap itself is an alert. It opens when the last mandate ends and the text names no successor, or one that is itself out of
office, and between two mandates. It is told before it opens, so that somebody can still do something about it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from safeconduct.access.in_force import InForce
from safeconduct.access.mandates import next_start, since_when
from safeconduct.access.seats import sides
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.caseload.movements.state import Movements
from safeconduct.caseload.persons.state import Person, Persons
from safeconduct.caseload.persons.ways import held, standing
from safeconduct.caseload.weapons.state import Armoury, ContainerStage, Stage
from safeconduct.kernel.moments import utc

AHEAD = timedelta(days=30)
"""How long before a mandate ends its gap is told."""


class Cases(Protocol):
    """The cases of a programme: what the office of the secretariat has. `children` are numbers known to be those of children."""

    persons: Persons
    armoury: Armoury
    movements: Movements
    children: frozenset[str]


class Gap(NamedTuple):
    """A body without anyone in its place. `since` lies ahead where the gap is only coming; `until`: its next mandate begins.

    `steps` are those that nobody may take in it; `norms` those of which nobody else may say that they are kept. `containers`,
    `items`, `objections`, `holds` are what lies open: how many cases, never which, but for what lies in its keeping.
    """

    body: str
    since: datetime | None
    until: datetime | None
    clause: tuple[str, ...]
    steps: tuple[str, ...]
    norms: tuple[str, ...]
    containers: tuple[str, ...]
    items: tuple[str, ...]
    objections: int
    holds: int
    who: tuple[str, ...]


def gaps(in_force: InForce, cases: Cases | None = None, *, ahead: timedelta = AHEAD) -> tuple[Gap, ...]:
    """Give the gaps that are open at a moment, and those that open within a time if nobody does anything."""
    found = []
    for body in in_force.agreement.bodies:
        when = _opens(body, in_force, ahead)
        if when is not None:
            found.append(_gap(body, when, in_force, cases))
    for keeper in _unknown_keepers(in_force, cases):
        found.append(_gap(keeper, None, in_force, cases))
    return tuple(found)


def _opens(body: str, in_force: InForce, ahead: timedelta) -> datetime | None:
    """Give the moment at which nobody is in office for a body; None if somebody is, for as long as is looked ahead."""
    agreement, mandates, now = in_force.agreement, in_force.mandates, in_force.at
    if body not in mandates:
        return None
    if not in_force.in_office(body):
        gone = since_when(body, mandates, now)
        # Before its first mandate a body has nothing that could lie open.
        return gone if gone is not None and not in_force.successors(body) else None
    runs_out = (window.until for window in mandates[body] if window.holds(now) and window.until is not None)
    ends = max(runs_out, key=utc, default=None)
    if ends is None or utc(ends) > utc(now + ahead):
        return None
    then = InForce(agreement, ends, mandates)
    return None if then.in_office(body) or then.successors(body) else ends


def _gap(body: str, since: datetime | None, in_force: InForce, cases: Cases | None) -> Gap:
    known = in_force.agreement.bodies.get(body)
    then = in_force if since is None or utc(since) <= utc(in_force.at) else InForce(in_force.agreement, since, in_force.mandates)
    steps = tuple(name for name, given in in_force.provided.items() if _was_of(body, given.by, in_force)
                  and not then.now_held_by(given.by))  # fmt: skip
    armoury = cases.armoury if cases else Armoury()
    return Gap(
        body=body, since=since, until=next_start(body, in_force.mandates, since or in_force.at),
        clause=known.clause if known else (), steps=steps, norms=_norms(body, then),
        containers=tuple(name for name, one in armoury.containers.items()
                         if one.custody == body and one.stage is not ContainerStage.OPENED),
        items=tuple(tag for tag, item in armoury.items.items() if item.custody == body and item.stage is Stage.RECEIVED),
        objections=_objections(steps, in_force, cases), holds=_holds(steps, in_force, cases), who=_who_can(body, in_force),
    )  # fmt: skip


def _was_of(body: str, holders: Iterable[str], in_force: InForce) -> bool:
    return any(in_force.org_of(holder) == body for holder in holders)


def _norms(body: str, then: InForce) -> tuple[str, ...]:
    # Whose word is the only one on a norm, and it has no word any more.
    found = []
    for name, rules in then.rules.obligations.items():
        named = rules.verifiers | rules.rulers
        if body in named and not any(then.in_office(who) or then.successors(who) for who in named):
            found.append(name)
    return tuple(found)


def _objections(steps: tuple[str, ...], in_force: InForce, cases: Cases | None) -> int:
    if cases is None or in_force.programme is None or "ruling" not in steps:
        return 0
    rules, now = in_force.programme, in_force.at
    return sum(standing(made, rules, now) == "open" for person in _shown(cases) for made in person.objections)


def _holds(steps: tuple[str, ...], in_force: InForce, cases: Cases | None) -> int:
    if cases is None or not {"review", "reviewing"} & set(steps):
        return 0
    return sum(held(person, in_force.at) for person in _shown(cases))


def _shown(cases: Cases) -> list[Person]:
    return [person for case, person in cases.persons.cases.items()
            if person.age == "adult" and case not in cases.children and not person.closed]  # fmt: skip


def _who_can(body: str, in_force: InForce) -> tuple[str, ...]:
    """Give who can close a gap: whoever may extend the mandate, and the sides together, who can amend the text."""
    known = in_force.agreement.bodies.get(body)
    extend = [who for who in (known.extended_by if known else ()) if who != UNSTATED and in_force.in_office(who)]
    return tuple(dict.fromkeys((*extend, *sides(in_force.agreement))))


def _unknown_keepers(in_force: InForce, cases: Cases | None) -> tuple[str, ...]:
    """Give who keeps weapons and stands no more in the text: an amendment has dissolved it."""
    if cases is None:
        return ()
    keepers = [*(one.custody for one in cases.armoury.containers.values() if one.stage is not ContainerStage.OPENED),
               *(item.custody for item in cases.armoury.items.values() if item.stage is Stage.RECEIVED)]  # fmt: skip
    return tuple(dict.fromkeys(who for who in keepers if who and in_force.agreement.organisation(who) is None))
