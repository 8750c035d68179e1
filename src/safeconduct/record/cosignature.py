"""Cosignatures: dated lines of witnesses and mirrors below a checkpoint. C2SP `tlog-cosignature`.

The Ed25519 form does not sign the name of the cosigner, so a key is never used under two names. The ML-DSA-44 form signs it,
but not the extension lines of the checkpoint.
"""

from safeconduct.record import ed25519, mldsa
from safeconduct.record.faults import Bad
from safeconduct.record.head import Checkpoint, parse_checkpoint
from safeconduct.record.vkey import COSIGNATURE, ML_DSA_44, Line, Verifier, verifier_of, write_line

LAST_TIME = 2**63 - 1
AHEAD = 600
"""Seconds that the clock of a cosigner may be ahead of ours."""


def _message(text: bytes, at: int) -> bytes:
    return b"cosignature/v1\ntime %d\n%b" % (at, text)


def _subtree_message(name: str, head: Checkpoint, at: int) -> bytes | None:
    cosigner, origin = name.encode(), head.origin.encode()
    if not 0 < len(cosigner) < 256 or not 0 < len(origin) < 256:
        return None
    number = [value.to_bytes(8, "big") for value in (at, 0, head.size)]
    named = bytes([len(cosigner)]) + cosigner + number[0] + bytes([len(origin)]) + origin
    return b"subtree/v1\n\x00" + named + number[1] + number[2] + head.root


def _check_time(at: int) -> None:
    if not 0 <= at <= LAST_TIME:
        raise Bad("cosignature.time", "this is no time of a cosignature", expected="seconds from 0 to 2^63 - 1", got=str(at))


def cosign(text: bytes, name: str, seed: bytes, at: int) -> str:
    """Cosign the text of a checkpoint with Ed25519 at a time in POSIX seconds. Give the line, with its newline."""
    parse_checkpoint(text)
    _check_time(at)
    verifier = verifier_of(name, COSIGNATURE, ed25519.public_of(seed))
    signature = at.to_bytes(8, "big") + ed25519.sign(seed, _message(text, at))
    return write_line(Line(name, verifier.key_id, signature))


def cosign_ml_dsa(text: bytes, name: str, seed: bytes, at: int) -> str:
    """Cosign the text of a checkpoint with ML-DSA-44. Raises `Bad` where the library for it is missing."""
    head = parse_checkpoint(text)
    _check_time(at)
    verifier = verifier_of(name, ML_DSA_44, mldsa.public_of(seed))
    message = _subtree_message(name, head, at)
    if message is None:
        raise Bad("cosignature.name", "an origin or a name is too long for this kind", expected="at most 255 bytes")
    return write_line(Line(name, verifier.key_id, at.to_bytes(8, "big") + mldsa.sign(seed, message)))


def checked_here(verifier: Verifier) -> bool:
    """Say whether signatures of this key can be checked on this machine."""
    return verifier.kind != ML_DSA_44 or mldsa.available()


def time_of(signature: bytes) -> int | None:
    """Give the time in a cosignature, in POSIX seconds, or nothing if it is none that may be."""
    at = int.from_bytes(signature[:8], "big")
    return at if len(signature) > 8 and at <= LAST_TIME else None


def verify_cosignature(verifier: Verifier, text: bytes, signature: bytes) -> bool:
    """Say whether the time and signature of a line were made by this key over this checkpoint. Says nothing about how late it is.

    Raises `Bad` for an ML-DSA-44 key where the library for it is missing; `checked_here` tells beforehand.
    """
    at = time_of(signature)
    if at is None:
        return False
    if verifier.kind == COSIGNATURE:
        return len(signature) == 72 and ed25519.verify(verifier.public, _message(text, at), signature[8:])
    if verifier.kind != ML_DSA_44:
        return False
    try:
        head = parse_checkpoint(text)
    except Bad:
        return False
    message = _subtree_message(verifier.name, head, at)
    return message is not None and mldsa.verify(verifier.public, message, signature[8:])


def is_ahead(at: int, now: int) -> bool:
    """Say whether a cosignature claims a time so far in the future that it does not count."""
    return at > now + AHEAD
