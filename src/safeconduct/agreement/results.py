"""What the evaluator answers: frozen values, the same for text, JSON and pages.

Nothing here computes. Times are aware; amounts are whole numbers of the unit beside them; None means not known or not
stated, and a word beside it says which.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from safeconduct.kernel.acts import Certainty, Link, Passage, Realis
from safeconduct.kernel.truth import Truth


class Life(StrEnum):
    """Where a norm stands in its life."""

    DORMANT = "dormant"
    IN_FORCE = "in_force"
    FULFILLED = "fulfilled"
    OVERDUE = "overdue"
    BREACHED = "breached"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    RELEASED = "released"


class Answer(StrEnum):
    """Whether something was done in time under one clock."""

    IN_TIME = "in_time"
    LATE = "late"
    OVERDUE = "overdue"
    OPEN = "open"
    UNKNOWN = "unknown"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all results. Every field is always written, so that a program can rely on it."""


class CanChange(Result, frozen=True, kw_only=True, omit_defaults=True):
    """Who can change something, and how. `who` holds ids; empty or `unstated` means nobody is named."""

    who: tuple[str, ...]
    how: str
    params: dict[str, Any] = {}
    before: datetime | None = None


class Reason(Result, frozen=True, kw_only=True, omit_defaults=True):
    """One step of an explanation, built while evaluating.

    `code` and `params` give its sentence in any language. A field it has nothing for is left out when written.
    """

    code: str
    params: dict[str, Any] = {}
    value: str = ""
    where: str = ""
    acts: tuple[str, ...] = ()
    since: datetime | None = None
    can_change: tuple[CanChange, ...] = ()
    children: tuple["Reason", ...] = ()

    def leaves(self) -> list["Reason"]:
        """Give the reasons that rest on nothing further."""
        if not self.children:
            return [self]
        return [leaf for child in self.children for leaf in child.leaves()]


class TallyStatus(Result, frozen=True, kw_only=True):
    """One observer's running total.

    `below`: by how much it stays under the tally that decides. `acknowledged`: how much of it is the word of the one
    it is owed to.
    """

    id: str
    by: tuple[str, ...]
    total: int
    decides: tuple[str, ...] = ()
    counted: bool = False
    below: int = 0
    acknowledged: int = 0
    by_category: dict[str, int] = {}
    last_act: str = ""


class AmountStatus(Result, frozen=True, kw_only=True):
    """How much is due, done, claimed and disputed on the tally that decides. `about`: the text says about so much.

    `confirmed_whole`: someone empowered said that all of it is done without giving a number. `per`: the stretch in
    which it is owed anew, for a recurring amount.
    """

    unit: str
    due: int | None
    due_words: str
    bound: str
    done: int
    claimed: int = 0
    disputed: int = 0
    remaining: int | None = None
    waived: int = 0
    confirmed_whole: bool = False
    about: bool = False
    per: str = ""
    tallies: tuple[TallyStatus, ...] = ()
    arithmetic: str = ""


class Candidate(Result, frozen=True, kw_only=True):
    """One candidate moment of an anchor, and what follows from it under one clock.

    `answer` is unknown when no source gives the hour; `at_any_hour` then says what holds at every hour of the span.
    `supported`: borne out by independent reports, by someone who is no party, or by every party. What is not is shown
    and moves no clock.
    """

    id: str
    says: str
    start: datetime
    end: datetime
    hour: str
    relied_on_by: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    supported: bool = True
    limit_start: datetime | None = None
    limit_end: datetime | None = None
    answer: Answer = Answer.UNKNOWN
    at_any_hour: Answer = Answer.UNKNOWN
    days_late: int | None = None


class ClockStatus(Result, frozen=True, kw_only=True):
    """One clock of a deadline. `answer` is unknown when its candidates differ or one of them is unknown.

    `at_any_hour` says what holds under every candidate at every hour it could have been, if that is one answer. `each`: the
    category for each of whose members it runs apart; no log of an agreement knows their days.
    """

    id: str
    words: str
    answer: Answer
    at_any_hour: Answer
    candidates: tuple[Candidate, ...]
    anchor: str = ""
    each: str = ""
    clause: tuple[str, ...] = ()
    relied_on_by: tuple[str, ...] = ()


class Outcome(Result, frozen=True, kw_only=True):
    """What a pending dispute would mean if it were decided one way."""

    life: Life
    done: int
    remaining: int | None
    opens: tuple[str, ...] = ()


class TrancheStatus(Result, frozen=True, kw_only=True):
    """One tranche: its own part of the due amount."""

    id: str
    due: int | None
    done: int
    up_to: int | None
    life: Life
    label: str
    clocks: tuple[ClockStatus, ...] = ()
    completed_start: datetime | None = None
    completed_end: datetime | None = None
    reason: Reason


class PaceStatus(Result, frozen=True, kw_only=True):
    """How far a duty is beside one it goes in step with, in whole per cent of each, rounded down; None where it is not known.

    `side` is ahead, behind, level or unknown, of this duty. `beyond`: farther than `allowed`, which is None if the text
    gives no number.
    """

    of: str
    done: int | None
    other: int | None
    side: str
    beyond: bool
    allowed: str | None


