"""The sequencer: every act gets one index, once, without gaps, and the tree is that of the leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import pairwise

import pytest

from safeconduct.kernel.errors import VerificationFailed
from safeconduct.record.body import act_id
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import sign_leaf
from safeconduct.record.tree import EMPTY_ROOT, Frontier, leaf_hash
from safeconduct.store.errors import NotKept, WrongStore
from safeconduct.store.examine import Signed
from safeconduct.store.growth import Growth, load
from safeconduct.store.log import Accepted, Log
from safeconduct.store.open import make_store, open_store
from tests.store.acts import ORIGIN, Device, sealed

Open = Callable[..., Log]


def root_of(acts: list[Signed]) -> bytes:
    frontier = Frontier()
    for act in acts:
        frontier.append(leaf_hash(act.leaf))
    return frontier.root()


def stored(log: Log) -> list[tuple[int, bytes, bytes]]:
    with log.database.reading() as reader:
        return reader.all("SELECT leaf.idx, envelope, bytes FROM leaf JOIN body ON body.idx = leaf.idx ORDER BY leaf.idx")


def test_an_empty_log_has_the_root_of_the_empty_tree(log: Log) -> None:
    assert log.tip() == (0, EMPTY_ROOT)


def test_acts_get_indexes_without_gaps_and_stand_as_they_came(log: Log, device: Device) -> None:
    acts = device.acts(5)
    assert log.append(acts[:1]) + log.append(acts[1:]) == [Accepted(n, True) for n in range(5)]
    assert stored(log) == [(n, act.leaf, act.body) for n, act in enumerate(acts)]
    assert log.tip() == (5, root_of(acts))


def test_a_repeat_gives_the_old_index(log: Log, device: Device) -> None:
    acts = device.acts(4)
    log.append(acts[:3])
    expected = [Accepted(1, False), Accepted(3, True), Accepted(3, False), Accepted(0, False)]
    assert log.append([acts[1], acts[3], acts[3], acts[0]]) == expected
    assert log.tip() == (4, root_of(acts))


def test_another_signature_over_the_same_body_is_a_repeat(log: Log, device: Device) -> None:
    act = device.act()
    log.append([act])
    assert log.append([Signed(sign_leaf(device.seed, act_id(act.body)), act.body)]) == [Accepted(0, False)]


def test_nothing_is_appended_for_an_empty_list(log: Log) -> None:
    assert (log.append([]), log.tip().size) == ([], 0)


@pytest.mark.parametrize("sizes", [(1, 254, 1, 1, 255, 256, 3), (600, 1, 600)])
def test_complete_tiles_are_stored_once_with_their_root(log: Log, device: Device, sizes: tuple[int, ...]) -> None:
    acts = device.acts(sum(sizes))
    at = 0
    for size in sizes:
        log.append(acts[at : at + size])
        at += size
    hashes = [leaf_hash(act.leaf) for act in acts]
    with log.database.reading() as reader:
        tiles = reader.all("SELECT level, n, root, bytes FROM tile ORDER BY level, n")
    full = [hashes[n * 256 : (n + 1) * 256] for n in range(len(acts) // 256)]
    assert tiles == [(0, n, root_of(acts[n * 256 : (n + 1) * 256]), b"".join(part)) for n, part in enumerate(full)]
    assert log.tip() == (len(acts), root_of(acts))


def test_the_edge_of_a_large_tree_has_the_root_of_the_leaves() -> None:
    growth, frontier = Growth(), Frontier()
    for first in range(0, 70_000, 1000):
        hashes = [leaf_hash(number.to_bytes(4, "big")) for number in range(first, first + 1000)]
        tiles = growth.extend(hashes)
        frontier.extend(hashes)
        assert growth.root() == frontier.root()
        if any(tile.level for tile in tiles):
            assert [(tile.level, tile.n) for tile in tiles if tile.level] == [(1, 0)]
    assert growth.size == 70_000


def test_a_log_opened_again_goes_on_where_it_was(opened: Open, device: Device) -> None:
    acts = device.acts(520)
    first = opened(device)
    first.append(acts[:300])
    first.close()
    second = opened(device)
    second.append(acts[300:])
    assert second.tip() == (520, root_of(acts))


def test_two_logs_on_one_store_take_turns(opened: Open, device: Device) -> None:
    other = Device("two")
    logs, acts = [opened(device, other), opened(device, other)], [device.acts(300), other.acts(300)]
    mixed = []
    for n in range(0, 300, 50):
        for log, own in zip(logs, acts, strict=True):
            log.append(own[n : n + 50])
            mixed += own[n : n + 50]
    assert {log.tip() for log in logs} == {(600, root_of(mixed))}


def test_many_threads_append_to_one_log_and_to_others(opened: Open) -> None:
    devices = [Device(f"thread {n}") for n in range(6)]
    logs = [opened(*devices), opened(*devices)]
    failed: list[BaseException] = []
    acts = {device.kid: device.acts(40) for device in devices}

    def work(log: Log, device: Device) -> None:
        try:
            for act in acts[device.kid]:
                log.append([act])
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(logs[n % 2], device)) for n, device in enumerate(devices)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = stored(logs[0])
    assert (failed, [row[0] for row in rows]) == ([], list(range(240)))
    assert sorted(row[1] for row in rows) == sorted(act.leaf for own in acts.values() for act in own)
    assert logs[0].tip() == logs[1].tip() == (240, root_of([Signed(row[1], row[2]) for row in rows]))
    # Each device's acts stand in the order in which they were sent.
    for device in devices:
        at = {act.leaf: n for n, act in enumerate(acts[device.kid])}
        order = [at[row[1]] for row in rows if row[1] in at]
        assert all(before < after for before, after in pairwise(order))


def test_a_bad_act_is_refused_with_its_place_and_nothing_is_appended(log: Log, device: Device) -> None:
    acts = device.acts(3)
    flipped = bytearray(acts[1].leaf)
    flipped[-1] ^= 1
    with pytest.raises(Bad, match=r"^act 1, key [0-9a-f]{16}: the signature is not that of the key$"):
        log.append([acts[0], acts[1]._replace(leaf=bytes(flipped)), acts[2]])
    assert log.tip().size == 0


def test_what_may_not_stand_in_the_log(log: Log, device: Device) -> None:
    stranger, elsewhere = Device("stranger"), Device(log="record.example/other")
    one, two = device.acts(2)
    wrong_name = Signed(sign_leaf(stranger.seed, act_id(one.body)), one.body)
    shorter = sealed("a")
    with_photo = device.act(attachments=(shorter,))
    found = []
    for signed in [
        Signed(b"", one.body), Signed(one.leaf, b"{}"), Signed(one.leaf, two.body), stranger.act(), elsewhere.act(), wrong_name,
        Signed(two.leaf, two.body, (sealed("b"),)),
        with_photo._replace(attachments=(shorter._replace(ciphertext=shorter.ciphertext + b"x"),)),
    ]:  # fmt: skip
        with pytest.raises(Bad) as refused:
            log.append([signed])
        found.append(refused.value.code)
    assert found == ["leaf.size", "body.keys", *"log.body log.key log.origin log.device log.attachment log.attachment".split()]
    assert log.tip().size == 0


def test_what_fails_inside_the_transaction_takes_the_acts_with_it(log: Log, device: Device) -> None:
    acts = device.acts(300)
    log.append(acts[:10])

    def fail(writer: object, accepted: object) -> None:
        raise RuntimeError("a projection failed")

    with pytest.raises(RuntimeError):
        log.append(acts[10:290], inside=fail)
    assert log.tip() == (10, root_of(acts[:10]))
    log.append(acts[10:])
    assert log.tip() == (300, root_of(acts))


def test_what_is_done_inside_is_told_the_indexes_and_is_kept(log: Log, device: Device) -> None:
    told = []

    def inside(writer, accepted) -> None:
        told.extend(accepted)
        writer.add("erasure", ("c", "ordered", "carried_out"), [(bytes(32), accepted[0].index, 5)])

    log.append(device.acts(2), inside=inside)
    with log.database.reading() as reader:
        assert reader.all("SELECT c, ordered, carried_out FROM erasure") == [(bytes(32), 0, 5)]
    assert told == [Accepted(0, True), Accepted(1, True)]


def test_the_chain_of_a_key_reaches_up_to_its_first_gap(log: Log, device: Device) -> None:
    acts = device.acts(400)
    heads = [log.head(device.kid)]
    for some in (acts[1:2], acts[0:1], acts[3:200], acts[2:3], acts[201:], acts[200:201]):
        log.append(some)
        head = log.head(device.kid)
        heads.append(head and head.seq)
    assert heads == [None, None, 1, 1, 199, 199, 399]
    assert log.head(device.kid) == (399, act_id(acts[399].body), 398)


def test_of_two_acts_with_one_number_the_first_is_the_head(log: Log, device: Device) -> None:
    twin = Device()
    log.append([device.act("one story"), twin.act("another story"), twin.act()])
    head = log.head(device.kid)
    assert head is not None
    assert (head.seq, head.idx) == (1, 2)


def test_the_kept_place_of_a_chain_is_the_one_walked_to(log: Log, device: Device) -> None:
    acts = device.acts(200)
    log.append(acts[:65])
    log.append(acts[70:])
    with log.database.reading() as reader:
        kept = reader.all("SELECT kid, seq FROM device_head")
    head = log.head(device.kid)
    assert head is not None
    assert (kept, head.seq) == ([(device.kid, 64)], 64)


def test_attachments_stand_beside_their_act_and_a_repeat_may_bring_them_later(log: Log, device: Device) -> None:
    one, two = sealed("one"), sealed("two")
    act = device.act(attachments=(one, two))
    log.append([act._replace(attachments=(one,))])
    log.append([act])
    with log.database.reading() as reader:
        rows = reader.all("SELECT c, idx, subject, ciphertext FROM attachment")
    assert sorted(rows) == sorted((each.c, 0, each.subject, each.ciphertext) for each in (one, two))


def test_padding_fills_up_to_the_next_multiple_and_no_further(log: Log, device: Device) -> None:
    asked = []

    def noops(count: int, reader: object) -> list[Signed]:
        asked.append(count)
        return device.acts(count)

    log.append(device.acts(5))
    assert (log.pad(64, noops), log.pad(64, noops), log.tip().size, asked) == (64, 64, 64, [59])


def test_padding_with_too_few_acts_pads_nothing(log: Log, device: Device) -> None:
    log.append(device.acts(5))
    with pytest.raises(ValueError, match="59 new acts were asked for"):
        log.pad(64, lambda count, reader: device.acts(count - 1))
    assert log.tip().size == 5


def test_a_store_that_grew_shorter_is_noticed(log: Log, device: Device) -> None:
    log.append(device.acts(3))
    with log.database.reading() as reader:
        longer = load(reader, 3)
    longer.extend([bytes(32)])
    log._growth = longer
    with pytest.raises(VerificationFailed, match="continuing the log: expected at least 4 leaves, got 3"):
        log.append([device.act()])


def test_a_missing_tile_is_said_and_not_worked_around(opened: Open, device: Device, url: str) -> None:
    log = opened(device)
    log.append(device.acts(600))
    with log.database.writing() as writer:
        writer.run("DROP TRIGGER tile_delete_refused" if "://" not in url else "DROP TRIGGER tile_stays ON tile")
        writer.run("DELETE FROM tile WHERE n = 1")
    with pytest.raises(VerificationFailed, match="reading tiles of level 0 0 to 1: expected 2, got 1"):
        opened(device)


def test_the_log_of_another_origin_is_refused(log: Log, url: str) -> None:
    with pytest.raises(WrongStore, match=r"this is the log of record\.example/test, not of record\.example/other"):
        make_store(url, origin="record.example/other")


def test_a_store_of_a_newer_program_is_refused(log: Log, url: str) -> None:
    with log.database.writing() as writer:
        writer.run("INSERT INTO schema_version VALUES (99)")
    with pytest.raises(WrongStore, match="its tables have version 99, this program knows 2"):
        open_store(url)


def test_a_reader_makes_no_store(url: str) -> None:
    with pytest.raises(WrongStore):
        open_store(url)
    make_store(url, origin=ORIGIN).close()
    open_store(url).close()


def test_a_failing_statement_is_not_kept(log: Log, device: Device) -> None:
    def fail(writer, accepted) -> None:
        writer.run("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(NotKept):
        log.append([device.act()], inside=fail)
    assert log.tip().size == 0


def test_what_is_confirmed_is_on_the_disk(log: Log) -> None:
    setting = ("SHOW synchronous_commit", "on") if "://" in log.database.url else ("PRAGMA synchronous", 2)
    with log.database.writing() as writer:
        assert writer.one(setting[0]) == (setting[1],)


def test_a_server_that_may_lose_what_it_confirmed_is_refused(postgres, monkeypatch) -> None:
    from safeconduct.store.postgres import PostgresDatabase

    monkeypatch.setattr(PostgresDatabase, "_setting", lambda self, name: "off" if name == "fsync" else "on")
    with pytest.raises(WrongStore, match="runs with fsync=off: it can lose what it confirmed"):
        make_store(postgres.url(), origin=ORIGIN)
