"""What the store asks of a database: a locked transaction for whoever writes, a still picture for whoever reads.

SQL is written once, with `?` for values, in words that SQLite and PostgreSQL both know. What differs between them stays
behind this door.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = tuple[Any, ...]


class Reader(Protocol):
    """One still picture of the store."""

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Give every row."""
        ...

    def one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """Give the first row, or None."""
        ...

    def among(self, sql: str, keys: Sequence[Any]) -> list[Row]:
        """Give the rows whose key is one of these. The SQL ends before its list: `... WHERE act_id IN`."""
        ...


class Writer(Reader, Protocol):
    """The one transaction that may write."""

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows into a table."""
        ...

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run one statement; gives how many rows it touched."""
        ...

    def then(self, done: Callable[[], None]) -> None:
        """Call this when everything is on the disk, before the next writer of this process begins."""
        ...


class Database(Protocol):
    """A store's database, opened. Safe to use from several threads; not across a fork."""

    url: str

    def writing(self) -> AbstractContextManager[Writer]:
        """Hold the one write lock and a transaction.

        At the end of the block what was written is on the disk. If the block or the disk fails, nothing of it is there,
        or, if the answer to the last step was lost, all of it; the caller hears NotKept.
        """
        ...

    def reading(self) -> AbstractContextManager[Reader]:
        """Look at the store as it is now, without waiting for whoever writes."""
        ...

    def scrub(self) -> None:
        """Overwrite what deleted rows leave behind in the files, as far as this database can."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


def chunks(keys: Sequence[Any], most: int = 500) -> Iterable[Sequence[Any]]:
    """Cut a list of keys into pieces that fit into one statement."""
    for first in range(0, len(keys), most):
        yield keys[first : first + most]
