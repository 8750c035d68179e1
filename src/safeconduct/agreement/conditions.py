"""Conditions: what opens a duty, with the reason at every step.

A condition opens only on `for`. Unknown and disputed both keep it shut, and the reason says which of the two it is.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from safeconduct.agreement import joint, terms
from safeconduct.agreement.anchors import Dated
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import CanChange, Reason
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.moments import Period, utc
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

    explained: set[str]
    released: frozenset[str]
    seen_by: str

    def anchor(self, name: str) -> Dated:
        """Give an anchor with its candidates."""
        ...

    def held(self, name: str) -> Held:
        """Evaluate the condition of an anchor."""
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
    if isinstance(condition, terms.OnReading):
        return _on_reading(condition, world)
    assert isinstance(condition, terms.Decided)
    return _decision(condition.decided, world)


def unmet(reason: Reason) -> tuple[Reason, ...]:
    """Give the steps that keep a condition shut: those that rest on nothing further, or can be changed themselves."""
    if reason.value == Truth.FOR:
        return ()
    if reason.can_change or not reason.children:
        open_dispute = reason.code == "reading_disputed"
        return (reason, *(leaf for child in reason.children if open_dispute for leaf in unmet(child)))
    return tuple(leaf for child in reason.children for leaf in unmet(child))


def together(truths: Iterable[Truth], combine: Callable[[Iterable[Truth]], Truth]) -> Truth:
    """Join the truths of several conditions.

    In the logic, disputed and unknown together can come out as for or against, because one of the two has to be so. A duty
    opens and lapses only by what is plainly so: where no part is, it stays disputed.
    """
    each = list(truths)
    truth = combine(each)
    return truth if truth in each or not each else Truth.DISPUTED


def _combined(code: str, parts: list[Held], combine: Any) -> Held:
    truth = together((part.truth for part in parts), combine)
    times = [part.since for part in parts if part.since is not None and part.truth is Truth.FOR]
    since = None
    if truth is Truth.FOR and times:
        since = max(times, key=_end) if code == "all_of" else min(times, key=_end)
    reason = Reason(code=code, params={"count": len(parts), "met": sum(part.truth is Truth.FOR for part in parts)},
                    value=truth, since=since.end if since else None,
                    children=tuple(part.reason for part in parts))  # fmt: skip
    return Held(truth, since, reason)


def _end(period: Period) -> datetime:
    return utc(period.end)


def _step(ref: str, world: World, found: Fulfilment, how: str) -> Held:
    name = ref.partition(".")[0]
    if found.truth is not Truth.FOR and (given_up := _given_up(name, ref, world)) is not None:
        return given_up
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


def _given_up(name: str, ref: str, world: World) -> Held | None:
    """Give how a step stands that nobody owes any more.

    Whoever gave it up cannot wait for it, so a waiver by all it was owed to opens what waited. An amendment that
    releases a step has to say itself what becomes of the rest.
    """
    creditors = joint.named(world.agreement.obligations[name].to)
    amount, given = joint.waived(name, creditors, world.ledger)
    if given and amount is None:
        last = given[-1]
        reason = Reason(code="step_waived", params={"of": ref, "who": [act.actor for act in given]}, value=Truth.FOR,
                        acts=tuple(act.id for act in given), since=last.happened)  # fmt: skip
        return Held(Truth.FOR, Period(last.happened, last.until or last.happened), reason)
    if name in world.released:
        change = CanChange(who=(UNSTATED,), how="amend", params={"of": ref})
        return Held(Truth.UNKNOWN, None, Reason(code="step_released", params={"of": ref}, value=Truth.UNKNOWN,
                                                where=world.where(ref), can_change=(change,)))  # fmt: skip
    return None


def _anchor(name: str, world: World) -> Held:
    dated = world.anchor(name)
    anchor = world.agreement.anchors[name]
    if anchor.each is not None:
        reason = Reason(code="anchor_each", params={"anchor": name, "each": anchor.each}, value=Truth.UNKNOWN,
                        where=world.where(name))  # fmt: skip
        return Held(Truth.UNKNOWN, None, reason)
    if anchor.when is not None:
        inner = world.held(name)
        told = name in world.explained
        world.explained.add(name)
        reason = Reason(code="anchor_happened" if inner.truth is Truth.FOR else "anchor_not_yet",
                        params={"anchor": name}, value=inner.truth, where=world.where(name),
                        since=inner.since.end if inner.since else None, children=() if told else (inner.reason,))  # fmt: skip
        return Held(inner.truth, inner.since, reason)
    truth = Truth.FOR if dated.happened else Truth.UNKNOWN
    since = None
    if dated.happened:
        borne_out = [candidate for candidate in dated.candidates if candidate.supported]
        starts = [candidate.start for candidate in borne_out]
        since = Period(min(starts, key=utc), max((candidate.end for candidate in borne_out), key=utc))
    code = "anchor_happened" if dated.happened else "anchor_not_yet"
    if dated.happened and not dated.fixed and len(dated.candidates) > 1:
        code = "anchor_happened_whichever"
    change = () if dated.happened else (CanChange(who=anchor.fixed_by or (UNSTATED,), how="date_anchor",
                                                  params={"anchor": name}),)  # fmt: skip
    reason = Reason(code=code, params={"anchor": name, "count": len(dated.candidates)}, value=truth,
                    where=world.where(name), since=since.end if since else None, can_change=change)  # fmt: skip
    return Held(truth, since, reason)


def _hole(name: str, world: World) -> Held:
    filled = joint.agreed(name, world.agreement, world.ledger)
    hole = world.agreement.holes[name]
    if filled is not None:
        reason = Reason(code="hole_filled", params={"hole": name, "says": filled.says}, value=Truth.FOR,
                        where=world.where(name), acts=(filled.id,), since=filled.happened)  # fmt: skip
        return Held(Truth.FOR, Period(filled.happened, filled.until or filled.happened), reason)
    return Held(Truth.UNKNOWN, None, hole_open(name, hole.owner, world))


def hole_open(name: str, owner: tuple[str, ...], world: World) -> Reason:
    """Give the reason a part is still open; what single owners proposed stands beside it."""
    change = CanChange(who=owner, how="agree_hole", params={"hole": name})
    proposed = tuple(
        Reason(code="hole_proposed", params={"who": [act.actor], "says": act.says}, acts=(act.id,), value=Truth.UNKNOWN)
        for act in joint.proposals(name, world.ledger)
    )
    return Reason(code="hole_open", params={"hole": name}, value=Truth.UNKNOWN, where=world.where(name),
                  can_change=(change,), children=proposed)  # fmt: skip


def _decision(name: str, world: World) -> Held:
    deciders = joint.named(world.agreement.decisions[name].by)
    truth, made = joint.decided(name, world.agreement, world.ledger)
    if truth in (Truth.FOR, Truth.AGAINST):
        last = max(made, key=lambda act: (act.happened, act.id))
        reason = Reason(code="decision_yes" if truth is Truth.FOR else "decision_no", value=truth,
                        params={"decision": name, "who": [act.actor for act in made]}, where=world.where(name),
                        acts=tuple(act.id for act in made), since=last.happened)  # fmt: skip
        return Held(truth, Period(last.happened, last.until or last.happened), reason)
    waiting = tuple(who for who in deciders if who not in {act.actor for act in made})
    code = "decision_split" if truth is Truth.DISPUTED else "decision_open" if deciders else "decision_without_decider"
    who = waiting or deciders
    change = CanChange(who=who or (UNSTATED,), how="decide" if deciders else "name_decider",
                       params={"decision": name})  # fmt: skip
    return Held(truth, None, Reason(code=code, params={"decision": name, "who": list(who)}, value=truth,
                                    acts=tuple(act.id for act in made), where=world.where(name),
                                    can_change=(change,)))  # fmt: skip


def _on_reading(condition: terms.OnReading, world: World) -> Held:
    """Evaluate what only one reading of a point asks for.

    Until someone empowered says which reading holds, it is open only if it would be open under this one too. Seen through
    the eyes of a party that relies on a reading of the point, that reading decides.
    """
    name, needs = condition.reading, holds(condition.needs, world)
    point, _, key = name.partition(".")
    readings = world.agreement.points[point].readings
    who = readings[key].relied_on_by
    params = {"reading": name, "who": list(who)}
    where = world.where(point)
    if condition.settled_by is not None:
        settled = _decision(condition.settled_by, world)
        if settled.truth is Truth.FOR:
            return Held(needs.truth, needs.since, Reason(code="reading_stands", params=params, value=needs.truth, where=where,
                                                         children=(settled.reason, needs.reason)))  # fmt: skip
        if settled.truth is Truth.AGAINST:
            return Held(Truth.FOR, settled.since, Reason(code="reading_falls", params=params, value=Truth.FOR, where=where,
                                                         children=(settled.reason,)))  # fmt: skip
        change = settled.reason.can_change
    else:
        change = (CanChange(who=(UNSTATED,), how="amend", params={"of": name}),)
    if needs.truth is Truth.FOR:
        return Held(needs.truth, needs.since, Reason(code="reading_met", params=params, value=Truth.FOR, where=where,
                                                     children=(needs.reason,)))  # fmt: skip
    if world.seen_by in who:
        return Held(needs.truth, None, Reason(code="reading_own", params=params, value=needs.truth, where=where,
                                              children=(needs.reason,)))  # fmt: skip
    if any(world.seen_by in other.relied_on_by for other in readings.values()):
        return Held(Truth.FOR, None, Reason(code="reading_of_others", params=params, value=Truth.FOR, where=where))
    return Held(Truth.DISPUTED, None, Reason(code="reading_disputed", params=params, value=Truth.DISPUTED, where=where,
                                             can_change=change, children=(needs.reason,)))  # fmt: skip
