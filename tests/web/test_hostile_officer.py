"""What somebody tries who has a valid account, or sits beside an officer who is being forced."""

from __future__ import annotations

import base64
import io
import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.webauthn.internal import auth as passkeys
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.record.body import Attached, act_id, parse_body, write_body
from safeconduct.record.leaf import sign_leaf
from safeconduct.web.accounts.forced import DURESS, word_given
from safeconduct.web.accounts.models import Account, Alarm, Happened, Key, Slip
from safeconduct.web.accounts.views import OPEN_SLIPS, SHOWN
from safeconduct.web.desk import handing
from safeconduct.web.desk import views as desk_views
from tests.web.conftest import client
from tests.web.record import ORIGIN
from tests.web.test_accounts import PASSWORD, WORD, code_of, officer, signed_in, slip_of, with_app
from tests.web.test_accounts import SECRET as APP
from tests.web.test_desk import Officer, at_work, folder, refused, size  # noqa: F401

NEW = "eleven lamps on the quay"
_CHANGES = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|datetime="[^"]+">[^<]+<')


def ours(name: str, **more: Any) -> Account:
    """Somebody of one party."""
    return officer(name, org="gam", **more)


def with_word(name: str = "blue-lantern", **more: Any) -> Account:
    account = ours(name, **more)
    account.set_duress(WORD)
    account.save()
    return account


def same(page: Any) -> str:
    """A page without what is another on every one."""
    return _CHANGES.sub("", page.content.decode())


def steps(do: Callable[[], Any]) -> list[str]:
    """The statements that something costs, without their values."""
    with CaptureQueriesContext(connection) as asked:
        do()
    return [re.sub(r"'[^']*'|_x\d+|\b\d+\b|NULL", "?", one["sql"]).split(" VALUES")[0] for one in asked.captured_queries]


# ---- whoever forces an officer sees nothing of the alarm ----


def test_that_an_alarm_was_seen_is_told_on_no_page_of_whoever_raised_it() -> None:
    forced, colleague = signed_in(with_word(manages=True), WORD), signed_in(ours("harbour-1", manages=True))
    assert colleague.post(f"/account/alarms/{Alarm.objects.get().pk}/seen/").status_code == 302
    for path in ("/account/", "/account/officers/"):
        assert "alarm" not in forced.get(path).content.decode(), path
    assert "an alarm was seen" in colleague.get("/account/officers/").content.decode()


def test_one_colleague_hides_an_alarm_from_no_other() -> None:
    signed_in(with_word(), WORD)
    signed_in(ours("harbour-1", manages=True)).post(f"/account/alarms/{Alarm.objects.get().pk}/seen/")
    seen = signed_in(ours("harbour-2", manages=True)).get("/account/officers/").content.decode()
    assert re.search(r"gave the word of duress.*Seen by <bdi>harbour-1</bdi>", seen, re.DOTALL)


def chooses(account: Account, *who: Account, password: str = PASSWORD) -> None:
    cache.clear()
    sent = {"password": password, "who": [str(one.pk) for one in who]}
    assert signed_in(account, password).post("/account/duress/told/", sent).status_code == 302


def sees(colleague: Account) -> bool:
    cache.clear()
    return "Under duress" in signed_in(colleague).get("/account/officers/").content.decode()


def test_a_colleague_who_forces_an_officer_is_not_told() -> None:
    held, forcing, other = with_word(), ours("harbour-1", manages=True), ours("harbour-2", manages=True)
    chooses(held, other)
    signed_in(held, WORD)
    assert (sees(forcing), sees(other)) == (False, True)
    number = Alarm.objects.get().pk
    assert [signed_in(who).post(f"/account/alarms/{number}/seen/").status_code for who in (forcing, other)] == [404, 302]
    cache.clear()
    assert "an alarm was seen" not in signed_in(forcing).get("/account/officers/").content.decode()


def test_who_is_told_cannot_be_changed_or_read_by_whoever_forces() -> None:
    held, forcing, other = with_word(), ours("harbour-1", manages=True), ours("harbour-2", manages=True)
    chooses(held, other)
    chooses(held, forcing, password=WORD)
    assert (sees(forcing), sees(other)) == (False, True)
    page = signed_in(held, WORD).get("/account/duress/told/").content.decode()
    assert ("harbour-2" in page, "checked" in page) == (True, False)


