"""Why the record did not take an act, in the language of the page: a whole sentence, or English that is marked."""

from __future__ import annotations

import re
import string

import pytest
from django.utils import translation
from django.utils.html import escape

from safeconduct.agreement.casefile import open_case
from safeconduct.web.shell.refusals import SENTENCES, WORDS, refused, said
from tests.web.test_lacking import LATIN, of_its_own
from tools.words import LANGUAGES

KNOWN = {"status": "revoked", "reason": "lost", "why": "the key is compromised", "step": "the key is compromised",
         "org": "israel", "other": "hamas", "at": "2025-11-12T14:00:00+02:00", "signed": "2025-11-12T15:00:00+02:00"}  # fmt: skip


def filled(sentence: str) -> str:
    """Return a sentence as the core would say it."""
    names = [name for _text, name, *_rest in string.Formatter().parse(sentence) if name]
    return sentence.format_map({name: KNOWN.get(name, "x1") for name in names})


@pytest.fixture(scope="module")
def agreement():
    return open_case(example="gaza-2025").agreement


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_read_back_and_said(agreement, language):
    with translation.override(language):
        found = {one: said(filled(one), agreement, language) for one in SENTENCES}
    assert {one: words for one, words in found.items() if not words or LATIN.search(of_its_own(words))} == {}


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_a_key_is_said(agreement, word):
    closed = word in ("rotated", "lost", "left")
    sentence = f"the key is revoked ({word})" if closed else f"the key x is {word}: its body is not here"
    with translation.override("ar"):
        assert said(sentence, agreement, "ar") != ""


def test_a_sentence_inside_a_sentence_is_said_too(agreement):
    with translation.override("he"):
        found = said("the key abc is revoked: the key is revoked (lost)", agreement, "he")
    assert of_its_own(found) == "המפתח : סגור; המפתח בוטל (הוא אבד)"


def test_organisations_and_hours_come_in_the_language(agreement):
    with translation.override("he"):
        found = said("israel speaks in the name of hamas", agreement, "he")
        at = said("2025-11-12T12:00:00+00:00 lies outside the window of its key", agreement, "he")
    assert ("ישראל" in found, "חמאס" in found) == (True, True)
    assert "14:00 UTC+2" in at


@pytest.mark.parametrize("message", ["something <b>new</b> is wrong", "the key abc is revoked: for a reason of its own",
                                     "the key is revoked (eaten)", ""])  # fmt: skip
def test_what_is_not_known_stays_in_english_whole_and_marked(agreement, message):
    with translation.override("ar"):
        assert said(message, agreement, "ar") == ""
        assert refused(message, agreement, "ar") == f'<span lang="en" dir="ltr">{escape(message)}</span>'


def test_in_english_the_core_speaks_for_itself(agreement):
    assert refused("the key is compromised", agreement, "en") == "the key is compromised"


def test_the_core_still_says_these_sentences():
    """A sentence that the core no longer says would never be read back."""
    from pathlib import Path

    import safeconduct

    root = Path(safeconduct.__file__).parent
    source = " ".join(path.read_text(encoding="utf-8") for room in ("secretariat", "record", "kernel", "bootstrap")
                      for path in (root / room).glob("*.py"))  # fmt: skip
    source = re.sub(r"\s+", " ", source)
    lost = [one for one in SENTENCES if not all(part.strip(" ,.:;()") in source for part in re.split(r"\{\w+\}", one))]
    assert lost == ["a joint act lets another act stand", "a joint act lets none stand"]  # put together from two words
