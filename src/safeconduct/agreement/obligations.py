"""The status of an obligation: life, evidence and amount kept apart, with the reasons for each."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from msgspec.structs import replace

from safeconduct.agreement import anchors, explain, joint, wording
from safeconduct.agreement.amounts import Tallied
from safeconduct.agreement.calendar import elapsed
from safeconduct.agreement.conditions import Fulfilment, Held, unmet
from safeconduct.agreement.evaluate import Evaluator, obligation_verifiers
from safeconduct.agreement.gates import gate
from safeconduct.agreement.norms import PUBLIC, Consequence, Norm, Obligation
from safeconduct.agreement.pace import compared, told
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
from safeconduct.agreement.suspension import stood_still, suspended
from safeconduct.agreement.terms import Limit
from safeconduct.kernel.moments import moment, utc
from safeconduct.kernel.quantity import Bound
from safeconduct.kernel.truth import Truth, of_evidence


class _Deadline(NamedTuple):
    clocks: tuple[ClockStatus, ...]
    prevails: str
    passed: bool
    days_late: int | None


def _deadline(limit: Any, found: Fulfilment, world: Evaluator, still: timedelta = timedelta()) -> _Deadline:
    if not isinstance(limit, Limit):
        return _Deadline((), "", False, None)
    clocks = anchors.clocks(limit, world.agreement, world.anchors(), completed=found.completed, as_of=world.as_of,
                            stood_still=still)  # fmt: skip
    late = anchors.least_late(clocks, limit.prevails)
    return _Deadline(clocks, limit.prevails, anchors.passed(clocks, limit.prevails), late)


def status_of(name: str, world: Evaluator) -> NormStatus:
    """Give the status of one obligation."""
    obligation = world.agreement.obligations[name]
    due, unit, due_words, bound = world.due(name)
    found = world.fulfilment(name, consequence=Consequence.FULFILMENT)
    opens = gate(obligation, world)
    stopped = suspended(name, world)
    still = stood_still(name, world)
    deadline = _deadline(obligation.deadline, found, world, still)
    tally = world.deciding(name)
    claims = world.claims(name)
    tallies = _tallies(name, obligation, world, tally.total)
    amount = AmountStatus(
        unit=unit, due=due, due_words=due_words, bound=bound.value, done=tally.total, claimed=claims.total,
        disputed=tally.disputed + claims.disputed, remaining=_remaining(due, tally, bound), tallies=tallies,
        confirmed_whole=bool(tally.wholes) and not tally.counted, per=str(obligation.per) if obligation.per else "",
        arithmetic=due_words if obligation.exchange else "", about=obligation.about,
    )  # fmt: skip
    waiver = _waived(name, amount.remaining, world)
    waived = waiver.whole
    if waiver.amount and amount.remaining is not None:
        amount = replace(amount, waived=waiver.amount, remaining=max(0, amount.remaining - waiver.amount))
    continuing = _continuing(obligation, world)
    life = _life(name, obligation, found, opens, deadline, stopped, waived, continuing, world)
    missing = missing_of(obligation)
    pace = compared(name, obligation, world)
    waits = tuple(dict.fromkeys(subject(leaf) for leaf in unmet(opens.reason))) if opens.truth is not Truth.FOR else ()
    since = _since(life, found, opens, deadline, stopped, waived)
    changes = _changes(life, found, opens, stopped)
    children = (
        *explain.stops(stopped, waived, waiver.part),
        explain.opening(opens, obligation, world),
        *((explain.continuing(continuing),) if continuing else ()),
        explain.amount(name, obligation, amount, tally, world),
        *explain.disputes(name, obligation, amount, tally, world),
        *explain.clocks(deadline.clocks, deadline.prevails),
        *map(told, pace),
        *explain.unsaid(missing, name, world),
        *explain.holes(obligation.holes, world),
        *explain.breaches(name, _finders(name, world), world),
        *explain.delays(name, world),
    )
    reason = Reason(code=f"life_{life.value}", params={"of": name}, value=life, where=world.where(name), since=since,
                    acts=(found.last_act,) if found.last_act else (), can_change=changes, children=children)  # fmt: skip
    opened = opens.since.start if opens.truth is Truth.FOR and opens.since else None
    done_before_open = life is Life.FULFILLED and (
        opens.truth is not Truth.FOR or bool(opened and found.completed and utc(found.completed.end) < utc(opened)))
    result = NormStatus(
        id=name, kind="obligation", title=obligation.title.pick("en"), clause=obligation.clause, who=obligation.who,
        to=obligation.to, phase=obligation.phase, life=life, evidence=_evidence(tally, tallies), label="",
        reason=reason, since=since, amount=amount, tranches=_tranches(name, obligation, opens, stopped, waived, world),
        clocks=deadline.clocks, competing=len(deadline.clocks) > 1,
        completed_start=found.completed.start if found.completed else None,
        completed_end=found.completed.end if found.completed else None,
        days_late=deadline.days_late if life in _CAN_BE_LATE else None, early=done_before_open, missing=missing,
        unseen=explain.not_seen(missing, name, world), pace=pace,
        open_holes=explain.open_holes(obligation.holes, world), waits_for=waits,
        can_unblock=changes, allegations=tuple(act.id for act in world.ledger.alleged.get(name, ())),
        findings=tuple(act.id for act in joint.findings(name, world.ledger)),
        delays=tuple(act.id for act in world.ledger.delays.get(name, ())),
        figures=tuple(world.ledger.figures_on.get(name, ())),
    )  # fmt: skip
    return _labelled(result)


def _labelled(result: NormStatus) -> NormStatus:
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
        found = world.totals.of(name, key, whole=world.whole(name))
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


class _Waiver(NamedTuple):
    whole: Reason | None
    part: Reason | None
    amount: int


def _waived(name: str, remaining: int | None, world: Evaluator) -> _Waiver:
    if name in world.released:
        reason = Reason(code="released_by_amendment", params={"of": name}, where=world.where(name))
        return _Waiver(reason, None, 0)
    creditors = joint.named(world.agreement.obligations[name].to)
    amount, given = joint.waived(name, creditors, world.ledger)
    if not given or amount == 0:
        return _Waiver(None, None, 0)
    params = {"who": [act.actor for act in given], "amount": amount}
    reason = Reason(code="waived" if amount is None else "waived_part", params=params,
                    acts=tuple(act.id for act in given), since=max(act.happened for act in given))  # fmt: skip
    if amount is None or (remaining is not None and amount >= remaining):
        return _Waiver(reason, None, 0)
    return _Waiver(None, reason, amount)


def _continuing(norm: Norm, world: Evaluator) -> Held | None:
    return world.condition(norm.as_long_as) if norm.as_long_as is not None else None


def _life(name: str, obligation: Obligation, found: Fulfilment, opens: Held, deadline: _Deadline,
          stopped: Reason | None, waived: Reason | None, continuing: Held | None, world: Evaluator) -> Life:  # fmt: skip
    if found.truth is Truth.FOR and (obligation.exchange is None or _given_in_full(obligation.exchange, world)):
        return Life.FULFILLED
    if waived:
        return Life.RELEASED
    if stopped:
        return Life.SUSPENDED
    if opens.truth is Truth.AGAINST or (continuing and continuing.truth is Truth.AGAINST):
        return Life.LAPSED
    if opens.truth is not Truth.FOR:
        return Life.DORMANT
    if any(act.outcome == "breach" for act in joint.findings(name, world.ledger)):
        return Life.BREACHED
    if deadline.passed:
        claimed = world.claims(name).total
        unprovable = found.due is None or not (obligation_verifiers(obligation) or obligation.tallies)
        if unprovable and claimed and claimed >= (found.due or 0):
            return Life.IN_FORCE  # claimed done, and the text gives nobody, or no number, to show whether it is
        cure = obligation.cure
        ends = _limits(deadline)
        if cure is not None and ends and utc(world.as_of) > utc(moment(max(ends, key=utc)).shifted(elapsed(cure)).end):
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
    if not obligation_verifiers(obligation) and obligation.verified_by != PUBLIC:
        words.append("verifier")
    if obligation.destination == UNSTATED:
        words.append("destination")
    if obligation.per is not None and obligation.carry_over in (None, UNSTATED):
        words.append("carry_over")
    if obligation.tranches and obligation.tranches.base == UNSTATED and obligation.tranches.base_from is None:
        words.append("base")
    return tuple(words)


_CAN_BE_LATE = (Life.FULFILLED, Life.OVERDUE, Life.BREACHED)


def _tranches(name: str, obligation: Obligation, opens: Held, stopped: Reason | None, waived: Reason | None,
              world: Evaluator) -> tuple[TrancheStatus, ...]:  # fmt: skip
    if obligation.tranches is None:
        return ()
    result = []
    for key, part in obligation.tranches.parts.items():
        ref = f"{name}.{key}"
        found = world.fulfilment(ref, consequence=Consequence.FULFILMENT)
        own = world.condition(part.after) if part.after is not None else opens
        deadline = _deadline(part.deadline, found, world)
        life = _life(name, obligation, found, own, deadline, stopped, waived, None, world)
        reason = Reason(
            code=f"life_{life.value}", params={"of": ref}, value=life, where=world.where(name),
            acts=(found.last_act,) if found.last_act else (), can_change=_changes(life, found, own, stopped),
            since=_since(life, found, own, deadline, stopped, waived),
            children=(explain.opening(own, part, world), explain.tranche(ref, found), *explain.clocks(deadline.clocks)),
        )  # fmt: skip
        result.append(TrancheStatus(
            id=ref, due=found.due, done=found.done, up_to=world.bounds(ref)[1], life=life,
            label=wording.tranche_label(life, found.done, found.due, found.disputed), clocks=deadline.clocks,
            completed_start=found.completed.start if found.completed else None,
            completed_end=found.completed.end if found.completed else None, reason=reason,
        ))  # fmt: skip
    return tuple(result)


def _limits(deadline: _Deadline) -> list[datetime]:
    return [candidate.limit_end for clock in deadline.clocks for candidate in clock.candidates if candidate.limit_end]


def _given_in_full(exchange: str, world: Evaluator) -> bool:
    """Whether the other half of an exchange is complete, so that nothing more can become owed."""
    given = world.agreement.exchanges[exchange].given
    return world.fulfilment(given, consequence=Consequence.FULFILMENT).truth is Truth.FOR


def _since(life: Life, found: Fulfilment, opens: Held, deadline: _Deadline, stopped: Reason | None,
           waived: Reason | None) -> Any:  # fmt: skip
    if life is Life.FULFILLED:
        return found.completed.end if found.completed else None
    if life in (Life.OVERDUE, Life.BREACHED):
        ends = _limits(deadline)
        return max(ends, key=utc) if ends else None
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
    for key in ("of", "anchor", "hole", "decision", "reading"):
        if key in leaf.params:
            return str(leaf.params[key])
    return leaf.code
