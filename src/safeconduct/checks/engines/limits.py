"""The limits of duties against the earliest they can be done: what is late from the start, and what has no day to spare.

Limits are compared where both sides hang on the calendar, or on one and the same event. Whole days are compared as days.
"""

from typing import NamedTuple

from safeconduct.agreement.calendar import limit_after, period_of
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Clock, Counting, Limit
from safeconduct.checks.engines.fixpoint import Reached, reach
from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.engines.once import once
from safeconduct.checks.engines.times import Times, earliest, earliest_after
from safeconduct.checks.engines.waits import minute_of, waits
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.moments import TimeUnit

LONGEST_MONTH = 31
EVENTS = 40
"""From how many events limits are counted; a text with more such events is compared for these only."""


class Due(NamedTuple):
    """A limit: `event` is the anchor it runs from, or empty for the calendar; `minute` its last day or its hour."""

    event: str
    minute: int
    days: bool


class Judged(NamedTuple):
    """A duty or tranche with its limit, and the earliest it can be done; all in minutes. `times` gives the chain to it.

    `spare` is below zero where the limit cannot be kept.
    """

    path: str
    node: int
    due: Due
    finish: int
    spare: int
    times: Times


@once
def possible(text: CheckedText) -> Reached:
    """Give what can come about if everybody does all they can, also those the text does not name."""
    return reach(waits(text))


def due_of(text: CheckedText, clock: Clock) -> Due | None:
    """Give when a clock runs out; None where it does not say, or competes with others."""
    calendar = text.agreement.time
    if clock.by is not None:
        return Due("", minute_of(clock.by), clock.by.whole_day)
    stretch, back = (clock.within, 1) if clock.within is not None else (clock.before, -1)
    if stretch is None or clock.of is None:
        return None
    days = stretch.unit not in (TimeUnit.HOURS, TimeUnit.MINUTES)
    fixed = text.agreement.anchors[clock.of].on
    if fixed is not None and days:
        end = limit_after(period_of(fixed, calendar, clock.zone), clock, calendar).end
        return Due("", (end.date().toordinal() - (calendar.day_ends in ("24:00", "00:00"))) * MINUTES_A_DAY, True)
    per = {TimeUnit.MINUTES: 1, TimeUnit.HOURS: 60, TimeUnit.DAYS: MINUTES_A_DAY, TimeUnit.WEEKS: 7 * MINUTES_A_DAY,
           TimeUnit.MONTHS: LONGEST_MONTH * MINUTES_A_DAY}  # fmt: skip
    length = back * stretch.count * per[stretch.unit]
    if days and back > 0 and (clock.count or calendar.count) is Counting.INCLUSIVE:
        length -= MINUTES_A_DAY
    return Due("", minute_of(fixed) + length, False) if fixed is not None else Due(clock.of, length, days)


def dues(text: CheckedText, limit: object) -> tuple[Due, ...]:
    """Give every limit that counts: the clock that prevails, or each of those that compete."""
    if not isinstance(limit, Limit) or limit == UNSTATED:
        return ()
    clocks = (limit.clocks[limit.prevails],) if limit.prevails else text.clocks(limit)
    found = [due_of(text, clock) for clock in clocks]
    return tuple(due for due in found if due is not None)


@once
def begin(text: CheckedText) -> int | None:
    """Give the first day of the agreement: the day its texts bear, or else the first day it fixes; None if it has none.

    A text that somebody signed goes before one that only bears on it, such as a later law, and the agreement before its
    amendments: what was done before them was in time.
    """
    dated = [document for document in text.versions[0].source.model.texts.values() if document.date is not None]
    signed = [document for document in dated if set(document.signed_by) - {UNSTATED}]
    days = [minute_of(document.date) for document in signed or dated if document.date is not None]
    fixed = [minute_of(anchor.on) for anchor in text.agreement.anchors.values() if anchor.on is not None]
    return max(days) if days else min(fixed, default=None)


@once
def judged(text: CheckedText) -> tuple[Judged, ...]:
    """Give every duty and tranche whose limit can be compared with the earliest it can be done."""
    graph, can = waits(text), possible(text)
    limits = [(f"obligations.{name}.deadline", graph.index[f"done:{name}"], dues(text, value.deadline))
              for name, value in text.agreement.obligations.items()]  # fmt: skip
    limits += [(f"obligations.{name}.tranches.parts.{key}.deadline", graph.index[f"done:{name}.{key}"], dues(text, part.deadline))
               for name, value in text.agreement.obligations.items() if value.tranches
               for key, part in value.tranches.parts.items()]  # fmt: skip
    events = list(dict.fromkeys(due.event for _, _, found in limits for due in found if due.event))[:EVENTS]
    start = begin(text)
    times: dict[str, Times] = {} if start is None else {"": earliest(graph, can, start)}
    # Where all limits hang on one event and the text has no day of its own, that event is its first day.
    first = start is None and len(events) == 1 and not any(due.event == "" for _, _, found in limits for due in found)
    leaves = frozenset(node for node in can.order if not graph.need[node]) if first else frozenset()
    for event in events:
        node = graph.index[f"anchor:{event}"]
        if node in can:
            times[event] = earliest_after(graph, can, node, leaves - {node})
    judgements = []
    for path, node, found in limits:
        known = [one for due in found if (one := _judge(path, node, due, times.get(due.event))) is not None]
        if known and len(known) == len(found):
            judgements.append(max(known, key=lambda one: one.spare))  # kept under the kindest clock
    return tuple(judgements)


def _judge(path: str, node: int, due: Due, times: Times | None) -> Judged | None:
    finish = times.at.get(node) if times is not None else None
    if times is None or finish is None:
        return None
    late = finish // MINUTES_A_DAY * MINUTES_A_DAY if due.days else finish
    limit = due.minute // MINUTES_A_DAY * MINUTES_A_DAY if due.days else due.minute
    return Judged(path, node, due, finish, limit - late, times)
