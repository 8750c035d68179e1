"""A file of acts: read by one process, and a long one by two, where that is safe.

The second process reads most pieces of the file. Of the acts that are entered as they are it hands on columns, of all others
their lines; where a piece has anything out of the ordinary it hands on nothing, and the first process reads that piece itself.
What is found, every fault and its place are those of one process. Whatever becomes of the second one, the first goes on alone.
"""

import marshal
import os
import sys
import threading
from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from safeconduct.agreement.act_log import ENCODER, Checker, Chunk, Piece, chunks_of, read_apart, read_batches
from safeconduct.agreement.act_text import are_names
from safeconduct.agreement.books import WHOLE, Way
from safeconduct.agreement.columns import ASKED, Batch, Entries, Handed
from safeconduct.agreement.entering import Ways, Windows, in_office
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.seen import rereading
from safeconduct.agreement.yaml_tree import Faults
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.errors import Fault, Invalid

LEAST = 32_000_000
"""From how many bytes on a second process is worth its beginning."""
_PIECE, _LONGEST, _LOOK = 1 << 17, 1_000_000, 1 << 12
_PIPE = 1 << 20
"""How much the second process may be ahead, in bytes."""
_KINDS = tuple(ASKED)

Tables = Mapping[type[ActBase], Ways]


class ActFile:
    """The acts of a file. It is opened again whenever they are asked for."""

    def __init__(self, path: Path, agreement: Agreement) -> None:
        self.path, self.agreement = path, agreement

    def __iter__(self) -> Iterator[Batch]:
        """Give the acts in batches. Raises Invalid after the last line if any line is wrong."""
        with self._opened() as file:
            yield from read_batches(chunks_of(file), self.agreement, file=str(self.path), reread=rereading(file))

    def beside(self, tables: Tables, mandates: Mapping[str, Windows]) -> Iterator[Batch]:
        """Give the same, in part as columns to be entered by these tables, read beside by another process if that is safe."""
        with self._opened() as file:
            if not _is_worth_it(file):
                yield from read_batches(chunks_of(file), self.agreement, file=str(self.path), reread=rereading(file))
                return
            try:
                second = _Second(file.fileno(), self.agreement, tables, mandates)
            except OSError:  # the system gives no more processes
                yield from read_batches(chunks_of(file), self.agreement, file=str(self.path), reread=rereading(file))
                return
            try:
                yield from read_batches(second.chunks(file), self.agreement, file=str(self.path), reread=rereading(file))
            finally:
                second.end()

    def _opened(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise Invalid([Fault(code="SC030", file=str(self.path), message=f"cannot open: {reason}",
                                 remedy="give the acts with --acts FILE")]) from error  # fmt: skip


def _is_worth_it(file: BinaryIO) -> bool:
    """Whether a second process may be made and has something to do: a copy of one with several threads is not sound."""
    if not sys.platform.startswith("linux") or threading.active_count() > 1 or len(os.sched_getaffinity(0)) < 2:
        return False
    return file.seekable() and os.fstat(file.fileno()).st_size >= LEAST


def _is_for_second(n: int) -> bool:
    """Whether the second process reads a piece: three of four, because the first one also enters them all and counts."""
    return n % 4 != 0


def pieces(fd: int, size: int) -> Iterator[tuple[int, int]]:
    """Give begin and end of each piece: whole lines. Ends early before a line that is longer than any act."""
    begin = 0
    while begin < size:
        end = begin + _PIECE
        while end < size:
            looked = os.pread(fd, _LOOK, end - 1)
            at = looked.find(b"\n")
            end += at if at >= 0 else len(looked)
            if at >= 0 or not looked:
                break
            if end - begin > _LONGEST // 2:
                return
        yield begin, min(end, size)
        begin = min(end, size)


class _Column(NamedTuple):
    """What is written of the entries of one type in one piece: numbers as bytes, texts joined."""

    codes: bytes
    ids: str
    starts: bytes
    recorded: bytes
    amounts: bytes
    refs: str


class _Second:
    """The second process, seen from the first."""

    def __init__(self, fd: int, agreement: Agreement, tables: Tables, mandates: Mapping[str, Windows]) -> None:
        self.fd, self.size, self.tables = fd, os.fstat(fd).st_size, tables
        self.ways: list[Way] = []
        back, out = os.pipe()
        try:
            self.child = os.fork()
        except OSError:
            os.close(back)
            os.close(out)
            raise
        if not self.child:
            _run_apart(fd, self.size, out, back, _Apart(agreement, tables, mandates))
        os.close(out)
        self.back: BinaryIO = os.fdopen(back, "rb", _PIPE)

    def chunks(self, file: BinaryIO) -> Iterator[Chunk | Piece]:
        """Give the pieces of the file in their order, and what stands behind the last of them."""
        last = 0
        for n, (begin, end) in enumerate(pieces(self.fd, self.size)):
            yield self._piece(begin, end) if _is_for_second(n) else (os.pread(self.fd, end - begin, begin), None)
            last = end
        file.seek(last)
        yield from chunks_of(file)

    def _piece(self, begin: int, end: int) -> Piece:
        def text() -> bytes:
            return os.pread(self.fd, end - begin, begin)

        told = self._told()
        if told is None:
            return Piece(end - begin, 0, None, b"", text)
        lines, new, columns, rest = told
        self.ways += [way for kind, asked in new if (way := self.tables[_KINDS[kind]][asked]) is not None]
        return Piece(end - begin, lines, [_handed(column, self.ways) for column in columns], rest, text)

    def _told(self) -> Any:
        """Give what comes next, or None: what has to be read here, or nothing comes any more."""
        with suppress(OSError, EOFError, ValueError, TypeError):
            length = int.from_bytes(self.back.read(4), "big")
            return marshal.loads(self.back.read(length)) if length else None
        return None

    def end(self) -> None:
        """Let it go: it ends when nobody listens any more."""
        self.back.close()
        with suppress(ChildProcessError):
            os.waitpid(self.child, 0)


def _handed(column: tuple[bytes, str, bytes, bytes, bytes, str], ways: list[Way]) -> Handed:
    codes, ids, *numbers, refs = column
    starts, recorded, amounts = map(array, "qqq", numbers)
    named = [tuple(one.split(",")) if one else () for one in refs.split("\n")] if refs else [()] * len(starts)
    return Handed(list(map(ways.__getitem__, array("H", codes))), ids.split("\n"), starts, recorded, amounts, named)


# ---- in the second process ----


def _run_apart(fd: int, size: int, out: int, back: int, apart: "_Apart") -> None:
    """Read these pieces and write what is made of it, then end without any of what the first process has to end."""
    try:
        os.close(back)
        with os.fdopen(out, "wb", 0) as told:
            for n, (begin, end) in enumerate(pieces(fd, size)):
                if _is_for_second(n):
                    data = apart.read(os.pread(fd, end - begin, begin))
                    told.write(len(data).to_bytes(4, "big") + data)
    finally:
        os._exit(0)


class _Apart:
    def __init__(self, agreement: Agreement, tables: Tables, mandates: Mapping[str, Windows]) -> None:
        self.checker, self.tables, self.mandates = Checker(agreement, Faults("")), tables, mandates
        self.codes: dict[Way, int] = {}

    def read(self, block: bytes) -> bytes:
        """Give what is made of a piece, as bytes; none where it has to be read with those before it."""
        batch = read_apart(block, self.checker)
        if batch is None:
            return b""
        known, new = len(self.codes), list[tuple[int, tuple[str, ...]]]()
        rest = list(batch.rest.acts)
        columns = [tuple(column) for entries in batch.entries if (column := self._column(entries, rest, new)) is not None]
        if len(self.codes) > 0xFFFF or not are_names([*chain(*chain(*(entries.refs for entries in batch.entries)))]):
            self.codes = dict(list(self.codes.items())[:known])
            return b""
        return marshal.dumps((block.count(b"\n"), new, columns, ENCODER.encode_lines(rest)))

    def _column(self, found: Entries, rest: list[ActBase], new: list[tuple[int, tuple[str, ...]]]) -> _Column | None:
        """Give the entries that are entered as they are, and put the others with the rest."""
        table = self.tables[found.kind]
        ways = in_office(list(map(table.__getitem__, found.asked)), found.starts, self.mandates)
        for n, (way, until, basis) in enumerate(zip(ways, found.untils, found.bases, strict=True)):
            if way is None or until is not None or basis != "own":
                ways[n] = None
                rest.append(found.acts[n])
            elif way not in self.codes:
                self.codes[way] = len(self.codes)
                new.append((_KINDS.index(found.kind), found.asked[n]))
        kept = [n for n, way in enumerate(ways) if way is not None]
        if not kept:
            return None
        codes = array("H", [self.codes[way] for way in ways if way is not None])
        numbers = (found.starts, found.recorded, [WHOLE if amount is None else amount for amount in found.amounts])
        starts, recorded, amounts = (array("q", [column[n] for n in kept]).tobytes() for column in numbers)
        refs = "\n".join([",".join(found.refs[n]) for n in kept]) if any(found.refs) else ""
        return _Column(codes.tobytes(), "\n".join([found.ids[n] for n in kept]), starts, recorded, amounts, refs)
