"""The cases that a seat may know of: at which step, under which limits, without which way on, and one of them in full.

A seat inside the programme sees of a case what its steps open. A side sees that it may object, and its own objections. Of a child
only those who protect it see anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from safeconduct.access.classes import Standing
from safeconduct.access.view import view
from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.caseload.persons.acts import AcceptanceDecided
from safeconduct.caseload.persons.state import ObjectionMade, Person
from safeconduct.caseload.persons.ways import WayStand, held, lapsed, ruling_due, standing, ways_of, without_way_on
from safeconduct.kernel.acts import act_type
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.office import Entry, Offered
from safeconduct.secretariat.queries import STEPS, Clock, Said, Way, clocks_of, entries_of
from safeconduct.web.programme.seen import NotShown, Sight, shown_id
from safeconduct.web.shell.lacking import limit_says
from safeconduct.web.shell.wording import ui_language

_BEHIND = {"care": "referred", "objection_window": "noticed", "ruling": "objections", "hold": "hold", "stay": "stay"}
"""The field of a person that each kind of limit tells something of."""
_TOLD = ("purpose", "answer", "outcome", "against", "way", "to", "covers", "legal_basis", "ground", "reason", "tag", "tags",
         "receipt", "replaces", "site", "place")  # fmt: skip
"""What of an act is told on the page of a case, if the seat sees it."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The cases at one step. `step` is empty where a seat may know of cases and does not see how far they are."""

    step: str
    cases: tuple[str, ...]


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """One limit, for every case it runs for alike. `says` is empty for a limit of the seat's own: `what` tells which it is."""

    what: str
    says: str
    due: datetime | None
    passed: bool
    clause: tuple[str, ...]
    who: tuple[str, ...]
    cases: tuple[str, ...]


class Stranded(msgspec.Struct, frozen=True, kw_only=True):
    """A person without a way on: why each way is closed, and what covers her meanwhile."""

    case: str
    ways: tuple[Way, ...]
    covered_by: str
    until: datetime | None


class MoveSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A move that exists for a case. `lacks` is told to whoever may take it; others see only whether it is open now."""

    act: str
    title: str
    clause: tuple[str, ...]
    who: tuple[str, ...]
    open: bool
    onward: bool
    lacks: tuple[Said, ...] = ()


class ActSeen(msgspec.Struct, frozen=True, kw_only=True):
    """An act as a seat sees it. `id` is empty where it is not shown; `reasons` say why it had no effect, nothing: it had."""

    id: str
    type: str
    happened: datetime | None
    actor: str
    post: str
    told: tuple[tuple[str, Any], ...]
    review_by: datetime | None
    reasons: tuple[Said, ...]
    took_effect: bool


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """What a seat may still say against a way of a case, and until when."""

    way: str
    objections: tuple[str, ...]
    until: datetime | None


class ObjectionSeen(msgspec.Struct, frozen=True, kw_only=True):
    """An objection to one way on of a person. `stands` may follow from the limit alone."""

    by: str
    against: str
    ground: str
    at: datetime
    stands: str
    due: datetime | None
    clause: tuple[str, ...]


class CaseSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One case. `fields` are those of the person that the seat sees; what follows is empty or None where it sees none."""

    case: str
    fields: dict[str, Any]
    not_shown: NotShown | None
    step: str
    without_way_on: bool
    mine: tuple[MoveSeen, ...]
    others: tuple[MoveSeen, ...]
    ways: tuple[Way, ...] | None
    objections: tuple[ObjectionSeen, ...]
    hold_lapsed: bool
    limits: tuple[Limit, ...]
    may_object: tuple[Objection, ...]
    may_answer: str
    acts: tuple[ActSeen, ...]


# ---- how far everyone is ----


def cases(sight: Sight) -> list[Group]:
    """Give the cases a seat may know of, by step."""
    at: dict[str, list[str]] = {name: [] for name in (*STEPS, "")}
    for case, step in sight.steps.items():
        at[step].append(case)
    return [Group(step=name, cases=tuple(found)) for name, found in at.items() if found]


def stranded(sight: Sight) -> list[Stranded]:
    """Give the people without a lasting way on of whom a seat may know that. Empty is how it should be."""
    found = []
    for case, (person, standings) in sight.known.items():
        if not sight.sees("Stranded", "case", standings) or person.age != "adult":
            continue
        closed = without_way_on(person, sight.office.persons, sight.office.rules, sight.now)
        if closed:
            by, until = _cover(person, sight.now)
            found.append(Stranded(case=case, ways=_ways(closed, sight), covered_by=by, until=until))
    return found


