"""What holding, receiving, testing and travelling need: the moves that take a person further than the site."""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.agreement.programme import WayKind
from safeconduct.caseload.moves import Asked, Missing
from safeconduct.caseload.persons.reviews import review_date
from safeconduct.caseload.persons.state import SCREENING, Person, Persons
from safeconduct.caseload.persons.ways import (
    LASTING,
    NOTHING,
    destinations,
    every_destination,
    held,
    lapsed,
    standing,
    tested_safe,
    way_missing,
)
from safeconduct.kernel.moments import utc


def holding(asked: Asked) -> Iterator[Missing]:
    """A hold rests on a named law, on a ruling or a screening that calls for it, with reasons told and a review date."""
    act, person, rules, now = asked.act, asked.subject.person, asked.rules, asked.now
    rule, clause = rules.programme.hold, rules.clause("hold")
    grounds = {made.id for made in person.objections if standing(made, rules, now) in ("upheld", "stood")}
    if person.screening == "excluded":
        grounds.add(SCREENING)
    if not grounds:
        yield Missing("no_ground_to_hold", {}, clause)
    elif grounds <= person.held_on:
        yield Missing("held_before", {}, clause)
    if act is None:
        return
    if rule is None or act.legal_basis not in rule.legal_bases:
        yield Missing("no_legal_basis", {"basis": act.legal_basis, "known": tuple(rule.legal_bases) if rule else ()}, clause)
    if not act.reason:
        yield Missing("no_reason", {}, clause)
    if act.reasons_told != "yes":
        yield Missing("reasons_not_told", {}, clause)
    yield from review_date(asked, act.review_by, rule.review_within if rule else None, clause)
    yield from _in_all(asked, act.happened, act.review_by)


def _in_all(asked: Asked, since: datetime, review_by: datetime) -> Iterator[Missing]:
    rule = asked.rules.programme.hold
    if rule is not None and utc(review_by) > utc(limit := asked.rules.limit(since, rule.longest)):
        yield Missing("hold_too_long", {"at": review_by, "limit": limit}, rule.clause)


def reviewing(asked: Asked) -> Iterator[Missing]:
    """A review gives its reason; a hold goes on only to a next review, and not once it has lapsed."""
    act, person, rules = asked.act, asked.subject.person, asked.rules
    if act is None:
        return
    clause = rules.clause("review")
    if not act.reason:
        yield Missing("no_reason", {}, clause)
    if act.outcome == "ended":
        return
    # A review that comes in after the lapse comes too late, whatever its date.
    if lapsed(person.hold, act.recorded):
        yield Missing("hold_lapsed", {"at": person.hold.review_by}, rules.clause("hold"))
    if act.review_by is None:
        yield Missing("no_review_date", {}, clause)
    else:
        rule = rules.programme.hold
        yield from review_date(asked, act.review_by, rule.review_within if rule else None, clause)
        yield from _in_all(asked, person.hold.since, act.review_by)


def offering(asked: Asked) -> Iterator[Missing]:
    """A receiving state offers in writing; an unwritten word opens no place."""
    act, rules = asked.act, asked.rules
    if act is None:
        return
    if act.actor not in rules.programme.receiving_states:
        yield Missing("not_a_receiving_state", {"actor": act.actor}, rules.clause("places"))
    if act.written != "yes":
        yield Missing("not_written", {}, rules.clause("places"))


def withdrawing(asked: Asked) -> Missing | None:
    """Places that someone has been given cannot be taken back this way."""
    act, persons = asked.act, asked.subject.persons
    if act is None:
        return None
    if act.actor not in persons.places:
        return Missing("no_places", {"to": act.actor}, asked.rules.clause("places"))
    free = persons.places[act.actor] - persons.taken(act.actor)
    if act.places > free:
        return Missing("places_given", {"free": free, "places": act.places}, asked.rules.clause("places"))
    return None


def accepting(asked: Asked) -> Iterator[Missing]:
    """A state answers for one person who has agreed to go there, while it has a place."""
    act, persons, rules = asked.act, asked.subject.persons, asked.rules
    person: Person = asked.subject.person
    clause = rules.clause("acceptance")
    states = rules.programme.receiving_states if act is None else (act.actor,)
    if act is not None and act.actor not in rules.programme.receiving_states:
        yield Missing("not_a_receiving_state", {"actor": act.actor}, clause)
        return
    lacking = [list(_acceptance(persons, person, state, act, asked)) for state in states]
    if lacking and all(lacking):
        yield from lacking[0]


def _acceptance(persons: Persons, person: Person, state: str, act: object, asked: Asked) -> Iterator[Missing]:
    rules, accepts = asked.rules, getattr(act, "outcome", "accepted") == "accepted"
    if state in person.answers and person.answers[state].what == "accepted" and accepts:
        yield Missing("already_accepted", {"to": state}, rules.clause("acceptance"))
        return
    consent = person.leave.get(state)
    if consent is None or consent.answer != "given":
        yield Missing("no_consent", {"to": state, "answer": consent.answer if consent else "not asked"},
                      rules.clause("consent"), ("the person",))  # fmt: skip
    if state not in persons.places:
        yield Missing("no_places", {"to": state}, rules.clause("places"), (state,))
    elif accepts and persons.places[state] <= persons.taken(state):
        yield Missing("places_full", {"to": state, "places": persons.places[state]}, rules.clause("places"), (state,))


