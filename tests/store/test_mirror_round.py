"""The log's side: one round to all mirrors, by network and by hand, and whose signature is missing since when."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from safeconduct.kernel.errors import Invalid
from safeconduct.mirror import round
from safeconduct.mirror.by_hand import REPLIES, REQUESTS, Sheaf, answer_sheaf, answers, read_sheaf, write_sheaf
from safeconduct.mirror.calling import Answer, Call, NoAnswer, caller
from safeconduct.mirror.door import mirror_door, mirror_request
from safeconduct.mirror.round import Memory, missing, push
from safeconduct.mirror.seeing import Line, Sees, read_mirrors
from safeconduct.mirror.sending import Told
from safeconduct.record.audit import audit
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.evidence import verify_evidence
from safeconduct.record.faults import Bad
from safeconduct.record.sources import open_source
from tests.mirrors import NOW, ORIGIN, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path).begin()
    found.add(40)
    yield found
    found.close()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(world: World) -> Iterator[dict[str, str]]:
    """Mirrors of four organisations on loopback, by organisation."""
    servers = {}
    for org in ("north", "south", "envoy", "mission"):
        servers[org] = make_server("127.0.0.1", 0, mirror_door(world.mirror(org)), handler_class=_Quiet)  # type: ignore[arg-type]
        threading.Thread(target=servers[org].serve_forever, daemon=True).start()
    yield {org: f"http://127.0.0.1:{server.server_port}" for org, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()


def lines(addresses: dict[str, str]) -> list[Line]:
    return [Line(org, url, Sees.PUBLIC, org == "envoy") for org, url in addresses.items()]


def round_of(world: World, memory: Memory, addresses: dict[str, str], *, patience: float = 30.0) -> dict[str, Told]:
    newest = world.reading.newest()
    assert newest is not None
    found = push(world.checkpoints, newest, lines(addresses), memory, origin=ORIGIN, cosigners=world.cosigners(),
                 log=world.signer, copied=world.copied, now=lambda: world.now, patience=patience)  # fmt: skip
    return {told.org: told for told in found}


def twin(folder: Path) -> World:
    """Give the same log begun again in another folder, with the same keys and the same first acts."""
    folder.mkdir()
    other = World(folder).begin()
    other.add(40)
    return other


def names_missing(world: World) -> dict[str, tuple[int, int]]:
    policies = (world.genesis.witnessed, world.genesis.sealed)
    return {one.name.removeprefix(f"{ORIGIN}/"): (one.since, one.size) for one in missing(world.reading, policies)}


def test_a_round_makes_the_log_sealed(world: World, served: dict[str, str], tmp_path: Path) -> None:
    made = world.checkpoint()
    told = round_of(world, Memory(tmp_path / "pushed.json"), served)
    assert {org: (one.wrong, one.holds) for org, one in told.items()} == dict.fromkeys(served, ("", True))
    assert names_missing(world) == {}
    found = audit(open_source(tmp_path / "log.db"), world.genesis.digest, now=NOW + 1000)
    assert (found.sound, found.best and found.best.grade, found.best and found.best.size) == (True, "sealed", made.size)


def test_a_dead_and_a_silent_mirror_keep_nobody_else_waiting(world: World, served: dict[str, str], tmp_path: Path) -> None:
    world.checkpoint()
    memory = Memory(tmp_path / "pushed.json")
    round_of(world, memory, served)
    world.add(3)
    second = world.checkpoint()
    with socket.socket() as silent, socket.socket() as closed:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        closed.bind(("127.0.0.1", 0))
        away = {"north": f"http://127.0.0.1:{silent.getsockname()[1]}", "south": f"http://127.0.0.1:{closed.getsockname()[1]}"}
        told = round_of(world, memory, served | away, patience=1.0)
    assert {org: bool(one.wrong) for org, one in told.items()} == {"north": True, "south": True, "envoy": False, "mission": False}
    before = second.size - 3
    expected = dict.fromkeys(("witness/north", "mirror/north", "witness/south", "mirror/south"), (second.made, before))
    assert names_missing(world) == expected
    world.add(3)
    world.checkpoint()
    # The moment from which it is missing stays that of the first checkpoint it did not sign.
    assert {name: since for name, (since, _) in names_missing(world).items() if name in expected} == dict.fromkeys(
        expected, second.made)  # fmt: skip
    assert round_of(world, memory, served)["north"].wrong == ""
    assert names_missing(world) == {}


def test_a_mirror_that_breaks_everything_is_one_mirror(world: World, served: dict[str, str], tmp_path: Path) -> None:
    world.checkpoint()
    head = b"HTTP/1.1 200 OK\r\n"
    for number, data in enumerate([head + b"Content-Length: 5\r\n\r\nwrong", b"\0" * 100, b"", head + b"\r\n" + b"x" * 70_000]):
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            door.listen()

            def babble(door: socket.socket = door, data: bytes = data) -> None:
                try:
                    while True:
                        with door.accept()[0] as one:
                            one.recv(100)
                            one.sendall(data)
                except OSError:
                    pass

            threading.Thread(target=babble, daemon=True).start()
            addresses = {"north": f"http://127.0.0.1:{door.getsockname()[1]}", "south": served["south"]}
            told = round_of(world, Memory(tmp_path / f"{number}.json"), addresses, patience=5.0)
        assert (told["north"].wrong != "", told["south"].wrong) == (True, "")


def test_an_address_that_is_none_is_said(world: World, tmp_path: Path) -> None:
    world.checkpoint()
    told = round_of(world, Memory(tmp_path / "pushed.json"), {"north": "file:///etc/passwd"})
    assert told["north"].wrong == "'file:///etc/passwd' is no address; it begins with http:// or https://"
    with pytest.raises(NoAnswer):
        caller("http://", until=0)


# ---- what is remembered ----


def test_only_new_bodies_are_sent_unless_a_mirror_may_see_more(world: World, served: dict[str, str], tmp_path: Path) -> None:
    made = world.checkpoint()
    memory = Memory(tmp_path / "pushed.json")
    round_of(world, memory, served)
    again = Memory(tmp_path / "pushed.json")
    north = Line("north", served["north"], Sees.PUBLIC, False)
    assert again.of(north) == {"bodies": made.size, "attachments": 0}
    assert again.of(north._replace(sees=Sees.ALL)) == {"bodies": 0, "attachments": 0}
    assert again.of(north._replace(url="http://127.0.0.1:1")) == {"bodies": 0, "attachments": 0}
    (tmp_path / "pushed.json").write_text("{", encoding="utf-8")
    assert Memory(tmp_path / "pushed.json").of(north) == {"bodies": 0, "attachments": 0}


def test_nothing_is_signed_where_a_witness_has_seen_more(world: World, served: dict[str, str], tmp_path: Path) -> None:
    older = twin(tmp_path / "older")
    older.checkpoint()
    world.add(3)
    newest = world.checkpoint()
    memory = Memory(tmp_path / "pushed.json")
    round_of(world, memory, served)
    assert memory.refusal(world.copied) == ""
    late = Memory(tmp_path / "older" / "pushed.json")
    found = round_of(older, late, served)
    assert all("this store is an older one" in told.wrong for told in found.values())
    expected = f"The log has signed {newest.size:,} acts, and only {older.reading.size():,} are here"
    assert late.refusal(older.copied).startswith(expected)
    # What was lost comes back otherwise: more acts do not make it fit.
    older.add(30, org="south")
    assert "another history" in Memory(tmp_path / "older" / "pushed.json").refusal(older.copied)
    older.close()


def test_another_history_that_a_witness_shows_blocks_and_becomes_evidence(
    world: World, served: dict[str, str], tmp_path: Path,
) -> None:  # fmt: skip
    world.add(3)
    signed = world.checkpoint()
    round_of(world, Memory(tmp_path / "pushed.json"), served)
    other = twin(tmp_path / "other")
    other.add(10, org="south")
    other.checkpoint()
    memory = Memory(tmp_path / "other" / "pushed.json")
    found = round_of(other, memory, {"south": served["south"]})
    assert (found["south"].against, found["south"].lines) == (signed.note, ())
    assert "another history" in memory.refusal(other.copied)
    (evidence,) = (tmp_path / "other" / "evidence").glob("*.evidence")
    sizes = {head.size for head in verify_evidence(evidence.read_bytes(), world.genesis.log)}
    assert sizes == {signed.size, other.reading.size()}
    # It stays, whatever the mirrors say later, and whatever becomes of the small file.
    (tmp_path / "other" / "pushed.json").unlink()
    assert "another history" in Memory(tmp_path / "other" / "pushed.json").refusal(other.copied)
    other.close()


@pytest.mark.parametrize("shown", ["nothing", "another log", "no key of the log", "what fits"])
def test_a_refusal_without_evidence_is_told_and_stops_nothing(world: World, tmp_path: Path, shown: str) -> None:
    made = world.checkpoint()
    seed = world.exercise.seeds["operator", "log", 0]
    note = {"nothing": b"", "another log": sign_checkpoint(Checkpoint("record.example/other", 9, b"\7" * 32), seed),
            "no key of the log": sign_checkpoint(Checkpoint(ORIGIN, 10**9, b"\7" * 32), b"\1" * 32),
            "what fits": made.note}[shown]  # fmt: skip
    answers = {"/add-checkpoint": Answer(422, b"no\n"), "/held": Answer(200, note)}
    sending, memory = world.sending("south"), Memory(tmp_path / "pushed.json")
    told = sending.run(lambda method, path, body, headers: answers[path], bodies=0, attachments=0)
    memory.note([sending.line], [told])
    assert memory.keep([told], world.reading, world.genesis.log) == []
    assert (told.against, memory.refusal(world.copied)) == (b"", "")
    assert memory.statements() == [("south", "its witness holds another history: no")]


def test_a_witness_that_has_signed_a_later_checkpoint_of_the_same_log_stops_nothing(
    world: World, served: dict[str, str], tmp_path: Path,
) -> None:  # fmt: skip
    first = world.checkpoint()
    world.add(3)
    world.checkpoint()
    round_of(world, Memory(tmp_path / "pushed.json"), served)
    memory = Memory(tmp_path / "other.json")
    push(world.checkpoints, first, lines(served), memory, origin=ORIGIN, cosigners=world.cosigners(), log=world.signer,
         copied=world.copied, now=lambda: world.now)  # fmt: skip
    assert memory.refusal(world.copied) == ""


def test_a_store_that_was_made_again_asks_before_it_signs(world: World, served: dict[str, str], tmp_path: Path) -> None:
    world.checkpoint()
    memory = Memory(tmp_path / "pushed.json")
    memory.restored()
    assert "no other was asked" in Memory(tmp_path / "pushed.json").refusal(world.copied)
    round_of(world, memory, {"north": "http://127.0.0.1:1"})
    assert memory.refusal(world.copied) != ""
    round_of(world, memory, served)
    assert memory.refusal(world.copied) == ""


def test_mirrors_that_only_refuse_do_not_stop_a_store_that_was_made_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    world.checkpoint()
    memory, addresses = Memory(tmp_path / "pushed.json"), {"north": "http://127.0.0.1:1", "south": "http://127.0.0.1:2"}
    memory.restored()
    away = {"http://127.0.0.1:2"}

    def asked(address: str, **_: float) -> Call:
        def call(*_: object) -> Answer:
            if address in away:
                raise NoAnswer("no answer: it is off")
            return Answer(409, b"1000000000000\n")

        return call

    monkeypatch.setattr(round, "caller", asked)
    round_of(world, memory, addresses)
    # One has not been asked yet, and could show something.
    assert "no other was asked" in memory.refusal(world.copied)
    away.clear()
    round_of(world, memory, addresses)
    assert (memory.refusal(world.copied), [org for org, _ in memory.statements()]) == ("", ["north", "south"])


def test_a_line_that_does_not_count_is_told_and_not_kept(world: World, served: dict[str, str], tmp_path: Path) -> None:
    made = world.checkpoint()
    world.now += 10_000
    found = push(world.checkpoints, made, lines({"north": served["north"]}), Memory(tmp_path / "p.json"), origin=ORIGIN,
                 cosigners=world.cosigners(), log=world.signer, copied=world.copied, now=lambda: NOW)  # fmt: skip
    assert ("does not count" in found[0].wrong, world.reading.cosignatures(made.size)) == (True, [])


# ---- by hand ----


def by_hand(world: World, held: int) -> bytes:
    sending = world.sending("north")
    size = sending.checkpoint.size
    pieces = [("add-checkpoint", 0, sending.checkpoint_request(held)), ("add-entries", 0, sending.entries_request(held)),
              *(("add-bodies", 0, request) for request, _ in sending.body_requests(0))]  # fmt: skip
    return write_sheaf(REQUESTS, Sheaf(ORIGIN, size, tuple(pieces)))


def test_requests_travel_as_a_file_and_replies_come_back(world: World) -> None:
    made = world.checkpoint()
    mirror = world.mirror("north")
    data, replies = answer_sheaf(by_hand(world, 0), partial(mirror_request, mirror))
    assert [reply.status for reply in replies] == [200, 200, 200]
    sheaf, sending = read_sheaf(REPLIES, data), world.sending("north")
    assert (sheaf.origin, sheaf.size) == (ORIGIN, made.size)
    assert sending.take_checkpoint(answers(sheaf, "add-checkpoint")[0])
    assert sending.take_entries(answers(sheaf, "add-entries")[0]) is None
    for line in sending.lines:
        world.checkpoints.add_cosignature(made.size, line, world.cosigners(), now=world.now)
    assert {name for name in names_missing(world) if "north" in name} == set()
    world.add(2)
    world.checkpoint()
    _, later = answer_sheaf(by_hand(world, made.size), partial(mirror_request, mirror))
    assert [reply.status for reply in later] == [200, 200, 200]
    _, stale = answer_sheaf(by_hand(world, 0), partial(mirror_request, mirror))
    assert [reply.status for reply in stale] == [409, 200, 200]


def test_a_file_of_requests_that_was_cut_or_is_another_is_refused(world: World) -> None:
    world.checkpoint()
    data = by_hand(world, 0)
    for wrong in (data[:-1], data[:-100], data[: data.index(b"add-entries") + 5], b"", data.replace(REQUESTS, REPLIES, 1)):
        with pytest.raises(Bad):
            answer_sheaf(wrong, partial(mirror_request, world.mirror("north")))
    assert world.mirror("north").file.get(ORIGIN) is None


# ---- the file of mirrors ----


@pytest.mark.parametrize(("text", "said"), [
    ("[[mirror]]\norg = 'nroth'\n", "no organisation"), ("[[mirror]]\norg = 'north'\nurll = 'x'\n", "not a key"),
    ("[[mirror]]\norg = 'operator'\n", "parties and guarantors keep mirrors"),
    ("[[mirror]]\norg = 'north'\nsees = 'most'\n", "sees"),
    ("[[mirror]]\norg = 'north'\n[[mirror]]\norg = 'north'\n", "twice"), ("[mirror]\norg = 'north'\n", r"\[\[mirror\]\]"),
    ("x = [", "not TOML"), ("[[mirror]]\norg = 'north'\nattachments = true\n", "not a key"),
])  # fmt: skip
def test_a_wrong_file_of_mirrors_is_refused_with_its_reason(world: World, text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_mirrors(text.encode(), world.genesis, file="mirrors.toml")


def test_attachments_go_to_the_guarantor_of_the_genesis_act_whatever_the_file_says(world: World) -> None:
    text = "".join(f"[[mirror]]\norg = '{org}'\nsees = 'all'\n" for org in ("north", "south", "envoy", "mission"))
    found = read_mirrors(text.encode(), world.genesis, file="mirrors.toml")
    assert {line.org for line in found if line.attachments} == {world.genesis.act.attachments} == {"envoy"}
