"""Which officer has an account: written once, by the number in the list of the organisation, so that one person is not two."""

from __future__ import annotations

import re

from django.utils import timezone

from safeconduct.web.accounts.hands import not_two
from safeconduct.web.accounts.models import Account, Slip
from safeconduct.web.accounts.recovery import may_agree
from safeconduct.web.accounts.views import NAMES_TRIED
from tests.web.conftest import client
from tests.web.test_accounts import (  # noqa: F401
    PASSWORD,
    happened,
    officer,
    signed_in,
    tables,
    written,
)
from tests.web.test_way_back import agree, asked, used

LISTED = "/account/officers/blue-lantern/listed/"


def test_nobody_is_let_in_without_the_number_of_an_officer_and_a_name_is_none() -> None:
    manager = signed_in(officer("harbour-1", manages=True))
    pages = [manager.post("/account/officers/", {"post": "", **more}).content.decode()
             for more in ({}, {"officer": "Jane Doe"}, {"officer": "x" * 41}, {"officer": "17"})]  # fmt: skip
    assert ["/account/slip/" in page for page in pages] == [False, False, False, True]
    assert "It is no name." in pages[1]
    assert [one.officer for one in Slip.objects.all()] == ["17"]


def test_a_number_is_written_once() -> None:
    officer("blue-lantern")
    manager = signed_in(officer("harbour-1", manages=True))
    assert manager.get("/account/officers/").content.decode().count(LISTED) == 1
    assert manager.post(LISTED, {"officer": "Jane Doe"}).status_code == 302
    assert "It is no name." in manager.get("/account/officers/").content.decode()
    assert [manager.post(LISTED, {"officer": number}).status_code for number in ("17", "18")] == [302, 404]
    assert Account.objects.get(username="blue-lantern").officer == "17"
    page = manager.get("/account/officers/").content.decode()
    assert (LISTED in page, "<bdi>17</bdi>" in page, "was given the number of its officer" in page) == (False, True, True)
    assert happened().count("listed") == 1


def test_only_whoever_manages_accounts_writes_it_and_only_for_the_own_organisation() -> None:
    officer("blue-lantern")
    others, colleague = signed_in(officer("their-1", org="hamas", manages=True)), signed_in(officer("harbour-2"))
    others.get("/")
    there = others.post(LISTED, {"officer": "17"})
    nobody = others.post(LISTED.replace("blue-lantern", "no-such-officer"), {"officer": "17"})
    assert (there.status_code, there.content) == (404, nobody.content.replace(b"no-such-officer", b"blue-lantern"))
    assert colleague.post(LISTED, {"officer": "17"}).status_code == 404
    assert Account.objects.get(username="blue-lantern").officer == ""


def test_two_accounts_are_two_people_only_where_the_list_says_so() -> None:
    first, same, other = officer("lamp-1", officer="17"), officer("lamp-2", officer="17"), officer("lamp-3", officer="18")
    made_up, unlisted = officer("lamp-4", officer="19", let_in_by=first), officer("lamp-5")
    grandchild, elsewhere = officer("lamp-6", officer="20", let_in_by=made_up), officer("their-1", org="hamas", officer="17")
    pairs = ((first, first), (first, same), (first, other), (first, made_up), (grandchild, first), (first, unlisted),
             (unlisted, other), (made_up, other), (first, elsewhere))  # fmt: skip
    assert [bool(not_two(*pair)) for pair in pairs] == [True, True, False, True, True, True, True, False, False]
    assert [bool(not_two(*reversed(pair))) for pair in pairs] == [bool(not_two(*pair)) for pair in pairs]


def test_one_officer_with_two_accounts_of_two_lines_agrees_to_no_way_back_of_their_own() -> None:
    officer("blue-lantern", officer="30")
    path = asked(signed_in(officer("harbour-1", manages=True, officer="17")))
    found, said = Slip.objects.get(), []
    for name, number in (("harbour-2", "17"), ("harbour-3", "30"), ("harbour-4", "18")):
        said.append(may_agree(officer(name, manages=True, officer=number), found))
    assert said == [False, False, True]
    second = signed_in(Account.objects.get(username="harbour-2"))
    assert (agree(second), used(path)) == (302, 403)
    assert re.search("are one officer by your list", second.get("/account/officers/").content.decode())


def test_a_number_that_another_officer_has_gets_the_answer_of_one_that_is_free() -> None:
    """Who may write numbers finds out nothing by trying them: of the own organisation they stand on the page, of others never."""
    for number, (name, org) in enumerate((("lamp-1", "cmcc"), ("their-1", "hamas"))):
        officer(name, org=org, officer=str(70 + number))
    for name in ("lamp-2", "lamp-3", "lamp-4"):
        officer(name)
    manager = signed_in(officer("harbour-1", manages=True, officer="1"))
    answers = [manager.post(LISTED.replace("blue-lantern", name), {"officer": number})
               for name, number in (("lamp-2", "70"), ("lamp-3", "71"), ("lamp-4", "72"))]  # fmt: skip
    assert [(one.status_code, one["Location"], one.content) for one in answers] == [(302, "/account/officers/", b"")] * 3
    invited = [manager.post("/account/officers/", {"post": "", "officer": number}).content.decode()
               for number in ("70", "71", "72")]  # fmt: skip
    assert ["/account/slip/" in page for page in invited] == [True] * 3
    assert not any("their-1" in page for page in invited)


def test_whoever_looks_for_sign_in_names_with_slips_is_stopped_and_seen() -> None:
    officer("taken-name", org="hamas")
    manager = signed_in(officer("harbour-1", manages=True, officer="1"))
    by = Account.objects.get(username="harbour-1")
    slips = [Slip.give(now=timezone.now(), purpose=Slip.JOIN, org="cmcc", officer="17", by=by) for _ in range(2)]
    said = []
    for number in range(NAMES_TRIED + 2):
        chosen = {"username": "taken-name", "password": PASSWORD, "again": PASSWORD}
        said.append("is taken" in client().post(f"/account/slip/{slips[number % 2][1]}/", chosen).content.decode())
    assert said == [True] * NAMES_TRIED + [False] * 2
    free = client().post(f"/account/slip/{slips[0][1]}/", chosen | {"username": "free-name"}).content.decode()
    assert ("were tried. Go on tomorrow." in free, Account.objects.filter(username="free-name").exists()) == (True, False)
    assert happened().count("names_tried") == 1
    assert "many sign-in names that are taken were tried" in manager.get("/account/officers/").content.decode()


def test_the_first_officer_has_a_number_where_whoever_runs_the_server_gives_one() -> None:
    _slip, code = Slip.give(now=timezone.now(), purpose=Slip.JOIN, org="cmcc", officer="17")
    chosen = {"username": "blue-lantern", "password": PASSWORD, "again": PASSWORD}
    assert client().post(f"/account/slip/{code}/", chosen).status_code == 302
    assert Account.objects.get(username="blue-lantern").officer == "17"
