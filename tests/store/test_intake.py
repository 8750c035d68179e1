"""Acts that are handed in with a guarantor: who gets a receipt, what shows that the log refused, and that nobody fills it up."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from safeconduct.mirror.asking import sign_request
from safeconduct.mirror.calling import Answer
from safeconduct.mirror.door import mirror_door
from safeconduct.mirror.intake import read_waiting, really_handed_in, refusal_of
from safeconduct.record import ed25519
from safeconduct.record.body import act_id
from safeconduct.record.checkpoint import parse_checkpoint
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import Leaf, kid_of, parse_leaf, sign_leaf, write_leaf
from safeconduct.record.note import parse_note
from safeconduct.record.receipt import open_receipt, read_receipt
from safeconduct.record.refusal import verify_refusal
from safeconduct.store import intake
from safeconduct.store.examine import Signed
from safeconduct.store.intake import Receipts
from safeconduct.store.orders import replayed
from tests.mirrors import ORIGIN, World, ask, calling

DAY = 24 * 3600


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path).begin()
    found.add(40)
    found.checkpoint()
    found.push("mission")
    yield found
    found.close()


def an_act(world: World, org: str = "south") -> Signed:
    return world.sign(org, {"type": "statement.reported/1", "id": f"refused-{world.now}"})


def hand_in(world: World, leaf: bytes, org: str = "mission") -> Answer:
    return ask(mirror_door(world.mirror(org)), "POST", "/hand-in", leaf)


def later(world: World, seconds: int = DAY) -> None:
    """Let time pass, and the log go on."""
    world.now += seconds
    world.add(5)
    world.checkpoint()
    world.push("mission")


def refusal(world: World, act: Signed) -> bytes:
    mirror = world.mirror("mission")
    own = [one.verifier() for one in (mirror.witness, mirror.mirror)]
    return refusal_of(mirror.copied.database, act_id(act.body), world.genesis.log, own)


def test_a_registered_key_gets_a_receipt_that_the_genesis_act_is_enough_to_check(world: World) -> None:
    act = an_act(world)
    answer = hand_in(world, act.leaf)
    receipt, signers = open_receipt(answer.body, world.cosigners())
    size = world.mirror("mission").copied.size()
    assert (answer.status, receipt) == (200, (ORIGIN, act.leaf, size, world.now, DAY))
    assert [one.name for one in signers] == [world.mirror("mission").witness.name]
    world.now += 50
    assert hand_in(world, act.leaf) == answer


def test_what_the_log_did_not_take_is_shown_to_a_third_person(world: World) -> None:
    act = an_act(world)
    note = hand_in(world, act.leaf).body
    at = world.now
    later(world)
    found = verify_refusal(refusal(world, act), world.genesis.log, world.cosigners())
    newest = world.reading.newest()
    assert newest is not None
    assert (found.receipt, found.size, found.since) == (read_receipt(parse_note(note).text), newest.size, 5)
    assert found.at >= at + DAY


def test_nothing_is_shown_before_the_agreed_time_or_without_a_newer_checkpoint(world: World) -> None:
    act = an_act(world)
    hand_in(world, act.leaf)
    later(world, DAY - 2)
    with pytest.raises(Bad, match="no such checkpoint after the agreed time"):
        refusal(world, act)
    world.now += DAY
    with pytest.raises(Bad, match="no such checkpoint after the agreed time"):
        refusal(world, act)


def test_an_act_that_the_log_took_was_not_refused(world: World) -> None:
    act = an_act(world)
    hand_in(world, act.leaf)
    assert len(world.mirror("mission").intake.waiting()) > 0
    world.log.append([act])
    later(world)
    assert world.mirror("mission").intake.waiting() == b""
    with pytest.raises(Bad, match="the log has taken the act"):
        refusal(world, act)
    answer = hand_in(world, act.leaf)
    assert (answer.status, b"in the log already" in answer.body) == (409, True)


def test_a_refusal_that_leaves_the_leaf_out_does_not_verify(world: World) -> None:
    """The same file for an act that the log did take: without its hash the root is another one, with it the leaf is found."""
    act = an_act(world)
    hand_in(world, act.leaf)
    shown = an_act(world, "north")
    hand_in(world, shown.leaf)
    world.log.append([act])
    later(world)
    true = refusal(world, shown)
    # The receipt of the act that was taken, in the file of the one that was not.
    notes = [Receipts(world.mirror("mission").copied.database).get(act_id(one.body)) for one in (act, shown)]
    assert all(notes)
    taken, other = (one.receipt for one in notes if one)
    forged = true.replace(b"note %d\n%b" % (len(other), other), b"note %d\n%b" % (len(taken), taken))
    assert forged != true
    with pytest.raises(Bad, match="stands among the leaves since"):
        verify_refusal(forged, world.genesis.log, world.cosigners())
    hashes = true[-32 * 6 :]
    assert verify_refusal(true, world.genesis.log, world.cosigners()).since == 6
    with pytest.raises(Bad, match=r"not as many hashes|cut"):
        verify_refusal(true[:-32], world.genesis.log, world.cosigners())
    with pytest.raises(Bad, match="do not make the root"):
        verify_refusal(true[: -32 * 6] + hashes[32:] + hashes[:32], world.genesis.log, world.cosigners())


def test_a_receipt_of_somebody_else_is_none(world: World) -> None:
    act = an_act(world)
    note = hand_in(world, act.leaf).body
    others = [one for one in world.cosigners() if "mission" not in one.name]
    with pytest.raises(Bad, match="no known key"):
        open_receipt(note, others)
    with pytest.raises(Bad, match="does not fit"):
        open_receipt(note.replace(b"\n86400\n", b"\n86401\n"), world.cosigners())


def test_a_receipt_is_no_cosignature_and_a_cosignature_no_receipt(world: World) -> None:
    note = hand_in(world, an_act(world).leaf).body
    with pytest.raises(Bad):
        parse_checkpoint(parse_note(note).text)
    checkpoint = world.mirror("mission").checkpoint()
    assert checkpoint is not None
    with pytest.raises(Bad, match="this is no receipt"):
        open_receipt(checkpoint, world.cosigners())
    ids = {line.key_id for line in parse_note(note).lines}
    assert ids.isdisjoint(line.key_id for line in parse_note(checkpoint).lines)


# ---- who gets none ----


def forged(seed: bytes, digest: bytes = b"\5" * 32) -> bytes:
    return sign_leaf(seed, digest)


def test_no_receipt_is_given_to_a_key_that_nobody_registered(world: World) -> None:
    answer = hand_in(world, forged(sha256(b"nobody").digest()))
    assert (answer.status, b"Register it first" in answer.body) == (403, True)


def test_no_receipt_is_given_for_a_signature_that_is_not_the_keys(world: World) -> None:
    key = ed25519.public_of(world.exercise.seeds["south", "device", 0])
    leaf = write_leaf(Leaf(kid_of(key), b"\5" * 32, parse_leaf(forged(sha256(b"nobody").digest())).signature))
    answer = hand_in(world, leaf)
    assert (answer.status, b"the signature is not that of the key" in answer.body) == (403, True)


@pytest.mark.parametrize("data", [b"", b"x" * 146, b"x" * 100_000])
def test_what_is_no_leaf_gets_none(world: World, data: bytes) -> None:
    assert hand_in(world, data).status == 400


def test_a_party_and_a_mirror_without_a_log_give_none(world: World) -> None:
    leaf = an_act(world).leaf
    assert hand_in(world, leaf, "north").status == 403
    answer = hand_in(world, leaf, "envoy")
    assert (answer.status, b"nothing of the log yet" in answer.body) == (403, True)


# ---- nobody fills it ----


def many(world: World, org: str, count: int, first: int = 0, role: str = "device", number: int = 0) -> list[int]:
    seed = world.exercise.seeds[org, role, number]
    return [hand_in(world, forged(seed, sha256(b"%d" % n).digest())).status for n in range(first, first + count)]


def test_one_key_does_not_fill_the_intake_for_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "OF_ONE_KEY", 3)
    assert many(world, "south", 4) == [200, 200, 200, 429]
    assert many(world, "north", 1, 10) == [200]
    # What is there already is no new one, and still answered.
    assert many(world, "south", 3) == [200] * 3
    assert len(Receipts(world.mirror("mission").copied.database).open()) == 4


def test_one_organisation_does_not_fill_it_with_many_keys(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "OF_ONE_ORG", 3)
    assert many(world, "south", 2) == [200, 200]
    assert many(world, "south", 2, 10, "root") == [200, 429]
    assert many(world, "north", 1, 20) == [200]


def test_it_is_bounded_and_says_what_to_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "IN_ALL", 3)
    assert many(world, "south", 2) + many(world, "north", 2, 10) == [200, 200, 200, 429]
    answer = hand_in(world, forged(world.exercise.seeds["north", "device", 0], b"\6" * 32))
    assert b"Hand this one in with another guarantor" in answer.body


def test_what_the_log_takes_makes_room(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "OF_ONE_KEY", 1)
    act = an_act(world)
    assert hand_in(world, act.leaf).status == 200
    assert many(world, "south", 1) == [429]
    world.log.append([act])
    later(world)
    assert many(world, "south", 1) == [200]


# ---- the log hears of it ----


def test_the_log_is_told_at_the_next_round_and_nobody_else_is(world: World) -> None:
    act = an_act(world)
    hand_in(world, act.leaf)
    told = world.push("mission")
    assert (told.wrong, told.handed_in) == ("", ((parse_leaf(act.leaf), world.now + DAY),))
    door = mirror_door(world.mirror("mission"))
    assert ask(door, "GET", "/intake").status == 401
    seed = world.exercise.seeds["north", "mirror", 0]
    header = sign_request("GET", "/intake", name=f"{ORIGIN}/mirror/north", seed=seed, at=world.now)
    assert ask(door, "GET", "/intake", headers={"Authorization": header}).status == 401
    assert world.push("north").handed_in == ()
    keyring = replayed(world.log.database, world.genesis.digest).state.keyring
    assert really_handed_in(told.handed_in, keyring) == list(told.handed_in)
    world.log.append([act])
    assert world.push("mission").handed_in == ()
    with pytest.raises(Bad, match="no list"):
        read_waiting(b"junk\n")


def test_what_a_mirror_makes_up_about_acts_handed_in_does_no_harm(world: World) -> None:
    leaf = b64encode(forged(sha256(b"nobody").digest())).decode()
    sending, honest = world.sending("mission"), calling(mirror_door(world.mirror("mission")))
    made_up = f"{leaf} {2**63} 9\n" + f"{leaf} 5 9\n" * 30_000

    def call(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return Answer(200, made_up.encode()) if path == "/intake" else honest(method, path, body, headers)

    told = sending.run(call, bodies=0, attachments=0)
    assert (told.wrong, told.holds, len(told.handed_in)) == ("", True, intake.IN_ALL - 1)
    assert {due for _, due in told.handed_in} == {14}
    keyring = replayed(world.log.database, world.genesis.digest).state.keyring
    assert really_handed_in(told.handed_in, keyring) == []
