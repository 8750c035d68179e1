"""Hostile officers, mirrors, couriers and operators against stored logs: what one of them alone must not bring about."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from safeconduct.mirror.calling import Answer
from safeconduct.mirror.door import mirror_door
from safeconduct.mirror.round import Memory
from safeconduct.record import jsonform
from safeconduct.record.audit import audit
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.mirror import write_add_bodies
from safeconduct.record.sources import open_source
from safeconduct.record.tree import leaf_hash
from safeconduct.secretariat.erasing import redactions
from safeconduct.store.errors import NotKept
from safeconduct.store.examine import Signed
from safeconduct.store.inbox import REFUSED, Inbox
from safeconduct.store.orders import carry_out, replayed
from safeconduct.store.publish import publish
from tests.mirrors import NOW, ORIGIN, World, ask


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path).begin()
    yield found
    found.close()


def redaction(world: World, index: int, **changes: Any) -> dict[str, Any]:
    data = world.reading.bodies(index, 1)[0].bytes
    assert data is not None
    body = parse_body(data)
    return {"type": "body.redacted/1", "act": sha256(data).hexdigest(), "org": body.org, "device": body.device, "seq": body.seq,
            "prev": body.prev, "att": []} | changes  # fmt: skip


def by(world: World, act: dict[str, Any], *orgs: str) -> None:
    world.log.append([world.sign(org, act, role="root") for org in orgs])


def taken_out(world: World, index: int) -> bytes:
    """Redact a body by its signer and a guarantor and take it out; gives its bytes as they were."""
    data = world.reading.bodies(index, 1)[0].bytes
    assert data is not None
    by(world, redaction(world, index), "north", "envoy")
    carry_out(world.log.database, replayed(world.log.database, world.genesis.digest), keys=world.folder / "keys", now=NOW)
    assert world.reading.bodies(index, 1)[0].bytes is None
    return data


# ---- one officer ----


def test_one_signature_on_a_redaction_stops_no_mirror_that_was_not_given_the_body(world: World) -> None:
    (case,) = world.add(1, kind="case.opened/1")
    by(world, redaction(world, case), "south")
    world.checkpoint()
    told = world.push("north")
    assert (told.wrong, told.holds) == ("", True)
    assert world.open("north").carry_out_orders() == 0


@pytest.mark.parametrize("when", ["before", "after"])
def test_false_facts_about_a_redacted_act_lead_no_later_reader_astray(world: World, when: str) -> None:
    act, *_ = world.add(4)
    false = redaction(world, act, seq=7, prev="ab" * 32)
    # Two have signed, and one of them whose act it is; only a replay shows that the other is no guarantor.
    if when == "before":
        by(world, false, "north", "operator")
    taken_out(world, act)
    if when == "after":
        by(world, false, "north", "operator")
    early = replayed(world.log.database, world.genesis.digest)
    world.checkpoint()
    found = audit(open_source(world.folder / "log.db"), world.genesis.digest, now=NOW + 100)
    assert (found.sound, found.faults) == (True, ())
    assert found.state_digest == early.state_digest()
    assert [one.index for one in redactions(early)] == [act]
    assert world.push("south").wrong == ""
    mirror = replayed(world.mirror("south").copied.database, world.genesis.digest)
    assert mirror.state_digest() == early.state_digest()


# ---- one mirror ----


def test_a_mirror_that_only_says_it_saw_another_history_stops_nothing(world: World, tmp_path: Path) -> None:
    world.checkpoint()
    memory, sending = Memory(tmp_path / "pushed.json"), world.sending("south")
    memory.note([sending.line], [sending.run(lambda *_: Answer(422, b"no\n"), bodies=0, attachments=0)])
    assert memory.refusal(world.copied) == ""
    assert [org for org, _ in memory.statements()] == ["south"]


def test_a_mirror_that_only_says_it_saw_more_stops_nothing(world: World, tmp_path: Path) -> None:
    world.checkpoint()
    memory, sending = Memory(tmp_path / "pushed.json"), world.sending("south")
    memory.note([sending.line], [sending.run(lambda *_: Answer(409, b"%d\n" % 10**12), bodies=0, attachments=0)])
    assert memory.refusal(world.copied) == ""
    assert [org for org, _ in memory.statements()] == ["south"]


# ---- anyone who reaches the door of a mirror ----


def test_a_refused_body_makes_a_mirror_read_nothing_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.checkpoint()
    world.push("south")
    mirror, calls = world.mirror("south"), list[int]()
    monkeypatch.setattr(mirror, "carry_out_orders", lambda: calls.append(1))
    junk = b"".join(write_add_bodies(ORIGIN, [(0, b'"type":"body.redacted/1"')]))
    assert ask(mirror_door(mirror), "POST", "/add-bodies", junk).status == 422
    assert calls == []


def test_an_order_sent_again_makes_a_mirror_read_nothing_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (act,) = world.add(1)
    by(world, redaction(world, act), "south")
    order = world.reading.size() - 1
    world.checkpoint()
    world.push("south")
    mirror, calls = world.mirror("south"), list[int]()
    monkeypatch.setattr(mirror, "carry_out_orders", lambda: calls.append(1))
    data = world.reading.bodies(order, 1)[0].bytes
    assert data is not None
    assert ask(mirror_door(mirror), "POST", "/add-bodies", b"".join(write_add_bodies(ORIGIN, [(order, data)]))).status == 200
    assert calls == []


def test_an_order_that_could_not_be_carried_out_is_carried_out_at_the_next_upload(
    world: World, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (act,) = world.add(1)
    world.checkpoint()
    world.push("south")
    mirror, data = world.mirror("south"), world.reading.bodies(act, 1)[0].bytes
    by(world, redaction(world, act), "north", "envoy")
    world.checkpoint()
    assert data is not None

    def full() -> int:
        raise NotKept("no space")

    with monkeypatch.context() as broken:
        broken.setattr(mirror, "carry_out_orders", full)
        assert "503" in world.push("south").wrong
    assert [body.bytes for body in mirror.reading.bodies(act, 1)] == [data]
    assert world.push("south").wrong == ""
    assert [body.bytes for body in mirror.reading.bodies(act, 1)] == [None]


# ---- a courier ----


def test_a_redacted_body_does_not_come_back_through_the_inbox(world: World) -> None:
    (act,) = world.add(1)
    body = taken_out(world, act)
    Inbox(world.log.database).put([Signed(bytes(146), body)], came_with=bytes(32), now=NOW, state=REFUSED, why="bad signature")
    assert [one.body for one in Inbox(world.log.database).page(REFUSED) if one.body == body] == []


def test_a_redaction_reaches_the_inbox(world: World) -> None:
    (act,) = world.add(1)
    body = world.reading.bodies(act, 1)[0].bytes
    assert body is not None
    Inbox(world.log.database).put([Signed(bytes(146), body)], came_with=bytes(32), now=NOW, state=REFUSED, why="bad signature")
    taken_out(world, act)
    assert [one.body for one in Inbox(world.log.database).page(REFUSED) if one.body == body] == []


# ---- the operator ----


def test_a_store_whose_names_are_questions_without_end_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with sqlite3.connect(path) as made:
        made.execute("CREATE VIEW about AS WITH RECURSIVE n(origin) AS (SELECT 1 UNION ALL SELECT origin + 1 FROM n) "
                     "SELECT origin FROM n WHERE origin < 0")  # fmt: skip
    with pytest.raises(Bad, match="something else than tables"):
        open_source(path)


def test_what_fills_the_log_up_cannot_be_told_from_acts(world: World, tmp_path: Path) -> None:
    begun = world.reading.size()
    world.add(5)
    made, replay = world.checkpoints.show(now=NOW), replayed(world.log.database, world.genesis.digest)
    assert made is not None
    publish(world.reading, tmp_path / "public", genesis=world.genesis, genesis_act=world.exercise.act,
            keyring=replay.state.keyring, size=made.size)  # fmt: skip
    shown = b"".join(path.read_bytes() for path in (tmp_path / "public").rglob("*") if path.is_file())
    leaves = [leaf.envelope for leaf in world.reading.leaves(begun, 256)]
    # Only the hash of a leaf is shown: nothing of its key, its signature, or what it was signed over.
    assert [leaf for leaf in leaves if leaf in shown or leaf[48:80] in shown or leaf[82:] in shown] == []
    assert [leaf_hash(leaf) in shown for leaf in leaves] == [True] * len(leaves)
    listed = jsonform.parse((tmp_path / "public" / "keys").read_bytes(), most=1 << 20)["keys"]
    assert {entry["from"] >= begun or "to" in entry for entry in listed} == {False}
