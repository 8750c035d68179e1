"""Is this an act that the log may take: well formed, of this log, and signed with the key it names?

What the act does is not asked here; nothing is refused for that.
"""

from collections.abc import Callable
from typing import NamedTuple

from safeconduct.record.body import act_id, parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import Leaf, parse_leaf, verify_leaf

KeyOf = Callable[[bytes], bytes | None]
"""Gives the public key that is registered under a key id, or None."""


class Sealed(NamedTuple):
    """An attachment as it is kept: its commitment, its ciphertext, and the id of the key of the person it speaks of."""

    c: bytes
    ciphertext: bytes
    subject: bytes


class Signed(NamedTuple):
    """A signed act as it arrives: the bytes of leaf and body, and those of its attachments that came with it."""

    leaf: bytes
    body: bytes
    attachments: tuple[Sealed, ...] = ()


class Examined(NamedTuple):
    """A signed act of which `examine` found nothing wrong."""

    leaf: bytes
    body: bytes
    attachments: tuple[Sealed, ...]
    act_id: bytes
    kid: bytes
    seq: int


def examine(signed: Signed, *, origin: str, key_of: KeyOf) -> Examined:
    """Check form, log, key and signature. Raises Bad with what is wrong."""
    examined, leaf, public = look_at(signed, origin=origin, key_of=key_of)
    check_signature(leaf, public)
    return examined


def look_at(signed: Signed, *, origin: str, key_of: KeyOf) -> tuple[Examined, Leaf, bytes]:
    """Check all but the signature, and give the leaf and the public key that it takes. Raises Bad with what is wrong."""
    leaf, body = parse_leaf(signed.leaf), parse_body(signed.body)
    digest = act_id(signed.body)
    if leaf.act_id != digest:
        raise Bad("log.body", "the leaf was signed for another body", expected=leaf.act_id.hex(), got=digest.hex())
    if body.log != origin:
        raise Bad("log.origin", "the act belongs to another log", where="log", expected=origin, got=body.log)
    if body.device != leaf.kid.hex():
        raise Bad("log.device", "the body names another key than the leaf", where="device", expected=leaf.kid.hex(),
                  got=body.device)  # fmt: skip
    public = key_of(leaf.kid)
    if public is None:
        raise Bad("log.key", "no such key is registered", where="kid", got=leaf.kid.hex())
    if signed.attachments:
        named = {each.c: each.length for each in body.att}
        for sealed in signed.attachments:
            if named.get(sealed.c) != len(sealed.ciphertext):
                raise Bad("log.attachment", "the act names no attachment of this commitment and length", where=sealed.c.hex(),
                          expected=str(named.get(sealed.c, "none")), got=str(len(sealed.ciphertext)))  # fmt: skip
    return Examined(signed.leaf, signed.body, signed.attachments, digest, leaf.kid, body.seq), leaf, public


def check_signature(leaf: Leaf, public: bytes) -> None:
    """Raise Bad unless the signature of a leaf is that of the key."""
    if not verify_leaf(public, leaf):
        raise Bad("log.signature", "the signature is not that of the key", where=f"key {leaf.kid.hex()}")
