"""The lines of acts and limits in lists, in the language of the page."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from safeconduct.agreement.casefile import examples
from safeconduct.agreement.timeline import rows
from safeconduct.kernel import acts
from safeconduct.web.shell.act_words import VERBS
from safeconduct.web.shell.acts import act_lines, lines
from safeconduct.web.shell.wording import ui_language
from tests.web.test_lacking import LATIN, of_its_own
from tools.words import LANGUAGES

ENTERED = ("statement", "step")
"""Kinds whose line is what somebody entered."""


@pytest.mark.parametrize("example", examples())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_examples_is_said_in_the_language(of_example, example, language):
    shown = of_example(example).shown
    status = shown.case.status()
    with translation.override(language):
        said = lines(shown, status)
        assert ui_language() == language
    # A figure that was given in words stays in those words.
    given = {act.words for act in shown.case.acts() if isinstance(act, acts.FigureReported)}
    titles = [row.title for row in said if row.kind not in (*ENTERED, "deadline")
              and not any(one and one in row.title for one in given)]  # fmt: skip
    assert [one for one in titles if LATIN.search(of_its_own(one))] == []
    details = [row.detail for row in said if row.kind in ("deadline", "statement", "figure", "anchor")]
    assert [one for one in details if LATIN.search(of_its_own(one))] == []


@pytest.mark.parametrize("example", examples())
def test_a_line_stays_in_its_place(of_example, example):
    shown = of_example(example).shown
    status = shown.case.status()
    with translation.override("ar"):
        said = lines(shown, status)
    plain = rows(shown.case, status)
    assert [(row.act, row.kind, row.start, row.end, row.who, row.on) for row in said] == \
           [(row.act, row.kind, row.start, row.end, row.who, row.on) for row in plain]  # fmt: skip


def test_in_english_the_core_speaks_for_itself(gaza):
    status = gaza.shown.case.status()
    with translation.override("en"):
        assert lines(gaza.shown, status) == rows(gaza.shown.case, status)


def test_every_act_about_a_norm_has_a_verb():
    own = {acts.AnchorDated, acts.StatementReported, acts.FigureReported, acts.StepTaken, acts.SourceAdded}
    named = [kind for kind in acts.TYPES.values() if kind not in own]
    assert [kind.__name__ for kind in named if kind not in VERBS] == []


def test_the_same_line_is_given_by_its_id(gaza):
    status = gaza.shown.case.status()
    with translation.override("he"):
        assert list(act_lines(gaza.shown, status).values()) == [row for row in lines(gaza.shown, status) if row.act]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/record", "/timeline", "/norm/remains"])
def test_no_list_of_acts_says_them_in_english(gaza, language, address):
    page = gaza.get(address, headers={"accept-language": language}).content.decode()
    assert re.findall(r"claimed done:|hour unknown|running total stated|finding on:", page) == []
