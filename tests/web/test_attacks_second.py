"""What a hostile officer tries the second time: at the way in, at what is counted, at forms, headers and times.

Each was tried before it was mended, or holds and is kept so.
"""

from __future__ import annotations

import json
import re
import secrets
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import Http404
from django.test import Client, override_settings
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from safeconduct.web.accounts.listening import STRANGERS
from safeconduct.web.accounts.models import Account, Happened, Slip
from safeconduct.web.api.limits import WRONG
from safeconduct.web.api.models import Token
from safeconduct.web.served import BEHIND, for_others
from safeconduct.web.shell.doors import pages
from safeconduct.web.shell.worked import _opened
from tests.web.conftest import client
from tests.web.programs import Program
from tests.web.test_accounts import PASSWORD, code_of, officer, signed_in, tables, with_app, written  # noqa: F401
from tests.web.test_accounts import SECRET as APP

NAMES = ("sign-up", "signup", "password/reset", "password/set", "email", "confirm-email", "login/code", "3rdparty",
         "factors/trust", "factors/webauthn/signup", "factors/totp/qr", "reauthenticate", "sessions/../../account")  # fmt: skip
HALF_IN, NOBODY = "a password was given", "nobody"


# ---- the way in ----


@pytest.mark.parametrize("name", NAMES)
def test_what_allauth_has_and_nobody_needs_here_is_not_there(name: str) -> None:
    signed = signed_in(officer("blue-lantern"))
    assert {asking.get(f"/account/{name}/").status_code for asking in (client(), signed)} == {404}
    assert {asking.post(f"/account/{name}/", {"email": "a@b.example"}).status_code for asking in (client(), signed)} <= {403, 404}


def half_in(account: Account) -> Client:
    """Somebody who has given the password, and no second factor yet."""
    asking = client()
    with_app(account)
    assert asking.post("/account/sign-in/", {"login": account.username, "password": PASSWORD}).status_code == 302
    return asking


def test_whoever_has_given_the_password_alone_finds_every_page_as_nobody_does() -> None:
    asking, nobody = half_in(officer("blue-lantern", manages=True)), client()
    plain = [f"/{route}" for name, route in pages() if "<" not in route and not name.startswith("api:") and "(" not in route]
    own = {"/account/factors/authenticate/", "/account/factors/webauthn/login/", "/account/sign-in/"}  # to go on
    found = {path: [(one.status_code, one.headers.get("Location")) for one in (asking.get(path), nobody.get(path))]
             for path in plain if path not in own}  # fmt: skip
    assert len(found) > 30
    assert {path: both for path, both in found.items() if both[0] != both[1]} == {}


def test_a_code_counts_once_in_whichever_browser() -> None:
    account = officer("blue-lantern")
    first, second = half_in(account), half_in(account)
    code = code_of(APP)
    assert first.post("/account/factors/authenticate/", {"code": code}).status_code == 302
    assert second.post("/account/factors/authenticate/", {"code": code}).status_code == 200
    assert second.get("/account/").status_code == 302


def test_a_code_on_paper_counts_once_and_for_its_own_account() -> None:
    mine, theirs = officer("blue-lantern"), officer("red-lantern", org="israel")
    for account in (mine, theirs):
        with_app(account)
    code = RecoveryCodes.activate(mine).get_unused_codes()[0]
    answers = [half_in(account).post("/account/factors/authenticate/", {"code": code}).status_code
               for account in (theirs, mine, mine)]  # fmt: skip
    assert answers == [200, 302, 200]


def test_signing_out_takes_more_than_a_link() -> None:
    asking = signed_in(officer("blue-lantern"))
    asking.get("/account/sign-out/")
    assert asking.get("/account/").status_code == 200


ELSEWHERE = (
    "https://evil.invalid/", "//evil.invalid", "///evil.invalid", "/\\evil.invalid", "\\\\evil.invalid", "http:evil.invalid",
    "https:///evil.invalid", "javascript:alert(1)", "data:text/html,x", "/\t/evil.invalid", "\n//evil.invalid",
    "//evil.invalid\\@localhost/", "http://localhost@evil.invalid/", "evil", "account_logout", "norm", "..//evil.invalid",
    "/\r\nSet-Cookie: a=b",
)  # fmt: skip


