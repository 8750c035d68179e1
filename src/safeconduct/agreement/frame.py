"""The frame of an agreement: who stands to the text, bodies, sources, points, places, parts left open.

Model classes only. Each field says how it is read and what it means; the reference page and the JSON Schema are made
from these lines.
"""

from enum import StrEnum
from typing import Annotated, Any

import msgspec

from safeconduct.agreement.means import Appointment, Extension, Locks, Rate, Width
from safeconduct.agreement.shapes import (
    DURATION,
    FLAG,
    PLAIN,
    TEXT,
    TIME,
    UNIT,
    UNSTATED,
    WHOLE,
    ListOf,
    MapOf,
    OrUnstated,
    Record,
    RefTo,
    Words,
    refs,
)
from safeconduct.agreement.terms import Condition, Counting, Limit, Verified
from safeconduct.kernel.moments import Duration, WrittenTime
from safeconduct.kernel.text import Text

NORM_KINDS = ("obligation", "prohibition", "entitlement", "power")


class Role(StrEnum):
    """How an organisation stands to the text."""

    PARTY = "party"
    ADHERENT = "adherent"
    NON_SIGNATORY = "non_signatory"
    GUARANTOR = "guarantor"
    MEDIATOR = "mediator"
    WITNESS = "witness"
    VERIFIER = "verifier"
    CARRIER = "carrier"
    ENABLER = "enabler"
    RECEIVING_STATE = "receiving_state"
    OTHER = "other"


class BodyPower(StrEnum):
    """What a body may do under the text."""

    MONITOR = "monitor"
    VERIFY = "verify"
    CERTIFY = "certify"
    COUNT = "count"
    RULE = "rule"
    COORDINATE = "coordinate"
    CARRY = "carry"
    MARK_LINE = "mark_line"
    ADJUST_LINE = "adjust_line"
    RE_DATE = "re_date"
    ENFORCE = "enforce"
    GOVERN = "govern"


class HowRead(StrEnum):
    """How much of a source was read."""

    WHOLE = "whole"
    OPENING = "opening"
    EXCERPT = "excerpt"
    ADDRESS_ONLY = "address_only"


class PlaceKind(StrEnum):
    """What kind of geometry a place is."""

    LINE = "line"
    ZONE = "zone"
    CROSSING = "crossing"
    CORRIDOR = "corridor"
    SITE = "site"


class GeometryStatus(StrEnum):
    """Whose geometry it is."""

    OFFICIAL = "official"
    PUBLISHED = "published"
    ILLUSTRATIVE = "illustrative"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A published source. Two reports are independent when their `root` differs."""

    root: Annotated[str, PLAIN, "The outlet or document the report goes back to."]
    address: Annotated[str, PLAIN, "Where it can be read, without a scheme."] = ""
    republished_at: Annotated[str, PLAIN, "Who republished it, where that is what was read."] = ""
    published: Annotated[WrittenTime | None, TIME, "The day of publication."] = None
    read: Annotated[HowRead, Words(HowRead), "How much of it was read."] = HowRead.OPENING
    note: Annotated[Text | None, TEXT, "A caution about the source."] = None


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One of the texts an agreement is made of."""

    title: Annotated[Text, TEXT, "Its title."]
    date: Annotated[WrittenTime | None, TIME, "The day it bears."] = None
    signed_by: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who signed it."] = ()
    seen: Annotated[HowRead, Words(HowRead), "How much of it was seen."] = HowRead.WHOLE
    prevails_over: Annotated[tuple[str, ...], refs("text"), "Texts it prevails over where they conflict."] = ()
    incorporates: Annotated[tuple[str, ...], refs("text"), "Texts it takes in by reference."] = ()
    sources: Annotated[tuple[str, ...], refs("source"), "Where the text was published."] = ()


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation or state that stands to the text in a role."""

    name: Annotated[Text, TEXT, "Its name as the agreement or the source gives it."]
    role: Annotated[Role, Words(Role), "How it stands to the text."]
    represents: Annotated[tuple[str, ...], refs("party", "body"), "Organisations it signs or answers for."] = ()
    signed: Annotated[Text | None, TEXT, "How it signed or accepted, in words, where that is not plain."] = None
    sources: Annotated[tuple[str, ...], refs("source"), "Sources for its role."] = ()


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a body."""

    who: Annotated[str, RefTo("party", "body", unstated=True), "The organisation."]
    seats: Annotated[int | None, WHOLE, "How many people it sends."] = None
    role: Annotated[Text | None, TEXT, "Its part in the body, such as chair."] = None


