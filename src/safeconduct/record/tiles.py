"""The files of the log: tiles of 256 hashes and bundles of 256 entries, and reading a tree from them. C2SP `tlog-tiles`.

A tile at level n holds hashes of complete subtrees of 256**n leaves. The last one of a level may be narrower.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from safeconduct.record.faults import Bad
from safeconduct.record.spelling import read_number
from safeconduct.record.tree import EMPTY_ROOT, SIZE_LIMIT, Frontier, leaf_hash, node_hash, range_hash

WIDTH = 256
MOST_ENTRY = 65_535
"""Bytes in one entry: a bundle writes its length in two."""


class Tile(NamedTuple):
    """A file of hashes."""

    level: int
    index: int
    width: int = WIDTH


class Bundle(NamedTuple):
    """A file of entries."""

    index: int
    width: int = WIDTH


def path_of(file: Tile | Bundle) -> str:
    """Name the path of a file below the log's prefix."""
    rest, groups = divmod(file.index, 1000), []
    while rest[0]:
        groups.append(f"x{rest[0] % 1000:03}")
        rest = rest[0] // 1000, rest[1]
    level = "entries" if isinstance(file, Bundle) else str(file.level)
    narrow = "" if file.width == WIDTH else f".p/{file.width}"
    return "/".join(("tile", level, *reversed(groups), f"{rest[1]:03}")) + narrow


def parse_path(path: str) -> Tile | Bundle:
    """Read the path of a file. Raises `Bad` for any other spelling of the same file."""
    whole, narrow, width_text = path.partition(".p/")
    first, *rest = whole.split("/")
    width = read_number(width_text, path[:80]) if narrow else WIDTH
    digits = "".join(part.removeprefix("x") for part in rest[1:])
    good = first == "tile" and len(rest) >= 2 and digits.isascii() and digits.isdigit() and len(digits) <= 21
    if good and (not narrow or 0 < width < WIDTH):
        index = int(digits)
        file = Bundle(index, width) if rest[0] == "entries" else Tile(read_number(rest[0], path[:80]), index, width)
        # Writing it again is the whole check of the grouping.
        if path_of(file) == path and index < SIZE_LIMIT // WIDTH and (isinstance(file, Bundle) or file.level < 64):
            return file
    raise Bad("tiles.path", "this is no path of a tile or of a bundle", expected="as tile/0/x001/234.p/5", got=repr(path[:80]))