def test_where_nobody_of_those_chosen_is_left_all_are_told() -> None:
    held, first, other = with_word(), ours("harbour-1", manages=True), ours("harbour-2", manages=True)
    chooses(held, other)
    signed_in(held, WORD)
    Account.objects.filter(pk=other.pk).update(is_active=False)
    assert sees(first)


def test_a_session_of_a_colleague_that_is_forced_too_shows_no_alarm() -> None:
    signed_in(with_word(), WORD)
    colleague = with_word("red-lantern", manages=True)
    free, forced = signed_in(colleague), signed_in(colleague, WORD)
    pages = [one.get("/account/officers/").content.decode() for one in (free, forced)]
    assert ["gave the word of duress" in page for page in pages] == [True, False]
    assert forced.post(f"/account/alarms/{Alarm.objects.order_by('pk')[0].pk}/seen/").status_code == 404
    assert steps(lambda: free.get("/account/officers/")) == steps(lambda: forced.get("/account/officers/"))


def test_no_colleague_takes_over_the_account_of_another_who_manages_alone() -> None:
    ours("harbour-2", manages=True)
    thief = signed_in(ours("harbour-1", manages=True))
    page = thief.post("/account/officers/harbour-2/recover/").content.decode()
    assert client().post(f"/account/slip/{slip_of(page)}/", {"password": NEW, "again": NEW}).status_code == 403
    assert Account.objects.get(username="harbour-2").check_password(PASSWORD)


def test_signing_in_freely_and_by_force_takes_the_same_steps_and_gives_the_same_answer() -> None:
    found = []
    for password in (PASSWORD, WORD):
        account, asking = with_app(with_word("free-lantern" if password == PASSWORD else "held-lantern")), client()
        cache.clear()
        given = {"login": account.username, "password": password}
        first = steps(lambda a=asking, g=given: a.post("/account/sign-in/", g))
        second = steps(lambda a=asking: a.post("/account/factors/authenticate/", {"code": code_of(APP)}))
        answer = asking.get("/account/")
        headers = dict(answer.headers) | {"Content-Length": "", "Expires": ""}
        found.append((first, second, headers, sorted(answer.wsgi_request.session.keys())))
    assert found[0] == found[1]


def test_every_page_of_an_account_is_the_same_in_a_forced_session() -> None:
    account = with_word(manages=True)
    free, forced = signed_in(account), signed_in(account, WORD)
    paths = ("/account/", "/account/officers/", "/account/duress/", "/account/password/", "/account/factors/",
             "/account/sessions/", "/desk/", "/desk/key/", "/account/factors/recovery-codes/generate/")  # fmt: skip
    for path in paths:
        answers = [one.get(path) for one in (free, forced)]
        for one in answers:
            one.content  # noqa: B018
        this = [same(one).replace(">yes</td></tr>", "></td></tr>") for one in answers]
        if path != "/account/sessions/":
            assert this[0] == this[1], path
        assert steps(lambda p=path: free.get(p)) == steps(lambda p=path: forced.get(p)), path


def test_a_password_changed_by_force_is_another_word_of_duress() -> None:
    account = with_word()
    forced = signed_in(account, WORD)
    sent = {"oldpassword": WORD, "password1": NEW, "password2": NEW}
    assert forced.post("/account/password/", sent).status_code == 302
    assert forced.get("/account/").status_code == 302
    account.refresh_from_db()
    assert (account.check_password(PASSWORD), account.check_password(NEW)) == (True, False)
    before = Alarm.objects.count()
    cache.clear()
    assert signed_in(account, NEW).session[DURESS] is True
    assert Alarm.objects.count() == before + 1
    # What was given first was "the password", and that was changed.
    old = client().post("/account/sign-in/", {"login": account.username, "password": WORD})
    assert old.status_code == 200


