"""What the pages must show, and what they must never show as fact."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest

from safeconduct.agreement.results import FigureStatus, Life
from safeconduct.web.board import present as board
from safeconduct.web.questions import present as questions
from safeconduct.web.shell.figures import chart, in_words
from safeconduct.web.shell.words import LIFE, stance

MOMENT = "2025-11-06T12:00"


def text_of(page: str) -> str:
    """Return the words of a page as a reader gets them."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def status(gaza):
    return gaza.shown.status(gaza.shown.case.default_as_of, None, "")


def test_the_board_counts_every_norm_once(gaza, status):
    counts = board.lives(status)
    assert sum(count for _, count in counts) == len(status.norms)
    page = gaza.get("/").content.decode()
    for life, count in counts:
        if count:
            assert f'<li class="is-{life}"><span class="num">{count}</span>' in page


def test_the_board_shows_every_point_and_every_norm(gaza, status):
    page = gaza.get("/").content.decode()
    assert [name for name in gaza.shown.agreement.points if f'href="/point/{name}' not in page] == []
    assert [norm.id for norm in status.norms if f'href="/norm/{norm.id}"' not in page] == []


def test_what_is_done_is_not_said_to_be_held_up(gaza, status):
    held = [norm for block in board.blocks(status, gaza.shown.agreement, "en") for norm in block.waiting]
    assert held
    assert {norm.life for norm in held} <= {Life.DORMANT, Life.SUSPENDED}


def test_an_alleged_breach_is_alleged(gaza, status):
    alleged = [norm for norm in status.norms if norm.allegations]
    assert alleged
    page = text_of(gaza.get(f"/norm/{alleged[0].id}").content.decode())
    assert "alleged" in page
    assert "until a body with the power to do so has found a breach" in page


def test_clocks_that_compete_stand_side_by_side_with_the_finer_reading(gaza, status):
    norm = status.norm("living_hostages")
    assert norm.competing
    page = gaza.get("/norm/living_hostages").content.decode()
    text = text_of(page)
    for clock in norm.clocks:
        assert clock.words in text
        for candidate in clock.candidates:
            assert candidate.says in text
    assert "unknown at every hour of that time: late" in text
    assert "hour not known" in text


def test_a_clause_stands_in_each_language_with_its_label(gaza):
    page = gaza.get("/point/p6").content.decode()
    labels = {"en": "our paraphrase", "ar": "بعباراتنا", "he": "בניסוח שלנו"}
    for lang, way in (("en", "ltr"), ("ar", "rtl"), ("he", "rtl")):
        says = gaza.shown.agreement.points["p6"].says.versions[lang]
        block = re.search(rf'<div lang="{lang}" dir="{way}">(.*?)</div>', page, re.DOTALL)[1]
        assert says in unescape(block)
        assert f'<span class="whose">{labels[lang]}</span>' in block


def test_another_language_changes_the_wording_and_not_the_page(gaza):
    plain, arabic = (gaza.get(f"/question/stranded_fighters{query}").content.decode() for query in ("", "?lang=ar"))
    title = gaza.shown.agreement.questions["stranded_fighters"].title
    assert f'<h1 lang="ar" dir="rtl">{title.pick("ar")}</h1>' in arabic
    assert "Who says how many" in text_of(plain)
    assert "Who says how many" in text_of(arabic)
    # A sentence of the page is never mixed with a name in the other language.
    assert "granted by nobody named" in text_of(arabic)


def test_figures_are_neither_merged_nor_averaged(gaza, status):
    page = gaza.get("/question/stranded_fighters").content.decode()
    figures = [one for one in status.figures if one.subject == "fighters_rafah"]
    drawn = chart(figures)
    assert drawn.count == len(figures)
    assert [group.root for group in drawn.groups] == list(dict.fromkeys(bar.figure.root for group in drawn.groups
                                                                        for bar in group.bars))  # fmt: skip
    rows = re.findall(r'<b class="value" dir="auto">([^<]+)</b>', page)
    for figure in figures:
        assert in_words(figure) in rows


def test_the_question_shows_each_side_in_the_order_of_the_agreement(gaza, status):
    asked = gaza.shown.agreement.questions["stranded_fighters"]
    page = gaza.get("/question/stranded_fighters").content.decode()
    part = page[page.index('id="positions"') : page.index('id="text"')]
    headed = re.findall(r'<article class="position">\s*<h3><bdi[^>]*>([^<]+)</bdi>', part)
    named = [gaza.shown.agreement.name_of(side) for side in asked.positions_of]
    assert headed == [name for name in named if name in headed]
    assert len(headed) >= 2


def test_a_statement_is_somebodys_word_with_its_source(gaza):
    page = gaza.get("/question/stranded_fighters").content.decode()
    statements = re.findall(r'<div class="statement">(.*?)</div>', page, re.DOTALL)
    assert statements
    for one in statements:
        assert 'class="speaker"' in one
        assert 'class="verb"' in one
        assert "/about#source-" in one


