"""What is known of one case, and how an act changes it. Whether an act is allowed is not asked here."""

from datetime import datetime
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from safeconduct.caseload.persons import acts

SCREENING = "screening"
"""An exclusion, as a ground to hold, beside the ids of objections."""

Age = Literal["unknown", "adult", "child"]


class Consent(msgspec.Struct, frozen=True):
    """The last answer of a person to one purpose, and to one destination where it is to leave."""

    answer: Literal["given", "refused", "withdrawn"]
    at: datetime


class ObjectionMade(msgspec.Struct, frozen=True):
    """An objection to one way on of one person. `decided` is None while nobody has ruled."""

    id: str
    objection: str
    by: str
    ground: str
    against: str
    at: datetime
    outcome: Literal["", "upheld", "dismissed", "withdrawn"] = ""
    decided: datetime | None = None
    reason: str = ""


class Hold(msgspec.Struct, frozen=True):
    """A hold for review: its legal basis, its coded reason, and the moment by which it is reviewed."""

    legal_basis: str
    by: str
    since: datetime
    reason: str
    review_by: datetime
    reasons_told: str
    liberty_affected: str
    icrc_told: str
    reviews: int = 0


class Stay(msgspec.Struct, frozen=True):
    """Where a person stays for now, and when that is looked at again."""

    place: str
    since: datetime
    review_by: datetime


class Dated(NamedTuple):
    """An answer, and when it was given. It holds from then on, not before."""

    what: str
    at: datetime


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One case. Empty text and None mean: not known, or not yet."""

    case: str
    presented: datetime
    site: str
    movement: str = ""
    wounded: str = "unknown"
    language: str = ""
    age: Age = "unknown"
    age_ground: str = ""
    age_at: datetime | None = None
    challenged: bool = False
    child_since: datetime | None = None
    referred: datetime | None = None
    referred_to: str = ""
    in_care: datetime | None = None
    disarm: Consent | None = None
    leave: dict[str, Consent] = {}
    noticed: datetime | None = None
    noticed_to: tuple[str, ...] = ()
    disarmed: datetime | None = None
    tags: tuple[str, ...] = ()
    screening: Literal["", "eligible", "excluded", "unable"] = ""
    screening_reason: str = ""
    screening_review: datetime | None = None
    assured: datetime | None = None
    covers: tuple[str, ...] = ()
    revoked: str = ""
    objections: tuple[ObjectionMade, ...] = ()
    hold: Hold | None = None
    held_on: frozenset[str] = frozenset()
    tests: dict[str, Dated] = {}
    answers: dict[str, Dated] = {}
    papers: dict[str, Dated] = {}
    way: str = ""
    to: str = ""
    stay: Stay | None = None
    boarded: str = ""
    boarded_at: datetime | None = None
    arrived: datetime | None = None
    arrived_to: str = ""
    checks: tuple[tuple[datetime, str, str, str], ...] = ()
    left: datetime | None = None
    died: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether nothing is open any more: in care, arrived, left of their own will, or dead."""
        if self.age == "child":
            return bool(self.died or self.in_care)
        return bool(self.died or self.left or self.arrived)


class Persons:
    """All cases, and the places that states have offered. Changed only by `apply`."""

    def __init__(self) -> None:
        self.cases: dict[str, Person] = {}
        self.places: dict[str, int] = {}
        self.written: dict[str, str] = {}

    def taken(self, state: str) -> int:
        """Give how many people a state has accepted, whether or not they have travelled yet."""
        return sum(state in person.answers and person.answers[state].what == "accepted" and not (person.left or person.died)
                   for person in self.cases.values())  # fmt: skip

    def search_again(self, case: str) -> None:
        """Take back that a person was found without weapons: another one has turned up since."""
        if case in self.cases:
            self.cases[case] = replace(self.cases[case], disarmed=None)

    def apply(self, act: acts.CaseAct) -> None:
        """Change the state by an act that was found allowed."""
        if isinstance(act, acts.Presented):
            self.cases[act.case] = Person(case=act.case, presented=act.happened, site=act.site, movement=act.movement,
                                          wounded=act.wounded, language=act.language)  # fmt: skip
        elif isinstance(act, acts.NoticeGiven):
            for case in act.cases:
                person = self.cases[case]
                if person.noticed is None:
                    # The time to object runs from when the notice can be read.
                    self.cases[case] = replace(person, noticed=act.recorded, noticed_to=act.to)
        elif isinstance(act, acts.PlacesOffered):
            self.places[act.actor] = self.places.get(act.actor, 0) + act.places
            self.written[act.actor] = act.written
        elif isinstance(act, acts.PlacesWithdrawn):
            self.places[act.actor] -= act.places
        elif isinstance(act, acts.CaseEntry):
            self.cases[act.case] = _changed(self.cases[act.case], act)


