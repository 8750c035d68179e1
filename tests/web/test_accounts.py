"""Accounts: by slip, with a second factor, and with a word for those who are being forced."""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from safeconduct.agreement.act_log import RECORDER
from safeconduct.web.accounts.forced import DURESS
from safeconduct.web.accounts.made_up import people
from safeconduct.web.accounts.models import Account, Alarm, Happened, Slip
from tests.web.conftest import client

PASSWORD, WORD = "nine lamps on the quay", "the boat is green"


@pytest.fixture(scope="module")
def tables() -> None:
    call_command("migrate", verbosity=0)


@pytest.fixture(autouse=True)
def written(tables: None, gaza: SimpleNamespace) -> Iterator[None]:
    """Every test begins without accounts, and with nobody having tried anything."""
    cache.clear()
    yield
    call_command("flush", interactive=False, verbosity=0)


def officer(name: str, org: str = "cmcc", **more: Any) -> Account:
    found: Account = Account.objects.create(username=name, org=org, password=PASSWORD, **more)
    return found


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str) -> str:
    """Give the code that an app would show now (RFC 6238)."""
    mac = hmac.digest(base64.b32decode(secret), (int(time.time()) // 30).to_bytes(8, "big"), "sha1")
    place = mac[-1] & 15
    return f"{(int.from_bytes(mac[place : place + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def with_app(account: Account) -> Account:
    kept = {"data": {"secret": encrypt(SECRET)}}
    Authenticator.objects.get_or_create(user=account, type=Authenticator.Type.TOTP, defaults=kept)
    return account


def signed_in(account: Account, password: str = PASSWORD) -> Client:
    """Sign in with a password and a second factor, as a person would."""
    asking = client()
    with_app(account)
    first = asking.post("/account/sign-in/", {"login": account.username, "password": password})
    assert (first.status_code, first["Location"]) == (302, "/account/factors/authenticate/")
    cache.clear()  # a code counts once, and several here sign in with one within its half minute
    second = asking.post("/account/factors/authenticate/", {"code": code_of(SECRET)})
    assert second.status_code == 302
    return asking


def happened() -> list[str]:
    return list(Happened.objects.order_by("pk").values_list("what", flat=True))


# ---- in with a slip ----


def slip_of(page: str) -> str:
    found = re.search(r"/account/slip/([A-Za-z0-9_-]+)/", page)
    assert found is not None
    return found[1]


def test_an_officer_is_let_in_with_a_slip_and_then_needs_a_second_factor() -> None:
    manager = signed_in(officer("harbour-1", manages=True))
    page = manager.post("/account/officers/", {"officer": "17", "post": "", "manages": ""}).content.decode()
    new, path = client(), f"/account/slip/{slip_of(page)}/"
    assert new.get(path).status_code == 200
    chosen = {"username": "blue-lantern", "password": PASSWORD, "again": PASSWORD}
    assert new.post(path, chosen)["Location"] == "/account/sign-in/"
    account = Account.objects.get(username="blue-lantern")
    assert (account.org, account.post, account.officer, account.manages) == ("cmcc", "", "17", False)
    assert new.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD}).status_code == 302
    assert new.get("/owes")["Location"] == "/account/factors/"
    shown = new.get("/account/factors/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret" type="text" value="([A-Z2-7]+)"', shown)
    assert secret is not None
    assert new.post("/account/factors/totp/activate/", {"code": code_of(secret[1])}).status_code == 302
    assert new.get("/owes").status_code == 200
    assert happened() == ["signed_in", "invited", "joined", "signed_in", "factor_added", "factor_added"]


def test_a_slip_lets_in_once() -> None:
    _slip, code = Slip.give(now=timezone.now(), purpose=Slip.JOIN, org="cmcc")
    chosen = {"username": "blue-lantern", "password": PASSWORD, "again": PASSWORD}
    assert client().post(f"/account/slip/{code}/", chosen).status_code == 302
    again = client().post(f"/account/slip/{code}/", {**chosen, "username": "red-lantern"})
    never = client().get("/account/slip/no-such-slip/")
    assert (again.status_code, never.status_code) == (404, 404)
    assert not Account.objects.filter(username="red-lantern").exists()


def test_an_old_slip_and_one_that_never_was_get_the_same_answer() -> None:
    _slip, code = Slip.give(now=timezone.now() - timedelta(hours=73), purpose=Slip.JOIN, org="cmcc")
    old, never = client().get(f"/account/slip/{code}/"), client().get("/account/slip/no-such-slip/")
    assert old.content.replace(code.encode(), b"no-such-slip") == never.content


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"username": "Ann Smith"}, "small letters"),
        ({"username": "blue\u202elantern"}, "turns or hides text"),
        ({"username": "taken-name"}, "is taken"),
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"password": "password1234", "again": "password1234"}, "too common"),
        ({"again": "nine lamps on the sea"}, "differ"),
    ],
)
def test_what_cannot_be_kept_is_said_and_the_slip_stays_good(changed: dict[str, str], says: str) -> None:
    officer("taken-name")
    _slip, code = Slip.give(now=timezone.now(), purpose=Slip.JOIN, org="cmcc")
    chosen = {"username": "blue-lantern", "password": PASSWORD, "again": PASSWORD, **changed}
    assert says in client().post(f"/account/slip/{code}/", chosen).content.decode()
    assert Slip.find(code, timezone.now()) is not None


