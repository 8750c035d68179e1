"""The porch: what does not come whole does not come in, and whoever sends slowly, or in two meanings, keeps nobody else out."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import socket
import ssl
import time
from pathlib import Path

import pytest

from safeconduct.web.porch import keeping
from safeconduct.web.porch.forwarded import counted
from safeconduct.web.porch.heads import Refused, for_the_pages, read_head
from safeconduct.web.porch.pace import Pace
from safeconduct.web.porch.places import Place, Places
from safeconduct.web.porch.turns import Turns
from tests.web.porches import NAME, QUICK, all_of, get, made_certificate, post, standing

HOST = f"Host: {NAME}"


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


# ---- a head that two could read in two ways ----


@pytest.mark.parametrize(("lines", "answer"), [
    (["GET / HTTP/1.1"], 400),
    (["GET / HTTP/1.1", HOST, HOST], 400),
    (["GET / HTTP/1.1", HOST, "Content-Length: 1", "Content-Length: 2"], 400),
    (["GET / HTTP/1.1", HOST, "Content-Length: 1", "Content-Length: 1"], 400),
    (["GET / HTTP/1.1", HOST, "Content-Length: +1"], 400),
    (["GET / HTTP/1.1", HOST, "Content-Length: -1"], 400),
    (["GET / HTTP/1.1", HOST, "Content-Length: ١"], 400),
    (["GET / HTTP/1.1", HOST, "Content-Length: 1, 1"], 400),
    (["GET / HTTP/1.1", HOST, "Content-Length: 5", "Transfer-Encoding: chunked"], 400),
    (["GET / HTTP/1.0", HOST, "Transfer-Encoding: chunked"], 400),
    (["GET / HTTP/1.1", HOST, " folded: on"], 400),
    (["GET / HTTP/1.1", HOST, "Space : before"], 400),
    (["GET / HTTP/1.1", HOST, "bare\nfeed: x"], 400),
    (["GET / HTTP/1.1", HOST, "a: b\nTransfer-Encoding: chunked"], 400),
    (["GET / HTTP/1.1", HOST, "a: b\rc"], 400),
    (["GET / HTTP/1.1", HOST, "nul: \x00"], 400),
    (["GET / HTTP/1.1", HOST, "no colon"], 400),
    (["GET / HTTP/1.1", HOST, ""], 400),
    (["GET  / HTTP/1.1", HOST], 400),
    (["GET http://elsewhere/ HTTP/1.1", HOST], 400),
    (["GET /a b HTTP/1.1", HOST], 400),
    (["GET /ä HTTP/1.1", HOST], 400),
    (["get / HTTP/1.1", HOST], 400),
    (["GET /", HOST], 400),
    (["GET / HTTP/2.0", HOST], 505),
])  # fmt: skip
def test_what_could_be_read_in_two_ways_is_refused(lines: list[str], answer: int) -> None:
    with pytest.raises(Refused) as refused:
        read_head("\r\n".join(lines).encode())
    assert refused.value.status == answer


def test_what_goes_on_is_written_anew() -> None:
    sent = ["POST /desk/?a=1 HTTP/1.1", HOST, "Cookie: a=b", "Cookie:c=d ", "X_Forwarded_For: 1.2.3.4", "Sc-Came: from=1.2.3.4",
            "sc_came: from=1.2.3.4", "Connection: keep-alive, cookie", "Expect: 100-continue", "TE: trailers",
            "Upgrade: websocket", "Forwarded: for=1.2.3.4", "Content-Length: 003", "forwarded: for=192.0.2.7"]  # fmt: skip
    head = read_head("\r\n".join(sent).encode())
    gone = for_the_pages(head, came="from=x", length=3).decode().split("\r\n")
    assert gone == ["POST /desk/?a=1 HTTP/1.1", f"host: {NAME}", "cookie: a=b", "cookie: c=d",
                    "forwarded: for=1.2.3.4, for=192.0.2.7", "content-length: 3", "sc-came: from=x", "connection: close",
                    "", ""]  # fmt: skip


def test_whoever_has_one_address_of_a_network_counts_as_one() -> None:
    found = [counted(one) for one in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "::ffff:192.0.2.7", "192.0.2.7", "none; x")]
    assert found == ["2001:db8:1:2::", "2001:db8:1:2::", "192.0.2.7", "192.0.2.7", ""]


# ---- places and turns, by counts ----


def filled(places: Places, *, address: str, times: int, now: float = 0) -> list[Place]:
    return [places.enter(address=address, now=now, put_out=lambda: None) for _ in range(times)]


def test_one_address_cannot_hold_all_places() -> None:
    places = Places(10)
    greedy = filled(places, address="a", times=30)
    assert (len(places), sum(not one.lost for one in greedy)) == (10, 10)
    others = filled(places, address="b", times=4) + filled(places, address="c", times=1)
    assert [one.lost for one in others] == [False] * 5
    assert sum(not one.lost for one in greedy) == 5
    filled(places, address="a", times=50, now=1)
    assert [one.lost for one in others] == [False] * 5
    assert len(places) == 10


def test_of_one_address_whoever_keeps_sending_stays() -> None:
    places = Places(3)
    silent, sending = filled(places, address="a", times=2), filled(places, address="a", times=1)[0]
    for now in range(1, 20):
        sending.heard = now
        filled(places, address="a", times=1, now=now - 0.5)
    assert ([one.lost for one in silent], sending.lost) == ([True, True], False)


def test_whoever_is_being_answered_goes_last() -> None:
    places = Places(2)
    answered, idle = filled(places, address="a", times=2)
    answered.at_work, idle.heard = True, 9
    filled(places, address="a", times=1, now=10)
    assert (answered.lost, idle.lost) == (False, True)


def test_a_place_that_is_lost_is_given_back_once() -> None:
    places = Places(1)
    first, second = filled(places, address="a", times=2)
    places.leave(first)
    assert len(places) == 1
    places.leave(second)
    assert len(places) == 0
    assert [one.lost for one in filled(places, address="a", times=1)] == [False]


def test_turns_go_round_by_address() -> None:
    order: list[str] = []

    async def wanting(turns: Turns, who: str) -> None:
        await turns.take(who[0])
        order.append(who)
        turns.give()

    async def all_of_them() -> None:
        turns = Turns(1)
        await turns.take("x")
        wants = [asyncio.create_task(wanting(turns, who)) for who in ("a1", "a2", "a3", "a4", "b1", "c1", "b2")]
        await asyncio.sleep(0)
        wants[1].cancel()
        await asyncio.sleep(0)
        turns.give()
        await asyncio.gather(*wants, return_exceptions=True)
        await asyncio.wait_for(turns.take("y"), 1)  # none was lost

    asyncio.run(all_of_them())
    assert order == ["a1", "b1", "c1", "a3", "b2", "a4"] or order == ["a1", "b1", "c1", "b2", "a3", "a4"]


def test_only_what_has_come_gains_time() -> None:
    pace = Pace(patience=15, rate=1024)
    assert [pace.until(100, came) for came in (0, 1024, 10_240)] == [115, 116, 125]


# ---- a porch that stands ----


def test_a_request_comes_whole_and_its_answer_goes_out() -> None:
    with standing() as here:
        asked = http.client.HTTPConnection(*here.address, timeout=10)
        for number in range(3):  # on one connection
            asked.request("POST", f"/{number}", body=b"x" * 50_000)
            answer = asked.getresponse()
            assert (answer.status, answer.headers["server"]) == (200, None)
            assert json.loads(answer.read())[""] == f"POST /{number} HTTP/1.1"
        assert (len(here.bodies), set(here.bodies)) == (3, {b"x" * 50_000})
        assert [one["sc-came"] for one in here.seen] == ["from=127.0.0.1;over=http"] * 3


def test_where_an_answer_ends_is_kept() -> None:
    with standing() as here:
        asked = http.client.HTTPConnection(*here.address, timeout=10)
        found = []
        for method, path in (("GET", "/parts"), ("HEAD", "/"), ("GET", "/unchanged"), ("GET", "/endless"), ("GET", "/parts")):
            asked.request(method, path)
            answer = asked.getresponse()
            found.append((answer.status, answer.read()[:10]))
        assert found == [(200, b"abcdefg"), (200, b""), (304, b""), (200, b"to the end"), (200, b"abcdefg")]
        two = here.ask(get("/1").replace(b"Connection: close\r\n", b"") + get("/2"))
        assert (two.count(b"HTTP/1.1 200"), two.index(b"/1") < two.index(b"/2")) == (2, True)
        old = here.ask(f"GET /parts HTTP/1.0\r\n{HOST}\r\n\r\n".encode())
        assert old.endswith(b"\r\n\r\nabcdefg")


def test_a_body_is_asked_for_where_the_client_waits() -> None:
    with standing() as here, here.connect() as asked:
        asked.sendall(post(b"", "Expect: 100-continue", length=3))
        assert asked.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        asked.sendall(b"abc")
        assert (status(all_of(asked)), here.bodies) == (200, [b"abc"])


def test_of_too_much_nothing_is_read_and_the_answer_arrives() -> None:
    with standing(most=lambda path: 1_000 if path == "/small" else 0) as here:
        sent = bytes(3_000_000)
        assert [status(here.ask(post(sent, path=path))) for path in ("/small", "/none")] == [200, 200]
        assert [one["sc-came"].partition(";unread=")[2] for one in here.seen] == ["much;length=3000000"] * 2
        assert here.bodies == [b"", b""]
        unsaid = f"POST / HTTP/1.1\r\n{HOST}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".encode()
        assert status(here.ask(unsaid)) == 200
        assert here.seen[-1]["sc-came"] == "from=127.0.0.1;over=http;unread=unsaid;length=0"
        assert "transfer-encoding" not in here.seen[-1]


def test_nothing_after_a_body_that_was_not_read_counts_as_a_request() -> None:
    with standing() as here:
        hidden = get("/hidden")
        here.ask(post(hidden, length=200_000))
        here.ask(f"POST / HTTP/1.1\r\n{HOST}\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + hidden)
        assert [one[""] for one in here.seen] == ["POST / HTTP/1.1"] * 2


def test_whoever_stops_in_the_middle_is_told_by_the_pages() -> None:
    with standing() as here:
        assert status(here.ask(post(b"login=", length=9_000))) == 200  # by these pages; the real ones say 408
        assert here.seen[0]["sc-came"] == "from=127.0.0.1;over=http;unread=slow;length=9000"
        assert (here.bodies, len(here.porch.house.bodies)) == ([b""], 0)


def test_whoever_stops_in_a_head_is_told_and_goes() -> None:
    with standing() as here:
        answer = here.ask(b"GET / HTTP/1.1\r\nHost: ")
        assert (status(answer), answer.endswith(b"\r\n\r\nown words 408"), here.seen) == (408, True, [])
        assert status(here.ask(get("/", "Cookie: " + "x" * 70_000))) == 431
        assert status(here.ask(b"\x16\x03\x01 hello\r\n\r\n")) == 400


def test_a_least_rate_is_kept_and_whoever_keeps_it_is_heard_out() -> None:
    pace = QUICK._replace(patience=0.3, rate=1_000)
    with standing(pace=pace) as here:
        for step, pause in ((10, 0.1), (200, 0.1)):  # 100 and 2,000 bytes a second
            with here.connect() as asked:
                asked.sendall(post(b"", length=2_000))
                try:
                    for _ in range(2_000 // step):
                        asked.sendall(bytes(step))
                        time.sleep(pause)
                except OSError:
                    pass
        assert [one["sc-came"].partition("unread=")[2] for one in here.seen] == ["slow;length=2000", ""]
        assert [len(body) for body in here.bodies] == [0, 2_000]


def test_senders_who_stop_keep_no_other_sender_out() -> None:
    with standing(bodies=4, pace=QUICK._replace(patience=30)) as here:
        stopped = []
        for _ in range(12):
            stopped.append(here.connect(of="127.0.0.2"))
            stopped[-1].sendall(post(b"half", length=9_000))
        whole = 0
        for of in ("127.0.0.1", "127.0.0.3", "127.0.0.4", "127.0.0.2"):
            with here.connect(of=of) as asked:
                asked.sendall(post(b"", length=4))
                time.sleep(0.05)  # so it takes a place, too
                asked.sendall(b"good")
                all_of(asked)
                whole += 1
        assert (whole, here.bodies.count(b"good")) == (4, 4)
        assert [one["sc-came"] for one in here.seen if "busy" in one["sc-came"]] == [
            "from=127.0.0.2;over=http;unread=busy;length=9000"] * (12 - 4 + 1)  # fmt: skip
        for one in stopped:
            one.close()


def test_connections_that_stop_keep_nobody_out() -> None:
    with standing(visits=6, pace=QUICK._replace(head=30, rest=30)) as here:
        held = [here.connect(of="127.0.0.2") for _ in range(30)]
        for one in held[::2]:
            one.sendall(b"GET / HT")
        answered = [status(here.ask(get(), of=of)) for of in ("127.0.0.1", "127.0.0.3", "127.0.0.2") * 3]
        assert answered == [200] * 9
        assert len(here.porch.house.visits) <= 6
        for one in held:
            one.close()


def test_whoever_asks_for_much_waits_behind_others() -> None:
    with standing(at_once=1) as here:
        first = here.connect(of="127.0.0.2")
        first.sendall(get("/held"))
        many = [here.connect(of="127.0.0.2") for _ in range(10)]
        for one in many:
            one.sendall(get("/many"))
        time.sleep(0.3)
        with here.connect(of="127.0.0.3") as other:
            other.sendall(get("/other"))
            time.sleep(0.3)
            here.held.set()
            all_of(other)
        for one in (first, *many):
            all_of(one)
            one.close()
        order = [one[""].split()[1] for one in here.seen]
        assert (order.index("/other") <= 2, order.count("/many")) == (True, 10)


def test_whoever_does_not_take_the_answer_is_left() -> None:
    with standing(at_once=1) as here, here.connect() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        asked.sendall(get("/much"))
        time.sleep(0.2)
        assert status(here.ask(get("/next"))) == 200


def test_pages_that_break_off_are_not_taken_for_an_answer() -> None:
    with standing() as here:
        answer = here.ask(get("/silent"))
        assert (status(answer), answer.endswith(b"own words 503")) == (503, True)
        asked = http.client.HTTPConnection(*here.address, timeout=10)
        asked.request("GET", "/broken")
        with pytest.raises(http.client.IncompleteRead):
            asked.getresponse().read()


def test_behind_another_its_word_counts_and_not_that_of_a_client() -> None:
    with standing(in_front=True, bodies=2, pace=QUICK._replace(patience=30)) as here:
        forged = "Forwarded: for=203.0.113.9", "Sc-Came: from=203.0.113.9;over=https"
        here.ask(get("/", *forged, "Forwarded: for=192.0.2.7;proto=https"))
        assert here.seen[0]["sc-came"] == "from=192.0.2.7;over=http"
        stopped = [here.connect() for _ in range(5)]
        for one in stopped:
            one.sendall(post(b"half", "Forwarded: for=203.0.113.9;proto=https", length=9_000))
        with here.connect() as asked:
            asked.sendall(post(b"", "Forwarded: for=192.0.2.7;proto=https", length=4))
            time.sleep(0.05)
            asked.sendall(b"good")
            assert status(all_of(asked)) == 200
        assert here.bodies[-1] == b"good"
        for one in stopped:
            one.close()


def test_whoever_is_being_answered_at_the_end_is_answered() -> None:
    with standing() as here, here.connect() as asked, here.connect() as idle:
        asked.sendall(get("/held"))
        time.sleep(0.2)
        here.end()  # type: ignore[attr-defined]
        assert all_of(idle) == b""
        with pytest.raises(ConnectionRefusedError):
            here.connect()
        here.held.set()
        assert status(all_of(asked)) == 200


# ---- encrypted ----


def test_encrypted_it_answers_nothing_else_and_tells_the_pages(tmp_path: Path) -> None:
    with standing(certificate=made_certificate(tmp_path)) as here:
        assert status(here.ask(post(b"abc"))) == 200
        assert (here.seen[0]["sc-came"], here.bodies) == ("from=127.0.0.1;over=https", [b"abc"])
        with socket.create_connection(here.address, timeout=10) as plain:
            plain.sendall(get())
            assert b"HTTP" not in all_of(plain)
        older = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(here.address, timeout=10) as plain, pytest.raises(ssl.SSLError):
            older.wrap_socket(plain, server_hostname=NAME)


def test_whoever_stops_while_agreeing_on_keys_keeps_nobody_out(tmp_path: Path) -> None:
    with standing(certificate=made_certificate(tmp_path), visits=6) as here:
        held = [socket.create_connection(here.address, timeout=10) for _ in range(30)]
        assert [status(here.ask(get())) for _ in range(5)] == [200] * 5
        for one in held:
            one.close()


def test_a_new_certificate_is_taken_while_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LOOKED_AT", 0.05)
    files = made_certificate(tmp_path)
    with standing(certificate=files) as here:
        first = ssl.get_server_certificate(here.address)
        files[0].write_text("half a certificate")
        time.sleep(0.3)
        assert ssl.get_server_certificate(here.address) == first
        for new, old in zip(made_certificate(tmp_path, called="new-"), files, strict=True):
            os.replace(new, old)
        time.sleep(0.3)
        assert ssl.get_server_certificate(here.address) == files[0].read_text() != first