def _cover(person: Person, now: datetime) -> tuple[str, datetime | None]:
    if person.hold is not None and held(person, now):
        return "held", person.hold.review_by
    if person.stay is not None and utc(now) < utc(person.stay.review_by):
        return "staying", person.stay.review_by
    return "", None


def _ways(ways: Iterable[WayStand], sight: Sight) -> tuple[Way, ...]:
    moves = sight.office.rules.moves
    return tuple(Way(way=way.way, title=str(moves[way.way].title) if way.way in moves else way.way, kind=way.kind.value,
                     to=way.to, stand=way.stand,
                     missing=sight.reasons(sorted(way.missing, key=lambda part: not part.closed)))
                 for way in ways)  # fmt: skip


# ---- limits ----


def limits(sight: Sight) -> list[Limit]:
    """Give every limit once, with the cases it runs for; those that have run out come first."""
    return _joined(clock for case in sight.known for clock in limits_of(sight, case))


def _joined(clocks: Iterable[Limit]) -> list[Limit]:
    found: dict[tuple[Any, ...], list[Limit]] = {}
    for clock in clocks:
        due = utc(clock.due) if clock.due is not None else None
        found.setdefault((clock.passed, due, clock.what, clock.says, clock.clause, clock.who), []).append(clock)
    joined = [msgspec.structs.replace(alike[0], cases=tuple(sorted(case for one in alike for case in one.cases)))
              for alike in found.values()]  # fmt: skip
    return sorted(joined, key=lambda one: (not one.passed, one.due is None, one.due and utc(one.due), one.what, one.cases))


def limits_of(sight: Sight, case: str) -> list[Limit]:
    """Give the limits of one case that a seat sees, the earliest first."""
    person, standings = sight.known[case]
    if not sight.viewer.inside:
        return _own_limits(sight, case)
    child = Standing.CHILD in standings
    return [_limit(sight, clock, case) for clock in clocks_of(person, sight.office, sight.now)
            if (child or sight.sees("Clock", "what", standings))
            and sight.sees("Person", _BEHIND[clock.what], standings)]  # fmt: skip


def _limit(sight: Sight, clock: Clock, case: str) -> Limit:
    says = limit_says(clock, sight.viewer.agreement, ui_language())
    return Limit(what=clock.what, says=says, due=clock.due, passed=clock.passed, clause=clock.clause, who=clock.who,
                 cases=(case,))  # fmt: skip


def _own_limits(sight: Sight, case: str) -> list[Limit]:
    """Give a side the end of its time to object, and the day by which its own objections are ruled on."""
    seen, agreement = view(sight.viewer, case, sight.cases), sight.viewer.agreement
    found = []
    for name, until in seen.more.get("may_object_until", {}).items():
        rule = agreement.objections[name]
        if until is not None and utc(sight.now) < utc(until):
            found.append(Limit(what="objection_window", says="", due=until, passed=False, clause=rule.clause,
                               who=sight.viewer.orgs, cases=(case,)))  # fmt: skip
    for made in seen.values().get("objections", ()):
        if made["due"] is not None and made["stands"] in ("open", "stood"):
            rule = agreement.objections[made["objection"]]
            found.append(Limit(what="ruling", says="", due=made["due"],
                               passed=utc(sight.now) >= utc(made["due"]), clause=rule.clause, who=tuple(rule.decided_by),
                               cases=(case,)))  # fmt: skip
    return found


# ---- one case ----


def one_case(sight: Sight, number: str) -> CaseSeen | None:
    """Give what a seat sees of a case; None both for a number that nobody has and for one it may not know of."""
    number = number.upper()
    seen = view(sight.viewer, number, sight.cases)
    if not seen.found:
        return None
    person, standings = sight.known[number]
    fields = seen.values()
    mine, others = _moves(sight, number, standings)
    waits = Standing.RECEIVER in standings and sight.may_take(AcceptanceDecided) and not fields.get("answers")
    return CaseSeen(
        case=number, fields=fields, not_shown=sight.not_shown(seen.fields), step=sight.steps[number],
        without_way_on=_is_stranded(sight, person, standings), mine=mine, others=others,
        ways=_ways(ways_of(person, sight.office.persons, sight.office.rules, sight.now), sight)
        if _sees_ways(sight, person, standings) else None,
        objections=tuple(_objection(sight, made) for made in fields.get("objections", ())),
        hold_lapsed=fields.get("hold") is not None and lapsed(fields["hold"], sight.now),
        limits=tuple(_joined(limits_of(sight, number))),
        may_object=_may_object(sight, seen.more),
        may_answer=act_type(AcceptanceDecided) if waits else "", acts=tuple(_acts(sight, number)),
    )  # fmt: skip


