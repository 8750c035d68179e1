"""What the server writes of its work: no line holds anything that somebody has sent, or that is about somebody."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from safeconduct.web.accounts.models import Account, Slip
from safeconduct.web.shell import logs
from tests.web.test_security_limits import routes

MARKS = {"case": "C-90210", "name": "ann-of-the-quay", "password": "nine lamps on the quay", "token": "tok3nZZtok3nZZ",
         "query": "whomIlookFor", "browser": "OwnBrowser/7", "address": "203.0.113.77"}  # fmt: skip
FIELDS = {"at", "level", "log", "line", "page", "status", "took", "error", "where"}


@pytest.fixture
def said(of_example: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that the server writes, at the level of a server that is in use."""
    call_command("migrate", verbosity=0)
    of_example("aceh-2005")
    cache.clear()
    written = io.StringIO()
    seen = [logging.getLogger(name) for name in ("", "django", "safeconduct")]
    for handler in {handler for log in seen for handler in log.handlers if isinstance(handler.formatter, logs.Lines)}:
        monkeypatch.setattr(handler, "stream", written)
    monkeypatch.setattr(logging.getLogger("safeconduct"), "level", logging.INFO)
    yield written
    call_command("flush", interactive=False, verbosity=0)


def lines(said: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]


def test_no_line_holds_what_was_asked_for(said: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    account = Account.objects.create(username=MARKS["name"], org="gam", made_up=True, manages=True, password=MARKS["password"])
    Slip.objects.all().delete()
    asking = Client(SERVER_NAME="localhost", raise_request_exception=False, HTTP_USER_AGENT=MARKS["browser"],
                    HTTP_X_FORWARDED_FOR=MARKS["address"], HTTP_AUTHORIZATION=f"Bearer {MARKS['token']}")  # fmt: skip
    asking.force_login(account)
    asked = 0
    for path in routes():
        if "(" in path or "sign-out" in path:
            continue
        for one in (path.replace("/1", f"/{MARKS['case']}").replace("none", MARKS["token"]), path):
            asking.get(one, {"q": MARKS["query"]})
            asking.get(one, {"at": MARKS["query"]})
            asking.post(one, MARKS)
            asked += 3
    assert [name for name, mark in MARKS.items() if mark in said.getvalue()] == []
    found = lines(said)
    assert len(found) >= asked
    assert {name for line in found for name in line} <= FIELDS
    assert {line["page"] for line in found} > {"board", "norm", "account_own", "no page"}


def test_an_error_is_told_by_its_class_and_place_and_not_by_its_words(said: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: Any, **_more: Any) -> None:
        held = MARKS["case"]
        try:
            raise ValueError(held)
        except ValueError as error:
            raise RuntimeError(f"of {MARKS['name']}") from error

    monkeypatch.setattr("safeconduct.web.board.views.render", fails)
    asking = Client(SERVER_NAME="localhost", raise_request_exception=False)
    assert asking.get(f"/?q={MARKS['query']}").status_code == 500
    failed = next(line for line in lines(said) if "error" in line)
    assert failed["error"] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert failed["where"][-1].startswith("tests/web/test_security_logs.py:")
    assert (failed["page"], failed["status"], failed["level"]) == ("board", 500, "error")
    assert [mark for mark in MARKS.values() if mark in said.getvalue()] == []


def test_what_others_log_loses_its_words(said: io.StringIO) -> None:
    logging.getLogger("somebody.else").error("the case %s of %s", MARKS["case"], MARKS["name"])
    logging.getLogger("django.request").error(f"Bad request: {MARKS['token']}")
    assert [line["log"] for line in lines(said)] == ["somebody.else", "django.request"]
    assert [mark for mark in MARKS.values() if mark in said.getvalue()] == []


def test_a_thread_that_fails_says_no_more(said: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    logs.watch_threads()

    def fails() -> None:
        raise ValueError(MARKS["case"])

    failing = threading.Thread(target=fails)
    failing.start()
    failing.join()
    assert [line["error"] for line in lines(said)] == [["builtins.ValueError"]]
    assert MARKS["case"] not in said.getvalue()


@pytest.mark.parametrize(("seconds", "told"), [(0.0, "<10ms"), (0.01, "<30ms"), (0.9, "<1000ms"), (60, ">=10000ms")])
def test_time_is_told_in_steps(seconds: float, told: str) -> None:
    assert logs.took(seconds) == told


def test_styles_and_scripts_are_not_counted(said: io.StringIO) -> None:
    Client(SERVER_NAME="localhost").get("/static/safeconduct/pages.css")
    assert lines(said) == []
