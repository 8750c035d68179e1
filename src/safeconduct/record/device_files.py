"""What a device keeps of attachments: the ciphertext, and the key that opens it, sealed to those who hold attachments.

The device draws a key for each person and forgets it at once. Whoever takes the machine finds nothing that opens; nor can the
device itself read again what it has sealed.
"""

import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from safeconduct.record.attachment import new_key, new_salt, seal_attachment
from safeconduct.record.bundle import read_attached, write_attached
from safeconduct.record.faults import Bad
from safeconduct.record.person_keys import PersonKey, SealedKey, seal_person_key

SUBJECT = 16
"""Bytes of the id of a person's key."""


class NewAttachment(NamedTuple):
    """A sealed attachment, and what opens it, sealed once for each holder."""

    c: bytes
    ciphertext: bytes
    keys: tuple[SealedKey, ...]


def seal_for(plaintexts: Sequence[bytes], holders: Iterable[bytes]) -> list[NewAttachment]:
    """Seal what is said of one person under a new key, and that key to each holder's sealing key, given raw."""
    key, subject, public, found = new_key(), secrets.token_bytes(SUBJECT), list(holders), []
    for plaintext in plaintexts:
        salt = new_salt()
        ciphertext, c = seal_attachment(key, salt, plaintext)
        one = PersonKey(c, subject, key, salt)
        found.append(NewAttachment(c, ciphertext, tuple(seal_person_key(one, holder) for holder in public)))
    return found


class AttachmentFiles:
    """The folder with one file for each attachment, named by its commitment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, c: bytes) -> Path:
        return self._folder / c.hex()

    def put(self, one: NewAttachment) -> None:
        """Keep an attachment on the disk."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with open(os.open(self._path(one.c), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(write_attached({one.c: one.ciphertext}, one.keys))
            file.flush()
            os.fsync(file.fileno())

    def get(self, commitments: Iterable[bytes]) -> tuple[Mapping[bytes, bytes], list[SealedKey], set[bytes]]:
        """Give ciphertexts, sealed keys, and the attachments that are not here. Raises Bad for a file that was changed."""
        found, keys, lacking = dict[bytes, bytes](), list[SealedKey](), set[bytes]()
        for c in commitments:
            if not self._path(c).is_file():
                lacking.add(c)
                continue
            attached, sealed = read_attached(self._path(c).read_bytes())
            if attached.keys() != {c}:
                raise Bad("device.attachment", "the file of an attachment is damaged", where=c.hex())
            found |= attached
            keys += sealed
        return found, keys, lacking

    def forget(self, commitments: Iterable[bytes]) -> None:
        """Overwrite and delete the files of attachments."""
        for c in commitments:
            with suppress(FileNotFoundError), self._path(c).open("r+b") as file:
                file.write(bytes(os.fstat(file.fileno()).st_size))
                file.flush()
                os.fsync(file.fileno())
                self._path(c).unlink()
