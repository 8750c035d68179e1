"""Conditions and limits: what opens a duty, and when it falls due.

Conditions are small structures, never expression strings, so that every part keeps its place in the file.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from safeconduct.agreement.shapes import DURATION, PLAIN, TEXT, TIME, ListOf, MapOf, OneOf, Record, RefTo, Words, refs
from safeconduct.kernel.moments import Duration, WrittenTime
from safeconduct.kernel.text import Text


def _choices() -> Mapping[str, Record]:
    return _CONDITIONS


Condition = OneOf("a condition", _choices)
"""A condition: one of all, any, verified, claimed, anchor, agreed, decided, reading."""


class AllOf(msgspec.Struct, frozen=True):
    """Every part must hold."""

    all: Annotated[tuple[Any, ...], ListOf(Condition), "The parts."]


class AnyOf(msgspec.Struct, frozen=True):
    """One part is enough."""

    any: Annotated[tuple[Any, ...], ListOf(Condition), "The parts."]


class Verified(msgspec.Struct, frozen=True):
    """A counterpart step, or one tranche of it, is done and verified."""

    verified: Annotated[str, RefTo("obligation", tranches=True), "The obligation, or `obligation.tranche`."]
    tally: Annotated[str, PLAIN, "The tally that decides, if not the authoritative one."] = ""


class ClaimedDone(msgspec.Struct, frozen=True):
    """A counterpart step is claimed done; nobody has to verify it."""

    claimed: Annotated[str, RefTo("obligation", tranches=True), "The obligation, or `obligation.tranche`."]


class Happened(msgspec.Struct, frozen=True):
    """An anchor has happened."""

    anchor: Annotated[str, RefTo("anchor"), "The anchor."]


class Agreed(msgspec.Struct, frozen=True):
    """A part left open has been agreed."""

    agreed: Annotated[str, RefTo("hole"), "The part left open."]


class Decided(msgspec.Struct, frozen=True):
    """The named decider has said yes. As a continuing condition: has not said no."""

    decided: Annotated[str, RefTo("decision"), "The decision."]


class OnReading(msgspec.Struct, frozen=True):
    """What one reading of a point asks for and another does not: whoever reads it so waits for `needs`."""

    reading: Annotated[str, RefTo("reading"), "The reading, as `point.reading`."]
    needs: Annotated[Any, Condition, "What must hold by that reading."]
    settled_by: Annotated[str | None, RefTo("decision"), "The decision whether that reading holds, if someone takes it."] = None


_CONDITIONS: dict[str, Record] = {
    "all": Record(AllOf),
    "any": Record(AnyOf),
    "verified": Record(Verified),
    "claimed": Record(ClaimedDone),
    "anchor": Record(Happened),
    "agreed": Record(Agreed),
    "decided": Record(Decided),
    "reading": Record(OnReading),
}


def inner(condition: Any) -> tuple[Any, ...]:
    """Give the conditions directly inside a condition; none for a simple one."""
    if isinstance(condition, AllOf):
        return condition.all
    if isinstance(condition, AnyOf):
        return condition.any
    return (condition.needs,) if isinstance(condition, OnReading) else ()


class Counting(StrEnum):
    """Whether the day of the event is day 0 (exclusive) or day 1 (inclusive)."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """One way to compute a deadline: a date, or a stretch after an anchor."""

    by: Annotated[WrittenTime | None, TIME, "The last day, or the hour before which it must be done."] = None
    within: Annotated[Duration | None, DURATION, "How long after the anchor."] = None
    of: Annotated[str | None, RefTo("anchor"), "The anchor the stretch runs from."] = None
    before: Annotated[Duration | None, DURATION, "How long before the anchor."] = None
    count: Annotated[Counting | None, Words(Counting), "How days are counted, if not as in `time`."] = None
    zone: Annotated[str, PLAIN, "The time zone, if not that of the agreement."] = ""
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that set this clock."] = ()
    relied_on_by: Annotated[tuple[str, ...], refs("party", "body"), "Who relies on it."] = ()
    sources: Annotated[tuple[str, ...], refs("source"), "Sources."] = ()
    says: Annotated[Text | None, TEXT, "The clock in words."] = None

    def words(self, name_of: Callable[[str], str]) -> str:
        """Give the limit in English. `name_of` gives the name of an anchor."""
        if self.by is not None:
            return f"by {self.by.words()}"
        if self.before is not None:
            return f"at least {self.before} before “{name_of(self.of or '')}”"
        return f"within {self.within} of “{name_of(self.of or '')}”"


class Limit(Clock, frozen=True, kw_only=True):
    """A deadline: one clock, or several that compete because the texts differ."""

    clocks: Annotated[dict[str, Clock], MapOf(Record(Clock)), "Clocks that compete, kept side by side."] = {}
    prevails: Annotated[str, PLAIN, "The clock that prevails, where the agreement says so."] = ""
    urgency: Annotated[Text | None, TEXT, "Words such as 'as soon as possible' that stand beside the limit."] = None
