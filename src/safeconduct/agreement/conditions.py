"""Conditions: what opens a duty, with the reason at every step.

A condition opens only on `for`. Unknown and disputed both keep it shut, and the reason says which of the two it is.
"""

from datetime import datetime
from typing import Any, NamedTuple, Protocol

from safeconduct.agreement import terms
from safeconduct.agreement.anchors import Dated
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import CanChange, Reason
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.moments import Period
from safeconduct.kernel.truth import Truth, all_of, any_of


class Held(NamedTuple):
    """Whether something holds, since when, and why."""

    truth: Truth
    since: Period | None
    reason: Reason


class Fulfilment(NamedTuple):
    """How far an obligation, or one tranche of it, is done on one tally."""

    truth: Truth
    completed: Period | None
    done: int
    due: int | None
    disputed: int
    unit: str
    last_act: str
    can_change: tuple[CanChange, ...]


class World(Protocol):
    """What conditions ask of the evaluator."""

    agreement: Agreement
    ledger: Ledger
    as_of: datetime

    def fulfilment(self, ref: str, tally: str = "", *, claimed: bool = False) -> Fulfilment:
        """Say how far an obligation or tranche is done."""
        ...

    def anchor(self, name: str) -> Dated:
        """Give an anchor with its candidates."""
        ...

    def where(self, name: str) -> str:
        """Give `file:line` of something with an id."""
        ...


def holds(condition: Any, world: World) -> Held:
    """Evaluate a condition. None is open from the start."""
    if condition is None:
        return Held(Truth.FOR, None, Reason(code="no_condition", value=Truth.FOR))
    if isinstance(condition, terms.AllOf):
        return _combined("all_of", [holds(part, world) for part in condition.all], all_of)
    if isinstance(condition, terms.AnyOf):
        return _combined("any_of", [holds(part, world) for part in condition.any], any_of)
    if isinstance(condition, terms.Verified):
        return _step(condition.verified, world, world.fulfilment(condition.verified, condition.tally), "verified")
    if isinstance(condition, terms.ClaimedDone):
        return _step(condition.claimed, world, world.fulfilment(condition.claimed, claimed=True), "claimed")
    if isinstance(condition, terms.Happened):
        return _anchor(condition.anchor, world)
    if isinstance(condition, terms.Agreed):
        return _hole(condition.agreed, world)
    assert isinstance(condition, terms.Decided)
    return _decision(condition.decided, world)


def unmet(reason: Reason) -> tuple[Reason, ...]:
    """Give the leaves that keep a condition shut."""
    return tuple(leaf for leaf in reason.leaves() if leaf.value != Truth.FOR)


def _combined(code: str, parts: list[Held], combine: Any) -> Held:
    truth = combine(part.truth for part in parts)
    times = [part.since for part in parts if part.since is not None and part.truth is Truth.FOR]
    since = None
    if truth is Truth.FOR and times:
        since = max(times) if code == "all_of" else min(times)
    reason = Reason(code=code, params={"count": len(parts), "met": sum(part.truth is Truth.FOR for part in parts)},
                    value=truth, since=since.end if since else None,
                    children=tuple(part.reason for part in parts))  # fmt: skip
    return Held(truth, since, reason)


def _step(ref: str, world: World, found: Fulfilment, how: str) -> Held:
    met = found.truth is Truth.FOR
    params = {"of": ref, "done": found.done, "due": found.due, "unit": found.unit, "disputed": found.disputed}
    reason = Reason(
        code=f"step_{how}" if met else f"step_not_{how}",
        params=params,
        value=found.truth,
        where=world.where(ref),
        acts=(found.last_act,) if found.last_act else (),
        since=found.completed.end if found.completed else None,
        can_change=() if met else found.can_change,
    )
    return Held(found.truth, found.completed, reason)


def _anchor(name: str, world: World) -> Held:
    dated = world.anchor(name)
    anchor = world.agreement.anchors[name]
    if anchor.when is not None:
        inner = holds(anchor.when, world)
        reason = Reason(code="anchor_happened" if inner.truth is Truth.FOR else "anchor_not_yet",
                        params={"anchor": name}, value=inner.truth, where=world.where(name),
                        since=inner.since.end if inner.since else None, children=(inner.reason,))  # fmt: skip
        return Held(inner.truth, inner.since, reason)
    truth = Truth.FOR if dated.happened else Truth.UNKNOWN
    since = None
    if dated.happened:
        starts = [candidate.start for candidate in dated.candidates]
        since = Period(min(starts), max(candidate.end for candidate in dated.candidates))
    code = "anchor_happened" if dated.happened else "anchor_not_yet"
    if dated.happened and not dated.fixed and len(dated.candidates) > 1:
        code = "anchor_happened_whichever"
    change = () if dated.happened else (CanChange(who=anchor.fixed_by or (UNSTATED,), how="date_anchor",
                                                  params={"anchor": name}),)  # fmt: skip
    reason = Reason(code=code, params={"anchor": name, "count": len(dated.candidates)}, value=truth,
                    where=world.where(name), since=since.end if since else None, can_change=change)  # fmt: skip
    return Held(truth, since, reason)


def _hole(name: str, world: World) -> Held:
    filled = world.ledger.filled.get(name)
    hole = world.agreement.holes[name]
    if filled:
        first = filled[0]
        reason = Reason(code="hole_filled", params={"hole": name, "says": first.says}, value=Truth.FOR,
                        where=world.where(name), acts=(first.id,), since=first.happened)  # fmt: skip
        return Held(Truth.FOR, Period(first.happened, first.until or first.happened), reason)
    change = CanChange(who=hole.owner, how="agree_hole", params={"hole": name})
    return Held(Truth.UNKNOWN, None, Reason(code="hole_open", params={"hole": name}, value=Truth.UNKNOWN,
                                            where=world.where(name), can_change=(change,)))  # fmt: skip


def _decision(name: str, world: World) -> Held:
    decision = world.agreement.decisions[name]
    made = world.ledger.decisions.get(name, ())
    if made:
        latest = made[-1]
        truth = Truth.FOR if latest.outcome == "yes" else Truth.AGAINST
        reason = Reason(code=f"decision_{latest.outcome}", params={"decision": name, "who": [latest.actor]},
                        value=truth, where=world.where(name), acts=(latest.id,), since=latest.happened)  # fmt: skip
        return Held(truth, Period(latest.happened, latest.until or latest.happened), reason)
    named = tuple(who for who in decision.by if who != UNSTATED)
    code = "decision_open" if named else "decision_without_decider"
    change = CanChange(who=named or (UNSTATED,), how="decide" if named else "name_decider",
                       params={"decision": name})  # fmt: skip
    return Held(Truth.UNKNOWN, None, Reason(code=code, params={"decision": name, "who": list(named)},
                                            value=Truth.UNKNOWN, where=world.where(name), can_change=(change,)))  # fmt: skip
