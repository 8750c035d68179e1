"""A changed byte of a store's file is found, or the store still says what it said. Changed rows are found where they stand."""

from __future__ import annotations

import argparse
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from safeconduct.kernel.errors import Conflict
from safeconduct.record import door
from safeconduct.record.audit import Audit, audit, check
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.note import parse_note
from safeconduct.record.proof import parse_proof
from safeconduct.record.published import LISTS, NO_LISTS
from safeconduct.record.sources import open_source
from safeconduct.store.publish import Shows, publish
from safeconduct.store.reading import Reading
from safeconduct.store.sqlite import SqliteDatabase
from tests import tampering
from tests.alone import outside
from tests.cosigned_log import NOW, cosigned
from tests.signed_log import ORIGIN, seed
from tests.store.cosigned_store import content, make_store

BYTES = 700
"""Bytes that are changed, one by one. `make soak` changes all."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("store") / "log.db")


def changed(store: Path, folder: Path, *statements: str) -> Audit:
    """Audit a copy of a store after its owner has written to it past all triggers."""
    path = folder / "log.db"
    path.write_bytes(store.read_bytes())
    with closing(sqlite3.connect(path)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        database.commit()
    found = tampering.of_path(path)
    assert isinstance(found, Audit)
    return found


def test_a_store_is_sound(store: Path) -> None:
    found = tampering.of_path(store)
    assert isinstance(found, Audit)
    assert (found.faults, found.size, found.standings["redacted"]) == ((), cosigned().size, 1)
    assert [(one.size, one.grade) for one in found.grades] == [(20, "sealed"), (44, "witnessed")]


def test_a_changed_byte_is_found_or_changes_nothing_of_the_record(store: Path, tmp_path: Path) -> None:
    data, before, path = store.read_bytes(), content(store), tmp_path / "log.db"
    chance, found = random.Random("store"), 0
    for at in sorted(chance.sample(range(len(data)), BYTES)):
        changed_there = data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :]
        found += tampering.check_store_byte(path, changed_there, before)
    # The rest is empty space, triggers, and what the server notes for itself.
    assert found > BYTES // 2


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE leaf SET envelope = substr(envelope, 1, 100) || x'00' || substr(envelope, 102) WHERE idx = 5", "leaf 5"),
        ("UPDATE leaf SET act_id = randomblob(32) WHERE idx = 6", "leaf 6"),
        ("UPDATE leaf SET kid = randomblob(8) WHERE idx = 7", "leaf 7"),
        ("UPDATE leaf SET seq = 9 WHERE idx = 8", "leaf 8"),
        ("DELETE FROM leaf WHERE idx = 9", "leaf 9"),
        ("DELETE FROM leaf WHERE idx = 43", "checkpoint 44"),
        ("UPDATE body SET bytes = replace(CAST(bytes AS TEXT), 'number', 'Number') WHERE idx = 18", "body 18"),
        ("UPDATE body SET bytes = (SELECT bytes FROM body WHERE idx = 19) WHERE idx = 18", "body 18"),
        ("UPDATE body SET bytes = NULL, redacted_by = 36 WHERE idx = 18", "body 18"),
        ("DELETE FROM body WHERE idx = 18", "body 18"),
        ("UPDATE body SET redacted_by = 34 WHERE idx = 17", "body 17"),
        ("UPDATE body SET redacted_by = 35 WHERE idx = 18", "body 18"),
        ("INSERT INTO body (idx, bytes) VALUES (44, x'7b7d')", "body 44"),
        ("UPDATE checkpoint SET root = randomblob(32) WHERE size = 20", "checkpoint 20"),
        ("UPDATE checkpoint SET note = replace(CAST(note AS TEXT), 'record.example', 'record.exampla') WHERE size = 20",
         "checkpoint 20"),
        ("UPDATE cosignature SET line = replace(CAST(line AS TEXT), '=', '/') WHERE size = 20 AND name LIKE '%mirror/north'",
         "checkpoint 20 and its cosignatures"),
        ("UPDATE cosignature SET name = 'another' WHERE size = 20 AND name LIKE '%mirror/north'", "cosignature of another at 20"),
        ("UPDATE cosignature SET size = 21 WHERE size = 20 AND name LIKE '%mirror/north'", "cosignature at 21"),
        ("UPDATE about SET origin = 'record.example/other'", "about"),
        ("INSERT INTO tile (level, n, root, bytes) VALUES (0, 0, zeroblob(32), zeroblob(8192))", "tile/0/000"),
    ],
)  # fmt: skip
def test_a_changed_row_is_named(store: Path, tmp_path: Path, statement: str, expected: str) -> None:
    found = changed(store, tmp_path, "PRAGMA ignore_check_constraints = 1", statement)
    assert not found.sound
    assert expected in found.faults[0].where


def test_a_rolled_back_store_is_found_by_whoever_has_seen_more(store: Path, tmp_path: Path) -> None:
    older = changed(store, tmp_path, "DELETE FROM leaf WHERE idx > 24", "DELETE FROM body WHERE idx > 24",
                    "DELETE FROM checkpoint WHERE size > 24", "DELETE FROM cosignature WHERE size > 24")  # fmt: skip
    # The redaction is gone with what was rolled back, so its body is missing without a reason. All else fits.
    assert [one.code for one in older.faults] == ["audit.body"]
    seen = cosigned().notes[44]
    again = check(open_source(tmp_path / "log.db"), cosigned().digest, now=NOW, kept=seen).audit
    assert "kept.newer" in [one.code for one in again.faults]


def test_a_mirror_without_some_bodies_is_sound(store: Path, tmp_path: Path) -> None:
    changed(store, tmp_path, "DELETE FROM body WHERE idx = 18")
    found = audit(open_source(tmp_path / "log.db", holds_bodies=False), cosigned().digest, now=NOW)
    assert (found.faults, found.not_here) == ((), 1)


def test_what_is_published_of_a_store_is_the_log_and_comes_again_unchanged(store: Path, tmp_path: Path) -> None:
    made, database = cosigned(), SqliteDatabase(store)
    keyring = made.log.replay.state.keyring
    genesis = made.log.replay.genesis
    assert genesis is not None
    reading = Reading(database)
    given = {"genesis": genesis, "genesis_act": made.log.genesis, "keyring": keyring, "shows": Shows.LEAVES,
             "public": lambda body: True, "beside": {LISTS: NO_LISTS}}  # fmt: skip
    first = publish(reading, tmp_path, size=20, **given)  # type: ignore[arg-type]
    assert first[-1] == "checkpoint"
    early = tampering.of_path(tmp_path)
    assert isinstance(early, Audit)
    assert (early.size, early.best and early.best.grade) == (20, "sealed")
    publish(reading, tmp_path, size=44, **given)  # type: ignore[arg-type]
    files = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    expected = made.files()
    assert {name: files[name] for name in expected} == expected
    assert publish(reading, tmp_path, size=44, **given) == []  # type: ignore[arg-type]
    # The narrower file of the first 20 had the body that was redacted since.
    assert [path.name for path in (tmp_path / "bodies" / "000.p").iterdir()] == ["44"]
    with pytest.raises(Conflict):
        publish(reading, tmp_path, size=20, **given)  # type: ignore[arg-type]
    assert (tmp_path / "checkpoint").read_bytes() == made.notes[44]
    database.close()


@pytest.mark.parametrize("note", ["another root", "another key", "no note"])
def test_a_folder_that_holds_another_log_is_left_alone(store: Path, tmp_path: Path, note: str) -> None:
    made, database = cosigned(), SqliteDatabase(store)
    head = Checkpoint(ORIGIN, 20, bytes(32))
    held = {"another root": sign_checkpoint(head, seed("operator log 0")),
            "another key": sign_checkpoint(head, seed("north root 0")), "no note": b"something"}[note]  # fmt: skip
    (tmp_path / "checkpoint").write_bytes(held)
    genesis = made.log.replay.genesis
    assert genesis is not None
    with pytest.raises(Conflict):
        publish(Reading(database), tmp_path, genesis=genesis, genesis_act=made.log.genesis,
                keyring=made.log.replay.state.keyring, size=44)  # fmt: skip
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("checkpoint", held)]
    database.close()


def test_a_file_in_use_in_a_folder_that_nobody_may_write_to_can_be_read(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(store.read_bytes())
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
    tmp_path.chmod(0o500)
    try:
        found = tampering.of_path(path)
    finally:
        tmp_path.chmod(0o700)
    assert isinstance(found, Audit)
    assert found.faults == ()


@pytest.mark.parametrize(("index", "size"), [(10, 20), (30, 44)])
def test_a_proof_is_written_under_the_checkpoint_with_the_best_grade(
    store: Path, tmp_path: Path, index: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    parser = argparse.ArgumentParser()
    door.add_arguments(parser)
    words = [str(store), "--genesis", cosigned().digest.hex(), "--act", str(index), "--write-proof", str(tmp_path / "act.proof")]
    assert door.run(parser.parse_args(words), lambda _: None) == 0
    note = parse_note(parse_proof((tmp_path / "act.proof").read_bytes()).checkpoint)
    assert (note.text, sorted(note.lines)) == ((whole := parse_note(cosigned().notes[size])).text, sorted(whole.lines))


@pytest.mark.parametrize("missing", ["cryptography", "nacl"])
def test_the_single_file_says_the_same_of_a_store(
    store: Path, tmp_path: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    said: list[str] = []
    parser = argparse.ArgumentParser()
    door.add_arguments(parser)
    assert door.run(parser.parse_args(["--write-out", str(tmp_path / "verify.pyz")])) == 0
    for words in ([str(store)], [str(store), "--act", "17"]):
        said.clear()
        words += ["--genesis", cosigned().digest.hex()]
        status = door.run(parser.parse_args(words), said.append)
        assert outside(tmp_path / "verify.pyz", missing, *words) == (status, "\n".join(said))
        assert status == 0
