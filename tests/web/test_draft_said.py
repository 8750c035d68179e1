"""What rules find, in the language of the page: all of a finding, or nothing of it; of every rule that a draft can meet."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation

from safeconduct.agreement.casefile import examples, open_case
from safeconduct.checks.finding import Finding, Related
from safeconduct.checks.opening import check_case, check_files
from safeconduct.checks.rule import every_rule
from safeconduct.checks.run import check
from safeconduct.checks.text import CheckedText
from safeconduct.web.draft.names import Names
from safeconduct.web.draft.said import say, sentence, undecided
from safeconduct.web.draft.sentences import SENTENCES
from safeconduct.web.draft.story import course_of
from tests.web.test_lacking import LATIN, of_its_own
from tools.words import LANGUAGES

CODE = re.compile(r"`[^`]*`")
FIXTURES = Path(__file__).parents[1] / "checks" / "fixtures"
ON_READING = {"SC001", "SC002", "SC003", "SC004", "SC101", "SC403", "SC404", "SC604", "SC605", "SC901"}
"""The reader enforces these: they are faults of form."""
ELSEWHERE = {"SC307", "SC902", "SC903", "SC904", "SC905", "SC951"}
"""These need an amendment or reported figures beside the text: no page of a draft has any."""
RULES = [rule.code for rule in every_rule() if rule.code not in ON_READING | ELSEWHERE]


@cache
def found_in(example: str) -> tuple[CheckedText, tuple[Finding, ...]]:
    text, lines = check_case(open_case(example=example))
    return text, check(text, lines).findings


@cache
def bad_of(rule: str) -> tuple[CheckedText, tuple[Finding, ...]]:
    """Return what is found in the bad fixture of a rule, by whichever rule."""
    text, lines = check_files(FIXTURES / f"{rule.lower()}_bad.yaml", [], None)
    return text, check(text, lines).findings


def unsaid(text: CheckedText, findings: tuple[Finding, ...], language: str) -> list[str]:
    names = Names(text.agreement, language)
    with translation.override(language):
        return [f"{one.code}: {one.message}" for one in findings
                if say(one, names) is None or course_of(text, one, names) is None]  # fmt: skip


def in_latin(text: CheckedText, findings: tuple[Finding, ...], language: str) -> list[str]:
    """Return what is said with words of English of its own."""
    names = Names(text.agreement, language)
    with translation.override(language):
        own = [one for one in (say(finding, names) for finding in findings) if one is not None]
        told = [line for finding in findings for line in course_of(text, finding, names) or ()]
    every = [words for one in own for words in (one.message, one.remedy, *one.trace, *one.related, one.offered)] + told
    return [words for words in dict.fromkeys(every) if LATIN.search(of_its_own(CODE.sub("", words)))]


def test_every_rule_that_a_draft_can_meet_has_sentences():
    assert sorted(SENTENCES) == RULES


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_rule_finds_in_its_bad_fixture_is_said_in_the_language(language, rule):
    text, findings = bad_of(rule)
    assert rule in {one.code for one in findings}
    assert unsaid(text, findings, language) == []
    assert in_latin(text, findings, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", examples())
def test_all_that_is_found_in_the_examples_is_said_in_the_language(example, language):
    text, findings = found_in(example)
    met = tuple(one for one in findings if one.code not in ELSEWHERE)
    assert unsaid(text, met, language) == []
    assert in_latin(text, met, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_with_one_unknown_sentence_is_not_said_at_all(language):
    text, findings = found_in("gaza-2025")
    names = Names(text.agreement, language)
    with translation.override(language):
        known = next(one for one in findings if one.code == "SC201")
        assert say(known, names) is not None
        odd = Finding(**{name: getattr(known, name) for name in Finding.__struct_fields__}
                      | {"related": (Related("places", "a sentence that nobody wrote"),)})  # fmt: skip
        assert say(odd, names) is None
        assert sentence("a sentence that nobody wrote", names, SENTENCES["SC201"]) == ""


def test_names_come_in_the_language_of_the_page():
    text, _findings = found_in("gaza-2025")
    with translation.override("he"):
        said = sentence("nothing says what follows if Israel misses the date of: “x”", Names(text.agreement, "he"),
                        SENTENCES["SC706"])  # fmt: skip
    assert "ישראל" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_decided_is_said_in_the_language(language):
    names = Names(found_in("gaza-2025")[0].agreement, language)
    said = [
        "The checker stopped itself inside SC301 circular-wait: its 10 seconds of work are over; what that rule found so far "
        "stands, the rest is not decided.",
        "The checker stopped itself inside SC301 circular-wait: it uses more than 1500 megabytes of memory; what that rule found "
        "so far stands, the rest is not decided.",
        "There was no time for SC401, SC402: what they look for is not decided.",
    ]
    with translation.override(language):
        own = [undecided(one, names) for one in said]
    assert all(own)
    assert [one for one in own if LATIN.search(of_its_own(CODE.sub("", one)))] == []


def test_a_page_in_another_language_has_no_english_of_the_checker(gaza):
    page = gaza.get("/draft", headers={"accept-language": "he"}).content.decode()
    assert re.search(r'class="(sentence|remedy)"', page)
    assert re.findall(r'<span lang="en" dir="ltr">[^<]*', page) == []
