"""The status of an obligation: life, evidence and amount kept apart, with the reasons for each."""

from typing import Any, NamedTuple

from safeconduct.agreement import anchors, explain, wording
from safeconduct.agreement.amounts import Tallied
from safeconduct.agreement.calendar import elapsed
from safeconduct.agreement.conditions import Fulfilment, Held, unmet
from safeconduct.agreement.evaluate import Evaluator, obligation_verifiers
from safeconduct.agreement.norms import Consequence, Norm, Obligation
from safeconduct.agreement.results import (
    AmountStatus,
    CanChange,
    ClockStatus,
    Life,
    NormStatus,
    Reason,
    TallyStatus,
    TrancheStatus,
)
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import AllOf, Limit
from safeconduct.kernel import acts
from safeconduct.kernel.moments import moment
from safeconduct.kernel.quantity import Bound, Quantity
from safeconduct.kernel.truth import Truth, of_evidence


def gate(norm: Norm, world: Evaluator) -> Held:
    """Evaluate what opens a norm: its phase and its own condition together."""
    parts = []
    if norm.phase:
        opens = world.agreement.phases[norm.phase].opens
        if opens is not None:
            parts.append(opens)
    if norm.after is not None:
        parts.append(norm.after)
    held = world.condition(AllOf(tuple(parts)) if len(parts) > 1 else (parts[0] if parts else None))
    earliest = getattr(norm, "earliest", None)
    return held if earliest is None else explain.both(held, _from(earliest, norm, world))


def _from(earliest: Limit, norm: Norm, world: Evaluator) -> Held:
    starts = anchors.opening(earliest, world.agreement, world.anchors())
    if starts and max(starts) <= world.as_of:
        since = moment(max(starts))
        return Held(Truth.FOR, since, Reason(code="from_then", params={"day": since.start.isoformat()},
                                             value=Truth.FOR, since=since.start))  # fmt: skip
    day = max(starts).isoformat() if starts else ""
    return Held(Truth.UNKNOWN, None, Reason(code="not_before" if day else "not_before_unknown", params={"day": day},
                                            value=Truth.UNKNOWN))  # fmt: skip


def suspended(name: str, world: Evaluator) -> Reason | None:
    """Give the reason a norm is suspended at the moment, or None."""
    entries = world.ledger.suspensions.get(name, ())
    if not entries or not isinstance(entries[-1], acts.SuspensionDeclared):
        return None
    act = entries[-1]
    lasts = world.agreement.powers[act.power].lasts if act.power in world.agreement.powers else None
    if lasts is not None and not isinstance(lasts, str) and act.happened + elapsed(lasts) <= world.as_of:
        return None
    change = CanChange(who=(act.actor,), how="end_suspension", params={"of": name})
    return Reason(code="suspended", params={"who": [act.actor], "power": act.power}, acts=(act.id,),
                  since=act.happened, can_change=(change,))  # fmt: skip


class _Deadline(NamedTuple):
    clocks: tuple[ClockStatus, ...]
    prevails: str
    passed: bool
    days_late: int | None


def _deadline(limit: Any, found: Fulfilment, world: Evaluator) -> _Deadline:
    if not isinstance(limit, Limit):
        return _Deadline((), "", False, None)
    clocks = anchors.clocks(limit, world.agreement, world.anchors(), completed=found.completed, as_of=world.as_of)
    late = anchors.least_late(clocks, limit.prevails)
    return _Deadline(clocks, limit.prevails, anchors.passed(clocks, limit.prevails), late)


