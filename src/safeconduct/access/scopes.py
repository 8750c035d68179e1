"""What may a key or a token be used for: which types of act, for which posts, at which places, from when to when?

The record asks for types, posts, the window of a key, and the places that an act names. Where that lies which an act is about is
asked here: a key lost at one site is of no use at another.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.access.gaps import Cases
from safeconduct.caseload.moves import Missing
from safeconduct.kernel.acts import ActBase, act_type
from safeconduct.record.key_acts import Scope


class Reach(NamedTuple):
    """The scope of a key or a token, and the places it is for where its scope names none itself; no places means all."""

    scope: Scope
    places: tuple[str, ...] = ()

    @property
    def where(self) -> tuple[str, ...]:
        """The places it is for."""
        return self.scope.places or self.places

    def within(self, other: "Reach") -> bool:
        """Whether nothing in this reach is outside another: nobody hands on more than they have."""
        places = not other.where or (bool(self.where) and set(self.where) <= set(other.where))
        return places and self.scope.within(other.scope)


def outside(reach: Reach, act: ActBase, at: datetime, cases: Cases | None) -> Iterator[Missing]:
    """Say what of an act lies outside a reach. `at` is the moment of signing."""
    scope, kind, post = reach.scope, act_type(act), getattr(act, "post", "")
    if not scope.start <= at.timestamp() < scope.until:
        # A moment, not the window itself: a stolen key does not say until when it would have been good.
        yield Missing("key_window", {"at": at})
    if not scope.covers_type(kind):
        yield Missing("key_type", {"type": kind})
    if scope.posts and post not in scope.posts:
        yield Missing("key_post", {"posts": scope.posts})
    if reach.where and (said := said_places(act)) and not said <= set(reach.where):
        yield Missing("key_place", {"places": reach.where})


_OWN = ("site", "zone", "place")
"""The fields in which an act names where it is done."""


def said_places(act: ActBase) -> set[str]:
    """Give the places that an act names itself as those where it is done."""
    return {getattr(act, name) for name in _OWN if getattr(act, name, "")}


def is_elsewhere(reach: Reach, act: ActBase, cases: Cases | None) -> bool:
    """Whether what an act is about lies at none of the places of a key. Where it lies is not said: who may not act there learns
    nothing of it. An act of no place is at none.
    """
    if not reach.where or said_places(act):
        return False
    found = set(_where(act, cases)) if cases is not None else set()
    return not found or not found <= set(reach.where)


def _where(act: Any, cases: Cases) -> Iterator[str]:
    for case in (*((act.case,) if hasattr(act, "case") else ()), *getattr(act, "cases", ())):
        person = cases.persons.cases.get(case)
        yield person.site if person else ""
    for tag in (*((act.tag,) if hasattr(act, "tag") else ()), *getattr(act, "tags", ())):
        item = cases.armoury.items.get(tag)
        yield item.site if item else ""
    if not hasattr(act, "case") and (movement := cases.movements.movements.get(getattr(act, "movement", ""))) is not None:
        yield movement.zone
