"""A store in one SQLite file: how it is opened, locked, written and read.

Write-ahead log with `synchronous=FULL`: a transaction is over when the disk has it. The page size is a small one, because an
append touches a few rows in several tables, and each touched page is written whole.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from safeconduct.store.database import Row, chunks
from safeconduct.store.errors import NotKept, NotRead, WrongStore
from safeconduct.store.lock import FileLock, make_file
from safeconduct.store.schema import VERSION, for_sqlite

PAGE = 2048
BEFORE_CHECKPOINT = 2000
"""Pages in the write-ahead file before it is worked into the main file: small, so that it soon goes round in its place."""


class _Session:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run = connection.execute
        self._many = connection.executemany
        self.done: list[Callable[[], None]] = []

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._run(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        found: Row | None = self._run(sql, values).fetchone()
        return found

    def among(self, sql: str, keys: Sequence[Any]) -> list[Row]:
        found: list[Row] = []
        for some in chunks(keys):
            found += self._run(f"{sql} ({','.join('?' * len(some))})", some).fetchall()
        return found

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        sql = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({','.join('?' * len(columns))})"
        if len(rows) == 1:
            self._run(sql, rows[0])
        else:
            self._many(sql, rows)

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        return self._run(sql, values).rowcount

    def then(self, done: Callable[[], None]) -> None:
        self.done.append(done)


class SqliteDatabase:
    """A store's SQLite file, open. `made` says whether this made its tables."""

    def __init__(self, path: Path, origin: str | None = None) -> None:
        self.url = str(path)
        self._path = path
        self._own = threading.local()
        self._readers: list[sqlite3.Connection] = []
        if origin is None and not path.exists():
            raise WrongStore(f"{path}: there is no store", remedy="Look at the path. Only the log makes a new store.")
        try:
            self._lock = FileLock(path.with_name(path.name + ".lock"))
            make_file(path)
        except OSError as error:
            raise WrongStore(f"{path}: {error.strerror}", remedy="The folder has to exist, and be writable.") from error
        try:
            with self._lock:
                self._writer = self._connect()
                self._see_to_tables(origin)
        except sqlite3.Error as error:
            self._lock.close()
            raise WrongStore(f"{path}: this is no store: {error}", remedy="Look at the path.") from error
        except BaseException:
            self.close()
            raise

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=60, isolation_level=None, check_same_thread=False)
        for setting in (f"page_size={PAGE}", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON",
                        f"wal_autocheckpoint={BEFORE_CHECKPOINT}"):  # fmt: skip
            connection.execute(f"PRAGMA {setting}")
        return connection

    def _see_to_tables(self, origin: str | None) -> None:
        found = self._writer.execute("SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'").fetchone()
        if not found[0]:
            if origin is None or self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise WrongStore(f"{self._path}: this is no store", remedy="Look at the path.")
            self._writer.execute("BEGIN IMMEDIATE")
            for statement in for_sqlite():
                self._writer.execute(statement)
            self._writer.execute("INSERT INTO schema_version VALUES (?)", (VERSION,))
            self._writer.execute("INSERT INTO about VALUES (1, ?)", (origin,))
            self._writer.execute("COMMIT")
        check_version(_Session(self._writer), self.url, origin)

    @contextmanager
    def writing(self) -> Iterator[_Session]:
        """Hold the lock and one transaction; on the disk at the end of the block."""
        with self._lock:
            connection = self._writer
            try:
                connection.execute("BEGIN IMMEDIATE")
                session = _Session(connection)
                yield session
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise NotKept(f"{self._path}: nothing was written: {error}",
                                  remedy="Look at the space on the disk, then send the same again.") from error  # fmt: skip
                raise
            for done in session.done:
                done()

    @contextmanager
    def reading(self) -> Iterator[_Session]:
        """Look at the store as it is now. Inside another `reading` of the thread it is the same picture."""
        own = self._own
        if getattr(own, "session", None):
            yield own.session
            return
        if not hasattr(own, "connection"):
            own.connection = self._connect()
            own.connection.execute("PRAGMA query_only=ON")
            self._readers.append(own.connection)
        try:
            own.connection.execute("BEGIN")
            own.session = _Session(own.connection)
            yield own.session
        except sqlite3.Error as error:
            raise NotRead(f"{self._path}: it could not be read: {error}",
                          remedy="Keep the file as it is, and compare the log with a mirror.") from error  # fmt: skip
        finally:
            own.session = None
            if own.connection.in_transaction:
                own.connection.execute("ROLLBACK")

    def scrub(self) -> None:
        """Work the write-ahead file into the main one and empty it: old pages stand there until then."""
        with self._lock:
            (busy, *_) = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise NotKept(f"{self._path}: someone is still reading, so old pages were not overwritten yet",
                          remedy="Do the same again in a moment.")  # fmt: skip

    def close(self) -> None:
        """Close every connection."""
        for connection in (*self._readers, *([self._writer] if hasattr(self, "_writer") else ())):
            connection.close()
        self._readers.clear()
        self._lock.close()


def look_through(path: Path) -> None:
    """Look whether a file has all its pages. Raises WrongStore where there is none, NotRead where something is missing."""
    if not path.is_file():
        raise WrongStore(f"{path}: the log is not there; no new one was begun in its place",
                         remedy="Look at the path. If it is lost: safeconduct record restore, from its mirrors.")  # fmt: skip
    found = "ok" if path.stat().st_size else "the file is empty"  # to SQLite an empty file is a sound database with no tables
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=10)) as connection:
            (checked,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            found = checked if found == "ok" else found
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        raise NotRead(f"{path}: part of the log is missing or damaged: {found.splitlines()[-1]}",
                      remedy="Keep the file as it is. Make it again from its mirrors: safeconduct record restore.")  # fmt: skip


def check_version(session: Any, url: str, origin: str | None) -> None:
    """Refuse tables of another version, and the log of another origin."""
    (version,) = session.one("SELECT max(version) FROM schema_version")
    if version != VERSION:
        raise WrongStore(f"{url}: its tables have version {version}, this program knows {VERSION}",
                         remedy="Use the version of safeconduct that made it, or a newer one.")  # fmt: skip
    (own,) = session.one("SELECT origin FROM about")
    if origin is not None and own != origin:
        raise WrongStore(f"{url}: this is the log of {own}, not of {origin}", remedy="Look at the path and at the origin.")
