"""Which attachments have to be gone, who holds them, and who has not said yet that they are."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from safeconduct.record.faults import Bad


class Carried(NamedTuple):
    """A holder's word that an order is carried out: by which key, with which number, where in the log."""

    kid: bytes
    seq: int
    index: int


class Order(NamedTuple):
    """An order to erase. `since` is the index from which it holds; `done` has the holders that have carried it out."""

    since: int
    act_ids: tuple[bytes, ...]
    att: tuple[bytes, ...]
    holders: tuple[str, ...]
    done: dict[str, Carried]

    def open_holders(self) -> tuple[str, ...]:
        """Give the holders that have not said that they have done it."""
        return tuple(holder for holder in self.holders if holder not in self.done)


class Erasures:
    """All orders of a log, in its order."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self._by_act: dict[bytes, Order] = {}
        self._words: dict[bytes, list[tuple[Carried, Order, str]]] = {}

    def order(self, since: int, act_ids: Iterable[bytes], att: tuple[bytes, ...], holders: tuple[str, ...]) -> None:
        """Enter an order that has taken effect."""
        made = Order(since, tuple(act_ids), att, holders, {})
        self.orders.append(made)
        self._by_act |= dict.fromkeys(made.act_ids, made)

    def carry_out(self, order: bytes, holder: str, word: Carried) -> None:
        """Enter a holder's word. Raises Bad where there is no such order, or it does not ask this holder."""
        found = self._by_act.get(order)
        if found is None:
            raise Bad("act.order", "no order to erase that has taken effect", where="order", got=order.hex())
        if holder not in found.holders:
            raise Bad("act.holder", "the order does not ask this organisation", where="holder",
                      expected=", ".join(found.holders), got=holder)  # fmt: skip
        if holder not in found.done:
            found.done[holder] = word
            self._words.setdefault(word.kid, []).append((word, found, holder))

    def take_back(self, kid: bytes, last_good: int) -> None:
        """Drop every word given with a key above the last good number of its chain."""
        given = self._words.get(kid, [])
        while given and given[-1][0].seq > last_good:
            _, order, holder = given.pop()
            del order.done[holder]

    def outstanding(self) -> Iterator[tuple[Order, tuple[str, ...]]]:
        """Give every order that is not carried out by all, with the holders that are still asked."""
        return ((order, left) for order in self.orders if (left := order.open_holders()))
