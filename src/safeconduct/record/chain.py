"""The chain of one key: which number comes next, what waits for a missing one, and where two acts have one number.

Knows numbers, act ids and log indexes only. What an act does is not asked here.
"""

from array import array
from bisect import bisect_left
from typing import Any, NamedTuple

NO_MATTER = bytes(32)
"""Stands for the matter of an act whose body is gone."""


class Link(NamedTuple):
    """One act in its chain. `what` is handed back when its turn comes; the chain does not look at it."""

    index: int
    seq: int
    prev: bytes
    act_id: bytes
    matter: bytes
    what: Any


class Clash(NamedTuple):
    """Two acts that cannot both stand at one number. `first` is the index of the one that does, -1 if nobody here has seen it."""

    first: int
    because: str


class Chain:
    """What is known of one key's chain. Memory: 48 bytes for each act, and what is held.

    `apart` has, by index, the predecessor that an act names which has no place in the chain, or has nothing before it there.
    """

    __slots__ = ("_indexes", "_matters", "_seqs", "apart", "blind", "given_up", "head", "held", "late", "next")

    def __init__(self) -> None:
        self.next = 0
        self.head: bytes | None = b""
        self.held: dict[int, Link] = {}
        self.given_up: list[tuple[int, int]] = []
        self.late: dict[int, int] = {}
        self.blind: dict[bytes, int] = {}
        self.apart: dict[int, bytes] = {}
        self._seqs, self._indexes, self._matters = array("Q"), array("Q"), bytearray()

    def clash_of(self, link: Link) -> Clash | None:
        """Say whether another act has this number already."""
        if link.seq in self.held:
            return Clash(self.held[link.seq].index, "two acts of this key have one number")
        if link.seq >= self.next:
            return None
        place = bisect_left(self._seqs, link.seq)
        if place < len(self._seqs) and self._seqs[place] == link.seq:
            return Clash(self._indexes[place], "two acts of this key have one number")
        if link.seq in self.late:
            return Clash(self.late[link.seq], "two acts of this key have one number")
        if self.is_given_up(link.seq):
            return None
        return Clash(-1, "an act whose body is not here has this number")

    def is_given_up(self, seq: int) -> bool:
        """Whether nobody waits for this number any longer."""
        return any(first <= seq <= last for first, last in self.given_up)

    def wait(self, link: Link) -> None:
        """Put an act where it waits for its turn, which may be at once."""
        self.held[link.seq] = link

    def wait_blind(self, act_id: bytes, index: int) -> None:
        """Note an act of this key whose body is not here, so that its number is not known."""
        self.blind[act_id] = index

    def give_up(self, first: int, last: int) -> bool:
        """Stop waiting for numbers. Whether they are exactly the ones that the first held act waits for."""
        if first != self.next or min(self.held, default=0) != last + 1:
            return False
        self.given_up.append((first, last))
        self.next, self.head = last + 1, None
        return True

    def take(self) -> tuple[Link, Clash | None] | None:
        """Give the act whose turn it is and go on behind it, or its clash if it names another act before it.

        None if no act is ready.
        """
        if not self.held or (self.next not in self.held and not self._bridge()):
            return None
        link = self.held.pop(self.next)
        if self.head is not None and link.prev != self.head:
            self.put_apart(link)
            before = self._indexes[-1] if self._seqs and self._seqs[-1] == link.seq - 1 else -1
            return link, Clash(before, "it names another act as the one before it")
        self.follow(link)
        return link, None

    def put_apart(self, link: Link) -> None:
        """Note an act that gets no place in the chain."""
        self.apart[link.index] = link.prev

    def follow(self, link: Link) -> None:
        """Put an act at the end of the chain. That it fits there was asked before."""
        if link.seq and (not self._seqs or self._seqs[-1] != link.seq - 1):
            self.put_apart(link)
        self.next, self.head = link.seq + 1, link.act_id
        self._seqs.append(link.seq)
        self._indexes.append(link.index)
        self._matters += link.matter

    def _bridge(self) -> bool:
        """Go over acts whose bodies are not here, where a held act names one of them as the one before it."""
        if not self.blind or not self.held:
            return False
        link = self.held[min(self.held)]
        missing = link.seq - self.next
        if link.prev not in self.blind or len(self.blind) < missing:
            return False
        head = link.prev
        del self.blind[head]
        for act_id in list(self.blind)[: missing - 1]:
            del self.blind[act_id]
        self.next, self.head = link.seq, head
        return True

    def fits(self, link: Link) -> bool:
        """Whether an act is vouched for: it came too late to be waited for, one that waits names it as the one before, or it
        follows at the end.
        """
        if link.seq < self.next:
            return True
        after = self.held.get(link.seq + 1)
        return after.prev == link.act_id if after else not self.held and (link.seq, link.prev) == (self.next, self.head)

    def above(self, seq: int, most: int | None = None) -> list[tuple[int, int, bytes]]:
        """Give (index, seq, matter) of every act in its place with a number above one, and up to another, lowest first."""
        place = bisect_left(self._seqs, seq + 1)
        end = len(self._seqs) if most is None else bisect_left(self._seqs, most + 1)
        return [(self._indexes[at], self._seqs[at], self.matter_at(at)) for at in range(place, end)]

    def matter_at(self, place: int) -> bytes:
        """Give the matter of the act at a place of the chain."""
        return bytes(self._matters[32 * place : 32 * place + 32])

    def forget_matter(self, seq: int) -> None:
        """Drop the matter of an act whose body goes."""
        place = bisect_left(self._seqs, seq)
        if place < len(self._seqs) and self._seqs[place] == seq:
            self._matters[32 * place : 32 * place + 32] = NO_MATTER
        elif seq in self.held:
            self.held[seq] = self.held[seq]._replace(matter=NO_MATTER, what=None)

    def named_before(self, index: int, seq: int) -> bytes | None:
        """Give the predecessor that an act names, where it is not the act in the place before it; None where it is that one."""
        waiting = self.held.get(seq)
        return waiting.prev if waiting is not None and waiting.index == index else self.apart.get(index)

    def index_of(self, seq: int) -> int:
        """Give the log index of the act in its place with this number, -1 if there is none."""
        place = bisect_left(self._seqs, seq)
        return self._indexes[place] if place < len(self._seqs) and self._seqs[place] == seq else -1