class Mandate(msgspec.Struct, frozen=True, kw_only=True):
    """A window in which a body holds its powers: from the first day to the last, half-open if hours are given."""

    start: Annotated[WrittenTime | str, OrUnstated(TIME), "The first day."]
    end: Annotated[WrittenTime | str, OrUnstated(TIME), "The last day."] = UNSTATED


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """A body made or used by the agreement."""

    name: Annotated[Text, TEXT, "Its name."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that make it."] = ()
    composition: Annotated[tuple[Member, ...], ListOf(Record(Member)), "Who sits in it."] = ()
    powers: Annotated[tuple[BodyPower, ...], ListOf(Words(BodyPower), lone=True), "What it may do."] = ()
    mandate: Annotated[tuple[Mandate, ...], ListOf(Record(Mandate)), "When it holds its powers. None: no limit."] = ()
    extended_by: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who may extend its mandate."] = ()
    decides_by: Annotated[Text | None, TEXT, "Consensus, majority, or its head alone."] = None
    meets: Annotated[Duration | str | None, OrUnstated(DURATION), "How often it meets or reports."] = None
    access: Annotated[tuple[str, ...], refs("place", unstated=True), "Where it may enter. None: the text has no need of it."] = ()
    capacity: Annotated[Rate | None, Record(Rate), "What it can handle."] = None
    appointed: Annotated[Appointment | None, Record(Appointment), "Who appoints its members."] = None
    hands_over_to: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who takes over when its mandate ends."] = ()
    protects: Annotated[tuple[str, ...], refs("category", "obligation", "entitlement", "place"), "Whom or what it protects."] = ()
    sources: Annotated[tuple[str, ...], refs("source"), "Sources."] = ()


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered part of a point."""

    says: Annotated[Text | None, TEXT, "What it says, in each language of the file."] = None
    not_encoded: Annotated[Text | None, TEXT, "Why its content is not given, such as: source not seen."] = None
    open: Annotated[tuple[Text, ...], ListOf(TEXT), "What it leaves open."] = ()
    sources: Annotated[tuple[str, ...], refs("source"), "Where its content was read."] = ()


class Interpretation(msgspec.Struct, frozen=True, kw_only=True):
    """One of several ways a point is read."""

    says: Annotated[Text, TEXT, "The reading."]
    relied_on_by: Annotated[tuple[str, ...], refs("party", "body"), "Who reads it so."] = ()
    sources: Annotated[tuple[str, ...], refs("source"), "Sources."] = ()


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A point or article of one of the texts."""

    of: Annotated[str, RefTo("text"), "The text it belongs to."]
    number: Annotated[str, PLAIN, "Its number in that text."]
    says: Annotated[Text | None, TEXT, "What it says, in each language of the file."] = None
    not_encoded: Annotated[Text | None, TEXT, "Why its content is not given, such as: source not seen."] = None
    clauses: Annotated[dict[str, Clause], MapOf(Record(Clause)), "Its numbered parts."] = {}
    open: Annotated[tuple[Text, ...], ListOf(TEXT), "What it leaves open."] = ()
    readings: Annotated[dict[str, Interpretation], MapOf(Record(Interpretation)), "Ways it is read."] = {}
    sources: Annotated[tuple[str, ...], refs("source"), "Where its content was read."] = ()


class Edge(StrEnum):
    """The beginning or the end of a step."""

    BEGIN = "begin"
    END = "end"


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """An event that starts a clock. Its day is found by proof, not assumed."""

    name: Annotated[Text, TEXT, "The event."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that use it."] = ()
    fixed_by: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who says when it happened."] = ()
    on: Annotated[WrittenTime | None, TIME, "Its day or hour, where the text itself fixes it."] = None
    when: Annotated[Any, Condition, "The condition whose coming true is this event."] = None
    step: Annotated[str | None, RefTo("obligation"), "The step whose beginning or end this event is."] = None
    edge: Annotated[Edge | str, OrUnstated(Words(Edge)), "Which of the two. `unstated`: the text names only the step."] = UNSTATED
    each: Annotated[str | None, RefTo("category"),
                    "Whose members have each a day of their own, such as when each is freed. There is none for all."] = None

    def __post_init__(self) -> None:
        # The end of a step is when it is verified; its beginning is dated by whoever fixes it.
        if self.step is not None and self.edge == Edge.END and self.when is None and self.each is None:
            msgspec.structs.force_setattr(self, "when", Verified(self.step))


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """A phase, and what opens it."""

    name: Annotated[Text, TEXT, "Its name."]
    opens: Annotated[Any, Condition, "What opens it. None: open from the start."] = None
    ends: Annotated[Limit | str | None, OrUnstated(Record(Limit)), "When it ends."] = None
    if_not_done: Annotated[Text | str | None, OrUnstated(TEXT), "What holds if it is not complete by then."] = None
    extension: Annotated[Extension | None, Record(Extension), "How its end may be put off."] = None


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """The geometry of a place from one day on."""

    feature: Annotated[str, PLAIN, "The id of the feature in the places file."]
    start: Annotated[WrittenTime | None, TIME, "The first day it is used."] = None
    status: Annotated[GeometryStatus, Words(GeometryStatus), "Whose geometry it is."] = GeometryStatus.ILLUSTRATIVE
    error_metres: Annotated[int | None, WHOLE, "The largest known error in metres."] = None
    source: Annotated[tuple[str, ...], refs("source"), "Where it comes from."] = ()
    note: Annotated[Text | None, TEXT, "What the reader must know about it."] = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A line, zone, crossing, corridor or site of the agreement."""

    name: Annotated[Text, TEXT, "Its name."]
    kind: Annotated[PlaceKind, Words(PlaceKind), "What it is."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that name it."] = ()
    versions: Annotated[tuple[Version, ...], ListOf(Record(Version)), "Its geometry over time, oldest first."] = ()
    side_of: Annotated[str | None, RefTo("place"), "The line this zone lies on one side of."] = None
    held_by: Annotated[str | None, RefTo("party", "body", unstated=True), "Who controls the ground."] = None
    marked_by: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who marks it on the ground."] = ()
    adjusted_by: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who may move it."] = ()
    tolerance_metres: Annotated[int | str | None, OrUnstated(WHOLE), "How far marks may lie from the map."] = None
    hours: Annotated[Text | None, TEXT, "When it is open, for crossings and corridors."] = None
    closed_to: Annotated[tuple[str, ...], refs("party", "body", "category"), "Who may not enter."] = ()
    map_hash: Annotated[str, PLAIN, "The hash of the map it is drawn on."] = ""
    drawn_on: Annotated[tuple[str, ...], refs("text"), "The signed map, itself one of the texts, that it is drawn on."] = ()
    widths: Annotated[tuple[Width, ...], ListOf(Record(Width)), "How wide it is, from which line."] = ()
    capacity: Annotated[Rate | None, Record(Rate), "What can pass through it."] = None
    locks: Annotated[Locks | None, Record(Locks), "Who holds the keys."] = None
    unassigned: Annotated[tuple[Text, ...], ListOf(TEXT), "Strips or places the text puts in no zone."] = ()
    overlaps: Annotated[tuple[str, ...], refs("place"), "Places it shares ground with."] = ()
    ranks_before: Annotated[tuple[str, ...], refs("place"), "Places whose rules give way to its own."] = ()
    acts_to_settle: Annotated[tuple[str, ...], ListOf(PLAIN, lone=True), "Acts that the text has to allow or forbid here."] = ()
    open_points: Annotated[tuple[Text, ...], ListOf(TEXT), "What the text leaves open about it."] = ()


class Hole(msgspec.Struct, frozen=True, kw_only=True):
    """A part to be agreed later: what, by whom, by when, and what holds if nobody agrees."""

    what: Annotated[Text, TEXT, "What is left open."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that leave it open."] = ()
    owner: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who has to close it."] = (UNSTATED,)
    deadline: Annotated[Limit | str, OrUnstated(Record(Limit)), "By when."] = UNSTATED
    if_not: Annotated[Text | str, OrUnstated(TEXT), "What holds if it is not agreed."] = UNSTATED
    assets: Annotated[bool, FLAG, "Whether it leaves the fate of goods, arms or money open."] = False


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A question of judgement that the text makes a condition, and who decides it."""

    what: Annotated[Text, TEXT, "The question, as one that yes answers."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that ask it."] = ()
    by: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who decides."] = (UNSTATED,)
    on_what: Annotated[Text | None, TEXT, "On what record."] = None


class Guarantee(msgspec.Struct, frozen=True, kw_only=True):
    """Who guarantees whose performance, and with what means."""

    name: Annotated[Text, TEXT, "The guarantee."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that give it."] = ()
    by: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who guarantees."]
    of: Annotated[tuple[str, ...], refs("party", "body", *NORM_KINDS), "Whose duties, or which."]
    means: Annotated[Text | str, OrUnstated(TEXT), "What the guarantor does if it fails."] = UNSTATED
    rests_on: Annotated[tuple[str, ...], refs("party"), "Whose assurances it rests on."] = ()


class AcceptanceTest(msgspec.Struct, frozen=True, kw_only=True):
    """When a unit counts as one: the test, and who has the last word."""

    unit: Annotated[str, UNIT, "The unit it tests."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that set it."] = ()
    requires: Annotated[tuple[Text, ...], ListOf(TEXT), "What the unit must be."]
    decided_by: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who has the last word."]
    sources: Annotated[tuple[str, ...], refs("source"), "Sources."] = ()


class Counts(StrEnum):
    """What a figure on a subject counts: how many there are, how many in all since the beginning, or in one stretch of time."""

    AT_A_TIME = "at_a_time"
    SO_FAR = "so_far"
    WITHIN = "within"


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What a reported figure counts, where that is not an obligation."""

    name: Annotated[Text, TEXT, "What is counted."]
    unit: Annotated[str, UNIT, "The unit of the figures."]
    place: Annotated[str | None, RefTo("place"), "Where."] = None
    note: Annotated[Text | None, TEXT, "Why the figures differ, if known."] = None
    counts: Annotated[
        Counts, Words(Counts), "Which figures are set beside each other: of one time, of a growing total, or of the same stretch."
    ] = Counts.AT_A_TIME


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """An open question the parties talk about, and everything that bears on it."""

    title: Annotated[Text, TEXT, "The question."]
    asks: Annotated[Text | None, TEXT, "The question in two or three sentences."] = None
    subjects: Annotated[tuple[str, ...], refs("subject"), "Figures that bear on it."] = ()
    points: Annotated[tuple[str, ...], refs("point"), "Points that bear on it."] = ()
    norms: Annotated[tuple[str, ...], refs(*NORM_KINDS), "Norms that bear on it."] = ()
    holes: Annotated[tuple[str, ...], refs("hole"), "Parts left open that bear on it."] = ()
    categories: Annotated[tuple[str, ...], refs("category"), "People it concerns."] = ()
    positions_of: Annotated[tuple[str, ...], refs("party", "body"), "Whose positions to show, in this order."] = ()
    silent: Annotated[tuple[Text, ...], ListOf(TEXT), "What the agreed text has no rule for."] = ()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence standard of the agreement, or of the file that encodes it."""

    independent_reports: Annotated[int, WHOLE, "How many reports of different root an act taken from reports needs."] = 2


class Months(StrEnum):
    """What 31 January plus one month is."""

    FORBID = "forbid"
    ROUND_DOWN = "round_down"
    ROUND_UP = "round_up"


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """One zone and one way to count for the whole agreement."""

    zone: Annotated[str, PLAIN, "The IANA time zone, such as Asia/Jerusalem."]
    day_ends: Annotated[str, PLAIN, "The local hour at which a day ends, such as 24:00."] = "24:00"
    count: Annotated[Counting, Words(Counting), "How days are counted."] = Counting.EXCLUSIVE
    months: Annotated[Months, Words(Months), "How months are rounded."] = Months.FORBID


class Wording(StrEnum):
    """Whose words the clauses are."""

    AUTHENTIC = "authentic"
    PARAPHRASE = "paraphrase"
    DRAFT = "draft"


class Amends(msgspec.Struct, frozen=True, kw_only=True):
    """What an amendment amends: the id and the hash of the text it changes."""

    agreement: Annotated[str, PLAIN, "The id of the agreement."]
    hash: Annotated[str, PLAIN, "The hash that `safeconduct check` prints for it."]
    effective: Annotated[WrittenTime | None, TIME, "The day it takes effect. None: not adopted, a draft."] = None
    signed: Annotated[WrittenTime | None, TIME, "The day it was signed."] = None
    past_breaches: Annotated[Text | str | None, OrUnstated(TEXT), "What becomes of breaches before its effect."] = None
    signed_by: Annotated[tuple[str, ...], refs("party", "body"), "Who has signed it."] = ()
    proposed_by: Annotated[tuple[str, ...], refs("party", "body"), "Who proposes it."] = ()
