"""A log in memory, with the same door as a stored one: for tests that ask what acts do, not how they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from safeconduct.agreement.model import Agreement
from safeconduct.kernel.errors import Conflict
from safeconduct.record.body import EMPTY_ROOT, parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import parse_leaf, verify_leaf
from safeconduct.secretariat.desk import Desk, Head
from safeconduct.secretariat.docket import Entry
from tests.signed_log import ORIGIN, SignedLog, public


class MemoryRecords:
    """Keeps signed acts in a list. `keys` are the public keys by id."""

    def __init__(self, keys: dict[bytes, bytes]) -> None:
        self.origin, self.keys = ORIGIN, keys
        self.kept: list[Any] = []
        self.before_append: list[Any] = []  # acts of others that come in first, to play a race

    def entries(self, first: int) -> Iterator[Entry]:
        for signed in self.kept[first:]:
            yield Entry(signed.leaf, signed.body)

    def append(self, signed: Sequence[Any], *, at: int | None = None) -> list[int]:
        while self.before_append:
            self.kept.append(self.before_append.pop(0))
        if at is not None and at != len(self.kept):
            raise Conflict("the log has grown")
        for act in signed:
            leaf = parse_leaf(act.leaf)
            if leaf.act_id != sha256(act.body).digest() or not verify_leaf(self.keys[leaf.kid], leaf):
                raise Bad("log.signature", "the signature is not that of the key")
        indexes = []
        for act in signed:
            known = [n for n, other in enumerate(self.kept) if other.body == act.body]
            if not known:
                self.kept.append(act)
            indexes.append(known[0] if known else len(self.kept) - 1)
        return indexes

    def head(self, kid: bytes) -> Head | None:
        bodies = {body.seq: act for act in self.kept if (body := parse_body(act.body)).device == kid.hex()}
        seq = 0
        while seq in bodies:
            seq += 1
        return Head(seq - 1, sha256(bodies[seq - 1].body).digest()) if seq else None

    def seen(self) -> tuple[int, bytes]:
        return 0, EMPTY_ROOT


def desk_over(log: SignedLog, agreement: Agreement) -> Desk:
    """Open a desk over a copy of a signed log."""
    records = MemoryRecords({device.kid: public(label) for label, device in log.devices.items()})
    records.kept = list(log.acts)
    return Desk(records, agreement, log.digest)