def test_a_password_changed_freely_is_changed_and_ends_every_session() -> None:
    account = with_word()
    one, other = signed_in(account), signed_in(account)
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert one.post("/account/password/", {**sent, "password1": WORD, "password2": WORD}).status_code == 200
    assert one.post("/account/password/", sent).status_code == 302
    assert [asking.get("/account/").status_code for asking in (one, other)] == [302, 302]
    assert signed_in(account, NEW).session[DURESS] is False
    assert "password_changed" in Happened.objects.values_list("what", flat=True)


def test_a_word_chosen_by_force_signs_in_and_tells_colleagues_and_leaves_the_officers_own() -> None:
    account = with_word()
    forced = signed_in(account, WORD)
    same_word = forced.post("/account/duress/", {"password": WORD, "word": WORD, "again": WORD})
    assert "This is your password" in same_word.content.decode()
    assert forced.post("/account/duress/", {"password": WORD, "word": NEW, "again": NEW}).status_code == 302
    for word in (NEW, WORD):
        cache.clear()
        assert signed_in(account, word).session[DURESS] is True
    assert signed_in(account).session[DURESS] is False


def test_the_page_of_the_word_tries_no_passwords_for_whoever_took_a_session() -> None:
    account = with_word()
    stolen = signed_in(account)
    assert stolen.post("/account/duress/", {"word": NEW, "again": NEW}).status_code == 200
    tries = [stolen.post("/account/duress/", {"password": f"guess {n}", "word": NEW, "again": NEW}) for n in range(7)]
    assert "Too many" in tries[-1].content.decode()
    account.refresh_from_db()
    assert not account.is_duress(NEW)


def test_a_word_that_could_be_no_password_is_not_kept() -> None:
    asking = signed_in(ours("blue-lantern"))
    answer = asking.post("/account/duress/", {"password": PASSWORD, "word": "boat 12", "again": "boat 12"})
    assert "at least 12" in answer.content.decode()


def test_the_word_given_when_a_password_is_asked_for_again_is_an_alarm() -> None:
    account = with_word()
    asking = signed_in(account)
    assert asking.session[DURESS] is False
    assert asking.post("/account/again/", {"password": WORD}).status_code == 302
    assert (asking.session[DURESS], Alarm.objects.count()) == (True, 1)


def by_passkey(monkeypatch: pytest.MonkeyPatch, asking: Client, key: Authenticator) -> None:
    """Sign in with a passkey whose signature is good."""
    monkeypatch.setattr(passkeys, "parse_authentication_response", lambda response: None)
    monkeypatch.setattr(passkeys, "extract_user_from_response", lambda response: key.user)
    monkeypatch.setattr(passkeys, "complete_authentication", lambda user, response: Authenticator.objects.get(pk=key.pk))
    asking.get("/account/factors/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})  # the challenge
    assert asking.post("/account/factors/webauthn/login/", {"credential": '{"id": "k"}'}).status_code == 302


def test_a_passkey_added_by_force_opens_a_forced_session(monkeypatch: pytest.MonkeyPatch) -> None:
    account = with_word()
    forced = signed_in(account, WORD)
    added = Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "k", "credential": {}})
    request = RequestFactory().get("/")
    request.session = forced.session
    authenticator_added.send(sender=Authenticator, request=request, user=account, authenticator=added)
    before, later = Alarm.objects.count(), client()
    by_passkey(monkeypatch, later, added)
    assert later.get("/account/").status_code == 200
    assert (later.session[DURESS], Alarm.objects.count()) == (True, before + 1)


def test_a_word_that_one_account_gave_marks_no_session_of_another() -> None:
    request = RequestFactory().get("/")
    request.session = {}
    word_given(request, with_word(), forced=True)
    assert request.session[DURESS] is True
    word_given(request, ours("red-lantern"), forced=False)
    assert request.session[DURESS] is False


# ---- coming in ----


def test_the_session_is_another_one_after_signing_in() -> None:
    asking = client()
    with_app(ours("blue-lantern"))
    asking.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    before = asking.session.session_key
    asking.post("/account/factors/authenticate/", {"code": code_of(APP)})
    fixed = client()
    fixed.cookies["sc_session"] = before
    assert (asking.get("/account/").status_code, fixed.get("/account/").status_code) == (200, 302)


