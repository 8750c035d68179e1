"""What a mirror does: it takes the entries of a log, and signs that it holds them all. C2SP `tlog-mirror`, without the network.

Checkpoints reach it as they reach a witness, see `witness`; the newest of them is *pending* until its entries are here.

Where the document leaves a choice: our tickets are empty, and those sent to us are not read; an upload may begin up to 8192
entries before the first that is missing; what stands behind the last package of an upload is not read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple, Protocol

from safeconduct.record.faults import Bad
from safeconduct.record.leaf import parse_leaf
from safeconduct.record.spelling import read_bytes, read_number, write_bytes
from safeconduct.record.tiles import WIDTH
from safeconduct.record.tree import Frontier, Nodes, leaf_hash, subtree_path, verify_subtree
from safeconduct.record.witness import TEXT_TYPE, Reply, refuse

INFO_TYPE = "text/x.tlog.mirror-info"
MOST_HASHES = 63
MOST_PACKAGES = 32
"""Packages that a client sends in one request."""
REACH = MOST_PACKAGES * WIDTH
MOST_BODY = 32_768
MOST_ORIGIN = 65_535

Read = Callable[[int], bytes]
"""Gives the next bytes of a request, fewer than asked only at its end."""


class Pending(NamedTuple):
    """A checkpoint that the log signed and a witness would have signed: its text, its size and its root."""

    text: bytes
    size: int
    root: bytes


class Kept(Protocol):
    """Where a mirror keeps the logs it mirrors. Sizes never fall."""

    def next_entry(self, origin: str) -> int | None:
        """Give the index of the first entry that is missing, or nothing where the log is not known."""

    def pending(self, origin: str, size: int | None = None) -> Pending | None:
        """Give the newest pending checkpoint, or that of one size if it is still remembered."""

    def mirrored(self, origin: str) -> int:
        """Give the size of the newest checkpoint whose entries are all here."""

    def leaf_hashes(self, origin: str, start: int, end: int) -> Sequence[bytes]:
        """Give the leaf hashes of entries that are here."""

    def entry(self, origin: str, index: int) -> bytes:
        """Give one entry that is here."""

    def save(self, origin: str, start: int, entries: Sequence[bytes]) -> None:
        """Keep verified entries durably. Those that are here already are passed over."""

    def commit(self, origin: str, size: int) -> bool:
        """Make the pending checkpoint of this size the mirrored one, durably and in one step, unless a larger one is."""

    def save_body(self, origin: str, index: int, body: bytes) -> None:
        """Keep the body that belongs to the leaf at an index, durably."""


class MirrorInfo(NamedTuple):
    """Where a mirror wants an upload to end and to begin, and a ticket to send along."""

    size: int
    next_entry: int
    ticket: bytes


def parse_mirror_info(reply: bytes) -> MirrorInfo:
    """Read the body of an answer 202 or 409. Raises `Bad`."""
    lines = reply.decode("ascii", "replace").split("\n")
    if len(lines) != 4 or lines[3]:
        raise Bad("mirror.reply", "the answer is no mirror info", expected="three lines", got=repr(reply[:80]))
    return MirrorInfo(read_number(lines[0], "line 1"), read_number(lines[1], "line 2"), read_bytes(lines[2], "line 3"))


def packages(start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Part an upload at multiples of 256. Gives where the bundle of each package begins, its first entry, and where it ends."""
    for bundle in range(start - start % WIDTH, end if start < end else 0, WIDTH):
        yield bundle, max(start, bundle), min(end, bundle + WIDTH)


def _prefixed(data: bytes, length: int) -> bytes:
    return len(data).to_bytes(length, "big") + data


def write_add_entries(
    origin: str,
    start: int,
    end: int,
    entries: Callable[[int, int], Iterable[bytes]],
    nodes: Nodes,
    ticket: bytes = b"",
    most: int = MOST_PACKAGES,
) -> Iterator[bytes]:
    """Write an upload to a mirror, piece by piece: the head, then a package at a time, `most` at the most.

    `entries(start, end)` gives entries of the log, and `nodes` hashes of its tree of size `end`.
    """
    yield _prefixed(origin.encode(), 2) + start.to_bytes(8, "big") + end.to_bytes(8, "big") + _prefixed(ticket, 2)
    for count, (bundle, first, stop) in enumerate(packages(start, end)):
        if count == most:
            return
        path = subtree_path(nodes, bundle, stop, end)
        yield b"".join(_prefixed(entry, 2) for entry in entries(first, stop)) + bytes([len(path)]) + b"".join(path)


class _Ended(Exception):
    """The request ended in the middle of something."""


def _exactly(read: Read, length: int) -> bytes:
    parts, missing = [], length
    while missing:
        part = read(missing)
        if not part:
            raise _Ended
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _number(read: Read, length: int) -> int:
    return int.from_bytes(_exactly(read, length), "big")


