"""The norms: what a clause demands, forbids, grants, or lets someone change; exchanges; categories of persons.

Model classes only. What the text does not say is written `unstated`, so that it can be shown as open.
"""

from enum import StrEnum
from typing import Annotated, Any

import msgspec

from safeconduct.agreement.means import Extension, Input
from safeconduct.agreement.shapes import (
    DURATION,
    FLAG,
    PLAIN,
    QUANTITY,
    SHARE,
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
from safeconduct.agreement.terms import Condition, Limit
from safeconduct.kernel.moments import Duration, WrittenTime
from safeconduct.kernel.quantity import Quantity, Rounding, Share
from safeconduct.kernel.text import Text

_ORGANISATIONS = ("party", "body")
_HOLDERS = ("party", "body", "category")
_NORMS = ("obligation", "prohibition", "entitlement", "power")

PUBLIC = "public"
"""The word for what is done for all to see, so that it needs no verifier."""


class Kind(StrEnum):
    """Whether the duty is to reach a result or to make an effort."""

    RESULT = "result"
    EFFORT = "effort"


class Consequence(StrEnum):
    """What a tally decides."""

    FULFILMENT = "fulfilment"
    CONDITIONS = "conditions"


class Silence(StrEnum):
    """What happens to a contested claim when nobody rules in time."""

    STANDS = "stands"
    FALLS = "falls"


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """Whose word confirms a claim."""

    any: Annotated[tuple[str, ...], refs(*_ORGANISATIONS), "Any of these."]
    quorum: Annotated[int, WHOLE, "How many of them must confirm the same claim."] = 1
    by_means_of: Annotated[Text | None, TEXT, "The evidence they go by."] = None
    inventory: Annotated[tuple[str, ...], refs("obligation", unstated=True),
                         "The obligation that gives them the inventory to check against. None: none is needed."] = ()  # fmt: skip


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """One observer's count of the quantity."""

    by: Annotated[tuple[str, ...], refs(*_ORGANISATIONS), "Who counts."]
    counts: Annotated[Text | None, TEXT, "What exactly it counts."] = None
    decides: Annotated[tuple[Consequence, ...], ListOf(Words(Consequence), lone=True),
                       "For which consequences this tally is the one that counts."] = ()  # fmt: skip


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One tranche."""

    share: Annotated[Share | None, SHARE, "Its share of the base."] = None
    amount: Annotated[Quantity | None, QUANTITY, "Its amount, if not a share."] = None
    rest: Annotated[bool, FLAG, "Whether it is whatever is left."] = False
    at_least: Annotated[bool, FLAG, "Whether more may be done in it."] = False
    after: Annotated[Any, Condition, "What opens it."] = None
    deadline: Annotated[Limit | str, OrUnstated(Record(Limit)), "By when."] = UNSTATED


class Tranches(msgspec.Struct, frozen=True, kw_only=True):
    """The amount in parts, done one after the other."""

    base: Annotated[Quantity | str | None, OrUnstated(QUANTITY), "What the shares are of, if not the amount."] = None
    base_set_by: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who states the base."] = ()
    base_as_of: Annotated[WrittenTime | None, TIME, "The day the base is taken."] = None
    base_from: Annotated[str | None, RefTo("obligation"),
                         "The obligation whose confirmed number is the base, once one is counted."] = None  # fmt: skip
    rounding: Annotated[Rounding, Words(Rounding), "When a share is not a whole number."] = Rounding.EXACT
    parts: Annotated[dict[str, Part], MapOf(Record(Part)), "The tranches in order."]


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """Who may contest a claim, for how long, who rules, and what silence means."""

    by: Annotated[tuple[str, ...], refs(*_ORGANISATIONS), "Who may contest."]
    window: Annotated[Duration | str, OrUnstated(DURATION), "How long after the claim."] = UNSTATED
    to: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who rules."] = (UNSTATED,)
    ruling_within: Annotated[Duration | str, OrUnstated(DURATION), "How long it has to rule."] = UNSTATED
    if_no_ruling: Annotated[Silence | str, OrUnstated(Words(Silence)), "What silence means."] = UNSTATED


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Who picks which persons or units, where the amount does not say it."""

    chosen_by: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who picks."]
    excluding: Annotated[tuple[Text, ...], ListOf(TEXT), "Who is left out."] = ()


class Norm(msgspec.Struct, frozen=True, kw_only=True):
    """What every norm carries."""

    title: Annotated[Text, TEXT, "The norm in a few words."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses it comes from."]
    phase: Annotated[str | None, RefTo("phase"), "Its phase."] = None
    after: Annotated[Any, Condition, "What opens it. None: open from the start."] = None
    as_long_as: Annotated[Any, Condition, "A continuing condition; the norm holds while it has not failed."] = None
    earliest: Annotated[Limit | None, Record(Limit), "Not before."] = None
    place: Annotated[tuple[str, ...], refs("place"), "Where it applies."] = ()
    holes: Annotated[tuple[str, ...], refs("hole"), "Parts left open that it needs."] = ()
    acts: Annotated[tuple[str, ...], ListOf(PLAIN, lone=True), "What it is about, in shared words such as patrol."] = ()
    requires: Annotated[tuple[str, ...], ListOf(PLAIN, lone=True), "Acts it cannot be done without, such as enter."] = ()
    weighs: Annotated[tuple[str, ...], refs(*_NORMS), "Norms whose progress is only weighed, not a condition."] = ()
    extension: Annotated[Extension | None, Record(Extension), "How its date may be put off."] = None
    sources: Annotated[tuple[str, ...], refs("source"), "Sources, if not those of the clauses."] = ()
    note: Annotated[Text | None, TEXT, "What the reader must know about the encoding."] = None


class Obligation(Norm, frozen=True, kw_only=True):
    """What a clause demands of someone."""

    who: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who owes it. `unstated`: passive voice."]
    to: Annotated[tuple[str, ...], refs(*_HOLDERS, unstated=True), "To whom it is owed."] = (UNSTATED,)
    kind: Annotated[Kind, Words(Kind), "Result or effort."] = Kind.RESULT
    amount: Annotated[Quantity | str | None, OrUnstated(QUANTITY),
                      "How much. `unstated`: the text gives no number. Left out: a single act."] = None  # fmt: skip
    unit: Annotated[str, UNIT, "The unit it is counted in, where the text gives no number."] = ""
    exchange: Annotated[str | None, RefTo("exchange"), "The exchange key its amount follows from."] = None
    category: Annotated[tuple[str, ...], refs("category"), "Which categories it counts."] = ()
    per: Annotated[Duration | None, DURATION, "A recurring quota: the amount is owed anew in each stretch."] = None
    carry_over: Annotated[bool | str | None, OrUnstated(FLAG), "Whether a shortfall adds to the next stretch."] = None
    tranches: Annotated[Tranches | None, Record(Tranches), "The amount in parts."] = None
    about: Annotated[bool, FLAG,
                     "Whether it is only about so much. A status counts to the number, and says so."] = False  # fmt: skip
    coupled_with: Annotated[tuple[str, ...], refs("obligation"), "Obligations whose shares go with its own."] = ()
    starts: Annotated[Limit | None, Record(Limit), "By when it has to begin."] = None
    takes: Annotated[Duration | None, DURATION, "How long it takes at least."] = None
    through: Annotated[tuple[str, ...], refs("place"), "What it has to pass through."] = ()
    inputs: Annotated[dict[str, Input], MapOf(Record(Input)), "What it cannot be done without."] = {}
    if_late: Annotated[tuple[str, ...], refs("power", "obligation", unstated=True), "What follows if it is late."] = ()
    if_not_found: Annotated[Text | str | None, OrUnstated(TEXT),
                            "What holds for whoever or whatever cannot be found, is dead or unknown."] = None  # fmt: skip
    deadline: Annotated[Limit | str | None, OrUnstated(Record(Limit)),
                        "By when. `unstated`: the text gives no date. Left out: continuing."] = None  # fmt: skip
    cure: Annotated[Duration | None, DURATION, "How long after the deadline it can still be made good."] = None
    verified_by: Annotated[Verification | str | None, OrUnstated(Record(Verification), PUBLIC),
                           "Who verifies. `unstated`: nobody is named. `public`: it is done for all to see, as a law is, "
                           "so that a claim counts and whoever it is owed to may contest it."] = UNSTATED  # fmt: skip
    tallies: Annotated[dict[str, Tally], MapOf(Record(Tally)), "Several counts of the same quantity."] = {}
    test: Annotated[str | None, RefTo("test"), "When a unit counts as one."] = None
    dispute: Annotated[Dispute | None, Record(Dispute), "How a claim is contested."] = None
    names: Annotated[Names | None, Record(Names), "Who picks the persons or units."] = None
    destination: Annotated[Text | str | None, OrUnstated(TEXT), "Where the persons or goods go."] = None
    parallel_with: Annotated[tuple[str, ...], refs(*_NORMS), "Norms it is done in step with."] = ()
    lead_at_most: Annotated[Share | str | None, OrUnstated(SHARE),
                            "How far it may be ahead of these, or they of it, as a share of each whole. A status says who is "
                            "ahead. Left out: nothing is compared."] = None  # fmt: skip
    manner: Annotated[tuple[Text, ...], ListOf(TEXT), "How it must be done."] = ()


class Prohibition(Norm, frozen=True, kw_only=True):
    """What a clause forbids someone."""

    who: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who must not."]
    to: Annotated[tuple[str, ...], refs(*_HOLDERS, unstated=True), "To whom the restraint is owed."] = (UNSTATED,)
    excluding: Annotated[tuple[Text, ...], ListOf(TEXT), "Who or what it leaves out, such as guards with side arms."] = ()
    ends: Annotated[Limit | None, Record(Limit), "When it ends. Left out: it does not."] = None
    found_by: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who finds a breach."] = (UNSTATED,)


class Entitlement(Norm, frozen=True, kw_only=True):
    """What a clause grants someone."""

    who: Annotated[tuple[str, ...], refs(*_HOLDERS, unstated=True), "Who has the right."]
    granted_by: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who has to grant it."] = (UNSTATED,)
    if_they: Annotated[tuple[Text, ...], ListOf(TEXT), "What the holder must do or accept first."] = ()
    covers: Annotated[tuple[Text, ...], ListOf(TEXT), "What it covers."] = ()
    excludes: Annotated[tuple[Text, ...], ListOf(TEXT), "What it cannot cover."] = ()
    destination: Annotated[Text | str | None, OrUnstated(TEXT), "Where the holder may go."] = None


class Power(Norm, frozen=True, kw_only=True):
    """What a clause lets someone change."""

    who: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who holds it."]
    affects: Annotated[tuple[str, ...], refs(*_NORMS, "hole", "place"), "What it can change."] = ()
    lasts: Annotated[Duration | str | None, OrUnstated(DURATION), "How long its effect lasts."] = None
    reviewed_by: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who reviews its use."] = ()
    stops_clock: Annotated[bool | str | None, OrUnstated(FLAG), "Whether deadlines stop meanwhile."] = None


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange key: what is owed for each unit handed over, by category."""

    title: Annotated[Text, TEXT, "The key in a few words."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that set it."]
    given: Annotated[str, RefTo("obligation"), "The obligation whose units are handed over first."]
    owed: Annotated[str, RefTo("obligation"), "The obligation whose amount follows."]
    keys: Annotated[dict[str, tuple[Quantity, ...] | str], MapOf(OrUnstated(ListOf(QUANTITY, lone=True)), keys="category"),
                    "For each unit of a category: what is owed. `unstated`: the text gives no key."]  # fmt: skip
    order: Annotated[tuple[str, ...], refs("category"), "Which categories go first."] = ()
    batch: Annotated[Quantity | None, QUANTITY, "How many are handed over together."] = None
    order_inside: Annotated[tuple[str, ...], refs("category", unstated=True), "Who goes first inside a batch."] = ()
    remainder: Annotated[Text | str | None, OrUnstated(TEXT), "What holds for the last ones, if it does not divide."] = None
    lead_at_most: Annotated[Quantity | None, QUANTITY, "How far one side may be ahead."] = None


class Detention(msgspec.Struct, frozen=True, kw_only=True):
    """A move that means to be held: on what basis, when it is reviewed, what ends it."""

    legal_basis: Annotated[Text | str, OrUnstated(TEXT), "The law it rests on."] = UNSTATED
    review_within: Annotated[Duration | str, OrUnstated(DURATION), "The longest time to a review."] = UNSTATED
    ends_when: Annotated[Text | str, OrUnstated(TEXT), "What ends it."] = UNSTATED


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One way on for a person of a category."""

    title: Annotated[Text, TEXT, "The move in a few words."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that allow it."] = ()
    to: Annotated[tuple[str, ...], refs("place", "party", "hole", unstated=True), "Where it leads."] = (UNSTATED,)
    needs: Annotated[Any, Condition, "What must hold first."] = None
    granted_by: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who grants it."] = ()
    blocked_if: Annotated[tuple[str, ...], refs("objection"), "Objections that block it."] = ()
    holes: Annotated[tuple[str, ...], refs("hole"), "Parts left open that it needs."] = ()
    places: Annotated[Quantity | str | None, OrUnstated(QUANTITY), "How many it can take. None: no limit."] = None
    tie_break: Annotated[Text | str | None, OrUnstated(TEXT), "Who goes first where more want it than it takes."] = None
    held: Annotated[Detention | None, Record(Detention), "Where the move means to be held."] = None
    deadline: Annotated[Limit | str | None, OrUnstated(Record(Limit)), "By when it is made."] = None


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A category of persons or remains, and the moves permitted to its members."""

    name: Annotated[Text, TEXT, "Who belongs to it."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that name it."] = ()
    of: Annotated[str | None, RefTo("party", "body"), "The organisation, at party level only."] = None
    count: Annotated[Quantity | str | None, OrUnstated(QUANTITY), "How many there are."] = None
    defined_by: Annotated[Text | str | None, OrUnstated(TEXT), "By what list, attributes or body one belongs to it."] = None
    part_of: Annotated[str | None, RefTo("category"), "The category it is a part of."] = None
    has: Annotated[tuple[str, ...], ListOf(PLAIN, lone=True), "Attributes all of its members have, such as wounded."] = ()
    has_not: Annotated[tuple[str, ...], ListOf(PLAIN, lone=True), "Attributes none of its members has."] = ()
    goes_before: Annotated[tuple[str, ...], refs("category"), "Categories whose rules give way to its own."] = ()
    screened_by: Annotated[tuple[str, ...], refs("party", "body", unstated=True), "Who decides who belongs to it."] = ()
    rejected: Annotated[str | None, RefTo("category", unstated=True), "Where those go who are turned away."] = None
    moves: Annotated[dict[str, Move], MapOf(Record(Move)), "The ways on."] = {}
    otherwise: Annotated[str | None, RefTo("category", unstated=True), "What holds if no way is open."] = None
    note: Annotated[Text | None, TEXT, "What the reader must know."] = None


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """Who may object to a person's move, on what grounds, for how long, and what follows."""

    title: Annotated[Text, TEXT, "The objection in a few words."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that allow it."] = ()
    by: Annotated[tuple[str, ...], refs(*_ORGANISATIONS), "Who may object."]
    grounds: Annotated[dict[str, Text] | str, OrUnstated(MapOf(TEXT)), "The closed list of grounds, by id."] = UNSTATED
    within: Annotated[Duration | str, OrUnstated(DURATION), "How long they have."] = UNSTATED
    decided_by: Annotated[tuple[str, ...], refs(*_ORGANISATIONS, unstated=True), "Who decides it."] = (UNSTATED,)
    decided_within: Annotated[Duration | str, OrUnstated(DURATION), "How long the decider has."] = UNSTATED
    if_undecided: Annotated[Silence | str, OrUnstated(Words(Silence)), "What silence means."] = UNSTATED
