"""The review of reports in a real browser: with keys alone in a demonstration, and signed with a browser’s own key elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watched
from tests.browser.officers import account, record_served, register, sign_in, sound, told

pytestmark = pytest.mark.browser

STORY = """Talks on fighters below the line

By Ana Quill (Harbour Wire)
6 November 2025

The Harbour Post reported that Egypt had urged Israel to let the fighters in the tunnels of Rafah leave.

A diplomat said about 170 fighters are in the tunnels around Rafah.

Israel did not reject the proposal on safe passage for the fighters.

قال مسؤول في حماس إن الاقتراح قيد الدراسة.
"""
LONG = 30_000
"""Milliseconds for reading a document, or for signing, on a busy machine."""


def brings(page: Page, home: str, *texts: str, name: str = "story.txt") -> str:
    """Bring documents in; gives the address of the review of a single one."""
    page.goto(f"{home}/reports/bring-in/")
    files: Any = [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for text in texts]
    page.set_input_files("#id_file", files)
    page.click("main form.form button[type=submit]")
    if len(texts) == 1:
        expect(page.locator("[data-review], .again, a.button").first).to_be_visible(timeout=LONG)
    return page.url


def opened(page: Page, words: str) -> None:
    """Open the draft whose line in the list has these words."""
    link = page.locator(".queue a", has_text=words).first
    link.click()
    expect(link).to_have_attribute("aria-current", "true")


def turn(page: Page) -> int:
    return int(page.input_value("#deciding [name=turn]"))


def pressed(page: Page, key: str) -> None:
    """Press a key that decides something, and wait until it is decided."""
    before = turn(page)
    page.keyboard.press(key)
    page.wait_for_function("before => document.querySelector('#deciding [name=turn]')?.value !== String(before)", arg=before,
                           timeout=LONG)  # fmt: skip


def state(page: Page, field: str) -> str:
    return page.locator(f"[data-field='{field}'] .mark").first.inner_text()


def test_a_draft_is_decided_with_keys_alone_and_filed(watched: Any) -> None:
    site: Watched = watched("gaza-2025", 1600, seat="recorder")
    page = site.page
    page.goto(f"{site.home}/question/stranded_fighters")
    before = page.locator("main").inner_text()
    brings(page, site.home, STORY)
    sound(page)
    opened(page, "about 170")
    fields = page.locator("[data-field]").evaluate_all("rows => rows.map(row => row.dataset.field)")
    assert fields[:3] == ["source", "stance", "content"]
    # The first open field is where the keys work; accepting goes to the next.
    assert page.evaluate("document.activeElement.dataset.field") == "source"
    pressed(page, "a")
    assert (state(page, "source"), page.evaluate("document.activeElement.dataset.field")) == ("accepted", "stance")
    pressed(page, "r")
    assert state(page, "stance") == "rejected"
    pressed(page, "u")
    assert (state(page, "stance"), page.evaluate("document.activeElement.dataset.field")) == ("open", "stance")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("e")
    expect(page.locator("[data-edit]")).to_be_visible()
    sound(page)
    page.select_option("[data-edit] select[name=stance]", "estimates")
    page.locator("[data-edit] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-field='stance'] .mark")).to_have_text("entered by hand")
    pressed(page, "Shift+A")
    assert page.locator(".row.is-open").count() == 0
    sound(page)
    page.keyboard.press("f")
    expect(page.locator(".effort")).to_contain_text("keystrokes", timeout=LONG)
    expect(page.locator(".queue .is-filed")).to_have_count(1)
    sound(page)
    assert site.complaints == []
    page.goto(f"{site.home}/question/stranded_fighters")
    after = page.locator("main").inner_text()
    assert ("170" in before, "170" in after) == (False, True)


def test_all_that_is_decided_is_filed_with_one_key(watched: Any) -> None:
    site: Watched = watched("gaza-2025", 1024, seat="recorder")
    page = site.page
    brings(page, site.home, STORY.replace("170", "172").replace("Harbour", "Lighthouse"))
    brings(page, site.home, STORY.replace("170", "175").replace("Ana Quill", "Bela Quill").replace("Harbour", "Quay")
           .replace("urged Israel to let", "asked the two sides at length to let").replace("A diplomat said", "Officials said")
           .replace("the proposal on safe passage", "what was proposed by others on a way out"))  # fmt: skip
    for words in ("about 175", "does not reject"):
        opened(page, words)
        pressed(page, "Shift+A")
    page.keyboard.press("Shift+F")
    expect(page.locator(".queue .is-filed")).to_have_count(2, timeout=LONG)
    # The rest is rejected, each with one key; after the last draft comes the next document.
    while page.locator(".queue .is-open").count():
        left = page.locator(".queue .is-open").count()
        page.keyboard.press("Shift+R")
        expect(page.locator(".queue .is-open")).to_have_count(left - 1, timeout=LONG)
    expect(page.locator("main")).to_contain_text("Every draft of this document is decided.")
    page.locator(".queue a").last.click()
    expect(page.locator(".queue a").last).to_have_attribute("aria-current", "true")
    here = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url.partition("?")[0] != here.partition("?")[0], timeout=LONG)
    expect(page.locator(".queue .is-open").first).to_be_visible()


def test_a_key_that_is_typed_into_a_field_decides_nothing(watched: Any) -> None:
    site: Watched = watched("gaza-2025", 1024, seat="recorder")
    page = site.page
    brings(page, site.home, STORY.replace("170", "180").replace("Harbour", "Lantern"))
    opened(page, "about 180")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.locator("[data-edit] textarea")).to_be_focused()
    before = turn(page)
    page.keyboard.type("far")
    assert (turn(page), page.input_value("[data-edit] textarea").endswith("far")) == (before, True)
    page.keyboard.press("Escape")
    expect(page.locator("[data-edit]")).to_have_count(0)
    assert site.complaints == []


@pytest.mark.parametrize("width", [360, 1600])
@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_the_page_is_sound_in_every_language_and_the_text_keeps_its_own(watched: Any, language: str, width: int) -> None:
    site: Watched = watched("gaza-2025", width, seat="recorder", locale=language)
    page = site.page
    brings(page, site.home, STORY.replace("170", "185").replace("Harbour", "Mole"))
    assert page.locator("html").get_attribute("lang") == language
    sound(page)
    arabic = page.locator(".pane p[lang=ar]")
    expect(arabic).to_contain_text("قال مسؤول")
    assert (arabic.get_attribute("dir"), arabic.evaluate("one => getComputedStyle(one).direction")) == ("auto", "rtl")
    assert page.locator(".pane .b-headline").evaluate("one => getComputedStyle(one).direction") == "ltr"
    for path in ("/reports/", "/reports/bring-in/"):
        page.goto(site.home + path)
        sound(page)


def test_one_story_in_two_papers_is_looked_at_once(watched: Any) -> None:
    site: Watched = watched("gaza-2025", 1024, seat="recorder")
    page = site.page
    story = STORY.replace("170", "190").replace("Harbour", "Beacon")
    brings(page, site.home, story)
    brings(page, site.home, story + "\nRead more on our pages.\n", name="again.txt")
    expect(page.locator("main")).to_contain_text("Both are one source")
    sound(page)
    page.goto(f"{site.home}/reports/")
    story_of_both = page.locator(".stories > li", has_text="again.txt")
    assert (story_of_both.count(), story_of_both.locator(".again").count()) == (1, 1)
    sound(page)


def test_without_a_script_the_buttons_do_the_same(watched: Any) -> None:
    site: Watched = watched("gaza-2025", 1024, seat="recorder", java_script_enabled=False)
    page = site.page
    page.goto(f"{site.home}/reports/bring-in/")
    page.fill("textarea[name=text]", STORY.replace("170", "195").replace("Harbour", "Pier"))
    page.click("main form.form button[type=submit]")
    expect(page.locator("[data-review]")).to_be_visible(timeout=LONG)
    page.locator(".queue a", has_text="about 195").first.click()
    page.click("button[value=rest]")
    assert page.locator(".row.is-open").count() == 0
    page.click("button[value=file]")
    expect(page.locator(".queue .is-filed")).to_have_count(1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """A server in use, with its record and nobody made up."""
    with record_served(home, example="gaza-2025") as address:
        yield address


def test_on_a_served_record_it_is_signed_with_the_key_of_the_browser(browser: Browser, address: str, home: Path) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    account(home, "grey-lantern", org="recorder", officer="17")
    sign_in(page, address, "grey-lantern")
    page.goto(f"{address}/desk/key/")
    page.click("form[data-origin] button")
    register(home, "recorder", page.input_value("#act"))
    key = brings(page, address, STORY).split("/reports/")[1].split("/")[0]
    opened(page, "about 170")
    pressed(page, "Shift+A")
    page.keyboard.press("f")
    expect(page.locator("h1")).to_have_text("This is what you sign", timeout=LONG)
    expect(page.locator("[data-part=facts]")).to_have_count(3)
    assert page.locator("text=the key that this server holds").count() == 0
    # Gone away and come back: it waits, and can be taken back or signed.
    page.goto(f"{address}/reports/{key}/")
    opened(page, "about 170")
    assert page.locator(".queue .is-signing").count() == 1
    pressed(page, "u")
    assert page.locator(".queue .is-ready").count() == 1
    page.keyboard.press("f")
    expect(page.locator("form[data-kid] button")).to_be_enabled(timeout=LONG)
    page.click("form[data-kid] button")
    expect(page.locator(".queue .is-filed")).to_have_count(1, timeout=LONG)
    sound(page)
    number = page.locator(".queue .is-filed a").get_attribute("href").partition("=")[2].partition("#")[0]  # type: ignore[union-attr]
    for act in (f"rep-{key}-{number}", f"rep-{key}-{number}-quantity-0", f"doc-{key}-added"):
        shown = told("record", "show", str(home), "--act", act)
        assert ("recorder" in shown, "in effect" in shown) == (True, True), shown
    assert wrong == []
    context.close()
