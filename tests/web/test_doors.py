"""Every page has a door, and every seat finds each door as its entry says: the table is made from the pages and the agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.seats import seat_at
from safeconduct.agreement.casefile import open_case
from safeconduct.web.accounts.made_up import people
from safeconduct.web.accounts.models import Account
from safeconduct.web.shell.doors import Door, doors, pages
from safeconduct.web.shell.worked import current
from tests.web.conftest import client
from tests.web.record import record_of, served

EXAMPLE, PASSAGE = "gaza-2025", "drafts/rafah-passage.yaml"
SAMPLES = {"int": 1, "str": "sample", "slug": "sample", "path": "sample", "uuid": "00000000-0000-4000-8000-000000000000"}
"""What stands in the address of a page that names something. Whether there is such a thing is asked behind the door."""
_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE, (PASSAGE,))


@pytest.fixture
def site(folder: Path) -> Iterator[Client]:
    with served(folder) as asking:
        people(current().agreement)
        yield asking


def addresses_of_pages() -> dict[str, str]:
    return {name: reverse(name, kwargs={named: SAMPLES[kind or "str"] for kind, named in _PART.findall(route)})
            for name, route in pages() if not name.startswith("api:")}  # fmt: skip


def test_every_page_has_a_door_and_every_door_a_page():
    assert sorted(doors()) == sorted({name for name, _route in pages()})


def test_a_page_without_an_entry_opens_to_nobody(site, monkeypatch):
    known = doors()
    without = {name: door for name, door in known.items() if name != "board"}
    monkeypatch.setattr("safeconduct.web.shell.doors.doors", lambda: without)
    assert site.get("/").status_code == 404


def expected(door: Door, account: Account | None, viewer: Viewer | None) -> str:
    """Say what a door does for somebody: from the meaning of its name, not from the code that opens it."""
    signed_in = account is not None
    opens = {
        Door.EVERYONE: True, Door.DEMO: True, Door.ACCOUNT: signed_in, Door.SIGNED_IN: signed_in,
        Door.ROLE: signed_in and viewer.has_role, Door.MANAGES: signed_in and account.manages,
        Door.INSIDE: signed_in and viewer.inside and bool(viewer.steps),
        Door.RECORDER: signed_in and account.org == "recorder",
    }[door]  # fmt: skip
    return "open" if opens else "entrance" if not signed_in else "not there"


class Behind:
    """Stands behind the door: says that somebody came in, and makes no page."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse:
        return HttpResponse("behind the door")


def found(asking: Client, at: str, absent: bytes) -> str:
    answer = asking.get(at)
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith("/account/sign-in/?next=")
        return "entrance"
    if answer.status_code == 404:
        assert answer.content.replace(at.encode(), b"") == absent
        return "not there"
    assert answer.content == b"behind the door"
    return "open"


def test_each_door_is_for_each_seat_what_its_entry_says(site):
    accounts = [None, *Account.objects.order_by("username")]
    in_force = InForce(current().agreement, timezone.now())
    assert len(accounts) > 10
    addresses, wanted, got = addresses_of_pages(), {}, {}
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, f"{__name__}.Behind"]):
        for account in accounts:
            asking, who = client(), account.username if account else ""
            viewer = Viewer(seat_at(account.org, account.post), in_force) if account else None
            if account is not None:
                asking.force_login(account)
            absent = asking.get("/nothing-is-here").content.replace(b"/nothing-is-here", b"")
            for name, at in addresses.items():
                wanted[who, name], got[who, name] = expected(doors()[name], account, viewer), found(asking, at, absent)
    assert got == wanted


def test_the_pages_show_what_the_record_holds_and_no_file(site, folder):
    shown = current()
    assert shown.case.acts_file is None
    assert len(list(shown.case.acts())) == len(list(open_case(example=EXAMPLE).acts()))
    assert site.get("/").status_code == 200
