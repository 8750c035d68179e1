"""What a seat may sign about the norms of an agreement, and how what was written on the page becomes an act.

Only what the text gives the seat is offered. Whether it counts in the end is judged again when it is handed in.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.access.knowing import Viewer
from safeconduct.access.may import may
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase


class Offer(NamedTuple):
    """One thing to sign: the type of the act, what it is about, and in which field of the act that stands."""

    type: str
    field: str
    about: str


class Ground(NamedTuple):
    """What offers are made from: the seat under the text in force, and the acts in effect."""

    viewer: Viewer
    earlier: Sequence[ActBase]

    @property
    def agreement(self) -> Agreement:
        """Give the text."""
        return self.viewer.agreement


class Kind(NamedTuple):
    """A type of act that a page can make: what it can be about, in which field that stands, and what else is asked."""

    act: type[ActBase]
    field: str
    abouts: Callable[[Ground], Iterable[str]]
    asks: tuple[str, ...] = ()


_OF_NORMS = ("obligations", "prohibitions", "entitlements")


def _section(name: str) -> Callable[[Ground], Iterable[str]]:
    return lambda ground: getattr(ground.agreement, name)


def _norms(ground: Ground) -> Iterator[str]:
    for section in _OF_NORMS:
        yield from getattr(ground.agreement, section)


def _contested(ground: Ground) -> Iterator[str]:
    return (act.of for act in ground.earlier if isinstance(act, acts.Contested))


def _to_suspend(ground: Ground) -> Iterator[str]:
    # A power may affect more than norms, such as a line on a map. Only a norm is suspended.
    norms = {name for section in (*_OF_NORMS, "powers") for name in getattr(ground.agreement, section)}
    held = (power for power in ground.agreement.powers.values() if ground.viewer.seat.org in power.who)
    return (of for power in held for of in power.affects if of in norms)


def _suspended(ground: Ground) -> Iterator[str]:
    """Give the norms that this organisation has suspended, and not let run again."""
    stopped: dict[str, None] = {}
    for act in ground.earlier:
        if isinstance(act, acts.SuspensionDeclared) and act.actor == ground.viewer.seat.org:
            stopped[act.of] = None
        elif isinstance(act, acts.SuspensionEnded) and act.actor == ground.viewer.seat.org:
            stopped.pop(act.of, None)
    return iter(stopped)


def _tallied(ground: Ground) -> Iterator[str]:
    return (name for name, rules in ground.viewer.in_force.rules.obligations.items()
            if any(ground.viewer.seat.org in keepers for keepers in rules.tallies.values()))  # fmt: skip


def _anchors(ground: Ground) -> Iterator[str]:
    for name, anchor in ground.agreement.anchors.items():
        named = set(anchor.fixed_by) - {UNSTATED}
        if anchor.on is None and anchor.each is None and (not named or ground.viewer.seat.org in named):
            yield name


def _own(ground: Ground) -> Iterator[str]:
    """Give the organisation's own acts that it has not taken back."""
    gone = {name for act in ground.earlier if isinstance(act, acts.Withdrawn) for name in act.refs}
    return (act.id for act in ground.earlier if act.actor == ground.viewer.seat.org and act.id not in gone
            and act.basis == "own" and not isinstance(act, acts.Withdrawn))  # fmt: skip


KINDS = {str(kind.act.__struct_config__.tag): kind for kind in (
    Kind(acts.Claimed, "of", _section("obligations"), ("amount",)),
    Kind(acts.Confirmed, "of", _section("obligations"), ("amount", "refs")),
    Kind(acts.Refuted, "of", _section("obligations"), ("amount", "refs")),
    Kind(acts.Contested, "of", _section("obligations"), ("amount", "refs")),
    Kind(acts.Counted, "of", _tallied, ("tally", "total")),
    Kind(acts.Waived, "of", _section("obligations"), ("amount",)),
    Kind(acts.Ruled, "of", _contested, ("contested", "ruling", "amount")),
    Kind(acts.BreachFound, "of", _norms, ("breach",)),
    Kind(acts.DecisionMade, "decision", _section("decisions"), ("answer",)),
    Kind(acts.HoleFilled, "hole", _section("holes"), ("says",)),
    Kind(acts.PowerExercised, "power", _section("powers")),
    Kind(acts.SuspensionDeclared, "of", _to_suspend, ("power",)),
    Kind(acts.SuspensionEnded, "of", _suspended),
    Kind(acts.MandateExtended, "body", _section("bodies"), ("to",)),
    Kind(acts.Withdrawn, "refs", _own),
    Kind(acts.AnchorDated, "anchor", _anchors, ("candidate", "hour", "event")),
    Kind(acts.BreachAlleged, "of", _norms, ("place",)),
    Kind(acts.DelayExplained, "of", _section("obligations"), ("cause", "attributed_to")),
    Kind(acts.StepTaken, "", lambda ground: ("",), ("step", "on", "place")),
)}  # fmt: skip
"""What can be signed on a page, by its type."""

