"""Who looks says so, in a real browser: its own key signs by itself, and a session without that key sees nobody."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.officers import record_served, register, sound

pytestmark = pytest.mark.browser

ORG = "cmcc"
LONG = 30_000
"""Milliseconds for signing, writing and reading again on a busy machine."""
SESSION = """
import os, sys
os.environ |= {"SAFECONDUCT_HOME": sys.argv[1], "DJANGO_SETTINGS_MODULE": "safeconduct.web.settings"}
import django
django.setup()
from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from safeconduct.web.accounts.models import Account
account = Account.objects.create(username="blue-lantern", org="cmcc", post="cmcc_registrar", password="nine lamps on the quay")
Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "-"})
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), "safeconduct.web.accounts.gate.Backend"
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.create()
print(session.session_key)
"""
"""Makes an officer who has signed in. Gives the key of the session."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """A server in use, with its record."""
    with record_served(home, example="gaza-2025", with_files=("drafts/rafah-passage.yaml",)) as address:
        yield address


@pytest.fixture(scope="module")
def session(address: str, home: Path) -> str:
    """An officer who has signed in."""
    return subprocess.run([sys.executable, "-c", SESSION, str(home)], capture_output=True, text=True, check=True).stdout.strip()


def signed_in(browser: Browser, address: str, session: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.add_cookies([{"name": "sc_session", "value": session, "url": address}])
    return context


def test_the_key_signs_the_look_by_itself_and_a_stolen_session_sees_nobody(
    browser: Browser, address: str, home: Path, session: str
) -> None:
    context = signed_in(browser, address, session)
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
    register(home, ORG, page.input_value("#act"))

    page.goto(f"{address}/programme/case/{case}")
    expect(page.locator("h1")).to_have_text(case, timeout=LONG)
    page.goto(f"{address}/looks/who/{case}/")
    expect(page.locator("h1")).to_have_text("Who looked", timeout=LONG)
    expect(page.locator("tbody")).to_contain_text(case)
    sound(page)

    thief = signed_in(browser, address, session)
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


def test_what_takes_two_is_read_from_its_bytes_and_signed(
    browser: Browser, address: str, home: Path, session: str
) -> None:
    context = signed_in(browser, address, session)
    page = context.new_page()
    page.goto(f"{address}/programme/cases")
    case = re.findall(r"/programme/case/(SYN-\w+)", page.content())[0]
    page.goto(f"{address}/desk/key/")
    page.click("form[data-origin] button")
    register(home, ORG, page.input_value("#act"))
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
