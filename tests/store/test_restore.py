"""A lost log made again from its mirrors: the same root, the bodies they had, and nothing that was ordered to go."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from safeconduct.kernel.errors import SafeconductError
from safeconduct.mirror.asking import sign_request
from safeconduct.mirror.calling import Answer
from safeconduct.mirror.door import mirror_door
from safeconduct.mirror.keeper import read_attachments, write_attachments
from safeconduct.mirror.restore import Restored, over_http, restore
from safeconduct.mirror.seeing import Sees
from safeconduct.record.attachment import seal_attachment
from safeconduct.record.audit import audit
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.sources import open_source
from safeconduct.store.checkpoints import Checkpoints
from safeconduct.store.copied import Attachment, Copied
from safeconduct.store.database import Database
from safeconduct.store.examine import Sealed
from safeconduct.store.log import Log
from safeconduct.store.open import make_store
from safeconduct.store.reading import Reading
from tests.mirrors import NOW, ORIGIN, World, ask

SECRET = b"a name that must not stay anywhere"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path).begin()
    found.add(40)
    yield found
    found.close()


@pytest.fixture
def made(world: World, url: str) -> Iterator[Callable[..., tuple[Restored, Database]]]:
    """Make the log again in an empty store, from these mirrors."""
    opened: list[Database] = []
    address = url.replace("log.db", "again.db")

    def again(*sources: Any, attachment: Any = None) -> tuple[Restored, Database]:
        opened.append(make_store(address, origin=ORIGIN))
        return restore(opened[-1], sources, world.genesis.digest, now=NOW + 5000, keys=world.folder / "again.keys",
                       attachment=attachment), opened[-1]  # fmt: skip

    yield again
    for database in opened:
        database.close()


def folder(world: World, org: str) -> Any:
    return open_source(world.folder / f"mirror-{org}", holds_bodies=False)


def over(world: World, org: str) -> Callable[[str], Answer]:
    """Ask a mirror as the log does."""
    door = mirror_door(world.mirror(org))

    def call(path: str) -> Answer:
        header = sign_request("GET", path, name=ORIGIN, seed=world.signer.seed, at=world.now)
        return ask(door, "GET", path, headers={"Authorization": header})

    return call


def rows(reading: Reading) -> list[tuple[Any, Any]]:
    return [(leaf, body) for leaf, body in zip(reading.leaves(0, 2000), reading.bodies(0, 2000), strict=True)]


def test_a_log_is_the_same_again(world: World, made: Any) -> None:
    world.log.append([world.sign("south", {"type": "noop.padded/1"}) for _ in range(700)])
    newest = world.checkpoint()
    for org in ("north", "envoy"):
        world.push(org)
    found, database = made(folder(world, "north"), folder(world, "envoy"))
    assert (found.size, found.root, found.absent, found.orders) == (newest.size, newest.root, (), 0)
    assert set(found.cosigned) == {f"{ORIGIN}/{kind}" for kind in ("witness/north", "mirror/north", "witness/envoy")}
    again = Reading(database)
    assert rows(again) == rows(world.reading)
    assert [again.file(path) for path in ("tile/0/001", "tile/1/000.p/2")] == [
        world.reading.file(path) for path in ("tile/0/001", "tile/1/000.p/2")]  # fmt: skip
    devices = {leaf.envelope[9:17] for leaf in again.leaves(0, 100)}
    log = Log(database, origin=ORIGIN, key_of={}.get)
    assert [log.head(kid) for kid in devices] == [world.log.head(kid) for kid in devices]


def test_a_log_that_was_made_again_goes_on_and_its_mirrors_follow(world: World, made: Any) -> None:
    world.checkpoint()
    for org in ("north", "envoy"):
        world.push(org)
    _, database = made(folder(world, "envoy"))
    log = Log(database, origin=ORIGIN, key_of=world.log._key_of)
    log.append([world.sign("south", {"type": "noop.padded/1"})])
    world.log, world.checkpoints = log, Checkpoints(log, sign=world.checkpoints._sign, noops=world.checkpoints._noops)
    world.reading, world.copied = world.checkpoints.reading, Copied(database)
    newest = world.checkpoint()
    told = world.push("north")
    assert (told.wrong, told.seen) == ("", newest.size)


def test_over_http_bodies_come_with_a_signature(world: World, made: Any) -> None:
    world.checkpoint()
    world.push("south")
    found, database = made(over_http(over(world, "south"), "south"))
    assert (found.absent, rows(Reading(database))) == ((), rows(world.reading))


def test_without_the_key_of_the_log_no_bodies_come(world: World, made: Any) -> None:
    world.checkpoint()
    world.push("south")
    door = mirror_door(world.mirror("south"))
    with pytest.raises(Bad, match="the mirror refuses"):
        made(over_http(lambda path: ask(door, "GET", path), "south"))


def test_the_larger_copy_is_taken_and_bodies_come_from_whichever_has_them(world: World, made: Any) -> None:
    cases = world.add(3, kind="offer.made/1")
    world.checkpoint()
    world.push("envoy", sees=Sees.ALL)
    later = world.add(2, kind="offer.made/1")
    newest = world.checkpoint()
    world.push("north")
    found, database = made(folder(world, "envoy"), folder(world, "north"))
    assert (found.size, found.absent) == (newest.size, tuple(later))
    assert all(Reading(database).bodies(index, 1)[0].bytes for index in cases)


def test_bodies_that_no_copy_has_are_listed_and_the_second_reading_expects_it(world: World, made: Any) -> None:
    gone = world.add(3, kind="offer.made/1")
    world.add(1)
    world.checkpoint()
    world.push("north")
    found, database = made(folder(world, "north"))
    assert found.absent == tuple(gone)
    log = Log(database, origin=ORIGIN, key_of=world.log._key_of)
    log.append([world.sign("south", {"type": "noop.padded/1"})])
    checkpoints = Checkpoints(log, sign=world.checkpoints._sign, noops=world.checkpoints._noops)
    assert checkpoints.make(now=NOW + 6000).size == found.size + 1
    # They may still come: an old medium is found.
    copied, body = Copied(database), world.reading.bodies(gone[0], 1)[0].bytes
    assert body is not None
    copied.save_bodies([(gone[0], body)])
    assert log.head(world.reading.leaf(gone[0]).envelope[9:17]).idx == gone[0]  # type: ignore[union-attr]


@pytest.mark.parametrize("what", ["leaf", "body", "checkpoint", "genesis"])
def test_a_copy_that_was_changed_is_not_taken(world: World, made: Any, what: str, tmp_path: Path) -> None:
    world.checkpoint()
    world.push("north")
    world.mirror("north").copied.database.close()
    path = tmp_path / "mirror-north" / "log.db"
    with sqlite3.connect(path) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        if what == "leaf":
            database.execute("UPDATE leaf SET envelope = (SELECT envelope FROM leaf WHERE idx = 31) WHERE idx = 30")
        if what == "body":
            database.execute("UPDATE body SET bytes = replace(bytes, 'north', 'NORTH') WHERE idx = 30")
        if what == "checkpoint":
            database.execute("UPDATE checkpoint SET note = replace(note, '=', 'A')")
        if what == "genesis":
            database.execute("DELETE FROM body WHERE idx = 0")
    database.close()
    if what == "body":
        assert made(folder(world, "north"))[0].absent == (30,)
    else:
        with pytest.raises((Bad, SafeconductError)):
            made(folder(world, "north"))


# ---- what was ordered to go ----


def kept(world: World, text: bytes = SECRET) -> tuple[Sealed, int]:
    """Record something about a person, sealed."""
    key, salt = sha256(text).digest(), sha256(b"salt" + text).digest()
    ciphertext, c = seal_attachment(key, salt, text)
    sealed = Sealed(c, ciphertext, b"subject 1")
    signed = world.sign("north", {"type": "attachment.kept/1", "att": [c.hex()]}, attachments=(sealed,))
    return sealed, world.log.append([signed])[0].index


def everywhere(world: World, data: bytes) -> list[str]:
    found = [path for path in world.folder.rglob("*") if path.is_file() and data in path.read_bytes()]
    return sorted(str(path.relative_to(world.folder)) for path in found)


def test_attachments_go_to_the_one_guarantor_and_come_back_from_it(world: World, made: Any) -> None:
    sealed, index = kept(world)
    world.checkpoint()
    for org in ("north", "south", "envoy", "mission"):
        world.push(org, sees=Sees.ALL)
    assert {org: mirror.copied.attachment(sealed.c) is not None for org, mirror in world.mirrors.items()} == {
        "north": False, "south": False, "envoy": True, "mission": False}  # fmt: skip
    found, database = made(over_http(over(world, "envoy"), "envoy"), attachment=over(world, "envoy"))
    expected = Attachment(index, sealed.c, sealed.subject, sealed.ciphertext)
    assert (found.attachments, Copied(database).attachment(sealed.c)) == (1, expected)


def test_attachments_are_taken_from_the_log_alone_and_only_where_an_act_names_them(world: World) -> None:
    sealed, index = kept(world)
    world.checkpoint()
    told = world.push("envoy")
    assert told.wrong == ""
    door = mirror_door(world.mirror("envoy"))
    good = write_attachments(ORIGIN, [Attachment(index, sealed.c, b"s", sealed.ciphertext)])
    other = write_attachments(ORIGIN, [Attachment(index - 1, sealed.c, b"s", sealed.ciphertext)])
    short = write_attachments(ORIGIN, [Attachment(index, sealed.c, b"s", sealed.ciphertext[:-1])])

    def header(data: bytes, seed: bytes = world.signer.seed) -> dict[str, str]:
        return {"Authorization": sign_request("POST", "/add-attachments", name=ORIGIN, seed=seed, at=world.now, body=data)}

    statuses = [ask(door, "POST", "/add-attachments", data, headers).status for data, headers in (
        (good, header(good)), (good, {}), (good, header(other)), (good, header(good, b"x" * 32)), (other, header(other)),
        (short, header(short)), (good[:-1], header(good[:-1])))]  # fmt: skip
    assert statuses == [200, 401, 401, 401, 422, 422, 422]
    assert ask(mirror_door(world.mirror("north")), "POST", "/add-attachments", good, header(good)).status == 403
    with pytest.raises(Bad):
        read_attachments(good, "record.example/another")


def test_an_order_is_carried_out_by_the_mirror_and_again_when_the_log_is_made_again(world: World, made: Any) -> None:
    sealed, _ = kept(world)
    world.checkpoint()
    world.push("envoy")
    assert everywhere(world, sealed.ciphertext) != []
    order = {"type": "erasure.ordered/1", "att": [sealed.c.hex()]}
    world.log.append([world.sign("north", order, role="root")])
    world.checkpoint()
    world.push("envoy")
    mirror = world.mirror("envoy")
    assert mirror.copied.attachment(sealed.c) is None
    assert [name for name in everywhere(world, sealed.ciphertext) if "mirror" in name] == []
    attachment = Attachment(0, sealed.c, b"s", sealed.ciphertext)

    def offers(path: str) -> Answer:
        return Answer(200, write_attachments(ORIGIN, [attachment._replace(index=world.reading.size() - 2)]))

    found, database = made(folder(world, "envoy"), attachment=offers)
    assert (found.orders, found.attachments, Copied(database).attachment(sealed.c)) == (1, 0, None)
    assert audit(folder(world, "envoy"), world.genesis.digest, now=NOW + 9000).sound


def test_a_redacted_body_is_gone_from_the_mirror_and_from_what_is_made_again(world: World, made: Any) -> None:
    (index,) = world.add(1, kind="statement.reported/1")
    world.checkpoint()
    for org in ("north", "envoy"):
        world.push(org)
    data = world.reading.bodies(index, 1)[0].bytes or b""
    body = parse_body(data)
    act = {"type": "body.redacted/1", "act": sha256(data).hexdigest(), "org": body.org, "device": body.device, "seq": body.seq,
           "prev": body.prev, "att": []}  # fmt: skip
    world.log.append([world.sign(org, act, role="root") for org in ("north", "envoy")])
    world.checkpoint()
    # One mirror hears of it, the other was away.
    world.push("north", bodies=index)
    assert [name for name in everywhere(world, data) if "north" in name] == []
    found, database = made(folder(world, "north"), folder(world, "envoy"))
    assert (found.orders, found.absent, Reading(database).bodies(index, 1)[0].bytes) == (1, (), None)
    world.push("envoy", bodies=index)
    assert [name for name in everywhere(world, data) if "mirror" in name] == []
    assert audit(folder(world, "envoy"), world.genesis.digest, now=NOW + 9000).sound


def test_a_mirror_carries_out_orders_before_it_answers_again(world: World) -> None:
    sealed, _ = kept(world)
    world.checkpoint()
    world.push("envoy")
    world.log.append([world.sign("north", {"type": "erasure.ordered/1", "att": [sealed.c.hex()]}, role="root")])
    world.checkpoint()
    # The power fails between the bodies and what they order: the order is here, and not carried out.
    mirror = world.mirror("envoy")
    mirror.digest = None
    world.push("envoy")
    assert mirror.copied.attachment(sealed.c) is not None
    again = world.open("envoy")
    assert again.copied.attachment(sealed.c) is None
    again.file.close()
    again.copied.database.close()