OPEN_TO_ALL = ("breach.alleged/1", "delay.explained/1", "step.taken/1")
"""What any organisation may say, and what counts for nothing by itself."""

_PLACED: dict[str, dict[str, Any]] = {
    "answer": {"outcome": "yes"}, "breach": {"outcome": "breach"}, "says": {"says": "-"}, "ruling": {"outcome": "for"},
    "cause": {"cause": "-"}, "step": {"says": "-"}, "candidate": {"candidate": "none"},
}  # fmt: skip


def offers(viewer: Viewer, at: datetime, earlier: Iterable[ActBase] = ()) -> Iterator[Offer]:
    """Give what a seat may sign, in the order of the agreement; what anyone may say comes last. `earlier`: the acts in effect."""
    if viewer.seat.post:
        return  # the key of a post signs for the post, and acts of an agreement are the organisation's own
    ground = Ground(viewer, tuple(earlier))
    for name, kind in KINDS.items():
        for about in dict.fromkeys(kind.abouts(ground)):
            if may(viewer, _minimal(kind, about, ground, at)).allowed:
                yield Offer(name, kind.field, about)


def _minimal(kind: Kind, about: str, ground: Ground, at: datetime) -> ActBase:
    more = {key: value for asked in kind.asks for key, value in _PLACED.get(asked, {}).items()}
    if "power" in kind.asks:
        more["power"] = next(iter(powers_over(ground.viewer, about)), "")
    if "tally" in kind.asks:
        more |= {"tally": next(iter(tallies_of(ground.viewer, about)), ""), "total": 0, "unit": ""}
    if "to" in kind.asks:
        more["to"] = at
    named: dict[str, Any] = {kind.field: (about,) if kind.field == "refs" else about} if kind.field else {}
    return kind.act(id="-", happened=at, recorded=at, actor=ground.viewer.seat.org, **named, **more)


def powers_over(viewer: Viewer, of: str) -> tuple[str, ...]:
    """Give the powers by which an organisation may suspend a norm."""
    return tuple(name for name, power in viewer.agreement.powers.items() if viewer.seat.org in power.who and of in power.affects)


def tallies_of(viewer: Viewer, of: str) -> tuple[str, ...]:
    """Give the tallies of an obligation that an organisation keeps."""
    rules = viewer.in_force.rules.obligations.get(of)
    return tuple(name for name, keepers in rules.tallies.items() if viewer.seat.org in keepers) if rules is not None else ()


_WRITTEN = ("amount", "outcome", "says", "place", "power", "tally", "total", "candidate", "hour", "cause", "attributed_to")


def as_act(offer: Offer, written: dict[str, Any], *, org: str, at: datetime) -> dict[str, Any]:
    """Give the act as it stands in a body. `written` holds what the page asked for; empty fields are left out.

    The id says nothing, and nobody can use it up before.
    """
    act: dict[str, Any] = {
        "type": offer.type, "id": f"{org}-{secrets.token_hex(6)}", "actor": org,
        "happened": written["happened"].isoformat(timespec="seconds"), "recorded": at.isoformat(timespec="seconds"),
    }  # fmt: skip
    if offer.field:
        act[offer.field] = [offer.about] if offer.field == "refs" else offer.about
    act |= {name: written[name] for name in _WRITTEN if written.get(name) not in (None, "")}
    act |= {name: written[name].isoformat(timespec="seconds") for name in ("until", "to") if written.get(name)}
    if written.get("refs"):
        act["refs"] = [written["refs"]]
    if written.get("on"):
        act["on"] = list(written["on"])
    if offer.type == "anchor.dated/1":
        act.setdefault("candidate", f"day_{written['happened']:%Y_%m_%d}")
    if {"amount", "total"} & act.keys() and offer.type != "dispute.ruled/1":
        act["unit"] = written["unit"]
    return act


def unit_of(agreement: Agreement, about: str) -> str:
    """Give the unit in which an obligation is counted; empty where it is not."""
    norm = agreement.obligations.get(about)
    return str(getattr(norm.amount, "unit", "") or norm.unit or "") if norm is not None else ""
