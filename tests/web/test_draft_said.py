"""What rules find, in the language of the page: all of a finding, or nothing of it."""

from __future__ import annotations

import re
from functools import cache

import pytest
from django.utils import translation

from safeconduct.agreement.casefile import examples, open_case
from safeconduct.checks.finding import Finding, Related
from safeconduct.checks.opening import check_case
from safeconduct.checks.run import check
from safeconduct.checks.text import CheckedText
from safeconduct.web.draft.said import Names, say, sentence
from safeconduct.web.draft.sentences import LACKS, SENTENCES
from safeconduct.web.draft.story import course_of
from tests.web.test_lacking import LATIN, of_its_own
from tools.words import LANGUAGES

CODE = re.compile(r"`[^`]*`")


@cache
def found_in(example: str) -> tuple[CheckedText, tuple[Finding, ...]]:
    text, lines = check_case(open_case(example=example))
    found = check(text, lines)
    return text, tuple(getattr(found, "findings", found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_of_what_is_found_in_the_examples_is_said_in_the_language(language):
    said, every = 0, 0
    for example in examples():
        text, findings = found_in(example)
        names = Names(text.agreement, language)
        with translation.override(language):
            for one in findings:
                own = say(one, names)
                every += 1
                said += own is not None and course_of(text, one, names) is not None
    assert said / every > 0.75, (said, every)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", examples())
def test_what_is_said_has_no_english_of_its_own(example, language):
    text, findings = found_in(example)
    names = Names(text.agreement, language)
    with translation.override(language):
        own = [one for one in (say(finding, names) for finding in findings) if one is not None]
        told = [line for finding in findings for line in course_of(text, finding, names) or ()]
    every = [words for one in own for words in (one.message, one.remedy, *one.trace, *one.related)] + told
    assert [words for words in dict.fromkeys(every) if LATIN.search(of_its_own(CODE.sub("", words)))] == []


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
        assert sentence("a sentence that nobody wrote", names) == ""


def test_names_come_in_the_language_of_the_page():
    text, _findings = found_in("gaza-2025")
    with translation.override("he"):
        assert "ישראל" in sentence("nothing says what follows if Israel misses the date of: “x”", Names(text.agreement, "he"))


def test_every_part_that_may_be_left_open_is_known():
    assert [one for one in LACKS if not one] == []
    assert len(set(SENTENCES)) == len(SENTENCES)


def test_a_page_marks_what_stays_in_english_and_nothing_else(gaza):
    page = gaza.get("/draft", headers={"accept-language": "he"}).content.decode()
    marked = re.findall(r'<summary class="sentence">(<span lang="en" dir="ltr">)?', page)
    assert {bool(one) for one in marked} <= {True, False}
    assert False in {bool(one) for one in marked}
    assert re.search(r'class="remedy"><span lang="en" dir="ltr">Give a date, or', page) is None