def destination(asked: Asked) -> Missing | None:
    """A test or a paper is for a destination of the programme."""
    if asked.act is not None and asked.act.to not in every_destination(asked.rules):
        return Missing("no_such_destination", {"to": asked.act.to or "nothing"}, asked.rules.programme.clause)
    return None


def paper(asked: Asked) -> Iterator[Missing]:
    """A paper is for a person whom the state has accepted and for whom the destination was found safe."""
    person, rules = asked.subject.person, asked.rules
    ready = [to for to in person.answers if person.answers[to].what == "accepted" and tested_safe(person, to, asked.now)]
    if asked.act is None:
        if not [to for to in ready if to not in person.papers]:
            yield Missing("nowhere_to_travel", {}, rules.clause("papers"))
    elif asked.act.to not in ready:
        yield Missing("not_ready_to_travel", {"to": asked.act.to}, rules.clause("papers"))


def untested(asked: Asked) -> Missing | None:
    """As a move that is offered: only for a destination to which the person has agreed and which is not tested yet."""
    person: Person = asked.subject.person
    waiting = [to for to, consent in person.leave.items()
               if consent.answer == "given" and not tested_safe(person, to, asked.now)]  # fmt: skip
    if asked.act is None and not waiting:
        return Missing("nothing_to_test", {}, asked.rules.clause("protection_test"))
    return None


def choosing(asked: Asked) -> Iterator[Missing]:
    """A person chooses a way of the text; one that lasts only with consent for its destination."""
    act, person, rules = asked.act, asked.subject.person, asked.rules
    agreed = [to for to, consent in person.leave.items() if consent.answer == "given"]
    if act is None:
        if not agreed:
            yield Missing("no_consent_to_leave", {}, rules.clause("consent"), ("the person",))
        elif person.way:
            yield Missing("has_chosen", {"way": person.way})
        return
    way = rules.ways.get(act.way)
    if way is None or way.kind is WayKind.REVIEW:
        yield Missing("no_such_way", {"way": act.way}, rules.programme.clause)
    elif way.kind in LASTING and act.to not in destinations(rules, act.way):
        yield Missing("no_such_destination", {"to": act.to or "nothing"}, way.clause)
    elif way.kind in LASTING and act.to not in agreed:
        yield Missing("no_consent", {"to": act.to, "answer": "not given"}, rules.clause("consent"), ("the person",))


def staying(asked: Asked) -> Iterator[Missing]:
    """A stay has a place of the text and a date to look again."""
    act, rules, person = asked.act, asked.rules, asked.subject.person
    clause = rules.clause("stay")
    if act is None:
        return
    leads = {to for name, way in rules.ways.items() if way.kind is WayKind.STAY and name in rules.moves
             for to in rules.moves[name].to}  # fmt: skip
    if act.place != person.site and act.place not in leads:
        # To stay is to stay: going elsewhere takes consent, a test and a movement.
        yield Missing("not_a_place_to_stay", {}, clause)
    yield from review_date(asked, act.review_by, rules.programme.stay_review, clause)


def boarding(asked: Asked) -> Iterator[Missing]:
    """Everything the chosen way needs holds for this person, today, and the movement takes them."""
    act, person, rules, persons = asked.act, asked.subject.person, asked.rules, asked.subject.persons
    way = rules.ways.get(person.way)
    if way is None or way.kind not in LASTING:
        yield Missing("no_way_chosen", {}, rules.clause("choice"), ("the person",))
        return
    yield from way_missing(person, person.way, person.to, persons, rules, asked.now)
    if act is not None:
        yield from asked.facts.may_board(person.case, act.movement)


def same_movement(asked: Asked) -> Missing | None:
    """The act names the movement the person boarded."""
    person: Person = asked.subject.person
    if asked.act is not None and asked.act.movement != person.boarded:
        return Missing("another_movement", {"movement": person.boarded})
    return None


def arriving(asked: Asked) -> Iterator[Missing]:
    """A person arrives where they chose to go; anywhere else only with fresh consent and a test for that place."""
    act, person, rules = asked.act, asked.subject.person, asked.rules
    yield from asked.facts.may_arrive(person.boarded)
    if act is None or act.to == person.to:
        return
    consent = person.leave.get(act.to)
    if consent is None or consent.answer != "given" or person.boarded_at is None or utc(consent.at) < utc(person.boarded_at):
        yield Missing("no_fresh_consent", {"to": act.to, "chosen": person.to}, rules.clause("consent"), ("the person",))
    if not tested_safe(person, act.to, asked.now):
        yield Missing("not_tested", {"to": act.to}, rules.clause("protection_test"), rules.holders("protection_test"))
    if act.to in rules.programme.receiving_states and person.answers.get(act.to, NOTHING).what != "accepted":
        yield Missing("not_accepted", {"to": act.to}, rules.clause("acceptance"), (act.to,))


def leaving(asked: Asked) -> Missing | None:
    """Whoever is held by a hold that stands cannot simply leave; everyone else can."""
    person: Person = asked.subject.person
    if person.hold is not None and held(person, asked.now):
        return Missing("held", {"basis": person.hold.legal_basis, "review_by": person.hold.review_by},
                       asked.rules.clause("hold"), asked.rules.holders("review"))  # fmt: skip
    return None
