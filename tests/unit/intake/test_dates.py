"""When, as a sentence says it, in a document of Thursday 6 November 2025. The sentences are made up."""

from datetime import UTC, date, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.intake.dates import times

CREATED = date(2025, 11, 6)


def _at(*of: int) -> datetime:
    return datetime(*of, tzinfo=UTC).replace(tzinfo=None)  # the text names no zone


def _day(month: int, day: int, year: int = 2025) -> tuple[date, date]:
    first = date(year, month, day)
    return first, first + timedelta(days=1)


SAID = [
    ("It said on November 5 that it would.", "on November 5", *_day(11, 5), "day"),
    ("The truce began on October 10.", "on October 10", *_day(10, 10), "day"),
    ("They met on Monday.", "on Monday", *_day(11, 3), "day"),
    ("They will meet on Sunday.", "on Sunday", *_day(11, 9), "day"),
    ("They met last Thursday.", "last Thursday", *_day(10, 30), "day"),
    ("They met on Thursday.", "on Thursday", *_day(11, 6), "day"),
    ("They go home next week.", "next week", date(2025, 11, 10), date(2025, 11, 17), "week"),
    ("They came last month.", "last month", date(2025, 10, 1), date(2025, 11, 1), "month"),
    ("It ended in October.", "in October", date(2025, 10, 1), date(2025, 11, 1), "month"),
    ("It ended in December.", "in December", date(2024, 12, 1), date(2025, 1, 1), "month"),
    ("It will end in December.", "in December", date(2025, 12, 1), date(2026, 1, 1), "month"),
    ("All must be out by the end of November.", "by the end of November", CREATED, date(2025, 12, 1), "interval"),
    ("It ran between 9 and 12 October 2025.", "between 9 and 12 October 2025", date(2025, 10, 9), date(2025, 10, 13), "interval"),
    ("It ran from 3 to 5 November.", "from 3 to 5 November", date(2025, 11, 3), date(2025, 11, 6), "interval"),
    ("It was signed on 2025-10-13.", "2025-10-13", *_day(10, 13), "day"),
    ("It was signed on 13.10.2025.", "13.10.2025", *_day(10, 13), "day"),
    ("It began in 2007.", "in 2007", date(2007, 1, 1), date(2008, 1, 1), "year"),
    ("They left yesterday.", "yesterday", *_day(11, 5), "day"),
    ("They left two days ago.", "two days ago", *_day(11, 4), "day"),
    ("They left on 29 February 2024.", "on 29 February 2024", *_day(2, 29, 2024), "day"),
    ("They left on the 25th of last month.", "on the 25th of last month", *_day(10, 25), "day"),
    ("They left on the 3rd day of this month.", "on the 3rd day of this month", *_day(11, 3), "day"),
    ("They must go by the 12th.", "by the 12th", CREATED, date(2025, 11, 13), "interval"),
    ("They came on Nov. 3 by road.", "on Nov. 3", *_day(11, 3), "day"),
    ("They came on Sept. 12 by road.", "on Sept. 12", *_day(9, 12), "day"),
    ("On Sunday the two sides will meet.", "On Sunday", *_day(11, 9), "day"),
    ("The next talks will be held on Friday.", "on Friday", *_day(11, 7), "day"),
    ("They agreed to open the gate on Sunday.", "on Sunday", *_day(11, 9), "day"),
    ("They refused to open the gate on Sunday.", "on Sunday", *_day(11, 2), "day"),
    ("The talks resume on Saturday.", "on Saturday", *_day(11, 8), "day"),
    ("A round is planned for Monday.", "for Monday", *_day(11, 10), "day"),
    ("By Monday 40 trucks had crossed.", "By Monday", *_day(11, 3), "day"),
    ("They met on Wednesday evening.", "on Wednesday evening", *_day(11, 5), "day"),
    ("They met on Wednesday, 5 November 2025.", "on Wednesday, 5 November 2025", *_day(11, 5), "day"),
    ("They met on the morning of 4 November.", "on the morning of 4 November", *_day(11, 4), "day"),
    ("They met on the third of November.", "on the third of November", *_day(11, 3), "day"),
    ("It is set for 15 January.", "for 15 January", *_day(1, 15, 2026), "day"),
    ("They met on 18 December.", "on 18 December", *_day(12, 18), "day"),
    ("They are to be gone by 31 December.", "by 31 December", CREATED, date(2026, 1, 1), "interval"),
    ("It has held since 10 October.", "since 10 October", date(2025, 10, 10), date(2025, 11, 7), "interval"),
    ("It was set up after 15 October.", "after 15 October", date(2025, 10, 16), date(2025, 11, 7), "interval"),
    ("It ran from 28 October to 3 November.", "from 28 October to 3 November", date(2025, 10, 28), date(2025, 11, 4), "interval"),
    ("It ran between Monday and Wednesday.", "between Monday and Wednesday", date(2025, 11, 3), date(2025, 11, 6), "interval"),
    ("It ran from May to July.", "from May to July", date(2025, 5, 1), date(2025, 8, 1), "interval"),
    ("It began in mid-October.", "in mid-October", date(2025, 10, 1), date(2025, 11, 1), "month"),
    ("It begins at the start of December.", "at the start of December", *_day(12, 1), "day"),
    ("They fired overnight.", "overnight", date(2025, 11, 5), date(2025, 11, 7), "interval"),
    ("They met a week ago.", "a week ago", *_day(10, 30), "day"),
    ("They met three weeks ago.", "three weeks ago", date(2025, 10, 13), date(2025, 10, 20), "week"),
    ("In the last 24 hours nobody fired.", "In the last 24 hours", date(2025, 11, 5), date(2025, 11, 7), "interval"),
    ("They will go over the next ten days.", "over the next ten days", CREATED, date(2025, 11, 17), "interval"),
    ("It stood in the week to 2 November.", "in the week to 2 November", date(2025, 10, 27), date(2025, 11, 3), "interval"),
    ("It was quiet over the weekend.", "over the weekend", date(2025, 11, 1), date(2025, 11, 3), "interval"),
    ("By the end of the month they left.", "By the end of the month", CREATED, date(2025, 12, 1), "interval"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "surface", "start", "end", "precision"), SAID, ids=[row[0] for row in SAID])
