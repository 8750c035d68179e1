"""What every answer carries, on every page there is, whoever asks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from safeconduct.web.accounts.models import Account
from safeconduct.web.shell.headers import POLICY
from tests.web.test_security_limits import routes

ASKED = sorted({path for path in routes() if "(" not in path})
CARRIED = {"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
           "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"}  # fmt: skip


@pytest.fixture
def both(of_example: Any) -> Any:
    """Somebody who has signed in, and nobody."""
    call_command("migrate", verbosity=0)
    of_example("aceh-2005")
    account = Account.objects.create(username="header-lantern", org="gam", made_up=True, manages=True)
    own, nobody = (Client(SERVER_NAME="localhost", raise_request_exception=False) for _ in range(2))
    with override_settings(DEMO=True):
        own.force_login(account)
        yield own, nobody
    account.delete()


def test_every_answer_carries_them(both: Any) -> None:
    missing = []
    for asking in both:
        for path in ASKED:
            answer = asking.get(path)
            missing += [(path, name) for name, value in CARRIED.items() if answer.headers.get(name) != value]
            if "frame-ancestors 'none'" not in answer.headers.get("Content-Security-Policy", ""):
                missing.append((path, "Content-Security-Policy"))
            if not re.search(r"no-cache|no-store", answer.headers.get("Cache-Control", "")):
                missing.append((path, "Cache-Control"))
    assert missing == []


def test_no_page_may_run_what_is_written_into_it_nor_compiled_code(both: Any) -> None:
    policies = {both[0].get(path).headers["Content-Security-Policy"] for path in ASKED}
    assert POLICY in policies
    # The verifier may ask any address for a record that somebody names. It may run and show nothing from there.
    strict = {re.sub(r"; connect-src [^;]*$", "", policy) for policy in policies}
    assert [word for word in ("unsafe-inline", "unsafe-eval", "wasm-unsafe-eval", "data:", "http:", "*") for policy in strict
            if word in policy] == []  # fmt: skip


def test_no_page_may_use_what_the_device_has(both: Any) -> None:
    policy = both[1].get("/")["Permissions-Policy"]
    assert {name: f"{name}=()" in policy for name in ("camera", "geolocation", "microphone", "usb", "payment")} == \
        dict.fromkeys(("camera", "geolocation", "microphone", "usb", "payment"), True)  # fmt: skip


def test_no_answer_comes_with_a_door_for_other_places(both: Any) -> None:
    for asking in both:
        answer = asking.get("/", headers={"origin": "https://elsewhere.example"})
        assert [name for name in answer.headers if name.lower().startswith("access-control")] == []


def test_every_page_shown_to_somebody_is_in_no_cache(both: Any) -> None:
    pages = [path for path in ASKED if not path.startswith(settings.OWN_LIMITS)]  # programs come without a session
    assert [path for path in pages if "no-store" not in both[0].get(path).headers["Cache-Control"]] == []


def test_no_page_fails_inside(both: Any) -> None:
    assert [path for asking in both for path in ASKED if asking.get(path).status_code == 500] == []
