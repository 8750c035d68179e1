"""Suspensions: who stopped a norm, by what power, for how long, and whether its clock stood still meanwhile."""

from datetime import datetime, timedelta
from typing import NamedTuple

from safeconduct.agreement.calendar import elapsed, zone_of
from safeconduct.agreement.evaluate import Evaluator
from safeconduct.agreement.gates import gate
from safeconduct.agreement.results import CanChange, Reason
from safeconduct.kernel.acts import SuspensionDeclared, SuspensionEnded
from safeconduct.kernel.moments import moment, utc
from safeconduct.kernel.truth import Truth


class Stop(NamedTuple):
    """One stretch in which a norm was suspended; `end` None means it has no end yet."""

    act: SuspensionDeclared
    start: datetime
    end: datetime | None


def stops(name: str, world: Evaluator) -> list[Stop]:
    """Give every suspension of a norm by a power that was open to its holder."""
    found: list[Stop] = []
    gates: dict[str, Truth] = {}
    for act in world.ledger.suspensions.get(name, ()):
        if isinstance(act, SuspensionDeclared):
            power = world.agreement.powers.get(act.power)
            if power is None:
                continue
            if act.power not in gates:
                gates[act.power] = gate(power, world).truth
            if gates[act.power] is not Truth.FOR:
                continue
            lasts = power.lasts
            limit = None if lasts is None or isinstance(lasts, str) else moment(act.happened).shifted(elapsed(lasts)).end
            found.append(Stop(act, act.happened, limit))
        elif isinstance(act, SuspensionEnded):
            # Only the one who suspended ends it; the other side's suspension goes on.
            found = [stop._replace(end=act.happened) if stop.act.actor == act.actor and _goes_on(stop, act.happened)
                     else stop for stop in found]  # fmt: skip
    return found


def _goes_on(stop: Stop, at: datetime) -> bool:
    return stop.end is None or utc(stop.end) > utc(at)


def suspended(name: str, world: Evaluator) -> Reason | None:
    """Give the reason a norm is suspended at the moment, or None."""
    running = [stop for stop in stops(name, world) if _goes_on(stop, world.as_of)]
    if not running:
        return None
    who = tuple(dict.fromkeys(stop.act.actor for stop in running))
    change = CanChange(who=who, how="end_suspension", params={"of": name})
    zone = zone_of(world.agreement.time.zone)
    return Reason(code="suspended", params={"who": list(who), "power": running[0].act.power},
                  acts=tuple(stop.act.id for stop in running), since=running[0].start.astimezone(zone),
                  can_change=(change,))  # fmt: skip


def stood_still(name: str, world: Evaluator) -> timedelta:
    """Give how long the clock of a norm has stood still, where the power says that deadlines stop meanwhile."""
    stretches = sorted(
        (utc(stop.start), min(utc(stop.end or world.as_of), utc(world.as_of))) for stop in stops(name, world)
        if world.agreement.powers[stop.act.power].stops_clock is True
    )  # fmt: skip
    total, reached = timedelta(), None
    for start, end in stretches:
        start = start if reached is None else max(start, reached)
        if end > start:
            total += end - start
            reached = end
    return total