@pytest.mark.parametrize("back", ELSEWHERE)
def test_no_form_and_no_link_leads_elsewhere(back: str) -> None:
    asking = signed_in(officer("blue-lantern"))
    given = [
        asking.post("/language", {"language": "he", "next": back}, headers={"Origin": "http://localhost"}),
        asking.post("/account/again/", {"password": PASSWORD, "next": back}),
        half_in(officer("red-lantern")).post("/account/factors/authenticate/", {"code": code_of(APP), "next": back}),
        asking.get("/account/sign-in/", {"next": back}),
        asking.post("/account/sign-out/", {"next": back}),
    ]
    asked = ("/language", "/account/again/", "/account/factors/authenticate/", "/account/sign-in/", "/account/sign-out/")
    places = [answer.headers.get("Location", "/") for answer in given]
    # As a browser reads it: what it takes for a slash is one, and what it leaves out is not there.
    read = [re.sub(r"[\t\r\n]", "", place).strip().replace("\\", "/") for place in places]
    led_to = {urlsplit(urljoin(f"http://localhost{at}", place))[:2] for at, place in zip(asked, read, strict=True)}
    assert led_to == {("http", "localhost")}
    assert [answer.status_code for answer in given if answer.status_code >= 500] == []
    assert [answer.cookies.get("a") for answer in given] == [None] * len(given)


# ---- passkeys ----


