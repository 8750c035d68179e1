"""Where a log can be read from without any of our programs running: a store, a mirror's store, a published folder, a zip of it.

Each is opened for reading only. Nothing that is read here is believed: `audit` and `verify` check it.
"""

import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, Protocol

from safeconduct.record.faults import Bad
from safeconduct.record.note import add_lines
from safeconduct.record.tiles import WIDTH, Bundle, Tile, path_of

Fetch = Callable[[str], bytes | None]
"""Gives the bytes at a path, or None where there is no such file."""

_PAGE = 1024
LARGEST_FILE = 64 << 20
"""Bytes of one file of a published folder. A bundle of bodies is far smaller."""


class Place(NamedTuple):
    """One place of a log as it was found. `where` names the file or the row, for whoever has to look at it."""

    index: int
    leaf: bytes
    body: bytes | None
    where: str


class Source(Protocol):
    """A log that can be read. `holds_bodies` says that every body that was not redacted has to be here."""

    kind: str
    name: str
    holds_bodies: bool

    def size(self) -> int:
        """Give how many leaves there are."""
        ...

    def places(self, first: int = 0) -> Iterator[Place]:
        """Give the places of the log from an index on. Raises Bad where a file cannot be read."""
        ...

    def notes(self) -> Iterator[tuple[str, bytes]]:
        """Give every checkpoint with its cosignatures, the smallest first, and where it stands."""
        ...

    def tiles(self) -> Iterator[tuple[Tile, bytes, str]]:
        """Give every stored tile and where it stands."""
        ...

    def file(self, path: str) -> bytes | None:
        """Give another file of a published log, such as `keys`; None where there is none."""
        ...


class StoreSource:
    """The SQLite file of a server or a mirror, opened read-only."""

    kind = "store"

    def __init__(self, path: Path, *, holds_bodies: bool = True) -> None:
        self.path, self.name, self.holds_bodies = path, path.name, holds_bodies
        try:
            with closing(self._open()) as database:
                found = database.execute("SELECT origin FROM about").fetchone()
        except sqlite3.Error as error:
            raise Bad("source.store", f"this is no store of a record: {error}", where=str(path)) from error
        self.origin = str(found[0]) if found else ""

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)

    def _rows(self, sql: str, *values: object) -> Iterator[tuple[object, ...]]:
        try:
            with closing(self._open()) as database:
                yield from database.execute(sql, values)
        except sqlite3.Error as error:
            raise Bad("source.store", f"a page of the store cannot be read: {error}", where=self.name) from error

    def size(self) -> int:
        """Give how many leaves there are."""
        return int(next(self._rows("SELECT coalesce(max(idx) + 1, 0) FROM leaf"))[0])  # type: ignore[call-overload]

    def places(self, first: int = 0) -> Iterator[Place]:
        """Give the places of the log, page by page, so that whoever writes is not kept waiting."""
        while True:
            rows = list(self._rows("SELECT leaf.idx, envelope, bytes FROM leaf LEFT JOIN body ON body.idx = leaf.idx "
                                   "WHERE leaf.idx >= ? ORDER BY leaf.idx LIMIT ?", first, _PAGE))  # fmt: skip
            for index, leaf, body in rows:
                if index != first:
                    raise Bad("source.gap", "a place of the log is missing", where=f"{self.name}, leaf {first}")
                yield Place(first, _blob(leaf), None if body is None else _blob(body), f"{self.name}, leaf {first}")
                first += 1
            if len(rows) < _PAGE:
                return

    def notes(self) -> Iterator[tuple[str, bytes]]:
        """Give every checkpoint with the newest line of each cosigner."""
        for size, note in self._rows("SELECT size, note FROM checkpoint ORDER BY size"):
            lines = self._rows("SELECT name, line FROM cosignature WHERE size = ? ORDER BY came, name, line", size)
            newest = {str(name): _blob(line).decode("utf-8", "replace") for name, line in lines}
            where = f"{self.name}, checkpoint {size}"
            yield where, add_lines(_blob(note), newest.values()) if newest else _blob(note)

    def tiles(self) -> Iterator[tuple[Tile, bytes, str]]:
        """Give every complete tile."""
        for level, index, data in self._rows("SELECT level, n, bytes FROM tile ORDER BY level, n"):
            tile = Tile(int(level), int(index))  # type: ignore[call-overload]
            yield tile, _blob(data), f"{self.name}, {path_of(tile)}"

    def file(self, path: str) -> bytes | None:
        """A store has no other files."""
        return None


