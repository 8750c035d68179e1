"""Checkpoints: signed only after the second reading, shown padded and rarely, cosigned by those who are known."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from hashlib import sha256

import pytest

from safeconduct.kernel.errors import VerificationFailed
from safeconduct.record.body import act_id
from safeconduct.record.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.ed25519 import public_of
from safeconduct.record.faults import Bad
from safeconduct.record.vkey import COSIGNATURE, NOTE, verifier_of
from safeconduct.store import alarms as alarms_of
from safeconduct.store.alarms import Alarm, clear, open_alarms, read_whole
from safeconduct.store.checkpoints import Checkpoints
from safeconduct.store.log import Log
from safeconduct.store.reread import reread
from tests.store.acts import ORIGIN, Device

SEED = sha256(b"safeconduct test key: log").digest()
KEY = verifier_of(ORIGIN, NOTE, public_of(SEED))
NOW = 1_795_000_000


@pytest.fixture
def checkpoints(log: Log, device: Device) -> Checkpoints:
    return Checkpoints(log, sign=partial(sign_checkpoint, seed=SEED), noops=lambda count, writer: device.acts(count))


def break_in(log: Log, table: str, statement: str, *values: object) -> None:
    """Change what is stored, as a disk or an owner of the machine could."""
    with log.database.writing() as writer:
        if "://" in log.database.url:
            writer.run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for (name,) in writer.all("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)):
                writer.run(f"DROP TRIGGER {name}")
        assert writer.run(statement, values) == 1


def alarms(log: Log) -> list[str]:
    with log.database.reading() as reader:
        return [step for (step,) in reader.all("SELECT step FROM alarm ORDER BY number")]


def test_a_checkpoint_is_that_of_the_log_and_signed_with_its_key(log: Log, checkpoints: Checkpoints, device: Device) -> None:
    log.append(device.acts(3))
    made = checkpoints.make(now=NOW)
    opened = open_checkpoint(made.note, KEY)
    assert (opened.checkpoint, made.size, made.root, made.made) == (Checkpoint(ORIGIN, *log.tip()), *log.tip(), NOW)
    assert checkpoints.reading.newest() == made


def test_an_empty_log_can_be_signed_too(log: Log, checkpoints: Checkpoints) -> None:
    assert checkpoints.make(now=NOW).size == 0


def test_a_size_that_was_signed_is_not_signed_again(log: Log, checkpoints: Checkpoints, device: Device) -> None:
    log.append(device.acts(3))
    first = checkpoints.make(now=NOW)
    assert checkpoints.make(now=NOW + 60) == first
    log.append(device.acts(1))
    assert checkpoints.make(now=NOW + 60).size == 4
    assert [each.size for each in checkpoints.reading.checkpoints()] == [3, 4]


def test_only_what_is_new_is_read_again_and_all_of_it_every_hour(log: Log, checkpoints: Checkpoints, device: Device) -> None:
    for later in (0, 10, 3599, 3600, 3700):
        log.append(device.acts(2))
        checkpoints.make(now=NOW + later)
    with log.database.reading() as reader:
        read = reader.all("SELECT first, size FROM reread ORDER BY number")
    assert read == [(0, 2), (2, 4), (4, 6), (0, 8), (8, 10)]


WRONG = {
    "leaf": ("leaf", "UPDATE leaf SET envelope = ? WHERE idx = 5", "tile 0/0"),
    "leaf beside all tiles": ("leaf", "UPDATE leaf SET envelope = ? WHERE idx = 258", "root of size 260"),
    "act id": ("leaf", "UPDATE leaf SET act_id = ? WHERE idx = 5", "leaf 5: act and key"),
    "number": ("leaf", "UPDATE leaf SET seq = 77 WHERE idx = 5", "leaf 5: number in its chain"),
    "body": ("body", "UPDATE body SET bytes = ? WHERE idx = 5", "body 5"),
    "no body": ("body", "DELETE FROM body WHERE idx = 5", "body 5"),
    "tile": ("tile", "UPDATE tile SET bytes = ? WHERE n = 0", "tile 0/0"),
    "no tile": ("tile", "DELETE FROM tile WHERE n = 0", "tile 0/0"),
}
VALUES = {"leaf": lambda acts: flipped(acts[5].leaf), "leaf beside all tiles": lambda acts: flipped(acts[258].leaf),
          "act id": lambda acts: bytes(32), "body": lambda acts: flipped(acts[5].body),
          "tile": lambda acts: bytes(8192)}  # fmt: skip


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("what", WRONG)
def test_nothing_is_signed_if_the_second_reading_differs(log: Log, checkpoints: Checkpoints, device: Device, what: str) -> None:
    acts = device.acts(260)
    log.append(acts)
    table, statement, step = WRONG[what]
    break_in(log, table, statement, *([VALUES[what](acts)] if what in VALUES else []))
    with pytest.raises(VerificationFailed, match=f"second reading, {step}"):
        checkpoints.make(now=NOW)
    told = [step, "root of size 260"] if what == "leaf" else [step]
    found = [alarm[: len(expected)] for alarm, expected in zip(alarms(log), told, strict=True)]
    assert (checkpoints.reading.checkpoints(), found) == ([], told)


def test_what_changed_below_the_last_checkpoint_is_found_within_the_hour(log, checkpoints, device) -> None:
    acts = device.acts(300)
    log.append(acts)
    checkpoints.make(now=NOW)
    log.append(device.acts(1))
    break_in(log, "body", "UPDATE body SET bytes = ? WHERE idx = 5", flipped(acts[5].body))
    assert checkpoints.make(now=NOW + 10).size == 301
    with pytest.raises(VerificationFailed, match="second reading, body 5"):
        checkpoints.make(now=NOW + 3600)
    assert alarms(log) == ["body 5"]


def test_a_leaf_changed_below_the_last_checkpoint_is_found_at_once_by_its_root(log, checkpoints, device) -> None:
    acts = device.acts(10)
    log.append(acts)
    checkpoints.make(now=NOW)
    log.append(device.acts(1))
    break_in(log, "leaf", "UPDATE leaf SET envelope = ? WHERE idx = 5", flipped(acts[5].leaf))
    with pytest.raises(VerificationFailed, match="second reading, checkpoint of size 10"):
        checkpoints.make(now=NOW + 10)


def test_a_log_whose_tree_is_not_the_signed_one_is_not_opened(log, checkpoints, device, opened) -> None:
    acts = device.acts(10)
    log.append(acts)
    checkpoints.make(now=NOW)
    opened(device)
    break_in(log, "leaf", "UPDATE leaf SET envelope = ? WHERE idx = 5", flipped(acts[5].leaf))
    with pytest.raises(VerificationFailed, match="comparing the tree with the checkpoint of size 10"):
        opened(device)


def test_a_log_shorter_than_its_checkpoint_is_not_opened(log, checkpoints, device, opened) -> None:
    log.append(device.acts(10))
    checkpoints.make(now=NOW)
    break_in(log, "leaf", "DELETE FROM leaf WHERE idx = 9")
    with pytest.raises(VerificationFailed, match="a log of 9 leaves"):
        opened(device)


def test_a_past_that_was_rewritten_whole_is_found_by_each_checkpoint_over_it(log, checkpoints, device) -> None:
    twin = Device()
    acts, other = device.acts(8), twin.act("another story")
    for size in (3, 5):
        log.append(acts[log.tip().size : size])
        checkpoints.make(now=NOW)
    log.append(acts[5:])
    # Leaf and body fit each other, and no tile is complete yet: only what was signed shows it.
    break_in(log, "leaf", "UPDATE leaf SET envelope = ?, act_id = ? WHERE idx = 0", other.leaf, act_id(other.body))
    break_in(log, "body", "UPDATE body SET bytes = ? WHERE idx = 0", other.body)
    with log.database.reading() as reader:
        steps = [each.step for each in reread(reader, 0, 8).differences]
    assert steps == ["checkpoint of size 3", "checkpoint of size 5"]


def test_a_second_process_that_dies_is_no_answer(log, checkpoints, device, monkeypatch) -> None:
    log.append(device.acts(1))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(VerificationFailed, match="second reading, its process: expected an answer, got end 1"):
        checkpoints.make(now=NOW)
    assert alarms(log) == ["its process"]


def test_the_second_reading_can_be_started_by_hand(log: Log, device: Device) -> None:
    log.append(device.acts(3))
    command = [sys.executable, "-m", "safeconduct.store.reread", log.database.url, "0", "3", "--all"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (
        0, f'{{"first": 0, "size": 3, "root": "{log.tip().root.hex()}", "differences": []}}\n')  # fmt: skip


def test_a_second_reading_of_no_store_says_so(tmp_path) -> None:
    command = [sys.executable, "-m", "safeconduct.store.reread", str(tmp_path / "none.db"), "0", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "there is no store" in done.stdout) == (1, True)


def test_what_is_shown_is_padded_to_a_multiple_of_64(log: Log, checkpoints: Checkpoints, device: Device) -> None:
    log.append(device.acts(3))
    shown = checkpoints.show(now=NOW)
    assert shown is not None
    assert (shown.size, log.tip().size, checkpoints.reading.shown()) == (64, 64, (64, NOW))


def test_nothing_is_shown_before_15_minutes_are_over_and_nothing_twice(log, checkpoints, device) -> None:
    def show(later: int) -> int | None:
        shown = checkpoints.show(now=NOW + later)
        return shown and shown.size

    log.append(device.acts(3))
    sizes = [show(0), show(900)]
    log.append(device.acts(65))
    sizes += [show(899), show(900), show(901)]
    log.append(device.acts(1))
    assert [*sizes, show(1799), show(1800)] == [64, None, None, 192, None, None, 256]


def test_a_log_that_rests_is_read_again_every_hour(log: Log, checkpoints: Checkpoints, device: Device) -> None:
    log.append(device.acts(3))
    for later in (0, 900, 3599, 3600, 4500, 7200):
        checkpoints.show(now=NOW + later)
    with log.database.reading() as reader:
        read = reader.all("SELECT at, first, size FROM reread ORDER BY number")
    assert read == [(NOW + later, 0, 64) for later in (0, 3600, 7200)]


def test_padding_does_not_touch_a_full_log(log: Log, checkpoints: Checkpoints, device: Device) -> None:
    log.append(device.acts(64))
    assert (checkpoints.show(now=NOW) and log.tip().size) == 64


WITNESS = sha256(b"safeconduct test key: witness").digest()
WITNESS_KEY = verifier_of("witness.example", COSIGNATURE, public_of(WITNESS))


def test_cosignatures_are_kept_and_the_newest_of_each_stands_below_the_note(log, checkpoints, device) -> None:
    log.append(device.acts(3))
    made = checkpoints.make(now=NOW)
    text = open_checkpoint(made.note, KEY).text
    lines = [cosign(text, "witness.example", WITNESS, at) for at in (NOW, NOW + 5)]
    for line in (*lines, lines[0]):
        assert checkpoints.add_cosignature(3, line, [WITNESS_KEY], now=NOW + 5) == WITNESS_KEY
    assert sorted(each.line.decode() for each in checkpoints.reading.cosignatures(3)) == sorted(lines)
    cosigned = open_checkpoint(checkpoints.reading.note(3), KEY, [WITNESS_KEY]).cosigned
    assert [(each.verifier, each.at) for each in cosigned] == [(WITNESS_KEY, NOW + 5)]


def test_lines_that_do_not_count_are_refused(log, checkpoints, device) -> None:
    log.append(device.acts(3))
    text = open_checkpoint(checkpoints.make(now=NOW).note, KEY).text
    log.append(device.acts(1))
    checkpoints.make(now=NOW + 1)
    good = cosign(text, "witness.example", WITNESS, NOW)
    ahead = cosign(text, "witness.example", WITNESS, NOW + 601)
    own = checkpoints.reading.note(3).decode().splitlines()[-1]
    tries = [(5, good, [WITNESS_KEY]), (3, good, []), (3, own, [KEY]), (4, good, [WITNESS_KEY]), (3, ahead, [WITNESS_KEY]),
             (3, "no line", [WITNESS_KEY])]  # fmt: skip
    found = []
    for size, line, known in tries:
        with pytest.raises(Bad) as refused:
            checkpoints.add_cosignature(size, line, known, now=NOW)
        found.append(refused.value.code.removeprefix("cosignature."))
    assert found == ["size", "key", "key", "signature", "time", "note.line"]
    assert checkpoints.reading.cosignatures(3) == []


# ---- alarms ----


def test_after_an_alarm_nothing_is_signed_until_a_person_clears_it(log, checkpoints, device, monkeypatch) -> None:
    log.append(device.acts(3))
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/bin/false")
        with pytest.raises(VerificationFailed):
            checkpoints.make(now=NOW)
    # The fault is gone. That it was there stays: nothing is signed, also not after a reading in which nothing differs.
    for later in (1, 4000):
        with pytest.raises(VerificationFailed, match=r"second reading of 2026-11-18T11:06:40\+00:00, its process"):
            checkpoints.make(now=NOW + later)
        with pytest.raises(VerificationFailed, match="second reading of"):
            checkpoints.show(now=NOW + later)
        assert read_whole(log.database, now=NOW + later) == []
    assert checkpoints.reading.checkpoints() == []
    assert [one.step for one in clear(log.database, now=NOW + 4001)] == ["its process"]
    assert (open_alarms(log.database), alarms(log)) == ([], ["its process"])
    assert checkpoints.make(now=NOW + 4002).size == 3


def test_an_alarm_is_not_cleared_while_something_differs(log, checkpoints, device) -> None:
    acts = device.acts(10)
    log.append(acts)
    break_in(log, "body", "UPDATE body SET bytes = ? WHERE idx = 5", flipped(acts[5].body))
    for _ in range(2):
        with pytest.raises(VerificationFailed, match="second reading, body 5"):
            clear(log.database, now=NOW)
    with pytest.raises(VerificationFailed, match=r"second reading of .*body 5, and 1 more places"):
        checkpoints.make(now=NOW)
    with log.database.writing() as writer:
        writer.run("UPDATE body SET bytes = ? WHERE idx = 5", (acts[5].body,))
    assert [one.step for one in clear(log.database, now=NOW)] == ["body 5", "body 5"]
    assert checkpoints.make(now=NOW).size == 10


def test_an_alarm_that_comes_while_others_are_cleared_stays(log, checkpoints, device, monkeypatch) -> None:
    log.append(device.acts(3))
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/bin/false")
        read_whole(log.database, now=NOW)
    real = alarms_of.read_whole

    def meanwhile(database, *, now):
        found = real(database, now=now)
        with database.writing() as writer:
            writer.add("alarm", Alarm._fields, [Alarm(7, now, "body 2", "this", "that")])
        return found

    monkeypatch.setattr(alarms_of, "read_whole", meanwhile)
    assert [one.number for one in clear(log.database, now=NOW)] == [0]
    assert [one.number for one in open_alarms(log.database)] == [7]
