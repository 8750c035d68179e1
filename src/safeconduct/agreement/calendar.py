"""The calendar of an agreement: when a limit falls, in its zone and by its way of counting days.

Days end where the agreement says. Stretches in hours are elapsed time; stretches in days, weeks and months are
calendar days. Nothing is guessed: a start known only as a stretch of time gives a limit known only as a stretch.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from safeconduct.agreement.frame import Calendar, Months
from safeconduct.agreement.terms import Clock, Counting
from safeconduct.kernel.moments import Duration, Period, TimeUnit, WrittenTime, moment


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Give the time zone of an IANA name. Raises ZoneInfoNotFoundError."""
    return ZoneInfo(name)


def end_of_day(day: date, calendar: Calendar, zone: str = "") -> datetime:
    """Give the moment at which a day of the agreement ends."""
    tz = zone_of(zone or calendar.zone)
    if calendar.day_ends in ("24:00", "00:00"):
        return datetime(day.year, day.month, day.day, tzinfo=tz) + timedelta(days=1)
    hours, minutes = map(int, calendar.day_ends.split(":"))
    return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=tz)


def start_of_day(day: date, calendar: Calendar, zone: str = "") -> datetime:
    """Give the moment at which a day of the agreement begins."""
    return end_of_day(day - timedelta(days=1), calendar, zone)


def day_of(at: datetime, calendar: Calendar, zone: str = "") -> date:
    """Give the day of the agreement a moment belongs to; where days end at 18:00 the evening is the next day."""
    day = at.astimezone(zone_of(zone or calendar.zone)).date()
    return day if at.astimezone(UTC) < end_of_day(day, calendar, zone).astimezone(UTC) else day + timedelta(days=1)


def period_of(written: WrittenTime, calendar: Calendar, zone: str = "") -> Period:
    """Give a written date as the whole day, a written hour as its moment."""
    if written.whole_day:
        day = written.local_date()
        return Period(start_of_day(day, calendar, zone), end_of_day(day, calendar, zone))
    return moment(written.at(zone_of(zone or calendar.zone)))


def last_moment(written: WrittenTime, calendar: Calendar, zone: str = "") -> datetime:
    """Give the moment by which something due `by` a written date must be done."""
    return period_of(written, calendar, zone).end


def limit_after(start: Period, clock: Clock, calendar: Calendar) -> Period:
    """Give when a stretch after an event ends, or at the latest begins before it.

    Exact only if the event's moment is known well enough.
    """
    if clock.before is not None:
        return _before(start, clock, calendar)
    assert clock.within is not None
    stretch = clock.within
    if stretch.unit in (TimeUnit.HOURS, TimeUnit.MINUTES):
        return start.shifted(elapsed(stretch))
    last = start.end if start.exact else start.end - timedelta(microseconds=1)
    first_day, last_day = day_of(start.start, calendar, clock.zone), day_of(last, calendar, clock.zone)
    counting = clock.count or calendar.count
    return Period(
        end_of_day(days_after(first_day, stretch, counting, calendar.months), calendar, clock.zone),
        end_of_day(days_after(last_day, stretch, counting, calendar.months), calendar, clock.zone),
    )


def _before(start: Period, clock: Clock, calendar: Calendar) -> Period:
    stretch = clock.before
    assert stretch is not None
    if stretch.unit in (TimeUnit.HOURS, TimeUnit.MINUTES):
        return start.shifted(-elapsed(stretch))
    # n whole days before: by the end of the day that lies n days earlier.
    last = start.end if start.exact else start.end - timedelta(microseconds=1)
    days = elapsed(stretch)
    return Period(end_of_day(day_of(start.start, calendar, clock.zone) - days, calendar, clock.zone),
                  end_of_day(day_of(last, calendar, clock.zone) - days, calendar, clock.zone))  # fmt: skip


def elapsed(stretch: Duration) -> timedelta:
    """Give a stretch as elapsed time; a day counts 24 hours. Raises ValueError for months."""
    if stretch.unit is TimeUnit.MONTHS:
        raise ValueError("a month has no fixed length")
    return timedelta(**{stretch.unit.value: stretch.count})


def days_after(day: date, stretch: Duration, counting: Counting, months: Months) -> date:
    """Give the day that lies a stretch of days, weeks or months after a day."""
    if stretch.unit is TimeUnit.MONTHS:
        return _months_after(day, stretch.count, months) - timedelta(days=1 if counting is Counting.INCLUSIVE else 0)
    count = stretch.count * (7 if stretch.unit is TimeUnit.WEEKS else 1)
    return day + timedelta(days=count - (1 if counting is Counting.INCLUSIVE else 0))


def _months_after(day: date, count: int, months: Months) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    try:
        return day.replace(year=year, month=month)
    except ValueError:
        # 31 January + 1 month: the reader refuses such limits unless the agreement declares a rounding.
        first_of_next = date(year + month // 12, month % 12 + 1, 1)
        return first_of_next if months is Months.ROUND_UP else first_of_next - timedelta(days=1)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=256)
def _epoch_in(zone: timezone) -> datetime:
    return EPOCH.astimezone(zone)


def to_micros(at: datetime) -> int:
    """Give a moment as microseconds since 1970 UTC, for compact sorting."""
    zone = at.tzinfo
    # In one fixed offset the clocks on the wall can be subtracted; asking two zones for their offsets takes longer.
    since = at - (_epoch_in(zone) if type(zone) is timezone else EPOCH)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_micros(micros: int, zone: str) -> datetime:
    """Give microseconds since 1970 UTC as a moment in a zone."""
    return (EPOCH + timedelta(microseconds=micros)).astimezone(zone_of(zone))
