"""The way back into an account: it takes two colleagues of different lines, or a time in which its officer can stop it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from safeconduct.web.accounts.models import WAIT_HOURS, Account, Happened, Slip
from safeconduct.web.accounts.recovery import may_agree
from tests.web.conftest import client
from tests.web.test_accounts import (  # noqa: F401
    PASSWORD,
    SECRET,
    code_of,
    happened,
    officer,
    signed_in,
    slip_of,
    tables,
    with_app,
    written,
)

NEW = "eleven lamps on the quay"


def asked(by: Client, name: str = "blue-lantern") -> str:
    """Ask for a way back in. Gives the path of the slip."""
    page = by.post(f"/account/officers/{name}/recover/").content.decode()
    return f"/account/slip/{slip_of(page)}/"


def used(path: str) -> int:
    found: Any = client().post(path, {"password": NEW, "again": NEW})
    return int(found.status_code)


def later(hours: float) -> None:
    """Let hours go by."""
    for one in Slip.objects.all():
        assert one.opens is not None
        Slip.objects.filter(pk=one.pk).update(made=one.made - timedelta(hours=hours), opens=one.opens - timedelta(hours=hours))


def agree(colleague: Client) -> int:
    return int(colleague.post(f"/account/officers/waiting/{Slip.objects.latest('pk').pk}/agree/").status_code)


def test_in_an_organisation_of_two_it_opens_after_three_days() -> None:
    lost = officer("blue-lantern")
    path = asked(signed_in(officer("harbour-1", manages=True)))
    assert "Not yet" in client().get(path).content.decode()
    later(WAIT_HOURS - 1)
    assert used(path) == 403
    later(2)
    assert used(path) == 302
    lost.refresh_from_db()
    assert (lost.check_password(NEW), used(path)) == (True, 404)


def test_it_is_good_for_three_days_once_it_is_open() -> None:
    officer("blue-lantern")
    path = asked(signed_in(officer("harbour-1", manages=True)))
    later(WAIT_HOURS + 73)
    assert used(path) == 404


def test_a_second_colleague_of_another_line_opens_it_at_once() -> None:
    officer("blue-lantern")
    path, second = asked(signed_in(officer("harbour-1", manages=True))), signed_in(officer("harbour-2", manages=True))
    assert "Who wants back in" in second.get("/account/officers/").content.decode()
    assert (agree(second), used(path)) == (302, 302)
    assert [what for what in happened() if what.startswith("recover")] == ["recovery_given", "recovery_agreed", "recovered"]


def test_nobody_agrees_with_themselves_and_nobody_of_another_organisation_knows_of_it() -> None:
    officer("blue-lantern")
    first = signed_in(officer("harbour-1", manages=True))
    path = asked(first)
    others = signed_in(officer("their-1", org="hamas", manages=True))
    assert (agree(first), agree(others), used(path)) == (404, 404, 403)
    assert others.post(f"/account/officers/waiting/{Slip.objects.get().pk}/stop/").status_code == 404
    assert agree(signed_in(officer("harbour-3"))) == 404


def test_who_let_in_accounts_of_their_own_making_opens_nothing_with_them() -> None:
    officer("blue-lantern", manages=True)
    first = officer("harbour-1", manages=True)
    made = [officer(f"made-up-{number}", manages=True, let_in_by=first) for number in (1, 2)]
    made.append(officer("made-up-3", manages=True, let_in_by=made[0]))
    # Each of the line, by each of the line.
    for one, two in ((first, made[0]), (made[0], first), (made[0], made[1]), (made[2], made[1]), (first, made[2])):
        Slip.objects.all().delete()
        cache.clear()
        path = asked(signed_in(one))
        cache.clear()
        second = signed_in(two)
        assert (agree(second), used(path)) == (302, 403), (one, two)
        assert "slips of one line" in second.get("/account/officers/").content.decode()


def test_who_was_let_in_by_a_slip_is_of_the_line_of_whoever_made_it() -> None:
    first = officer("harbour-1", manages=True)
    page = signed_in(first).post("/account/officers/", {"officer": "17", "post": "", "manages": "on"}).content.decode()
    chosen = {"username": "red-lantern", "password": PASSWORD, "again": PASSWORD}
    assert client().post(f"/account/slip/{slip_of(page)}/", chosen).status_code == 302
    assert Account.objects.get(username="red-lantern").first_of_line() == first


def test_an_officer_who_is_in_stops_it_by_signing_in_and_is_told() -> None:
    account = officer("blue-lantern", manages=True)
    path = asked(signed_in(officer("harbour-1", manages=True)))
    cache.clear()
    own = signed_in(account)
    assert "A colleague had asked for a way back into this account" in own.get("/account/").content.decode()
    later(WAIT_HOURS)
    assert (used(path), account.check_password(PASSWORD)) == (404, True)
    assert "recovery_stopped" in happened()


def test_an_open_session_shows_it_and_stops_it() -> None:
    own = signed_in(officer("blue-lantern"))
    path = asked(signed_in(officer("harbour-1", manages=True)))
    assert "Somebody wants into this account" in own.get("/account/").content.decode()
    assert own.post(f"/account/waiting/{Slip.objects.get().pk}/stop/").status_code == 302
    assert used(path) == 404
    assert Happened.objects.get(what="recovery_stopped").by == Account.objects.get(username="blue-lantern")


def test_nobody_stops_that_of_another_who_does_not_manage() -> None:
    officer("blue-lantern")
    path = asked(signed_in(officer("harbour-1", manages=True)))
    other, number = signed_in(officer("red-lantern")), Slip.objects.get().pk
    assert [other.post(f"/account/{where}/{number}/stop/").status_code for where in ("waiting", "officers/waiting")] == [404, 404]
    later(WAIT_HOURS)
    assert used(path) == 302


def test_no_one_is_closed_first_so_that_they_cannot_stop_it() -> None:
    account, thief = officer("blue-lantern", manages=True), signed_in(officer("harbour-1", manages=True))
    thief.post("/account/officers/blue-lantern/close/")
    path = asked(thief)
    later(WAIT_HOURS)
    assert used(path) == 404
    thief.post("/account/officers/blue-lantern/close/")
    before = asked(thief)
    thief.post("/account/officers/blue-lantern/close/")
    thief.post("/account/officers/blue-lantern/close/")
    later(WAIT_HOURS)
    account.refresh_from_db()
    assert (used(before), account.is_active, account.check_password(PASSWORD)) == (404, True, True)


def test_a_slip_that_was_agreed_on_twice_or_used_is_there_no_more() -> None:
    officer("blue-lantern")
    path = asked(signed_in(officer("harbour-1", manages=True)))
    second, third = signed_in(officer("harbour-2", manages=True)), signed_in(officer("harbour-3", manages=True))
    assert (agree(second), agree(third), used(path), agree(third)) == (302, 404, 302, 404)


def test_a_stolen_session_without_a_second_factor_agrees_to_nothing() -> None:
    officer("blue-lantern")
    path = asked(signed_in(officer("harbour-1", manages=True)))
    bare = client()
    bare.force_login(officer("harbour-2", manages=True), backend="safeconduct.web.accounts.gate.Backend")
    assert bare.post(f"/account/officers/waiting/{Slip.objects.get().pk}/agree/")["Location"] == "/account/factors/"
    assert used(path) == 403


def test_the_second_one_is_neither_the_first_nor_the_one_who_comes_back() -> None:
    one, two = officer("harbour-1", manages=True), officer("blue-lantern", manages=True)
    made, _code = Slip.give(now=timezone.now(), purpose=Slip.RECOVER, org="cmcc", account=two, by=one)
    assert [may_agree(who, made) for who in (one, two, officer("harbour-2"))] == [False, False, True]


def test_no_address_and_no_browser_is_kept_of_a_session() -> None:
    with_app(officer("blue-lantern"))
    asking = client()
    asking.defaults |= {"HTTP_USER_AGENT": "Lantern/7.1 (field phone)", "REMOTE_ADDR": "192.0.2.44"}
    asking.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    asking.post("/account/factors/authenticate/", {"code": code_of(SECRET)})
    assert list(UserSession.objects.values_list("ip", "user_agent")) == [("::", "")]
    kept = "".join(str(one) for one in (*UserSession.objects.values(), *asking.session.items()))
    assert [what for what in ("Lantern", "192.0.2") if what in kept + asking.get("/account/sessions/").content.decode()] == []