def test_nobody_is_led_elsewhere_after_signing_in() -> None:
    with_app(ours("blue-lantern"))
    asking = client()
    asking.post("/account/sign-in/?next=https://elsewhere.invalid/", {"login": "blue-lantern", "password": PASSWORD})
    answer = asking.post("/account/factors/authenticate/?next=//elsewhere.invalid/", {"code": code_of(APP)})
    assert answer["Location"] == "/home"


def test_guessing_elsewhere_does_not_keep_an_officer_out() -> None:
    account = ours("blue-lantern")
    own = signed_in(account)
    own.post("/account/sign-out/")
    for number in range(8):
        client().post("/account/sign-in/", {"login": "blue-lantern", "password": f"guess {number}"})
    stranger = client().post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    assert "Too many" in stranger.content.decode()
    assert own.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD}).status_code == 302


def test_a_browser_that_was_in_before_guesses_no_more_than_others() -> None:
    own = signed_in(ours("blue-lantern"))
    own.post("/account/sign-out/")
    tries = [own.post("/account/sign-in/", {"login": "blue-lantern", "password": f"guess {n}"}) for n in range(6)]
    assert "Too many" in tries[-1].content.decode()
    forged = client()
    forged.cookies["sc_known"] = own.cookies["sc_known"].value[:-1] + "x"
    assert forged.get("/account/sign-in/").status_code == 200


def test_asking_often_keeps_nobody_else_out() -> None:
    for number in range(40):
        client().get("/account/sign-in/")
        client().post("/account/sign-in/", {"login": f"nobody-{number}", "password": "guess"})
        client().post("/account/factors/webauthn/login/", {"credential": "{}"})
    with_app(ours("blue-lantern"))
    answer = client().post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_name_that_somebody_has_and_one_that_nobody_has_cost_the_same_steps() -> None:
    ours("blue-lantern")
    found = [steps(lambda n=name: client().post("/account/sign-in/", {"login": n, "password": "wrong"}))
             for name in ("blue-lantern", "grey-lantern")]  # fmt: skip
    assert found[0] == found[1]


def test_a_guess_in_capital_letters_is_written_down() -> None:
    account = ours("blue-lantern")
    client().post("/account/sign-in/", {"login": " BLUE-Lantern", "password": "wrong"})
    assert Happened.objects.get(what="turned_away").account == account


def test_a_wrong_second_factor_is_written_down() -> None:
    with_app(ours("blue-lantern"))
    asking = client()
    asking.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    asking.post("/account/factors/authenticate/", {"code": "000000"})
    assert "wrong_code" in Happened.objects.values_list("what", flat=True)


def test_an_account_closed_between_password_and_code_stays_out() -> None:
    account = with_app(ours("blue-lantern"))
    asking = client()
    asking.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert asking.post("/account/factors/authenticate/", {"code": code_of(APP)})["Location"] == "/account/closed/"
    Account.objects.filter(pk=account.pk).update(is_active=True)
    assert asking.get("/account/").status_code == 302
    assert "signed_in" not in Happened.objects.values_list("what", flat=True)


def test_who_stands_before_the_second_factor_is_out_once_the_account_was_recovered() -> None:
    account = with_app(ours("blue-lantern"))
    thief = client()
    thief.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    _slip, code = Slip.give(now=timezone.now(), purpose=Slip.RECOVER, org="gam", account=account)
    assert client().post(f"/account/slip/{code}/", {"password": NEW, "again": NEW}).status_code == 302
    for path in ("/account/factors/authenticate/", "/account/", "/account/factors/totp/activate/"):
        thief.post(path, {"code": code_of(APP)})
        assert thief.get("/account/").status_code == 302, path


def test_without_a_second_factor_nobody_works_on_accounts_of_others() -> None:
    harbour = ours("harbour-1", manages=True)
    ours("blue-lantern")
    asking = client()
    asking.post("/account/sign-in/", {"login": "harbour-1", "password": PASSWORD})
    assert asking.get("/account/").status_code == 200
    for path in ("/account/officers/", "/account/officers/blue-lantern/recover/", "/account/officers/blue-lantern/close/",
                 "/account/alarms/1/seen/", "/desk/", "/desk/key/", "/desk/hand-in/"):  # fmt: skip
        assert asking.post(path)["Location"] == "/account/factors/", path
    assert (Slip.objects.count(), Account.objects.filter(is_active=False).count()) == (0, 0)
    assert harbour.is_active