def test_nobody_signs_up_alone() -> None:
    paths = ("/account/signup/", "/account/password/reset/", "/account/email/")
    assert [client().get(path).status_code for path in paths] == [404] * 3


# ---- back in ----


def test_a_colleague_lets_back_in_whoever_lost_a_device_and_whoever_has_it_is_out() -> None:
    lost = officer("blue-lantern")
    open_still = signed_in(lost)
    manager = signed_in(officer("harbour-1", manages=True))
    page = manager.post("/account/officers/blue-lantern/recover/").content.decode()
    new = "eleven lamps on the quay"
    second = signed_in(officer("harbour-2", manages=True))
    assert second.post(f"/account/officers/waiting/{Slip.objects.get().pk}/agree/").status_code == 302
    assert client().post(f"/account/slip/{slip_of(page)}/", {"password": new, "again": new}).status_code == 302
    lost.refresh_from_db()
    assert lost.check_password(new)
    assert not Authenticator.objects.filter(user=lost).exists()
    assert open_still.get("/account/").status_code == 302
    assert [what for what in happened() if what.startswith("recover")] == ["recovery_given", "recovery_agreed", "recovered"]


@pytest.mark.parametrize("what", ["recover", "close"])
def test_nobody_reaches_into_another_organisation_and_learns_nothing_of_it(what: str) -> None:
    officer("their-officer", org="hamas")
    manager = signed_in(officer("harbour-1", manages=True))
    manager.get("/")  # what was said at signing in is said once
    there = manager.post(f"/account/officers/their-officer/{what}/")
    nobody = manager.post(f"/account/officers/no-such-officer/{what}/")
    assert (there.status_code, there.content) == (404, nobody.content.replace(b"no-such-officer", b"their-officer"))
    assert "their-officer" not in manager.get("/account/officers/").content.decode()


def test_who_manages_no_accounts_is_shown_no_such_page() -> None:
    officer("harbour-1")
    asking = signed_in(officer("blue-lantern"))
    found = [asking.get("/account/officers/"), asking.post("/account/officers/harbour-1/close/")]
    assert [one.status_code for one in found] == [404, 404]


def test_a_closed_account_is_out_at_once() -> None:
    open_still = signed_in(officer("blue-lantern"))
    signed_in(officer("harbour-1", manages=True)).post("/account/officers/blue-lantern/close/")
    assert open_still.get("/account/").status_code == 302
    answer = client().post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    assert answer["Location"] == "/account/closed/"