def _origin(read: Read) -> str:
    try:
        return _exactly(read, _number(read, 2)).decode()
    except UnicodeDecodeError as fault:
        raise Bad("mirror.form", "the origin is not UTF-8", where=f"byte {fault.start}") from fault


def _info(status: int, kept: Kept, origin: str, size: int | None = None) -> Reply:
    if size is None:
        newest = kept.pending(origin)
        size = newest.size if newest else 0
    return Reply(status, INFO_TYPE, f"{size}\n{kept.next_entry(origin) or 0}\n{write_bytes(b'')}\n".encode())


def _verified(read: Read, kept: Kept, origin: str, pending: Pending, package: tuple[int, int, int]) -> list[bytes] | None:
    """Read a package and give its entries, or nothing where its proof does not fit."""
    bundle, first, stop = package
    entries = [_exactly(read, _number(read, 2)) for _ in range(first, stop)]
    count = _number(read, 1)
    if count > MOST_HASHES:
        return None
    path = [_exactly(read, 32) for _ in range(count)]
    frontier = Frontier()
    if bundle < first:
        frontier.extend(kept.leaf_hashes(origin, bundle, first))
    frontier.extend(map(leaf_hash, entries))
    good = verify_subtree(bundle, stop, pending.size, path, frontier.root(), pending.root)
    return entries if good else None


def add_entries(read: Read, kept: Kept, lines: Callable[[bytes], str]) -> Reply:
    """Answer an upload of entries. Each package is checked and kept before the next is read.

    `lines` makes our signature lines for the text of a checkpoint; it is called only when every entry of it is kept.
    """
    try:
        origin = _origin(read)
        start, end = _number(read, 8), _number(read, 8)
        _exactly(read, _number(read, 2))
    except _Ended:
        return refuse(400, "the request ends inside its head")
    except Bad as fault:
        return refuse(400, str(fault))
    following = kept.next_entry(origin)
    if following is None:
        return refuse(404, f"no log with the origin {origin} is mirrored here")
    if start > end:
        return refuse(400, f"the upload ends at {end}, before it begins at {start}")
    pending = kept.pending(origin, end)
    if pending is None or end < kept.mirrored(origin):
        return _info(409, kept, origin)
    if start > following or start < following - REACH:
        return _info(409, kept, origin, end)
    saved = 0
    try:
        for package in packages(start, end):
            entries = _verified(read, kept, origin, pending, package)
            if entries is None:
                return refuse(422, f"the entries from {package[1]} to {package[2] - 1} do not fit the checkpoint of size {end}")
            kept.save(origin, package[1], entries)
            saved += 1
    except _Ended:
        if saved:
            return _info(202, kept, origin, end)
        return refuse(400, "the request ends before its first package does")
    # Nothing is signed that is not here, whatever was kept in the meantime by others.
    if (kept.next_entry(origin) or 0) < end or not kept.commit(origin, end):
        return _info(409, kept, origin)
    return Reply(200, TEXT_TYPE, lines(pending.text).encode())


def write_add_bodies(origin: str, bodies: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
    """Write bodies for a mirror, piece by piece: each with the index of its leaf."""
    yield _prefixed(origin.encode(), 2)
    for index, body in bodies:
        yield index.to_bytes(8, "big") + _prefixed(body, 4)


def add_bodies(read: Read, kept: Kept) -> Reply:
    """Answer an upload of bodies. Each is kept if it is the one its leaf names; the first that is not ends the upload.

    The answer 200 is the number of bodies, in decimal. Bodies before a fault stay; sending them again changes nothing.
    """
    try:
        origin = _origin(read)
    except _Ended:
        return refuse(400, "the request ends inside its head")
    except Bad as fault:
        return refuse(400, str(fault))
    following = kept.next_entry(origin)
    if following is None:
        return refuse(404, f"no log with the origin {origin} is mirrored here")
    count = 0
    try:
        while first := read(1):
            index, length = int.from_bytes(first + _exactly(read, 7), "big"), _number(read, 4)
            if index >= following:
                return _info(409, kept, origin)
            if length > MOST_BODY:
                return refuse(422, f"the body at {index} has {length} bytes; {MOST_BODY} is the most")
            body = _exactly(read, length)
            if sha256(body).digest() != parse_leaf(kept.entry(origin, index)).act_id:
                return refuse(422, f"the leaf at {index} is not over this body")
            kept.save_body(origin, index, body)
            count += 1
    except _Ended:
        return refuse(400, f"the request ends inside a body, after {count} that were kept")
    except Bad as fault:
        return refuse(422, f"the entry at {index} is no leaf of an act: {fault}")
    return Reply(200, TEXT_TYPE, b"%d\n" % count)
