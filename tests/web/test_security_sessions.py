"""Sessions end, and what is refused in one is written down where its owner and their colleagues see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from safeconduct.record.body import act_id
from safeconduct.record.leaf import sign_leaf
from safeconduct.web.accounts import lasting, refusing
from safeconduct.web.accounts.models import Happened
from tests.web.conftest import client
from tests.web.test_accounts import PASSWORD, WORD, officer, signed_in
from tests.web.test_desk import Officer, at_work, folder, size  # noqa: F401


@pytest.fixture
def alone(of_example: Any) -> None:
    call_command("migrate", verbosity=0)
    of_example("aceh-2005")


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    now = timezone.now() + by
    monkeypatch.setattr(lasting.timezone, "now", lambda: now)


def noted() -> list[str]:
    return list(Happened.objects.filter(what__startswith="refused").order_by("pk").values_list("what", flat=True))


# ---- sessions ----


def test_a_session_in_which_nothing_is_done_ends(alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = signed_in(officer("blue-lantern", org="gam"))
    assert asking.get("/account/").status_code == 200
    with monkeypatch.context() as patched:
        later(patched, lasting.IDLE - timedelta(seconds=5))
        assert asking.get("/account/").status_code == 200
    with monkeypatch.context() as patched:
        later(patched, 2 * lasting.IDLE - timedelta(minutes=1))
        assert asking.get("/account/").status_code == 200
    later(monkeypatch, 3 * lasting.IDLE)
    assert asking.get("/account/")["Location"].startswith("/account/sign-in/")
    assert "The session has ended" in asking.get("/account/sign-in/").content.decode()


def test_a_session_ends_after_twelve_hours_whatever_is_done_in_it(alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = signed_in(officer("blue-lantern", org="gam"))
    found = []
    for minutes in range(0, 13 * 60, 20):
        with monkeypatch.context() as patched:
            later(patched, timedelta(minutes=minutes))
            found.append(asking.get("/account/").status_code)
    assert found == [200] * 36 + [302] * 3


def test_both_kinds_of_sessions_last_as_long(alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    account = officer("blue-lantern", org="gam")
    account.set_duress(WORD)
    account.save()
    both = [signed_in(account, word) for word in (PASSWORD, WORD)]
    for asking in both:
        asking.get("/account/")
    later(monkeypatch, lasting.IDLE)
    assert [asking.get("/account/").status_code for asking in both] == [302, 302]


def test_a_session_that_was_ended_elsewhere_is_over(alone: None) -> None:
    account = officer("blue-lantern", org="gam")
    stolen, own = signed_in(account), signed_in(account)
    assert own.post("/account/sessions/").status_code == 302
    assert [asking.get("/account/").status_code for asking in (stolen, own)] == [302, 200]


# ---- what is refused ----


def test_a_form_from_elsewhere_is_written_down(alone: None) -> None:
    account = officer("blue-lantern", org="gam")
    own = signed_in(account)
    elsewhere = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    elsewhere.cookies = own.cookies
    assert elsewhere.post("/account/duress/", {"word": "x"}).status_code == 403
    assert noted() == [refusing.FORM]
    assert Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post("/account/sign-in/", {}).status_code == 403
    assert noted() == [refusing.FORM]
    assert "a form was refused" in own.get("/account/").content.decode()


def test_work_without_a_second_factor_is_written_down(alone: None) -> None:
    officer("blue-lantern", org="gam", manages=True)
    asking = client()
    asking.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    asking.get("/desk/")
    assert noted() == []
    assert asking.post("/desk/hand-in/", {})["Location"] == "/account/factors/"
    assert noted() == [refusing.FACTOR]


def test_what_is_signed_wrongly_is_written_down_and_what_is_not_there_like_what_is_not_allowed() -> None:
    mine, theirs = Officer("gam").with_key(), Officer("goi").with_key()
    before, body = size(), mine.prepared(mine.offered()[0])
    leaf = bytearray(sign_leaf(mine.seed, act_id(body)))
    leaf[-1] ^= 1
    assert mine.send(body, bytes(leaf)).status_code == 422
    assert mine.send(body, sign_leaf(theirs.seed, act_id(body))).status_code == 422  # a key of somebody else
    assert mine.send(body, b"junk").status_code == 422
    stranger = client()
    stranger.force_login(mine.account)
    assert mine.send(body, sign_leaf(mine.seed, act_id(body)), by=stranger).status_code == 422  # another session
    assert noted() == [refusing.SIGNATURE, refusing.ACT, refusing.SIGNATURE, refusing.ACT]
    assert (size(), mine.hand_in(body).status_code) == (before, 302)
    seen = mine.client.get("/account/").content.decode()
    assert ("something signed was refused" in seen, "an act was refused" in seen) == (True, True)
    assert act_id(body).hex() not in seen


def test_whoever_is_refused_without_end_fills_no_disk(alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusing, "MOST", 3)
    asking = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    asking.cookies = signed_in(officer("blue-lantern", org="gam")).cookies
    for _ in range(6):
        assert asking.post("/account/duress/", {"word": "x"}).status_code == 403
    assert noted() == [refusing.FORM] * 3
