"""All hashes of a log, in memory: 32 bytes for each leaf and a little above them.

For whoever reads a whole log anyway: every tile, the root at every size and every proof can be asked afterwards.
"""

from collections.abc import Sequence
from hashlib import sha256

from safeconduct.record.tiles import WIDTH, Tile
from safeconduct.record.tree import consistency_path, inclusion_path, root_from

_TILE = 32 * WIDTH


class Grown:
    """A tree that grows leaf by leaf and forgets nothing.

    Row 0 has the leaf hashes, each further row one hash for each full tile of the row below.
    """

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows = [bytearray()]

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._rows[0]) // 32

    @property
    def levels(self) -> int:
        """How many levels of tiles there are."""
        return sum(bool(row) for row in self._rows)

    def append(self, leaf: bytes) -> None:
        """Add the next leaf, by its bytes."""
        row = self._rows[0]
        row += sha256(b"\x00" + leaf).digest()
        if not len(row) % _TILE:
            self._close(0)

    def append_hash(self, hash_: bytes) -> None:
        """Add the next leaf, by its hash, where the leaf itself is not here."""
        row = self._rows[0]
        row += hash_
        if not len(row) % _TILE:
            self._close(0)

    def _close(self, level: int) -> None:
        if level + 1 == len(self._rows):
            self._rows.append(bytearray())
        above = self._rows[level + 1]
        above += _fold(_split(self._rows[level][-_TILE:]))
        if not len(above) % _TILE:
            self._close(level + 1)

    def nodes(self, level: int, index: int) -> bytes:
        """Give the hash of the complete subtree of 2**level leaves that begins at leaf index * 2**level."""
        height, low = divmod(level, 8)
        return _fold(_split(self._rows[height][32 * (index << low) : 32 * ((index + 1) << low)]))

    def root(self, size: int | None = None) -> bytes:
        """Give the root of the tree as it is, or as it was at a smaller size."""
        return root_from(self.nodes, self.size if size is None else size)

    def tile(self, tile: Tile) -> bytes | None:
        """Give the bytes of a tile, or None where the tree does not reach as far."""
        row = self._rows[tile.level] if tile.level < len(self._rows) else b""
        data = bytes(row[_TILE * tile.index : _TILE * tile.index + 32 * tile.width])
        return data if len(data) == 32 * tile.width else None

    def full_tiles(self, level: int) -> int:
        """Give how many full tiles a level has."""
        return len(self._rows[level]) // _TILE

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """Give the path from a leaf to the root of the tree of a size."""
        return inclusion_path(self.nodes, index, size)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Give the hashes that show the tree of one size at the beginning of that of another."""
        return consistency_path(self.nodes, old, new)


def _split(data: bytes | bytearray) -> list[bytes]:
    whole = bytes(data)
    return [whole[at : at + 32] for at in range(0, len(whole), 32)]


def _fold(hashes: Sequence[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
