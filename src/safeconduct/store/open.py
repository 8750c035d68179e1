"""Which database an address means: a path is a SQLite file, `postgresql://...` a PostgreSQL database."""

from pathlib import Path

from safeconduct.store.database import Database
from safeconduct.store.errors import WrongStore
from safeconduct.store.sqlite import SqliteDatabase

_POSTGRES = ("postgresql://", "postgres://")
_FILE = "sqlite:///"


def open_store(url: str | Path) -> Database:
    """Open a store that exists. Raises WrongStore if there is none, or a newer program made it."""
    return _open(url, None)


def make_store(url: str | Path, *, origin: str) -> Database:
    """Open the store of an origin; where there is none yet, make its tables."""
    if not origin:
        raise ValueError("a log has an origin")
    return _open(url, origin)


def _open(url: str | Path, origin: str | None) -> Database:
    text = str(url)
    if not text.startswith(_POSTGRES):
        if "://" in text and not text.startswith(_FILE):
            raise WrongStore(f"{text.partition('://')[0]}: a store is a SQLite file or a PostgreSQL database",
                             remedy="Give a path, or postgresql://host/database.")  # fmt: skip
        return SqliteDatabase(Path(text.removeprefix(_FILE)), origin)
    try:
        # Only who keeps the record there needs the driver.
        from safeconduct.store.postgres import PostgresDatabase
    except ImportError as error:
        raise WrongStore("a PostgreSQL store needs psycopg and libpq, which are not installed",
                         remedy="pip install 'safeconduct[postgres]', and the system's libpq5.") from error  # fmt: skip
    return PostgresDatabase(text, origin)