def status_of(name: str, world: Evaluator) -> NormStatus:
    """Give the status of one obligation."""
    obligation = world.agreement.obligations[name]
    due, unit, due_words, bound = world.due(name)
    found = world.fulfilment(name, consequence=Consequence.FULFILMENT)
    opens = gate(obligation, world)
    deadline = _deadline(obligation.deadline, found, world)
    stopped = suspended(name, world)
    tally = world.deciding(name)
    claims = world.claims(name)
    tallies = _tallies(name, obligation, world, tally.total)
    amount = AmountStatus(
        unit=unit, due=due, due_words=due_words, bound=bound.value, done=tally.total, claimed=claims.total,
        disputed=tally.disputed, remaining=_remaining(due, tally, bound), tallies=tallies,
        confirmed_whole=bool(tally.wholes) and not tally.counted, per=str(obligation.per) if obligation.per else "",
        arithmetic=due_words if obligation.exchange else "",
    )  # fmt: skip
    waived = _waived(name, amount.remaining, world)
    continuing = _continuing(obligation, world)
    life = _life(name, obligation, found, opens, deadline, stopped, waived, continuing, world)
    missing = missing_of(obligation)
    waits = tuple(dict.fromkeys(subject(leaf) for leaf in unmet(opens.reason))) if opens.truth is not Truth.FOR else ()
    since = _since(life, found, opens, deadline, stopped, waived)
    changes = _changes(life, found, opens, stopped)
    children = (
        *explain.stops(stopped, waived),
        explain.opening(opens, obligation, world),
        *((explain.continuing(continuing),) if continuing else ()),
        explain.amount(name, obligation, amount, tally, world),
        *explain.disputes(name, obligation, amount, tally, world),
        *explain.clocks(deadline.clocks, deadline.prevails),
        *explain.unsaid(missing, name, world),
        *explain.holes(obligation.holes, world),
        *explain.breaches(name, _finders(name, world), world),
        *explain.delays(name, world),
    )
    reason = Reason(code=f"life_{life.value}", params={"of": name}, value=life, where=world.where(name), since=since,
                    acts=(found.last_act,) if found.last_act else (), can_change=changes, children=children)  # fmt: skip
    opened = opens.since.start if opens.truth is Truth.FOR and opens.since else None
    done_before_open = life is Life.FULFILLED and (
        opens.truth is not Truth.FOR or bool(opened and found.completed and found.completed.end < opened))
    result = NormStatus(
        id=name, kind="obligation", title=obligation.title.pick("en"), clause=obligation.clause, who=obligation.who,
        to=obligation.to, phase=obligation.phase, life=life, evidence=_evidence(tally, tallies), label="",
        reason=reason, since=since, amount=amount, tranches=_tranches(name, obligation, opens, stopped, world),
        clocks=deadline.clocks, competing=len(deadline.clocks) > 1,
        completed_start=found.completed.start if found.completed else None,
        completed_end=found.completed.end if found.completed else None,
        days_late=deadline.days_late if life in _CAN_BE_LATE else None, early=done_before_open, missing=missing,
        open_holes=tuple(hole for hole in obligation.holes if hole not in world.ledger.filled), waits_for=waits,
        can_unblock=changes, allegations=tuple(act.id for act in world.ledger.alleged.get(name, ())),
        findings=tuple(act.id for act in world.ledger.found.get(name, ())),
        delays=tuple(act.id for act in world.ledger.delays.get(name, ())),
        figures=tuple(world.ledger.figures_on.get(name, ())),
    )  # fmt: skip
    return _labelled(result)


def _labelled(result: NormStatus) -> NormStatus:
    from msgspec.structs import replace

    return replace(result, label=wording.label(result))


def _finders(name: str, world: Evaluator) -> tuple[str, ...]:
    allowed = world.ledger.rules.finders.get(name, frozenset())
    organisations = (*world.agreement.parties, *world.agreement.bodies)
    return tuple(who for who in organisations if who in allowed) or (UNSTATED,)


def _remaining(due: int | None, tally: Tallied, bound: Bound) -> int | None:
    if due is None:
        return None
    return max(0, tally.total - due) if bound is Bound.AT_MOST else max(0, due - tally.total)


def _tallies(name: str, obligation: Obligation, world: Evaluator, decided: int) -> tuple[TallyStatus, ...]:
    result = []
    for key, tally in obligation.tallies.items():
        found = world.totals.of(name, key, whole=obligation.amount.count if isinstance(obligation.amount, Quantity) else 1)
        result.append(TallyStatus(
            id=key, by=tally.by, total=found.total, decides=tuple(word.value for word in tally.decides),
            counted=bool(found.totals), below=max(0, decided - found.total) if found.totals else 0,
            acknowledged=found.acknowledged, by_category=found.by_category,
            last_act=found.step(-1).act if found.totals else "",
        ))  # fmt: skip
    return tuple(result)


def _evidence(tally: Tallied, tallies: tuple[TallyStatus, ...]) -> Truth:
    opposes = bool(tally.disputed or tally.refused or tally.contested_by) or any(other.below for other in tallies)
    return of_evidence(supports=bool(tally.total), opposes=opposes)


def _waived(name: str, remaining: int | None, world: Evaluator) -> Reason | None:
    if name in world.released:
        return Reason(code="released_by_amendment", params={"of": name}, where=world.where(name))
    book = world.ledger.books.get(name)
    if not book or not book.waivers:
        return None
    given = [act for _, _, act in book.waivers]
    total = sum(act.amount or 0 for act in given)
    if not any(act.amount is None for act in given) and (remaining is None or total < remaining):
        return None
    return Reason(code="waived", params={"who": [act.actor for act in given]}, acts=tuple(act.id for act in given),
                  since=max(act.happened for act in given))  # fmt: skip


def _continuing(norm: Norm, world: Evaluator) -> Held | None:
    return world.condition(norm.as_long_as) if norm.as_long_as is not None else None


