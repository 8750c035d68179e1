"""How much a page weighs on the way, with everything it loads: styles, scripts and faces, in each language."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from safeconduct.agreement.casefile import open_case

pytestmark = pytest.mark.browser

MOST = 150_000
PASSAGE = "gaza-2025 with drafts/rafah-passage.yaml"
HEAVIEST = ("/", "/timeline", "/draft", "/verify", "/about", "/map", "/question/stranded_fighters", "/norm/remains", "/programme",
            "/programme/weapons", "/design", "/search?q=a", "/account/sign-in/")  # fmt: skip
"""Pages that differ in what they load, the longest of each kind."""


def weight(browser: Browser, address: str, language: str) -> tuple[int, int]:
    """Give the bytes that came over the wire for a page with an empty cache, and how many answers they came in."""
    context = browser.new_context(locale=language)
    page = context.new_page()
    session, bytes_of = context.new_cdp_session(page), dict[str, float]()
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: bytes_of.__setitem__(event["requestId"], event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    context.close()
    return int(sum(bytes_of.values())), len(bytes_of)


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_no_page_weighs_more_than_a_slow_line_carries(browser, serving, language):
    home = serving(PASSAGE)
    found = {}
    for address in HEAVIEST:
        found[address] = weight(browser, f"{home}{address}{'&' if '?' in address else '?'}lang={language}", language)
    assert {address: size for address, (size, _count) in found.items() if size > MOST} == {}
    assert min(count for _size, count in found.values()) >= 3  # the page, its styles, its sign: they were measured


def test_the_faces_of_arabic_weigh_little_and_come_in_both_weights(browser, serving):
    home = serving(PASSAGE)
    context = browser.new_context(locale="ar")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"{home}/?lang=ar", wait_until="networkidle")
    context.close()
    faces = sorted(name for name in asked if name.startswith(("arabic", "noto-sans-arabic")))
    assert faces == ["arabic-400.woff2", "arabic-600.woff2"]


def test_no_wording_of_an_example_needs_a_letter_that_was_cut_off():
    """A rarer letter is fetched with a file of its own. Where every page needs one, the face was cut too narrow."""
    from tools.faces import LETTERS

    kept = {code for span in LETTERS for code in range(int(span[:4], 16), int(span[-4:], 16) + 1)}
    agreement = open_case(example="gaza-2025").agreement
    texts = [point.says.versions.get("ar", "") for point in agreement.points.values() if point.says is not None]
    letters = {ord(sign) for text in texts for sign in text}
    assert len(letters) > 25
    assert sorted(hex(code) for code in letters if 0x600 <= code < 0x700 and code not in kept) == []