def tiles_for(old: int, new: int) -> Iterator[Tile]:
    """List the tiles that the tree of size `new` has and that of size `old` has not, lowest level first."""
    level = 0
    while new:
        for index in range(old // WIDTH, -(-new // WIDTH) if new > old else 0):
            yield Tile(level, index, min(WIDTH, new - index * WIDTH))
        old, new, level = old // WIDTH, new // WIDTH, level + 1


def bundles_for(old: int, new: int) -> Iterator[Bundle]:
    """List the bundles that the log of size `new` has and that of size `old` has not."""
    for index in range(old // WIDTH, -(-new // WIDTH) if new > old else 0):
        yield Bundle(index, min(WIDTH, new - index * WIDTH))


def bundle_of(entries: Sequence[bytes]) -> bytes:
    """Write entries as a bundle: two bytes of length before each. Raises `Bad` for too many, or one too long."""
    if not 0 < len(entries) <= WIDTH:
        raise Bad("tiles.bundle", "a bundle holds another number of entries", expected="1 to 256", got=str(len(entries)))
    if any(len(entry) > MOST_ENTRY for entry in entries):
        raise Bad("tiles.bundle", "an entry is too long", expected=f"at most {MOST_ENTRY} bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_bundle(data: bytes, width: int) -> tuple[bytes, ...]:
    """Read the entries of a bundle. Raises `Bad` for other than `width` of them, and for bytes behind the last."""
    entries, at = [], 0
    while at < len(data) and len(entries) < width:
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data) or start > len(data):
            raise Bad("tiles.bundle", "an entry is cut short", where=f"entry {len(entries)}, byte {start - 2}")
        entries.append(data[start:at])
    if at != len(data) or len(entries) != width:
        more = " and more" if at < len(data) else ""
        raise Bad("tiles.bundle", "a bundle holds another number of entries", expected=str(width), got=f"{len(entries)}{more}")
    return tuple(entries)


def parse_tile(data: bytes, width: int) -> tuple[bytes, ...]:
    """Read the hashes of a tile. Raises `Bad` for other than `width` of them."""
    if len(data) != 32 * width:
        raise Bad("tiles.tile", "a tile has another length", expected=f"{32 * width} bytes", got=f"{len(data)} bytes")
    return tuple(data[at : at + 32] for at in range(0, len(data), 32))


def _rows(hashes: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Give the hashes of a tile and, row by row, of the complete subtrees above them. A full tile ends in one hash."""
    rows = [hashes]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append([node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=False)])
    return rows


def grow_tiles(old: int, leaves: Iterable[bytes], tile: Callable[[Tile], Sequence[bytes]]) -> Iterator[tuple[Tile, bytes]]:
    """Write the tiles that come or change when these leaf hashes are added to a tree of size `old`.

    `tile` gives the hashes of a narrow tile of the old tree; it is asked for the last of each level at most once.
    """
    row, level = list(leaves), 0
    while row:
        first, offset = divmod(old, WIDTH)
        if offset:
            row = [*tile(Tile(level, first, offset)), *row]
        above = []
        for at in range(0, len(row), WIDTH):
            part = row[at : at + WIDTH]
            yield Tile(level, first + at // WIDTH, len(part)), b"".join(part)
            if len(part) == WIDTH:
                above.append(_rows(part)[-1][0])
        row, old, level = above, old // WIDTH, level + 1


class TileReader:
    """Reads hashes and entries of a tree of known size and root from its files. What is not under the root does not get through.

    `fetch` gives the bytes at a path, or nothing where there is no such file. A narrow tile that is gone is read from the full
    one. Raises `Bad` where a file is missing or does not fit.
    """

    def __init__(self, fetch: Callable[[str], bytes | None], size: int, root: bytes, *, kept: int = 512) -> None:
        if not 0 <= size < SIZE_LIMIT:
            raise Bad("tree.size", "the size of a tree is out of range", expected="0 to 2^64 - 1", got=str(size))
        self._fetch, self._size, self._kept = fetch, size, kept
        self._tiles: dict[tuple[int, int], list[Sequence[bytes]]] = {}
        self._edge: dict[tuple[int, int], list[Sequence[bytes]]] = {}
        # Every hash of the narrow tiles at the right edge goes into the root, so comparing it checks them all. A full tile
        # is checked against its hash in the tile above.
        for level in range(8):
            index, width = divmod(size >> 8 * level, WIDTH)
            if width:
                self._edge[level, index] = _rows(self._read(Tile(level, index, width)))
        found = self.frontier().root()
        if found != root:
            raise Bad("tiles.root", "the tiles give another root", where=f"size {size}", expected=root.hex(), got=found.hex())

    @property
    def size(self) -> int:
        return self._size

    def _outside(self, what: str, level: int, index: int) -> Bad:
        return Bad("tree.index", f"there is no such {what}", where=f"tree of {self._size}", got=f"level {level}, index {index}")

    def _read(self, tile: Tile) -> tuple[bytes, ...]:
        path = path_of(tile)
        data = self._fetch(path)
        if data is None and tile.width < WIDTH:
            path = path_of(tile._replace(width=WIDTH))
            data = self._fetch(path)
            if data is not None:
                return parse_tile(data, WIDTH)[: tile.width]
        if data is None:
            raise Bad("tiles.missing", "a tile is missing", where=path)
        try:
            return parse_tile(data, tile.width)
        except Bad as fault:
            raise Bad(fault.code, fault.what, where=path, expected=fault.expected, got=fault.got) from fault

    def _known(self, level: int, index: int) -> list[Sequence[bytes]]:
        """Give a tile and the rows above it, checked."""
        known = self._edge.get((level, index)) or self._tiles.get((level, index))
        if known:
            return known
        if not (0 <= level < 8 and 0 <= index < self._size >> 8 * (level + 1)):
            raise self._outside("tile", level, index)
        found = _rows(self._read(Tile(level, index)))
        above = self._known(level + 1, index // WIDTH)[0][index % WIDTH]
        if found[-1][0] != above:
            raise Bad("tiles.tile", "a tile is not what the tree says", where=path_of(Tile(level, index)), expected=above.hex())
        while len(self._tiles) >= self._kept:
            del self._tiles[next(iter(self._tiles))]
        self._tiles[level, index] = found
        return found

    def hashes(self, level: int, index: int) -> Sequence[bytes]:
        """Give the hashes of a tile, checked."""
        return self._known(level, index)[0]

    def nodes(self, level: int, index: int) -> bytes:
        """Give the hash of a complete subtree, as proofs need it."""
        height, low = divmod(level, 8)
        if index < 0 or (index + 1) << low > self._size >> 8 * height:
            raise self._outside("node", level, index)
        tile, offset = divmod(index, WIDTH >> low)
        return self._known(height, tile)[low][offset]

    def frontier(self) -> Frontier:
        """Give what appending needs, from the tiles along the right edge."""
        parts, start = [], 0
        for level in reversed(range(self._size.bit_length())):
            if self._size >> level & 1:
                parts.append(self.nodes(level, start >> level))
                start += 1 << level
        return Frontier(self._size, parts)

    def root(self, size: int) -> bytes:
        """Give the root that the tree had at a smaller size."""
        if not 0 <= size <= self._size:
            raise Bad("tree.size", "the tree is smaller than that", expected=f"at most {self._size}", got=str(size))
        return range_hash(self.nodes, 0, size) if size else EMPTY_ROOT

    def entries(self, index: int) -> tuple[bytes, ...]:
        """Give the entries of a bundle, each checked against its leaf hash."""
        width = min(WIDTH, self._size - index * WIDTH)
        if index < 0 or width <= 0:
            raise Bad("tree.index", "there is no such bundle in this log", where=f"size {self._size}", got=str(index))
        path = path_of(Bundle(index, width))
        data, have = self._fetch(path), width
        if data is None and width < WIDTH:
            path, have = path_of(Bundle(index)), WIDTH
            data = self._fetch(path)
        if data is None:
            raise Bad("tiles.missing", "a bundle is missing", where=path)
        try:
            found = parse_bundle(data, have)[:width]
        except Bad as fault:
            place = f"{path}, {fault.where}" if fault.where else path
            raise Bad(fault.code, fault.what, where=place, expected=fault.expected, got=fault.got) from fault
        for at, (entry, expected) in enumerate(zip(found, self.hashes(0, index), strict=True)):
            if leaf_hash(entry) != expected:
                place = f"{path}, entry {index * WIDTH + at}"
                raise Bad("tiles.entry", "an entry is not what the tree says", where=place, expected=expected.hex())
        return found

    def leaves(self, start: int, end: int) -> Iterator[bytes]:
        """Give the entries from `start` up to but not including `end`, checked."""
        while start < min(end, self._size):
            bundle, offset = divmod(start, WIDTH)
            part = self.entries(bundle)[offset : offset + end - start]
            yield from part
            start += len(part)
