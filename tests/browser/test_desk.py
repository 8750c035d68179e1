"""An officer in a real browser: signs in with two factors, makes a key, signs an act, and sees it in the record."""

from __future__ import annotations

import base64
import hmac
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import free_port, wait_for

pytestmark = pytest.mark.browser

PASSWORD = "nine lamps on the quay"
COMMAND = [sys.executable, "-c", "import sys; from safeconduct.cli.main import main; sys.exit(main())"]
START = """
import sys
from pathlib import Path
from safeconduct.agreement.casefile import open_case
from safeconduct.bootstrap.demonstration import make_demonstration
from safeconduct.bootstrap.folder import Settings
from safeconduct.web.serve import serve
home, port = Path(sys.argv[1]), int(sys.argv[2])
make_demonstration(home, open_case(example="aceh-2005"), Settings(example="aceh-2005"), origin="browser.invalid/aceh",
                   at="2026-11-01T12:00:00+00:00")
serve(port=port, example="aceh-2005", home=home)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """A server in use: with a record, and with nobody made up."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", START, str(home), str(port)], env={**os.environ})
    wait_for(f"http://127.0.0.1:{port}")
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=20)


def slip(home: Path) -> str:
    """Make the first slip of an organisation, as whoever runs the server does."""
    made = subprocess.run([*COMMAND, "accounts", "invite", str(home), "--org", "gam", "--manages"],
                          capture_output=True, text=True, check=True, env={**os.environ})  # fmt: skip
    return made.stdout.strip().splitlines()[-1].split("/account/slip/")[1].strip("/")


def code_of(secret: str) -> str:
    """Give the code that an app would show now (RFC 6238)."""
    mac = hmac.digest(base64.b32decode(secret), (int(time.time()) // 30).to_bytes(8, "big"), "sha1")
    place = mac[-1] & 15
    return f"{(int.from_bytes(mac[place : place + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def sound(page: Page) -> None:
    """Nothing is wrong with the page for those who cannot see it, and it does not run over its edge."""
    assert [f"{one['id']} {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_from_a_slip_to_an_act_in_the_record(browser: Browser, address: str, home: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}/account/slip/{slip(home)}/")
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
    register(home, act)
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
    shown = subprocess.run([*COMMAND, "record", "show", str(home), "--act", digest[:16]],
                           capture_output=True, text=True, check=True, env={**os.environ}).stdout  # fmt: skip
    assert digest in shown
    assert wrong == []
    context.close()


def register(home: Path, act: str) -> None:
    """Sign the registration of a key with the root keys of its organisation, as key officers do, and record it."""
    import json

    from safeconduct.bootstrap.folder import RecordFolder
    from safeconduct.bootstrap.training import Training

    desk, training = RecordFolder(home).desk(), Training(home / "exercise")
    for number in (0, 1):
        desk.take_in([training.sign(desk, "gam", f"root-{number}", json.loads(act), at="2026-11-23T12:00:00+00:00")])
    desk.records.close()  # type: ignore[attr-defined]


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
