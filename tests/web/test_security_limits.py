"""What is not read of a request, on every page that takes anything in: answered in words, in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from safeconduct.web.accounts.models import Account
from safeconduct.web.shell import limits
from safeconduct.web.shell.bodies import TooBusy, TooSlow
from tests.web.conftest import client

TURNED = {"override": "a\u202eb", "isolate": "a\u2066b", "zero width": "a\u200bb", "byte order mark": "\ufeffa", "nul": "a\x00b",
          "escape": "a\x1bb", "hyphen": "a\u00adb", "own": "a\ue000b", "line": "a\u2028b", "tag": "a\U000e0041b"}  # fmt: skip
SAMPLE = {"username": "gam", "code": "none", "number": "1", "index": "1", "pk": "1", "act": "1"}


def routes(part: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every address there is, with something in place of what it asks for."""
    for one in (part or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda found: SAMPLE.get(found[1], "1"), f"/{before}{one.pattern}".rstrip("$"))
        else:
            yield from routes(one, f"{before}{one.pattern}")


TAKING = sorted({path for path in routes() if path.startswith(tuple(settings.TAKES_POSTS)) and "(" not in path})


@pytest.fixture(scope="module")
def tables() -> None:
    call_command("migrate", verbosity=0)


@pytest.fixture(params=["en", "he"])
def somebody(request: Any, tables: None, of_example: Any) -> Iterator[Client]:
    """Somebody who manages accounts, in one language."""
    of_example("aceh-2005")
    cache.clear()
    asking = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE=request.param)
    account = Account.objects.create(username="blue-lantern", org="gam", made_up=True, manages=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "DEMO", True)
        asking.force_login(account)
        asking.language = request.param  # type: ignore[attr-defined]
        yield asking
    call_command("flush", interactive=False, verbosity=0)


def refused(asking: Any, answer: Any, status: int) -> None:
    page = answer.content.decode()
    assert (answer.status_code, f'<html lang="{asking.language}"' in page) == (status, True), answer.wsgi_request.path
    says = {"en": "what you wrote is still there", "he": "מה שכתבת"}
    assert says["en"] in page or asking.language != "en"
    assert [name for name, turned in TURNED.items() if turned in page] == []


def test_there_are_pages_that_take_something_in() -> None:
    assert {"/draft", "/desk/hand-in/", "/account/sign-in/", "/account/slip/none/", "/language"} <= set(TAKING)


def test_too_much_is_not_read(somebody: Client) -> None:
    for path in TAKING:
        refused(somebody, somebody.post(path, {"x": "x" * limits.most_bytes(path)}), 413)


def test_a_field_of_a_megabyte_is_too_much_for_every_form_but_those_for_texts_and_acts(somebody: Client) -> None:
    for path in TAKING:
        answer = somebody.post(path, {"x": "x" * 1_000_000})
        if not path.startswith(("/draft", "/desk/", "/reports/bring-in/")):
            refused(somebody, answer, 413)
        assert answer.status_code != 500


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "image/svg+xml", "no/such; =;;"])
def test_what_is_no_form_is_not_read(somebody: Client, kind: str) -> None:
    for path in TAKING:
        refused(somebody, somebody.post(path, data=b'{"a": 1}', content_type=kind), 415)


@pytest.mark.parametrize("sent", [b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\xff\xfe" * 50, b"no boundary at all"])
def test_a_broken_form_is_said_to_be_broken(somebody: Client, sent: bytes) -> None:
    for path in TAKING:
        answer = somebody.post(path, data=sent, content_type="multipart/form-data; boundary=" + "y" * 300)
        refused(somebody, answer, 400)


def test_fields_without_end_are_not_read(somebody: Client) -> None:
    for path in TAKING:
        sent = "&".join(f"f{number}=" for number in range(400))
        refused(somebody, somebody.post(path, sent, content_type="application/x-www-form-urlencoded"), 400)
        refused(somebody, somebody.get(path, {f"f{number}": "" for number in range(400)}), 400)


def test_what_does_not_say_its_length_is_not_read(somebody: Client) -> None:
    for path in TAKING:
        answer = somebody.generic("POST", path, b"", content_type="application/x-www-form-urlencoded",
                                  HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")  # fmt: skip
        refused(somebody, answer, 411)


@pytest.mark.parametrize("name", TURNED)
def test_text_that_turns_or_hides_is_taken_in_nowhere(somebody: Client, name: str) -> None:
    for path in TAKING:
        if not path.startswith(settings.LOOKED_AT_ONLY):
            refused(somebody, somebody.post(path, {"field": TURNED[name]}), 400)
            refused(somebody, somebody.post(path, {TURNED[name]: "field"}), 400)
    for path in ("/", "/owes", "/timeline", "/account/", "/desk/write/"):
        for field in ("at", "as", "lang", "q", "type", "next"):
            refused(somebody, somebody.get(path, {field: TURNED[name]}), 400)


def test_what_languages_are_written_with_is_taken(somebody: Client) -> None:
    for text in ("شلام\u200cعلیکم", "\u200fשלום", "क\u094d\u200dष", "two\r\nlines", "tab\there", "👩🏽\u200d⚕️"):
        assert [one for one in text if limits.is_unseen(one)] == [], text
        assert somebody.get("/owes", {"q": text}).status_code == 200


def test_a_password_may_hold_any_character(somebody: Client) -> None:
    fresh = client()
    answer = fresh.post("/account/sign-in/", {"login": "blue-lantern", "password": "nine\u200blamps \u202e on the quay"})
    assert answer.status_code == 200


def test_an_address_without_end_is_not_read(somebody: Client) -> None:
    refused(somebody, somebody.get("/norm/" + "x" * 2_000), 414)
    refused(somebody, somebody.get("/", {"q": "x" * 5_000}), 414)
    for turned in ("%00", "%E2%80%AE", "%EF%BB%BF"):
        refused(somebody, somebody.get(f"/norm/a{turned}b"), 400)


@pytest.mark.parametrize("language", ["", "xx", "zz-ZZ", "*", "en;q=nine", "a" * 2_000, "\u202e", "en\x00"])
def test_an_unknown_language_is_answered_in_one_there_is(somebody: Client, language: str) -> None:
    asking = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE=language)
    asking.cookies["sc_language"] = "xx"
    page = asking.get("/owes")
    assert (page.status_code, '<html lang="en"' in page.content.decode()) == (200, True)
    assert asking.get("/owes", {"lang": "xx"}).status_code == 400


def test_a_page_that_takes_nothing_says_so(somebody: Client) -> None:
    for path in ("/desk/hand-in/", "/language"):
        answer = somebody.get(path)
        refused(somebody, answer, 405)
        assert answer["Allow"] == "POST"


@pytest.mark.parametrize(("fails", "status"), [(TooSlow, 408), (TooBusy, 429)])
def test_what_did_not_come_in_time_is_said(somebody: Client, monkeypatch: pytest.MonkeyPatch, fails: type, status: int) -> None:
    def slow(request: Any) -> Any:
        raise fails

    monkeypatch.setattr(limits, "_fields", slow)
    refused(somebody, somebody.get("/owes"), status)
