"""Serving others: only encrypted, under one name, and with what the machine in front says and nobody else."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.webauthn.internal.auth import get_server
from django.conf import settings
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from fido2.utils import websafe_encode

from safeconduct.web.accounts.passkeys import from_here
from safeconduct.web.porch.keeping import BODIES
from safeconduct.web.served import ALONE, BEHIND, ENCRYPTED, for_others
from safeconduct.web.shell.arrival import Arrival, read_forwarded, stand_in
from safeconduct.web.ways import CannotServe, way
from tests.web.porches import made_certificate
from tests.web.test_accounts import PASSWORD, code_of, officer, with_app
from tests.web.test_accounts import SECRET as APP
from tests.web.test_files import free_port

NAME = "records.example.org"
ORIGIN = f"https://{NAME}"
TOLD = "for=192.0.2.7;proto=https"


@pytest.fixture(scope="module")
def tables() -> None:
    call_command("migrate", verbosity=0)


@pytest.fixture
def behind(tables: None, gaza: Any) -> Iterator[None]:
    """The settings of a server behind a machine that encrypts."""
    with override_settings(**for_others(ORIGIN, BEHIND)):
        yield
    call_command("flush", interactive=False, verbosity=0)


def asking(told: str = TOLD, name: str = NAME, **more: Any) -> Client:
    return Client(HTTP_HOST=name, **({"HTTP_FORWARDED": told} if told else {}), **more)


def arrived(arrival: str, **headers: str) -> HttpRequest:
    """What the pages see of a request that came in some way."""
    seen: list[HttpRequest] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    with override_settings(ARRIVAL=arrival):
        Arrival(page)(RequestFactory().get("/", **headers))
    return seen[0] if seen else HttpRequest()


# ---- where is listened ----


@pytest.mark.parametrize("origin", ["http://records.example.org", "records.example.org", "https://", "https://a/b", "https://a?b",
                                    "https://u" + ":p@a", "ftp://a", "https://a:99999", "https://ä.example"])  # fmt: skip
def test_an_address_that_is_not_encrypted_or_not_sound_is_refused(origin: str) -> None:
    with pytest.raises(CannotServe) as caught:
        way(origin=origin, port=free_port())
    assert "--origin https://records.example.org" in caught.value.what_to_do()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "somewhere.example"])
@pytest.mark.parametrize("origin", ["", ORIGIN])
def test_without_a_certificate_only_this_machine_is_listened_to(host: str, origin: str) -> None:
    with pytest.raises(CannotServe) as caught:
        way(origin=origin, host=host, port=free_port())
    assert "not encrypted" in caught.value.message()


def test_a_socket_or_a_certificate_needs_the_address_that_others_write(tmp_path: Path) -> None:
    for more in ({"at": tmp_path / "s"}, {"certificate": tmp_path / "c"}, {"key": tmp_path / "k"}):
        with pytest.raises(CannotServe) as caught:
            way(**more)
        assert "--origin" in caught.value.what_to_do()


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    certificate, key = made_certificate(tmp_path)
    key.chmod(0o644)
    with pytest.raises(CannotServe) as caught:
        way(origin=ORIGIN, certificate=certificate, key=key, port=free_port())
    assert "chmod 600" in caught.value.what_to_do()
    key.chmod(0o600)
    assert way(origin=ORIGIN, certificate=certificate, key=key, port=free_port()).arrival == ENCRYPTED
    with pytest.raises(CannotServe) as missing:
        way(origin=ORIGIN, certificate=certificate, port=free_port())
    assert "--key" in missing.value.message()


def test_a_file_in_place_of_the_socket_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "something"
    kept.write_text("kept")
    with pytest.raises(CannotServe):
        way(origin=ORIGIN, at=kept)
    assert kept.read_text() == "kept"
    assert way(origin=f"{ORIGIN}:443/", at=tmp_path / "new").origin == ORIGIN


# ---- what the machine in front says ----


@pytest.mark.parametrize(("told", "found"), [
    ("for=192.0.2.7;proto=https", ("192.0.2.7", "https")),
    ('proto=https;for="[2001:db8::1]:4711"', ("2001:db8::1", "https")),
    ("for=2001:db8::1;proto=https", ("2001:db8::1", "https")),
    ("for=203.0.113.9;proto=https, for=192.0.2.7;proto=http", ("192.0.2.7", "http")),
    ("For=192.0.2.7:5000; Proto=HTTPS", ("192.0.2.7", "https")),
    ("for=unknown", ("unknown", "")), ("", ("", "")), ("proto=https;x=for=1.2.3.4", ("", "https")),
])  # fmt: skip
def test_the_last_part_is_read(told: str, found: tuple[str, str]) -> None:
    assert read_forwarded(told) == found


@pytest.mark.parametrize("headers", [{}, {"HTTP_FORWARDED": "for=192.0.2.7;proto=http"}, {"HTTP_X_FORWARDED_PROTO": "https"},
                                     {"HTTP_FORWARDED": "for=192.0.2.7"}])  # fmt: skip
def test_what_did_not_come_encrypted_is_refused_and_says_what_to_do(behind: None, headers: dict[str, str]) -> None:
    answer = Client(SERVER_NAME=NAME, **headers).get("/")
    assert answer.status_code == 400
    assert b"Forwarded: for=192.0.2.7;proto=https" in answer.content
    assert (b"<" in answer.content, "Set-Cookie" in answer) == (False, False)


def test_only_one_name_is_answered(behind: None) -> None:
    assert asking().get("/").status_code == 200
    for name in ("localhost", "127.0.0.1", "evil.example.org", f"x.{NAME}"):
        assert asking(name=name).get("/").status_code == 400, name
    assert asking(HTTP_X_FORWARDED_HOST="evil.example").get("/").status_code == 200


def test_nothing_that_a_client_writes_is_believed() -> None:
    forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_REAL_IP": "203.0.113.9",
              "HTTP_X_FORWARDED_HOST": "evil.example"}  # fmt: skip
    alone = arrived(ALONE, HTTP_FORWARDED=TOLD, **forged)
    assert (alone.META["REMOTE_ADDR"], alone.is_secure()) == ("127.0.0.1", False)
    behind = arrived(BEHIND, HTTP_FORWARDED=TOLD, **forged)
    assert (behind.META["REMOTE_ADDR"], behind.is_secure()) == (stand_in("192.0.2.7"), True)
    own = arrived(ENCRYPTED, HTTP_FORWARDED=TOLD, REMOTE_ADDR="192.0.2.8", **forged)
    assert own.META["REMOTE_ADDR"] == stand_in("192.0.2.8")
    for request in (alone, behind, own):
        assert [name for name in request.META if "FORWARDED" in name or "REAL_IP" in name] == []


def test_an_address_is_seen_by_a_stand_in_that_tells_nothing() -> None:
    assert stand_in("192.0.2.7") == stand_in("::ffff:192.0.2.7") != stand_in("192.0.2.8")
    assert stand_in("2001:db8:1:2::1") == stand_in("2001:db8:1:2:ffff::9") != stand_in("2001:db8:1:3::1")
    assert stand_in("").startswith("fd")
    assert "192.0.2.7" not in stand_in("192.0.2.7")
    code = "from safeconduct.web.shell.arrival import stand_in; print(stand_in('192.0.2.7'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert other != stand_in("192.0.2.7")


# ---- cookies and headers ----


def test_every_cookie_is_for_encrypted_ways_only(behind: None) -> None:
    with_app(officer("blue-lantern"))
    came = asking(HTTP_ORIGIN=ORIGIN)
    came.get("/account/sign-in/")
    came.post("/account/sign-in/", {"login": "blue-lantern", "password": PASSWORD})
    came.post("/account/factors/authenticate/", {"code": code_of(APP)})
    came.post("/language", {"language": "he"})
    found = {name: (bool(cookie["secure"]), bool(cookie["httponly"])) for name, cookie in came.cookies.items()}
    assert found == dict.fromkeys(("__Host-sc_csrf", "__Host-sc_session", "__Host-sc_language", "sc_known"), (True, True))
    for name, cookie in came.cookies.items():
        assert (cookie["domain"], cookie["path"]) == ("", "/account/" if name == "sc_known" else "/"), name
    assert came.get("/account/").status_code == 200


def test_browsers_are_told_to_come_encrypted_for_two_years(behind: None) -> None:
    assert asking().get("/")["Strict-Transport-Security"] == "max-age=63072000"
    with override_settings(**for_others("", ALONE)):
        assert "Strict-Transport-Security" not in Client(SERVER_NAME="localhost").get("/")


def test_a_form_from_elsewhere_is_refused_and_one_of_ours_is_taken(behind: None) -> None:
    officer("blue-lantern")
    found = []
    for origin in (ORIGIN, "https://evil.example", f"http://{NAME}", "null"):
        came = Client(HTTP_HOST=NAME, HTTP_FORWARDED=TOLD, HTTP_ORIGIN=origin, enforce_csrf_checks=True)
        page = came.get("/account/sign-in/").content.decode()
        mark = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert mark is not None
        sent = {"login": "blue-lantern", "password": "wrong", "csrfmiddlewaretoken": mark[1]}
        found.append(came.post("/account/sign-in/", sent).status_code)
    assert found == [200, 403, 403, 403]


def test_a_passkey_is_good_for_this_name_over_https_only(behind: None) -> None:
    request = RequestFactory(SERVER_NAME=NAME).get("/")
    with context.request_context(request):
        server = get_server()
    assert server.rp.id == NAME
    assert [server._verify(origin) for origin in (ORIGIN, f"http://{NAME}", "https://evil.example")] == [True, False, False]
    elsewhere = (f"https://other.{NAME}", f"{ORIGIN}:8443", "https://evil.example", f"http://{NAME}")
    from_here({"response": {"clientDataJSON": told_to(ORIGIN)}})
    for origin in elsewhere:
        with pytest.raises(ValueError, match=NAME):
            from_here({"response": {"clientDataJSON": told_to(origin)}})


def told_to(origin: str) -> str:
    return websafe_encode(json.dumps({"type": "webauthn.get", "challenge": "AAAA", "origin": origin}).encode())


def test_guessing_is_slowed_by_where_it_comes_from_too(behind: None) -> None:
    officer("blue-lantern")

    def guess(number: int, told: str) -> str:
        return asking(told).post("/account/sign-in/", {"login": f"nobody-{number}", "password": "x"}).content.decode()

    tries = [guess(number, "for=203.0.113.9;proto=https") for number in range(22)]
    assert ("Too many" in tries[0], "Too many" in tries[-1]) == (False, True)
    assert "Too many" not in guess(99, "for=198.51.100.4;proto=https")


def test_without_an_origin_all_stays_as_it_is() -> None:
    assert for_others("", ALONE) == {"ORIGIN": "", "ARRIVAL": ALONE}
    assert (settings.ORIGIN, settings.ARRIVAL, settings.SESSION_COOKIE_NAME) == ("", ALONE, "sc_session")


# ---- a server that runs ----


def started(how: str, *, first: str = "", new_session: bool = False) -> subprocess.Popen[bytes]:
    code = f"{first}\nfrom safeconduct.web.serve import serve, way; serve(example='aceh-2005', by=way(origin={ORIGIN!r}, {how}))"
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            start_new_session=new_session)  # fmt: skip


def until(answers: Any) -> Any:
    for _ in range(300):
        try:
            return answers()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nothing answers")


def stopped(running: subprocess.Popen[bytes]) -> str:
    running.terminate()
    return running.communicate(timeout=20)[0].decode()


def test_a_server_with_a_certificate_answers_encrypted_and_no_other_way(tmp_path: Path) -> None:
    certificate, key = made_certificate(tmp_path)
    port = free_port()
    running = started(f"host='127.0.0.1', port={port}, certificate={str(certificate)!r}, key={str(key)!r}")
    trusted = ssl.create_default_context(cafile=str(certificate))
    trusted.check_hostname = False

    def ask(**headers: str) -> http.client.HTTPResponse:
        asked = http.client.HTTPSConnection("127.0.0.1", port, context=trusted, timeout=20)
        asked.request("GET", "/", headers={"Host": NAME, **headers})
        return asked.getresponse()

    try:
        answer = until(ask)
        assert (answer.status, answer.headers["Strict-Transport-Security"]) == (200, "max-age=63072000")
        with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
            plain.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
            assert b"200" not in plain.recv(100)
    finally:
        assert stopped(running) == ""


def through(path: Path, request: bytes) -> socket.socket:
    asked = socket.socket(socket.AF_UNIX)
    asked.settimeout(20)
    asked.connect(str(path))
    asked.sendall(request)
    return asked


def test_behind_a_socket_senders_who_stop_are_told_and_keep_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "pages"
    running = started(f"at={str(path)!r}", first="from safeconduct.web.porch import pace; pace.Pace.__new__.__defaults__ = "
                                                 "4.0, 1024, 4.0, 75.0, 2.0")  # fmt: skip
    head = f"Host: {NAME}\r\nForwarded: {TOLD}\r\nAccept-Language: he\r\n"
    get = f"GET /owes HTTP/1.1\r\n{head}\r\n".encode()
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
    slow = f"POST /account/sign-in/ HTTP/1.1\r\n{head}{form}9000\r\n\r\nlogin=".encode()
    whole = f"POST /account/sign-in/ HTTP/1.1\r\n{head}{form}3\r\n\r\na=b".encode()
    try:
        with until(lambda: through(path, get)) as first:
            assert first.recv(20).startswith(b"HTTP/1.1 200")
        held = [through(path, slow) for _ in range(BODIES + 6)]
        # All of them come from one address, so the first of them make room for the last.
        assert [one.recv(12) for one in held[:6]] == [b"HTTP/1.1 429"] * 6
        answers = []
        for request in (get, whole, get, whole):
            with through(path, request) as other:
                answers.append(other.recv(12))
        assert answers == [b"HTTP/1.1 200", b"HTTP/1.1 403"] * 2
        assert {one.recv(12) for one in held[6:]} == {b"HTTP/1.1 408"}
        with held[6]:
            page = b"".join(iter(lambda: held[6].recv(65_536), b""))
            assert 'lang="he"' in page.decode()
        for one in held:
            one.close()
        assert path.stat().st_mode & 0o777 == 0o660
    finally:
        assert stopped(running) == ""
    assert not path.exists()


def of(running: int) -> list[int]:
    """Give the processes that one began, and those that they began."""
    found = [int(name) for name in Path(f"/proc/{running}/task/{running}/children").read_text().split()]
    return [*found, *(inner for one in found for inner in of(one))]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the system for the processes of another")
def test_a_server_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    path = tmp_path / "pages"
    running = started(f"at={str(path)!r}")
    get = f"GET /owes HTTP/1.1\r\nHost: {NAME}\r\nForwarded: {TOLD}\r\n\r\n".encode()
    with until(lambda: through(path, get)) as first:
        assert first.recv(20).startswith(b"HTTP/1.1 200")
    left = of(running.pid)
    assert len(left) > 0
    running.kill()
    running.wait(timeout=20)
    for _ in range(300):
        left = [one for one in left if Path(f"/proc/{one}").exists()]
        if not left:
            break
        time.sleep(0.1)
    for one in left:
        os.kill(one, signal.SIGKILL)
    assert left == []


@pytest.mark.parametrize("told", ["the server", "all its processes"])
def test_a_server_that_is_told_to_stop_answers_what_it_has_and_waits_for_nobody_who_sends(tmp_path: Path, told: str) -> None:
    path = tmp_path / "pages"
    running = started(f"at={str(path)!r}", new_session=True)
    head = f"Host: {NAME}\r\nForwarded: {TOLD}\r\nConnection: close\r\n"
    half = f"POST /account/sign-in/ HTTP/1.1\r\n{head}Content-Length: 9000\r\n\r\nlogin=".encode()
    get = f"GET /timeline HTTP/1.1\r\n{head}\r\n".encode()
    try:
        with until(lambda: through(path, get)) as first:
            while first.recv(65_536):
                pass
        stopping, asked = through(path, half), through(path, get)
        time.sleep(0.02)  # the page takes longer
        (running.terminate() if told == "the server" else os.killpg(running.pid, signal.SIGTERM))
        answer = http.client.HTTPResponse(asked)
        answer.begin()
        assert (answer.status, b"</html>" in answer.read()) == (200, True)
        assert stopping.recv(100) == b""
        assert running.communicate(timeout=15)[0].decode() == ""
    finally:
        running.kill()
    assert not path.exists()
