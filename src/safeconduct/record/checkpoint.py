"""Signed checkpoints: the head of a tree as its log signed it, with the cosignatures below."""

from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.record.faults import Bad
from safeconduct.record.head import Checkpoint, parse_checkpoint, write_checkpoint
from safeconduct.record.note import Line, Opened, Signed, open_note, sign_note
from safeconduct.record.vkey import Verifier

__all__ = ["Checkpoint", "OpenedCheckpoint", "open_checkpoint", "parse_checkpoint", "sign_checkpoint", "write_checkpoint"]


class OpenedCheckpoint(NamedTuple):
    """A checkpoint that its log signed. `cosigned` has one entry for each known cosigner; `others` are lines nobody checked."""

    checkpoint: Checkpoint
    text: bytes
    log: Signed
    cosigned: tuple[Signed, ...]
    others: tuple[Line, ...]


def sign_checkpoint(checkpoint: Checkpoint, seed: bytes) -> bytes:
    """Sign a checkpoint with the key of its log, under the name of its origin."""
    return sign_note(write_checkpoint(checkpoint), checkpoint.origin, seed)


def open_checkpoint(
    note: bytes, log: Verifier, cosigners: Iterable[Verifier] = (), *, origin: str | None = None
) -> OpenedCheckpoint:
    """Open a checkpoint of this log. Its origin must be the name of the log's key, unless another is given.

    Raises `Bad` where the log has not signed, where a line of a known key does not fit, and for another origin.
    """
    cosigners = tuple(cosigners)
    if log in cosigners:
        raise Bad("checkpoint.roles", "the log cannot stand among its own cosigners", got=log.name)
    opened: Opened = open_note(note, (log, *cosigners))
    own = [signed for signed in opened.verified if signed.verifier == log]
    if not own:
        raise Bad("checkpoint.unsigned", "the log itself has not signed this checkpoint", expected=log.name)
    checkpoint = parse_checkpoint(opened.text)
    expected = log.name if origin is None else origin
    if checkpoint.origin != expected:
        raise Bad("checkpoint.origin", "this is a checkpoint of another log", expected=expected, got=checkpoint.origin)
    cosigned = tuple(signed for signed in opened.verified if signed.verifier != log)
    return OpenedCheckpoint(checkpoint, opened.text, own[0], cosigned, opened.unverified)