# ---- slips ----


def test_a_slip_of_somebody_who_was_closed_lets_nobody_in() -> None:
    leaving = ours("harbour-1", manages=True)
    _slip, code = Slip.give(now=timezone.now(), purpose=Slip.JOIN, org="gam", manages=True, by=leaving)
    assert client().get(f"/account/slip/{code}/").status_code == 200
    Account.objects.filter(pk=leaving.pk).update(is_active=False)
    chosen = {"username": "harbour-2", "password": PASSWORD, "again": PASSWORD}
    assert client().post(f"/account/slip/{code}/", chosen).status_code == 404
    assert not Account.objects.filter(username="harbour-2").exists()


def test_a_second_slip_for_one_account_is_no_way_in_for_later() -> None:
    account = ours("blue-lantern")
    kept, used = (Slip.give(now=timezone.now(), purpose=Slip.RECOVER, org="gam", account=account)[1] for _ in range(2))
    assert client().post(f"/account/slip/{used}/", {"password": NEW, "again": NEW}).status_code == 302
    assert client().get(f"/account/slip/{kept}/").status_code == 404


def test_of_two_who_come_at_once_one_is_let_in() -> None:
    _slip, code = Slip.give(now=timezone.now(), purpose=Slip.JOIN, org="gam")
    both = [Slip.find(code, timezone.now()) for _ in range(2)]
    assert [one is not None and one.take(timezone.now()) for one in both] == [True, False]


def test_a_name_taken_in_the_same_moment_is_said_and_the_slip_stays_good(monkeypatch: pytest.MonkeyPatch) -> None:
    from safeconduct.web.accounts.forms import Join

    ours("blue-lantern")
    monkeypatch.setattr(Join, "clean_username", lambda self: self.cleaned_data["username"])
    _slip, code = Slip.give(now=timezone.now(), purpose=Slip.JOIN, org="gam")
    answer = client().post(f"/account/slip/{code}/", {"username": "blue-lantern", "password": NEW, "again": NEW})
    assert (answer.status_code, "is taken" in answer.content.decode()) == (200, True)
    assert Slip.find(code, timezone.now()) is not None


def test_a_slip_is_no_list_of_the_names_of_others() -> None:
    harbour = ours("harbour-1", manages=True)
    officer("their-officer", org="goi")
    codes = [Slip.give(now=timezone.now(), purpose=Slip.JOIN, org="gam", by=harbour)[1] for _ in range(2)]
    ask = {"password": PASSWORD, "again": "another"}
    for number in range(12):
        client().post(f"/account/slip/{codes[number % 2]}/", {"username": "their-officer", **ask})
    path, names = f"/account/slip/{codes[0]}/", ("their-officer", "free-name-1")
    answers = [client().post(path, {"username": name, **ask}) for name in names]
    assert same(answers[0]).replace("their-officer", "free-name-1") == same(answers[1])


def test_nobody_makes_slips_without_end() -> None:
    asking = signed_in(ours("harbour-1", manages=True))
    ours("blue-lantern")
    for _ in range(OPEN_SLIPS + 2):
        asking.post("/account/officers/", {"officer": "17", "post": ""})
        asking.post("/account/officers/blue-lantern/recover/")
    assert Slip.objects.count() == OPEN_SLIPS


def test_taking_over_an_account_cannot_be_drowned_in_other_news() -> None:
    ours("blue-lantern", manages=True)
    thief = signed_in(ours("harbour-1", manages=True))
    page = thief.post("/account/officers/blue-lantern/recover/").content.decode()
    Slip.objects.update(opens=timezone.now())  # three days later
    client().post(f"/account/slip/{slip_of(page)}/", {"password": NEW, "again": NEW})
    for _ in range(SHOWN + 5):
        Happened.objects.create(at=timezone.now(), what="turned_away", account=None, org="gam")
    seen = signed_in(ours("harbour-2", manages=True)).get("/account/officers/").content.decode()
    assert "was given a slip to come back in" in seen
    assert "came back in with a slip" in seen