def test_a_time_is_read_as_it_was_said(text: str, surface: str, start: date, end: date, precision: str) -> None:
    (found,) = times(text, created=CREATED)
    assert (text[found.span.start:found.span.end], found.start, found.end, found.precision) == (surface, start, end, precision)


@pytest.mark.parametrize(("text", "start"), [
    ("They left on Thursday at 10 a.m. by bus.", _at(2025, 11, 6, 10)),
    ("They left at 14:30 on 5 November by bus.", _at(2025, 11, 5, 14, 30)),
    ("They left on 5 November at 12 a.m. by bus.", _at(2025, 11, 5, 0)),
    ("They left on 5 November at 18:00 GMT by bus.", datetime(2025, 11, 5, 18, tzinfo=UTC)),
    ("They left at 2025-11-05T14:30:00Z by bus.", datetime(2025, 11, 5, 14, 30, tzinfo=UTC)),
])  # fmt: skip
def test_an_hour_beside_a_day_is_kept(text: str, start: datetime) -> None:
    (found,) = times(text, created=CREATED)
    assert (found.start, found.precision) == (start, "instant")


@pytest.mark.parametrize(("text", "surface", "start", "minutes"), [
    ("They fired at 09:40 there.", "at 09:40", _at(2025, 11, 6, 9, 40), 1),
    ("They fired at 22:15 there.", "at 22:15", _at(2025, 11, 5, 22, 15), 1),
    ("They will meet at 22:15 there.", "at 22:15", _at(2025, 11, 6, 22, 15), 1),
    ("They fired at 6 a.m. there.", "at 6 a.m.", _at(2025, 11, 6, 6), 1),
    ("They fired at 0630 hours there.", "at 0630 hours", _at(2025, 11, 6, 6, 30), 1),
    ("They fired between 09:00 and 10:30 there.", "between 09:00 and 10:30", _at(2025, 11, 6, 9), 90),
    ("They fired on 4 November from 22:00 to 04:00 there.", "on 4 November from 22:00 to 04:00", _at(2025, 11, 4, 22), 360),
    ("They fired at noon on 4 November there.", "at noon on 4 November", _at(2025, 11, 4, 12), 1),
])  # fmt: skip
def test_an_hour_alone_is_of_the_day_that_is_spoken_of(text: str, surface: str, start: datetime, minutes: int) -> None:
    (found,) = times(text, created=_at(2025, 11, 6, 18))
    assert (text[found.span.start:found.span.end], found.start, found.end) == (surface, start, start + timedelta(minutes=minutes))


def test_an_hour_belongs_to_the_last_day_of_its_paragraph() -> None:
    found = times("On 3 November they came. At 10:20 they left.\n\nAt 11:00 it rained.", created=_at(2025, 11, 6, 18))
    assert [one.start for one in found] == [date(2025, 11, 3), _at(2025, 11, 3, 10, 20), _at(2025, 11, 6, 11)]


