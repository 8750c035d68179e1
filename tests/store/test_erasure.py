"""Erasing: what was ordered out is in no file any more, stays out, and the log still holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from safeconduct.record.body import act_id
from safeconduct.record.faults import Bad
from safeconduct.store.erasure import Erasures
from safeconduct.store.errors import WrongStore
from safeconduct.store.examine import Sealed, Signed
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.log import Log
from safeconduct.store.reading import Reading, StoredBody
from safeconduct.store.reread import reread
from tests.store.acts import Device, sealed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "keys"
    made.mkdir()
    return made


@pytest.fixture
def keys(folder: Path) -> SubjectKeys:
    return SubjectKeys(folder / "keys.db")


def salt_of(each: Sealed) -> bytes:
    return b"salt" + each.c[:28]


def put(keys: SubjectKeys, *attachments: Sealed) -> list[bytes]:
    for each in attachments:
        keys.put(each.c, each.subject, salt_of(each))
    return [keys.key_for(each.subject) for each in attachments]


def found_in(folder: Path, *wanted: bytes) -> list[bytes]:
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [each for each in wanted if each in held]


def test_a_person_keeps_one_key_and_others_have_others(keys: SubjectKeys) -> None:
    one, other = put(keys, sealed("a", "person 1"), sealed("b", "person 2"))
    assert (keys.key_for(sealed("c", "person 1").subject), keys.key(sealed("b", "person 2").subject)) == (one, other)
    assert (len(one), one != other) == (32, True)


def test_erasing_leaves_no_key_and_no_salt_in_any_file(keys: SubjectKeys, folder: Path) -> None:
    gone, stays = sealed("a", "person 1"), sealed("b", "person 2")
    secrets = [*put(keys, gone, stays), salt_of(gone), salt_of(stays)]
    assert found_in(folder, *secrets) == secrets
    assert keys.erase([gone.c, bytes(32)]) == 1
    assert found_in(folder, *secrets) == [secrets[1], secrets[3]]
    assert (keys.key(gone.subject), keys.salt(gone.c), keys.key(stays.subject)) == (None, None, secrets[1])


def test_the_key_of_a_person_goes_with_the_last_attachment(keys: SubjectKeys) -> None:
    one, two = sealed("a"), sealed("b")
    key = put(keys, one, two)[0]
    keys.erase([one.c])
    assert keys.key(one.subject) == key
    keys.erase([two.c])
    assert keys.key(one.subject) is None


def test_a_journal_that_a_dying_process_left_is_overwritten_at_the_next_start(folder: Path) -> None:
    one = sealed("a")
    keys = SubjectKeys(folder / "keys.db")
    key = put(keys, one)[0]
    keys._overwrite_journal = lambda: None
    keys.erase([one.c])
    keys.close()
    assert found_in(folder, key) == [key]
    SubjectKeys(folder / "keys.db").close()
    assert found_in(folder, key, salt_of(one)) == []


def test_another_holders_key_is_kept_but_never_over_ones_own(keys: SubjectKeys) -> None:
    keys.receive(b"person", bytes(32))
    keys.receive(b"person", bytes(32))
    with pytest.raises(ValueError, match="another key is kept"):
        keys.receive(b"person", bytes([1]) * 32)
    assert keys.key(b"person") == bytes(32)


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, and long enough to look at\n" * 20, encoding="utf-8")
    with pytest.raises(WrongStore, match="this is no file of keys"):
        SubjectKeys(tmp_path / "notes.txt")


def stored(log: Log, device: Device) -> tuple[Sealed, Sealed, list[Signed]]:
    gone, stays = sealed("a", "person 1"), sealed("b", "person 2")
    acts = [device.act(attachments=(gone, stays)), device.act("a name nobody may find"), *device.acts(300)]
    log.append(acts)
    return gone, stays, acts


def test_an_order_takes_out_ciphertext_key_and_salt_and_the_log_holds(log: Log, device: Device, keys: SubjectKeys) -> None:
    gone, stays, acts = stored(log, device)
    put(keys, gone, stays)
    before, reading = log.tip(), Reading(log.database)
    Erasures(log.database, keys).carry_out([gone.c], ordered=5, now=100)
    assert (reading.attachment(gone.c), reading.attachment(stays.c)) == (None, stays.ciphertext)
    assert (keys.salt(gone.c), keys.key(gone.subject), keys.salt(stays.c)) == (None, None, salt_of(stays))
    with log.database.reading() as reader:
        assert reread(reader, 0, len(acts)).differences == ()
    assert log.tip() == before


def test_what_was_erased_does_not_come_back_with_a_repeat(log: Log, device: Device, keys: SubjectKeys) -> None:
    gone, _, acts = stored(log, device)
    unseen = sealed("never here")
    late = device.act(attachments=(unseen,))
    erasures = Erasures(log.database, keys)
    erasures.carry_out([gone.c, unseen.c], ordered=5, now=100)
    erasures.carry_out([gone.c], ordered=6, now=200)
    log.append([acts[0], late])
    reading = Reading(log.database)
    assert (reading.attachment(gone.c), reading.attachment(unseen.c)) == (None, None)
    with log.database.reading() as reader:
        rows = reader.all("SELECT c, ordered, carried_out FROM erasure")
    assert sorted(rows) == sorted([(gone.c, 5, 100), (unseen.c, 5, 100)])


def test_orders_are_carried_out_again_after_an_old_file_of_keys_came_back(log, device, keys, folder, tmp_path) -> None:
    gone, stays, _ = stored(log, device)
    put(keys, gone, stays)
    keys.close()
    shutil.copy(folder / "keys.db", tmp_path / "backup.db")
    keys = SubjectKeys(folder / "keys.db")
    Erasures(log.database, keys).carry_out([gone.c], ordered=5, now=100)
    keys.close()
    shutil.copy(tmp_path / "backup.db", folder / "keys.db")
    restored = SubjectKeys(folder / "keys.db")
    assert restored.salt(gone.c) == salt_of(gone)
    erasures = Erasures(log.database, restored)
    assert [erasures.repeat(), erasures.repeat()] == [1, 0]
    assert (restored.salt(gone.c), restored.salt(stays.c)) == (None, salt_of(stays))


def test_a_redacted_body_is_gone_and_says_by_which_act(log: Log, device: Device, keys: SubjectKeys) -> None:
    _, _, acts = stored(log, device)
    id_, before = act_id(acts[1].body), log.tip()
    erasures = Erasures(log.database, keys)
    for by in (7, 8):
        erasures.redact(id_, by=by)
    assert (Reading(log.database).body(id_), log.tip()) == (StoredBody(1, None, 7), before)
    with log.database.reading() as reader:
        assert reread(reader, 0, len(acts)).differences == ()


def test_an_unknown_act_is_not_redacted(log: Log, keys: SubjectKeys) -> None:
    with pytest.raises(Bad, match="there is no such act in the log"):
        Erasures(log.database, keys).redact(bytes(32), by=1)


def test_in_sqlite_what_was_taken_out_is_in_no_file(log: Log, device: Device, keys: SubjectKeys, tmp_path: Path) -> None:
    if "://" in log.database.url:
        pytest.skip("the files of PostgreSQL are looked through in test_nowhere")
    gone, _, acts = stored(log, device)
    erasures = Erasures(log.database, keys)
    wanted = (gone.ciphertext, b"a name nobody may find")
    assert found_in(tmp_path, *wanted) == [*wanted]
    erasures.carry_out([gone.c], ordered=5, now=100)
    erasures.redact(act_id(acts[1].body), by=6)
    assert found_in(tmp_path, *wanted) == []
