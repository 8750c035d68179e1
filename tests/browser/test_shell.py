"""The frame and the first pages in a real browser: light and dark, narrow and four times as large, with a keyboard, on paper."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PASSAGE = "gaza-2025 with drafts/rafah-passage.yaml"
WIDTHS = (320, 360, 1024, 1600)
"""The first is a window of 1280 at four times its size, as WCAG 1.4.10 asks."""
FOR_ALL = ("/", "/search?q=passage", "/search?q=nothing+like+it", "/design", "/questions", "/owes", "/programme", "/map",
           "/norm/remains", "/question/stranded_fighters", "/timeline", "/verify", "/waits", "/account/sign-in/")  # fmt: skip
OF_A_SEAT = ("/home", "/notices", "/desk/", "/account/")


def sit(page: Page, home: str, seat: str) -> Page:
    """Take a seat of the demonstration."""
    page.goto(f"{home}/demo/")
    with page.expect_navigation():
        page.locator(f'form[action$="/demo/{seat}/"] button').click()
    return page


def faults(page: Page) -> list[str]:
    """What those who cannot see the page, or see it badly, would stumble over."""
    return [f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:100]}" for one in Axe().run(page).response["violations"]
            if one["impact"] in ("serious", "critical") or one["id"] == "region"]  # fmt: skip


def too_wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everyone_light_and_dark(watched, scheme):
    site = watched(PASSAGE, 1024, color_scheme=scheme)
    assert [fault for address in FOR_ALL for fault in faults(site.open(address))] == []
    assert site.complaints == []


@pytest.mark.parametrize(("seat", "language", "scheme"), [("israel", "he", "light"), ("hamas", "ar", "dark"),
                                                         ("cmcc-cmcc-registrar", "en", "dark")])  # fmt: skip
def test_the_pages_of_a_seat_fit_and_can_be_read_by_everyone(watched, seat, language, scheme):
    site = watched(PASSAGE, 360, locale=language, color_scheme=scheme)
    page = sit(site.page, site.home, seat)
    found, over = [], {}
    for address in OF_A_SEAT:
        page.goto(site.home + address)
        if page.locator("meta[http-equiv=refresh], .busy").count() == 0:
            found += faults(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if (wider := too_wide(page)) > 0:
                over[address, width] = wider
    assert (found, over) == ([], {})


def test_pages_fit_at_four_times_their_size(watched):
    site = watched(PASSAGE, 320)
    assert {address: wider for address in FOR_ALL if (wider := too_wide(site.open(address))) > 0} == {}


def test_the_menu_of_a_narrow_screen_opens_with_a_keyboard_and_no_script(watched):
    page = watched(PASSAGE, 360, java_script_enabled=False).open("/")
    pages = page.get_by_role("navigation", name="Pages", exact=True)
    expect(pages).to_be_hidden()
    page.locator(".menu").focus()
    page.keyboard.press("Enter")
    expect(pages).to_be_visible()
    page.keyboard.press("Escape")
    expect(pages).to_be_hidden()
    page.locator(".menu").click()
    pages.get_by_role("link", name="Who owes what").click()
    assert page.url.endswith("/owes")


def test_a_wide_screen_shows_the_pages_without_a_menu(watched):
    page = watched(PASSAGE, 1024).open("/")
    expect(page.locator(".menu")).to_be_hidden()
    expect(page.get_by_role("link", name="Who owes what", exact=True)).to_be_visible()


def test_the_keyboard_goes_through_the_frame_in_the_order_in_which_it_is_read(watched):
    page = watched(PASSAGE, 1600).open("/owes")
    stops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert stops[:4] == ["Skip to the content", "safeconduct", "Board", "Programme"]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_nothing_moves_for_those_who_asked_for_that(watched):
    page = watched(PASSAGE, 1024, reduced_motion="reduce").open("/design")
    moving = page.evaluate("""() => [...document.querySelectorAll('*')].filter(one => {
        const style = getComputedStyle(one);
        return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
    }).length""")
    assert moving == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_pair_of_colours_has_the_contrast_that_the_sheet_promises(watched, scheme):
    page = watched(PASSAGE, 1024, color_scheme=scheme).open("/design")
    pairs = page.evaluate("""() => [...document.querySelectorAll('[data-pair]')].map(one => {
        const style = getComputedStyle(one);
        return [one.className, style.color, style.backgroundColor];
    })""")
    assert len(pairs) == 9
    assert {name: ratio for name, ink, ground in pairs if (ratio := contrast(ink, ground)) < 4.5} == {}


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours as WCAG 2 counts it."""

    def light(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lights = sorted((light(one), light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("address", ["/", "/norm/remains", "/owes", "/timeline", "/programme", "/search?q=passage"])
def test_on_paper_a_page_is_as_wide_as_the_paper_and_says_when_and_whose_wording(watched, address):
    page = watched(PASSAGE, 1024).open(address)
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 690, "height": 1000})  # A4 without its margins
    assert too_wide(page) <= 0
    for hidden in (".masthead", ".skip", ".steps"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("h1").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    if page.locator(".lens").count():
        assert page.locator(".as-of").is_visible()
        assert page.locator(".labels").is_visible()


def test_no_piece_of_a_drawing_leaves_most_of_a_sheet_empty(watched):
    page = watched(PASSAGE).open("/timeline")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 1000})
    pieces = page.evaluate("[...document.querySelectorAll('.timeline, .timeline *')].map(one => ["
                           "getComputedStyle(one).breakInside == 'avoid' || (one.matches('.timeline > svg')),"
                           "one.getBoundingClientRect().height])")  # fmt: skip
    whole = [height for stays_whole, height in pieces if stays_whole]
    assert (len(whole) > 3, max(whole) < 400) == (True, True)


def test_a_page_prints_on_upright_paper(watched):
    page = watched(PASSAGE).open("/norm/remains")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert {(round(float(wide)), round(float(high))) for wide, high in boxes} == {(595, 842)}
