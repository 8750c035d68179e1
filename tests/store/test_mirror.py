"""A mirror and its witness, asked as over HTTP: what they sign, keep, give, refuse and put away."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from safeconduct.kernel.errors import NotPermitted
from safeconduct.mirror.asking import sign_request
from safeconduct.mirror.calling import Answer
from safeconduct.mirror.door import log_door, mirror_door
from safeconduct.mirror.keeper import Mirror, Signer
from safeconduct.mirror.place import Place, vkeys
from safeconduct.mirror.seeing import Sees
from safeconduct.record import ed25519, tree
from safeconduct.record.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint, sign_checkpoint
from safeconduct.record.evidence import verify_evidence
from safeconduct.record.note import parse_note
from safeconduct.record.sources import open_source
from safeconduct.record.verify import verify_act
from safeconduct.record.vkey import parse_vkey, write_vkey
from safeconduct.record.witness import Seen, write_add_checkpoint
from safeconduct.store.errors import NotKept
from safeconduct.store.open import make_store
from safeconduct.store.publish import Shows
from safeconduct.store.witness_file import WitnessFile
from tests.mirrors import NOW, ORIGIN, World, ask, calling
from tests.published import cases, load, needed


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path).begin()
    found.add(40)
    yield found
    found.close()


# ---- a round ----


def test_a_round_gives_both_signatures_the_entries_and_the_bodies(world: World) -> None:
    made = world.checkpoint()
    told = world.push("north")
    assert (told.wrong, len(told.lines), told.bodies, told.seen, told.holds) == ("", 2, made.size, made.size, True)
    mirror = world.mirror("north")
    opened = open_checkpoint(mirror.checkpoint() or b"", world.genesis.log, world.cosigners())
    assert {one.verifier.name for one in opened.cosigned} == {mirror.witness.name, mirror.mirror.name}
    assert mirror.copied.size() == made.size
    assert [one.bytes for one in mirror.reading.bodies(0, 500)] == [one.bytes for one in world.reading.bodies(0, 500)]
    assert world.push("north", bodies=told.bodies).wrong == ""


def test_what_a_mirror_keeps_is_there_when_it_is_opened_again(world: World) -> None:
    world.checkpoint()
    world.push("south")
    before = world.mirror("south")
    again = world.open("south")
    assert (again.file.get(ORIGIN), again.checkpoint(), again.copied.size()) == (
        before.file.get(ORIGIN), before.checkpoint(), before.copied.size())  # fmt: skip
    again.file.close()
    again.copied.database.close()


def test_the_folder_of_a_mirror_is_read_by_the_verifier(world: World, tmp_path: Path) -> None:
    world.add(3, kind="offer.made/1")
    made = world.checkpoint()
    world.push("north")
    source = open_source(tmp_path / "mirror-north")
    assert (source.size(), source.holds_bodies) == (made.size, False)
    found = verify_act(source, made.size - 1, world.genesis.digest, now=NOW + 100)
    assert (found.body, found.grade) == ("missing", "recorded")
    assert verify_act(source, 20, world.genesis.digest, now=NOW + 100).body == "present"


def test_a_log_of_many_bundles_arrives_in_parts(world: World) -> None:
    world.log.append([world.sign("south", {"type": "noop.padded/1"}) for _ in range(9000)])
    made = world.checkpoint()
    told = world.push("envoy")
    assert (told.wrong, told.holds, world.mirror("envoy").copied.size()) == ("", True, made.size)
    tiles = world.mirror("envoy").reading
    assert tiles.file("tile/1/000.p/35") == world.reading.file("tile/1/000.p/35")


def test_a_mirror_that_was_away_gets_all_it_missed(world: World) -> None:
    world.checkpoint()
    world.push("north")
    for _ in range(3):
        world.add(30)
        made = world.checkpoint()
    told = world.push("north", bodies=60)
    assert (told.wrong, told.seen, world.mirror("north").copied.size()) == ("", made.size, made.size)


# ---- who sees what ----


@pytest.mark.parametrize(("sees", "expected"), [
    (Sees.NONE, {"genesis.signed/1", "key.registered/1", "noop.padded/1"}),
    (Sees.PUBLIC, {"genesis.signed/1", "key.registered/1", "noop.padded/1", "statement.reported/1"}),
    (Sees.ALL, {"genesis.signed/1", "key.registered/1", "noop.padded/1", "statement.reported/1", "offer.made/1"}),
])  # fmt: skip
def test_a_mirror_gets_the_bodies_it_may_see_and_no_others(world: World, sees: Sees, expected: set[str]) -> None:
    world.add(2, kind="noop.padded/1")
    world.add(2, kind="offer.made/1")
    world.checkpoint()
    world.push("south", sees=sees)
    data = b"".join(one.bytes or b"" for one in world.mirror("south").reading.bodies(0, 500))
    assert {kind for kind in expected | {"statement.reported/1", "offer.made/1"} if f'"{kind}"'.encode() in data} == expected


def signed(path: str, name: str, seed: bytes, at: int) -> dict[str, str]:
    return {"Authorization": sign_request("GET", path, name=name, seed=seed, at=at)}


def test_bodies_are_given_to_the_log_alone(world: World) -> None:
    world.checkpoint()
    world.push("north")
    door, path = mirror_door(world.mirror("north")), "/bodies/000.p/64"
    seeds = world.exercise.seeds
    log = seeds["operator", "log", 0]
    good = ask(door, "GET", path, headers=signed(path, ORIGIN, log, world.now))
    assert good.status == 200
    assert world.reading.bodies(0, 1)[0].bytes in good.body
    refused = {
        "nothing": {}, "old": signed(path, ORIGIN, log, world.now - 301), "early": signed(path, ORIGIN, log, world.now + 301),
        "another path": signed("/bodies/000", ORIGIN, log, world.now),
        "another mirror": signed(path, f"{ORIGIN}/mirror/south", seeds["south", "mirror", 0], world.now),
        "another key": signed(path, ORIGIN, seeds["south", "mirror", 0], world.now),
        "no form": {"Authorization": "Bearer x"},
    }  # fmt: skip
    statuses = {name: ask(door, "GET", path, headers=headers).status for name, headers in refused.items()}
    assert statuses == dict.fromkeys(refused, 401)


def test_whom_the_holder_has_named_may_read_bodies_too(world: World) -> None:
    reader = Signer(f"{ORIGIN}/mirror/south", world.exercise.seeds["south", "mirror", 0])
    world.mirror("envoy", readers=(write_vkey(reader.verifier()),))
    world.checkpoint()
    world.push("envoy")
    path = "/bodies/000.p/64"
    headers = signed(path, reader.name, reader.seed, world.now)
    assert ask(mirror_door(world.mirror("envoy")), "GET", path, headers=headers).status == 200


# ---- what is read ----


def test_files_of_the_log_are_given_up_to_what_is_signed_and_no_further(world: World) -> None:
    made = world.checkpoint()
    door = mirror_door(world.mirror("north"))
    assert ask(door, "GET", "/checkpoint").status == 404
    world.push("north")
    wide = f"tile/0/000.p/{made.size}"
    for path in (f"/{wide}", f"/{sha256(ORIGIN.encode()).hexdigest()}/{wide}"):
        assert ask(door, "GET", path).body == world.reading.file(wide)
    missing = [f"/tile/0/000.p/{made.size + 1}", "/tile/0/001", "/tile/0/0", "/../mirror.toml", "/"]
    assert [ask(door, "GET", path).status for path in missing] == [404] * 5
    assert ask(door, "PUT", "/checkpoint").status == 405
    assert ask(door, "POST", "/checkpoint", b"x").status == 404


def test_leaves_say_who_signed_so_they_are_given_only_to_whom_the_log_or_the_holder_trusts(world: World) -> None:
    made = world.checkpoint()
    door, path = mirror_door(world.mirror("north")), f"/tile/entries/000.p/{made.size}"
    world.push("north")
    assert ask(door, "GET", path).status == 401
    stranger = world.exercise.seeds["south", "device", 0]
    assert ask(door, "GET", path, headers=signed(path, "south.example", stranger, world.now)).status == 401
    given = ask(door, "GET", path, headers=signed(path, ORIGIN, world.signer.seed, world.now))
    assert (given.status, given.body) == (200, world.reading.file(path[1:]))
    beyond = f"/tile/entries/000.p/{made.size + 1}"
    assert ask(door, "GET", beyond, headers=signed(beyond, ORIGIN, world.signer.seed, world.now)).status == 404


def test_the_log_gives_leaves_only_where_it_was_told_to(world: World) -> None:
    made = world.checkpoint()
    fetch, paths = world.reading.file, [f"/tile/entries/000.p/{made.size}", f"/tile/0/000.p/{made.size}"]
    doors = [log_door(lambda name: None, lambda: made.size, fetch, ORIGIN, shows=shows) for shows in Shows]
    assert [[ask(door, "GET", path).status for path in paths] for door in doors] == [[403, 200], [200, 200]]


def test_a_request_without_a_length_or_too_long_is_refused(world: World) -> None:
    door = mirror_door(world.mirror("north"))
    status: list[str] = []
    for length in ("", "x", str((64 << 20) + 1)):
        door({"REQUEST_METHOD": "POST", "PATH_INFO": "/add-checkpoint", "CONTENT_LENGTH": length, "wsgi.input": None},
             lambda said, _: status.append(said[:3]))  # fmt: skip
    assert status == ["411", "411", "413"]


# ---- what a witness never does ----


def test_nothing_is_signed_that_the_disk_did_not_confirm(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.checkpoint()
    mirror = world.mirror("north")

    def full(*_: Any) -> bool:
        raise NotKept("the disk is full")

    monkeypatch.setattr(mirror.file, "swap", full)
    answer = ask(mirror_door(mirror), "POST", "/add-checkpoint", world.sending("north").checkpoint_request(0))
    assert (answer.status, b"signature" in answer.body) == (503, False)
    assert mirror.file.get(ORIGIN) is None


@pytest.mark.parametrize("turn", range(12))
def test_of_two_requests_at_once_the_size_never_falls(world: World, turn: int) -> None:
    first = world.checkpoint()
    world.push("north")
    world.add(5)
    middle = world.checkpoint()
    world.add(11)
    last = world.checkpoint()
    door = mirror_door(world.mirror("north"))
    requests = [world.sending("north", made).checkpoint_request(first.size) for made in (middle, last)]
    answers: dict[int, int] = {}
    together = threading.Barrier(2)

    def send(number: int) -> None:
        together.wait()
        answers[number] = ask(door, "POST", "/add-checkpoint", requests[number]).status

    threads = [threading.Thread(target=send, args=(number,)) for number in ((0, 1) if turn % 2 else (1, 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = world.mirror("north").file.get(ORIGIN)
    assert held is not None
    # Whoever was first got a signature; the other hears the size that is held.
    assert sorted(answers.values()) == [200, 409]
    assert held.size == (middle.size if answers[0] == 200 else last.size)


def test_two_opened_files_of_one_witness_do_not_both_put_a_tree_in_place(tmp_path: Path) -> None:
    files = [WitnessFile(tmp_path / "witness.state") for _ in range(2)]
    old, left, right = Seen(1, b"\1" * 32), Seen(2, b"\2" * 32), Seen(3, b"\3" * 32)
    assert (files[0].swap("log", None, old, b"a"), files[1].swap("log", None, old, b"a")) == (True, False)
    assert (files[0].swap("log", old, left, b"b"), files[1].swap("log", old, right, b"c")) == (True, False)
    assert files[1].get("log") == left
    for file in files:
        file.close()


def test_one_key_is_not_witness_and_mirror(world: World, tmp_path: Path) -> None:
    world.mirror("north")
    with pytest.raises(NotPermitted, match="one key"):
        Place(tmp_path / "mirror-north").signers(lambda path: b"x" * 32)
    assert len(set(vkeys((world.mirror("north").witness, world.mirror("north").mirror)))) == 2


# ---- evidence ----


def forked(tmp_path: Path, count: int, before: int = 40) -> World:
    """Give the same log begun again, that goes on otherwise."""
    other = World(tmp_path, "other.db").begin()
    other.add(before)
    other.add(count, org="south")
    return other


@pytest.mark.parametrize(("ours", "theirs"), [(10, 10), (10, 4), (10, 21), (3, 60)])
def test_two_histories_become_evidence_that_anyone_can_check(world: World, tmp_path: Path, ours: int, theirs: int) -> None:
    world.add(ours)
    made = world.checkpoint()
    world.push("north")
    other = forked(tmp_path, theirs)
    second = other.checkpoint()
    other.mirrors = world.mirrors
    told = other.push("north")
    mirror = world.mirror("north")
    assert (told.lines, mirror.file.get(ORIGIN)) == ((), Seen(made.size, made.root))
    (path,) = (tmp_path / "mirror-north" / "evidence").iterdir()
    assert {head.size for head in verify_evidence(path.read_bytes(), world.genesis.log)} == {made.size, second.size}
    assert [text[:36] for text in world.loud] == ["THE LOG HAS SIGNED TWO HISTORIES. Th"]
    # A fork that is smaller than what the witness holds is shown by it as well: more is signed than is there.
    assert told.against == made.note
    world.add(1)
    world.checkpoint()
    assert world.push("north").wrong == ""
    other.mirrors = {}
    other.close()


def test_the_same_evidence_is_told_once(world: World, tmp_path: Path) -> None:
    world.add(10)
    world.checkpoint()
    world.push("north")
    other = forked(tmp_path, 10)
    other.checkpoint()
    other.mirrors = world.mirrors
    for _ in range(3):
        other.push("north")
    assert len(world.loud) == 1
    other.mirrors = {}
    other.close()


def test_a_proof_that_leads_nowhere_is_put_away_and_is_no_evidence(world: World) -> None:
    first = world.checkpoint()
    world.push("north")
    world.add(9)
    note = world.checkpoint().note
    request = write_add_checkpoint(first.size, [b"\0" * 32], note)
    answer = ask(mirror_door(world.mirror("north")), "POST", "/add-checkpoint", request)
    assert answer.status == 422
    (refused,) = world.mirror("north").file.refused()
    assert (refused.evidence, note in refused.request) == (None, True)


def test_a_checkpoint_of_anyone_else_is_no_evidence(world: World) -> None:
    made = world.checkpoint()
    world.push("north")
    forged = sign_checkpoint(Checkpoint(ORIGIN, made.size, b"\7" * 32), b"somebody else's key, thirty-two b"[:32])
    answer = ask(mirror_door(world.mirror("north")), "POST", "/add-checkpoint", write_add_checkpoint(made.size, [], forged))
    assert (answer.status, world.mirror("north").file.refused(), world.loud) == (403, [], [])


# ---- published vectors ----


def witness_of(tmp_path: Path, log_vkey: str, origin: str) -> Mirror:
    seed = sha256(b"made-up key of a witness").digest()
    database = make_store(tmp_path / "log.db", origin=origin)
    return Mirror(database=database, file=WitnessFile(tmp_path / "witness.state"), logs={origin: [parse_vkey(log_vkey)]},
                  origin=origin, as_witness=Signer("witness.example", seed), as_mirror=Signer("mirror.example", seed[::-1]),
                  now=lambda: NOW, loud=lambda text: None)  # fmt: skip


@needed
@pytest.mark.parametrize("case", cases("c2sp/witness.json", "cases"))
def test_published_requests_over_the_door(case: dict[str, Any], tmp_path: Path) -> None:
    about = load("c2sp/witness.json")
    mirror = witness_of(tmp_path, about["log_vkey"], about["origin"])
    before = case["state_before"]
    if before:
        seen = Seen(before["size"], b64decode(before["root_b64"]))
        note = sign_checkpoint(Checkpoint(about["origin"], *seen), bytes.fromhex(about["log_seed_hex"]))
        assert mirror.file.swap(about["origin"], None, seen, note)
    answer = ask(mirror_door(mirror), "POST", "/add-checkpoint", case["request"].encode())
    assert answer.status in case.get("accept_status", [case["expect_status"]])
    if "expect_body" in case:
        assert answer.body.decode() == case["expect_body"]
    held = mirror.file.get(about["origin"])
    if after := case.get("state_after") or (before if answer.status != 200 else None):
        assert held == Seen(after["size"], b64decode(after["root_b64"]))
    elif "state_after" in case or answer.status != 200:
        assert held is None
    assert (mirror.file.refused() != []) or not case.get("evidence")


@needed
def test_a_published_race_over_the_door(tmp_path: Path) -> None:
    about = load("c2sp/witness.json")
    race = about["race"]
    sizes = [parse_checkpoint(parse_note(text.encode().partition(b"\n\n")[2]).text).size for text in race["requests"]]
    for turn in range(8):
        folder = tmp_path / str(turn)
        folder.mkdir()
        mirror = witness_of(folder, about["log_vkey"], about["origin"])
        before = Seen(race["state_before"]["size"], b64decode(race["state_before"]["root_b64"]))
        note = sign_checkpoint(Checkpoint(about["origin"], *before), bytes.fromhex(about["log_seed_hex"]))
        mirror.file.swap(about["origin"], None, before, note)
        door, answers, together = mirror_door(mirror), dict[int, int](), threading.Barrier(2)

        def send(number: int, door: Any = door, answers: dict[int, int] = answers, together: Any = together) -> None:
            together.wait()
            answers[number] = ask(door, "POST", "/add-checkpoint", race["requests"][number].encode()).status

        threads = [threading.Thread(target=send, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        won = next(number for number, status in answers.items() if status == 200)
        held = mirror.file.get(about["origin"])
        assert held is not None
        assert (sorted(answers.values()), held.size) == ([200, 409], sizes[won])


@needed
def test_a_published_conversation_over_the_door(tmp_path: Path) -> None:
    case = load("torchwood-witness/add_checkpoint.json")
    mirror = witness_of(tmp_path, case["log_vkey"], case["origin"])
    frontier = tree.Frontier()
    roots = [frontier.root()]
    for text in case["leaf_hashes_hex"]:
        frontier.append(bytes.fromhex(text))
        roots.append(frontier.root())
    for step in case["steps"]:
        answer = ask(mirror_door(mirror), "POST", "/add-checkpoint", step["request"].encode())
        assert answer.status in step.get("accept_status", [step["spec_status"]])
        assert answer.body.decode() == step.get("body_equals", answer.body.decode())
        assert mirror.file.get(case["origin"]) == Seen(step["size_after"], roots[step["size_after"]])
    assert mirror.file.get(case["origin"]).size == case["final_size"]


def test_an_answer_that_is_none_harms_nobody(world: World) -> None:
    world.checkpoint()
    wrong = [(200, b"\xff"), (200, b"no line"), (409, b""), (409, b"99999\n"), (500, b"oh"), (302, b"")]
    for answer in (Answer(*one) for one in wrong):
        told = world.sending("north").run(lambda *_, answer=answer: answer, bodies=0, attachments=0)
        assert (told.wrong != "", told.lines) == (True, ())
    assert ed25519.public_of(world.signer.seed) == world.genesis.log.public
    assert world.sending("north").run(calling(mirror_door(world.mirror("north"))), bodies=0, attachments=0).wrong == ""
