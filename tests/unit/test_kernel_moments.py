"""Moments, periods and durations: read only in the form they are written in agreements, and never guessed."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.kernel.moments import (
    Duration,
    Period,
    TimeUnit,
    micros,
    moment,
    parse_duration,
    parse_moment,
    parse_written_time,
)


@pytest.mark.parametrize(
    ("text", "count", "unit", "shown"),
    [
        ("72 hours", 72, "hours", "72 hours"),
        ("1 hour", 1, "hours", "1 hour"),
        ("1 hours", 1, "hours", "1 hour"),
        ("15 day", 15, "days", "15 days"),
        ("6   weeks", 6, "weeks", "6 weeks"),
        ("3 months", 3, "months", "3 months"),
        ("0 days", 0, "days", "0 days"),
        ("007 days", 7, "days", "7 days"),
        ("999999 minutes", 999_999, "minutes", "999999 minutes"),
        ("73000 days", 73_000, "days", "73000 days"),
    ],
)
def test_a_duration_is_read_and_shown(text: str, count: int, unit: str, shown: str) -> None:
    found = parse_duration(text)
    assert (found, str(found)) == (Duration(count, TimeUnit(unit)), shown)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "72",
        "hours",
        "72hours",
        "72 Hours",
        " 72 hours",
        "72 hours ",
        "-1 days",
        "1.5 days",
        "1 year",
        "P3D",
        "٣ days",
        "1000000 days",
        "1 days 2 hours",
        "72\nhours",
        "a week",
        "1e3 days",
        "1_0 days",
    ],
)
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="write a duration such as '72 hours'"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["73001 days", "10401 weeks", "2401 months", "999999 weeks", "999999 months"])
def test_no_duration_is_longer_than_two_centuries(text: str) -> None:
    with pytest.raises(ValueError, match="longer than two hundred years"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "whole_day"),
    [
        ("2025-10-13", True),
        ("2024-02-29", True),
        ("2025-10-13T06:00", False),
        ("2025-10-13T06:00:30", False),
        ("2025-10-13T06:00Z", False),
        ("2025-10-13T06:00:30+05:30", False),
    ],
)
def test_a_written_time_keeps_its_words(text: str, whole_day: bool) -> None:
    found = parse_written_time(text)
    assert (str(found), found.whole_day, found.local_date()) == (text, whole_day, date.fromisoformat(text[:10]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "2025-10",
        "13.10.2025",
        "10/13/2025",
        "2025-13-01",
        "2025-02-29",
        "2025-10-32",
        "2025-1-3",
        "20251013",
        "2025-10-13 06:00",
        "2025-10-13T6:00",
        "2025-10-13T06",
        "2025-10-13T06:60",
        "2025-10-13T25:00",
        "2025-W42-1",
        "2025-10-13T06:00:00.5",
        "2025-10-13T06:00+2",
        "2025-10-13T06:00+99:00",
        " 2025-10-13",
        "2025-10-13\n",
        "٢٠٢٥-١٠-١٣",
        "0000-01-01",
        "today",
    ],
)
def test_anything_else_is_no_written_time(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_written_time(text)


@pytest.mark.parametrize("year", ["0001", "1799", "3000", "9999"])
def test_a_year_centuries_away_is_a_slip_of_the_pen(year: str) -> None:
    with pytest.raises(ValueError, match="not between 1800 and 2999"):
        parse_written_time(f"{year}-06-01")
    with pytest.raises(ValueError, match="not between 1800 and 2999"):
        parse_moment(f"{year}-06-01T00:00:00+00:00")
    assert [parse_written_time(f"{year}-06-01").text[:4] for year in (1800, 2999)] == ["1800", "2999"]


def test_a_written_hour_is_local_unless_it_carries_its_own_offset() -> None:
    zone = ZoneInfo("Asia/Jerusalem")
    assert parse_written_time("2025-10-13T06:00").at(zone).astimezone(UTC) == datetime(2025, 10, 13, 3, tzinfo=UTC)
    assert parse_written_time("2025-10-13T06:00Z").at(zone).astimezone(UTC) == datetime(2025, 10, 13, 6, tzinfo=UTC)
    with pytest.raises(ValueError, match="a whole day has no hour"):
        parse_written_time("2025-10-13").at(zone)


def test_a_moment_has_its_zone() -> None:
    assert parse_moment("2025-11-06T12:00:00+02:00") == datetime(2025, 11, 6, 10, tzinfo=UTC)
    for text in ("2025-11-06T12:00:00", "2025-11-06"):
        with pytest.raises(ValueError, match="a time needs its zone"):
            parse_moment(text)
    for text in ("", "now", "2025-11-06T12:00:00+99:00", "2025-02-30T00:00:00Z"):
        with pytest.raises(ValueError, match=r".+"):
            parse_moment(text)


def test_a_period_may_be_one_moment() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    assert (moment(at).exact, Period(at, at + timedelta(hours=1)).exact) == (True, False)


def test_a_period_is_shifted_by_elapsed_time() -> None:
    zone = ZoneInfo("Europe/Stockholm")
    before = datetime(2026, 3, 28, 12, tzinfo=zone)
    later = moment(before).shifted(timedelta(hours=24))
    assert (later.start.isoformat(), later.exact) == ("2026-03-29T13:00:00+02:00", True)


EARLY, LATE = datetime(1900, 1, 1), datetime(2900, 1, 1)  # noqa: DTZ001


@given(
    st.datetimes(EARLY, LATE, timezones=st.sampled_from([UTC, ZoneInfo("Africa/Cairo")])),
    st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_a_shift_keeps_the_length_and_can_be_taken_back(start: datetime, by: timedelta) -> None:
    shifted = moment(start).shifted(by)
    assert shifted.start.astimezone(UTC) - start.astimezone(UTC) == by
    assert shifted.shifted(-by).start.astimezone(UTC) == start.astimezone(UTC)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    for parse in (parse_duration, parse_written_time, parse_moment):
        try:
            parse(text)
        except ValueError:
            continue


ZONES = st.sampled_from([UTC, ZoneInfo("Africa/Cairo"), timezone(timedelta(hours=2)), timezone(timedelta(hours=-3))])


@given(st.lists(st.datetimes(EARLY, LATE, timezones=ZONES)))
def test_many_moments_at_once_are_the_moments_one_by_one(moments: list[datetime]) -> None:
    since = [at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC) for at in moments]
    assert micros(moments) == [stretch // timedelta(microseconds=1) for stretch in since]
