"""The page on which an officer makes tokens: shown once, named, limited, ended; and nothing of one account on that of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from safeconduct.web.accounts.forced import DURESS
from safeconduct.web.accounts.listening import end_sessions
from safeconduct.web.accounts.models import Account, Happened
from safeconduct.web.api.models import LONGEST_DAYS, SIGN, Token
from safeconduct.web.api.views import MOST_OPEN
from tests.web.conftest import client

PAGE = "/account/tokens/"
ASKED = {"label": "figures", "scopes": ["read", "seat"], "types": "", "days": "30"}


@pytest.fixture(autouse=True)
def fresh(gaza: SimpleNamespace) -> Iterator[None]:
    call_command("migrate", verbosity=0)
    with override_settings(DEMO=True):
        yield
    call_command("flush", interactive=False, verbosity=0)


def officer(org: str = "hamas", name: str = "") -> Client:
    account = Account.objects.create(username=name or f"{org}-1", org=org, made_up=True)
    asking = client()
    asking.force_login(account)
    return asking


def made(asking: Client, **changed: Any) -> str:
    """Make a token on the page, and return its text."""
    page = asking.post(PAGE, ASKED | changed).content.decode()
    found = re.search(rf">({SIGN}[\w-]+)<", page)
    assert found is not None, page
    return found[1]


def asks(text: str, path: str = "/own") -> int:
    return client().get(f"/api/1{path}", headers={"Authorization": f"Bearer {text}"}).status_code


def test_a_token_is_shown_once_and_lets_in() -> None:
    asking = officer()
    text = made(asking)
    page = asking.get(PAGE).content.decode()
    assert (asks(text), text in page, "figures" in page) == (200, False, True)
    happened = Happened.objects.exclude(what="signed_in")
    assert list(happened.values_list("what", "account__username")) == [("token_made", "hamas-1")]


def test_a_token_is_ended_on_the_page() -> None:
    asking = officer()
    text, handle = made(asking), Token.objects.get().handle
    assert asking.post(f"{PAGE}{handle}/end/").status_code == 302
    assert (asks(text), handle in asking.get(PAGE).content.decode()) == (401, False)
    assert asking.post(f"{PAGE}{handle}/end/").status_code == 404


def test_tokens_of_others_are_not_seen_and_not_ended() -> None:
    one, other = officer(), officer("israel")
    text, handle = made(other, label="theirs"), Token.objects.get().handle
    assert "theirs" not in one.get(PAGE).content.decode()
    answers = [one.post(f"{PAGE}{each}/end/") for each in (handle, "0" * 16)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content.replace(handle.encode(), b"0" * 16) == answers[1].content
    assert asks(text) == 200


@pytest.mark.parametrize("changed", [
    {"scopes": []}, {"scopes": ["all"]}, {"days": "0"}, {"days": str(LONGEST_DAYS + 1)}, {"days": "x"}, {"label": ""},
    {"label": "a" * 41}, {"label": "a\u202eb"}, {"types": "no.such_type/1", "scopes": ["prepare"]},
    {"types": "obligation.claimed/1", "scopes": ["read"]}, {"types": "x" * 5000, "scopes": ["prepare"]},
])  # fmt: skip
def test_what_no_token_can_be_is_said_and_nothing_is_made(changed: dict[str, Any]) -> None:
    page = officer().post(PAGE, ASKED | changed).content.decode()
    assert (Token.objects.count(), SIGN in page) == (0, False)


def test_a_token_for_some_types_says_so_on_the_page() -> None:
    asking = officer()
    made(asking, scopes=["prepare", "submit"], types="obligation.claimed/1, obligation.confirmed/1")
    assert Token.objects.get().types == ["obligation.claimed/1", "obligation.confirmed/1"]
    assert "<code>obligation.confirmed/1</code>" in asking.get(PAGE).content.decode()


def test_an_account_has_a_few_tokens_at_once() -> None:
    asking = officer()
    for number in range(MOST_OPEN):
        made(asking, label=f"t{number}")
    assert SIGN not in asking.post(PAGE, ASKED).content.decode()
    Token.objects.filter(label="t0").update(until=timezone.now())
    made(asking)


def test_nobody_makes_a_token_from_elsewhere_or_without_the_second_factor() -> None:
    account = Account.objects.create(username="hamas-1", org="hamas", made_up=True)
    elsewhere = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    elsewhere.force_login(account)
    assert (elsewhere.post(PAGE, ASKED).status_code, Token.objects.count()) == (403, 0)
    assert client().get(PAGE)["Location"].startswith("/account/sign-in/")
    real = Account.objects.create(username="hamas-2", org="hamas")
    without = client()
    without.force_login(real)
    assert without.post(PAGE, ASKED).status_code in (302, 404)
    assert Token.objects.count() == 0


def test_the_password_is_asked_for_again() -> None:
    real = Account.objects.create(username="hamas-2", org="hamas", password="a long enough password")
    Authenticator.objects.create(user=real, type=Authenticator.Type.TOTP, data={"secret": "x"})
    asking = client()
    asking.force_login(real)
    answer = asking.post(PAGE, ASKED)
    assert (answer.status_code, answer["Location"].startswith("/account/again/"), Token.objects.count()) == (302, True, 0)


def test_tokens_end_with_the_sessions() -> None:
    asking = officer()
    text = made(asking)
    end_sessions(Account.objects.get())
    assert asks(text) == 401


def test_a_token_made_under_duress_looks_like_any_other() -> None:
    one, other = officer(), officer("hamas", "hamas-2")
    session = other.session
    session[DURESS] = True
    session.save()
    texts = [made(asking) for asking in (one, other)]
    pages = [asking.get(PAGE).content.decode() for asking in (one, other)]
    same = [re.sub(r"[0-9a-f]{16}|datetime=\S+|value=\"\w{64}\"", "", page).replace("hamas-2", "hamas-1") for page in pages]
    assert same[0] == same[1]
    assert [asks(text) for text in texts] == [200, 200]
    assert sorted(Token.objects.values_list("account__username", "forced")) == [("hamas-1", False), ("hamas-2", True)]


def test_a_token_lasts_as_long_as_was_said() -> None:
    made(officer(), days="2")
    found = Token.objects.get()
    assert found.until - found.made == timedelta(days=2)