def _blob(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


class FolderSource:
    """A published folder, or a zip of one. `fetch` gives the bytes at a path below it."""

    kind = "published folder"

    def __init__(self, fetch: Fetch, name: str, size: int) -> None:
        self._fetch, self.name, self._size = fetch, name, size
        self.holds_bodies = fetch(body_path(Bundle(0, min(WIDTH, size)))) is not None if size else False

    def size(self) -> int:
        """Give how many leaves its checkpoint speaks of."""
        return self._size

    def places(self, first: int = 0) -> Iterator[Place]:
        """Give the places of the log, bundle by bundle."""
        for start in range(first - first % WIDTH, self._size, WIDTH):
            asked = Bundle(start // WIDTH, min(WIDTH, self._size - start))
            path, data = self._narrow(asked, path_of)
            if data is None:
                raise Bad("source.missing", "a file is missing", where=path)
            where, held = self._narrow(asked, body_path)
            entries = _pieces(data, 2, asked.width, path)
            bodies = _pieces(held, 4, asked.width, where) if held is not None else [b""] * asked.width
            for offset, (entry, body) in enumerate(zip(entries, bodies, strict=True)):
                if start + offset >= first:
                    yield Place(start + offset, entry, body or None, f"{path}, entry {start + offset}")

    def _narrow(self, asked: Bundle, path: Callable[[Bundle], str]) -> tuple[str, bytes | None]:
        """Give a narrow file, or the full one where the narrow one is gone."""
        data = self._fetch(path(asked))
        if data is None and asked.width < WIDTH and (full := self._fetch(path(Bundle(asked.index)))) is not None:
            return path(Bundle(asked.index)), full
        return path(asked), data

    def notes(self) -> Iterator[tuple[str, bytes]]:
        """Give the one checkpoint."""
        if (found := self._fetch("checkpoint")) is not None:
            yield "checkpoint", found

    def tiles(self) -> Iterator[tuple[Tile, bytes, str]]:
        """Give every tile that a log of this size has."""
        level, count = 0, self._size
        while count:
            for index in range((count + WIDTH - 1) // WIDTH):
                tile = Tile(level, index, min(WIDTH, count - index * WIDTH))
                data = self._fetch(path_of(tile))
                if data is None and tile.width < WIDTH and (full := self._fetch(path_of(Tile(level, index)))) is not None:
                    data = full[: 32 * tile.width]
                if data is None:
                    raise Bad("source.missing", "a file is missing", where=path_of(tile))
                yield tile, data, path_of(tile)
            level, count = level + 1, count // WIDTH

    def file(self, path: str) -> bytes | None:
        """Give another file of the folder."""
        return self._fetch(path)


def body_path(bundle: Bundle) -> str:
    """Give the path of the file with the bodies of a bundle's entries: `bodies/N[.p/W]`, 4 bytes of length before each.

    A length of 0 stands for a body that is not given here.
    """
    return path_of(bundle).replace("tile/entries/", "bodies/", 1)


def _pieces(data: bytes, prefix: int, width: int, where: str) -> list[bytes]:
    found, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + prefix], "big")
        if at + prefix + size > len(data):
            break
        found.append(data[at + prefix : at + prefix + size])
        at += prefix + size
    if at != len(data) or len(found) < width:
        raise Bad("source.cut", "the file is cut, or a length in it is wrong", where=f"{where}, byte {at}")
    return found[:width]


def open_source(path: Path) -> Source:
    """Open whatever lies at a path. Raises Bad where it is no log."""
    from safeconduct.record.head import parse_checkpoint
    from safeconduct.record.note import parse_note

    if path.is_dir() and (path / "checkpoint").is_file():
        fetch = _folder(path)
    elif path.is_dir():
        stores = [*path.glob("log.db"), *path.glob("*.db")]
        if not stores:
            raise Bad("source.empty", "there is neither a published log nor a store here", where=str(path),
                      expected="a file named checkpoint, or log.db")  # fmt: skip
        return StoreSource(stores[0])
    elif not path.is_file():
        raise Bad("source.absent", "there is no such file", where=str(path))
    elif zipfile.is_zipfile(path):
        fetch = _zip(path)
    else:
        return StoreSource(path)
    note = fetch("checkpoint")
    if note is None:
        raise Bad("source.empty", "there is no checkpoint here", where=str(path))
    return FolderSource(fetch, path.name, parse_checkpoint(parse_note(note).text).size)


def _folder(path: Path) -> Fetch:
    root = path.resolve()

    def fetch(name: str) -> bytes | None:
        found = (root / name).resolve()
        if not found.is_relative_to(root) or not found.is_file():
            return None
        if found.stat().st_size > LARGEST_FILE:
            raise Bad("source.size", "the file is too large", where=name, expected=f"at most {LARGEST_FILE} bytes")
        return found.read_bytes()

    return fetch


def _zip(path: Path) -> Fetch:
    archive = zipfile.ZipFile(path)
    names = archive.namelist()
    tops = {name.partition("/")[0] for name in names}
    # A zip of a folder often holds the folder itself.
    top = f"{tops.pop()}/" if len(tops) == 1 and "checkpoint" not in names else ""

    def fetch(name: str) -> bytes | None:
        try:
            info = archive.getinfo(top + name)
            if info.file_size > LARGEST_FILE:
                raise Bad("source.size", "the file is too large", where=name, expected=f"at most {LARGEST_FILE} bytes")
            return archive.read(info)
        except KeyError:
            return None
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise Bad("source.zip", f"the file in the zip is damaged: {error}", where=name) from error

    return fetch
