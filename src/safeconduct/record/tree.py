"""The Merkle tree of the log: hashes, compact ranges, and proofs that a leaf is in it and that it only grew.

Hashing is that of RFC 6962 with SHA-256. Proofs of a subtree are those of the Merkle Tree Certificates draft, section 4; a
consistency proof is the proof of the subtree that begins at leaf 0. Verifying never raises: what is not right is not verified.

`nodes(level, index)` is how proofs are made without knowing where hashes are kept: it gives the hash of the complete subtree
of 2**level leaves that begins at leaf index * 2**level.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from safeconduct.record.faults import Bad

Nodes = Callable[[int, int], bytes]

SIZE_LIMIT = 2**64
"""Sizes and indexes are below this number."""

EMPTY_ROOT = sha256(b"").digest()
_HASH_SIZE = frozenset({32})


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry of the log."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees that stand side by side."""
    return sha256(b"\x01" + left + right).digest()


def _root_of(hashes: Sequence[bytes]) -> bytes:
    """Fold the hashes of a compact range from the right. There must be at least one."""
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = sha256(b"\x01" + left + root).digest()
    return root


class Frontier:
    """The complete subtrees along the right edge of a growing tree, the largest first: all that appending needs.

    There is one hash for each bit that is set in the size. Raises `Bad` where hashes do not fit the size.
    """

    __slots__ = ("_hashes", "_size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self._size, self._hashes = size, list(hashes)
        if not 0 <= size < SIZE_LIMIT:
            raise Bad("tree.size", "the size of a tree is out of range", expected="0 to 2^64 - 1", got=str(size))
        if len(self._hashes) != size.bit_count() or any(len(hash_) != 32 for hash_ in self._hashes):
            raise Bad(
                "tree.frontier",
                "these are not the hashes along the right edge of a tree of this size",
                expected=f"{size.bit_count()} hashes of 32 bytes for size {size}",
                got=f"{len(self._hashes)} hashes",
            )

    @property
    def size(self) -> int:
        return self._size

    @property
    def hashes(self) -> tuple[bytes, ...]:
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        hashes, size = self._hashes, self._size
        self._size = size + 1
        while size & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
            size >>= 1
        hashes.append(leaf)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add the hashes of the next leaves, in order. Level by level this takes less time than one by one."""
        row, rest, size = list(leaves), [], self._size
        self._size = size + len(row)
        while row:
            if size & 1:
                row.insert(0, self._hashes.pop())
            if len(row) & 1:
                rest.append(row.pop())
            row = [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]
            size >>= 1
        self._hashes += reversed(rest)

    def root(self) -> bytes:
        """Give the root of the tree as it is now."""
        return _root_of(self._hashes) if self._hashes else EMPTY_ROOT

    def copy(self) -> "Frontier":
        """Give a second frontier that grows on its own."""
        return Frontier(self._size, self._hashes)


def range_hash(nodes: Nodes, start: int, end: int) -> bytes:
    """Hash the leaves from `start` up to but not including `end` as one subtree. They must be a subtree, see `is_subtree`."""
    hashes = []
    while start < end:
        level = (end - start).bit_length() - 1
        hashes.append(nodes(level, start >> level))
        start += 1 << level
    return _root_of(hashes)


def root_from(nodes: Nodes, size: int) -> bytes:
    """Give the root of the tree of this size."""
    return range_hash(nodes, 0, size) if size else EMPTY_ROOT


def _split(start: int, end: int) -> int:
    """Where the left half of a subtree ends: the largest power of two below its size, counted from its beginning."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def inclusion_path(nodes: Nodes, index: int, size: int) -> tuple[bytes, ...]:
    """List the hashes that lead from a leaf to the root, the leaf's neighbour first. Raises `Bad` for a leaf not in the tree."""
    if not 0 <= index < size < SIZE_LIMIT:
        raise Bad("tree.index", "there is no such leaf in a tree of this size", expected=f"an index below {size}", got=str(index))
    path, start, end = [], 0, size
    while end - start > 1:
        middle = _split(start, end)
        if index < middle:
            path.append(range_hash(nodes, middle, end))
            end = middle
        else:
            path.append(range_hash(nodes, start, middle))
            start = middle
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether the leaf with this hash stands at this index of the tree with this size and root."""
    if not 0 <= index < size < SIZE_LIMIT or len(leaf) != 32 or len(root) != 32:
        return False
    # Up to where leaf and last leaf part, every level has a neighbour; above, only where a bit of the index is set. A 1 says
    # that the neighbour stands on the left.
    inner = (index ^ (size - 1)).bit_length()
    sides = bin(1 << inner | index & (1 << inner) - 1)[:2:-1] + "1" * (index >> inner).bit_count()
    if len(path) != len(sides) or not _HASH_SIZE.issuperset(map(len, path)):
        return False
    current, hash_ = leaf, sha256
    for other, side in zip(path, sides, strict=True):
        current = hash_(b"\x01" + other + current if side == "1" else b"\x01" + current + other).digest()
    return current == root


def is_subtree(start: int, end: int, size: int) -> bool:
    """Say whether these leaves are all below one node, in this tree or in a smaller one it began with: only those have proofs."""
    return 0 <= start < end <= size < SIZE_LIMIT and start % (1 << (end - start - 1).bit_length()) == 0


def subtree_path(nodes: Nodes, start: int, end: int, size: int) -> tuple[bytes, ...]:
    """List the hashes that join the subtree of these leaves to the tree of this size. Raises `Bad` where there is none."""
    if not is_subtree(start, end, size):
        raise Bad(
            "tree.subtree",
            "these leaves are no subtree of a tree of this size",
            expected=f"a range inside 0 to {size} that begins at a multiple of its size, rounded up to a power of two",
            got=f"{start} to {end}",
        )
    path, low, high = [], 0, size
    # Until here the reader knows the hash of what is left; once a node is split that is partly new, it has to be told.
    known = True
    while (low, high) != (start, end):
        middle = _split(low, high)
        if end <= middle:
            path.append(range_hash(nodes, middle, high))
            high = middle
        elif start >= middle:
            path.append(range_hash(nodes, low, middle))
            low = middle
        else:
            path.append(range_hash(nodes, low, middle))
            low = start = middle
            known = False
    if not known:
        path.append(range_hash(nodes, low, high))
    return tuple(reversed(path))


def verify_subtree(start: int, end: int, size: int, path: Sequence[bytes], subtree: bytes, root: bytes) -> bool:
    """Say whether the subtree of the leaves from `start` to `end`, with this hash, is in the tree with this size and root."""
    if not is_subtree(start, end, size) or len(subtree) != 32 or len(root) != 32 or not set(map(len, path)) <= {32}:
        return False
    first, last, top = start, end - 1, size - 1
    # What both trees share below is the subtree itself, or its largest complete part on the right edge.
    while first != last and (last == top or last & 1):
        first, last, top = first >> 1, last >> 1, top >> 1
    hashes = iter(path)
    old = new = subtree if first == last else next(hashes, b"")
    for other in hashes:
        if not top:
            return False
        if last & 1 or last == top:
            if first < last:
                old = sha256(b"\x01" + other + old).digest()
            new = sha256(b"\x01" + other + new).digest()
            while not last & 1 and last:
                first, last, top = first >> 1, last >> 1, top >> 1
        else:
            new = sha256(b"\x01" + new + other).digest()
        first, last, top = first >> 1, last >> 1, top >> 1
    return not top and old == subtree and new == root


def consistency_path(nodes: Nodes, old: int, new: int) -> tuple[bytes, ...]:
    """List the hashes that show the tree of size `old` at the beginning of that of size `new`. Raises `Bad` for size 0."""
    return subtree_path(nodes, 0, old, new)


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Say whether the new tree begins with the old one. Nothing is shown about an empty tree, so old size 0 is refused."""
    return verify_subtree(0, old, new, path, old_root, new_root)


def growth_path(nodes: Nodes, old: int, new: int) -> tuple[bytes, ...]:
    """List what a witness wants to see that holds the tree of size `old`: nothing for size 0, a consistency proof otherwise."""
    return () if old == 0 <= new < SIZE_LIMIT else consistency_path(nodes, old, new)


def verify_growth(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Say the same as `verify_consistency`, as a witness asks it: any tree extends the empty one, with an empty proof."""
    if old != 0:
        return verify_consistency(old, new, path, old_root, new_root)
    if not 0 <= new < SIZE_LIMIT or old_root != EMPTY_ROOT or len(new_root) != 32 or len(path) != 0:
        return False
    return new > 0 or new_root == EMPTY_ROOT
