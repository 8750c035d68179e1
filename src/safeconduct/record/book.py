"""What stands at each place of the log, and how it stands: the book a replay keeps.

An act that is not named here is in effect since its own index. A standing never changes silently: what a step changed is
given back with it.
"""

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

IN_EFFECT, INCOMPLETE, HELD, EQUIVOCATION, DISPUTED = "in_effect", "incomplete", "held", "equivocation", "disputed"
OUT_OF_SCOPE, NO_EFFECT, CONTESTED = "out_of_scope", "no_effect", "contested"
REDACTED, UNSEEN, NOT_AN_ACT = "redacted", "unseen", "not_an_act"
NOBODY_KNOWN = ""
"""Stands for an organisation that this reader does not know."""
LIVE = (IN_EFFECT, INCOMPLETE, CONTESTED)
"""What an act can still lose."""


class Standing(NamedTuple):
    """How the act at an index stands: a code, the reason in words, the indexes the reason points at, and since which index."""

    index: int
    code: str
    because: str = ""
    refs: tuple[int, ...] = ()
    at: int = -1


class Book:
    """Standings, act ids, and who signed what, by index. About 200 bytes of memory for each act.

    `grounds` has acts on which the standing of others may rest: decisions, and what closed a key by what it shows.
    """

    def __init__(self) -> None:
        self.by_id: dict[bytes, int] = {}
        self.special: dict[int, Standing] = {}
        self.lifted: set[int] = set()
        self.resolved: set[int] = set()
        self.grounds: set[int] = set()
        self.attached: dict[int, tuple[bytes, ...]] = {}
        self._ids: list[bytes] = []
        self._kids: list[bytes] = []
        self._seqs = array("q")
        self._owners: dict[bytes, str] = {}
        self._disputed: dict[tuple[str, bytes], dict[int, bytes]] = {}
        self._moved: dict[int, Standing] = {}

    # ---- places ----

    def enter(self, act_id: bytes, kid: bytes) -> None:
        """Note the next act of the log."""
        self.by_id[act_id] = len(self._ids)
        self._ids.append(act_id)
        self._kids.append(kid)
        self._seqs.append(-1)

    def enter_nothing(self) -> None:
        """Note that the next place of the log holds no act."""
        self._ids.append(b"")
        self._kids.append(b"")
        self._seqs.append(-1)

    def number(self, index: int, seq: int) -> None:
        """Note the number an act has in its key's chain."""
        self._seqs[index] = seq

    def act_id(self, index: int) -> bytes:
        """Give the act id at an index."""
        return self._ids[index]

    def kid(self, index: int) -> bytes:
        """Give the key id at an index."""
        return self._kids[index]

    def seq(self, index: int) -> int:
        """Give the number in its chain of the act at an index, -1 if it is not known."""
        return self._seqs[index]

    def attach(self, index: int, org: str, att: tuple[bytes, ...]) -> None:
        """Note what an act attaches, and whose it is."""
        self.attached[index] = att
        for one in att:
            self._owners.setdefault(one, org)

    def owners(self, att: Iterable[bytes]) -> frozenset[str]:
        """Give the organisations that named these first; among them NOBODY_KNOWN where nobody here has seen who did."""
        return frozenset(self._owners.get(one, NOBODY_KNOWN) for one in att)

    # ---- standings ----

    def standing(self, index: int) -> Standing:
        """Give how the act at an index stands now."""
        return self.special.get(index) or Standing(index, IN_EFFECT, at=index)

    def put(self, index: int, code: str, because: str = "", *, refs: tuple[int, ...] = (), at: int) -> None:
        """Set how an act stands. What was redacted stays so: later readers know nothing more of it."""
        before = self.special.get(index)
        if before is not None and before.code == REDACTED and code != REDACTED:
            return
        after = Standing(index, code, because, refs, at)
        self._moved[index] = after
        if code == IN_EFFECT and at == index and not refs and not because:
            self.special.pop(index, None)
        else:
            self.special[index] = after

    def let_be(self, index: int, *, at: int) -> None:
        """Put an act in effect. One that nothing was ever said of is so already since its own index."""
        if at != index or index in self.special:
            self.put(index, IN_EFFECT, at=at)

    def changes(self, first: int) -> tuple[Standing, ...]:
        """Give what was put since the last call: the act at `first`, then the others by index."""
        if not self._moved:
            return (self.standing(first),)
        moved, self._moved = self._moved, {}
        own = moved.pop(first, None) or self.standing(first)
        return (own, *(moved[index] for index in sorted(moved)))

    # ---- disputes ----

    @property
    def has_disputes(self) -> bool:
        """Whether any act ever waited for another officer of its organisation."""
        return bool(self._disputed)

    def dispute(self, index: int, org: str, matter: bytes, kid: bytes, because: str, *, refs: tuple[int, ...], at: int) -> None:
        """Put an act as disputed, to wait for another officer of its organisation."""
        self.put(index, DISPUTED, because, refs=refs, at=at)
        if self.standing(index).code == DISPUTED:
            self._disputed.setdefault((org, matter), {})[index] = kid

    def countersign(self, org: str, matter: bytes, kid: bytes, *, index: int, at: int) -> None:
        """Give effect to the disputed acts of an organisation on a matter that another of its keys has now signed."""
        waiting = self._disputed.get((org, matter))
        if not waiting:
            return
        for one, signer in list(waiting.items()):
            if signer != kid and self.standing(one).code == DISPUTED:
                del waiting[one]
                self.lifted |= {one, index}
                self.put(one, IN_EFFECT, "another officer of its organisation signed the same matter", refs=(index,), at=at)

    def special_codes(self) -> Iterator[tuple[int, str, int]]:
        """Give (index, code, since) of every act that is not simply in effect. `since` matters only to acts in effect."""
        for index in sorted(self.special):
            found = self.special[index]
            if found.code != IN_EFFECT or found.at != index:
                yield index, found.code, found.at if found.code == IN_EFFECT else index
