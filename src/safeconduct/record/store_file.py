"""A log in the SQLite file of a server or a mirror, opened for reading only. Nothing in it is believed.

The columns that our programs search by say again what leaf and body say; here they are compared, so that a changed one is
found although a proof would not need it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from safeconduct.record.faults import Bad
from safeconduct.record.head import parse_checkpoint
from safeconduct.record.note import parse_note
from safeconduct.record.source import Place, StoredTile
from safeconduct.record.standing import Replay
from safeconduct.record.tiles import Tile, path_of
from safeconduct.record.vkey import parse_line

MAGIC = b"SQLite format 3\x00"
_PAGE = 1024
_LARGEST = 64 << 20
"""Bytes of one value. The largest that our programs write is far smaller."""
_ERRORS = (sqlite3.Error, OverflowError, UnicodeDecodeError)

_PLACES = ("SELECT leaf.idx, envelope, bytes FROM leaf LEFT JOIN body ON body.idx = leaf.idx WHERE leaf.idx >= ? "
           "ORDER BY leaf.idx LIMIT ?")  # fmt: skip
# Each row is one fault: what is wrong, and where. Only the table itself is read, never an index that may be the damaged part.
_COLUMNS = {
    "the column `act_id` is not the act id of the leaf":
        "SELECT 'leaf ' || idx FROM leaf NOT INDEXED WHERE act_id IS NOT substr(envelope, 49, 32)",
    "the column `kid` is not the key id of the leaf":
        "SELECT 'leaf ' || idx FROM leaf NOT INDEXED WHERE kid IS NOT substr(envelope, 10, 8)",
    "a body that belongs to no leaf":
        "SELECT 'body ' || idx FROM body WHERE idx < 0 OR idx > (SELECT coalesce(max(idx), -1) FROM leaf)",
}  # fmt: skip


class StoreSource:
    """The SQLite file of a server or a mirror. `holds_bodies` is False for a mirror, which may not see all of them."""

    kind = "store"
    holds_leaves = True

    def __init__(self, path: Path, *, holds_bodies: bool = True) -> None:
        self.path, self.name, self.holds_bodies = path, path.name, holds_bodies
        self._where = f"{path.resolve().as_uri()}?mode=ro"
        try:
            self._refuse_views()
            found = self._first("SELECT origin FROM about")
        except Bad as bad:
            # A file that was in use has a log of its own beside it, which cannot be opened where nothing may be written.
            # Without one nobody writes here, and the file can be read as it lies.
            if path.with_name(f"{path.name}-wal").exists():
                raise bad
            self._where += "&immutable=1"
            self._refuse_views()
            found = self._first("SELECT origin FROM about")
        self.origin = _blob(found[0]).decode(errors="replace") if found else ""

    def _rows(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        try:
            with closing(self._open()) as database:
                yield from database.execute(sql, values)
        except _ERRORS as error:
            raise self._unread(error) from error

    def _open(self) -> sqlite3.Connection:
        try:
            database = sqlite3.connect(self._where, uri=True)
        except _ERRORS as error:
            raise self._unread(error) from error
        database.text_factory = bytes
        return database

    def _unread(self, error: Exception) -> Bad:
        return Bad("source.store", f"the store cannot be read: {error}", where=self.name)

    def _refuse_views(self) -> None:
        """Raise Bad where a name stands for a question instead of a table: it may have been written so that it never ends."""
        sql = "SELECT name FROM sqlite_master WHERE type = 'view' OR sql LIKE 'CREATE VIRTUAL%'"
        if (found := self._first(sql)) is not None:
            raise Bad("source.store", "the store holds something else than tables; no program of ours makes such a file",
                      where=self.name, got=ascii(_blob(found[0]).decode(errors="replace"))[:80])  # fmt: skip

    def _first(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        return next(self._rows(sql, *values), None)

    def size(self) -> int:
        """Give how many leaves there are."""
        return _whole(next(self._rows("SELECT coalesce(max(idx) + 1, 0) FROM leaf"))[0])

    def leaf_at(self, index: int) -> str:
        """Say where a leaf stands."""
        return f"{self.name}, leaf {index}"

    def body_at(self, index: int) -> str:
        """Say where a body stands."""
        return f"{self.name}, body {index}"

    def places(self, first: int = 0) -> Iterator[Place]:
        """Give the places of the log, page by page, so that whoever writes is not kept waiting."""
        with closing(self._open()) as database:
            while True:
                try:
                    rows = database.execute(_PLACES, (first, _PAGE)).fetchall()
                except _ERRORS as error:
                    raise self._unread(error) from error
                for index, leaf, body in rows:
                    if index != first:
                        raise Bad("source.gap", "a place of the log is missing", where=self.leaf_at(first))
                    if type(leaf) is not bytes or (body is not None and type(body) is not bytes):
                        raise Bad("source.column", "a leaf or a body that is no bytes", where=self.leaf_at(first))
                    yield Place(first, leaf, body)
                    first += 1
                if len(rows) < _PAGE:
                    return

    def notes(self) -> Iterator[tuple[str, bytes]]:
        """Give every checkpoint with the newest line of each cosigner."""
        for size, note in self._rows("SELECT size, note FROM checkpoint ORDER BY size"):
            lines = self._rows("SELECT name, line FROM cosignature NOT INDEXED WHERE size = ? ORDER BY came, name, line", size)
            newest = {name: _blob(line) for name, line in lines}
            yield f"{self.name}, checkpoint {_blob(size).decode()} and its cosignatures", _blob(note) + b"".join(newest.values())

    def tiles(self) -> Iterator[StoredTile]:
        """Give every complete tile."""
        for level, index, root, data in self._rows("SELECT level, n, root, bytes FROM tile ORDER BY level, n"):
            tile = Tile(_whole(level), _whole(index))
            yield StoredTile(tile, _blob(data), f"{self.name}, {path_of(tile)}", _blob(root))

    def attachment(self, c: bytes) -> tuple[int, bytes, bytes] | None:
        """Give a sealed attachment, or None: index of its act, id of its person's key, ciphertext."""
        found = self._first("SELECT idx, subject, ciphertext FROM attachment WHERE c = ? AND ciphertext IS NOT NULL", c)
        return (_whole(found[0]), _blob(found[1]), _blob(found[2])) if found else None

    def file(self, path: str) -> bytes | None:
        """A store has no other files."""
        return None

    def beside(self, replay: Replay | None) -> Iterator[Bad]:
        """Give what is wrong with the file itself, and where a column says something else than leaf, body or note."""
        for (said,) in self._rows("PRAGMA integrity_check(100)"):
            if said != b"ok":
                yield Bad("source.damaged", f"the file of the store is damaged: {said.decode(errors='replace')}", where=self.name)
        for what, sql in _COLUMNS.items():
            for (where,) in self._rows(sql):
                yield Bad("source.column", what, where=f"{self.name}, {where.decode()}")
        if replay is not None and replay.size:
            yield from self._by_replay(replay)
        yield from self._checkpoints()

    def _by_replay(self, replay: Replay) -> Iterator[Bad]:
        seq = replay.state.book.seq
        for index, number in self._rows("SELECT idx, seq FROM leaf NOT INDEXED"):
            if not isinstance(index, int) or not 0 <= index < replay.size:
                continue  # a gap, or past the end: told by the reading, or by the look at the file
            if number != (own := seq(index)) and own >= 0:
                yield Bad("source.column", "the column `seq` is not the number in the body", where=self.leaf_at(index),
                          expected=str(own), got=str(number))  # fmt: skip
        for index, gone, by in self._rows("SELECT idx, bytes IS NULL, redacted_by FROM body WHERE redacted_by IS NOT NULL"):
            refs = replay.standing(index).refs if isinstance(index, int) and 0 <= index < replay.size else ()
            if not gone or (refs and refs != (by,)):
                yield Bad("source.column", "the column `redacted_by` is not the act that took the body out",
                          where=self.body_at(index), expected=str(refs[0]) if refs else "none", got=str(by))  # fmt: skip

    def _checkpoints(self) -> Iterator[Bad]:
        for size, root, note in self._rows("SELECT size, root, note FROM checkpoint ORDER BY size"):
            try:
                head = parse_checkpoint(parse_note(_blob(note)).text)
            except Bad:
                continue  # told where checkpoints are checked
            if (size, root) != (head.size, head.root):
                where = f"{self.name}, checkpoint {_blob(size).decode()}"
                yield Bad("source.column", "the columns `size` and `root` are not those of the checkpoint", where=where)
        for size, name, line in self._rows("SELECT size, name, line FROM cosignature NOT INDEXED ORDER BY size, name, line"):
            where = f"{self.name}, cosignature of {_blob(name).decode(errors='replace')} at {_blob(size).decode()}"
            try:
                said = parse_line(_blob(line).decode().removesuffix("\n")).name
            except (Bad, UnicodeDecodeError) as error:
                yield Bad("source.line", f"this is no line of a cosigner: {error}", where=where)
                continue
            if said.encode() != name:
                yield Bad("source.column", "the column `name` is not the name on the line", where=where, got=said)
        sizes = "SELECT DISTINCT size FROM cosignature NOT INDEXED WHERE size NOT IN (SELECT size FROM checkpoint)"
        for (size,) in self._rows(sizes):
            yield Bad("source.column", "a cosignature below no checkpoint", where=f"{self.name}, cosignature at {size}")


def _blob(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _whole(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**48:
        raise Bad("source.column", "not a number of a place", got=ascii(value)[:40])
    return value