def test_an_account_whose_window_is_over_is_out() -> None:
    account = officer("blue-lantern", until=timezone.now() + timedelta(hours=1))
    open_still = signed_in(account)
    Account.objects.filter(pk=account.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert open_still.get("/account/").status_code == 302


# ---- forced ----


def forced() -> tuple[Account, Client]:
    account = officer("blue-lantern")
    account.set_duress(WORD)
    account.save()
    return account, signed_in(account, WORD)


def test_the_word_of_duress_signs_in_as_always_and_tells_colleagues() -> None:
    account, asking = forced()
    freely = signed_in(account)
    pages = [one.get("/account/duress/").content.decode() for one in (asking, freely)]
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", pages[0]) == token.sub("", pages[1])
    assert [bool(one.session.get(DURESS)) for one in (asking, freely)] == [True, False]
    assert Alarm.objects.count() == 1
    assert "blue-lantern" in signed_in(officer("harbour-1", manages=True)).get("/account/officers/").content.decode()


def test_the_account_itself_is_shown_no_alarm_of_its_own_and_others_none_of_ours() -> None:
    account, asking = forced()
    Account.objects.filter(pk=account.pk).update(manages=True)
    signed_in(officer("their-manager", org="hamas", manages=True))
    assert "Under duress" not in asking.get("/account/officers/").content.decode()
    theirs = signed_in(Account.objects.get(username="their-manager")).get("/account/officers/").content.decode()
    assert "Under duress" not in theirs


def test_the_word_of_duress_is_not_the_password() -> None:
    asking = signed_in(officer("blue-lantern"))
    same = asking.post("/account/duress/", {"password": PASSWORD, "word": PASSWORD, "again": PASSWORD})
    assert "This is your password" in same.content.decode()
    assert asking.post("/account/duress/", {"password": PASSWORD, "word": WORD, "again": WORD}).status_code == 302
    assert Account.objects.get(username="blue-lantern").is_duress(WORD)


# ---- turned away ----


def test_a_wrong_password_and_a_name_that_nobody_has_get_the_same_answer() -> None:
    officer("blue-lantern")
    token = re.compile(r'(name="csrfmiddlewaretoken" value="[^"]+"|value="[a-z-]+-lantern")')
    names = ("blue-lantern", "grey-lantern")
    answers = [client().post("/account/sign-in/", {"login": name, "password": "wrong"}) for name in names]
    assert [one.status_code for one in answers] == [200, 200]
    assert token.sub("", answers[0].content.decode()) == token.sub("", answers[1].content.decode())
    assert happened() == ["turned_away"] * 2
    assert [one.account and one.account.username for one in Happened.objects.order_by("pk")] == ["blue-lantern", None]


def test_guessing_is_stopped() -> None:
    officer("blue-lantern")
    tries = [client().post("/account/sign-in/", {"login": "blue-lantern", "password": f"guess {n}"}) for n in range(6)]
    right = client().post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    assert "Too many" in tries[-1].content.decode()
    assert (right.status_code, "Too many" in right.content.decode()) == (200, True)


def test_the_second_factor_cannot_be_left_out() -> None:
    with_app(officer("blue-lantern"))
    asking = client()
    asking.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    assert asking.get("/account/").status_code == 302
    wrong = asking.post("/account/factors/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert asking.get("/account/").status_code == 302


def test_a_form_from_elsewhere_is_refused() -> None:
    asking = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    answer = asking.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    assert (answer.status_code, "does not carry the mark" in answer.content.decode()) == (403, True)


def test_the_secret_of_a_second_factor_is_kept_encrypted() -> None:
    with_app(officer("blue-lantern"))
    assert SECRET[:8] not in str(Authenticator.objects.get().data)


# ---- made-up people ----


def test_a_server_in_use_has_no_made_up_people(gaza: SimpleNamespace) -> None:
    people(gaza.shown.agreement)
    assert client().get("/demo/").status_code == 404
    assert client().post("/demo/israel/").status_code == 404


@override_settings(DEMO=True)
def test_in_a_demonstration_every_seat_is_one_click_away(gaza: SimpleNamespace) -> None:
    people(gaza.shown.agreement)
    agreement, asking = gaza.shown.agreement, client()
    page = asking.get("/demo/").content.decode()
    seats = [*agreement.parties, *agreement.bodies, *agreement.posts, RECORDER]
    assert page.count('action="/demo/') == len(seats)
    assert asking.post("/demo/israel/").status_code == 302
    assert asking.get("/account/").status_code == 200


@override_settings(DEMO=True)
def test_an_account_of_an_officer_is_no_made_up_person(gaza: SimpleNamespace) -> None:
    officer("blue-lantern")
    assert client().post("/demo/blue-lantern/").status_code == 404


def test_a_reader_without_a_cookie_costs_no_question_to_the_tables(gaza: SimpleNamespace) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert client().get("/").status_code == 200
    assert asked.captured_queries == []
