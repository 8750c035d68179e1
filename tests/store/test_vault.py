"""The vault over both databases: kept sealed, found by name, and gone from every open vault once it is erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safeconduct.kernel.errors import Invalid, VerificationFailed
from safeconduct.record.attachment import seal_attachment
from safeconduct.secretariat.vault import SealedParticular
from safeconduct.store.examine import Sealed
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.log import Log
from safeconduct.store.vault import StoredVault
from tests.store.acts import Device

CASE, OTHER = "SYN-4K7Q", "SYN-8M2X"
NAME = "Ruwa Telembe"


@pytest.fixture
def opened_keys(tmp_path: Path) -> Iterator[Callable[[], SubjectKeys]]:
    made: list[SubjectKeys] = []

    def open_() -> SubjectKeys:
        made.append(SubjectKeys(tmp_path / "subjects.keys"))
        return made[-1]

    yield open_
    for keys in made:
        keys.close()


@pytest.fixture
def vault(log: Log, opened_keys: Callable[[], SubjectKeys]) -> StoredVault:
    return StoredVault(log.database, opened_keys())


def kept(vault: StoredVault, log: Log, device: Device, case: str, kind: str, text: str) -> SealedParticular:
    """Keep something and let the log take the act that names it."""
    sealed = vault.keep(case, kind, text.encode())
    log.append([device.act(attachments=(Sealed(sealed.c, sealed.ciphertext, sealed.subject),))])
    return sealed


def texts(vault: StoredVault, case: str) -> list[tuple[str, str]]:
    return [(one.kind, one.data.decode()) for _, one in vault.read(case)]


def test_what_is_kept_is_read_and_found(vault, log, device):
    kept(vault, log, device, CASE, "name", NAME)
    kept(vault, log, device, CASE, "need", "insulin")
    kept(vault, log, device, OTHER, "name", "Somebody Else")
    assert texts(vault, CASE) == [("name", NAME), ("need", "insulin")]
    assert (vault.search("ruwa"), vault.search("insulin"), vault.subjects()) == ((CASE,), (), (CASE, OTHER))


def test_nothing_is_read_before_its_act_is_in_the_log(vault, log, device):
    sealed = vault.keep(CASE, "name", NAME.encode())
    assert (vault.read(CASE), vault.subjects()) == ((), ())
    vault.withdraw(sealed.c)
    log.append([device.act(attachments=(Sealed(sealed.c, sealed.ciphertext, sealed.subject),))])
    assert (vault.read(CASE), vault.subjects()) == ((), ())


def test_one_person_has_one_key_and_its_id_says_nothing(vault, log, device):
    one, two = (kept(vault, log, device, CASE, "name", name) for name in (NAME, "Ruwa T."))
    other = kept(vault, log, device, OTHER, "name", NAME)
    assert one.subject == two.subject != other.subject
    assert (len(one.subject), CASE.encode() in one.subject) == (16, False)
    assert (one.attached.media, one.attached.kind, one.attached.length) == ("application/octet-stream", "person", 1024 + 28)


def test_two_open_vaults_see_each_other(vault, log, device, opened_keys):
    second = StoredVault(log.database, opened_keys())
    one = kept(vault, log, device, CASE, "name", NAME)
    assert (second.search("telembe"), texts(second, CASE)) == ((CASE,), [("name", NAME)])
    assert kept(second, log, device, CASE, "need", "insulin").subject == one.subject
    second.forget((one.c,))
    assert (vault.search("telembe"), texts(vault, CASE)) == ((), [("need", "insulin")])


def test_the_index_forgets_and_a_new_key_is_drawn(vault, log, device):
    before = kept(vault, log, device, CASE, "name", NAME)
    vault.forget(vault.commitments(CASE))
    assert (vault.search("ruwa"), vault.read(CASE), vault.subjects(), vault.commitments(CASE)) == ((), (), (), ())
    after = kept(vault, log, device, CASE, "name", "Another Name")
    assert after.subject != before.subject
    assert texts(vault, CASE) == [("name", "Another Name")]


def test_a_key_erased_between_two_steps_of_another_process_is_not_lost_to_what_is_kept(vault, log, device, opened_keys):
    first = kept(vault, log, device, CASE, "name", NAME)
    keys = vault._keys
    put = keys.put

    def erase_first(*values: bytes) -> None:
        # Another process erases all else about the person just before the salt is written.
        opened_keys().erase([first.c])
        put(*values)

    keys.put = erase_first
    kept(vault, log, device, CASE, "need", "insulin")
    assert texts(vault, CASE) == [("need", "insulin")]


def test_it_is_opened_again_from_its_files(vault, log, device, opened_keys):
    kept(vault, log, device, CASE, "name", NAME)
    again = StoredVault(log.database, opened_keys())
    assert (again.search("ruwa"), texts(again, CASE)) == ((CASE,), [("name", NAME)])


def test_what_is_never_held_leaves_no_key(vault):
    with pytest.raises(Invalid, match="never held"):
        vault.keep(CASE, "note", b"call 0599 123 456")
    assert (vault._keys.kept(), vault.subjects()) == ({}, ())


def test_what_cannot_be_opened_is_said(vault, log, device, opened_keys):
    kept(vault, log, device, CASE, "name", NAME)
    key, salt = bytes(32), bytes([1]) * 32
    ciphertext, c = seal_attachment(key, salt, b"not what a vault seals")
    keys = opened_keys()
    keys.receive(b"stranger", key)
    keys.put(c, b"stranger", salt)
    log.append([device.act(attachments=(Sealed(c, ciphertext, b"stranger"),))])
    assert list(vault.damaged()) == [c]
    assert texts(vault, CASE) == [("name", NAME)]


def test_a_changed_ciphertext_is_not_left_out_in_silence(vault, log, device, monkeypatch):
    sealed = kept(vault, log, device, CASE, "name", NAME)
    assert texts(vault, CASE) == [("name", NAME)]
    changed = sealed.ciphertext[:-1] + bytes([sealed.ciphertext[-1] ^ 1])
    monkeypatch.setattr(vault._reading, "attachment", lambda c: changed)
    with pytest.raises(VerificationFailed, match=CASE):
        vault.read(CASE)


