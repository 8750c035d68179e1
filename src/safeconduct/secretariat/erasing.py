"""What has to be erased, by whom, and who has not said yet that it is done: read from a replayed log, never from a list.

Also the acts that order it. Nothing is deleted here.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.record.body import Body
from safeconduct.record.book import REDACTED
from safeconduct.record.standing import Replay

ALLOWED_DAYS = 7
"""Whole days after which a holder that has not reported is called late. The record itself sets no limit."""


class Awaited(NamedTuple):
    """A holder that has not said that it has erased, and for how many whole days."""

    holder: str
    days: int

    @property
    def late(self) -> bool:
        """Whether it has had longer than is allowed."""
        return self.days > ALLOWED_DAYS


class Order(NamedTuple):
    """An order to erase as it stands. `done` has (holder, index of its word); `since` is what the order's signer says."""

    index: int
    act_id: bytes
    att: tuple[bytes, ...]
    since: datetime
    done: tuple[tuple[str, int], ...]
    awaited: tuple[Awaited, ...]


class Redaction(NamedTuple):
    """A body whose bytes have to be gone: its place, its act id, and the index of the act that took it out."""

    index: int
    act_id: bytes
    by: int


def orders(replay: Replay, signed_at: Callable[[int], datetime], *, now: datetime) -> tuple[Order, ...]:
    """Give every order that has taken effect, in the order of the log. `signed_at` gives the time of the act at an index."""
    found = []
    for one in replay.state.erasures.orders if replay.size else ():
        since = signed_at(one.since)
        days = max(0, (now - since).days)
        found.append(Order(one.since, one.act_ids[-1], one.att, since,
                           tuple((holder, one.done[holder].index) for holder in one.holders if holder in one.done),
                           tuple(Awaited(holder, days) for holder in one.open_holders())))  # fmt: skip
    return tuple(found)


def redactions(replay: Replay) -> tuple[Redaction, ...]:
    """Give every body that an act in effect has taken out."""
    book = replay.state.book if replay.size else None
    found = []
    for index, standing in sorted(book.special.items()) if book else ():
        if standing.code == REDACTED and standing.refs:
            found.append(Redaction(index, book.act_id(index), standing.refs[0]))
    return tuple(found)


def order_act(commitments: Iterable[bytes]) -> dict[str, Any]:
    """Write the order to erase attachments."""
    return {"type": "erasure.ordered/1", "att": [c.hex() for c in commitments]}


def done_act(order: bytes, holder: str) -> dict[str, Any]:
    """Write a holder's word that it has carried out an order."""
    return {"type": "erasure.done/1", "order": order.hex(), "holder": holder}


def redaction_act(act_id: bytes, body: Body) -> dict[str, Any]:
    """Write the act that takes out a body. It keeps what later readers need to place what followed it."""
    return {"type": "body.redacted/1", "act": act_id.hex(), "org": body.org, "device": body.device, "seq": body.seq,
            "prev": body.prev, "att": [one.c.hex() for one in body.att]}  # fmt: skip
