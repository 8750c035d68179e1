"""The key of a person on its way to another holder of attachments: sealed to a registered sealing key, never in the clear.

Section 11 of `docs/spec/record.md`. Key and salt travel together, for without the salt nobody can say whether what a key opens is
what the body stands for. Whoever opens a box learns that only by opening the attachment with it.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from safeconduct.record import jsonform
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of
from safeconduct.record.sealing import sealing_public

MAGIC = b"safeconduct person keys/v1\n"
_LABEL = b"person key/v1"
_SEALED = 48  # what a sealed box adds
BOX = len(_LABEL) + 96 + _SEALED
"""Bytes of a box."""
MOST_SUBJECT = 255


class PersonKey(NamedTuple):
    """What opens an attachment: its commitment, the id of the person's key, that key, and the salt."""

    c: bytes
    subject: bytes
    key: bytes
    salt: bytes


class SealedKey(NamedTuple):
    """The same, sealed to the sealing key with this id. Commitment and id of the person's key can be read by anyone."""

    c: bytes
    subject: bytes
    kid: bytes
    box: bytes


def seal_person_key(one: PersonKey, public: bytes) -> SealedKey:
    """Seal a person's key to a registered sealing key, given raw."""
    return SealedKey(one.c, one.subject, kid_of(public), _box(public).encrypt(_LABEL + one.c + one.key + one.salt))


def open_person_key(sealed: SealedKey, private: bytes) -> PersonKey:
    """Open a box with the X25519 form of the sealing key. Raises Bad where it does not open, or is that of something else."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    try:
        found = SealedBox(PrivateKey(private)).decrypt(sealed.box)
    except (CryptoError, ValueError):
        raise Bad("personkey.sealed", "the box cannot be opened with this key", where=sealed.c.hex(),
                  expected=f"sealed to {sealed.kid.hex()}") from None  # fmt: skip
    at = len(_LABEL)
    if len(sealed.box) != BOX or found[:at] != _LABEL or found[at : at + 32] != sealed.c:
        raise Bad("personkey.other", "the box holds the key of something else", where=sealed.c.hex())
    return PersonKey(sealed.c, sealed.subject, found[at + 32 : at + 64], found[at + 64 :])


def write_sealed_keys(keys: Sequence[SealedKey]) -> bytes:
    """Write sealed keys one after the other."""
    return b"".join(one.c + one.kid + _with_length(one.subject) + _with_length(one.box) for one in keys)


def read_sealed_keys(data: bytes) -> list[SealedKey]:
    """Read sealed keys to the end of the bytes. Raises Bad where they are cut, or one stands there twice."""
    found, seen, reader = list[SealedKey](), set[tuple[bytes, bytes]](), _Reader(data)
    while reader.at < len(data):
        c, kid = reader.take(32), reader.take(8)
        one = SealedKey(c, reader.take(reader.length()), kid, reader.take(reader.length()))
        if len(one.box) != BOX or len(one.subject) > MOST_SUBJECT:
            raise Bad("personkey.form", "a box or an id of another length", where=c.hex(), expected=f"{BOX} bytes",
                      got=f"{len(one.box)} bytes")  # fmt: skip
        if (c, kid) in seen:
            raise Bad("personkey.form", "one key twice for one reader", where=c.hex(), got=kid.hex())
        seen.add((c, kid))
        found.append(one)
    return found


# ---- all of them in one file, for a server that lost its own ----


def write_release(origin: str, keys: Sequence[PersonKey], public: bytes) -> bytes:
    """Write a file with the keys of persons that only the holder of a sealing key, given raw, can open."""
    head = MAGIC + jsonform.write({"count": len(keys), "kid": kid_of(public).hex(), "log": origin}) + b"\n"
    rows = (one.c + one.key + one.salt + _with_length(one.subject) for one in keys)
    return head + _box(public).encrypt(sha256(head).digest() + b"".join(rows))


def read_release(data: bytes, *, origin: str, kid: bytes, private: bytes) -> list[PersonKey]:
    """Open such a file. Raises Bad for anything else, for another log, and where it is sealed to another key."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    end = data.find(b"\n", len(MAGIC), len(MAGIC) + jsonform.LARGEST + 1)
    if not data.startswith(MAGIC) or end < 0:
        raise Bad("personkey.file", "not a file of persons' keys", where="line 1", expected=MAGIC.decode().strip())
    head, value = data[: end + 1], jsonform.parse(data[len(MAGIC) : end])
    if value.keys() != {"count", "kid", "log"}:
        raise Bad("personkey.file", "other keys than it has to have", where="line 2", expected="count, kid, log")
    for name, own in (("log", origin), ("kid", kid.hex())):
        if value[name] != own:
            raise Bad("personkey.file", "it was written for another log" if name == "log" else "it is sealed to another key",
                      where=name, expected=own, got=str(value[name])[:80])  # fmt: skip
    try:
        found = SealedBox(PrivateKey(private)).decrypt(data[end + 1 :])
    except (CryptoError, ValueError):
        found = b""
    if found[:32] != sha256(head).digest():
        raise Bad("personkey.sealed", "it cannot be opened: the key does not fit, or it was changed on the way")
    reader, keys = _Reader(found[32:]), list[PersonKey]()
    while reader.at < len(reader.data):
        c, key, salt = reader.take(32), reader.take(32), reader.take(32)
        keys.append(PersonKey(c, reader.take(reader.length()), key, salt))
    if len(keys) != value["count"]:
        raise Bad("personkey.file", "not as many keys as it says", where="count", expected=str(value["count"]),
                  got=str(len(keys)))  # fmt: skip
    return keys


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise Bad("personkey.cut", "cut off", where=f"byte {self.at}")
        self.at += size
        return self.data[self.at - size : self.at]

    def length(self) -> int:
        return int.from_bytes(self.take(2), "big")


def _with_length(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def _box(public: bytes) -> Any:
    from nacl.public import PublicKey, SealedBox

    return SealedBox(PublicKey(sealing_public(public)))
