"""The leaf: the signature over an act id, 146 bytes in one fixed form. Section 5 of `docs/spec/record.md`.

It is a COSE_Sign1 message, but no CBOR is read here: everything but key id, act id and signature is compared.
"""

from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from safeconduct.record import ed25519
from safeconduct.record.faults import Bad

SIZE = 146
"""Bytes of every leaf."""

# What stands before the key id, between it and the act id, and between the act id and the signature.
_HEAD = bytes.fromhex("d284 5829 a4 0127 0448")
_MIDDLE = bytes.fromhex("190102 2f 190103 74") + b"application/act+json" + bytes.fromhex("a0 5820")
_TAIL = bytes.fromhex("5840")
# The protected header within these.
_HEADER_HEAD, _HEADER_TAIL = _HEAD[4:], _MIDDLE[:-3]
_SIGN_HEAD = bytes.fromhex("846a") + b"Signature1" + bytes.fromhex("5829") + _HEADER_HEAD
_SIGN_TAIL = _HEADER_TAIL + bytes.fromhex("40 5820")


class Leaf(NamedTuple):
    """Who signed what: key id (8 bytes), act id (32 bytes) and signature (64 bytes)."""

    kid: bytes
    act_id: bytes
    signature: bytes


@lru_cache(maxsize=65_536)
def kid_of(public: bytes) -> bytes:
    """Give the id of a key: the first 8 bytes of the SHA-256 of the raw public key."""
    return sha256(public).digest()[:8]


def to_sign(kid: bytes, act_id: bytes) -> bytes:
    """Give the bytes that the signature covers: the Sig_structure of RFC 9052, section 4.4."""
    return _SIGN_HEAD + kid + _SIGN_TAIL + act_id


def write_leaf(leaf: Leaf) -> bytes:
    """Give the 146 bytes of a leaf. Raises Bad if a part has another length."""
    kid, act_id, signature = leaf
    if (len(kid), len(act_id), len(signature)) != (8, 32, 64):
        got = f"{len(kid)}, {len(act_id)} and {len(signature)}"
        raise Bad("leaf.parts", "a part has the wrong length", expected="8, 32 and 64 bytes", got=got)
    return _HEAD + kid + _MIDDLE + act_id + _TAIL + signature


def parse_leaf(data: bytes) -> Leaf:
    """Read a leaf. Raises Bad unless all its fixed bytes are right; the signature is not verified here."""
    if len(data) != SIZE:
        raise Bad("leaf.size", "not a leaf", expected=f"{SIZE} bytes", got=f"{len(data)} bytes")
    if data[:9] != _HEAD or data[17:48] != _MIDDLE or data[80:82] != _TAIL:
        raise _difference(data)
    return Leaf(data[9:17], data[48:80], data[82:])


def sign_leaf(seed: bytes, act_id: bytes) -> bytes:
    """Sign an act id. Gives the 146 bytes of the leaf."""
    kid = kid_of(ed25519.public_of(seed))
    return write_leaf(Leaf(kid, act_id, ed25519.sign(seed, to_sign(kid, act_id))))


def verify_leaf(public: bytes, leaf: Leaf) -> bool:
    """Whether a leaf names this key and carries its signature."""
    kid, act_id, signature = leaf
    return len(act_id) == 32 and kid == kid_of(public) and ed25519.verify(public, to_sign(kid, act_id), signature)


def _difference(data: bytes) -> Bad:
    form = _HEAD + data[9:17] + _MIDDLE + data[48:80] + _TAIL
    place = next(index for index, byte in enumerate(form) if data[index] != byte)
    return Bad("leaf.form", "not a leaf", where=f"byte {place}", expected=f"{form[place]:02x}", got=f"{data[place]:02x}")
