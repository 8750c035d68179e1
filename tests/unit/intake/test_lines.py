"""Lines that were broken to fit go on; lists, tables and headlines stay; no character changes its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.intake.lines import parted, unbroken
from safeconduct.intake.unseen import shown, unseen

BROKEN = "The mission said on Wednesday that about forty people\nwere waiting at the bridge and that the ferry would not\nleave."
LIST = "* The panel met on Friday, a spokesman of it said.\n* The ferry left on Monday, said the harbour master.\n* Nobody came."


def test_a_sentence_that_was_broken_goes_on():
    assert unbroken(BROKEN) == BROKEN.replace("\n", " ")


@pytest.mark.parametrize("text", [
    LIST, "River ferry\nBy Amal Deng", "Place   | Count\nBridge  | 40\nLanding | 12 and a good many words to make it wide",
    "> The panel said no to everything that had been asked\n> and it never met again in that year", "x" * 400 + "\n" + "y" * 400,
], ids=["list", "short", "table", "quoted", "long"])  # fmt: skip
def test_what_the_writer_meant_stays(text: str):
    assert unbroken(text) == text


@given(st.text(alphabet="ab \n*|\t.>", max_size=300))
def test_no_character_changes_its_place(text: str):
    joined = unbroken(text)
    assert len(joined) == len(text)
    assert [at for at, (one, two) in enumerate(zip(text, joined, strict=True)) if one != two and (one, two) != ("\n", " ")] == []


def test_paragraphs_of_a_page_without_empty_lines():
    assert parted(f"Ferry halted\n{BROKEN}\n{BROKEN}").split("\n\n") == ["Ferry halted", BROKEN, BROKEN]


def test_signs_that_are_not_seen_are_told_and_shown():
    text = "about \u202e04\u202c pe\u200bople"
    assert [(one.span.start, one.name, one.turns) for one in unseen(text)] == [
        (6, "right-to-left override", True),
        (9, "pop directional formatting", True), (13, "zero width space", False)]  # fmt: skip
    assert shown(text) == "about [U+202E]04[U+202C] pe[U+200B]ople"


def test_a_sign_that_is_spelling_is_none():
    assert (unseen("خانواده‌ها"), shown("خانواده‌ها")) == ((), "خانواده‌ها")