def _objection(sight: Sight, made: ObjectionMade | dict[str, Any]) -> ObjectionSeen:
    rules, agreement = sight.office.rules, sight.viewer.agreement
    # A side is given its own objections, with how they stand.
    said = made if isinstance(made, dict) else {
        "by": made.by, "objection": made.objection, "against": made.against, "ground": made.ground, "at": made.at,
        "stands": standing(made, rules, sight.now), "due": ruling_due(made, rules)}  # fmt: skip
    return ObjectionSeen(by=said.get("by", sight.viewer.seat.org), against=said["against"], ground=said["ground"],
                         at=said["at"], stands=said["stands"], due=said["due"],
                         clause=agreement.objections[said["objection"]].clause)  # fmt: skip


def _may_object(sight: Sight, more: Mapping[str, Any]) -> tuple[Objection, ...]:
    """Give the ways a side may still object to: its time for each objection has not ended."""
    until: dict[str, datetime | None] = more.get("may_object_until", {})
    left = {name for name, end in until.items() if end is None or utc(sight.now) < utc(end)}
    ways = {way: tuple(name for name in names if name in left) for way, names in more.get("may_object_to", {}).items()}
    return tuple(Objection(way=way, objections=names, until=_first(until[name] for name in names))
                 for way, names in ways.items() if names)  # fmt: skip


def _first(times: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in times if at is not None), key=utc, default=None)


def _is_stranded(sight: Sight, person: Person, standings: frozenset[Standing]) -> bool:
    if person.age != "adult" or not sight.sees("Stranded", "case", standings):
        return False
    return bool(without_way_on(person, sight.office.persons, sight.office.rules, sight.now))


def _sees_ways(sight: Sight, person: Person, standings: frozenset[Standing]) -> bool:
    return person.age == "adult" and not person.closed and sight.sees("WayStand", "way", standings)


def _moves(sight: Sight, case: str, standings: frozenset[Standing]) -> tuple[tuple[MoveSeen, ...], tuple[MoveSeen, ...]]:
    """Give the moves that a seat may take itself, and those of others whose acts it would see. Outside neither is given."""
    mine, others = list[MoveSeen](), list[MoveSeen]()
    if not sight.viewer.inside:
        return (), ()
    sees_all = sight.sees("MoveView", "act", standings)
    for offered in sight.office.offered(case, sight.now):
        reads = sight.reads(offered.row.act, standings)
        # Of a child there are only the moves that protect it.
        if sight.may_take(offered.row.act) and (sees_all or reads):
            mine.append(_move(offered, sight.reasons(offered.missing)))
        elif sees_all and reads:
            others.append(_move(offered, ()))
    return tuple(mine), tuple(others)


def _tag(kind: type[CaseAct]) -> str:
    return str(kind.__struct_config__.tag)


def _move(offered: Offered, lacks: tuple[Said, ...]) -> MoveSeen:
    return MoveSeen(act=_tag(offered.row.act), title=offered.row.title, clause=offered.clause, who=offered.who,
                    open=not offered.missing, onward=offered.row.onward, lacks=lacks)  # fmt: skip


def _acts(sight: Sight, case: str) -> Iterator[ActSeen]:
    for entry in entries_of(sight.office, case):
        seen = sight.act(entry.act)
        if seen.found:
            missing = tuple(part for part in entry.missing if _about(part, case))
            yield act_seen(sight, entry, seen.values(), missing)


def act_seen(sight: Sight, entry: Entry, fields: dict[str, Any], missing: Iterable[Missing]) -> ActSeen:
    """Give an act with the fields that a seat sees of it. Why it had no effect is told inside, and to whoever made it."""
    told_why = sight.viewer.inside or entry.act.actor in sight.viewer.orgs
    told = tuple((name, value) for name in _TOLD if (value := fields.get(name)))
    return ActSeen(id=shown_id(fields), type=act_type(entry.act), happened=fields.get("happened"),
                   actor=fields.get("actor", ""), post=fields.get("post", ""), told=told, review_by=fields.get("review_by"),
                   reasons=sight.reasons(missing) if told_why else (), took_effect=not entry.missing)  # fmt: skip


def _about(part: Missing, case: str) -> bool:
    # An act may name many people; what is said of another is not for this page.
    named = part.params.get("cases")
    return case in (part.params.get("case", case), *(named if isinstance(named, tuple) else ()))
