"""An officer over an encrypted way: a passkey in place of a code, an act signed, and what others on the way cannot do.

By the server itself always; behind nginx and Caddy, as the page on serving others sets them up, where they are installed.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.fronts import WAYS, Front, browser_that_finds, served
from tests.browser.officers import PASSWORD, slip, sound, told
from tests.web.porches import NAME

pytestmark = pytest.mark.browser
FORM = "Content-Type: application/x-www-form-urlencoded"
ADD, SIGN_IN = "/account/factors/webauthn/add/", "/account/factors/webauthn/login/"


@pytest.fixture(scope="module", params=WAYS)
def front(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with served(request.param, tmp_path_factory.mktemp(request.param)) as found:
        yield found


def with_stick(context: BrowserContext, page: Page) -> str:
    """Plug in a made-up security key that asks who holds it. Gives its id."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    return str(session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])


def signed_in(page: Page, front: Front) -> None:
    page.fill("input[name=login]", "blue-lantern")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit] >> nth=0")


def registered(front: Front, act: str) -> None:
    """Keep the act as a file, as an editor would, have two root keys sign it, and record it: by the commands of the page."""
    file = front.folder / "officer.json"
    file.write_text(f"{act}\r\n", newline="")
    keys, out = front.home / "exercise" / "gam", [front.folder / f"officer-{number}.act" for number in (0, 1)]
    for number, signed in enumerate(out):
        told("keys", "sign", str(keys / f"root-{number}.key"), str(file), "--genesis", str(front.home / "genesis.json"),
             "--log", str(front.home), "--after", "log", "--pass-file", str(keys / "phrase"), "--out", str(signed))  # fmt: skip
    told("record", "take", str(front.home), *map(str, out))


def test_from_a_slip_by_passkey_to_an_act_and_the_passkey_taken_away(front: Front, playwright: Playwright) -> None:
    with browser_that_finds(playwright, front) as browser:
        context = browser.new_context(viewport={"width": 1024, "height": 900})
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        with_stick(context, page)
        made = slip(front.home, "--org", "gam", "--manages", "--origin", front.origin)
        page.goto(f"{front.origin}/account/slip/{made}/")
        for field, value in (("username", "blue-lantern"), ("password", PASSWORD), ("again", PASSWORD)):
            page.fill(f"input[name={field}]", value)
        page.click("main form button[type=submit]")
        signed_in(page, front)

        page.goto(front.origin + ADD)
        page.fill("input[name=name]", "made-up key")
        page.check("input[name=passwordless]")
        page.click("#mfa_webauthn_add")
        page.wait_for_url(re.compile("recovery|factors/$"))
        sound(page)
        page.goto(f"{front.origin}/account/factors/webauthn/")
        expect(page.locator("main")).to_contain_text("made-up key")
        cookies = {one["name"]: (one["secure"], one["httpOnly"]) for one in context.cookies()}
        assert cookies == dict.fromkeys(("__Host-sc_csrf", "__Host-sc_session", "sc_known"), (True, True))

        context.clear_cookies()
        page.goto(f"{front.origin}/account/sign-in/")
        page.click("#passkey_login")  # no name and no password: the key asks who holds it
        page.wait_for_url(re.compile("/home"))

        page.goto(f"{front.origin}/desk/")
        page.click("text=Make a key in this browser")
        page.click("form[data-origin] button")
        registered(front, page.input_value("#act"))
        page.goto(f"{front.origin}/desk/")
        page.click(".offers a >> nth=0")
        page.click("main form button[type=submit]")
        expect(page.locator("form[data-kid] button")).to_be_enabled()
        page.click("form[data-kid] button")
        expect(page.locator("h1")).to_have_text("An act in the record")
        digest = page.locator("dd code").last.inner_text()
        assert digest in told("record", "show", str(front.home), "--act", digest[:16])

        another_site(context, front)

        page.goto(f"{front.origin}/account/factors/webauthn/")
        with page.expect_navigation():
            page.click("main a[href*=remove]")
        if page.locator("input[name=password]").count():  # it is asked again who this is
            page.fill("input[name=password]", PASSWORD)
            with page.expect_navigation():
                page.click("main form button[type=submit] >> nth=0")
        with page.expect_navigation():
            page.click("main form button[type=submit] >> nth=0")
        page.goto(f"{front.origin}/account/factors/webauthn/")
        assert "made-up key" not in page.locator("main").inner_text()
        assert wrong == []
        context.close()


