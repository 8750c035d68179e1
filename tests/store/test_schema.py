"""What was written stays: the database itself refuses to change it, whichever way it is asked."""

from __future__ import annotations

import pytest

from safeconduct.store.errors import NotKept
from safeconduct.store.log import Log
from tests.store.acts import Device, sealed

KEPT = {
    "leaf": ("envelope", "idx = 0"), "tile": ("root", "n = 0"), "checkpoint": ("note", "size = 3"), "shown": ("at", "size = 3"),
    "cosignature": ("came", "size = 3"), "about": ("origin", "one = 1"), "erasure": ("ordered", "ordered = 1"),
    "reread": ("at", "number = 0"), "alarm": ("got", "number = 0"),
    "settled": ("upto", "number = 0"),
}  # fmt: skip


@pytest.fixture
def full(log: Log, device: Device) -> Log:
    """A log with a row in every table."""
    one = sealed("one")
    log.append([device.act(attachments=(one,)), *device.acts(300)])
    with log.database.writing() as writer:
        writer.add("checkpoint", ("size", "root", "note", "made"), [(3, bytes(32), b"note", 1)])
        writer.add("shown", ("size", "at"), [(3, 1)])
        writer.add("cosignature", ("size", "name", "line", "came"), [(3, "w", b"line", 1)])
        writer.add("erasure", ("c", "ordered", "carried_out"), [(bytes(32), 1, 2)])
        writer.add("reread", ("number", "at", "first", "size", "root"), [(0, 1, 0, 3, bytes(32))])
        writer.add("alarm", ("number", "at", "step", "expected", "got"), [(0, 1, "a", "b", "c")])
        writer.add("settled", ("number", "at", "upto", "reading"), [(0, 1, 0, 0)])
    return log


def everything(log: Log) -> dict[str, list[object]]:
    with log.database.reading() as reader:
        return {table: sorted(reader.all(f"SELECT * FROM {table}"), key=repr) for table in (*KEPT, "body", "attachment")}


def refused(log: Log, statement: str) -> str:
    before = everything(log)
    with pytest.raises(NotKept) as error, log.database.writing() as writer:
        assert writer.run(statement) != 0, f"{statement}: touched nothing, so nothing was tried"
    assert everything(log) == before
    return str(error.value)


@pytest.mark.parametrize("table", KEPT)
def test_rows_that_were_written_stay(full: Log, table: str) -> None:
    column, where = KEPT[table]
    said = f"{table}: a row that was written stays"
    assert said in refused(full, f"UPDATE {table} SET {column} = {column} WHERE {where}")
    assert said in refused(full, f"DELETE FROM {table} WHERE {where}")


@pytest.mark.parametrize("table", ["body", "attachment"])
def test_bodies_and_attachments_are_not_deleted(full: Log, table: str) -> None:
    assert f"{table}: a row that was written stays" in refused(full, f"DELETE FROM {table} WHERE idx = 0")


@pytest.mark.parametrize("table", [*KEPT, "body", "attachment"])
def test_rows_are_not_replaced_either(full: Log, table: str) -> None:
    if "://" in full.database.url:
        assert f"{table}: a row that was written stays" in refused(full, f"TRUNCATE {table}")
    else:
        refused(full, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


def test_bytes_are_taken_out_once_and_never_put_back(full: Log) -> None:
    def run(statement: str) -> None:
        with full.database.writing() as writer:
            assert writer.run(statement) == 1

    once = "body: bytes can only be taken out, once"
    one, other = "UPDATE body SET bytes = NULL, redacted_by = 9 WHERE idx = 1", "UPDATE body SET bytes = envelope FROM leaf"
    assert once in refused(full, f"{other} WHERE leaf.idx = 0 AND body.idx = 1")
    run(one)
    assert once in refused(full, one)
    assert once in refused(full, f"{other} WHERE leaf.idx = 1 AND body.idx = 1")
    assert once in refused(full, "UPDATE body SET redacted_by = 10 WHERE idx = 1")
    taken, said = "UPDATE attachment SET ciphertext = NULL WHERE idx = 0", "attachment: ciphertext can only be taken out, once"
    assert said in refused(full, "UPDATE attachment SET idx = 5, ciphertext = NULL")
    run(taken)
    assert said in refused(full, taken)


def test_a_body_is_not_taken_out_without_the_act_that_says_so(full: Log) -> None:
    refused(full, "UPDATE body SET bytes = NULL WHERE idx = 1")


@pytest.mark.parametrize("index", [302, 5, 300])
def test_indexes_have_no_gaps(full: Log, index: int) -> None:
    with pytest.raises(NotKept), full.database.writing() as writer:
        writer.add("leaf", ("idx", "act_id", "kid", "seq", "envelope"), [(index, bytes(32), bytes(8), 0, bytes(146))])
    with full.database.writing() as writer:
        writer.add("leaf", ("idx", "act_id", "kid", "seq", "envelope"), [(301, bytes(32), bytes(8), 0, bytes(146))])
