"""Reading: what was appended comes back, page by page, and the files of the log are those of its tree."""

from __future__ import annotations

import pytest

from safeconduct.kernel.errors import VerificationFailed
from safeconduct.record.body import act_id
from safeconduct.record.tiles import TileReader
from safeconduct.record.tree import inclusion_path, leaf_hash, verify_inclusion
from safeconduct.store.log import Log
from safeconduct.store.reading import ByDevice, Reading, StoredBody, StoredLeaf
from tests.store.acts import Device, sealed


@pytest.fixture
def reading(log: Log) -> Reading:
    return Reading(log.database)


def test_an_act_is_found_by_its_index_and_by_its_id(log: Log, reading: Reading, device: Device) -> None:
    acts = device.acts(3)
    log.append(acts)
    id_ = act_id(acts[1].body)
    assert (reading.size(), reading.index_of(id_)) == (3, 1)
    assert reading.leaf(1) == StoredLeaf(1, id_, acts[1].leaf)
    assert reading.body(id_) == StoredBody(1, acts[1].body, None)


def test_what_is_not_there_is_none(log: Log, reading: Reading) -> None:
    assert [reading.leaf(0), reading.body(bytes(32)), reading.index_of(bytes(32)), reading.attachment(bytes(32)),
            reading.checkpoint(1), reading.newest(), reading.shown(), reading.note(1)] == [None] * 8  # fmt: skip
    assert [reading.leaves(0), reading.by_device(bytes(8)), reading.checkpoints(), reading.cosignatures(1)] == [[], [], [], []]


def test_pages_join_without_a_gap_and_without_a_repeat(log: Log, reading: Reading, device: Device) -> None:
    acts = device.acts(25)
    log.append(acts)
    pages, first = [], 0
    while page := reading.leaves(first, 7):
        pages += page
        first = page[-1].idx + 1
    assert [leaf.envelope for leaf in pages] == [act.leaf for act in acts]
    assert [body.bytes for body in reading.bodies(20, 3)] == [act.body for act in acts[20:23]]


def test_the_acts_of_a_key_come_in_the_order_of_its_count(log: Log, reading: Reading, device: Device) -> None:
    twin = Device()
    acts, other = device.acts(6), twin.act("another story")
    log.append([acts[3], acts[0], other, *acts[4:], acts[1], acts[2]])
    order = [(0, 1, acts[0]), (0, 2, other), (1, 5, acts[1]), (2, 6, acts[2]), (3, 0, acts[3]), (4, 3, acts[4]), (5, 4, acts[5])]
    expected = [ByDevice(seq, idx, act_id(act.body)) for seq, idx, act in order]
    found, after = [], (-1, -1)
    while page := reading.by_device(device.kid, after, 2):
        found += page
        after = page[-1][:2]
    assert found == expected


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
def test_the_files_of_the_log_give_its_root_and_its_proofs(log: Log, reading: Reading, device: Device, size: int) -> None:
    acts = device.acts(size)
    log.append(acts)
    tip = log.tip()
    tiles = TileReader(reading.file, *tip)
    assert [*tiles.leaves(0, size)] == [act.leaf for act in acts]
    for index in {0, size // 2, size - 1}:
        path = inclusion_path(tiles.nodes, index, size)
        assert verify_inclusion(leaf_hash(acts[index].leaf), index, size, path, tip.root)


def test_a_file_beyond_the_log_is_none(log: Log, reading: Reading, device: Device) -> None:
    log.append(device.acts(300))
    names = "tile/0/000 tile/0/001 tile/0/001.p/44 tile/0/001.p/45 tile/1/000.p/1 tile/1/000.p/2 tile/entries/001.p/45".split()
    assert [name for name in names if reading.file(name)] == ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"]


def test_older_widths_of_a_tile_can_still_be_read(log: Log, reading: Reading, device: Device) -> None:
    acts = device.acts(300)
    log.append(acts)
    assert reading.file("tile/0/000.p/5") == b"".join(leaf_hash(act.leaf) for act in acts[:5])


def test_several_questions_inside_one_picture_have_one_answer(log: Log, reading: Reading, device: Device) -> None:
    log.append(device.acts(2))
    with log.database.reading():
        before = reading.size()
        log.append([device.act()])
        during = reading.size()
    assert (before, during, reading.size()) == (2, 2, 3)


def test_an_attachment_is_given_as_it_came(log: Log, reading: Reading, device: Device) -> None:
    one = sealed("one")
    log.append([device.act(attachments=(one,))])
    assert reading.attachment(one.c) == one.ciphertext


def test_a_body_that_is_not_what_was_signed_is_not_given(log: Log, reading: Reading, device: Device) -> None:
    acts = device.acts(2)
    log.append(acts)
    with log.database.writing() as writer:
        writer.run("DROP TRIGGER body_update_once" if "://" not in log.database.url else "DROP TRIGGER body_update_once ON body")
        writer.run("UPDATE body SET bytes = ? WHERE idx = 1", (acts[1].body.replace(b"10:00", b"11:00"),))
    with pytest.raises(VerificationFailed, match=f"reading the body at index 1: expected {act_id(acts[1].body).hex()}"):
        reading.body(act_id(acts[1].body))
    with pytest.raises(VerificationFailed):
        reading.bodies(0)
