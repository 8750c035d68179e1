"""The act as a value, first form: one line of canonical JSON for everything done, decided, seen or said.

Every act has two times: when it happened and when it was recorded. `happened` may be a half-open period
`[happened, until)` when the hour is not known. `actor` is the organisation whose act it is. `basis` says how it came
in: `own`, recorded by the actor itself, or `reported`, taken from published reports; the agreement's evidence standard
says how many independent reports a reported act needs before it counts.

Signing, the tree and verification belong to the record and are not here. Types are named `<subject>.<past>/<version>`.
"""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

Amount = Annotated[int, msgspec.Meta(ge=0, le=999_999_999_999_999)]
"""As many digits as a quantity of an agreement may have."""

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class ActBase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False, omit_defaults=True,
              tag_field="type"):  # fmt: skip
    """What every act carries. Times are ISO 8601 with a zone; ids are unique in a file, in a signed log they need not be."""

    id: str
    happened: Moment
    recorded: Moment
    actor: str
    until: Moment | None = None
    basis: Literal["own", "reported"] = "own"
    refs: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    note: str = ""


LinkKind = Literal[
    "agency", "newspaper", "broadcaster", "correspondent", "official", "party", "mission", "document", "organisation",
    "anonymous", "unknown",
]  # fmt: skip


