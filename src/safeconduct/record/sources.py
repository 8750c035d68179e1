"""Where a log can be read from without any of our programs running: a store, a published folder, a zip of one."""

import sqlite3
from contextlib import closing
from pathlib import Path

from safeconduct.record.faults import Bad
from safeconduct.record.folder_file import files_of_folder, published_log, zipped_log
from safeconduct.record.published import CHECKPOINT, body_path
from safeconduct.record.source import Place, Source, StoredTile
from safeconduct.record.store_file import MAGIC, StoreSource

__all__ = ["Place", "Source", "StoreSource", "StoredTile", "body_path", "open_source"]

MIRROR = "mirror.toml"
"""Stands in the folder of a mirror."""


def open_source(path: Path, *, holds_bodies: bool = True) -> Source:
    """Open whatever lies at a path. Raises Bad where it is no log.

    `holds_bodies` is False for the store of a mirror, which was not given every body. The folder of a mirror says so itself.
    """
    if path.is_dir():
        if (path / CHECKPOINT).is_file():
            return published_log(files_of_folder(path), path.name)
        stores = [*path.glob("log.db"), *sorted(path.glob("*.db"))]
        if not stores:
            raise Bad("source.empty", "there is neither a published log nor a store here", where=str(path),
                      expected="a file named checkpoint, or log.db")  # fmt: skip
        return StoreSource(stores[0], holds_bodies=holds_bodies and not (path / MIRROR).is_file())
    if not path.is_file():
        raise Bad("source.absent", "there is no such file or folder", where=str(path))
    start = start_of(path)
    if start.startswith(MAGIC):
        return StoreSource(path, holds_bodies=holds_bodies and not path.with_name(MIRROR).is_file())
    if start.startswith(b"PK"):
        return zipped_log(path)
    raise Bad("source.unknown", "this is no store, no zip of a published log, no bundle, no proof and no evidence of a fork",
              where=path.name, got=f"a file that begins with {start[:8].hex()}")  # fmt: skip


def start_of(path: Path) -> bytes:
    """Give the first bytes of a file, by which its kind is known.

    SQLite is asked first whether it is one of its own: closing any other handle on a file drops every lock that this process
    has on it, and the process may have the store open. SQLite knows its own handles and keeps the locks.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            if database.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                return MAGIC
    except UnicodeDecodeError:
        return MAGIC  # one of its own, and damaged: told where it is read
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") not in ("SQLITE_NOTADB", "SQLITE_CANTOPEN"):
            return MAGIC
    with path.open("rb") as file:
        return file.read(64)
