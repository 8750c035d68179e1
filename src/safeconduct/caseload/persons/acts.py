"""The acts of a person's case: what was done, decided, agreed or refused, by whom, for one case number.

None of them has a field for a name, a picture, a place of hiding, a unit or a telephone, and none has free text about
a person: what has to be said is said in the words of a closed list.
"""

from typing import Literal

from safeconduct.caseload.moves import Answer, Case, CaseAct, Id, Name, Named, Word
from safeconduct.kernel.acts import Amount, Moment


class CaseEntry(CaseAct, frozen=True, kw_only=True, gc=False):
    """An act of one case."""

    case: Case


class Presented(CaseEntry, frozen=True, kw_only=True, gc=False, tag="person.presented/1"):
    """A person was received at a site and given a case number. `movement` is the way out they came by, if any."""

    site: Id
    movement: Name = ""
    wounded: Answer = "unknown"
    language: Name = ""


class AgeEstablished(CaseEntry, frozen=True, kw_only=True, gc=False, tag="age.established/1"):
    """Age was established, before anything else. Doubt, or a refusal to be assessed, counts as `child`."""

    outcome: Literal["adult", "child"]
    ground: Literal["document", "statement", "assessment", "doubt", "assessment_refused"]


class AgeChallenged(CaseEntry, frozen=True, kw_only=True, gc=False, tag="age.challenged/1"):
    """The person challenges the age that was found. Until it is established again the person counts as a child."""


class ChildReferred(CaseEntry, frozen=True, kw_only=True, gc=False, tag="child.referred/1"):
    """A child was referred to civilian care."""

    to: Id


class ChildReceived(CaseEntry, frozen=True, kw_only=True, gc=False, tag="child.received/1"):
    """Civilian care has received the child. The case leaves every other view."""


class ConsentRecorded(CaseEntry, frozen=True, kw_only=True, gc=False, tag="consent.recorded/1"):
    """What a person agrees to, each purpose apart. To leave is agreed for one destination, `to`."""

    purpose: Literal["disarm", "leave"]
    answer: Literal["given", "refused", "withdrawn"]
    language: Name
    to: Id = ""


class NoticeGiven(CaseAct, frozen=True, kw_only=True, gc=False, tag="notice.given/1"):
    """Everyone entitled to it was given notice of the same case numbers. The time to object runs from here."""

    cases: tuple[Case, ...]
    to: tuple[Id, ...]


class Disarmed(CaseEntry, frozen=True, kw_only=True, gc=False, tag="person.disarmed/1"):
    """A person was found without weapons: they were handed in under these tags, or there was nothing to hand in."""

    tags: tuple[Name, ...]
    nothing_to_hand_in: Answer = "no"


class Screened(CaseEntry, frozen=True, kw_only=True, gc=False, tag="screening.decided/1"):
    """Whether a person is eligible for the assurance. Holds the outcome and a coded reason, never what was found."""

    outcome: Literal["eligible", "excluded", "unable"]
    reason: Word = ""
    review_by: Moment | None = None


class Assured(CaseEntry, frozen=True, kw_only=True, gc=False, tag="assurance.given/1"):
    """A person was given the assurance, in writing, in their language."""

    covers: tuple[Id, ...]
    language: Name


class AssuranceRevoked(CaseEntry, frozen=True, kw_only=True, gc=False, tag="assurance.revoked/1"):
    """An assurance was revoked, for a condition that the text names."""

    reason: Word


class ObjectionRaised(CaseEntry, frozen=True, kw_only=True, gc=False, tag="objection.raised/1"):
    """Someone objects to one way on of one person. Its id is how later acts name it."""

    objection: Id
    ground: Id
    against: Id


class ObjectionDecided(CaseEntry, frozen=True, kw_only=True, gc=False, tag="objection.decided/1"):
    """The decider rules on the objection `of`."""

    of: Named
    outcome: Literal["upheld", "dismissed"]
    reason: Word


class ObjectionWithdrawn(CaseEntry, frozen=True, kw_only=True, gc=False, tag="objection.withdrawn/1"):
    """Whoever objected takes it back."""

    of: Named


