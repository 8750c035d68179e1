"""One case in full: where it stands, what may be done now and by whom, what is missing for the rest, and its acts.

Only for adults. A child's case number and a number that was never given get the same answer: there is no such case here.
"""

from datetime import datetime

import msgspec

from safeconduct.caseload.moves import Missing
from safeconduct.caseload.persons.state import ObjectionMade, Person
from safeconduct.caseload.persons.ways import lapsed, ruling_due, standing, ways_of, without_way_on
from safeconduct.kernel.acts import act_type
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.secretariat.office import Offered, Office
from safeconduct.secretariat.queries import STEPS, Said, Way, entries_of, said, step_of, ways_view
from safeconduct.secretariat.words import name_of


class MoveView(msgspec.Struct, frozen=True, kw_only=True):
    """A move that exists for a case: who may take it under which clause, and what it lacks. Nothing: it is open now.

    `onward`: it takes the case further.
    """

    act: str
    title: str
    clause: tuple[str, ...]
    who: tuple[str, ...]
    missing: tuple[Said, ...]
    onward: bool


class ObjectionView(msgspec.Struct, frozen=True, kw_only=True):
    """An objection to one way on of this person. `stands` may follow from the limit alone."""

    id: str
    by: str
    against: str
    against_title: str
    ground: str
    ground_words: str
    at: datetime
    stands: str
    due: datetime | None
    clause: tuple[str, ...]


class HoldView(msgspec.Struct, frozen=True, kw_only=True):
    """A hold: never without its legal basis, its reason and its date of review."""

    legal_basis: str
    reason: str
    by: str
    since: datetime
    review_by: datetime
    lapsed: bool
    reasons_told: str
    liberty_affected: str
    icrc_told: str
    reviews: int


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """An act that names this case. `reasons` says why it had no effect; nothing: it had."""

    id: str
    type: str
    actor: str
    post: str
    happened: datetime
    reasons: tuple[Said, ...]


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one case that the programme knows."""

    case: str
    step: str
    says: str
    presented: datetime
    wounded: str
    to_disarm: str
    to_leave: dict[str, str]
    tags: tuple[str, ...]
    moves: tuple[MoveView, ...]
    ways: tuple[Way, ...]
    without_way_on: bool
    objections: tuple[ObjectionView, ...]
    hold: HoldView | None
    stay_until: datetime | None
    entries: tuple[EntryView, ...]


def case_view(office: Office, case: str, now: datetime) -> CaseView:
    """Give one case. Raises Invalid (SC101) for a number that is not that of an adult in the programme."""
    person = office.persons.cases.get(case)
    if person is None or case in office.hidden:
        # No number that is nearly right is offered: it would be someone else's.
        raise Invalid([Fault(code="SC101", message=f"no case of this programme has the number {case!r}",
                             remedy="check the number on the paper")])  # fmt: skip
    persons, rules = office.persons, office.rules
    step = step_of(person, office, now)
    return CaseView(
        case=case, step=step, says=STEPS[step], presented=person.presented, wounded=person.wounded,
        to_disarm=person.disarm.answer if person.disarm else "not asked",
        to_leave={to: consent.answer for to, consent in person.leave.items()}, tags=person.tags,
        moves=tuple(_move(offered, office) for offered in office.offered(case, now)),
        ways=() if person.closed else ways_view(ways_of(person, persons, rules, now), office),
        without_way_on=bool(without_way_on(person, persons, rules, now)),
        objections=tuple(_objection(made, office, now) for made in person.objections),
        hold=_hold(person, now), stay_until=person.stay.review_by if person.stay else None,
        entries=tuple(EntryView(id=entry.act.id, type=act_type(entry.act), actor=entry.act.actor, post=entry.act.post,
                                happened=entry.act.happened,
                                reasons=tuple(said(part, office) for part in entry.missing if _about(part, case)))
                      for entry in entries_of(office, case)),
    )  # fmt: skip


def _about(part: Missing, case: str) -> bool:
    # An act may name many people; what is said of another is not for this page.
    # `cases` may also be how many there are; that is said of nobody in particular.
    named = part.params.get("cases")
    return case in (part.params.get("case", case), *(named if isinstance(named, tuple) else ()))


def _move(offered: Offered, office: Office) -> MoveView:
    return MoveView(act=str(offered.row.act.__struct_config__.tag), title=offered.row.title, clause=offered.clause,
                    who=offered.who, missing=tuple(said(part, office) for part in offered.missing),
                    onward=offered.row.onward)  # fmt: skip


def _objection(made: ObjectionMade, office: Office, now: datetime) -> ObjectionView:
    rule = office.agreement.objections[made.objection]
    moves = office.rules.moves
    return ObjectionView(id=made.id, by=made.by, against=made.against, ground=made.ground, at=made.at,
                         against_title=f"“{moves[made.against].title}”" if made.against in moves else made.against,
                         ground_words=name_of(office.agreement, made.ground),
                         stands=standing(made, office.rules, now), due=ruling_due(made, office.rules),
                         clause=rule.clause)  # fmt: skip


def _hold(person: Person, now: datetime) -> HoldView | None:
    hold = person.hold
    if hold is None:
        return None
    return HoldView(legal_basis=hold.legal_basis, reason=hold.reason, by=hold.by, since=hold.since,
                    review_by=hold.review_by, lapsed=lapsed(hold, now), reasons_told=hold.reasons_told,
                    liberty_affected=hold.liberty_affected, icrc_told=hold.icrc_told, reviews=hold.reviews)  # fmt: skip
