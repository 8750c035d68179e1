"""An officer in a real browser: signs in with two factors, makes a key, signs an act, and sees it in the record."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.officers import PASSWORD, code_of, record_served, register, slip, sound, told

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """A server in use: with a record, and with nobody made up."""
    with record_served(home, example="aceh-2005") as address:
        yield address


def test_from_a_slip_to_an_act_in_the_record(browser: Browser, address: str, home: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}/account/slip/{slip(home, '--org', 'gam', '--manages')}/")
    sound(page)
    for field, value in (("username", "blue-lantern"), ("password", PASSWORD), ("again", PASSWORD)):
        page.fill(f"input[name={field}]", value)
    page.click("main form button[type=submit]")
    sound(page)
    page.fill("input[name=login]", "blue-lantern")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit] >> nth=0")
    expect(page.locator("h1")).to_contain_text("Two-Factor")
    sound(page)
    page.goto(f"{address}/account/factors/totp/activate/")
    sound(page)
    secret = page.input_value("#authenticator_secret")
    page.fill("input[name=code]", code_of(secret))
    page.click("main form button[type=submit]")
    sound(page)
    page.goto(f"{address}/account/")
    page.click("main form button[type=submit]")  # signs out
    page.goto(f"{address}/desk/")
    page.fill("input[name=login]", "blue-lantern")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit] >> nth=0")
    # A code counts once, so the one of the next half minute is waited for.
    again = code_of(secret)
    while code_of(secret) == again:
        time.sleep(0.5)
    page.fill("input[name=code]", code_of(secret))
    page.click("main form button[type=submit] >> nth=0")
    expect(page.locator("h1")).to_have_text("Your desk")
    sound(page)

    page.click("text=Make a key in this browser")
    expect(page.locator("form[data-origin]")).to_be_visible()
    sound(page)
    page.click("form[data-origin] button")
    act = page.input_value("#act")
    register(home, "gam", act)
    page.goto(f"{address}/desk/")
    expect(page.locator("main")).to_contain_text("registered and good")

    page.click(".offers a >> nth=0")
    sound(page)
    page.click("main form button[type=submit]")
    expect(page.locator("form[data-kid] button")).to_be_enabled()
    expect(page.locator("[data-part=facts]")).to_contain_text("obligation.")
    sound(page)
    page.click("form[data-kid] button")
    expect(page.locator("h1")).to_have_text("An act in the record")
    expect(page.locator("main")).to_contain_text("in effect")
    sound(page)
    digest = page.locator("dd code").last.inner_text()
    assert digest in told("record", "show", str(home), "--act", digest[:16])
    assert wrong == []
    context.close()


def test_a_key_cannot_be_taken_out_of_the_browser(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/")
    refused = page.evaluate("""async () => {
        const { makeKey, held } = await import("/static/desk/store.js");
        await makeKey("nobody");
        const [key] = await held("nobody");
        try { await crypto.subtle.exportKey("pkcs8", key.secret); return "given out"; } catch (error) { return error.name; }
    }""")
    assert refused == "InvalidAccessError"
    page.close()
