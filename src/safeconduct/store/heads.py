"""How far the unbroken chain of a key reaches: its first number, the next, up to where one is missing.

Most appends write nothing here. Every 64th number the place is kept, and from there it is walked on in the index.
"""

from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.store.database import Reader, Writer

STEP = 64
_PAGE = 256


class DeviceHead(NamedTuple):
    """The last act of the unbroken chain of a key. Of two with one number it is the one that was recorded first."""

    seq: int
    act_id: bytes
    idx: int


def head_of(reader: Reader, kid: bytes) -> DeviceHead | None:
    """Give the head of a key, or None while its number 0 has not come."""
    kept = reader.one("SELECT seq FROM device_head WHERE kid = ?", (kid,))
    after, head = (kept[0] - 1 if kept else -1), None
    while True:
        rows = reader.all("SELECT seq, act_id, idx FROM leaf WHERE kid = ? AND seq > ? ORDER BY seq, idx LIMIT ?",
                          (kid, after, _PAGE))  # fmt: skip
        for row in rows:
            if row[0] > after + 1:
                return head
            if row[0] == after + 1:
                head, after = DeviceHead(*row), row[0]
        if len(rows) < _PAGE:
            return head


def keep_heads(writer: Writer, added: Iterable[tuple[bytes, int]]) -> None:
    """After acts of these keys and numbers were written: keep the head of each key that passed a 64th."""
    for kid in {kid for kid, seq in added if seq % STEP == 0 and seq}:
        head = head_of(writer, kid)
        if head is not None:
            writer.run("INSERT INTO device_head (kid, seq) VALUES (?, ?) ON CONFLICT (kid) DO UPDATE SET seq = excluded.seq",
                       (kid, head.seq))  # fmt: skip
