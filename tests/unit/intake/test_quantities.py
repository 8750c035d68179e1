"""How many, as a sentence says it. The sentences are made up."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.intake.document import Span
from safeconduct.intake.draft import Quantity
from safeconduct.intake.quantities import quantities

SAID = [
    ("They hid 100-200 fighters there.", [("100-200", 100, 200, "fighters")]),
    ("They hid 100–200 fighters there.", [("100–200", 100, 200, "fighters")]),
    ("They hid 100 to 200 fighters there.", [("100 to 200", 100, 200, "fighters")]),
    ("They hid from 150 to 200 fighters there.", [("from 150 to 200", 150, 200, "fighters")]),
    ("Between 9 and 12 bodies were handed over.", [("Between 9 and 12", 9, 12, "bodies")]),
    ("They hand over 106 weapons.", [("106", 106, 106, "weapons")]),
    ("It took over 106 posts.", [("106", 106, 106, "posts")]),
    ("Over 106 weapons came in.", [("Over 106", 107, None, "weapons")]),
    ("Two or three trucks waited.", [("Two or three", 2, 3, "trucks")]),
    ("At least 12 people were hurt and more than 40 fled.",
     [("At least 12", 12, None, "people"), ("more than 40", 41, None, "")]),
    ("Fewer than 10 trucks came; up to 30 aid trucks may.",
     [("Fewer than 10", None, 9, "trucks"), ("up to 30", None, 30, "trucks")]),
    ("They gave up 7 of the 43 weapons.", [("7", 7, 7, "weapons"), ("43", 43, 43, "weapons")]),
    ("They freed 1,718 prisoners and 250 others.", [("1,718", 1718, 1718, "prisoners"), ("250", 250, 250, "others")]),
    ("There are 1.7 million people and 2 000 tents.",
     [("1.7 million", 1_700_000, 1_700_000, "people"), ("2 000", 2000, 2000, "tents")]),
    ("One hundred and twenty detainees left.", [("One hundred and twenty", 120, 120, "detainees")]),
    ("A dozen rounds, half a dozen drones, two dozen rifles.",
     [("A dozen", 12, 12, "rounds"), ("half a dozen", 6, 6, "drones"), ("two dozen", 24, 24, "rifles")]),
    ("A 15-member delegation came.", [("15", 15, 15, "member")]),
    ("One soldier died, and no one of the others.", [("One", 1, 1, "soldier")]),
    ("40+ vehicles and twenty or more men.", [("40+", 40, None, "vehicles"), ("twenty or more", 20, None, "men")]),
    ("They said that one of the three was open.", [("one", 1, 1, ""), ("three", 3, 3, "")]),
    ("It knew of no more than one.", [("no more than one", None, 1, "")]),
    ("At the post 14 soldiers stood.", [("14", 14, 14, "soldiers")]),
    ("In 2024, 2023 prisoners were freed.", [("2023", 2023, 2023, "prisoners")]),
    ("They counted ١٢ bodies.", [("١٢", 12, 12, "bodies")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[text for text, _ in SAID])
def test_bounds_are_those_that_were_said(text: str, expected: list[tuple[str, int | None, int | None, str]]) -> None:
    found = [(text[one.span.start:one.span.end], one.low, one.high, one.counted) for one in quantities(text)]
    assert found == expected


@pytest.mark.parametrize("word", ["about", "around", "some", "nearly", "roughly", "approximately", "an estimated", "close to"])
def test_about_is_kept_and_widens_nothing(word: str) -> None:
    (found,) = quantities(f"There are {word} 200 fighters.")
    assert (found.low, found.high, found.approximate) == (200, 200, True)


@pytest.mark.parametrize(("text", "low"), [
    ("dozens of fighters", 12), ("hundreds of tents", 100), ("tens of thousands of people", 10_000), ("several trucks", 3),
    ("some of them", None), ("scores of rifles", 40),
])  # fmt: skip
def test_a_word_keeps_its_least_and_no_most(text: str, low: int | None) -> None:
    (found,) = quantities(text)
    assert (found.low, found.high, found.vague != "") == (low, None, True)


def test_all_of_them_is_kept_beside_the_number() -> None:
    (found,) = quantities("They let all 20 living hostages go.")
    assert (found.low, found.high, found.exhaustive, found.counted) == (20, 20, True, "hostages")


def test_a_share_names_the_whole() -> None:
    assert [(one.low, one.of) for one in quantities("7 of the 43 weapons")] == [(7, 43), (43, None)]


NOT_COUNTED = [
    "the 20-point plan", "a third country", "the two sides", "after two years of war", "Article 4.2", "Resolution 2803",
    "Phase 2 of the plan", "Annex 1", "at 2 a.m.", "at 14:30", "a man aged 34", "5 km away", "60 percent", "60% of it",
    "$4 million",
    "the 5th brigade", "the 5th day", "in 2024", "Channel 12", "a 20-year-old man", "within 72 hours",
    "one of the men", "no one", "UN 2735",
    "AK-47 rifles", "+970 5 123 4567", "the two-state solution", "point 6", "Articles 3 and 4", "write to office7@example.org",
    "Colonel Example, 34, said", "two conditions", "three good reasons", "a new one", "what one believes", "post 7",
    "incident 12", "report 14/2015", "the 1949 conventions", "the years 2014-2015", "the law (2011)", "both options",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_COUNTED)
def test_what_counts_nothing_is_no_quantity(text: str) -> None:
    assert quantities(f"They spoke of {text} again.") == ()


def test_numbers_of_dates_are_told_from_quantities_by_their_places() -> None:
    text = "On 5 November 12 incidents were seen."
    found = quantities(text, dates=(Span(0, 13),))
    assert [(one.low, one.counted) for one in found] == [(12, "incidents")]


def test_a_character_that_is_not_seen_changes_no_number() -> None:
    text = "They hid 1\u200b00 to 2\u202e00 fighters."
    (found,) = quantities(text)
    assert (found.low, found.high, text[found.span.start:found.span.end]) == (100, 200, "1\u200b00 to 2\u202e00")


def _shape(one: Quantity) -> tuple[object, ...]:
    return one.low, one.high, one.approximate, one.exhaustive, one.vague, one.counted


@given(low=st.integers(2, 99_999), more=st.integers(1, 99_999), sign=st.sampled_from(["-", "–", " to ", "‑", " – "]))
def test_every_way_to_write_a_range_says_the_same(low: int, more: int, sign: str) -> None:
    (found,) = quantities(f"They counted {low}{sign}{low + more} weapons there.")
    assert (found.low, found.high, found.counted) == (low, low + more, "weapons")


@given(n=st.integers(2, 999_999), before=st.sampled_from(["", "A car passed. ", "«Nothing», he said. ", "\u200f"]))
def test_other_sentences_move_only_the_place(n: int, before: str) -> None:
    text = f"At least {n:,} tents stood there."
    alone, moved = quantities(text), quantities(before + text)
    assert [_shape(one) for one in moved] == [_shape(one) for one in alone]
    assert [(before + text)[one.span.start:one.span.end] for one in moved] == [text[one.span.start:one.span.end] for one in alone]


@given(st.text(alphabet=st.sampled_from("0123456789 ,.-–/%$abt onef dozen\u200b٣\n"), max_size=80))
def test_whatever_comes_in_places_lie_inside_and_bounds_in_order(text: str) -> None:
    found = quantities(text)
    for one in found:
        assert 0 <= one.span.start < one.span.end <= len(text)
        assert one.low is None or one.high is None or one.low <= one.high
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))


@pytest.mark.parametrize("piece", [
    "1,", "one hundred ", "at least ", "1-", "about about ", "on 5 ", "5/", "12:30 ", "9 of the ", "a ", "10.", "(1) ",
])  # fmt: skip
def test_a_long_line_costs_no_more_than_its_length(piece: str) -> None:
    def cost(times: int) -> float:
        text = piece * times
        begin = process_time()
        quantities(text)
        return process_time() - begin

    cost(100)
    short, long = (min(cost(times) for _ in range(3)) for times in (1_000, 4_000))
    assert long < 9 * short  # four times as long; a pattern that looks back over it all would cost sixteen times as much
