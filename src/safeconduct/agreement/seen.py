"""Which lines of a log came before: an id stands on one line, and a line that is repeated to the letter is one act."""

from array import array
from collections.abc import Callable
from contextlib import suppress
from itertools import chain, compress, count
from operator import eq
from typing import BinaryIO

import msgspec

from safeconduct.kernel import acts

Reread = Callable[[int, int], bytes]
"""Gives the text of a log again, from an offset, of a length."""

NO_ACT = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What the decoder raises if a line is no act."""
_SPACE = b" \t\r"
"""All that may stand after an act."""


def rereading(file: BinaryIO) -> Reread | None:
    """Give a way to read a part of an open file again, or None for one that comes only once, such as a pipe."""
    if not file.seekable():
        return None
    begin = file.tell()

    def reread(offset: int, length: int) -> bytes:
        back = file.tell()
        file.seek(begin + offset)
        text = file.read(length)
        file.seek(back)
        return text

    return reread


class Seen:
    """The ids that were read, and what is needed to tell whether a line came before.

    A line has one id, so whether its print is among those of the batch of its id tells. Prints are made when they are asked for,
    from the text of the batch; only a text that cannot be read again leaves them behind.
    """

    def __init__(self, reread: Reread | None) -> None:
        self.ids: set[str] = set()
        self._last: bytes | None = None  # the last line, if it was read at once
        self._reread = reread
        self._names: list[list[str]] = []
        self._prints: list[array[int]] = []
        self._asked_for: set[int] = set()
        self._offsets = [0]
        self._batches: dict[str, int] = {}
        self._looked_up = 0

    def begin(self, length: int) -> None:
        """Begin a batch whose text is so long."""
        self._names.append([])
        self._prints.append(array("q"))
        self._offsets.append(self._offsets[-1] + length)

    def _batch_of(self, name: str) -> int:
        """Give the batch of an id. Ids are put in order only here: a line is seldom repeated far from its first."""
        mine = len(self._names) - 1
        for n in range(self._looked_up, mine):
            self._batches.update(dict.fromkeys(self._names[n], n))
        self._looked_up = mine
        return self._batches.get(name, mine)

    def _prints_of(self, n: int) -> "array[int]":
        """Give the prints of the lines that were first with their id in a batch."""
        begin, end = self._offsets[n : n + 2]
        if self._reread is not None and n not in self._asked_for and n < len(self._names) - 1:
            self._asked_for.add(n)
            firsts: dict[str, bytes] = {}
            for line in self._reread(begin, end - begin).split(b"\n"):
                with suppress(*NO_ACT):
                    firsts.setdefault(acts.decoder.decode(line).id, line)
            self._prints[n] = array("q", [hash(line.rstrip()) for line in firsts.values()])
        return self._prints[n]

    def is_new(self, name: str, line: bytes) -> bool | None:
        """Note a line with its id. Gives False if it came before, None if another line has its id."""
        if name in self.ids:
            return False if hash(line) in self._prints_of(self._batch_of(name)) else None
        self.ids.add(name)
        self._names[-1].append(name)
        self._prints[-1].append(hash(line))
        return True

    def are_new(self, ids: list[str], lines: list[bytes]) -> list[bool] | None:
        """Note all lines of a batch with their ids, as above. Gives None and notes nothing if any id has two lines."""
        before, last = len(self.ids), self._last
        self.ids.update(ids)
        new = [True] * len(ids)
        if len(self.ids) != before + len(ids):
            # Most lines that are repeated stand after their first.
            for n in compress(count(), map(eq, ids, chain((None,), ids))):
                new[n] = not _alike(lines[n - 1], lines[n])
            new[0] = last is None or not _alike(last, lines[0])
            if len(self.ids) != before + sum(new) and (new := self._told_apart(ids, lines, before)) is None:
                return None
        self._last = lines[-1]
        if False in new:
            ids, lines = list(compress(ids, new)), list(compress(lines, new))
        self._names[-1] = ids
        if self._reread is None:
            self._prints[-1] = array("q", [hash(line.rstrip(_SPACE)) for line in lines])
        return new

    def all_new(self, ids: list[str]) -> bool:
        """Note the ids of a batch whose lines are not at hand, if none of them came before. Asked only with `reread`."""
        before = len(self.ids)
        if not self.ids.isdisjoint(ids):
            return False
        self.ids.update(ids)
        assert len(self.ids) == before + len(ids)
        self._names[-1], self._last = ids, None
        return True

    def _told_apart(self, ids: list[str], lines: list[bytes], before: int) -> list[bool] | None:
        """Say which lines are new, wherever those stand that they repeat."""
        mine, prints = len(self._names) - 1, [hash(line.rstrip(_SPACE)) for line in lines]
        kept, firsts = list(map(self._batch_of, ids)), dict(zip(reversed(prints), reversed(range(len(lines))), strict=True))
        new = [at == mine and firsts[line] == n for n, (at, line) in enumerate(zip(kept, prints, strict=True))]
        if len(self.ids) == before + sum(new) and all(at == mine or line in self._prints_of(at)
                                                      for at, line in zip(kept, prints, strict=True)):  # fmt: skip
            return new
        self.ids.difference_update(name for name, at in zip(ids, kept, strict=True) if at == mine)
        return None

    def forget(self) -> None:
        """Forget the lines of this batch: they have to be looked at one by one."""
        self.ids.difference_update(self._names[-1])
        self._names[-1], self._prints[-1], self._last = [], array("q"), None


def _alike(line: bytes, other: bytes) -> bool:
    return line == other or line.rstrip(_SPACE) == other.rstrip(_SPACE)
