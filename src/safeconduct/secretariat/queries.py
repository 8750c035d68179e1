"""What can be asked of the caseload at one moment: how far everyone is, what runs out when, who has no way on, and why.

Every sum adds up to the number of people it is about. Children are counted once, as people in civilian care, and appear
in nothing else. Nothing here searches across persons for anything but the steps taken.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from safeconduct.agreement.programme import WayKind
from safeconduct.caseload.moves import Missing
from safeconduct.caseload.persons.state import Person
from safeconduct.caseload.persons.ways import (
    WayStand,
    destinations,
    held,
    lapsed,
    ruling_due,
    standing,
    ways_of,
    window_ends,
    without_way_on,
)
from safeconduct.kernel.acts import act_type
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.office import Entry, Office
from safeconduct.secretariat.words import listed, name_of, sentence

STEPS = {
    "age": "age not yet established",
    "consent": "has not agreed to disarm",
    "hand_over": "agreed to disarm; weapons not yet handed over",
    "screening": "disarmed; eligibility not yet decided",
    "excluded": "not eligible for the assurance",
    "assurance": "eligible; no assurance yet",
    "way": "assured; no way is chosen and clear yet",
    "ready": "the way chosen is clear",
    "on_the_way": "on the way",
    "staying": "staying for now, with a date to look again",
    "held": "held for review",
    "arrived": "arrived",
    "care": "in or on the way to civilian care",
    "left": "left the programme",
    "died": "died",
}
"""Where a case can be. Each case is in exactly one of these."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One missing thing, ready to be shown: code, sentence, clause, who can supply it."""

    code: str
    says: str
    clause: tuple[str, ...]
    who: tuple[str, ...]
    closed: bool


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many people are at one step now."""

    step: str
    says: str
    now: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How many people have come to one end, or to none yet."""

    outcome: str
    to: str
    says: str
    people: int


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How one way stands for one person."""

    way: str
    title: str
    kind: str
    to: str
    stand: str
    missing: tuple[Said, ...]


class Stranded(msgspec.Struct, frozen=True, kw_only=True):
    """A person without a lasting way on: why each way is closed, and what covers them meanwhile."""

    case: str
    ways: tuple[Way, ...]
    covered_by: str
    until: datetime | None


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """A limit that runs for one case, or has run out. `case` is empty for a child.

    Where it is about a ruling, `against` is the way that the objection is to, and `stands` how the objection stands.
    """

    case: str
    what: str
    says: str
    due: datetime
    passed: bool
    clause: tuple[str, ...]
    who: tuple[str, ...]
    against: str = ""
    stands: str = ""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An act that was kept without effect, and why. `follows`: only because other acts are left out in this reading."""

    id: str
    type: str
    actor: str
    happened: datetime
    reasons: tuple[Said, ...]
    about: str = ""
    follows: bool = False


def said(part: Missing, office: Office) -> Said:
    """Make a missing thing ready to be shown. A number that is no adult's, or nobody's, is not repeated here."""
    says = sentence(masked(part, office), office.agreement)
    return Said(code=part.code, says=says, clause=part.clause, who=part.who, closed=part.closed)


def masked(part: Missing, office: Office) -> Missing:
    """Take out of a missing thing every number that is no adult's, or nobody's."""
    return part._replace(params={key: _masked(key, value, office) for key, value in part.params.items()})


def _masked(key: str, value: Any, office: Office) -> Any:
    if type(value) is tuple:
        return tuple(dict.fromkeys(_masked(key, one, office) for one in value))
    if isinstance(value, str) and (value in office.hidden or (key in ("case", "cases") and not office.is_shown(value))):
        return "a number that is not shown"
    return value


def step_of(person: Person, office: Office, now: datetime) -> str:
    """Give the one step a case is at."""
    if person.died:
        return "died"
    if person.left:
        return "left"
    if person.age == "child" or person.case in office.children:
        return "care"
    if person.age == "unknown":
        return "age"
    if person.arrived:
        return "arrived"
    if person.boarded:
        return "on_the_way"
    if held(person, now):
        return "held"
    return _at_site(person, office, now)


