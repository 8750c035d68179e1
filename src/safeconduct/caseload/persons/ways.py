"""Which ways on are open to a person, which wait for something, which are closed, and by what.

A way is judged for one person and one destination. Whatever the text says, a way that lasts needs the person's own
consent for that destination and a test that it is safe for that person: no clause can take these two away.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from safeconduct.agreement.norms import Silence
from safeconduct.agreement.programme import Way, WayKind, WayNeed
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.caseload.moves import Missing, Rules
from safeconduct.caseload.persons.state import Dated, Hold, ObjectionMade, Person, Persons
from safeconduct.kernel.moments import Duration, utc

LASTING = (WayKind.ABROAD, WayKind.ACROSS)
NOTHING = Dated("", datetime.min.replace(tzinfo=UTC))
"""No answer yet."""


class WayStand(NamedTuple):
    """How one way stands for one person. `to` is the destination nearest to being open, '' if there is none."""

    way: str
    kind: WayKind
    to: str
    missing: tuple[Missing, ...]

    @property
    def stand(self) -> str:
        """Give `open`, `waits` or `closed`."""
        if not self.missing:
            return "open"
        return "closed" if any(part.closed for part in self.missing) else "waits"


def destinations(rules: Rules, way: str) -> tuple[str, ...]:
    """Give where a lasting way can lead: receiving states, or places of the agreement."""
    kind = rules.ways[way].kind
    if kind is WayKind.ABROAD:
        return rules.programme.receiving_states
    if kind is WayKind.ACROSS and way in rules.moves:
        return tuple(to for to in rules.moves[way].to if to in rules.agreement.places)
    return ()


def answer_by(answers: dict[str, Dated], to: str, now: datetime) -> str:
    """Give an answer that was there at a moment, or an empty text."""
    found = answers.get(to, NOTHING)
    return found.what if utc(found.at) <= utc(now) else ""


def tested_safe(person: Person, to: str, now: datetime) -> bool:
    """Whether a destination had been found safe for a person by a moment."""
    return answer_by(person.tests, to, now) == "safe"


def every_destination(rules: Rules) -> tuple[str, ...]:
    """Give every destination of every lasting way."""
    return tuple(dict.fromkeys(to for way in rules.ways for to in destinations(rules, way)))


def window_ends(person: Person, objection: str, rules: Rules) -> datetime | None:
    """Give when the time to raise an objection ends, or None where no clock runs or the text sets no limit."""
    rule = rules.agreement.objections[objection]
    if person.noticed is None or not isinstance(rule.within, Duration):
        return None
    return rules.limit(person.noticed, rule.within)


def ruling_due(made: ObjectionMade, rules: Rules) -> datetime | None:
    """Give when an objection falls to its default, or None where the text sets no limit."""
    rule = rules.agreement.objections[made.objection]
    return rules.limit(made.at, rule.decided_within) if isinstance(rule.decided_within, Duration) else None


def standing(made: ObjectionMade, rules: Rules, now: datetime) -> str:
    """Give `open`, `upheld`, `dismissed`, `withdrawn`, or by default at its limit `fell` or `stood`."""
    if made.outcome:
        return made.outcome
    due = ruling_due(made, rules)
    if due is None or utc(now) < utc(due):
        return "open"
    silence = rules.agreement.objections[made.objection].if_undecided
    return {Silence.FALLS: "fell", Silence.STANDS: "stood"}.get(silence, "open")  # type: ignore[call-overload]


def lapsed(hold: Hold, now: datetime) -> bool:
    """Whether a hold has run past its review date. From then on nothing supports it."""
    return utc(now) >= utc(hold.review_by)


def held(person: Person, now: datetime) -> bool:
    """Whether a person is held by a hold that still stands."""
    return person.hold is not None and not lapsed(person.hold, now)


def ways_of(person: Person, persons: Persons, rules: Rules, now: datetime) -> list[WayStand]:
    """Give how each way of the programme stands for a person, in the order of the text."""
    found = []
    for name, way in rules.ways.items():
        if way.kind in LASTING:
            found.append(_best(person, name, way, persons, rules, now))
        elif way.kind is WayKind.STAY:
            found.append(WayStand(name, way.kind, "", tuple(_common(person, way, rules, now))))
        else:
            basis = () if person.hold else (Missing("not_in_review", {}, way.clause),)
            found.append(WayStand(name, way.kind, "", basis))
    return found


def _best(person: Person, name: str, way: Way, persons: Persons, rules: Rules, now: datetime) -> WayStand:
    leads = destinations(rules, name)
    if person.way == name and person.to in leads:
        leads = (person.to, *(to for to in leads if to != person.to))
    stands = [WayStand(name, way.kind, to, way_missing(person, name, to, persons, rules, now)) for to in leads]
    if not stands:
        return WayStand(name, way.kind, "", (Missing("no_destination", {"way": name}, way.clause, closed=True),))
    order = {"open": 0, "waits": 1, "closed": 2}
    return min(stands, key=lambda stand: (order[stand.stand], len(stand.missing)))


def way_missing(person: Person, name: str, to: str, persons: Persons, rules: Rules, now: datetime) -> tuple[Missing, ...]:
    """Give everything a lasting way to one destination lacks for one person."""
    way = rules.ways[name]
    found = [*_common(person, way, rules, now), *_disarmed(person, rules, now)]
    found += _by_the_text(person, name, way, rules, now)
    consent = person.leave.get(to)
    if consent is None or consent.answer != "given" or utc(consent.at) > utc(now):
        found.append(Missing("no_consent", {"to": to, "answer": consent.answer if consent else "not asked"},
                             rules.clause("consent"), ("the person",)))  # fmt: skip
    test = answer_by(person.tests, to, now)
    if test != "safe":
        found.append(Missing({"": "not_tested", "unable": "test_unable"}.get(test, "not_safe"), {"to": to},
                             rules.clause("protection_test"), rules.holders("protection_test"),
                             closed=test == "not_safe"))  # fmt: skip
    if way.kind is WayKind.ABROAD:
        found += _accepted(person, to, persons, rules, now)
    if WayNeed.PAPERS in way.needs and not answer_by(person.papers, to, now):
        found.append(Missing("no_paper", {"to": to}, rules.clause("papers"), rules.holders("papers")))
    return tuple(found)


def _common(person: Person, way: Way, rules: Rules, now: datetime) -> Iterator[Missing]:
    if person.age != "adult":
        yield Missing("age_first", {}, rules.clause("age"), rules.holders("age"))
    if person.hold is not None and held(person, now):
        yield Missing("held", {"basis": person.hold.legal_basis, "review_by": person.hold.review_by},
                      rules.clause("hold"), rules.holders("review"))  # fmt: skip
    if person.boarded and way.kind not in LASTING:
        yield Missing("on_the_way", {"movement": person.boarded})


def _disarmed(person: Person, rules: Rules, now: datetime) -> Iterator[Missing]:
    if person.disarmed is None or utc(person.disarmed) > utc(now):
        yield Missing("not_disarmed", {}, rules.clause("hand_over"), rules.holders("hand_over"))


def _by_the_text(person: Person, name: str, way: Way, rules: Rules, now: datetime) -> Iterator[Missing]:
    if WayNeed.SCREENING in way.needs and person.screening != "eligible":
        code = {"": "not_screened", "unable": "screening_unable"}.get(person.screening, "excluded")
        yield Missing(code, {}, rules.clause("screening"), rules.holders("screening"), closed=code == "excluded")
    if WayNeed.ASSURANCE in way.needs and (person.assured is None or utc(person.assured) > utc(now)):
        revoked = bool(person.revoked)
        yield Missing("assurance_revoked" if revoked else "no_assurance", {}, rules.clause("assurance"),
                      rules.holders("assurance"), closed=revoked)  # fmt: skip
    if WayNeed.NOTICE in way.needs and person.noticed is None:
        yield Missing("no_notice", {}, rules.clause("notice"), rules.holders("notice"))
    for objection in rules.moves[name].blocked_if if name in rules.moves else ():
        made = [one for one in person.objections if one.objection == objection and one.against == name]
        yield from _may_come(person, objection, {one.by for one in made}, rules, now)
        for one in made:
            yield from _objection(one, name, rules, now)


def _may_come(person: Person, objection: str, spoken: set[str], rules: Rules, now: datetime) -> Iterator[Missing]:
    rule = rules.agreement.objections[objection]
    silent = tuple(who for who in rule.by if who not in spoken)
    ends = window_ends(person, objection, rules)
    if silent and ends is not None and utc(now) < utc(ends):
        yield Missing("objection_window", {"by": silent, "until": ends}, rule.clause, silent)
    elif silent and person.noticed is not None and rule.within == UNSTATED:
        yield Missing("objection_unlimited", {"by": silent}, rule.clause, silent, closed=True)


def _objection(made: ObjectionMade, way: str, rules: Rules, now: datetime) -> Iterator[Missing]:
    rule = rules.agreement.objections[made.objection]
    stands = standing(made, rules, now)
    decider = tuple(who for who in rule.decided_by if who != UNSTATED)
    if stands == "open":
        # Where the text sets no limit to the ruling, nothing ends the wait.
        due = ruling_due(made, rules)
        yield Missing("objection_open", {"by": (made.by,), "until": due}, rule.clause, decider, closed=due is None)
    elif stands in ("upheld", "stood"):
        yield Missing(f"objection_{stands}", {"by": (made.by,), "way": way, "ground": made.ground}, rule.clause, decider,
                      closed=True)  # fmt: skip


def _accepted(person: Person, to: str, persons: Persons, rules: Rules, now: datetime) -> Iterator[Missing]:
    answer = answer_by(person.answers, to, now)
    clause, who = rules.clause("acceptance"), (to,)
    if answer == "accepted":
        return
    if answer == "declined":
        yield Missing("declined", {"to": to}, clause, who, closed=True)
    elif to not in persons.places:
        yield Missing("no_places", {"to": to}, rules.clause("places"), who, closed=True)
    elif persons.places[to] <= persons.taken(to):
        yield Missing("places_full", {"to": to, "places": persons.places[to]}, rules.clause("places"), who, closed=True)
    else:
        yield Missing("not_accepted", {"to": to}, clause, who)


def without_way_on(person: Person, persons: Persons, rules: Rules, now: datetime) -> tuple[WayStand, ...]:
    """Give the closed ways of a person to whom no lasting way is open or can still open; nothing if one is."""
    if person.age != "adult" or person.closed or person.boarded:
        return ()
    lasting = [stand for stand in ways_of(person, persons, rules, now) if stand.kind in LASTING]
    return tuple(lasting) if all(stand.stand == "closed" for stand in lasting) else ()