def test_no_code_of_a_slip_stands_in_a_line_of_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    _slip, code = Slip.give(now=timezone.now(), purpose=Slip.JOIN, org="gam")

    def fails(*_args: Any) -> None:
        raise RuntimeError("something else")

    monkeypatch.setattr("safeconduct.web.accounts.views._join", fails)
    handler: Any = logging.getLogger("django").handlers[0]
    monkeypatch.setattr(handler, "stream", io.StringIO())
    asking = Client(SERVER_NAME="localhost", raise_request_exception=False)
    chosen = {"username": "blue-lantern", "password": PASSWORD, "again": PASSWORD}
    assert asking.post(f"/account/slip/{code}/", chosen).status_code == 500
    said = handler.stream.getvalue()
    assert ('"page": "account_slip"' in said, '"builtins.RuntimeError"' in said) == (True, True)
    assert [word for word in (code, "blue-lantern", PASSWORD, "something else") if word in said] == []
    assert Slip.find(code, timezone.now()) is not None


# ---- pages ----


def test_what_somebody_saw_who_was_signed_in_is_in_no_cache() -> None:
    asking = signed_in(ours("harbour-1", manages=True))
    for path in ("/", "/owes", "/account/", "/account/factors/", "/account/sessions/", "/account/password/", "/account/officers/",
                 "/account/factors/webauthn/", "/desk/", "/desk/key/", "/no-such-page"):  # fmt: skip
        assert "no-store" in asking.get(path)["Cache-Control"], path
    for path in ("/account/sign-in/", "/account/slip/none/", "/account/closed/"):
        assert "no-store" in client().get(path)["Cache-Control"], path


def test_a_page_that_takes_nothing_is_sent_nothing() -> None:
    asking = signed_in(ours("blue-lantern", manages=True))
    assert [asking.post(path).status_code for path in ("/account/", "/desk/", f"/desk/act/{'0' * 64}/", "/owes")] == [405] * 4
    assert [asking.get(path).status_code for path in ("/desk/hand-in/", "/account/alarms/1/seen/")] == [405] * 2


HUGE, TURNED, UNSEEN = "x" * 1_000_000, "a\u202eb\u2066c", "a\u200bb\u200dc\ufeff"
JUNK = ["", HUGE, TURNED, UNSEEN, "\x00", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "١٢٣", "9" * 5000]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_whatever_is_written_into_a_field_is_answered_in_words(junk: str) -> None:
    asking, fresh = signed_in(ours("harbour-1", manages=True)), client()
    _slip, code = Slip.give(now=timezone.now(), purpose=Slip.JOIN, org="gam")
    found = [
        fresh.post("/account/sign-in/", {"login": junk, "password": junk}),
        fresh.post(f"/account/slip/{code}/", {"username": junk, "password": junk, "again": junk}),
        fresh.post("/account/factors/webauthn/login/", {"credential": junk}),
        asking.post("/account/duress/", {"password": junk, "word": junk, "again": junk}),
        asking.post("/account/password/", {"oldpassword": junk, "password1": junk, "password2": junk}),
        asking.post("/account/again/", {"password": junk}),
        asking.post("/account/officers/", {"post": junk}),
        asking.post("/account/factors/totp/activate/", {"code": junk}),
        asking.post("/desk/key/", {"public": junk, "proof": junk}),
        asking.post("/desk/hand-in/", {"body": junk, "leaf": junk}),
        asking.get("/desk/write/", {"type": junk[:2000], "about": junk[:2000]}),
        asking.get("/account/", {"next": junk[:2000]}),
    ]
    assert [one.status_code for one in found if one.status_code not in (200, 302, 400, 404, 413, 414, 422)] == []
    assert not Account.objects.exclude(username__in=("harbour-1",)).exists() or junk == ""


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded; charset=utf-16",
                                  "multipart/form-data; boundary=", "multipart/form-data", "no/such; =;;"])  # fmt: skip
