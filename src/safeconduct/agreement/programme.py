"""The programme of an agreement as data: safe passage, disarmament and what comes after, step by step.

Model classes only: which step exists, under which clause, and who may take it; which ways on are open to a person.
What a step does to a case is not here but in the caseload. Source of the steps and of the team: IDDRS 4.10 and 4.20.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from safeconduct.agreement.shapes import (
    DURATION,
    FLAG,
    PLAIN,
    TEXT,
    WHOLE,
    ListOf,
    MapOf,
    Record,
    RefTo,
    Words,
    refs,
)
from safeconduct.kernel.moments import Duration
from safeconduct.kernel.text import Text

HOLDERS = ("post", "party", "body")


class Task(StrEnum):
    """What a post is there for."""

    LIAISON = "liaison"
    RECEPTION = "reception"
    EXPLOSIVES = "explosives"
    MEDIC = "medic"
    INTERPRETER = "interpreter"
    CHILD_PROTECTION = "child_protection"
    REGISTRAR = "registrar"
    WEAPONS = "weapons"
    STORES = "stores"
    LEGAL = "legal"
    ESCORT = "escort"
    CONTROL = "control"
    OTHER = "other"


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post of a party or a body: never the person who fills it."""

    title: Annotated[Text, TEXT, "What the post is called."]
    of: Annotated[str, RefTo("party", "body"), "The organisation it belongs to."]
    task: Annotated[Task, Words(Task), "What it is there for."] = Task.OTHER
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that make it."] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the programme: under which clause, and who may take it."""

    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that allow it."]
    by: Annotated[tuple[str, ...], refs(*HOLDERS, unstated=True), "Who may take it."]
    says: Annotated[Text | None, TEXT, "How it is done."] = None


_STEP = Record(Step)


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """The steps that the text provides for. A step left out is not permitted: no clause allows it."""

    offer: Annotated[Step | None, _STEP, "Tell the people what is offered, in their language."] = None
    hold_fire: Annotated[Step | None, _STEP, "Confirm that fire is held in a zone, from when to when."] = None
    way_out: Annotated[Step | None, _STEP, "Plan, open and close the way out."] = None
    halt: Annotated[Step | None, _STEP, "Halt a movement at once."] = None
    reception: Annotated[Step | None, _STEP, "Receive a person and give a case number."] = None
    age: Annotated[Step | None, _STEP, "Establish age, before anything else."] = None
    child_care: Annotated[Step | None, _STEP, "Refer a child to civilian care, and receive it there."] = None
    consent: Annotated[Step | None, _STEP, "Record what a person agrees to, each purpose apart."] = None
    hand_over: Annotated[Step | None, _STEP, "Take over weapons, tag them, give a receipt."] = None
    assessment: Annotated[Step | None, _STEP, "Assess a weapon: its condition, and whether it is accepted."] = None
    contest: Annotated[Step | None, _STEP, "Contest that a weapon is accepted."] = None
    custody: Annotated[Step | None, _STEP, "Seal, move and keep weapons."] = None
    disposal: Annotated[Step | None, _STEP, "Destroy weapons before witnesses."] = None
    notice: Annotated[Step | None, _STEP, "Give notice of case numbers to whoever may object."] = None
    screening: Annotated[Step | None, _STEP, "Decide whether a person is eligible for an assurance."] = None
    assurance: Annotated[Step | None, _STEP, "Give or revoke an assurance."] = None
    hold: Annotated[Step | None, _STEP, "Hold a person for review under a named law."] = None
    review: Annotated[Step | None, _STEP, "Review a hold."] = None
    places: Annotated[Step | None, _STEP, "Offer or withdraw places in a receiving state."] = None
    acceptance: Annotated[Step | None, _STEP, "Accept or decline one person in a receiving state."] = None
    protection_test: Annotated[Step | None, _STEP, "Test for one person that a destination is safe."] = None
    papers: Annotated[Step | None, _STEP, "Issue a travel paper."] = None
    choice: Annotated[Step | None, _STEP, "Record the way a person chooses."] = None
    stay: Annotated[Step | None, _STEP, "Arrange that a person stays for now, with a date to look again."] = None
    transfer: Annotated[Step | None, _STEP, "Take people to where they go."] = None
    after_arrival: Annotated[Step | None, _STEP, "Ask after people who have arrived."] = None


