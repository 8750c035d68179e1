"""Words for people: text in several languages, and the nearest known word to a mistyped one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.kernel.suggest import did_you_mean, nearest
from safeconduct.kernel.text import Text, direction

PEACE = Text({"sv": "Fred", "ar": "سلام", "en": "Peace"})


def test_text_is_given_in_the_language_asked_for_or_in_its_first() -> None:
    assert [PEACE.pick(language) for language in ("en", "ar", "he")] == ["Peace", "سلام", "Fred"]
    assert [PEACE.language_of(language) for language in ("en", "ar", "he")] == ["en", "ar", "sv"]
    assert (str(PEACE), str(Text({"he": "שלום"}))) == ("Peace", "שלום")


def test_text_in_no_language_is_empty() -> None:
    assert (Text({}).pick("en"), Text({}).language_of("en")) == ("", "en")


def test_an_empty_text_is_still_the_text_of_its_language() -> None:
    assert Text({"en": "", "sv": "Fred"}).pick("en") == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "rtl"),
        ("he", "rtl"),
        ("fa", "rtl"),
        ("ur", "rtl"),
        ("ar-EG", "rtl"),
        ("en", "ltr"),
        ("arn", "ltr"),
        ("zh-Hant", "ltr"),
        ("", "ltr"),
    ],
)
def test_a_language_has_a_direction(language: str, expected: str) -> None:
    assert direction(language) == expected


KNOWN = ["verified", "claimed", "anchor", "agreed", "decided"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("verifed", "verified"), ("anchr", "anchor"), ("decide", "decided"), ("zzz", None), ("", None)],
)
def test_the_nearest_word_is_near(word: str, expected: str | None) -> None:
    assert nearest(word, KNOWN) == expected


def test_a_remedy_names_the_nearest_or_the_choice_or_what_else_to_do() -> None:
    assert did_you_mean("verifed", KNOWN) == "did you mean 'verified'?"
    assert did_you_mean("zzz", KNOWN, otherwise="look") == "known here: verified, claimed, anchor, agreed, decided"
    assert did_you_mean("zzz", [], otherwise="look") == "look"
    assert did_you_mean("zzz", [f"word{number}" for number in range(13)], otherwise="look") == "look"
    assert (
        did_you_mean("word1x", (f"word{number}" for number in range(13)), otherwise="look") == "did you mean 'word1'?"
    )


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=20))
def test_what_is_proposed_is_known(word: str, known: list[str]) -> None:
    assert nearest(word, known) in {None, *known}
    assert nearest(word, [*known, word]) in {word, None}