def test_a_draft_is_marked_as_a_draft(gaza):
    page = gaza.get("/question/stranded_fighters").content.decode()
    text = text_of(page)
    assert "Draft. Not agreed by anyone." in text
    assert "Proposed by nobody named · signed by nobody" in text
    draft = gaza.shown.drafts[0]
    assert draft.fault == ""
    for category in draft.text.categories.values():
        for move in category.moves.values():
            assert move.title.pick("en") in text
    assert "If no way is open The text does not say what happens to them." in text


def test_a_draft_stands_only_where_it_bears_on_the_question(gaza):
    assert "Not agreed by anyone" not in gaza.get("/question/hour_of_return").content.decode()


def test_what_stays_unresolved_is_listed(gaza, status):
    asked = gaza.shown.agreement.questions["stranded_fighters"]
    text = text_of(gaza.get("/question/stranded_fighters").content.decode())
    for gap in asked.silent:
        assert gap.pick("en") in text
    for hole in status.holes:
        if hole.id in asked.holes:
            assert hole.what in text


def test_a_turned_statement_is_told_as_it_is():
    assert stance("rejects", "-") == "does not reject"
    assert stance("rejects", "+") == "rejects"


def test_each_life_has_a_word_and_a_shape(gaza):
    page = gaza.get("/").content.decode()
    assert set(LIFE) == set(Life)
    assert [life for life in Life if f'id="i-{life}"' not in page] == []


def test_the_map_is_labelled_with_its_error_and_holds_no_person(gaza):
    page = gaza.get("/map").content.decode()
    text = text_of(page)
    assert "Illustrative drawing." in text
    assert "no place on it stands for a person" in text
    versions = [version for place in gaza.shown.agreement.places.values() for version in place.versions]
    worst = max(version.error_metres or 0 for version in versions)
    assert f"Its largest known error is {worst} metres" in text
    places = re.findall(r'<tr id="place-([^"]+)"', page)
    assert places == list(gaza.shown.agreement.places)


def test_zones_differ_by_pattern_and_not_by_side(gaza):
    from safeconduct.web.maps.present import places
    from safeconduct.web.shell.lens import plain_lens

    lens = plain_lens(gaza.shown)
    status = gaza.shown.status(lens.as_of, None, "")
    zones = [one for one in places(gaza.shown, lens, status)["drawn"] if one.pattern]
    assert len({one.pattern for one in zones}) == len(zones) > 1


def test_the_timeline_lists_every_row_once(gaza, status):
    from safeconduct.agreement.timeline import rows

    page = gaza.get("/timeline").content.decode()
    numbers = re.findall(r'<tr id="row-(\d+)"', page)
    assert numbers == [str(number) for number in range(1, len(rows(gaza.shown.case, status)) + 1)]


def test_a_month_of_the_timeline_stands_alone(gaza):
    page = gaza.get("/timeline?month=2025-10").content.decode()
    assert "Oct 2025" in page
    assert not re.search(r'<th colspan="4"[^>]*><time datetime="2025-11', page)


def test_who_owes_what_stands_in_both_directions(gaza):
    text = text_of(gaza.get("/owes").content.decode())
    assert "Israel owes Hamas" in text
    assert "Hamas owes Israel" in text


def test_an_unknown_name_gets_the_nearest_one(gaza):
    response = gaza.get("/norm/remain")
    assert response.status_code == 404
    assert 'href="/norm/remains"' in response.content.decode()
    assert gaza.get("/nowhere").status_code == 404


def test_a_side_sees_its_own_count(of_example):
    aceh = of_example("aceh-2005")
    mission, army = (aceh.get(f"/norm/weapons{query}").content.decode() for query in ("", "?as=goi"))
    assert mission != army
    assert "as counted by" in text_of(army)


def figure(low, high, *, about=False, words=""):
    at = datetime.fromisoformat("2025-11-06T00:00:00+02:00")
    return FigureStatus(
        id=f"{low}{high}", subject="s", low=low, high=high, approximate=about, words=words, unit="persons", root="r",
        chain=(), as_of_start=at, as_of_end=at, recorded=at, method="", category="", place="", evidence=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (figure(150, 150), "150"),
        (figure(150, 150, about=True), "about 150"),
        (figure(100, 200), "100–200"),
        (figure(30, None), "30 or more"),
        (figure(None, 99), "up to 99"),
        (figure(None, None, words="dozens"), "dozens"),
        (figure(1200, 1200), "1\u202f200"),
    ],
)
def test_a_figure_is_told_as_it_was_given(given, expected):
    assert in_words(given) == expected


def test_the_span_of_figures_invents_no_bound():
    assert chart([figure(100, 200), figure(150, 150)]).span == "100–200"
    assert chart([figure(None, 99), figure(100, 300)]).span == "up to 99 … 300"
    assert chart([figure(None, None, words="dozens")]).span == ""


def test_latest_words_of_a_side_come_first_and_older_ones_are_folded(gaza, status):
    asked = gaza.shown.agreement.questions["stranded_fighters"]
    position = questions._position(asked.positions_of[0], "stranded_fighters", asked, status)
    days = {one.said_start.date() for one in position.latest}
    assert len(days) == 1
    assert all(one.said_start.date() < min(days) for one in position.older)