class WayOut(msgspec.Struct, frozen=True, kw_only=True):
    """How people come out: a movement of its own, before disarmament."""

    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that rule it."]
    zone: Annotated[tuple[str, ...], refs("place"), "The zones it may run in. Never a hiding place."]
    controlled_by: Annotated[tuple[str, ...], refs("post"), "The posts of whoever controls the ground."]
    group_size: Annotated[int, WHOLE, "The most people who come out together."]
    longest: Annotated[Duration, DURATION, "The longest window."]
    team: Annotated[tuple[str, ...], refs("post"), "The posts that must be present."]
    languages: Annotated[tuple[str, ...], ListOf(PLAIN, lone=True), "Languages the offer must be made in."]
    wounded_first: Annotated[bool, FLAG, "Whether wounded people come out first."] = True
    carried_until: Annotated[Text | None, TEXT, "How far weapons are carried."] = None


class AgeRule(msgspec.Struct, frozen=True, kw_only=True):
    """Age. Doubt, and a refusal to be assessed, always count as under age: no text can change that."""

    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that set it."]
    adult_at: Annotated[int, WHOLE, "The age in years from which a person is an adult here."]
    care_within: Annotated[Duration, DURATION, "How soon a child is in civilian care."]


class HoldRule(msgspec.Struct, frozen=True, kw_only=True):
    """When a person may be held, and how often that is reviewed."""

    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that allow it."]
    legal_bases: Annotated[dict[str, Text], MapOf(TEXT), "The named laws a hold may rest on."]
    review_within: Annotated[Duration, DURATION, "The longest time to the next review."]
    longest: Annotated[Duration, DURATION, "The longest time in all, whatever the reviews say."]
    reviewed_by: Annotated[tuple[str, ...], refs(*HOLDERS), "Who reviews."]


class AssuranceRule(msgspec.Struct, frozen=True, kw_only=True):
    """What a person is assured of. A text that covers genocide, crimes against humanity, war crimes or gross violations of
    human rights is refused.
    """

    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that give it."]
    instrument: Annotated[Text, TEXT, "The legal instrument."]
    covers: Annotated[dict[str, Text], MapOf(TEXT), "What it covers."]
    excludes: Annotated[tuple[Text, ...], ListOf(TEXT), "What else it does not cover."] = ()
    conditions: Annotated[tuple[Text, ...], ListOf(TEXT), "What ends it."] = ()
    revoked_by: Annotated[tuple[str, ...], refs(*HOLDERS), "Who may revoke it, and how."] = ()


class WayKind(StrEnum):
    """What kind of way on it is. Only `abroad` and `across` last; `stay` and `review` bridge the time."""

    ABROAD = "abroad"
    ACROSS = "across"
    STAY = "stay"
    REVIEW = "review"


class WayNeed(StrEnum):
    """What a way needs beyond consent, disarmament, and a protection test for this person."""

    SCREENING = "screening"
    ASSURANCE = "assurance"
    NOTICE = "notice"
    PAPERS = "papers"


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A way on, named as in the moves of the category."""

    kind: Annotated[WayKind, Words(WayKind), "What kind of way."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that open it."]
    needs: Annotated[tuple[WayNeed, ...], ListOf(Words(WayNeed), lone=True), "What else it needs."] = ()


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """Safe passage, disarmament, and what comes after: steps, limits, ways on."""

    title: Annotated[Text, TEXT, "The programme in a few words."]
    category: Annotated[str, RefTo("category"), "Whom it is for."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that make it."] = ()
    steps: Annotated[Steps, Record(Steps), "The steps, and who may take them."]
    way_out: Annotated[WayOut | None, Record(WayOut), "How people come out."] = None
    age: Annotated[AgeRule | None, Record(AgeRule), "Age first."] = None
    notice_to: Annotated[tuple[str, ...], refs("party", "body"), "Who gets notice of case numbers, all the same."] = ()
    hold: Annotated[HoldRule | None, Record(HoldRule), "When a person may be held."] = None
    assurance: Annotated[AssuranceRule | None, Record(AssuranceRule), "What a person is assured of."] = None
    receiving_states: Annotated[tuple[str, ...], refs("party"), "States that may offer places."] = ()
    ways: Annotated[dict[str, Way], MapOf(Record(Way)), "The ways on, by the ids of the category's moves."] = {}
    stay_review: Annotated[Duration | None, DURATION, "How often the stay of a person is looked at again."] = None
    note: Annotated[Text | None, TEXT, "What the reader must know."] = None
