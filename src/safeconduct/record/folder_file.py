"""A log in a published folder, or in a zip of one: section 6 of `docs/spec/record.md`. Opened for reading only."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from safeconduct.record.faults import Bad
from safeconduct.record.head import parse_checkpoint
from safeconduct.record.note import parse_note
from safeconduct.record.published import CHECKPOINT, LARGEST_FILE, LISTS, NO_LISTS, body_path
from safeconduct.record.source import Place, StoredTile
from safeconduct.record.standing import Replay
from safeconduct.record.tiles import WIDTH, Bundle, Tile, path_of

_END, _LONGEST_END = b"PK\x05\x06", 22 + 65_535
"""How the record at the end of a zip begins, and how many bytes it has with its comment."""

Fetch = Callable[[str], bytes | None]
"""Gives the bytes at a path, or None where there is no such file."""


class FolderSource:
    """A published folder, or a zip of one. `fetch` gives the bytes at a path below it.

    Bodies that not everyone may see are not published, so a body that is not here is not missed. Nor are leaves, as a rule: a
    folder without its first bundle of entries is one of hashes.
    """

    kind = "published folder"
    origin = ""
    holds_bodies = False

    def __init__(self, fetch: Fetch, name: str, size: int, others: Callable[[], Iterator[Bad]] = lambda: iter(())) -> None:
        self._fetch, self.name, self._size, self._others = fetch, name, size, others
        self.holds_leaves = not size or self._has_leaves()

    def _has_leaves(self) -> bool:
        try:
            # Bodies are shown by leaves alone, so where they lie, leaves have to.
            return any(self._narrow(self._bundle(0), path)[1] is not None for path in (path_of, body_path))
        except Bad:
            return True  # something is there and cannot be read, which is told when it is read

    def size(self) -> int:
        """Give how many leaves its checkpoint speaks of."""
        return self._size

    def leaf_at(self, index: int) -> str:
        """Say where a leaf stands, or its hash."""
        if not self.holds_leaves:
            return f"{path_of(self._bundle(index)).replace('entries', '0', 1)}, hash {index}"
        return f"{self._narrow(self._bundle(index), path_of)[0]}, entry {index}"

    def body_at(self, index: int) -> str:
        """Say where a body stands."""
        return f"{self._narrow(self._bundle(index), body_path)[0]}, body {index}"

    def _bundle(self, index: int) -> Bundle:
        return Bundle(index // WIDTH, min(WIDTH, self._size - index + index % WIDTH))

    def places(self, first: int = 0) -> Iterator[Place]:
        """Give the places of the log, bundle by bundle."""
        if not self.holds_leaves:
            raise Bad("source.hashes", "this folder holds the hashes of the tree and no acts", where=self.name)
        for start in range(first - first % WIDTH, self._size, WIDTH):
            asked = self._bundle(start)
            path, data, most = self._narrow(asked, path_of)
            if data is None:
                raise Bad("source.missing", "a file is missing", where=path)
            entries = _pieces(data, 2, asked.width, most, path)
            bodies_path, held, most = self._narrow(asked, body_path)
            bodies = _pieces(held, 4, asked.width, most, bodies_path) if held is not None else [b""] * asked.width
            found = map(Place, range(start, start + asked.width), entries, [body or None for body in bodies])
            yield from islice(found, max(0, first - start), None)

    def _narrow(self, asked: Bundle, path: Callable[[Bundle], str]) -> tuple[str, bytes | None, int]:
        """Give a narrow file, or the full one where the narrow one is gone, and how many pieces it may have."""
        data = self._fetch(path(asked))
        if data is None and asked.width < WIDTH and (full := self._fetch(path(Bundle(asked.index)))) is not None:
            return path(Bundle(asked.index)), full, WIDTH
        return path(asked), data, asked.width

    def notes(self) -> Iterator[tuple[str, bytes]]:
        """Give the one checkpoint."""
        if (found := self._fetch(CHECKPOINT)) is not None:
            yield CHECKPOINT, found

    def tiles(self) -> Iterator[StoredTile]:
        """Give every tile that a log of this size has."""
        level, count = 0, self._size
        while count:
            for index in range((count + WIDTH - 1) // WIDTH):
                tile = Tile(level, index, min(WIDTH, count - index * WIDTH))
                path, data = path_of(tile), self._fetch(path_of(tile))
                if data is None and tile.width < WIDTH and (full := self._fetch(path_of(Tile(level, index)))) is not None:
                    path, data = path_of(Tile(level, index)), full[: 32 * tile.width]
                if data is None:
                    raise Bad("source.missing", "a file is missing", where=path)
                yield StoredTile(tile, data, path)
            level, count = level + 1, count // WIDTH

    def file(self, path: str) -> bytes | None:
        """Give another file of the folder."""
        return self._fetch(path)

    def beside(self, replay: Replay | None) -> Iterator[Bad]:
        """Give what is wrong with the index of lists, and with the zip, if it is one."""
        lists = self._fetch(LISTS)
        if lists is not None and lists != NO_LISTS:
            yield Bad("source.lists", "the index names lists, and this version knows of none", where=LISTS,
                      expected=NO_LISTS.decode(), got=f"{len(lists)} other bytes")  # fmt: skip
        yield from self._others()


def _pieces(data: bytes, prefix: int, least: int, most: int, where: str) -> list[bytes]:
    found, at, size = [], 0, len(data)
    while at < size:
        start = at + prefix
        end = start + int.from_bytes(data[at:start], "big")
        if end > size:
            break
        found.append(data[start:end])
        at = end
    if at != size or not least <= len(found) <= most:
        raise Bad("source.cut", "the file is cut, too long, or a length in it is wrong", where=f"{where}, byte {at}",
                  expected=f"{least} pieces", got=str(len(found)))  # fmt: skip
    return found[:least]


def published_log(fetch: Fetch, name: str, others: Callable[[], Iterator[Bad]] = lambda: iter(())) -> FolderSource:
    """Open a published log by its checkpoint. Raises Bad where there is none, or none that can be read."""
    note = fetch(CHECKPOINT)
    if note is None:
        raise Bad("source.empty", "there is no checkpoint here", where=name, expected="a file named checkpoint")
    try:
        return FolderSource(fetch, name, parse_checkpoint(parse_note(note).text).size, others)
    except Bad as bad:
        where = f"{CHECKPOINT}, {bad.where}" if bad.where else CHECKPOINT
        raise Bad(bad.code, bad.what, where=where, expected=bad.expected, got=bad.got) from bad


def files_of_folder(path: Path) -> Fetch:
    """Give the files of a folder. None lies outside it, wherever links lead."""
    root = path.resolve()

    def fetch(name: str) -> bytes | None:
        found = (root / name).resolve()
        if not found.is_relative_to(root) or not found.is_file():
            return None
        if found.stat().st_size > LARGEST_FILE:
            raise Bad("source.size", "the file is too large", where=name, expected=f"at most {LARGEST_FILE} bytes")
        return found.read_bytes()

    return fetch


def zipped_log(path: Path) -> FolderSource:
    """Open a published log in a zip. Raises Bad where it is damaged."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, EOFError) as error:
        raise Bad("source.zip", f"the zip is damaged: {error}", where=path.name) from error
    names = archive.namelist()
    # 65,535 says that there are more than the field can hold.
    if (said := _count_at_end(path)) not in (len(names), 0xFFFF):
        raise Bad("source.zip", "the zip is damaged: its end counts other files than its list has", where=path.name,
                  expected=str(said), got=str(len(names)))  # fmt: skip
    if len(set(names)) != len(names):
        raise Bad("source.zip", "a file stands twice in the zip, so two readers may read different ones", where=path.name)
    tops = {name.partition("/")[0] for name in names}
    # A zip of a folder often holds the folder itself.
    top = f"{tops.pop()}/" if len(tops) == 1 and CHECKPOINT not in names else ""

    def fetch(name: str) -> bytes | None:
        try:
            info = archive.getinfo(top + name)
            if info.file_size > LARGEST_FILE:
                raise Bad("source.size", "the file is too large", where=name, expected=f"at most {LARGEST_FILE} bytes")
            return archive.read(info)
        except KeyError:
            return None
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            if isinstance(error, Bad):
                raise
            raise Bad("source.zip", f"the file in the zip is damaged: {error}", where=name) from error

    def damaged() -> Iterator[Bad]:
        for name in names:
            try:
                fetch(name.removeprefix(top))
            except Bad as bad:
                yield bad

    return published_log(fetch, path.name, damaged)


def _count_at_end(path: Path) -> int:
    """Give how many files the record at the end of a zip counts. Nothing else notices when the list before it is cut short."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LONGEST_END))
        end = file.read()
    at = end.rfind(_END)
    return int.from_bytes(end[at + 10 : at + 12], "little") if at >= 0 else -1