def _changed(person: Person, act: acts.CaseEntry) -> Person:
    match act:
        case acts.AgeEstablished():
            found = replace(person, age=act.outcome, age_ground=act.ground, age_at=act.happened, challenged=False)
            return _as_child(found, act.happened) if act.outcome == "child" else found
        case acts.AgeChallenged():
            # Doubt counts as under age.
            return _as_child(replace(person, age_ground="challenged", challenged=True), act.happened)
        case acts.ChildReferred():
            return replace(person, referred=act.happened, referred_to=act.to)
        case acts.ChildReceived():
            return replace(person, in_care=act.happened)
        case acts.ConsentRecorded(purpose="disarm"):
            return replace(person, disarm=Consent(act.answer, act.happened))
        case acts.ConsentRecorded():
            return replace(person, leave={**person.leave, act.to: Consent(act.answer, act.happened)})
        case acts.Disarmed():
            return replace(person, disarmed=act.happened, tags=act.tags)
        case acts.Screened():
            return replace(person, screening=act.outcome, screening_reason=act.reason, screening_review=act.review_by)
        case acts.Assured():
            return replace(person, assured=act.happened, covers=act.covers, revoked="")
        case acts.AssuranceRevoked():
            return replace(person, assured=None, revoked=act.reason)
        case acts.ObjectionRaised():
            made = ObjectionMade(act.id, act.objection, act.actor, act.ground, act.against, act.happened)
            return replace(person, objections=(*person.objections, made))
        case acts.ObjectionDecided():
            return _ruled(person, act.of, act.outcome, act.happened, act.reason)
        case acts.ObjectionWithdrawn():
            return _ruled(person, act.of, "withdrawn", act.happened, "")
        case acts.HoldBegun():
            hold = Hold(act.legal_basis, act.actor, act.happened, act.reason, act.review_by, act.reasons_told,
                        act.liberty_affected, act.icrc_told)  # fmt: skip
            used = {made.id for made in person.objections if made.outcome in ("", "upheld")}
            if person.screening == "excluded":
                used.add(SCREENING)
            return replace(person, hold=hold, stay=None, held_on=person.held_on | used)
        case acts.HoldReviewed(outcome="ended"):
            return replace(person, hold=None)
        case acts.HoldReviewed():
            assert person.hold is not None
            assert act.review_by is not None
            hold = replace(person.hold, review_by=act.review_by, reason=act.reason, reviews=person.hold.reviews + 1)
            return replace(person, hold=hold)
        case acts.AcceptanceDecided():
            return replace(person, answers={**person.answers, act.actor: Dated(act.outcome, act.happened)})
        case acts.ProtectionTested():
            return replace(person, tests={**person.tests, act.to: Dated(act.outcome, act.happened)})
        case acts.PaperIssued():
            return replace(person, papers={**person.papers, act.to: Dated(act.one_way, act.happened)})
        case acts.WayChosen():
            return replace(person, way=act.way, to=act.to)
        case acts.StayArranged():
            return replace(person, stay=Stay(act.place, act.happened, act.review_by))
        case acts.Boarded():
            return replace(person, boarded=act.movement, boarded_at=act.happened, stay=None)
        case acts.TurnedBack():
            return replace(person, boarded="", boarded_at=None)
        case acts.Arrived():
            return replace(person, boarded="", arrived=act.happened, arrived_to=act.to)
        case acts.ArrivalChecked():
            return replace(person, checks=(*person.checks, (act.happened, act.contact, act.free, act.harmed)))
        case acts.Left():
            return replace(person, left=act.happened, stay=None)
        case acts.Died():
            return replace(person, died=act.happened, hold=None, stay=None)
    raise TypeError(f"no case knows the act {type(act).__name__}")


def _as_child(person: Person, at: datetime) -> Person:
    # A child is not held here, and the hours to civilian care run from the first finding.
    return replace(person, age="child", age_at=at, child_since=person.child_since or at, hold=None, stay=None)


def _ruled(person: Person, of: str, outcome: Literal["upheld", "dismissed", "withdrawn"], at: datetime,
           reason: str) -> Person:  # fmt: skip
    objections = tuple(replace(made, outcome=outcome, decided=at, reason=reason) if made.id == of else made
                       for made in person.objections)  # fmt: skip
    return replace(person, objections=objections)