def _at_site(person: Person, office: Office, now: datetime) -> str:
    ways = ways_of(person, office.persons, office.rules, now) if person.way else ()
    chosen = next((way for way in ways if way.way == person.way), None)
    if chosen is not None and chosen.kind is not WayKind.STAY and chosen.to == person.to and chosen.stand == "open":
        return "ready"
    if person.stay is not None and utc(now) < utc(person.stay.review_by):
        return "staying"
    if person.disarm is None or person.disarm.answer != "given":
        return "consent" if person.disarmed is None else "way"
    if person.disarmed is None:
        return "hand_over"
    if person.screening in ("", "unable"):
        return "screening"
    if person.screening == "excluded":
        return "excluded"
    return "assurance" if person.assured is None else "way"


def funnel(office: Office, now: datetime) -> tuple[Count, ...]:
    """Count the cases at each step. The counts add up to everyone received."""
    counts = Counter(step_of(person, office, now) for person in office.persons.cases.values())
    return tuple(Count(step=step, says=says, now=counts[step]) for step, says in STEPS.items())


ENDS = {
    "abroad": "arrived in a receiving state", "across": "arrived on the other side of the line", "arrived": "arrived",
    "on_the_way": "on the way", "staying": "staying for now, with a date to look again", "held": "held for review",
    "at_the_site": "at the site, in the programme", "care": "in or on the way to civilian care",
    "left": "left the programme", "died": "died",
}  # fmt: skip
"""Where people have come to, in the order shown."""
_ORDER = list(ENDS)


def outcomes(office: Office, now: datetime) -> tuple[Outcome, ...]:
    """Count the people by where they have come to, each receiving state and place apart. They add up to everyone."""
    rules, agreement = office.rules, office.agreement
    kinds = {to: way.kind.value for name, way in rules.ways.items() for to in destinations(rules, name)}
    ends = Counter({("abroad", state): 0 for state in rules.programme.receiving_states})
    for person in office.persons.cases.values():
        step = step_of(person, office, now)
        if step == "arrived":
            ends[kinds.get(person.arrived_to, step), person.arrived_to] += 1
        else:
            ends[step if step in ENDS else "at_the_site", ""] += 1
    found = sorted(ends.items(), key=lambda pair: _ORDER.index(pair[0][0]))
    return tuple(Outcome(outcome=end, to=to, people=people, says=ENDS[end] + (f": {name_of(agreement, to)}" if to else ""))
                 for (end, to), people in found)  # fmt: skip


def ways_view(ways: tuple[WayStand, ...] | list[WayStand], office: Office) -> tuple[Way, ...]:
    """Make the ways of a person ready to be shown."""
    moves = office.rules.moves
    return tuple(Way(way=way.way, title=str(moves[way.way].title) if way.way in moves else way.way, kind=way.kind.value,
                     to=way.to, stand=way.stand,
                     missing=tuple(said(part, office) for part in sorted(way.missing, key=lambda part: not part.closed)))
                 for way in ways)  # fmt: skip


def stranded(office: Office, now: datetime) -> tuple[Stranded, ...]:
    """Give the people without a lasting way on. Empty is how it should be."""
    found = []
    for person in office.adults():
        closed = without_way_on(person, office.persons, office.rules, now)
        if not closed:
            continue
        covered, until = "", None
        if person.hold is not None and held(person, now):
            covered, until = "held", person.hold.review_by
        elif person.stay is not None and utc(now) < utc(person.stay.review_by):
            covered, until = "staying", person.stay.review_by
        found.append(Stranded(case=person.case, ways=ways_view(closed, office), covered_by=covered, until=until))
    return tuple(found)


