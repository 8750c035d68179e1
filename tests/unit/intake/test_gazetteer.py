"""Who, where and about which point, on the packaged examples. Every sentence is made up."""

from functools import cache

import pytest

from safeconduct.agreement.casefile import open_case
from safeconduct.intake.gazetteer import Gazetteer, gazetteer
from safeconduct.intake.points import bound


@cache
def of(example: str) -> Gazetteer:
    return gazetteer(open_case(example=example).agreement)


@pytest.mark.parametrize(("example", "words", "actor"), [
    ("gaza-2025", "the Israeli army", "israel"),
    ("gaza-2025", "the country’s military", "israel"),
    ("gaza-2025", "Washington's plan", ""),
    ("gaza-2025", "Washington", "us"),
    ("gaza-2025", "Israel Aro", ""),
    ("gaza-2025", "a senior Israeli official", ""),
    ("gaza-2025", "the group", ""),
    ("gaza-2025", "the CMCC", "cmcc"),
    ("aceh-2005", "the rebels", "gam"),
    ("aceh-2005", "the Indonesian military", "goi"),
    ("aceh-2005", "the AMM", "amm"),
    ("minsk-ii-2015", "Kyiv", "ukraine"),
    ("el-salvador-1992", "the guerrillas", "fmln"),
    ("dayton-1a-1995", "IFOR", "ifor"),
    ("dayton-1a-1995", "the government", ""),
])  # fmt: skip
def test_who_is_meant(example: str, words: str, actor: str) -> None:
    assert of(example).actor(words) == actor


def test_states_are_parties_and_organisations_are_not() -> None:
    assert {"israel", "hamas", "us", "other_factions"} <= set(of("gaza-2025").parties)
    assert "icrc" not in of("gaza-2025").parties


def test_both_sides_are_two() -> None:
    assert of("gaza-2025").together("the two sides") == ("israel", "hamas")
    assert of("dayton-1a-1995").together("both sides") == ()


def test_places_are_named_and_parts_of_other_names_are_none() -> None:
    text = (
        "The Gaza Health Ministry told the Rafah Post that nobody was at the Yellow Line near Khan Yunis or the Rafah crossing."
    )
    found = [(text[one.span.start : one.span.end], one.place, one.relation) for one in of("gaza-2025").places(text)]
    assert found == [("Yellow Line", "yellow_line", "at"), ("Khan Yunis", "khan_younis", "near"),
                     ("Rafah crossing", "rafah_crossing", "")]  # fmt: skip


@pytest.mark.parametrize(("example", "words", "points"), [
    ("gaza-2025", "let the fighters in the tunnels leave safely for a third country", {"p6"}),
    ("gaza-2025", "its army would blow up every tunnel", {"p13"}),
    ("gaza-2025", "six hundred aid trucks must get in every day", {"s3", "p7", "annex1"}),
    ("gaza-2025", "a committee of technocrats should run the Strip", {"p9"}),
    ("gaza-2025", "under point 16 of the plan", {"p16"}),
    ("aceh-2005", "release 298 political prisoners", {"mou_3_1_2"}),
    ("minsk-ii-2015", "pull back heavy weapons on each side", {"pt_2"}),
    ("minsk-ii-2015", "free all hostages and detainees", {"pt_6"}),
    ("el-salvador-1992", "land for former fighters", {"land"}),
    ("dayton-1a-1995", "heavy weapons moved to cantonments", {"iv_cantonment"}),
])  # fmt: skip
def test_the_nearest_point_comes_with_the_words_that_counted(example: str, words: str, points: set[str]) -> None:
    found = bound(words, of(example))
    assert found[0].point in points
    assert found[0].why


@pytest.mark.parametrize("words", ["the weather would stay cold this week", "that talks will go on in the capital", ""])
def test_what_is_about_no_point_has_none(words: str) -> None:
    assert bound(words, of("gaza-2025")) == ()


def test_a_number_that_no_point_has_counts_nothing() -> None:
    assert bound("under point 99 of the plan", of("gaza-2025")) == ()


def test_a_point_that_is_hardly_met_is_left_out() -> None:
    found = bound("a farmer sold his land and the police came with food", of("gaza-2025"))
    assert [one.point for one in found] == ["p15"]