class Stick:
    """A passkey made of software: it signs what it is given, and says whether it has asked who holds it."""

    def __init__(self, account: Account, *, origin: str = "http://localhost", rp: str = "localhost") -> None:
        self.key, self.id, self.origin, self.rp = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16), origin, rp
        flags = AuthenticatorData.FLAG
        public = AttestedCredentialData.create(bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(self._rp, flags.UP | flags.AT, 0, public)
        shown = {"clientDataJSON": websafe_encode(self._client("webauthn.create", "AAAA")),
                 "attestationObject": websafe_encode(AttestationObject.create("none", data, {}))}  # fmt: skip
        self.kept = Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={
            "name": "stick", "credential": self._named(shown)})  # fmt: skip

    @property
    def _rp(self) -> bytes:
        return sha256(self.rp.encode()).digest()

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData(json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode())

    def _named(self, response: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": response}

    def answers(self, asking: Client, *, holder: Account, verified: bool) -> str:
        """Give what a browser would send for the challenge of a session."""
        flags = AuthenticatorData.FLAG
        data = AuthenticatorData.create(self._rp, flags.UP | (flags.UV if verified else 0), 1)
        told = self._client("webauthn.get", asking.session["mfa.webauthn.state"]["challenge"])
        signed = self.key.sign(bytes(data) + sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps(self._named({"clientDataJSON": websafe_encode(told), "authenticatorData": websafe_encode(data),
                                       "signature": websafe_encode(signed),
                                       "userHandle": websafe_encode(str(holder.pk).encode())}))  # fmt: skip


def with_challenge(asking: Client) -> Client:
    asking.get("/account/factors/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})
    return asking


def test_a_passkey_alone_opens_only_where_it_has_asked_who_holds_it() -> None:
    account = officer("blue-lantern")
    stick = Stick(account)
    found = []
    for verified in (False, True):
        asking = with_challenge(client())
        asking.post("/account/factors/webauthn/login/", {"credential": stick.answers(asking, holder=account, verified=verified)})
        found.append(asking.get("/account/").status_code)
    assert found == [302, 200]


def test_a_stolen_second_factor_does_not_stand_for_the_password_by_the_challenge_of_another_account() -> None:
    victim, thief = officer("blue-lantern"), officer("red-lantern", org="israel")
    stolen, _own = Stick(victim), Stick(thief)
    asking = client()
    asking.post("/account/sign-in/", {"login": thief.username, "password": PASSWORD})
    asking.get("/account/factors/authenticate/")  # a challenge for which no device asks who holds it
    said = stolen.answers(asking, holder=victim, verified=False)
    with override_settings(ACCOUNT_LOGIN_TIMEOUT=-1):  # a quarter of an hour later
        asking.post("/account/factors/webauthn/login/", {"credential": said})
    assert asking.get("/account/").status_code == 302


def test_a_passkey_of_another_account_is_no_second_factor() -> None:
    mine, theirs = officer("blue-lantern"), officer("red-lantern", org="israel")
    own, other = Stick(mine), Stick(theirs)
    found = []
    for stick in (other, own):
        asking = client()
        asking.post("/account/sign-in/", {"login": mine.username, "password": PASSWORD})
        asking.get("/account/factors/authenticate/")
        said = stick.answers(asking, holder=mine, verified=True)
        found.append(asking.post("/account/factors/authenticate/", {"credential": said}).status_code)
    assert found == [200, 302]


def test_what_a_passkey_said_once_opens_nothing_a_second_time() -> None:
    account = officer("blue-lantern")
    stick, asking = Stick(account), with_challenge(client())
    said = stick.answers(asking, holder=account, verified=True)
    assert asking.post("/account/factors/webauthn/login/", {"credential": said})["Location"] == "/home"
    again = with_challenge(client())
    again.post("/account/factors/webauthn/login/", {"credential": said})
    assert again.get("/account/").status_code == 302


@pytest.mark.parametrize("said", [
    "{}", "[]", "null", "1", '"x"', '{"response": "x"}', '{"response": {}}', '{"response": {"userHandle": "AAAA"}}',
    '{"response": {"userHandle": 5}}', '{"id": null, "response": null}', '{"id": "é", "rawId": {}, "response": []}',
    '{"a": ' * 3000 + "1" + "}" * 3000, '{"id": NaN}', '{"id": 1e999}', "9" * 5000, '{"id": "a", "id": "b"}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "authenticatorData": "AA", '
    '"signature": "AA", "userHandle": "/w"}, "clientExtensionResults": {}}',
])  # fmt: skip
def test_whatever_a_browser_says_for_a_passkey_is_refused_in_words(said: str) -> None:
    account = officer("blue-lantern")
    Stick(account)
    asking = client()
    asking.post("/account/sign-in/", {"login": account.username, "password": PASSWORD})
    asking.get("/account/factors/authenticate/")
    inside = signed_in(officer("red-lantern"))
    found = [
        with_challenge(client()).post("/account/factors/webauthn/login/", {"credential": said}),
        asking.post("/account/factors/authenticate/", {"credential": said}),
        inside.post("/account/factors/webauthn/add/", {"name": "x", "credential": said}),
        inside.post("/account/factors/webauthn/reauthenticate/", {"credential": said}),
    ]
    assert [answer.status_code for answer in found if answer.status_code not in (200, 302, 400)] == []
    assert Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).count() == 1


# ---- what is counted ----


def test_no_number_of_made_up_names_makes_the_count_of_guesses_be_forgotten() -> None:
    officer("blue-lantern")

    def guess(name: str) -> bool:
        return "Too many" in client().post("/account/sign-in/", {"login": name, "password": "guess"}).content.decode()

    assert [guess("blue-lantern") for _ in range(6)][-1]
    for number in range(2_000):  # as many guesses at names that nobody has leave as many entries
        cache.set(f"allauth:rl:nobody-{number}", [1.0], 300)
    assert guess("blue-lantern")


def test_wrong_tokens_keep_out_nobody_who_comes_from_the_same_address() -> None:
    theirs = Program(officer("red-lantern", org="israel"))
    asking = client()
    tries = [asking.get("/api/1/status", headers={"Authorization": "Bearer x"}).status_code for _ in range(WRONG.most + 1)]
    assert (tries[0], tries[-1], theirs.get("/own").status_code) == (401, 429, 200)


def test_guesses_from_one_address_keep_out_no_browser_that_was_in_before() -> None:
    """Officers of both sides sit behind one address in a coordination centre."""
    with override_settings(**for_others("https://records.example.org", BEHIND)):
        def at_the_centre() -> Client:
            return Client(SERVER_NAME="records.example.org", headers={"Forwarded": "for=203.0.113.9;proto=https"})

        account = with_app(officer("blue-lantern"))
        own = at_the_centre()
        sent = {"login": account.username, "password": PASSWORD}
        own.post("/account/sign-in/", sent)
        own.post("/account/factors/authenticate/", {"code": code_of(APP)})
        own.post("/account/sign-out/")
        stranger = at_the_centre()
        for number in range(32):
            stranger.post("/account/sign-in/", {"login": f"nobody-{number}", "password": "x"})
        assert [asking.post("/account/sign-in/", sent).status_code for asking in (at_the_centre(), own)] != [302, 302]
        assert own.post("/account/sign-in/", sent).status_code == 302


@pytest.mark.parametrize("back", [False, True])
def test_guesses_from_one_address_keep_out_nobody_whom_a_colleague_has_just_let_in(back: bool) -> None:
    with override_settings(**for_others("https://records.example.org", BEHIND)):
        def at_the_centre() -> Client:
            return Client(SERVER_NAME="records.example.org", headers={"Forwarded": "for=203.0.113.9;proto=https"})

        account = officer("blue-lantern") if back else None
        _slip, code = Slip.give(now=timezone.now(), purpose=Slip.RECOVER if back else Slip.JOIN, org="cmcc", account=account)
        stranger, new, other = at_the_centre(), at_the_centre(), at_the_centre()
        for number in range(32):
            stranger.post("/account/sign-in/", {"login": f"nobody-{number}", "password": "x"})
        chosen = {"password": PASSWORD, "again": PASSWORD} | ({} if back else {"username": "blue-lantern"})
        assert new.post(f"/account/slip/{code}/", chosen).status_code == 302
        sent = {"login": "blue-lantern", "password": PASSWORD}
        assert [asking.post("/account/sign-in/", sent).status_code == 302 for asking in (other, new)] == [False, True]


def test_made_up_names_fill_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safeconduct.web.accounts.listening.STRANGERS", 3)
    assert STRANGERS >= 100
    account = officer("blue-lantern")
    for number in range(8):
        client().post("/account/sign-in/", {"login": f"nobody-{number}", "password": "x"})
        client().post("/account/sign-in/", {"login": "blue-lantern", "password": "x"})
    strangers = Happened.objects.filter(what="turned_away", account=None).count()
    assert (strangers <= 3, Happened.objects.filter(account=account).count() >= 5) == (True, True)


def test_sessions_of_whoever_only_began_to_sign_in_go_when_they_are_over() -> None:
    for _ in range(5):
        with_challenge(client())
    assert Session.objects.count() >= 5
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    signed_in(officer("blue-lantern"))
    assert Session.objects.count() == 1


# ---- headers ----


SPOOFED = {
    "X-Forwarded-Host": "evil.invalid", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.1",
    "X-Real-IP": "203.0.113.1", "Forwarded": "for=203.0.113.1;host=evil.invalid;proto=https",
    "X-Original-URL": "/account/officers/", "X-Rewrite-URL": "/home", "X-HTTP-Method-Override": "POST",
    "X-Method-Override": "DELETE", "X-Forwarded-Prefix": "/evil", "X-Script-Name": "/evil", "Accept-Language": "en," * 9_000,
    "Accept-Encoding": "gzip;q=x, *", "If-None-Match": "*, W/" + '"' * 900, "If-Modified-Since": "0" * 900,
    "Range": "bytes=0-0,-1", "Cookie": "sc_session=" + "x" * 5_000 + "; a\x00b=c; sc_language=../..",
    "Referer": "https://evil.invalid/", "Expect": "100-continue", "Content-Encoding": "gzip", "Connection": "Content-Length",
    "Host": "localhost:99999",
}  # fmt: skip


@pytest.mark.parametrize("name", SPOOFED)
def test_a_header_that_a_client_writes_changes_no_page(name: str) -> None:
    asking = Client(SERVER_NAME="localhost", raise_request_exception=False)
    for path in ("/", "/account/sign-in/", "/account/officers/", "/api/1/status", "/nothing"):
        plain, spoofed = asking.get(path), asking.get(path, headers={name: SPOOFED[name]})
        allowed = {plain.status_code} | ({304, 412} if name.startswith("If-") else set()) | ({400} if name == "Host" else set())
        assert spoofed.status_code in allowed, path
        assert "evil" not in f"{spoofed.content!r} {spoofed.headers}", path


@pytest.mark.parametrize("length", ["\u00b2", "-1", "1e3", "0x10", "9" * 400, "+5", " 5"])
def test_a_length_that_is_no_number_is_refused_in_words(length: str) -> None:
    asking = Client(SERVER_NAME="localhost", raise_request_exception=False)
    for path in ("/account/sign-in/", "/draft"):
        assert asking.generic("POST", path, b"a=b", content_type="application/x-www-form-urlencoded",
                              CONTENT_LENGTH=length).status_code in (400, 403, 411, 413), path  # fmt: skip
    if not length.strip(" +").isdigit() or length == "\u00b2":  # the others are numbers for Python, and for no web server
        answer = asking.generic("POST", "/api/1/drafts/check", b"{}", content_type="application/json", CONTENT_LENGTH=length)
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/settings.py", "/static/..%2fsettings.py",
                                  "/static//etc/passwd", "/static/desk/../../settings.py", "/static/", "/static/desk/",
                                  "/favicon.ico",
                                  "/static/..\\settings.py", "/.git/HEAD", "/accounts.db", "/static/web.secret"])  # fmt: skip
