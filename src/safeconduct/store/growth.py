"""The right edge of the tree: what the next leaf is joined to, and which tiles become complete by it.

Complete tiles are stored, each with its root. All that stands to the right of them is made again from the leaves and from
those roots, at most 255 hashes on each level. So it needs no storing, and cannot differ from the leaves.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from safeconduct.kernel.errors import VerificationFailed
from safeconduct.record.tiles import WIDTH
from safeconduct.record.tree import Frontier, leaf_hash
from safeconduct.store.database import Reader


class CompleteTile(NamedTuple):
    """A tile that will never change: its place, the root of the tree below it, its hashes one after the other."""

    level: int
    n: int
    root: bytes
    bytes: bytes


class Growth:
    """A tree that grows. `rows[n]` are the hashes of level n that fill no tile yet."""

    __slots__ = ("_rows", "size")

    def __init__(self, size: int = 0, rows: Sequence[Sequence[bytes]] = ()) -> None:
        self.size = size
        self._rows = [list(row) for row in rows]

    def extend(self, leaves: Iterable[bytes]) -> list[CompleteTile]:
        """Add the hashes of the next leaves; gives the tiles that this completes."""
        found, level, end = list[CompleteTile](), 0, self.size
        added = list(leaves)
        self.size += len(added)
        while added:
            if level == len(self._rows):
                self._rows.append([])
            row = self._rows[level]
            n, above = end // WIDTH, list[bytes]()
            row += added
            whole = len(row) // WIDTH
            for at in range(whole):
                part = row[at * WIDTH : (at + 1) * WIDTH]
                above.append(_folded(part)[0])
                found.append(CompleteTile(level, n + at, above[-1], b"".join(part)))
            del row[: whole * WIDTH]
            added, level, end = above, level + 1, n
        return found

    def root(self) -> bytes:
        """Give the root of the tree as it is now."""
        return Frontier(self.size, [hash_ for row in reversed(self._rows) for hash_ in _folded(row)]).root()


def _folded(row: Sequence[bytes]) -> tuple[bytes, ...]:
    frontier = Frontier()
    frontier.extend(row)
    return frontier.hashes


def log_size(reader: Reader) -> int:
    """Give how many leaves are stored."""
    found = reader.one("SELECT max(idx) FROM leaf")
    return 0 if found is None or found[0] is None else int(found[0]) + 1


def leaf_hashes(reader: Reader, first: int, end: int) -> list[bytes]:
    """Hash the stored leaves from `first` up to but not including `end`."""
    found = reader.all("SELECT envelope FROM leaf WHERE idx >= ? AND idx < ? ORDER BY idx", (first, end))
    _whole("leaves", first, end, len(found))
    return [leaf_hash(envelope) for (envelope,) in found]


def load(reader: Reader, size: int) -> Growth:
    """Make the edge of the tree of a size again from tiles and leaves. Raises VerificationFailed where some are missing."""
    rows, level = [leaf_hashes(reader, size // WIDTH * WIDTH, size)], 1
    while size >> 8 * level:
        end = size >> 8 * level
        first = end // WIDTH * WIDTH
        found = reader.all("SELECT root FROM tile WHERE level = ? AND n >= ? AND n < ? ORDER BY n", (level - 1, first, end))
        _whole(f"tiles of level {level - 1}", first, end, len(found))
        rows.append([root for (root,) in found])
        level += 1
    return Growth(size, rows)


def _whole(what: str, first: int, end: int, found: int) -> None:
    if found != end - first:
        raise VerificationFailed(
            step=f"reading {what} {first} to {end - 1}", expected=f"{end - first}", got=str(found),
            remedy="The store is damaged. Keep its files as they are, and restore the log from a mirror.",
        )  # fmt: skip
