"""When a limit falls: days and hours in the agreement's own zone, and dates of public accords as the measure."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.agreement.calendar import (
    days_after,
    elapsed,
    end_of_day,
    from_micros,
    last_moment,
    limit_after,
    period_of,
    start_of_day,
    to_micros,
    zone_of,
)
from safeconduct.agreement.frame import Calendar, Months
from safeconduct.agreement.terms import Clock, Counting
from safeconduct.kernel.moments import Period, moment, parse_duration, parse_written_time

EXCLUSIVE, INCLUSIVE = Counting.EXCLUSIVE, Counting.INCLUSIVE

# The accord, the day of its anchor, the stretch, the day it ends. Checked against the dates the accords themselves give
# or the parties kept to.
ACCORDS = [
    ("Dayton 1-A: transfer of authority", "1995-12-20", "30 days", "1996-01-19"),
    ("Dayton 1-A: transfer of authority", "1995-12-20", "45 days", "1996-02-03"),
    ("Dayton 1-A: transfer of authority", "1995-12-20", "90 days", "1996-03-19"),
    ("Dayton 1-A: transfer of authority", "1995-12-20", "91 days", "1996-03-20"),
    ("Dayton 1-A: transfer of authority", "1995-12-20", "120 days", "1996-04-18"),
    ("Dayton 1-A: signature", "1995-12-14", "21 days", "1996-01-04"),
    ("Dayton 1-A: signature", "1995-12-14", "30 days", "1996-01-13"),
    ("El Salvador: ceasefire, D-day", "1992-02-01", "5 days", "1992-02-06"),
    ("El Salvador: ceasefire, D-day", "1992-02-01", "6 days", "1992-02-07"),
    ("El Salvador: ceasefire, D-day", "1992-02-01", "30 days", "1992-03-02"),
    ("El Salvador: ceasefire, D-day", "1992-02-01", "90 days", "1992-05-01"),
    ("El Salvador: ceasefire, D-day", "1992-02-01", "255 days", "1992-10-13"),
    ("El Salvador: ceasefire, D-day", "1992-02-01", "273 days", "1992-10-31"),
    ("Mozambique: entry into force, E-day", "1992-10-15", "60 days", "1992-12-14"),
    ("Mozambique: entry into force, E-day", "1992-10-15", "180 days", "1993-04-13"),
    ("Aceh: signature, to the amnesty decree", "2005-08-15", "15 days", "2005-08-30"),
    ("Northern Ireland: referendum, to arms", "1998-05-22", "24 months", "2000-05-22"),
    ("Northern Ireland: Act, to releases", "1998-07-28", "24 months", "2000-07-28"),
    ("Lomé: signature", "1999-07-07", "6 weeks", "1999-08-18"),
]


@pytest.mark.parametrize(("accord", "anchor", "stretch", "expected"), ACCORDS)
def test_the_dates_of_public_accords(accord: str, anchor: str, stretch: str, expected: str) -> None:
    found = days_after(date.fromisoformat(anchor), parse_duration(stretch), EXCLUSIVE, Months.FORBID)
    assert (accord, found.isoformat()) == (accord, expected)


@pytest.mark.parametrize(
    ("_accord", "anchor", "stretch", "expected"), [row for row in ACCORDS if "months" not in row[2]]
)
def test_counting_the_first_day_makes_the_last_one_day_earlier(
    _accord: str, anchor: str, stretch: str, expected: str
) -> None:
    found = days_after(date.fromisoformat(anchor), parse_duration(stretch), INCLUSIVE, Months.FORBID)
    assert found == date.fromisoformat(expected) - timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "stretch", "down", "up"),
    [
        ("2026-01-31", "1 month", "2026-02-28", "2026-03-01"),
        ("2028-01-31", "1 month", "2028-02-29", "2028-03-01"),
        ("2026-01-29", "1 month", "2026-02-28", "2026-03-01"),
        ("2026-01-28", "1 month", "2026-02-28", "2026-02-28"),
        ("2026-03-31", "1 month", "2026-04-30", "2026-05-01"),
        ("2026-08-31", "6 months", "2027-02-28", "2027-03-01"),
        ("2026-12-31", "2 months", "2027-02-28", "2027-03-01"),
        ("2028-02-29", "12 months", "2029-02-28", "2029-03-01"),
        ("2028-02-29", "48 months", "2032-02-29", "2032-02-29"),
        ("2026-10-31", "1 month", "2026-11-30", "2026-12-01"),
        ("2026-12-15", "1 month", "2027-01-15", "2027-01-15"),
        ("2026-05-15", "0 months", "2026-05-15", "2026-05-15"),
    ],
)
def test_months_are_rounded_as_the_agreement_says(day: str, stretch: str, down: str, up: str) -> None:
    found = [
        days_after(date.fromisoformat(day), parse_duration(stretch), EXCLUSIVE, months).isoformat()
        for months in (Months.ROUND_DOWN, Months.ROUND_UP)
    ]
    assert found == [down, up]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def calendar(zone: str = "Europe/Stockholm", day_ends: str = "24:00", count: Counting = EXCLUSIVE) -> Calendar:
    return Calendar(zone=zone, day_ends=day_ends, count=count, months=Months.ROUND_DOWN)


@pytest.mark.parametrize(
    ("zone", "day", "ends", "expected"),
    [
        ("Asia/Jakarta", "2005-08-30", "24:00", "2005-08-30T17:00"),
        ("Asia/Jakarta", "2005-08-30", "00:00", "2005-08-30T17:00"),
        ("Asia/Jerusalem", "2025-10-13", "24:00", "2025-10-13T21:00"),
        ("Asia/Jerusalem", "2025-10-13", "18:00", "2025-10-13T15:00"),
        ("Asia/Jerusalem", "2025-12-13", "24:00", "2025-12-13T22:00"),
        ("America/Bogota", "2016-12-01", "24:00", "2016-12-02T05:00"),
        ("Pacific/Kiritimati", "2026-01-01", "24:00", "2026-01-01T10:00"),
        # Clocks go forward at midnight in Cairo and Beirut: the day that ends there ends once, and there is no 00:00.
        ("Africa/Cairo", "2025-04-24", "24:00", "2025-04-24T22:00"),
        ("Asia/Beirut", "2026-03-28", "24:00", "2026-03-28T22:00"),
        # Clocks go back at midnight: 23:00 comes twice, and the day ends after the second.
        ("Asia/Beirut", "2025-10-25", "24:00", "2025-10-25T22:00"),
        # A day of 23 hours and a day of 25.
        ("Europe/Stockholm", "2026-03-29", "24:00", "2026-03-29T22:00"),
        ("Europe/Stockholm", "2026-10-25", "24:00", "2026-10-25T23:00"),
    ],
)
def test_a_day_ends_where_the_agreement_says(zone: str, day: str, ends: str, expected: str) -> None:
    found = end_of_day(date.fromisoformat(day), calendar(zone, ends))
    assert found.astimezone(UTC) == utc(expected)


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.sampled_from(["24:00", "00:00", "18:00", "06:30"]))
def test_one_day_ends_where_the_next_begins(day: date, ends: str) -> None:
    here = calendar("Africa/Cairo", ends)
    assert end_of_day(day, here) == start_of_day(day + timedelta(days=1), here)
    assert start_of_day(day, here) < end_of_day(day, here)


def test_a_written_day_is_the_whole_day_and_a_written_hour_is_a_moment() -> None:
    here = calendar()
    day = period_of(parse_written_time("2026-03-01"), here)
    assert (day.start.astimezone(UTC), day.end.astimezone(UTC)) == (utc("2026-02-28T23:00"), utc("2026-03-01T23:00"))
    hour = period_of(parse_written_time("2026-03-01T06:00"), here)
    assert (hour.exact, hour.start) == (True, utc("2026-03-01T05:00"))
    own = period_of(parse_written_time("2026-03-01T06:00+05:00"), here)
    assert own.start == utc("2026-03-01T01:00")
    other = period_of(parse_written_time("2026-03-01T06:00"), here, "Asia/Tokyo")
    assert other.start == utc("2026-02-28T21:00")


def test_what_is_due_by_a_day_is_due_by_its_end() -> None:
    assert last_moment(parse_written_time("2026-03-31"), calendar()) == utc("2026-03-31T22:00")
    assert last_moment(parse_written_time("2026-03-31"), calendar(day_ends="18:00")) == utc("2026-03-31T16:00")
    assert last_moment(parse_written_time("2026-03-31T12:00"), calendar()) == utc("2026-03-31T10:00")


def limit(start: Period, stretch: str, here: Calendar, **clock: object) -> Period:
    return limit_after(start, Clock(within=parse_duration(stretch), of="anchor", **clock), here)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Stockholm"))


def test_hours_are_elapsed_time_also_over_a_change_of_clocks() -> None:
    start = moment(at("2026-03-28T12:00"))
    assert limit(start, "24 hours", calendar()) == moment(at("2026-03-29T13:00"))
    assert limit(start, "72 hours", calendar()) == moment(at("2026-03-31T13:00"))
    assert limit(start, "90 minutes", calendar()) == moment(at("2026-03-28T13:30"))
    assert limit(moment(at("2026-10-24T12:00")), "24 hours", calendar()) == moment(at("2026-10-25T11:00"))


def test_days_are_calendar_days_and_end_with_the_day() -> None:
    start = moment(at("2026-03-28T12:00"))
    assert limit(start, "1 day", calendar()) == moment(at("2026-03-30T00:00"))
    assert limit(start, "1 day", calendar(count=INCLUSIVE)) == moment(at("2026-03-29T00:00"))
    assert limit(start, "1 day", calendar(), count=INCLUSIVE) == moment(at("2026-03-29T00:00"))
    assert limit(start, "1 day", calendar(count=INCLUSIVE), count=EXCLUSIVE) == moment(at("2026-03-30T00:00"))
    assert limit(start, "2 weeks", calendar()) == moment(at("2026-04-12T00:00"))
    assert limit(start, "1 day", calendar(day_ends="18:00")) == moment(at("2026-03-29T18:00"))


def test_the_day_of_an_event_is_its_day_in_the_zone_of_the_clock() -> None:
    start = moment(at("2026-03-01T20:00"))  # already 2 March in Tokyo
    assert limit(start, "1 day", calendar()) == moment(at("2026-03-03T00:00"))
    tokyo = limit(start, "1 day", calendar(), zone="Asia/Tokyo")
    assert tokyo.start == datetime(2026, 3, 4, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_an_event_known_by_its_day_gives_one_limit_in_days_and_a_stretch_in_hours() -> None:
    day = Period(at("2026-03-01T00:00"), at("2026-03-02T00:00"))
    assert limit(day, "10 days", calendar()) == moment(at("2026-03-12T00:00"))
    assert limit(day, "72 hours", calendar()) == Period(at("2026-03-04T00:00"), at("2026-03-05T00:00"))
    two = Period(at("2026-03-01T12:00"), at("2026-03-02T12:00"))
    assert limit(two, "10 days", calendar()) == Period(at("2026-03-12T00:00"), at("2026-03-13T00:00"))


def test_a_month_has_no_fixed_length() -> None:
    assert elapsed(parse_duration("2 weeks")) == timedelta(days=14)
    assert elapsed(parse_duration("90 minutes")) == timedelta(hours=1, minutes=30)
    with pytest.raises(ValueError, match="a month has no fixed length"):
        elapsed(parse_duration("1 month"))


def test_a_zone_is_named_or_unknown() -> None:
    assert zone_of("Asia/Jerusalem").key == "Asia/Jerusalem"
    with pytest.raises(KeyError):
        zone_of("Asia/Jerusalm")


MOMENTS = st.datetimes(datetime(1800, 1, 1), datetime(2999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS)
def test_a_moment_comes_back_from_its_microseconds(when: datetime) -> None:
    assert from_micros(to_micros(when), "Asia/Jerusalem").astimezone(UTC) == when


@given(MOMENTS, MOMENTS)
def test_microseconds_sort_as_moments_do(one: datetime, other: datetime) -> None:
    assert (to_micros(one) < to_micros(other)) == (one < other)


ZONES = [ZoneInfo(name) for name in ("Asia/Jerusalem", "America/Bogota", "Asia/Kathmandu", "Pacific/Apia")]
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(MOMENTS, st.sampled_from(ZONES) | OFFSETS)
def test_microseconds_do_not_depend_on_the_zone(when: datetime, zone: tzinfo) -> None:
    assert to_micros(when.astimezone(zone)) == to_micros(when)


@pytest.mark.parametrize("day", ["1800-01-01", "2999-12-31"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_first_and_the_last_year_that_are_read_can_be_reckoned_with(day: str, zone: str) -> None:
    here = calendar(zone)
    written = period_of(parse_written_time(day), here)
    for stretch in ("999999 hours", "73000 days", "10400 weeks", "2400 months"):
        assert limit(written, stretch, here).end > written.start
