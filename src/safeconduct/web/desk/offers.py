"""What a seat may sign about the norms of an agreement, and how what was written on the page becomes an act.

Only what the text gives the seat is offered. Whether it counts in the end is judged again when it is handed in.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.access.knowing import Viewer
from safeconduct.access.may import may
from safeconduct.agreement.model import Agreement
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase


class Offer(NamedTuple):
    """One thing to sign: the type of the act, what it is about, and in which field of the act that stands."""

    type: str
    field: str
    about: str


class Kind(NamedTuple):
    """A type of act that a page can make: the section of the agreement it is about, and the further fields it asks for."""

    act: type[ActBase]
    field: str
    section: str
    asks: tuple[str, ...] = ()


KINDS = {act_type_of.__struct_config__.tag: Kind(act_type_of, field, section, asks) for act_type_of, field, section, asks in (
    (acts.Claimed, "of", "obligations", ("amount",)),
    (acts.Confirmed, "of", "obligations", ("amount", "refs")),
    (acts.Refuted, "of", "obligations", ("amount", "refs")),
    (acts.Contested, "of", "obligations", ("amount", "refs")),
    (acts.Waived, "of", "obligations", ("amount",)),
    (acts.BreachFound, "of", "obligations", ("breach",)),
    (acts.DecisionMade, "decision", "decisions", ("answer",)),
    (acts.HoleFilled, "hole", "holes", ("says",)),
    (acts.PowerExercised, "power", "powers", ()),
    (acts.BreachAlleged, "of", "obligations", ("place",)),
)}  # fmt: skip
"""What can be signed on a page so far, by its type."""

_PLACED: dict[str, dict[str, Any]] = {"answer": {"outcome": "yes"}, "breach": {"outcome": "breach"}, "says": {"says": "-"}}


def offers(viewer: Viewer, at: datetime) -> Iterator[Offer]:
    """Give what a seat may sign, in the order of the agreement; what anyone may say comes last."""
    if viewer.seat.post:
        return  # the key of a post signs for the post, and acts of an agreement are the organisation's own
    for name, kind in KINDS.items():
        for about in getattr(viewer.agreement, kind.section):
            if may(viewer, _minimal(kind, about, viewer, at)).allowed:
                yield Offer(str(name), kind.field, about)


def _minimal(kind: Kind, about: str, viewer: Viewer, at: datetime) -> ActBase:
    more = {key: value for asked in kind.asks for key, value in _PLACED.get(asked, {}).items()}
    return kind.act(id="-", happened=at, recorded=at, actor=viewer.seat.org, **{kind.field: about}, **more)


def as_act(offer: Offer, written: dict[str, Any], *, org: str, at: datetime) -> dict[str, Any]:
    """Give the act as it stands in a body. `written` holds what the page asked for; empty fields are left out.

    The id says nothing, and nobody can use it up before.
    """
    act: dict[str, Any] = {
        "type": offer.type, "id": f"{org}-{secrets.token_hex(6)}", "actor": org, offer.field: offer.about,
        "happened": written["happened"].isoformat(timespec="seconds"), "recorded": at.isoformat(timespec="seconds"),
    }  # fmt: skip
    for name in ("amount", "outcome", "says", "place"):
        if written.get(name) not in (None, ""):
            act[name] = written[name]
    if written.get("refs"):
        act["refs"] = [written["refs"]]
    if "amount" in act:
        act["unit"] = written["unit"]
    return act


def unit_of(agreement: Agreement, about: str) -> str:
    """Give the unit in which an obligation is counted; empty where it is not."""
    norm = agreement.obligations.get(about)
    return str(getattr(norm.amount, "unit", "") or "") if norm is not None else ""