class Link(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """One link of a source chain, outermost first: who carried the words. `who` is a name or an id of the agreement.

    `capacity` is the office or rank in which somebody spoke, in words.
    """

    who: str
    kind: LinkKind
    speaks_for: str = ""
    source: str = ""
    capacity: str = ""


class _Performance(ActBase, frozen=True, kw_only=True, gc=False):
    of: str
    amount: Amount | None = None
    unit: str = ""
    category: str = ""


class Claimed(_Performance, frozen=True, kw_only=True, gc=False, tag="obligation.claimed/1"):
    """The one who owes says it is done: `amount` units of `unit`, or the whole when no amount is given."""


class Confirmed(_Performance, frozen=True, kw_only=True, gc=False, tag="obligation.confirmed/1"):
    """A verifier, or the one it is owed to, says it is done. `refs` names the claim it confirms, if any."""

    tally: str = ""


class Refuted(_Performance, frozen=True, kw_only=True, gc=False, tag="obligation.refuted/1"):
    """A verifier says that the act in `refs` was not done, or not `amount` of it."""


class Contested(_Performance, frozen=True, kw_only=True, gc=False, tag="obligation.contested/1"):
    """Someone with the right to dispute contests the act in `refs`, or `amount` of it."""


class Counted(ActBase, frozen=True, kw_only=True, gc=False, tag="obligation.counted/1"):
    """An observer states the running total of its tally: `total` units of `unit` so far."""

    of: str
    tally: str
    total: Amount
    unit: str
    category: str = ""


class Waived(_Performance, frozen=True, kw_only=True, gc=False, tag="obligation.waived/1"):
    """The one it is owed to gives up the rest."""


class Withdrawn(ActBase, frozen=True, kw_only=True, gc=False, tag="act.withdrawn/1"):
    """The actor takes back its own act named in `refs`. The first act stays in the log."""


class Ruled(ActBase, frozen=True, kw_only=True, gc=False, tag="dispute.ruled/1"):
    """The body that decides disputes rules on the contested act in `refs`; `amount` units stand if it is partly."""

    of: str
    outcome: Literal["for", "against", "partly"]
    amount: Amount | None = None


class BreachAlleged(ActBase, frozen=True, kw_only=True, gc=False, tag="breach.alleged/1"):
    """Someone says a norm was broken. Placed by zone, never by point. An allegation is not a finding."""

    of: str
    place: str = ""


class BreachFound(ActBase, frozen=True, kw_only=True, gc=False, tag="breach.found/1"):
    """A body with the power to certify or rule finds that a norm was, or was not, broken."""

    of: str
    outcome: Literal["breach", "no_breach"]


class AnchorDated(ActBase, frozen=True, kw_only=True, gc=False, tag="anchor.dated/1"):
    """Someone dates an anchor: when the event happened that starts a clock.

    `hour` is `unknown` when no source gives the hour; the period then spans what is known. `says` names the event.
    """

    anchor: str
    candidate: str
    hour: Literal["known", "unknown"] = "known"
    says: str = ""
    relied_on_by: tuple[str, ...] = ()


class DecisionMade(ActBase, frozen=True, kw_only=True, gc=False, tag="decision.made/1"):
    """The decider named in the agreement decides a question the text left to it."""

    decision: str
    outcome: Literal["yes", "no"]


class HoleFilled(ActBase, frozen=True, kw_only=True, gc=False, tag="hole.filled/1"):
    """The owner of a part left open says what was agreed."""

    hole: str
    says: str


class SuspensionDeclared(ActBase, frozen=True, kw_only=True, gc=False, tag="suspension.declared/1"):
    """The holder of a power suspends a norm."""

    of: str
    power: str


class SuspensionEnded(ActBase, frozen=True, kw_only=True, gc=False, tag="suspension.ended/1"):
    """The one who suspended a norm lets it run again."""

    of: str


class PowerExercised(ActBase, frozen=True, kw_only=True, gc=False, tag="power.exercised/1"):
    """The holder of a power uses it."""

    power: str
    says: str = ""


class DelayExplained(ActBase, frozen=True, kw_only=True, gc=False, tag="delay.explained/1"):
    """Someone gives the cause of a delay and attributes it. It excuses nothing by itself."""

    of: str
    cause: str
    attributed_to: str = ""


class MandateExtended(ActBase, frozen=True, kw_only=True, gc=False, tag="mandate.extended/1"):
    """A body's mandate is extended to `to` (exclusive)."""

    body: str
    to: Moment


class StepTaken(ActBase, frozen=True, kw_only=True, gc=False, tag="step.taken/1"):
    """A step outside the text: goodwill, a countermeasure, an order. It fulfils nothing by itself."""

    says: str
    on: tuple[str, ...] = ()
    place: str = ""


Stance = Literal[
    "asserts", "announces", "affirms", "denies", "confirms", "estimates", "reports", "argues", "views", "warns",
    "urges", "demands", "proposes", "offers", "requests", "orders", "intends", "promises", "threatens", "considers",
    "accepts", "rejects", "resists", "refuses", "welcomes", "condemns", "accuses", "observes", "stipulates",
    "disagrees",
]  # fmt: skip


Certainty = Literal["CT+", "CT-", "PR+", "PR-", "PS+", "PS-", "U"]
"""How sure the innermost source is of the content, after FactBank: certain, probable, possible, for or against; U, not said."""

Realis = Literal["past", "ongoing", "planned", "conditional", "hypothetical"]


class AsTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """A time as it was told, half-open: whole days where no hour was given, else moments. One of the two, never both.

    `modifier` keeps a word such as 'about' or 'before'.
    """

    days: tuple[date, date] | None = None
    moments: tuple[Moment, Moment] | None = None
    modifier: Literal["", "about", "before", "after"] = ""

    def __post_init__(self) -> None:
        """Refuse a time that is none, is two, or runs backwards."""
        if (self.days is None) is (self.moments is None):
            raise ValueError("give `days` or `moments`, one of the two")
        if self.days is not None and self.days[0] >= self.days[1]:
            raise ValueError("the second day is the one after the last, and has to come after the first")
        if self.moments is not None and self.moments[0] > self.moments[1]:
            raise ValueError("it ends before it begins")


class Passage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """Where the words stand: the hash of the document as it was received, and `[start, end)` in characters of its text.

    The words themselves are never in an act.
    """

    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    start: Amount
    end: Amount

    def __post_init__(self) -> None:
        """Refuse a place without a character."""
        if self.start >= self.end:
            raise ValueError("`end` is the place after the last character, and has to come after `start`")


Sha256 = Annotated[str, msgspec.Meta(pattern=r"^(?:[0-9a-f]{64})?\Z")]
"""The hash of a document as it was received, or nothing."""

OfficerNumber = Annotated[str, msgspec.Meta(pattern=r"^(?:[a-z0-9][a-z0-9-]{0,39})?\Z")]
"""Which officer it was, by the number in a list that is kept elsewhere. Never a name."""


class _FromReport(ActBase, frozen=True, kw_only=True, gc=False):
    """What is entered from a document, or by hand. `said` is when it was said, where that is not when the act happened.

    `corrects` names the earlier act of the same type that this one takes the place of. `republishes` names the act whose words
    these are, printed again: both go back to one root. `confirmed_by` is the number of the officer who confirmed that the source
    said it, which says nothing of whether it is true.
    """

    said: AsTold | None = None
    certainty: Certainty = "U"
    document: Passage | None = None
    corrects: str = ""
    republishes: str = ""
    confirmed_by: OfficerNumber = ""


class StatementReported(_FromReport, frozen=True, kw_only=True, gc=False, tag="statement.reported/1"):
    """Someone said something, through someone. `chain` runs from the outermost carrier to the root source.

    `polarity` `-` turns the stance round: `rejects` with `-` is 'does not reject', which is not `accepts`.
    It never changes a status. `addressee` is an id of the agreement or a name.
    """

    chain: tuple[Link, ...]
    stance: Stance
    says: str
    polarity: Literal["+", "-"] = "+"
    on: tuple[str, ...] = ()
    place: str = ""
    addressee: str = ""
    realis: Realis | None = None


class FigureReported(_FromReport, frozen=True, kw_only=True, gc=False, tag="figure.reported/1"):
    """Someone gave a figure, through someone. `low` and `high` bound it; None means no bound was given.

    `approximate` keeps 'about'; `words` keeps a figure given only in words, `vague` such a word beside bounds: dozens.
    `exhaustive` keeps 'all', `out_of` the whole of '7 of 43', `as_of` when it was so many. It never changes a status and is
    never averaged.
    """

    chain: tuple[Link, ...]
    subject: str
    unit: str
    low: Amount | None = None
    high: Amount | None = None
    approximate: bool = False
    words: str = ""
    method: str = ""
    place: str = ""
    category: str = ""
    as_of: AsTold | None = None
    exhaustive: bool = False
    out_of: Amount | None = None
    vague: str = ""


class SourceAdded(ActBase, frozen=True, kw_only=True, gc=False, tag="source.added/1"):
    """A published source enters the log, so that later acts can cite it by `source`.

    `republishes` is the source whose words it prints: both have one `root`. `document` is the hash of what was received.
    """

    source: str
    root: str
    address: str = ""
    republished_at: str = ""
    read: Literal["whole", "opening", "excerpt", "address_only"] = "opening"
    republishes: str = ""
    published: AsTold | None = None
    document: Sha256 = ""
    confirmed_by: OfficerNumber = ""


Act = (
    Claimed | Confirmed | Refuted | Contested | Counted | Waived | Withdrawn | Ruled | BreachAlleged | BreachFound
    | AnchorDated | DecisionMade | HoleFilled | SuspensionDeclared | SuspensionEnded | PowerExercised
    | DelayExplained | MandateExtended | StepTaken | StatementReported | FigureReported | SourceAdded
)  # fmt: skip

TYPES: dict[str, type[ActBase]] = {cls.__struct_config__.tag: cls for cls in Act.__args__}  # type: ignore[misc]

decoder = msgspec.json.Decoder(Act)
"""Decodes one line into an act. Raises msgspec.DecodeError or msgspec.ValidationError."""


def root_source(chain: tuple[Link, ...]) -> str:
    """Give the innermost speaker of a source chain: the one whose claim it is."""
    return chain[-1].who if chain else ""


def named_plainly(act: ActBase) -> ActBase:
    """Give an act of a file with the plain ids of those it names. `@` and what follows is for logs, where ids may stand twice."""
    plain = tuple(name.partition("@")[0] for name in act.refs)
    return act if plain == act.refs else msgspec.structs.replace(act, refs=plain)


def act_type(act: ActBase) -> str:
    """Give the type name of an act, such as `obligation.confirmed/1`."""
    return str(act.__struct_config__.tag)
