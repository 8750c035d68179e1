"""What may be asked of a store without changing it. Lists are given page by page, each after the last row of the one before.

Whether someone may see a body is not asked here.
"""

from typing import Any, NamedTuple

from safeconduct.kernel.errors import VerificationFailed
from safeconduct.record.body import act_id as digest_of
from safeconduct.record.note import add_lines
from safeconduct.record.tiles import WIDTH, Bundle, Tile, bundle_of, parse_path
from safeconduct.record.tree import leaf_hash
from safeconduct.store.database import Database
from safeconduct.store.growth import log_size

PAGE = 256
"""Rows of a page, if nothing else is asked for."""


class StoredLeaf(NamedTuple):
    """A leaf and where it stands."""

    idx: int
    act_id: bytes
    envelope: bytes


class StoredBody(NamedTuple):
    """The body of the leaf at an index. `bytes` is None once it was redacted, by the act at `redacted_by`."""

    idx: int
    bytes: bytes | None
    redacted_by: int | None


class ByDevice(NamedTuple):
    """One act of a key: its number, where it stands, and its id."""

    seq: int
    idx: int
    act_id: bytes


class StoredCheckpoint(NamedTuple):
    """A checkpoint that was signed. `made` is in POSIX seconds, `note` without cosignatures."""

    size: int
    root: bytes
    note: bytes
    made: int


class StoredCosignature(NamedTuple):
    """A line below the checkpoint of a size, with its newline, and when it came."""

    size: int
    name: str
    line: bytes
    came: int


_CHECKPOINT = "SELECT size, root, note, made FROM checkpoint"


