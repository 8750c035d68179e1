"""What a move lacks, in the language of the page: whole sentences, with names, moments and coded words of that language."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from safeconduct.access.errors import WORDS as OF_ACCESS
from safeconduct.access.masking import MASKED
from safeconduct.agreement.casefile import open_case
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import Missing
from safeconduct.kernel.moments import Duration, Period, TimeUnit
from safeconduct.secretariat import queries
from safeconduct.secretariat.opening import Opened, open_caseload
from safeconduct.secretariat.words import WORDS, sentence
from safeconduct.web.shell.coded_words import CODED
from safeconduct.web.shell.lacking import all_lacks, duration, lacks, limit_says
from tools.words import LANGUAGES

APART = re.compile("\u2068[^\u2068\u2069]*\u2069")
LATIN = re.compile(r"[A-Za-z]{2,}|[{}]|%\(")
AT = datetime(2025, 11, 12, 14, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def opened() -> Opened:
    return open_caseload(open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"]))


@pytest.fixture(scope="module")
def agreement(opened: Opened) -> Agreement:
    return opened.office.agreement


def of_its_own(said: str) -> str:
    """Return a sentence without what is filled in and kept apart."""
    while APART.search(said):
        said = APART.sub("", said)
    return said


def parameter(name: str) -> Any:
    """Return something that may stand in a sentence under a name."""
    if name in CODED:
        return next(iter(CODED[name]))
    if name == "longest":
        return "72 hours"
    if name in ("at", "since", "until", "when", "happened", "ended", "limit", "due", "start", "stop", "review_by", "begun"):
        return AT
    if name == "uncovered":
        return (Period(AT, AT + timedelta(hours=2)),)
    return {"holders": ("israel", "hamas"), "languages": ("ar", "he"), "count": 3}.get(name, "israel")


def made_up() -> Iterator[Missing]:
    """Return one missing thing for each sentence that there is."""
    for code, said in {**OF_ACCESS, **WORDS}.items():
        yield Missing(code, {name: parameter(name) for _text, name, *_rest in string.Formatter().parse(said) if name})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_thing_that_may_lack_has_a_sentence_in_the_language(agreement, language):
    with translation.override(language):
        said = {part.code: lacks(part, agreement, language) for part in made_up()}
    assert {code: one for code, one in said.items() if not one or LATIN.search(of_its_own(one))} == {}
    assert [code for code, one in said.items() if one.count("\u2068") != one.count("\u2069")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_lacked_in_the_example_is_said_in_the_language(opened, agreement, language):
    found = [part for entry in opened.office.entries for part in entry.missing]
    found += [part for case in opened.office.persons.cases for one in opened.office.offered(case, opened.as_of)
              for part in one.missing]  # fmt: skip
    with translation.override(language):
        said = [lacks(part, agreement, language) for part in found]
    assert len(said) > 50
    assert [one for one in dict.fromkeys(said) if LATIN.search(of_its_own(one))] == []


def test_in_english_the_core_speaks_for_itself(agreement):
    assert [lacks(part, agreement, "en") for part in made_up()] == [sentence(part, agreement) for part in made_up()]


@pytest.mark.parametrize(("language", "expected"), [("ar", "حماس"), ("he", "חמאס"), ("en", "Hamas")])
def test_a_name_stands_in_the_language_of_the_page(agreement, language, expected):
    with translation.override(language):
        assert expected in lacks(Missing("objection_unlimited", {"by": ("hamas",)}), agreement, language)


def test_a_moment_stands_in_the_zone_of_the_agreement(agreement):
    with translation.override("he"):
        said = lacks(Missing("already", {"at": AT}), agreement, "he")
    assert "16:00" in said
    assert "14:00" not in said


def test_a_number_that_is_not_shown_is_said_and_nothing_of_it(agreement):
    with translation.override("ar"):
        said = lacks(Missing("not_in_this_view", {"cases": (MASKED,)}), agreement, "ar")
    assert said.endswith("رقم لا يُعرض")


def test_the_same_thing_is_told_once(agreement):
    twice = [Missing("no_reason"), Missing("no_reason", {}, ("p1",))]
    assert all_lacks(twice, agreement, "en") == ("no reason is given",)


@pytest.mark.parametrize(("language", "expected"), [("ar", ["ساعة واحدة", "ساعتين", "3 ساعات", "72 ساعة"]),
                                                    ("he", ["שעה אחת", "שעתיים", "3 שעות", "72 שעות"]),
                                                    ("en", ["1 hour", "2 hours", "3 hours", "72 hours"])])  # fmt: skip
def test_a_length_of_time_is_said_with_the_right_form(language, expected):
    with translation.override(language):
        assert [duration(Duration(count, TimeUnit.HOURS)) for count in (1, 2, 3, 72)] == expected


@pytest.fixture(scope="module")
def clocks() -> list[queries.Clock]:
    case = open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"])
    days = [open_caseload(case, day=day) for day in (4, 8)]
    return [clock for opened in days for clock in queries.clocks(opened.office, opened.as_of)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_limit_of_the_example_is_said_in_the_language(agreement, clocks, language):
    assert {clock.what for clock in clocks} >= {"objection_window", "ruling", "hold", "stay"}
    with translation.override(language):
        said = [limit_says(clock, agreement, language) for clock in clocks]
    assert [one for one in said if not one or LATIN.search(of_its_own(one))] == []