def test_a_form_of_another_kind_changes_nothing(kind: str) -> None:
    asking = signed_in(ours("blue-lantern"))
    before = size()
    for path in ("/desk/hand-in/", "/desk/key/", "/account/duress/", "/account/password/", "/account/sign-in/"):
        assert asking.post(path, data=b'{"a": 1}', content_type=kind).status_code in (200, 302, 400, 403, 415, 422), path
    assert (size(), Key.objects.count()) == (before, 0)


def test_a_number_that_no_table_has_is_not_there() -> None:
    asking = signed_in(ours("harbour-1", manages=True))
    assert asking.post(f"/account/alarms/{10**30}/seen/").status_code == 404
    assert [asking.get(f"/desk/act/{name}/").status_code for name in (10**30, "3", "F" * 64, "0" * 64)] == [404] * 4
    assert asking.get(f"/account/factors/webauthn/keys/{10**30}/edit/").status_code in (302, 404)


def test_a_made_up_person_is_nobody_on_a_server_in_use() -> None:
    made_up = Officer("gam")
    assert made_up.client.get("/account/").status_code == 200
    with override_settings(DEMO=False):
        assert made_up.client.get("/account/").status_code == 302
        _slip, code = Slip.give(now=timezone.now(), purpose=Slip.RECOVER, org="gam", account=made_up.account)
        client().post(f"/account/slip/{code}/", {"password": NEW, "again": NEW})
        asking = client()
        asking.post("/account/sign-in/", {"login": made_up.account.username, "password": NEW})
        assert asking.get("/account/").status_code == 302


def test_every_page_of_a_demonstration_says_that_it_is_one() -> None:
    asking = Officer("gam").client
    own = [(asking, path) for path in ("/", "/owes", "/desk/", "/desk/key/", "/account/", "/no-such-page")]
    for who, path in (*own, (client(), "/"), (client(), "/account/sign-in/"), (client(), "/verify")):
        assert "keys of every organisation lie on this server" in who.get(path).content.decode(), path
    with override_settings(DEMO=False):
        assert "keys of every organisation lie on this server" not in client().get("/").content.decode()


# ---- the desk ----


@pytest.fixture
def mine() -> Officer:
    return Officer("gam").with_key()


def test_nothing_is_taken_in_but_what_was_prepared_here(mine: Officer) -> None:
    body = parse_body(mine.prepared(mine.offered()[0]))
    day = "2020-01-01T00:00:00+00:00"
    for changed in (
        {"act": {**body.act, "happened": day}},
        {"act": {**body.act, "recorded": day}, "at": day},
        {"act": {**body.act, "basis": "reported"}},
        {"act": {**body.act, "note": "x"}},
        {"act": {**body.act, "id": "of-somebody-else"}},
        {"seen_size": 5, "seen_root": bytes(32)},
        {"att": (Attached(bytes(32), 64, "image/jpeg", "photo"),)},
        {"nonce": bytes(16)},
        {"act": {"type": "noop.padded/1"}},
        {"act": {"type": "erasure.ordered/1", "att": ["00" * 32]}},
        {"act": {"type": "key.revoked/1", "kid": mine.kid, "last_good": -1, "reason": "lost"}},
        {"act": {"type": "person.presented/1", "id": "p-1", "actor": "gam", "post": "", "case": "A-1", "synthetic": True,
                 "happened": day, "recorded": body.act["recorded"]}},
    ):  # fmt: skip
        refused(mine, write_body(body._replace(**changed)), "not what was prepared")


def test_what_one_session_prepared_another_does_not_hand_in(mine: Officer) -> None:
    body = mine.prepared(mine.offered()[0])
    leaf, before = sign_leaf(mine.seed, act_id(body)), size()
    elsewhere = client()
    elsewhere.force_login(mine.account)
    assert mine.send(body, leaf, by=elsewhere).status_code == 422
    colleague = Officer("gam", "gam-2")
    assert mine.send(body, leaf, by=colleague.client).status_code == 422
    assert size() == before


