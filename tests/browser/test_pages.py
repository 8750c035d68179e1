"""The pages in a real browser: they fit, can be read by everyone, run the right way, and ask nobody else."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from safeconduct.agreement.casefile import examples, open_case
from safeconduct.caseload.persons.acts import PlacesOffered
from safeconduct.secretariat import queries
from safeconduct.secretariat.opening import open_caseload

pytestmark = pytest.mark.browser

WIDTHS = (360, 1024, 1600)
DRAFT = "drafts/rafah-passage.yaml"
PASSAGE = f"gaza-2025 with {DRAFT}"
SITES = [*examples(), PASSAGE]
REGISTRAR, INSPECTOR = "cmcc-cmcc-registrar", "cmcc-cmcc-weapons"
"""Seats of the programme: who knows of its cases, and who knows of its weapons."""


def kinds_of_pages(example: str) -> list[str]:
    """Return one address for each kind of page, the fullest of its kind."""
    if example == PASSAGE:
        return pages_of_programme()
    agreement = open_case(example=example).agreement
    longest = max(agreement.points, key=lambda name: len(agreement.points[name].clauses) * 10
                  + len(agreement.points[name].open))  # fmt: skip
    busiest = max(agreement.obligations, key=lambda name: len(agreement.obligations[name].clause))
    found = ["/", "/owes", "/open", "/timeline", "/record", "/about", "/waits", "/draft", "/verify"]
    found += [f"/norm/{busiest}", f"/point/{longest}"]
    found += [f"/norm/{name}" for name, duty in agreement.obligations.items() if duty.tallies or duty.exchange]
    found += [f"/norm/{name}" for name in list(agreement.entitlements)[:1]]
    found += [f"/question/{name}" for name in agreement.questions]
    return found + (["/map"] if agreement.places else []) + ["/questions"]


def seat_for(example: str) -> str:
    """Give the seat from which a site is looked at: the pages of a programme are for those who have a role in it."""
    return REGISTRAR if example == PASSAGE else ""


def pages_of_programme() -> list[str]:
    """Return one address for each kind of page of the programme, on days with much to show."""
    opened = open_caseload(open_case(example="gaza-2025", with_files=[DRAFT]))
    case = queries.stranded(opened.office, opened.as_of)[0].case
    offer = next(act.id for act in opened.acts if isinstance(act, PlacesOffered) and act.written == "yes")
    found = [f"/programme{page}" for page in ("", "/cases", "/weapons", "/movements", "/clocks", "/kept", f"/case/{case}")]
    days = ["/programme?day=1", "/programme?day=4", "/programme/movements?day=9", "/programme/clocks?day=5"]
    return [*found, *days, f"/programme?leave_out={offer}", f"/programme/case/{case}?day=5&lang=ar", "/", "/point/t12"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("example", SITES)
def test_nothing_runs_over_the_edge_and_nobody_else_is_asked(watched, example, width):
    site = watched(example, width, seat_for(example))
    over = {}
    for address in kinds_of_pages(example):
        page = site.open(address)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            over[address] = wider
    assert over == {}
    assert site.complaints == []
    assert [url for url in site.asked if not url.startswith(site.home)] == []


NARROW = ["/", "/owes", "/map", "/waits", "/draft", "/norm/remains", "/question/stranded_fighters"]


@pytest.mark.parametrize(
    ("example", "width", "pages"),
    [*[(name, 1024, kinds_of_pages(name)) for name in SITES], ("gaza-2025", 360, NARROW),
     (PASSAGE, 360, kinds_of_pages(PASSAGE))],
    ids=[*examples(), "programme", "narrow", "programme-narrow"],
)
def test_everyone_can_read_it(watched, example, width, pages):
    site = watched(example, width, seat_for(example))
    found = []
    for address in pages:
        result = Axe().run(site.open(address)).response
        found += [f"{address}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in result["violations"]
                  if one["impact"] in ("serious", "critical")]  # fmt: skip
    assert found == []


TURNED = ["/", "/owes", "/timeline", "/map", "/record", "/verify", "/draft", "/norm/remains", "/question/stranded_fighters",
          "/programme", "/account/sign-in/"]  # fmt: skip
"""Pages that differ most in how they are laid out, read from right to left."""


@pytest.mark.parametrize("language", ["ar", "he"])
def test_pages_fit_when_they_run_from_right_to_left(watched, language):
    site = watched(PASSAGE, 360, locale=language)
    over = {}
    for address in TURNED:
        page = site.open(f"{address}?lang={language}")
        assert page.locator("html").get_attribute("dir") == "rtl"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wider > 0:
                over[address, width] = wider
    assert over == {}
    assert site.complaints == []


@pytest.mark.parametrize("language", ["ar", "he"])
def test_everyone_can_read_it_from_right_to_left(watched, language):
    site = watched(PASSAGE, 360, locale=language)
    found = []
    for address in TURNED:
        result = Axe().run(site.open(address)).response
        found += [f"{address}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in result["violations"]
                  if one["impact"] in ("serious", "critical")]  # fmt: skip
    assert found == []


def test_the_language_of_the_pages_is_chosen_with_a_form_alone(watched):
    page = watched("gaza-2025", java_script_enabled=False).open("/owes?lang=ar")
    page.get_by_role("button", name="עברית").click()
    assert page.url.endswith("/owes?lang=ar")
    assert page.locator("html").get_attribute("lang") == "he"
    assert page.locator("html").evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert page.get_by_role("button", name="עברית").get_attribute("aria-current") == "true"


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_wording_runs_from_right_to_left(watched, lang):
    page = watched("gaza-2025").open(f"/question/stranded_fighters?lang={lang}")
    headed = page.locator("h1")
    assert headed.get_attribute("dir") == "rtl"
    assert headed.get_attribute("lang") == lang
    assert page.locator("h1").evaluate("element => getComputedStyle(element).direction") == "rtl"
    turned = page.locator(f".wording[lang={lang}]")
    assert turned.count() > 0
    for at in range(turned.count()):
        assert turned.nth(at).evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert page.locator("html").get_attribute("dir") == "ltr"


@pytest.mark.parametrize(("lang", "face"), [("ar", "faces/arabic-400"), ("he", "noto-sans-hebrew")])
def test_wording_comes_in_the_packaged_face(watched, lang, face):
    site = watched("gaza-2025")
    page = site.open(f"/point/p6?lang={lang}")
    page.evaluate("() => document.fonts.ready.then(() => true)")  # faces are asked for once the page is laid out
    assert [url for url in site.asked if face in url]


def test_a_page_without_other_scripts_loads_no_face(watched):
    site = watched("aceh-2005")
    site.open("/").evaluate("() => document.fonts.ready.then(() => true)")
    assert [url for url in site.asked if url.endswith(".woff2")] == []


def test_the_keyboard_reaches_the_content_first(watched):
    page = watched("gaza-2025").open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_another_moment_is_asked_for_with_the_form_alone(watched, browser):
    page = watched("gaza-2025", java_script_enabled=False).open("/")
    page.locator(".view summary").click()
    page.fill("#at", "2025-10-13T12:00")
    page.get_by_role("button", name="Show").click()
    assert "at=2025-10-13T12%3A00" in page.url
    assert "13 Oct 2025, 12:00 UTC+3" in page.locator(".as-of").inner_text()


def test_every_mark_of_the_drawings_lies_inside_them(watched):
    page = watched("gaza-2025", 360).open("/question/stranded_fighters")
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.cell')].filter(cell => {
            const frame = cell.getBoundingClientRect();
            return [...cell.querySelectorAll('.point, .range, .cap')].some(mark => {
                const box = mark.getBoundingClientRect();
                return box.left < frame.left - 1 || box.right > frame.right + 1;
            });
        }).length"""
    )
    assert outside == 0