class Reading:
    """The questions to a store. Several inside one `with database.reading():` are answered from one picture."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _all(self, sql: str, *values: Any) -> list[Any]:
        with self._database.reading() as reader:
            return reader.all(sql, values)

    def _one(self, sql: str, *values: Any) -> Any:
        with self._database.reading() as reader:
            return reader.one(sql, values)

    def size(self) -> int:
        """Give how many leaves there are."""
        with self._database.reading() as reader:
            return log_size(reader)

    def index_of(self, act_id: bytes) -> int | None:
        """Give where an act stands, or None."""
        found = self._one("SELECT idx FROM leaf WHERE act_id = ?", act_id)
        return found[0] if found else None

    def leaf(self, index: int) -> StoredLeaf | None:
        """Give the leaf at an index, or None."""
        found = self._one("SELECT idx, act_id, envelope FROM leaf WHERE idx = ?", index)
        return StoredLeaf(*found) if found else None

    def leaves(self, first: int, limit: int = PAGE) -> list[StoredLeaf]:
        """Give the leaves from an index on."""
        rows = self._all("SELECT idx, act_id, envelope FROM leaf WHERE idx >= ? ORDER BY idx LIMIT ?", first, limit)
        return [StoredLeaf(*row) for row in rows]

    def body(self, act_id: bytes) -> StoredBody | None:
        """Give the body of an act, or None if none was ever kept.

        Raises VerificationFailed for one that is not what was signed.
        """
        found = self._one("SELECT body.idx, bytes, redacted_by FROM leaf JOIN body ON body.idx = leaf.idx "
                          "WHERE act_id = ?", act_id)  # fmt: skip
        return _checked(act_id, StoredBody(*found)) if found else None

    def bodies(self, first: int, limit: int = PAGE) -> list[StoredBody]:
        """Give the bodies from an index on. Raises VerificationFailed for one that is not what was signed."""
        rows = self._all("SELECT act_id, body.idx, bytes, redacted_by FROM leaf JOIN body ON body.idx = leaf.idx "
                         "WHERE leaf.idx >= ? ORDER BY leaf.idx LIMIT ?", first, limit)  # fmt: skip
        return [_checked(act_id, StoredBody(*rest)) for act_id, *rest in rows]

    def by_device(self, kid: bytes, after: tuple[int, int] = (-1, -1), limit: int = PAGE) -> list[ByDevice]:
        """Give the acts of a key in the order of its count, after (seq, idx). Two with one number stand side by side."""
        rows = self._all("SELECT seq, idx, act_id FROM leaf WHERE kid = ? AND (seq, idx) > (?, ?) ORDER BY seq, idx LIMIT ?",
                         kid, *after, limit)  # fmt: skip
        return [ByDevice(*row) for row in rows]

    def attachment(self, c: bytes) -> bytes | None:
        """Give the ciphertext of an attachment, or None if it is not here, or was erased."""
        found = self._one("SELECT ciphertext FROM attachment WHERE c = ?", c)
        return found[0] if found else None

    def checkpoint(self, size: int) -> StoredCheckpoint | None:
        """Give the checkpoint of a size, or None."""
        found = self._one(f"{_CHECKPOINT} WHERE size = ?", size)
        return StoredCheckpoint(*found) if found else None

    def newest(self, up_to: int | None = None) -> StoredCheckpoint | None:
        """Give the largest checkpoint, of at most a size if one is given."""
        below, values = ("", ()) if up_to is None else (" WHERE size <= ?", (up_to,))
        found = self._one(f"{_CHECKPOINT}{below} ORDER BY size DESC LIMIT 1", *values)
        return StoredCheckpoint(*found) if found else None

    def checkpoints(self, after: int = -1, limit: int = PAGE) -> list[StoredCheckpoint]:
        """Give the checkpoints above a size, the smallest first."""
        rows = self._all(f"{_CHECKPOINT} WHERE size > ? ORDER BY size LIMIT ?", after, limit)
        return [StoredCheckpoint(*row) for row in rows]

    def shown(self) -> tuple[int, int] | None:
        """Give size and time of the newest checkpoint that was shown outside, or None."""
        found = self._one("SELECT size, at FROM shown ORDER BY size DESC LIMIT 1")
        return (found[0], found[1]) if found else None

    def cosignatures(self, size: int, after: tuple[str, bytes] = ("", b""), limit: int = PAGE) -> list[StoredCosignature]:
        """Give the cosignatures of a checkpoint, after (name, line)."""
        rows = self._all("SELECT size, name, line, came FROM cosignature WHERE size = ? AND (name, line) > (?, ?) "
                         "ORDER BY name, line LIMIT ?", size, *after, limit)  # fmt: skip
        return [StoredCosignature(*row) for row in rows]

    def last_cosigned(self, name: str) -> int:
        """Give the size of the largest checkpoint that a cosigner has signed, 0 if none."""
        found = self._one("SELECT max(size) FROM cosignature WHERE name = ?", name)
        return found[0] if found and found[0] is not None else 0

    def note(self, size: int) -> bytes | None:
        """Give the checkpoint of a size with the newest line of each cosigner below it, or None."""
        checkpoint = self.checkpoint(size)
        if checkpoint is None:
            return None
        rows = self._all("SELECT name, line FROM cosignature WHERE size = ? ORDER BY came, name, line", size)
        newest = {name: bytes(line).decode() for name, line in rows}
        return add_lines(checkpoint.note, newest.values()) if newest else checkpoint.note

    def file(self, path: str) -> bytes | None:
        """Give the tile or the bundle at a path of `tlog-tiles`, or None if the log does not reach as far.

        Raises Bad for what is no such path. A `TileReader` over this checks every hash.
        """
        asked = parse_path(path)
        return self._bundle(asked) if isinstance(asked, Bundle) else self._tile(asked)

    def _bundle(self, asked: Bundle) -> bytes | None:
        leaves = self.leaves(asked.index * WIDTH, asked.width)
        return bundle_of([leaf.envelope for leaf in leaves]) if len(leaves) == asked.width else None

    def _tile(self, asked: Tile) -> bytes | None:
        level, first = asked.level, asked.index * WIDTH
        if asked.width == WIDTH:
            found = self._one("SELECT bytes FROM tile WHERE level = ? AND n = ?", level, asked.index)
            return found[0] if found else None
        if level == 0:
            hashes = [leaf_hash(leaf.envelope) for leaf in self.leaves(first, asked.width)]
        else:
            rows = self._all("SELECT root FROM tile WHERE level = ? AND n >= ? ORDER BY n LIMIT ?", level - 1, first, asked.width)
            hashes = [root for (root,) in rows]
        return b"".join(hashes) if len(hashes) == asked.width else None


def _checked(act_id: bytes, body: StoredBody) -> StoredBody:
    if body.bytes is not None and (found := digest_of(body.bytes)) != act_id:
        raise VerificationFailed(step=f"reading the body at index {body.idx}", expected=act_id.hex(), got=found.hex(),
                                 remedy="The store is damaged. Keep its files, and fetch the body from a mirror.")  # fmt: skip
    return body
