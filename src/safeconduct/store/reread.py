"""The second reading: a process of its own reads what was stored and makes the root from it.

`python -m safeconduct.store.reread URL FROM TO` writes one line of JSON; `--all` begins at the first leaf. With `-` the address
is the first line of the input, so that a password in it is not in the list of processes.

Nothing the first process remembers gets here. Leaves, bodies and complete tiles are taken as they stand on the disk, and every
checkpoint that was signed in this part is made again.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from safeconduct.kernel.errors import SafeconductError
from safeconduct.record.body import act_id, parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import parse_leaf
from safeconduct.record.tree import leaf_hash
from safeconduct.store.database import Reader, Row
from safeconduct.store.growth import CompleteTile, Growth, load
from safeconduct.store.open import open_store

MOST = 100
"""Differences that are listed. One is enough to sign nothing."""
_PAGE = 1000


class Difference(NamedTuple):
    """Something on the disk that is not what it should be."""

    step: str
    expected: str
    got: str


class Reread(NamedTuple):
    """What the second reading found: the part that was read, the root at its end, and all that differs."""

    first: int
    size: int
    root: bytes
    differences: tuple[Difference, ...]


def reread(reader: Reader, first: int, end: int) -> Reread:
    """Read the leaves from `first` up to but not including `end`, and their bodies."""
    found: list[Difference] = []
    growth = load(reader, first)
    signed = dict(reader.all("SELECT size, root FROM checkpoint WHERE size >= ? AND size <= ?", (first, end)))
    found += _compared(signed, growth)
    for start in range(first, end, _PAGE):
        rows = reader.all(
            "SELECT leaf.idx, leaf.act_id, leaf.kid, leaf.seq, envelope, body.idx, bytes, redacted_by, "
            "absent.idx FROM leaf LEFT JOIN body ON body.idx = leaf.idx "
            "LEFT JOIN absent ON absent.idx = leaf.idx WHERE leaf.idx >= ? AND leaf.idx < ? ORDER BY leaf.idx",
            (start, min(end, start + _PAGE)))  # fmt: skip
        found += _gaps(rows, start, min(end, start + _PAGE))
        for row in rows:
            found += _row(row)
        for part, tiles in _grown(growth, [leaf_hash(row[4]) for row in rows], signed):
            found += _compared(signed, part)
            found += _tiles(reader, tiles)
        if len(found) > MOST:
            break
    return Reread(first, growth.size, growth.root(), tuple(found[:MOST]))


def _gaps(rows: Sequence[Row], start: int, end: int) -> Iterator[Difference]:
    there = [row[0] for row in rows]
    if there != list(range(start, end)):
        yield Difference(f"leaves {start} to {end - 1}", f"{end - start} leaves", f"{len(there)} leaves")


def _row(row: Row) -> Iterator[Difference]:
    idx, id_, kid, seq, envelope, body_idx, data, redacted_by, absent = row
    try:
        leaf = parse_leaf(envelope)
    except Bad as fault:
        yield Difference(f"leaf {idx}", "a leaf", str(fault))
        return
    if (leaf.act_id, leaf.kid) != (id_, kid):
        yield Difference(f"leaf {idx}: act and key", f"{leaf.act_id.hex()} {leaf.kid.hex()}", f"{id_.hex()} {kid.hex()}")
    if data is None:
        if absent is None and (body_idx is None or redacted_by is None):
            yield Difference(f"body {idx}", "a body, or the act that redacted it", "neither")
        return
    if act_id(data) != leaf.act_id:
        yield Difference(f"body {idx}", leaf.act_id.hex(), act_id(data).hex())
        return
    # What was signed is always a good body: it was examined before it came in.
    if (own := parse_body(data).seq) != seq:
        yield Difference(f"leaf {idx}: number in its chain", str(own), str(seq))


def _grown(growth: Growth, hashes: list[bytes], stops: Iterable[int]) -> Iterator[tuple[Growth, list[CompleteTile]]]:
    # Stops at the sizes that were signed, so that each root can be compared.
    begin = growth.size
    sizes = sorted({size for size in stops if begin < size < begin + len(hashes)} | {begin + len(hashes)})
    for size in sizes:
        yield growth, growth.extend(hashes[growth.size - begin : size - begin])


def _compared(signed: dict[int, bytes], growth: Growth) -> Iterator[Difference]:
    expected = signed.get(growth.size)
    if expected is not None and (root := growth.root()) != expected:
        yield Difference(f"checkpoint of size {growth.size}", expected.hex(), root.hex())


def _tiles(reader: Reader, tiles: Iterable[CompleteTile]) -> Iterator[Difference]:
    for tile in tiles:
        stored = reader.one("SELECT root, bytes FROM tile WHERE level = ? AND n = ?", (tile.level, tile.n))
        if stored is None or stored != (tile.root, tile.bytes):
            got = "no tile" if stored is None else f"another tile, with root {stored[0].hex()}"
            yield Difference(f"tile {tile.level}/{tile.n}", f"root {tile.root.hex()} and its hashes", got)


def main(argv: Sequence[str] | None = None) -> int:
    """Read, and write what was found as JSON. Gives 0 if nothing differs, 1 if something does."""
    parser = argparse.ArgumentParser(prog="python -m safeconduct.store.reread", description="Read a stored log a second time.")
    parser.add_argument("url", help="path or address of the store; - reads it from the input")
    parser.add_argument("first", type=int, metavar="FROM", help="index of the first leaf to read")
    parser.add_argument("size", type=int, metavar="TO", help="size of the tree to make")
    parser.add_argument("--all", action="store_true", help="begin at the first leaf, whatever FROM says")
    asked = parser.parse_args(argv)
    try:
        database = open_store(sys.stdin.readline().rstrip("\n") if asked.url == "-" else asked.url)
        with database.reading() as reader:
            found = reread(reader, 0 if asked.all else asked.first, asked.size)
        database.close()
    except SafeconductError as error:
        print(json.dumps({"failed": error.message()}))
        return 1
    differences = [each._asdict() for each in found.differences]
    print(json.dumps({"first": found.first, "size": found.size, "root": found.root.hex(), "differences": differences}))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
