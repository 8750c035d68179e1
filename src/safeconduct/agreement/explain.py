"""The steps of an explanation, made while the status is made.

Each function turns something the evaluator has just found into a reason. Nothing here decides anything.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from safeconduct.agreement import joint
from safeconduct.agreement.amounts import Tallied
from safeconduct.agreement.calendar import from_micros, to_micros, zone_of
from safeconduct.agreement.conditions import Fulfilment, Held, hole_open, together
from safeconduct.agreement.evaluate import Evaluator
from safeconduct.agreement.norms import Norm, Obligation, Part
from safeconduct.agreement.results import AmountStatus, CanChange, ClockStatus, Reason
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.moments import utc
from safeconduct.kernel.truth import Truth, all_of

SHOWN_ACTS = 5


def unique(changes: Iterable[CanChange]) -> tuple[CanChange, ...]:
    """Give each way to change something once, in order."""
    result: list[CanChange] = []
    for change in changes:
        if change not in result:
            result.append(change)
    return tuple(result)


def stops(*found: Reason | None) -> tuple[Reason, ...]:
    """Give the reasons that stop a norm, leaving out those that are not there."""
    return tuple(reason for reason in found if reason is not None)


def both(one: Held, other: Held) -> Held:
    """Join two things that must both hold; what needs nothing adds nothing."""
    if one.reason.code == "no_condition":
        return other
    times = [held.since for held in (one, other) if held.since is not None]
    truth = together((one.truth, other.truth), all_of)
    met = sum(held.truth is Truth.FOR for held in (one, other))
    reason = Reason(code="all_of", params={"count": 2, "met": met}, value=truth, children=(one.reason, other.reason))
    return Held(truth, max(times, key=lambda period: utc(period.end)) if truth is Truth.FOR and times else None, reason)


def opening(opens: Held, norm: Norm | Part, world: Evaluator) -> Reason:
    """Say whether the norm is open, and what it waits for."""
    phase = getattr(norm, "phase", None)
    if norm.after is None and opens.reason.code == "no_condition":
        return Reason(code="open_from_start", params={"phase": phase or ""}, value=Truth.FOR)
    code = "opened" if opens.truth is Truth.FOR else "waits"
    return Reason(code=code, params={"phase": phase or ""}, value=opens.truth,
                  since=opens.since.end if opens.since else None, children=(opens.reason,))  # fmt: skip


def continuing(held: Held) -> Reason:
    """Say whether the continuing condition still holds."""
    codes = {Truth.FOR: "still_holds", Truth.AGAINST: "has_failed"}
    return Reason(code=codes.get(held.truth, "nobody_found_failure"), value=held.truth, children=(held.reason,))


def amount(name: str, obligation: Obligation, found: AmountStatus, tally: Tallied, world: Evaluator) -> Reason:
    """Say how much is done of how much is due, with the last acts it rests on."""
    if obligation.per is not None:
        return quota(name, obligation, tally, world)
    params = {"done": found.done, "due": found.due, "unit": found.unit, "claimed": found.claimed,
              "disputed": found.disputed, "remaining": found.remaining, "words": found.due_words,
              "bound": found.bound, "about": found.about}  # fmt: skip
    code = "amount_single" if found.due == 1 and not found.unit else "amount"
    if found.due is None:
        code = "amount_unstated_confirmed" if found.confirmed_whole else "amount_unstated"
    elif found.bound == "at_most":
        code = "amount_ceiling" if tally.totals else "amount_ceiling_uncounted"
        code = "amount_ceiling_confirmed" if found.confirmed_whole else code
    first = max(0, len(tally.totals) - SHOWN_ACTS)
    acts = tuple(tally.step(n).act for n in range(first, len(tally.totals)))
    children = [
        Reason(code="tally", params={"tally": other.id, "who": list(other.by), "total": other.total, "unit": found.unit,
                                     "decides": bool(other.decides), "below": other.below, "acknowledged": other.acknowledged},
               acts=(other.last_act,) if other.last_act else ())
        for other in found.tallies if other.counted
    ]  # fmt: skip
    if obligation.exchange:
        children.append(Reason(code="exchange", params={"exchange": obligation.exchange, "words": found.due_words}))
    return Reason(code=code, params=params, value=str(found.done), acts=acts, children=tuple(children))


def quota(name: str, obligation: Obligation, tally: Tallied, world: Evaluator) -> Reason:
    """Say in how many stretches a recurring amount was met, short or not counted at all.

    The stretches run from the first that was counted to the one before the moment looked at.
    """
    assert obligation.per is not None
    due, unit, _, _ = world.due(name)
    days = max(1, timedelta(**{obligation.per.unit.value: obligation.per.count}).days)
    zone = world.agreement.time.zone
    sums: dict[int, int] = {}
    before = 0
    for day, last in _days(list(map(tally.journal.starts.__getitem__, tally.positions)), zone):
        sums[day // days] = sums.get(day // days, 0) + tally.totals[last] - before
        before = tally.totals[last]
    met, carried = 0, 0
    for stretch in sorted(sums):
        owed = (due or 0) + carried
        met += due is not None and sums[stretch] >= owed
        carried = max(0, owed - sums[stretch]) if obligation.carry_over is True else 0
    now = world.as_of.astimezone(zone_of(zone)).date().toordinal() // days
    silent = sum(1 for stretch in range(min(sums, default=now), now) if stretch not in sums)
    params = {"due": due, "unit": unit, "per": str(obligation.per), "met": met, "short": len(sums) - met,
              "uncounted": silent,
              "until": world.as_of.astimezone(zone_of(zone)).date().isoformat()}  # fmt: skip
    return Reason(code="quota" if sums else "quota_uncounted", params=params)


def _days(moments: list[int], zone: str) -> Iterator[tuple[int, int]]:
    """Give the days of moments in order of time, as ordinals, each with the position of its last moment.

    A day can come several times where the clocks change at night.
    """
    begin = 0
    while begin < len(moments):
        first = from_micros(moments[begin], zone)
        midnight = datetime(first.year, first.month, first.day, tzinfo=first.tzinfo) + timedelta(days=1)
        last = max(begin, bisect_left(moments, to_micros(midnight), begin) - 1)
        at = from_micros(moments[last], zone)
        if (at.date(), at.utcoffset()) != (first.date(), first.utcoffset()):
            last = begin  # the clocks were changed on this day: one by one
        yield first.toordinal(), last
        begin = last + 1


def disputes(name: str, obligation: Obligation, found: AmountStatus, tally: Tallied,
             world: Evaluator) -> tuple[Reason, ...]:  # fmt: skip
    """Say what is contested, by whom, and who rules."""
    if not found.disputed and not tally.contested_by:
        return ()
    rulers = obligation.dispute.to if obligation.dispute else (UNSTATED,)
    change = CanChange(who=tuple(rulers), how="rule", params={"of": name, "disputed": found.disputed})
    return (Reason(code="disputed", value=Truth.DISPUTED, can_change=(change,),
                   params={"disputed": found.disputed, "unit": found.unit, "who": list(tally.contested_by),
                           "rulers": list(rulers)}),)  # fmt: skip


def clocks(found: tuple[ClockStatus, ...], prevails: str = "") -> tuple[Reason, ...]:
    """Say what each clock gives, candidate by candidate."""
    result = []
    for clock in found:
        children = tuple(
            Reason(code="candidate", value=candidate.answer,
                   params={"says": candidate.says, "hour": candidate.hour, "answer": candidate.answer.value,
                           "at_any_hour": candidate.at_any_hour.value, "who": list(candidate.relied_on_by),
                           "limit": candidate.limit_end.isoformat() if candidate.limit_end else "",
                           "days_late": candidate.days_late, "notes": list(candidate.notes), "supported": candidate.supported})
            for candidate in clock.candidates
        )  # fmt: skip
        lone = len(clock.candidates) == 1 and clock.candidates[0].says in ("", clock.words)
        code = "clock" if clock.candidates else "clock_each" if clock.each else "clock_not_started"
        result.append(Reason(code=code, value=clock.answer,
                             params={"clock": clock.id, "words": clock.words, "who": list(clock.relied_on_by),
                                     "answer": clock.answer.value, "at_any_hour": clock.at_any_hour.value,
                                     "each": clock.each, "prevails": clock.id == prevails and bool(prevails)},
                             children=() if lone else children))  # fmt: skip
    if len(found) > 1 and not prevails:
        return (Reason(code="clocks_compete", params={"count": len(found)}, children=tuple(result)),)
    return tuple(result)


_KEYS = {
    "duty_holder": "who", "holder": "who", "number": "amount", "date": "deadline", "verifier": "verified_by",
    "destination": "destination", "carry_over": "carry_over", "base": "tranches.base", "finder": "found_by",
    "grantor": "granted_by", "length": "lasts", "reviewer": "reviewed_by", "clock_rule": "stops_clock",
}  # fmt: skip
"""What can be missing, and the key where it would stand."""


def not_seen(missing: tuple[str, ...], name: str, world: Evaluator) -> tuple[str, ...]:
    """Give what is missing only because that part of the text was not seen."""
    return tuple(word for word in missing if any(path.endswith(f".{name}.{_KEYS[word]}") for path in world.unseen))


def unsaid(missing: tuple[str, ...], name: str, world: Evaluator) -> tuple[Reason, ...]:
    """Say what the text leaves unsaid about the norm, and what of it was not seen of the text."""
    unseen = not_seen(missing, name, world)
    return tuple(
        Reason(code=f"{'unseen' if word in unseen else 'missing'}_{word}", params={"of": name}, where=world.where(name),
               can_change=(CanChange(who=(UNSTATED,), how="read" if word in unseen else "amend", params={"of": name}),))
        for word in missing
    )  # fmt: skip


def breaches(name: str, finders: tuple[str, ...], world: Evaluator) -> tuple[Reason, ...]:
    """Say what was alleged and what was found; an allegation is no breach before a finding."""
    result = []
    alleged = world.ledger.alleged.get(name, ())
    if alleged:
        how = "find_breach" if set(finders) - {UNSTATED} else "name_finder"
        change = CanChange(who=finders or (UNSTATED,), how=how, params={"of": name})
        result.append(Reason(code="alleged", params={"count": len(alleged), "who": list(finders)},
                             acts=tuple(act.id for act in alleged[:SHOWN_ACTS]), can_change=(change,)))  # fmt: skip
    for act in joint.findings(name, world.ledger):
        result.append(Reason(code=f"found_{act.outcome}", params={"who": [act.actor]}, acts=(act.id,),
                             since=act.happened))  # fmt: skip
    return tuple(result)


def holes(names: tuple[str, ...], world: Evaluator) -> tuple[Reason, ...]:
    """Say which parts left open the norm needs, and who has to agree them."""
    result = []
    for name in names:
        filled = joint.agreed(name, world.agreement, world.ledger)
        if filled is not None:
            result.append(Reason(code="hole_filled", params={"hole": name, "says": filled.says}, value=Truth.FOR,
                                 acts=(filled.id,), where=world.where(name)))  # fmt: skip
        else:
            result.append(hole_open(name, world.agreement.holes[name].owner, world))
    return tuple(result)


def open_holes(names: tuple[str, ...], world: Evaluator) -> tuple[str, ...]:
    """Give which of some parts are still open."""
    return tuple(name for name in names if joint.agreed(name, world.agreement, world.ledger) is None)


def delays(name: str, world: Evaluator) -> tuple[Reason, ...]:
    """Give the explanations of a delay that were entered; they excuse nothing by themselves."""
    found = tuple(act.id for act in world.ledger.delays.get(name, ()))
    return (Reason(code="delay_explained", params={"count": len(found)}, acts=found),) if found else ()


def tranche(ref: str, found: Fulfilment) -> Reason:
    """Say how much of a tranche is done."""
    return Reason(code="amount" if found.due is not None else "amount_unstated",
                  params={"done": found.done, "due": found.due, "unit": found.unit, "claimed": 0,
                          "disputed": found.disputed, "remaining": None if found.due is None else found.due - found.done,
                          "words": "", "bound": "exactly"},
                  acts=(found.last_act,) if found.last_act else ())  # fmt: skip