def another_site(context: BrowserContext, front: Front) -> None:
    """A page of a name below this one has the stick sign for this one. The browser does it; the server takes it for nobody."""
    asked = Asking(front)
    there, found = context.pages[0], {}
    there.route(f"https://other.{NAME}/**", lambda route: route.fulfill(body="<title>another</title>", content_type="text/html"))
    for where in (f"https://other.{NAME}", front.origin):
        asked.cookies.clear()
        asked.get("/account/sign-in/")
        status, _, said = asked.get(SIGN_IN, "Accept: application/json", "X-Requested-With: XMLHttpRequest")
        options = json.loads(said)["request_options"]["publicKey"]
        there.goto(f"{where}/verify" if where == front.origin else where)
        signed = there.evaluate(SIGNING, options)
        answer, fields, _ = asked.post(SIGN_IN, {"credential": json.dumps(signed), "csrfmiddlewaretoken": asked.mark})
        found[where] = (status, answer, fields.get("location"), asked.get("/account/")[0])
    assert found == {f"https://other.{NAME}": (200, 302, "/account/sign-in/", 302), front.origin: (200, 302, "/home", 200)}


SIGNING = """async (options) => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
  const plain = (found) => btoa(String.fromCharCode(...new Uint8Array(found)))
  const text = (found) => plain(found).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  const key = await navigator.credentials.get({publicKey: {...options, challenge: bytes(options.challenge)}})
  const said = key.response
  return {id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: {}, response: {
    clientDataJSON: text(said.clientDataJSON), authenticatorData: text(said.authenticatorData),
    signature: text(said.signature), userHandle: text(said.userHandle)}}
}"""


class Asking:
    """A client that keeps what a browser would keep, and sends what it likes."""

    def __init__(self, front: Front) -> None:
        self.front, self.cookies, self.mark = front, {}, ""

    def get(self, path: str, *more: str) -> tuple[int, dict[str, str], str]:
        """Ask for a page: its status, its fields, its text."""
        return self._asked("GET", path, b"", *more)

    def post(self, path: str, sent: dict[str, str], *more: str) -> tuple[int, dict[str, str], str]:
        """Send a form."""
        return self._asked("POST", path, urlencode(sent).encode(), FORM, f"Origin: {self.front.origin}", *more)

    def _asked(self, method: str, path: str, body: bytes, *more: str) -> tuple[int, dict[str, str], str]:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: {NAME}:{self.front.port}", f"Cookie: {kept}",
                 f"Content-Length: {len(body)}", "Connection: close", *more, "", ""]  # fmt: skip
        with self.front.connect() as way:
            way.sendall("\r\n".join(lines).encode() + body)
            answer = http.client.HTTPResponse(way)
            answer.begin()
            text = answer.read().decode()
        for made in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = made.partition(";")[0].partition("=")
            self.cookies[name] = value
        if mark := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.mark = mark[1]
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, text


# ---- what else goes over this way ----


