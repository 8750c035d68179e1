"""Who looks says so, in a real browser: its own key signs by itself, and a session without that key sees nobody."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import free_port, wait_for

pytestmark = pytest.mark.browser

ORG = "cmcc"
LONG = 30_000
"""Milliseconds for signing, writing and reading again on a busy machine."""
START = """
import os, sys
from pathlib import Path
from safeconduct.agreement.casefile import open_case
from safeconduct.bootstrap.demonstration import make_demonstration
from safeconduct.bootstrap.folder import Settings
home, port = Path(sys.argv[1]), int(sys.argv[2])
texts = ("drafts/rafah-passage.yaml",)
make_demonstration(home, open_case(example="gaza-2025", with_files=list(texts)), Settings(example="gaza-2025", with_files=texts),
                   origin="browser.invalid/gaza", at="2026-11-01T12:00:00+00:00")
from safeconduct.web.serve import serve
os.environ |= {"SAFECONDUCT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "safeconduct.web.settings",
               "SAFECONDUCT_EXAMPLE": "gaza-2025", "SAFECONDUCT_WITH": texts[0]}
import django
django.setup()
from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from safeconduct.web.accounts.models import Account
call_command("migrate", verbosity=0)
account = Account.objects.create(username="blue-lantern", org="cmcc", post="cmcc_registrar", password="nine lamps on the quay")
Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "-"})
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), "safeconduct.web.accounts.gate.Backend"
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.create()
(home / "session").write_text(session.session_key)
serve(port=port, example="gaza-2025", with_files=list(texts), home=home)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """A server in use, with an officer who has signed in."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", START, str(home), str(port)], env={**os.environ})
    wait_for(f"http://127.0.0.1:{port}")
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=20)


def signed_in(browser: Browser, address: str, home: Path) -> BrowserContext:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.add_cookies([{"name": "sc_session", "value": (home / "session").read_text(), "url": address}])
    return context


def register(home: Path, act: str) -> None:
    """Sign the registration of a key with the root keys of its organisation, as key officers do, and record it."""
    from safeconduct.bootstrap.folder import RecordFolder
    from safeconduct.bootstrap.training import Training

    desk, training = RecordFolder(home).desk(), Training(home / "exercise")
    for number in (0, 1):
        desk.take_in([training.sign(desk, ORG, f"root-{number}", json.loads(act), at="2026-11-23T12:00:00+00:00")])
    desk.records.close()  # type: ignore[attr-defined]


def sound(page: Page) -> None:
    """Nothing is wrong with the page for those who cannot see it, and it does not run over its edge."""
    assert [f"{one['id']} {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_key_signs_the_look_by_itself_and_a_stolen_session_sees_nobody(browser: Browser, address: str, home: Path) -> None:
    context = signed_in(browser, address, home)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}/programme/cases")
    case, other = re.findall(r"/programme/case/(SYN-\w+)", page.content())[:2]

    page.goto(f"{address}/programme/case/{case}")
    expect(page.locator("h1")).to_have_text("Not without a key")
    sound(page)
    page.click("main a.button")
    page.click("form[data-origin] button")
    register(home, page.input_value("#act"))

    page.goto(f"{address}/programme/case/{case}")
    expect(page.locator("h1")).to_have_text(case, timeout=LONG)
    page.goto(f"{address}/looks/who/{case}/")
    expect(page.locator("h1")).to_have_text("Who looked", timeout=LONG)
    expect(page.locator("tbody")).to_contain_text(case)
    sound(page)

    thief = signed_in(browser, address, home)
    stolen = thief.new_page()
    answer = stolen.goto(f"{address}/programme/case/{other}")
    assert answer is not None
    assert answer.status == 403
    expect(stolen.locator("[data-part=wrong]")).to_contain_text("The key is not in this browser", timeout=LONG)
    assert stolen.locator("main").inner_text().count(other) == 0
    sound(stolen)
    assert wrong == []
    thief.close()
    context.close()


def test_what_takes_two_is_read_from_its_bytes_and_signed(browser: Browser, address: str, home: Path) -> None:
    context = signed_in(browser, address, home)
    page = context.new_page()
    page.goto(f"{address}/programme/cases")
    case = re.findall(r"/programme/case/(SYN-\w+)", page.content())[0]
    page.goto(f"{address}/desk/key/")
    page.click("form[data-origin] button")
    register(home, page.input_value("#act"))
    page.goto(f"{address}/looks/")
    sound(page)
    page.goto(f"{address}/looks/ask/reveal/")
    sound(page)
    page.fill("input[name=cases]", case)
    page.check("input[value=name]")
    page.select_option("select[name=reason]", "identity_check")
    page.click("main form.form button[type=submit]")
    expect(page.locator("[data-part=acts]")).to_contain_text(case)
    expect(page.locator("form[data-kid] button")).to_be_enabled()
    page.click("form[data-kid] button")
    expect(page.locator(".lead")).to_have_text("waits for a second one")
    expect(page.locator("dl.facts")).to_contain_text(case)
    sound(page)
    context.close()
