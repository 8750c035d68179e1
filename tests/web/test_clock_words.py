"""The words of a clock and the arithmetic under an amount, in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.utils import translation

from safeconduct.agreement.casefile import examples, open_case
from safeconduct.agreement.results import NormStatus
from safeconduct.web.shell.arithmetic import say_arithmetic
from safeconduct.web.shell.clock_words import THE_DAY, say_clock
from tests.web.test_lacking import LATIN, of_its_own
from tools.words import LANGUAGES


def words_of(norm: NormStatus) -> Iterator[str]:
    """Return the words of every clock of a norm."""
    yield from (clock.words for clock in norm.clocks)
    yield from (clock.words for part in norm.tranches for clock in part.clocks)


@pytest.mark.parametrize("example", examples())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clock_of_the_examples_is_said_in_the_language(example, language):
    case = open_case(example=example)
    words = list(dict.fromkeys(one for norm in case.status().norms for one in words_of(norm)))
    with translation.override(language):
        said = {one: say_clock(one, case.agreement, language) for one in words}
    assert {one: found for one, found in said.items() if not found or LATIN.search(of_its_own(found))} == {}


@pytest.mark.parametrize(("language", "expected"), [
    ("en", "within 72 hours of “The Government of Israel publicly accepts the agreement”"),
    ("ar", "خلال 72 ساعة من"), ("he", "בתוך 72 שעות מן המועד"),
])  # fmt: skip
def test_a_stretch_is_said_with_the_event_it_runs_from(language, expected):
    case = open_case(example="gaza-2025")
    words = next(one for norm in case.status().norms for one in words_of(norm) if one.startswith("within 72 hours"))
    with translation.override(language):
        assert say_clock(words, case.agreement, language).startswith(expected.partition(" “The")[0])


def test_words_that_no_clock_of_the_text_has_are_not_made_up():
    case = open_case(example="gaza-2025")
    with translation.override("he"):
        assert say_clock("within 5 days of “something else”", case.agreement, "he") == ""
        assert say_clock(THE_DAY, case.agreement, "he") != ""


@pytest.mark.parametrize(("language", "expected"), [
    ("en", "3 person x 50 + 2 person x no key + 1 of no category x no key = 150"),
    ("ar", "3 \u2068person\u2069 × 50 + 2 \u2068person\u2069 × بلا معيار + 1 بلا فئة × بلا معيار = 150"),
    ("he", "3 \u2068person\u2069 × 50 + 2 \u2068person\u2069 × ללא מפתח + 1 ללא קטגוריה × ללא מפתח = 150"),
])  # fmt: skip
def test_the_arithmetic_is_said_term_by_term(language, expected):
    words = "3 person x 50 + 2 person x no key + 1 of no category x no key = 150"
    with translation.override(language):
        assert say_arithmetic(words, open_case(example="gaza-2025").agreement, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_a_norm_says_its_clocks_in_english(gaza, language):
    for name in ("live_hostages", "remains", "withdrawal"):
        answer = gaza.get(f"/norm/{name}", headers={"accept-language": language})
        if answer.status_code == 200:
            assert re.findall(r'<span lang="en" dir="ltr">(?:within|by|at least) [^<]*', answer.content.decode()) == []
