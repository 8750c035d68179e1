"""A store in PostgreSQL: how it is opened, locked, written and read. Needs the extra `postgres`.

One advisory lock, taken by each write transaction and let go at its end, makes all writers queue, whatever machine they are
on. No sequences: a transaction that is rolled back would leave a gap.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import sql as compose
from psycopg.pq import TransactionStatus

from safeconduct.store.database import Row
from safeconduct.store.errors import NotKept, NotRead, WrongStore
from safeconduct.store.schema import VERSION, for_postgres
from safeconduct.store.sqlite import check_version

LOCK = 0x5AFE_C0DE
"""The number of the advisory lock. Such locks are apart for each database, and a database holds one log."""

_EMPTIED = {"body": "bytes IS NULL", "attachment": "ciphertext IS NULL"}
"""Tables whose rows stay when their content is taken out, and how that is seen."""
_ARRAYS = {int: "bigint[]", bytes: "bytea[]", str: "text[]"}
_SETTINGS = "SET synchronous_commit = on; SET lock_timeout = '60s'; SET client_encoding = 'UTF8'"


@lru_cache(maxsize=200)
def _own_marks(statement: str) -> str:
    return statement.replace("%", "%%").replace("?", "%s")


class _Session:
    def __init__(self, connection: "psycopg.Connection[Row]") -> None:
        self._cursor = connection.cursor(binary=True)
        self.done: list[Callable[[], None]] = []

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._do(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        return self._do(sql, values).fetchone()

    def among(self, sql: str, keys: Sequence[Any]) -> list[Row]:
        if not keys:
            return []
        head, _, _ = sql.rpartition(" IN")
        return self._cursor.execute(_own_marks(f"{head} = ANY(?)"), (list(keys),)).fetchall()  # type: ignore[arg-type]

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        if len(rows) == 1:
            self._do(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({','.join('?' * len(columns))})", rows[0])
            return
        # One statement whatever the number of rows, so it is prepared once.
        kinds = [next((_ARRAYS[type(value)] for value in column if value is not None), "bytea[]")
                 for column in zip(*rows, strict=True)]  # fmt: skip
        lists = ",".join(f"?::{kind}" for kind in kinds)
        self._do(f"INSERT INTO {table} ({','.join(columns)}) SELECT * FROM unnest({lists})",
                 [list(column) for column in zip(*rows, strict=True)])  # fmt: skip

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        return self._do(sql, values).rowcount

    def then(self, done: Callable[[], None]) -> None:
        self.done.append(done)

    def _do(self, sql: str, values: Sequence[Any]) -> "psycopg.Cursor[Row]":
        return self._cursor.execute(_own_marks(sql), values)  # type: ignore[arg-type]


class PostgresDatabase:
    """A store's PostgreSQL database, open."""

    def __init__(self, url: str, origin: str | None = None) -> None:
        self.url = url
        self._own = threading.local()
        self._all: list[psycopg.Connection[Row]] = []
        self._thread = threading.Lock()
        self._writer: psycopg.Connection[Row] | None = None
        try:
            self._see_to_tables(origin)
        except BaseException:
            self.close()
            raise

    @property
    def _name(self) -> str:
        # Never the address itself: it may hold a password.
        return "the PostgreSQL store"

    def _connect(self) -> "psycopg.Connection[Row]":
        try:
            connection = psycopg.connect(self.url, autocommit=True)
            connection.execute(_SETTINGS)
        except psycopg.Error as error:
            raise NotKept(f"{self._name} cannot be reached: {error}",
                          remedy="Look whether the server runs and lets you in. Then send the same again.",
                          ) from error  # fmt: skip
        self._all.append(connection)
        return connection

    def _see_to_tables(self, origin: str | None) -> None:
        unsafe = [name for name in ("fsync", "full_page_writes") if self._setting(name) != "on"]
        if unsafe:
            raise WrongStore(f"{self._name} runs with {' and '.join(f'{name}=off' for name in unsafe)}: it can lose what it "
                             "confirmed", remedy="Set both to on in postgresql.conf.")  # fmt: skip
        with self.writing() as session:
            if session.one("SELECT to_regclass('schema_version')::text") == (None,):
                if origin is None:
                    raise WrongStore(f"{self._name} has no tables of a store", remedy="Look at the name of the database.")
                for statement in for_postgres():
                    session.run(statement)
                session.run("INSERT INTO schema_version VALUES (?)", (VERSION,))
                session.run("INSERT INTO about VALUES (1, ?)", (origin,))
            check_version(session, self._name, origin)

    def _setting(self, name: str) -> str:
        with self.reading() as session:
            found = session.one(compose.SQL("SHOW {}").format(compose.Identifier(name)).as_string(None))
            return str(found[0]) if found else ""

    @contextmanager
    def writing(self) -> Iterator[_Session]:
        """Hold the lock and one transaction; on the disk at the end of the block."""
        with self._thread:
            # The lock comes before the first statement that looks, so that it sees what the holder before has written.
            connection = self._writer = self._begun(self._writer, f"BEGIN; SELECT pg_advisory_xact_lock({LOCK})")
            try:
                session = _Session(connection)
                yield session
                connection.execute("COMMIT")
            except BaseException as error:
                if not connection.closed and connection.info.transaction_status != TransactionStatus.IDLE:
                    connection.rollback()
                if isinstance(error, psycopg.Error):
                    raise NotKept(f"{self._name} did not confirm: {error}",
                                  remedy="Look at the server, then send the same again.") from error  # fmt: skip
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
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        connection = own.connection = self._begun(getattr(own, "connection", None), begin)
        own.session = _Session(connection)
        try:
            yield own.session
        except psycopg.Error as error:
            raise NotRead(f"{self._name} could not be read: {error}", remedy="Look at the server.") from error
        finally:
            own.session = None
            if not connection.closed:
                connection.rollback()

    def _begun(self, connection: "psycopg.Connection[Row] | None", begin: str) -> "psycopg.Connection[Row]":
        while True:
            fresh = connection is None
            connection = connection or self._connect()
            try:
                connection.execute(begin)
                return connection
            except psycopg.Error as error:
                if not connection.closed:
                    connection.rollback()
                elif connection in self._all:
                    self._all.remove(connection)
                if fresh or not connection.closed:
                    raise NotKept(f"{self._name} did not begin: {error}", remedy="Send the same again.") from error
                # The server was started anew. Nothing was sent over the lost connection, so another may begin.
                connection = None

    def scrub(self) -> None:
        """Write anew each table from which something was taken out, so that no page of it holds an old row.

        The files before are given back to the disk. PostgreSQL's own log holds for a while what was written. Raises NotKept where
        somebody is reading the table all the time.
        """
        with self._thread:
            connection = self._writer = self._begun(self._writer, "VACUUM FULL inbox, inbox_attachment")
            try:
                for table, gone in _EMPTIED.items():
                    asked = f"SELECT count(*) FROM {table} WHERE {gone}"
                    (count,) = connection.execute(asked).fetchone() or (0,)  # type: ignore[arg-type]
                    # The number of old rows is noted after they are gone, so an interruption is made up for the next time.
                    said, noted = f"written anew without {count}", "SELECT obj_description(to_regclass(%s), 'pg_class')"
                    if count and connection.execute(noted, (table,)).fetchone() != (said,):
                        connection.execute(f"VACUUM FULL {table}")  # type: ignore[arg-type]
                        connection.execute(f"COMMENT ON TABLE {table} IS '{said}'")  # type: ignore[arg-type]
            except psycopg.Error as error:
                raise NotKept(f"{self._name} still holds old rows: {error}",
                              remedy="Do the same again when nobody is reading.") from error  # fmt: skip

    def close(self) -> None:
        """Close every connection."""
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._writer = None