class HoldBegun(CaseEntry, frozen=True, kw_only=True, gc=False, tag="hold.begun/1"):
    """A person is held for review. This is another legal regime, not a place in a queue."""

    legal_basis: Id
    reason: Word
    review_by: Moment
    reasons_told: Answer
    liberty_affected: Answer = "unknown"
    icrc_told: Answer = "unknown"


class HoldReviewed(CaseEntry, frozen=True, kw_only=True, gc=False, tag="hold.reviewed/1"):
    """A hold was reviewed: it ends, or goes on to the next review."""

    outcome: Literal["continued", "ended"]
    reason: Word
    review_by: Moment | None = None


class PlacesOffered(CaseAct, frozen=True, kw_only=True, gc=False, tag="places.offered/1"):
    """A state offers places. The actor is the state."""

    places: Amount
    written: Answer


class PlacesWithdrawn(CaseAct, frozen=True, kw_only=True, gc=False, tag="places.withdrawn/1"):
    """A state takes back places that nobody has been given yet."""

    places: Amount


class AcceptanceDecided(CaseEntry, frozen=True, kw_only=True, gc=False, tag="acceptance.decided/1"):
    """A receiving state accepts or declines one person. The actor is the state."""

    outcome: Literal["accepted", "declined"]


class ProtectionTested(CaseEntry, frozen=True, kw_only=True, gc=False, tag="protection.tested/1"):
    """Whether this person would be safe at this destination from torture, killing, disappearance or being sent on."""

    to: Id
    outcome: Literal["safe", "not_safe", "unable"]


class PaperIssued(CaseEntry, frozen=True, kw_only=True, gc=False, tag="paper.issued/1"):
    """A travel paper was issued for one journey."""

    to: Id
    one_way: Answer = "unknown"


class WayChosen(CaseEntry, frozen=True, kw_only=True, gc=False, tag="way.chosen/1"):
    """The person chose a way on. A later choice takes the place of an earlier one."""

    way: Id
    to: Id = ""


class StayArranged(CaseEntry, frozen=True, kw_only=True, gc=False, tag="stay.arranged/1"):
    """A person stays for now, free and protected, until a date on which it is looked at again."""

    place: Id
    review_by: Moment


class Boarded(CaseEntry, frozen=True, kw_only=True, gc=False, tag="person.boarded/1"):
    """A person boarded for the way they chose."""

    movement: Name


class TurnedBack(CaseEntry, frozen=True, kw_only=True, gc=False, tag="person.turned_back/1"):
    """A person who had boarded did not travel, or came back, and is at the site again."""

    movement: Name


class Arrived(CaseEntry, frozen=True, kw_only=True, gc=False, tag="person.arrived/1"):
    """A person arrived where the way led."""

    movement: Name
    to: Id


class ArrivalChecked(CaseEntry, frozen=True, kw_only=True, gc=False, tag="arrival.checked/1"):
    """Someone asked after a person who had arrived. The guarantee goes on after arrival."""

    contact: Answer
    free: Answer = "unknown"
    harmed: Answer = "unknown"


class Left(CaseEntry, frozen=True, kw_only=True, gc=False, tag="person.left/1"):
    """A person left the programme of their own will. Nobody is kept in it."""


class Died(CaseEntry, frozen=True, kw_only=True, gc=False, tag="person.died/1"):
    """A person died."""


TYPES = (
    Presented, AgeEstablished, AgeChallenged, ChildReferred, ChildReceived, ConsentRecorded, NoticeGiven, Disarmed,
    Screened, Assured, AssuranceRevoked, ObjectionRaised, ObjectionDecided, ObjectionWithdrawn, HoldBegun,
    HoldReviewed, PlacesOffered, PlacesWithdrawn, AcceptanceDecided, ProtectionTested, PaperIssued, WayChosen,
    StayArranged, Boarded, TurnedBack, Arrived, ArrivalChecked, Left, Died,
)  # fmt: skip