def test_last_week_said_on_a_sunday_has_two_readings() -> None:
    (found,) = times("They left last week.", created=date(2025, 11, 9))
    assert (found.start, found.candidates) == (date(2025, 10, 27), ((date(2025, 11, 3), date(2025, 11, 10)),))


def test_the_same_day_is_the_last_one_named() -> None:
    found = times("He spoke on November 3. They met on the same day, and again the next day.", created=CREATED)
    assert [one.start for one in found] == [date(2025, 11, 3), date(2025, 11, 3), date(2025, 11, 4)]
    assert [one.anchor for one in found] == ["created", "previous", "previous"]


def test_a_day_and_month_that_may_be_turned_round_have_both_readings() -> None:
    (found,) = times("It was signed on 03/04/2025.", created=CREATED)
    assert (found.start, found.candidates) == (date(2025, 4, 3), ((date(2025, 3, 4), date(2025, 3, 5)),))


def test_without_a_day_of_the_document_nothing_is_counted_from_it() -> None:
    text = "They met yesterday, on Monday and on November 5; the plan is of 9 October 2025."
    assert [one.start for one in times(text, created=None)] == [None, None, None, date(2025, 10, 9)]


@pytest.mark.parametrize("text", [
    "They may go.", "They march on the town.", "It takes 72 hours.", "It was said recently.", "It is article 11.",
    "the 31 of them",
    "The plan has 20 points.", "They meet on Mondays.", "They meet every Monday.",
    "The Sunday Example said so.", "It lasted three days.", "They waited over two weeks.", "within 30 days of the transfer",
    "Channel Noon reported it.", "It costs 2.30 a piece.", "paragraph 4.10",
    "The 5th brigade left.",
])  # fmt: skip
def test_what_names_no_day_is_no_time(text: str) -> None:
    assert times(text, created=CREATED) == ()


@pytest.mark.parametrize("text", ["It was on 31 November.", "It was on 2025-02-30.", "It was on 29 February 2025."])
def test_a_day_that_is_not_in_the_calendar_is_not_read(text: str) -> None:
    assert [one for one in times(text, created=CREATED) if one.start is not None and one.precision == "day"] == []


@given(st.sampled_from(["on Monday", "yesterday", "last week", "two days ago", "next week", "tomorrow", "on Friday"]),
       st.integers(0, 400))  # fmt: skip
def test_words_counted_from_the_document_move_with_it(words: str, weeks: int) -> None:
    text = f"They went {words}."
    (one,), (other,) = times(text, created=CREATED), times(text, created=CREATED + timedelta(weeks=weeks))
    assert one.start is not None
    assert one.end is not None
    assert (other.start, other.end) == (one.start + timedelta(weeks=weeks), one.end + timedelta(weeks=weeks))


@given(st.text(alphabet=st.sampled_from("0123456789 -/.:Novemberdaythsamlu\u200bT\n"), max_size=80))
def test_whatever_comes_in_places_lie_inside_and_periods_in_order(text: str) -> None:
    for one in times(text, created=CREATED):
        assert 0 <= one.span.start < one.span.end <= len(text)
        assert one.start is None or one.end is None or one.start < one.end


@pytest.mark.parametrize("piece", [
    "on 5 November ", "at 09:40 ", "from Monday to ", "between 09:00 and ", "the end of ", "within the next ", "will ", "5/5/",
    "agreed to ", "November ", "the week that ended on ", "12 ", "early ",
])  # fmt: skip
def test_a_long_line_costs_no_more_than_its_length(piece: str) -> None:
    def cost(count: int) -> float:
        text = piece * count
        begin = process_time()
        times(text, created=CREATED)
        return process_time() - begin

    cost(50)
    short, long = (min(cost(count) for _ in range(3)) for count in (500, 2_000))
    assert long < 9 * short  # four times as long; a pattern that looks back over it all would cost sixteen times as much


def test_a_row_of_a_log_begins_with_its_hour():
    found = times("1  0640  A lorry came.\n2  0710  It left.", created=CREATED)
    assert [(one.start, one.precision) for one in found] == [
        (_at(2025, 11, 6, 6, 40), "instant"), (_at(2025, 11, 6, 7, 10), "instant")]  # fmt: skip
    assert times("2015 was a bad year.", created=CREATED) == ()


@pytest.mark.parametrize(("text", "hours"), [
    ("At 0630 the gate opened.", [(6, 30)]), ("The post was shut at 1430 hrs.", [(14, 30)]),
    ("They stood at 2000 metres.", []), ("It was built at 1500 posts.", []), ("In 1430 it fell.", []),
])  # fmt: skip
def test_an_hour_of_four_digits(text, hours):
    assert [(one.start.hour, one.start.minute) for one in times(text, created=CREATED) if one.precision == "instant"] == hours
