"""What a witness has signed, in one small SQLite file: the newest tree of each log, the checkpoints whose entries are still to
come, and the requests that were refused and may be evidence.

A witness that forgets what it signed can be made to sign a second history. So this file is written with every care, and is
never put back from a backup: a witness whose file is lost begins anew with new keys.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from safeconduct.record.witness import Seen
from safeconduct.store.errors import NotKept, WrongStore
from safeconduct.store.lock import FileLock, make_file

PENDING = 64
"""Checkpoints that are remembered until their entries are here."""
MOST_REFUSED = 1_000

_TABLES = (
    "CREATE TABLE IF NOT EXISTS held (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS pending (origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL, "
    "line TEXT, PRIMARY KEY (origin, size))",
    "CREATE TABLE IF NOT EXISTS refused (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, digest BLOB NOT NULL UNIQUE, "
    "why TEXT NOT NULL, request BLOB NOT NULL, held BLOB, evidence BLOB)",
)


class Refused(NamedTuple):
    """A request that was refused: when, why, its bytes, and the evidence that could be made of it, if any."""

    number: int
    at: int
    why: str
    request: bytes
    evidence: bytes | None


class WitnessFile:
    """The file, open. Several threads and processes may use it; they take turns. The numbers of sizes are below 2^63."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = threading.Lock()
        try:
            self._lock = FileLock(path.with_name(path.name + ".lock"))
            make_file(path)
            self._connection = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
            for setting in ("journal_mode=WAL", "synchronous=FULL"):
                self._connection.execute(f"PRAGMA {setting}")
            with self._writing() as connection:
                for statement in _TABLES:
                    connection.execute(statement)
        except OSError as error:
            raise WrongStore(f"{path}: {error.strerror}", remedy="The folder has to exist, and be writable.") from error
        except sqlite3.Error as error:
            raise WrongStore(f"{path}: this is no file of a witness: {error}", remedy="Look at the path.") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._thread:
            connection = self._connection
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise NotKept(f"{self._path}: nothing was written: {error}",
                                  remedy="Look at the space on the disk.") from error  # fmt: skip
                raise

    def _all(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with self._thread:
            return self._connection.execute(sql, values).fetchall()

    # ---- what was signed ----

    def get(self, origin: str) -> Seen | None:
        """Give the newest tree signed for a log."""
        found = self._all("SELECT size, root FROM held WHERE origin = ?", origin)
        return Seen(*found[0]) if found else None  # type: ignore[arg-type]

    def note(self, origin: str) -> bytes | None:
        """Give the newest checkpoint signed for a log, with the lines of the log alone."""
        found = self._all("SELECT note FROM held WHERE origin = ?", origin)
        return bytes(found[0][0]) if found else None  # type: ignore[call-overload]

    def swap(self, origin: str, old: Seen | None, new: Seen, note: bytes) -> bool:
        """Put the new tree in place of the old one, in one transaction that is on the disk when this returns.

        Gives False, and changes nothing, where the old tree is not the one held any more.
        """
        if new.size >= 2**63:
            return False
        with self._writing() as connection:
            if old is None:
                changed = connection.execute("INSERT INTO held VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                                             (origin, new.size, new.root, note)).rowcount  # fmt: skip
            else:
                changed = connection.execute("UPDATE held SET size = ?, root = ?, note = ? "
                                             "WHERE origin = ? AND size = ? AND root = ?",
                                             (new.size, new.root, note, origin, old.size, old.root)).rowcount  # fmt: skip
            if changed != 1:
                return False
            connection.execute("INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?, NULL)", (origin, new.size, new.root, note))
            connection.execute("DELETE FROM pending WHERE origin = ?1 AND size NOT IN (SELECT size FROM pending "
                               "WHERE origin = ?1 ORDER BY size DESC LIMIT ?2)", (origin, PENDING))  # fmt: skip
            return True

    def pending(self, origin: str, size: int | None = None) -> tuple[bytes, int, bytes] | None:
        """Give note, size and root of the newest checkpoint, or of that of one size if it is still remembered."""
        if size is None:
            found = self._all("SELECT note, size, root FROM pending WHERE origin = ? ORDER BY size DESC LIMIT 1", origin)
        elif size < 2**63:
            found = self._all("SELECT note, size, root FROM pending WHERE origin = ? AND size = ?", origin, size)
        else:
            found = []
        return found[0] if found else None  # type: ignore[return-value]

    def pending_notes(self, origin: str) -> list[bytes]:
        """Give every checkpoint that is still remembered, the newest first."""
        return [bytes(note) for (note,) in self._all("SELECT note FROM pending WHERE origin = ? ORDER BY size DESC", origin)]  # type: ignore[call-overload]

    def keep_line(self, origin: str, size: int, line: str) -> None:
        """Keep the line that was given for a checkpoint, until its entries are here."""
        with self._writing() as connection:
            connection.execute("UPDATE pending SET line = ? WHERE origin = ? AND size = ?", (line, origin, size))

    def line(self, origin: str, size: int) -> str | None:
        """Give the line that was given for a checkpoint, if it is still remembered."""
        found = self._all("SELECT line FROM pending WHERE origin = ? AND size = ?", origin, size)
        return found[0][0] if found else None  # type: ignore[return-value]

    # ---- what was refused ----

    def refuse(self, digest: bytes, why: str, request: bytes, held: bytes | None, evidence: bytes | None, *, now: int) -> bool:
        """Put away a request by its digest, with the checkpoint held then. Gives whether it was not there before.

        Evidence is always kept. Of requests that show nothing by themselves the first thousand are.
        """
        with self._writing() as connection:
            (many,) = connection.execute("SELECT count(*) FROM refused WHERE evidence IS NULL").fetchone()
            if evidence is None and many >= MOST_REFUSED:
                return False
            sql = ("INSERT INTO refused (at, digest, why, request, held, evidence) VALUES (?, ?, ?, ?, ?, ?) "
                   "ON CONFLICT DO NOTHING")  # fmt: skip
            return connection.execute(sql, (now, digest, why, request, held, evidence)).rowcount == 1

    def refused(self, limit: int = 100) -> list[Refused]:
        """Give what was refused, evidence first, then the latest first."""
        rows = self._all("SELECT number, at, why, request, evidence FROM refused "
                         "ORDER BY evidence IS NULL, number DESC LIMIT ?", limit)  # fmt: skip
        return [Refused(*row) for row in rows]  # type: ignore[arg-type]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
        self._lock.close()