def test_on_paper_the_frame_is_gone_and_the_label_stays(watched):
    page = watched("gaza-2025").open("/question/stranded_fighters")
    page.emulate_media(media="print")
    assert not page.locator(".masthead").is_visible()
    assert page.locator(".labels").is_visible()
    assert page.locator(".as-of").is_visible()
    assert page.locator("h1").is_visible()


def test_the_days_are_stepped_through_with_links_alone(watched):
    page = watched(PASSAGE, seat=REGISTRAR, java_script_enabled=False).open("/programme?day=4")
    assert "Where everyone is on 13 November 2025" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Next day").click()
    assert page.url.endswith("/programme?day=5")
    page.get_by_role("navigation", name="Pages of the programme").get_by_role("link", name="Cases").click()
    page.get_by_label("Case number").fill("syn-62t6")
    page.get_by_role("button", name="Find").click()
    assert page.url.endswith("day=5")
    assert page.locator("h1").inner_text() == "SYN-62T6"


def test_the_hand_over_sheet_is_printed_on_wide_paper_with_its_head_on_each_sheet(watched):
    page = watched(PASSAGE, seat=INSPECTOR).open("/programme/weapons")
    sheet = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet)
    wide = [box for box in boxes if float(box[0]) > float(box[1])]
    assert len(wide) >= 3
    page.emulate_media(media="print")
    assert page.locator("#sheet ~ table thead").evaluate("head => getComputedStyle(head).display") == "table-header-group"
    assert page.get_by_text("A receipt is not proof of identity.").first.is_visible()