def test_no_file_lies_open(path: str) -> None:
    answer = Client(SERVER_NAME="localhost").get(path)
    assert (answer.status_code, b"SECRET_KEY" in getattr(answer, "content", b"")) == (404, False)


def test_every_form_that_writes_needs_the_mark_of_a_page() -> None:
    account = signed_in(officer("blue-lantern", manages=True))
    asking = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    asking.cookies = account.cookies
    before = Happened.objects.exclude(what="refused_form").count()
    paths = {f"/{route}" for _name, route in pages() if "<" not in route and f"/{route}".startswith(tuple(settings.TAKES_POSTS))}
    found = {path: asking.post(path).status_code for path in paths}
    assert {path: status for path, status in found.items() if status not in (403, 404, 405)} == {}
    assert (len(found) > 15, Happened.objects.exclude(what="refused_form").count()) == (True, before)


# ---- demonstrations ----


def test_a_record_that_is_in_use_is_turned_into_no_demonstration(tmp_path: Path) -> None:
    home = tmp_path / "record"
    home.mkdir()
    (home / "record.toml").write_text('example = "aceh-2005"\n', encoding="utf-8")
    _opened.cache_clear()
    with override_settings(HOME=str(home), DEMO=True), pytest.raises(Http404):
        _opened(str(home))
    assert sorted(path.name for path in home.iterdir()) == ["record.toml"]


@pytest.mark.parametrize("sent", [{"demo": "1"}, {"DEMO": "yes"}, {"SAFECONDUCT_DEMO": "yes"}])
def test_nothing_that_is_asked_for_makes_a_demonstration(sent: dict[str, str]) -> None:
    Account.objects.create(username="hamas-org", org="hamas", made_up=True, manages=True)
    asking = client()
    for name, value in sent.items():
        asking.cookies[name] = value
    assert [asking.get("/demo/", sent).status_code, asking.post("/demo/hamas-org/", sent, headers=sent).status_code] == [404, 404]
    assert asking.get("/account/").status_code == 302


def test_a_token_of_an_identity_ends_with_the_demonstration() -> None:
    with override_settings(DEMO=True):
        program = Program(Account.objects.create(username="hamas-org", org="hamas", made_up=True))
        assert program.get("/own").status_code == 200
    assert (program.get("/own").status_code, Token.objects.count()) == (401, 1)


