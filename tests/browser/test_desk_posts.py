"""An officer in a post, in a real browser: two factors, a key for the post, a person received, and the act in the record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.officers import account, record_served, register, sign_in, sound, told
from tests.pilot import TEXT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pilot")
    (made / "agreement.yaml").write_text(TEXT, encoding="utf-8")
    return made / "record"


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """A server in use with the record of a made-up programme, in which nothing has happened yet."""
    with record_served(home, file=str(home.parent / "agreement.yaml")) as address:
        yield address


def with_key(page: Page, address: str, home: Path, org: str) -> None:
    """Make a key in the browser, and let the key officers of the organisation register it for the post."""
    page.goto(f"{address}/desk/key/")
    expect(page.locator("form[data-origin]")).to_be_visible()
    page.click("form[data-origin] button")
    act = page.input_value("#act")
    assert json.loads(act)["scope"]["posts"] == ["registrar"]
    register(home, org, act)


def test_a_registrar_receives_a_person_and_it_is_in_the_record(browser: Browser, address: str, home: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    account(home, "green-heron", org="centre", post="registrar")
    sign_in(page, address, "green-heron")
    with_key(page, address, home, "centre")
    page.goto(f"{address}/desk/")
    expect(page.locator("main")).to_contain_text("registered and good")
    sound(page)

    page.click("text=receive a person")
    sound(page)
    page.click("main form button[type=submit]")
    expect(page.locator("form[data-kid] button")).to_be_enabled()
    shown = page.locator("[data-part=facts]").inner_text()
    case = re.search(r"SYN-[A-Z0-9]{4}-[A-Z0-9]{4}", shown)
    assert case is not None
    assert [word in shown for word in ("person.presented/1", "receive a person", "registrar", "the site")] == [True] * 4
    # The page never asked for a key that lies on the server, and none is offered.
    assert page.locator("text=the key that this server holds").count() == 0
    sound(page)
    page.click("form[data-kid] button")
    expect(page.locator("h1")).to_have_text("An act in the record")
    expect(page.locator("main")).to_contain_text("in effect")
    sound(page)
    digest = page.locator("dd code").last.inner_text()
    shown = told("record", "show", str(home), "--act", digest[:16])
    assert [part in shown for part in (digest, "person.presented/1")] == [True, True]

    page.goto(f"{address}/desk/")
    page.click(f"main a:has-text('{case[0]}')")
    expect(page.locator("h1")).to_contain_text(case[0])
    # Age comes first, and it is for another post to establish: until then there is little that this one may do.
    assert page.locator(".offers a").all_inner_texts() == ["record that the person leaves the programme", "record a death"]
    sound(page)
    assert wrong == []
    context.close()


def test_nothing_is_signed_in_a_browser_that_holds_no_key(browser: Browser, address: str, home: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    account(home, "grey-heron", org="centre", post="registrar")
    sign_in(page, address, "grey-heron")
    with_key(page, address, home, "centre")
    # The same session, and another device: the key stayed behind.
    page.evaluate("() => new Promise((done) => { indexedDB.deleteDatabase('safeconduct').onsuccess = done; })")
    page.goto(f"{address}/desk/write/?type=person.presented/1")
    expect(page.locator("[data-part=here]")).to_be_visible()
    page.click("main form button[type=submit]")
    expect(page.locator("[data-part=wrong]")).to_contain_text("not in this browser")
    expect(page.locator("form[data-kid] button")).to_be_disabled()
    context.close()