def clocks(office: Office, now: datetime) -> tuple[Clock, ...]:
    """Give every limit that runs or has run out for someone who is not through, the earliest first."""
    found = [clock for person in office.persons.cases.values() for clock in clocks_of(person, office, now)]
    return tuple(sorted(found, key=lambda clock: (utc(clock.due), clock.case, clock.what)))


def clocks_of(person: Person, office: Office, now: datetime) -> Iterator[Clock]:
    """Give the limits of one case. Those of a child stand without its number."""
    if person.closed:
        return
    rules = office.rules

    def clock(what: str, says: str, due: datetime, step: str, clause: tuple[str, ...] = (),
              who: tuple[str, ...] = (), against: str = "", stands: str = "") -> Clock:  # fmt: skip
        # A child's number is not shown; that someone waits is.
        return Clock(case="" if person.case in office.hidden else person.case, what=what, says=says, due=due,
                     passed=utc(now) >= utc(due), clause=clause or rules.clause(step),
                     who=who or rules.holders(step), against=against, stands=stands)  # fmt: skip

    if person.case in office.children and person.age != "child":
        return  # found to be a child later: no clock ran for it yet, and none may point at it
    if person.age == "child":
        since = person.child_since or person.age_at
        if rules.programme.age is not None and since is not None:
            due = rules.limit(since, rules.programme.age.care_within)
            yield clock("care", "to be in civilian care", due, "child_care", rules.programme.age.clause)
        return
    for name, rule in rules.agreement.objections.items():
        ends = window_ends(person, name, rules)
        raised = [made for made in person.objections if made.objection == name]
        if ends is not None and not raised and utc(now) < utc(ends):
            says = f"{listed(name_of(rules.agreement, who) for who in rule.by)} may object"
            yield clock("objection_window", says, ends, "notice", rule.clause, rule.by)
        for made in raised:
            due, stands = ruling_due(made, rules), standing(made, rules, now)
            if due is not None and stands in _RULING:
                says = _RULING[stands].format(way=_way(made.against, office))
                yield clock("ruling", says, due, "notice", rule.clause, tuple(rule.decided_by), made.against, stands)
    if person.hold is not None:
        says = "the hold has lapsed; release" if lapsed(person.hold, now) else "review of the hold"
        yield clock("hold", says, person.hold.review_by, "review")
    if person.stay is not None:
        yield clock("stay", "look again at the stay", person.stay.review_by, "stay")


_RULING = {
    "open": "ruling on an objection to “{way}”",
    "stood": "an objection to “{way}” stands: nobody ruled in time",
}


def _way(name: str, office: Office) -> str:
    moves = office.rules.moves
    return str(moves[name].title) if name in moves else name


def kept(office: Office, in_full: frozenset[str] | None = None) -> tuple[Kept, ...]:
    """Give the acts that were kept without effect, with the reasons, as they came in.

    `in_full` names those that have no effect also when no act is left out.
    """
    return tuple(Kept(id=entry.act.id, type=act_type(entry.act), actor=entry.act.actor, happened=entry.act.happened,
                      reasons=tuple(said(part, office) for part in entry.missing),
                      about=_about(entry.act, office), follows=in_full is not None and entry.act.id not in in_full)
                 for entry in office.entries if entry.missing)  # fmt: skip


def _about(act: Any, office: Office) -> str:
    # What an act names, without the number of a child or of nobody.
    for field in ("movement", "operation", "receipt", "tag", "container", "case"):
        if (name := getattr(act, field, "")) and (field != "case" or office.is_shown(name)):
            return str(name)
    return ""


def entries_of(office: Office, case: str) -> tuple[Entry, ...]:
    """Give the acts that name one case, in the order in which they came in."""
    return tuple(entry for entry in office.entries if case in _cases(entry.act))


def _cases(act: Any) -> tuple[str, ...]:
    return (*getattr(act, "cases", ()), *((act.case,) if hasattr(act, "case") else ()))
