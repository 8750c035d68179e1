"""Moments and half-open periods; durations as they are written in agreements.

A moment is an aware datetime. What is only known as a day, or as 'between ten and noon', is a period `[start, end)`.
Nothing here guesses an hour.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from itertools import repeat
from operator import sub
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec


class Period(NamedTuple):
    """A half-open stretch of time. A known moment has `start == end`."""

    start: datetime
    end: datetime

    @property
    def exact(self) -> bool:
        """Whether this is one known moment."""
        return utc(self.start) == utc(self.end)

    def shifted(self, by: timedelta) -> "Period":
        """Give the same stretch later by `by` of elapsed time."""
        return Period(_elapsed(self.start, by), _elapsed(self.end, by))


def moment(at: datetime) -> Period:
    """Give the period of one known moment."""
    return Period(at, at)


def utc(at: datetime) -> datetime:
    """Give a moment in UTC. Two moments of one zone compare by the wall clock, which lies when the clocks go back."""
    return at.astimezone(UTC)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moments: Sequence[datetime]) -> list[int]:
    """Give many moments as microseconds since 1970 UTC."""
    since = _EPOCH
    if moments and type(moments[0].tzinfo) is timezone:
        # Most moments of a log have the same fixed offset; the clocks on the wall are then simply subtracted.
        since = _EPOCH.astimezone(moments[0].tzinfo)
    return [past.days * 86_400_000_000 + past.seconds * 1_000_000 + past.microseconds
            for past in map(sub, moments, repeat(since))]  # fmt: skip


def _elapsed(at: datetime, by: timedelta) -> datetime:
    # Adding to an aware datetime moves the wall clock; over a change of summer time that is not the elapsed time.
    return (at.astimezone(UTC) + by).astimezone(at.tzinfo)


class TimeUnit(StrEnum):
    """Units of durations in agreements."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Duration(msgspec.Struct, frozen=True):
    """A stretch as written: `72 hours`, `15 days`, `6 weeks`, `3 months`."""

    count: int
    unit: TimeUnit

    def __str__(self) -> str:
        unit = self.unit.value if self.count != 1 else self.unit.value[:-1]
        return f"{self.count} {unit}"


_LONGEST = {TimeUnit.MINUTES: 999_999, TimeUnit.HOURS: 999_999, TimeUnit.DAYS: 73_000, TimeUnit.WEEKS: 10_400,
            TimeUnit.MONTHS: 2_400}  # fmt: skip
_DURATION = re.compile(r"([0-9]{1,6}) +(minute|hour|day|week|month)s?")


def parse_duration(text: str) -> Duration:
    """Read `72 hours`. Raises ValueError for anything else, or beyond two centuries."""
    match = _DURATION.fullmatch(text)
    if not match:
        raise ValueError("write a duration such as '72 hours', '15 days' or '6 weeks'")
    duration = Duration(int(match.group(1)), TimeUnit(match.group(2) + "s"))
    if duration.count > _LONGEST[duration.unit]:
        raise ValueError("longer than two hundred years; is the unit right?")
    return duration


FIRST_YEAR, LAST_YEAR = 1800, 2999
"""Years outside are slips of the pen, and sums with them can run off the machine's calendar."""


def check_year(at: datetime) -> None:
    """Raise ValueError for a year that no agreement needs."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"the year {at.year} is not between {FIRST_YEAR} and {LAST_YEAR}")


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class WrittenTime(msgspec.Struct, frozen=True):
    """A date or date with hour as written in an agreement; local unless it carries its own offset."""

    text: str

    @property
    def whole_day(self) -> bool:
        """Whether only the day is given."""
        return bool(_DATE.fullmatch(self.text))

    def local_date(self) -> date:
        """Give the calendar day as written."""
        return date.fromisoformat(self.text[:10])

    def at(self, zone: ZoneInfo) -> datetime:
        """Give the moment of a written hour in a zone. Raises ValueError for a whole day."""
        if self.whole_day:
            raise ValueError("a whole day has no hour")
        value = datetime.fromisoformat(self.text)
        return value if value.tzinfo else value.replace(tzinfo=zone)

    def words(self) -> str:
        """Give it for people: `13 Oct 2025`, or `13 Oct 2025, 06:00`."""
        day = self.local_date()
        return f"{day.day} {day:%b %Y}" + ("" if self.whole_day else f", {self.text[11:16]}")

    def __str__(self) -> str:
        return self.text


_WRITTEN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def parse_written_time(text: str) -> WrittenTime:
    """Read `2025-10-13` or `2025-10-13T06:00`. Raises ValueError for any other form or an impossible date."""
    if not _WRITTEN.fullmatch(text):
        raise ValueError("write a date as 2025-10-13, or with its hour as 2025-10-13T06:00")
    check_year(datetime.fromisoformat(text))
    return WrittenTime(text)


def parse_moment(text: str) -> datetime:
    """Read a moment with its zone, such as `2025-11-06T12:00:00+02:00`.

    Raises ValueError when it is no ISO date and time, has no zone, or is centuries away.
    """
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError("a time needs its zone, such as 2025-11-06T12:00:00+02:00")
    check_year(value)
    return value
