"""Signed acts for the tests of the store: made-up devices of a made-up log, with published keys."""

from __future__ import annotations

from hashlib import sha256

from safeconduct.record.body import EMPTY_ROOT, Attached, Body, act_id, write_body
from safeconduct.record.ed25519 import public_of
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.store.examine import Sealed, Signed

ORIGIN = "record.example/test"


class Device:
    """A device that signs one act after another."""

    def __init__(self, label: str = "one", *, log: str = ORIGIN) -> None:
        self.seed = sha256(b"safeconduct test key: " + label.encode()).digest()
        self.public = public_of(self.seed)
        self.kid = kid_of(self.public)
        self.log, self.seq, self.prev = log, 0, ""

    def act(self, text: str = "", attachments: tuple[Sealed, ...] = (), kind: str = "noop.padded/1") -> Signed:
        """Sign the next act of the chain."""
        att = tuple(Attached(each.c, len(each.ciphertext), "image/jpeg", "photo") for each in attachments)
        nonce = sha256(b"nonce" + self.kid + self.seq.to_bytes(8, "big")).digest()[:16]
        act = {"type": kind} | ({"said": text} if text else {})
        data = write_body(Body(self.log, "north", self.kid.hex(), self.seq, self.prev, 0, EMPTY_ROOT,
                               "2026-11-23T10:00:00+02:00", act, att, nonce))  # fmt: skip
        signed = Signed(sign_leaf(self.seed, act_id(data)), data, attachments)
        self.seq, self.prev = self.seq + 1, act_id(data).hex()
        return signed

    def acts(self, count: int) -> list[Signed]:
        """Sign the next acts of the chain."""
        return [self.act() for _ in range(count)]


def sealed(label: str, subject: str = "person 1") -> Sealed:
    """Give an attachment whose bytes are made up, its commitment too: the store does not open it."""
    commitment, of_whom = sha256(b"c" + label.encode()).digest(), sha256(subject.encode()).digest()[:16]
    return Sealed(commitment, b"ciphertext of " + label.encode() * 40, of_whom)


def keys(*devices: Device) -> dict[bytes, bytes]:
    """Give the registered keys by their id; its `get` is what a log asks."""
    return {device.kid: device.public for device in devices}
