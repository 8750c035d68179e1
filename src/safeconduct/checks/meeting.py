"""Where two rules meet: do they speak to the same side, about the same act, on the same ground, at the same time?

Precision goes first. Where the text leaves room for both to be kept, they do not meet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.agreement import terms
from safeconduct.agreement.calendar import elapsed, last_moment, limit_after, period_of, zone_of
from safeconduct.agreement.norms import Obligation, Prohibition
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.moments import TimeUnit, utc


class Day(NamedTuple):
    """A moment that can be compared with others of the same base: an anchor without a day, or the calendar (empty)."""

    base: str
    seconds: float


def day_of(text: CheckedText, limit: Any) -> Day | None:
    """Give when a limit falls: its clock that prevails, else its only clock. None if that cannot be said."""
    if isinstance(limit, terms.Limit) and limit.prevails:
        limit = limit.clocks[limit.prevails]
    found = text.clocks(limit) if isinstance(limit, terms.Limit) else ((limit,) if isinstance(limit, terms.Clock) else ())
    if len(found) != 1:
        return None
    clock, calendar = found[0], text.agreement.time
    if clock.by is not None:
        return Day("", utc(last_moment(clock.by, calendar, clock.zone)).timestamp())
    anchor = text.agreement.anchors[clock.of] if clock.of else None
    if anchor is not None and anchor.on is not None:
        start = period_of(anchor.on, calendar, clock.zone)
        return Day("", utc(limit_after(start, clock, calendar).end).timestamp())
    stretch = clock.within or clock.before
    if stretch is None or stretch.unit is TimeUnit.MONTHS:
        return None
    seconds = elapsed(stretch).total_seconds()
    return Day(clock.of or "", seconds if clock.before is None else -seconds)


def before(one: Day | None, other: Day | None) -> bool:
    """Whether one falls before the other. False if that cannot be said."""
    return one is not None and other is not None and one.base == other.base and one.seconds < other.seconds


def day_words(text: CheckedText, seconds: float) -> str:
    """Give the day of the agreement that a moment of the calendar closes, such as `31 Oct 2026`."""
    at = datetime.fromtimestamp(seconds - 1, zone_of(text.agreement.time.zone))
    return f"{at.day} {at:%b %Y}"


def act_words(acts: Iterable[str]) -> str:
    """Give acts as words: `fly_drones` is `fly drones`."""
    return ", ".join(act.replace("_", " ") for act in acts)


class Ground:
    """Which places share ground, as far as the text says so."""

    def __init__(self, text: CheckedText) -> None:
        self.near: dict[str, set[str]] = defaultdict(set)
        for name, place in text.agreement.places.items():
            for other in place.overlaps:
                self.near[name].add(other)
                self.near[other].add(name)

    def of(self, places: Iterable[str]) -> set[str]:
        """Give the places, and those that share ground with them."""
        return {near for place in places for near in (place, *self.near.get(place, ()))}


class Banned:
    """The prohibitions of a text, by act and by whom they bind. `*` is whoever it may be."""

    def __init__(self, text: CheckedText) -> None:
        self.text, self.ground = text, Ground(text)
        self.by: dict[tuple[str, str], list[tuple[str, Prohibition]]] = defaultdict(list)
        for name, ban in text.agreement.prohibitions.items():
            for act in ban.acts:
                for who in ban.who:
                    self.by[act, "*" if who == UNSTATED else who].append((name, ban))
        self.allowed: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
        for right in text.agreement.entitlements.values():
            for act in right.acts:
                for who in right.who:
                    self.allowed[act, who].append(right.place)

    def meeting(self, name: str, duty: Obligation, act: str, places: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Give (prohibition, who) that forbids an act to one who owes a duty. At most one for each who."""
        ground = self.ground.of(places)
        for who in duty.who:
            if any(not where or ground & set(where) for where in self.allowed.get((act, who), ())):
                continue
            for found, ban in (*self.by.get((act, who), ()), *self.by.get((act, "*"), ())):
                if (not ban.place or ground & set(ban.place)) and not self._apart(name, duty, ban):
                    yield found, who
                    break

    def _apart(self, name: str, duty: Obligation, ban: Prohibition) -> bool:
        if duty.phase and ban.phase and duty.phase != ban.phase:
            return True
        own = {part.verified.partition(".")[0] for part in self.text.parts(ban.after) if isinstance(part, terms.Verified)}
        if name in own:
            return True
        ends, begins = day_of(self.text, ban.ends), day_of(self.text, duty.earliest)
        return ends is not None and begins is not None and not before(begins, ends)