class NormStatus(Result, frozen=True, kw_only=True):
    """The status of one obligation, prohibition, entitlement or power, with its reasons.

    `unseen` is what of `missing` may stand in a part of the text that was not seen.
    """

    id: str
    kind: str
    title: str
    clause: tuple[str, ...]
    who: tuple[str, ...]
    to: tuple[str, ...]
    phase: str | None
    life: Life
    evidence: Truth
    label: str
    reason: Reason
    since: datetime | None = None
    amount: AmountStatus | None = None
    tranches: tuple[TrancheStatus, ...] = ()
    clocks: tuple[ClockStatus, ...] = ()
    competing: bool = False
    completed_start: datetime | None = None
    completed_end: datetime | None = None
    days_late: int | None = None
    early: bool = False
    missing: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    pace: tuple[PaceStatus, ...] = ()
    open_holes: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    can_unblock: tuple[CanChange, ...] = ()
    if_for: Outcome | None = None
    if_against: Outcome | None = None
    allegations: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    delays: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


class ExchangeRow(Result, frozen=True, kw_only=True):
    """One category of an exchange key. `key` None: the text gives no key."""

    category: str
    handed_over: int
    key: int | None
    unit: str
    owed: int | None


class ExchangeStatus(Result, frozen=True, kw_only=True):
    """An exchange key applied to what was handed over."""

    id: str
    title: str
    given: str
    owed: str
    rows: tuple[ExchangeRow, ...]
    owed_so_far: int
    done: int
    undefined: tuple[str, ...]
    arithmetic: str


class AnchorStatus(Result, frozen=True, kw_only=True):
    """An anchor: fixed, or with candidates side by side. `each`: the category whose members have each a day of their own."""

    id: str
    name: str
    truth: Truth
    fixed: bool
    candidates: tuple[Candidate, ...]
    each: str = ""


class HoleStatus(Result, frozen=True, kw_only=True):
    """A part to be agreed later."""

    id: str
    what: str
    clause: tuple[str, ...]
    owner: tuple[str, ...]
    deadline: str
    if_not: str
    filled: bool
    filled_with: str = ""
    act: str = ""


class ReportedStatus(Result, frozen=True, kw_only=True):
    """What somebody was reported to have said, through whom. `root` is the innermost speaker of `chain`."""

    id: str
    root: str
    chain: tuple[Link, ...]
    recorded: datetime
    place: str
    evidence: tuple[str, ...]
    certainty: Certainty = "U"
    corrects: str = ""
    republishes: str = ""
    document: Passage | None = None


class FigureStatus(ReportedStatus, frozen=True, kw_only=True):
    """One reported figure, never merged with another. It is of the stretch `as_of_start` to `as_of_end`."""

    subject: str
    low: int | None
    high: int | None
    approximate: bool
    words: str
    unit: str
    as_of_start: datetime
    as_of_end: datetime
    method: str
    category: str
    exhaustive: bool = False
    out_of: int | None = None
    vague: str = ""


class StatementStatus(ReportedStatus, frozen=True, kw_only=True):
    """One reported statement."""

    speaks_for: str
    stance: str
    polarity: str
    says: str
    on: tuple[str, ...]
    said_start: datetime
    said_end: datetime
    addressee: str = ""
    realis: Realis | None = None


class Owed(Result, frozen=True, kw_only=True):
    """One line of who owes what to whom."""

    debtor: str
    creditor: str
    norm: str
    title: str
    label: str
    life: Life
    unit: str
    due: int | None
    done: int
    remaining: int | None
    limit: str
    per: str
    overdue: bool
    waits_for: tuple[str, ...]
    missing: tuple[str, ...]


class NotCounted(Result, frozen=True, kw_only=True):
    """An act that was read and kept but changed no status, and why."""

    act: str
    type: str
    on: str
    reason: str
    params: dict[str, Any] = {}


class Counts(Result, frozen=True, kw_only=True):
    """How many acts were read, and what became of them."""

    read: int
    considered: int
    later: int
    changed_status: int
    not_counted: int


class Status(Result, frozen=True, kw_only=True):
    """The status of an agreement at a time, from what was known at a time."""

    agreement: str
    title: str
    hash: str
    wording: str
    as_of: datetime
    known_by: datetime
    seen_by: str
    acts: Counts
    norms: tuple[NormStatus, ...]
    exchanges: tuple[ExchangeStatus, ...]
    anchors: tuple[AnchorStatus, ...]
    holes: tuple[HoleStatus, ...]
    owes: tuple[Owed, ...]
    figures: tuple[FigureStatus, ...]
    statements: tuple[StatementStatus, ...]
    steps_outside: tuple[str, ...]
    not_counted: tuple[NotCounted, ...]
    amendments: tuple[str, ...] = ()

    def norm(self, name: str) -> NormStatus | None:
        """Give the status of one norm, or None."""
        return next((norm for norm in self.norms if norm.id == name), None)
