"""Officers at a served record, each in a browser: where it is served, the code of a second factor, how a key is registered."""

from __future__ import annotations

import base64
import hmac
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from safeconduct.bootstrap.folder import RecordFolder
from safeconduct.bootstrap.training import Training
from tests.browser.conftest import free_port, wait_for

PASSWORD, SECRET = "nine lamps on the quay", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
COMMAND = [sys.executable, "-c", "import sys; from safeconduct.cli.main import main; sys.exit(main())"]
SERVER = Path(__file__).with_name("record_server.py")
ACCOUNT = """
import json, os, sys
os.environ |= {"SAFECONDUCT_HOME": sys.argv[1], "DJANGO_SETTINGS_MODULE": "safeconduct.web.settings"}
import django
django.setup()
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from safeconduct.web.accounts.models import Account
account, word = Account.objects.create(**json.loads(sys.argv[2])), sys.argv[3]
if word:
    account.set_duress(word)
account.save()
Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": encrypt(sys.argv[4])})
"""


@contextmanager
def record_served(home: Path, *, example: str = "", file: str = "", with_files: tuple[str, ...] = ()) -> Iterator[str]:
    """Make a record in an empty folder and serve it for use, with nobody made up. Gives the address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([sys.executable, str(SERVER), str(home), str(port), example, file, *with_files])
    try:
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def told(*words: str) -> str:
    """Give what a command says."""
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=True).stdout


def slip(home: Path, *words: str) -> str:
    """Make a slip, as whoever runs the server does. Gives what stands in its address."""
    return told("accounts", "invite", str(home), *words).strip().splitlines()[-1].split("/account/slip/")[1].strip("/")


def account(home: Path, name: str, *, word: str = "", **seat: Any) -> None:
    """Let somebody have an account with a password and a second factor, and perhaps a word of duress."""
    fields = json.dumps({"username": name, "password": PASSWORD, **seat})
    subprocess.run([sys.executable, "-c", ACCOUNT, str(home), fields, word, SECRET], check=True)


def sign_in(page: Page, address: str, name: str, password: str = PASSWORD) -> None:
    """Sign in with both factors, on the way to the desk."""
    page.goto(f"{address}/desk/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit] >> nth=0")
    page.fill("input[name=code]", code_of(SECRET))
    page.click("main form button[type=submit] >> nth=0")
    expect(page.locator("h1")).to_have_text("Your desk")


def code_of(secret: str) -> str:
    """Give the code that an app would show now (RFC 6238)."""
    mac = hmac.digest(base64.b32decode(secret), (int(time.time()) // 30).to_bytes(8, "big"), "sha1")
    place = mac[-1] & 15
    return f"{(int.from_bytes(mac[place : place + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def register(home: Path, org: str, act: str) -> None:
    """Sign the registration of a key with the root keys of its organisation, as key officers do, and record it."""
    desk, training = RecordFolder(home).desk(), Training(home / "exercise")
    for number in (0, 1):
        desk.take_in([training.sign(desk, org, f"root-{number}", json.loads(act), at="2026-11-23T12:00:00+00:00")])
    desk.records.close()  # type: ignore[attr-defined]


def sound(page: Page) -> None:
    """Nothing is wrong with the page for those who cannot see it, and it does not run over its edge."""
    assert [f"{one['id']} {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