def _life(name: str, obligation: Obligation, found: Fulfilment, opens: Held, deadline: _Deadline,
          stopped: Reason | None, waived: Reason | None, continuing: Held | None, world: Evaluator) -> Life:  # fmt: skip
    if obligation.per is None and found.truth is Truth.FOR and obligation.exchange is None:
        return Life.FULFILLED
    if waived:
        return Life.RELEASED
    if stopped:
        return Life.SUSPENDED
    if opens.truth is Truth.AGAINST or (continuing and continuing.truth is Truth.AGAINST):
        return Life.LAPSED
    if opens.truth is not Truth.FOR:
        return Life.DORMANT
    if any(act.outcome == "breach" for act in world.ledger.found.get(name, ())):
        return Life.BREACHED
    if deadline.passed:
        claimed = world.claims(name).total
        unprovable = found.due is None or not obligation_verifiers(obligation)
        if unprovable and claimed and claimed >= (found.due or 0):
            return Life.IN_FORCE  # claimed done, and the text gives nobody, or no number, to show whether it is
        cure = obligation.cure
        ends = [candidate.limit_end for clock in deadline.clocks for candidate in clock.candidates if candidate.limit_end]
        if cure is not None and ends and world.as_of > max(ends) + elapsed(cure):
            return Life.BREACHED
        return Life.OVERDUE
    return Life.IN_FORCE


def missing_of(obligation: Obligation) -> tuple[str, ...]:
    """Name what the text leaves unsaid about a duty."""
    words = []
    if UNSTATED in obligation.who:
        words.append("duty_holder")
    if obligation.amount == UNSTATED:
        words.append("number")
    if obligation.deadline == UNSTATED:
        words.append("date")
    if not obligation_verifiers(obligation):
        words.append("verifier")
    if obligation.destination == UNSTATED:
        words.append("destination")
    if obligation.per is not None and obligation.carry_over in (None, UNSTATED):
        words.append("carry_over")
    if obligation.tranches and obligation.tranches.base == UNSTATED:
        words.append("base")
    return tuple(words)


_CAN_BE_LATE = (Life.FULFILLED, Life.OVERDUE, Life.BREACHED)


def _tranches(name: str, obligation: Obligation, opens: Held, stopped: Reason | None,
              world: Evaluator) -> tuple[TrancheStatus, ...]:  # fmt: skip
    if obligation.tranches is None:
        return ()
    result = []
    for key, part in obligation.tranches.parts.items():
        ref = f"{name}.{key}"
        found = world.fulfilment(ref, consequence=Consequence.FULFILMENT)
        own = world.condition(part.after) if part.after is not None else opens
        deadline = _deadline(part.deadline, found, world)
        life = _life(name, obligation, found, own, deadline, stopped, None, None, world)
        reason = Reason(
            code=f"life_{life.value}", params={"of": ref}, value=life, where=world.where(name),
            acts=(found.last_act,) if found.last_act else (), can_change=_changes(life, found, own, stopped),
            since=_since(life, found, own, deadline, stopped, None),
            children=(explain.opening(own, part, world), explain.tranche(ref, found), *explain.clocks(deadline.clocks)),
        )  # fmt: skip
        result.append(TrancheStatus(
            id=ref, due=found.due, done=found.done, up_to=world.bounds(ref)[1], life=life,
            label=wording.tranche_label(life, found.done, found.due, found.disputed), clocks=deadline.clocks,
            completed_start=found.completed.start if found.completed else None,
            completed_end=found.completed.end if found.completed else None, reason=reason,
        ))  # fmt: skip
    return tuple(result)


def _since(life: Life, found: Fulfilment, opens: Held, deadline: _Deadline, stopped: Reason | None,
           waived: Reason | None) -> Any:  # fmt: skip
    if life is Life.FULFILLED:
        return found.completed.end if found.completed else None
    if life in (Life.OVERDUE, Life.BREACHED):
        ends = [c.limit_end for clock in deadline.clocks for c in clock.candidates if c.limit_end]
        return max(ends) if ends else None
    if life is Life.SUSPENDED and stopped:
        return stopped.since
    if life is Life.RELEASED and waived:
        return waived.since
    return opens.since.end if life is Life.IN_FORCE and opens.since else None


def _changes(life: Life, found: Fulfilment, opens: Held, stopped: Reason | None) -> tuple[CanChange, ...]:
    if life in (Life.FULFILLED, Life.RELEASED, Life.LAPSED):
        return ()
    if stopped:
        return stopped.can_change
    if opens.truth is not Truth.FOR:
        return explain.unique(change for leaf in unmet(opens.reason) for change in leaf.can_change)
    return found.can_change


def subject(leaf: Reason) -> str:
    for key in ("of", "anchor", "hole", "decision"):
        if key in leaf.params:
            return str(leaf.params[key])
    return leaf.code
