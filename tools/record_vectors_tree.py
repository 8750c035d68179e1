"""Writes the test vectors of trees and tiles into `tests/vectors/`, for any program that reads a record.

Run `PYTHONPATH=src python -m tools.record_vectors_tree`. The same bytes come out each time.
What a case expects is written here by hand, not asked of the code under test. All keys are published test keys.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from safeconduct.record import tree
from safeconduct.record.tiles import Bundle, Tile, bundle_of, path_of, tiles_for
from tools.vector_log import ROWS, flipped, nodes, root_of, write, written


def hexes(hashes: Sequence[bytes]) -> list[str]:
    return [hash_.hex() for hash_ in hashes]


def spoiled(path: Sequence[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """Give a proof with one thing wrong, and what is wrong."""
    whole = list(path)
    yield "a hash too many at the end", [*whole, ROWS[0][0]]
    yield "a hash too many in front", [ROWS[0][0], *whole]
    if whole:
        yield "the last hash is missing", whole[:-1]
        yield "the first hash is missing", whole[1:]
        yield "one bit of a hash", [flipped(whole[0]), *whole[1:]]
        yield "a hash of 31 bytes", [whole[0][:31], *whole[1:]]
    if len(whole) > 1:
        yield "two hashes swapped", [whole[1], whole[0], *whole[2:]]


# tree.json


def inclusion_cases() -> Iterator[dict[str, Any]]:
    for size in (1, 2, 3, 5, 8, 13, 16, 33):
        for index in range(size):
            path = tree.inclusion_path(nodes, index, size)
            case = {"leaf": ROWS[0][index].hex(), "index": str(index), "size": str(size), "root": root_of(size).hex()}
            yield case | {"path": hexes(path), "valid": True}
            if index not in (0, size // 2, size - 1):
                continue
            for why, wrong in spoiled(path):
                yield case | {"path": hexes(wrong), "valid": False, "why": why}
            for other in (index + 1, index + 2**64):
                yield case | {"index": str(other), "path": hexes(path), "valid": False, "why": "another index"}
            yield case | {"leaf": ROWS[0][-1].hex(), "path": hexes(path), "valid": False, "why": "another leaf"}
            yield case | {"root": "", "path": hexes(path), "valid": False, "why": "an empty root"}
    empty = {"index": "0", "size": "0", "path": [], "root": tree.EMPTY_ROOT.hex(), "valid": False}
    yield {"leaf": tree.EMPTY_ROOT.hex()} | empty | {"why": "nothing is in the empty tree"}


def consistency_cases() -> Iterator[dict[str, Any]]:
    for old, new in ((1, 2), (1, 8), (2, 3), (3, 7), (4, 7), (6, 7), (6, 8), (7, 7), (8, 9), (13, 33), (32, 33), (33, 600)):
        path = tree.consistency_path(nodes, old, new)
        case = {"old": str(old), "new": str(new), "old_root": root_of(old).hex(), "new_root": root_of(new).hex()}
        yield case | {"path": hexes(path), "valid": True}
        for why, wrong in spoiled(path):
            yield case | {"path": hexes(wrong), "valid": False, "why": why}
        yield case | {"path": hexes(path), "old_root": flipped(root_of(old)).hex(), "valid": False, "why": "another old root"}
        yield case | {"path": hexes(path), "new_root": flipped(root_of(new)).hex(), "valid": False, "why": "another new root"}
        if old < new:
            turned = {"old": str(new), "new": str(old), "old_root": root_of(new).hex(), "new_root": root_of(old).hex()}
            yield turned | {"path": hexes(path), "valid": False, "why": "the tree became smaller"}
    empty = {"old": "0", "old_root": tree.EMPTY_ROOT.hex(), "path": [], "valid": False}
    yield empty | {"new": "5", "new_root": root_of(5).hex(), "why": "nothing is shown about an empty tree", "growth": True}
    yield empty | {"new": "0", "new_root": tree.EMPTY_ROOT.hex(), "why": "the same", "growth": True}
    yield empty | {"new": "0", "new_root": root_of(5).hex(), "why": "size 0 with another root", "growth": False}
    beside = {"new": "5", "new_root": root_of(5).hex(), "path": [root_of(5).hex()]}
    yield empty | beside | {"why": "size 0 with a hash", "growth": False}


def subtree_cases() -> Iterator[dict[str, Any]]:
    for start, end, size in (
        (0, 1, 1),
        (0, 5, 13),
        (4, 6, 13),
        (8, 13, 13),
        (8, 12, 13),
        (12, 13, 13),
        (256, 512, 600),
        (512, 600, 600),
    ):
        path, hash_ = tree.subtree_path(nodes, start, end, size), tree.range_hash(nodes, start, end)
        case = {"start": str(start), "end": str(end), "size": str(size), "subtree": hash_.hex(), "root": root_of(size).hex()}
        yield case | {"path": hexes(path), "valid": True}
        for why, wrong in spoiled(path):
            yield case | {"path": hexes(wrong), "valid": False, "why": why}
    for start, end in ((1, 3), (2, 5), (4, 9), (5, 5), (8, 14)):
        case = {"start": str(start), "end": str(end), "size": "13", "subtree": root_of(3).hex(), "root": root_of(13).hex()}
        yield case | {"path": [], "valid": False, "why": "these leaves are no subtree"}


def large_cases() -> Iterator[dict[str, Any]]:
    """Trees of equal leaves, as large as they can be."""
    even = [ROWS[0][0]]
    while len(even) < 65:
        even.append(tree.node_hash(even[-1], even[-1]))
    for size in (2**53 + 1, 2**63 - 1, 2**63, 2**63 + 1, 2**64 - 1):
        root = tree.root_from(lambda level, index: even[level], size)
        for index in (0, size // 3, size - 1):
            path = tree.inclusion_path(lambda level, index: even[level], index, size)
            case = {"leaf": even[0].hex(), "index": str(index), "size": str(size), "root": root.hex()}
            yield case | {"path": hexes(path), "valid": True}
            yield case | {"path": hexes(path[:-1]), "valid": False, "why": "the last hash is missing"}
    yield {
        "leaf": even[0].hex(),
        "index": "0",
        "size": str(2**64),
        "root": even[64].hex(),
        "path": hexes(even[:64]),
        "valid": False,
        "why": "a size of 2^64: numbers end below it",
    }


def tile_paths() -> Iterator[dict[str, Any]]:
    for file in (
        Tile(0, 0),
        Tile(0, 0, 1),
        Tile(1, 999, 255),
        Tile(2, 1000),
        Tile(0, 2**56 - 1),
        Bundle(0),
        Bundle(1_234_067, 15),
    ):
        level = {"entries": True} if isinstance(file, Bundle) else {"level": file.level}
        yield {"path": path_of(file), "valid": True, "index": str(file.index), "width": file.width} | level
    wrong = """tile/0/0 tile/0/x000/000 tile/0/000.p/0 tile/0/000.p/256 tile/0/000.p/01 tile/0/000.p/ tile/0/000.p/1.p/1
        tile/00/000 tile/64/000 tile/-1/000 tile/0/x001 tile/0/001/000 tile/0/x01/000 tile//000 tile/entries tile/0
        /tile/0/000 tile/0/000/ tile/0/+00 Tile/0/000 tile/0/x000/x001/000 tile/0/x072/x057/x594/x037/x927/936"""
    yield from ({"path": path, "valid": False} for path in wrong.split())


def bundles() -> Iterator[dict[str, Any]]:
    for entries in ([b""], [b"one"], [b"one", b"", b"three"]):
        yield {"hex": bundle_of(entries).hex(), "width": len(entries), "entries": hexes(entries), "valid": True}
    whole = bundle_of([b"one", b"two"])
    for data, width, why in (
        (whole, 1, "an entry too many"),
        (whole, 3, "an entry is missing"),
        (whole[:-1], 2, "the last entry is cut short"),
        (whole[:6], 2, "a length is cut short"),
        (whole + b"\x00", 2, "a byte behind the last entry"),
        (b"", 1, "nothing"),
    ):
        yield {"hex": data.hex(), "width": width, "valid": False, "why": why}


def tree_file() -> dict[str, Any]:
    sizes = (1, 255, 256, 257, 600, 65_536, 70_000)
    return {
        "about": "The tree of RFC 6962 with SHA-256. Leaf i is 'entry i'. Numbers are decimal texts: some need 64 bits. "
        "growth says what a witness holding the old tree has to say; where it is not given, it is the same as valid.",
        "leaf_hashes": hexes(ROWS[0][:40]),
        "roots": [root_of(size).hex() for size in range(41)],
        "frontiers": [{"size": str(size), "hashes": hexes(frontier(size))} for size in (0, 1, 7, 8, 33, 600)],
        "inclusion": list(inclusion_cases()),
        "large": list(large_cases()),
        "consistency": list(consistency_cases()),
        "subtrees": list(subtree_cases()),
        "tile_paths": list(tile_paths()),
        "tiles_of_size": {str(size): tile_counts(size) for size in sizes},
        "bundles": list(bundles()),
    }


def frontier(size: int) -> list[bytes]:
    """Give the complete subtrees along the right edge, from the definition: one for each bit of the size."""
    hashes, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            hashes.append(nodes(level, start >> level))
            start += 1 << level
    return hashes


def tile_counts(size: int) -> list[dict[str, int]]:
    counted: dict[int, dict[str, int]] = {}
    for tile in tiles_for(0, size):
        row = counted.setdefault(tile.level, {"level": tile.level, "full": 0, "narrow": 0})
        row["full"] += tile.width == 256
        row["narrow"] += tile.width % 256
    return list(counted.values())


def vectors() -> dict[str, str]:
    """Give the content of each file."""
    return {"tree.json": written(tree_file())}


if __name__ == "__main__":
    write(vectors())