def test_browsers_are_led_to_the_encrypted_way_and_stay_there(front: Front) -> None:
    status, fields, _ = Asking(front).get("/")
    assert (status, fields["strict-transport-security"]) == (200, "max-age=63072000")
    if front.way != "itself":
        with socket.create_connection(("127.0.0.1", front.plain_port), timeout=10) as plain:
            plain.sendall(f"GET /owes?x=1 HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
            answer = http.client.HTTPResponse(plain)
            answer.begin()
            led = answer.headers["Location"].replace(f":{front.port}", "")
            assert (answer.status, led) == (308, f"https://{NAME}/owes?x=1")


def test_no_other_name_is_answered(front: Front) -> None:
    with front.connect() as way:
        way.sendall(b"GET / HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n")
        answer = http.client.HTTPResponse(way)
        answer.begin()
        found = answer.read()
    assert b"safeconduct" not in found
    assert answer.status in (400, 421) or (answer.status, found) == (200, b"")  # Caddy has nothing to say under another name


def test_what_a_client_says_of_its_address_counts_for_nothing(front: Front) -> None:
    told = []
    for number in range(24):
        asked = Asking(front)
        asked.get("/account/sign-in/")
        forged = [f"Forwarded: for=203.0.113.{number};proto=http", f"X-Forwarded-For: 203.0.113.{number}",
                  "X-Forwarded-Proto: http", f"X_Forwarded_For: 203.0.113.{number}",
                  f"Sc-Came: from=203.0.113.{number};over=http", f"Sc_Came: from=203.0.113.{number}"]  # fmt: skip
        sent = {"login": f"nobody-{number}", "password": "x", "csrfmiddlewaretoken": asked.mark}
        status, _, text = asked.post("/account/sign-in/", sent, *forged)
        told.append((status, "Too many" in text))
    assert (told[0], told[-1]) == ((200, False), (200, True))


def test_as_much_as_is_read_comes_through_and_no_more(front: Front) -> None:
    asked = Asking(front)
    asked.get("/draft")
    found = []
    for size in (1_250_000, 1_400_000, 2_500_000):
        found.append(asked.post("/draft", {"text": "x" * size, "csrfmiddlewaretoken": asked.mark})[0])
    assert found == [200, 413, 413]


def test_programs_ask_the_same_way(front: Front) -> None:
    status, fields, text = Asking(front).get("/api/1/agreement")
    assert (status, fields["content-type"].partition(";")[0], "aceh" in text.lower()) == (200, "application/json", True)
    lines = ["POST /api/1/acts HTTP/1.1", f"Host: {NAME}", "Content-Type: application/json", "Transfer-Encoding: chunked",
             "Connection: close", "", "2", "{}", "0", "", ""]  # fmt: skip
    with front.connect() as way:
        way.sendall("\r\n".join(lines).encode())
        assert way.recv(12) in (b"HTTP/1.1 401", b"HTTP/1.1 404", b"HTTP/1.1 405", b"HTTP/1.1 411")


def test_one_connection_serves_for_many_and_none_becomes_a_socket_of_the_web(front: Front) -> None:
    with front.connect() as way:
        for _ in range(5):
            way.sendall(f"GET /owes HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
            answer = http.client.HTTPResponse(way)
            answer.begin()
            answer.read()
            assert answer.status == 200
    asked = Asking(front)
    wanted = "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
    assert asked.get("/owes", *wanted)[0] == 200


def test_whoever_sends_slowly_keeps_nobody_out(front: Front) -> None:
    held: list[ssl.SSLSocket] = []
    for number in range(90):
        held.append(front.connect())
        body = f"{FORM}\r\nContent-Length: 9000\r\n\r\nlogin=" if number % 2 else "X: "
        held[-1].sendall(f"POST /account/sign-in/ HTTP/1.1\r\nHost: {NAME}\r\n{body}".encode())
    time.sleep(0.5)
    asked = Asking(front)
    assert [asked.get("/owes")[0] for _ in range(5)] == [200] * 5
    asked.get("/account/sign-in/")
    sent = {"login": "somebody", "password": "x", "csrfmiddlewaretoken": asked.mark}
    assert asked.post("/account/sign-in/", sent)[0] == 200
    for one in held:
        one.close()


def test_nobody_writes_down_who_asked_for_what(front: Front) -> None:
    Asking(front).get("/norm/SYN-4K7Q?q=lantern")
    front.running[0].terminate()  # where the pages are gone, a web server likes to write down what was asked for
    front.running[0].wait(timeout=30)
    if front.way != "itself":
        assert Asking(front).get("/programme/case/SYN-4K7Q?q=lantern")[0] == 502
        assert Asking(front).post("/account/sign-in/", {"login": "lantern"})[0] == 502
    assert [word for word in ("SYN-4K7Q", "lantern", "/account/") if word in front.written()] == []