def test_what_was_prepared_long_ago_is_prepared_again(mine: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    body = mine.prepared(mine.offered()[0])
    monkeypatch.setattr(handing, "PREPARED_FOR", timedelta(seconds=-1))
    refused(mine, body, "last half hour")


def test_two_windows_prepare_and_one_act_is_taken(mine: Officer) -> None:
    first, second = (mine.prepared(about) for about in mine.offered()[:2])
    before = size()
    assert mine.hand_in(first).status_code == 302
    answer = mine.hand_in(second)
    assert (answer.status_code, size()) == (422, before + 1)
    assert "prepare" in answer.content.decode()


def test_an_act_that_was_refused_raises_no_alarm_and_a_forced_one_costs_the_same(mine: Officer) -> None:
    costs = []
    for forced in (False, True):
        session = mine.client.session
        session[DURESS] = forced
        session.save()
        body = mine.prepared(mine.offered()[0])
        assert mine.send(body, sign_leaf(ed25519.new_seed(), act_id(body))).status_code == 422
        assert Alarm.objects.count() == 0
        costs.append(steps(lambda b=body: mine.hand_in(b)))
    assert costs[0] == costs[1]
    assert [one.act_id for one in Alarm.objects.all()] == [act_id(body).hex()]


def test_nobody_claims_a_key_without_holding_it(mine: Officer) -> None:
    theirs = Officer("goi")
    for proof in (bytes(64), prove(theirs.seed, origin="tests.invalid/other", org="gam", role="officer"),
                  prove(theirs.seed, origin=ORIGIN, org="goi", role="officer")):  # fmt: skip
        thief = mine.client.post("/desk/key/", {"public": theirs.public.hex(), "proof": proof.hex()})
        assert thief.status_code == 302
    assert not Key.objects.filter(kid=theirs.kid).exists()
    theirs.with_key()
    assert theirs.kid in theirs.client.get("/desk/").content.decode()


@pytest.mark.parametrize("day", ["0001-01-01T00:00", "1899-12-31T23:59", "9999-12-31T23:59", "2026-02-30T00:00"])
def test_an_hour_that_nobody_can_mean_is_refused_in_words(mine: Officer, day: str) -> None:
    path = f"/desk/write/?type=obligation.claimed/1&about={mine.offered()[0]}"
    answer = mine.client.post(path, {"happened": day, "kid": mine.kid})
    assert (answer.status_code, "Look at it before signing" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("junk", [TURNED, UNSEEN])
def test_text_that_turns_or_hides_is_not_signed(mine: Officer, junk: str) -> None:
    holes = mine.offered("hole.filled/1")
    for about in holes[:1]:
        sent = {"happened": "2026-11-01T00:00", "kid": mine.kid, "says": junk}
        page = mine.client.post(f"/desk/write/?type=hole.filled/1&about={about}", sent).content.decode()
        assert 'name="body"' not in page
    from safeconduct.web.desk.forms import ActForm, plain_text

    assert ActForm is not None
    with pytest.raises(Exception, match="turns or hides"):
        plain_text(junk)


def test_an_act_of_others_and_none_cost_the_same_steps(mine: Officer) -> None:
    theirs = Officer("goi").with_key()
    made = theirs.hand_in(theirs.prepared(theirs.offered()[0]))["Location"]
    mine.client.get("/")
    assert steps(lambda: mine.client.get(made)) == steps(lambda: mine.client.get(f"/desk/act/{'0' * 64}/"))


def test_acts_about_persons_are_on_no_desk() -> None:
    from safeconduct.access.acts import GlassBroken
    from safeconduct.caseload.persons.acts import Presented
    from safeconduct.kernel.acts import Claimed

    def made(kind: Any) -> Any:
        given = {"str": "x", "tuple": (), "datetime": timezone.now()}
        return kind(**{one.name: given.get(getattr(one.type, "__name__", "tuple"), "x") for one in msgspec.structs.fields(kind)})

    account = SimpleNamespace(org="gam")
    shown = [desk_views._shown(SimpleNamespace(org="gam", act=made(kind)), account)  # type: ignore[arg-type]
             for kind in (Claimed, Presented, GlassBroken)]  # fmt: skip
    assert shown == [True, False, False]


def test_a_body_from_the_server_stands_as_base64_and_json_only(mine: Officer) -> None:
    body = mine.prepared(mine.offered()[0])
    assert json.loads(body)["org"] == "gam"
    assert mine.client.post("/desk/hand-in/", {"body": "ü", "leaf": base64.b64encode(b"x").decode()}).status_code == 422
