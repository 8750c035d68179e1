"""An officer signs under duress in a real browser; a colleague in another one sees it, and closes the key with their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.officers import PASSWORD, account, register, sign_in, sound
from tests.browser.test_desk import address, home  # noqa: F401

pytestmark = pytest.mark.browser

WORD = "the boat is green"


def at_the_desk(browser: Browser, address: str, home: Path, name: str, password: str) -> Page:  # noqa: F811
    """Sign in with two factors, make a key, and have it registered."""
    page = browser.new_context(viewport={"width": 1024, "height": 900}).new_page()
    sign_in(page, address, name, password)
    page.click("text=Make a key in this browser")
    page.click("form[data-origin] button")
    register(home, "gam", page.input_value("#act"))
    page.goto(f"{address}/desk/")
    expect(page.locator("main")).to_contain_text("registered and good")
    return page


def test_a_forced_act_is_seen_by_a_colleague_and_its_key_is_closed(browser: Browser, address: str, home: Path) -> None:  # noqa: F811
    for name in ("blue-lantern", "harbour-1"):
        account(home, name, word=WORD, org="gam", manages=True)
    held = at_the_desk(browser, address, home, "blue-lantern", WORD)
    held.click(".offers a >> nth=0")
    held.click("main form button[type=submit]")
    held.click("form[data-kid] button")
    expect(held.locator("main")).to_contain_text("in effect")

    colleague = at_the_desk(browser, address, home, "harbour-1", PASSWORD)
    colleague.goto(f"{address}/home")
    colleague.click("text=Something about a colleague waits for you")
    sound(colleague)
    colleague.click("text=Look at the act")
    sound(colleague)
    colleague.click("text=It was not meant >> nth=-1")
    expect(colleague.locator("main")).to_contain_text("It does not stand.")
    colleague.click("text=Sign with your key that this one is closed")
    expect(colleague.locator("form[data-kid] button")).to_be_enabled()
    expect(colleague.locator("main")).to_contain_text("key.compromised/1")
    sound(colleague)
    colleague.click("form[data-kid] button")
    expect(colleague.locator("main")).to_contain_text("Its key is closed.")
    for path in ("/account/duress/told/", "/account/officers/"):
        colleague.goto(address + path)
        sound(colleague)

    # Whoever forces the officer reads along: the key is closed, as the record says, and nothing else.
    for path in ("/desk/", "/account/", "/home", "/account/officers/"):
        held.goto(address + path)
        for word in ("countersign", "Under duress", "does not stand", "Something about a colleague"):
            expect(held.locator("body")).not_to_contain_text(word)
