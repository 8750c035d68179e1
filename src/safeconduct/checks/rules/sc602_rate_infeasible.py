"""SC602 rate-infeasible

What:
    Compares what is owed in each stretch of time with the capacity of what it has to pass through.

Why:
    A rate above the capacity is a breach from the first day, and each side can say that the other did not let it
    through. In Gaza in October 2025 a paper that was aired names 600 trucks a day. No text that was read says what a
    crossing handles in a day, so nobody can tell from them whether a short day was a breach or a full crossing.

Example:
    places:
      gate: {name: The gate, kind: crossing, capacity: {amount: 400 trucks, per: 1 day}}
    obligations:
      aid: {title: Let in aid, amount: 600 trucks, per: 1 day, through: gate}

Remedy:
    Lower the rate, add a crossing to `through`, or let the rate rise in steps as the capacity does.

Known problems:
    Crossings under `through` are taken as ways beside each other, not one behind the other. A crossing whose capacity is
    not written counts as wide enough. Loads of different units at one crossing are not added. A log comes with the
    finding where a body that may certify or rule verifies the duty and nothing has to open it first.
"""

from collections.abc import Iterator
from datetime import timedelta
from math import lcm

from safeconduct.agreement.norms import Obligation, Verification
from safeconduct.checks.engines.flow import SINK, SOURCE, largest_flow
from safeconduct.checks.engines.short import moment
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.acts import BreachFound, Confirmed
from safeconduct.kernel.moments import Duration, TimeUnit
from safeconduct.kernel.quantity import Bound, Quantity

SEVERITY = Severity.ERROR

_MINUTES = {TimeUnit.MINUTES: 1, TimeUnit.HOURS: 60, TimeUnit.DAYS: 1440, TimeUnit.WEEKS: 10080}


def check(text: CheckedText) -> Iterator[Found]:
    """Find every unit of which more is owed in a stretch than can pass through."""
    loads: dict[str, dict[str, Obligation]] = {}
    for _, name, owed in text.obligations():
        if isinstance(owed.amount, Quantity) and owed.amount.bound is not Bound.AT_MOST and owed.through and _minutes(owed.per):
            loads.setdefault(owed.amount.unit, {})[name] = owed
    for unit, owing in loads.items():
        yield from _too_much(text, unit, owing)


def _too_much(text: CheckedText, unit: str, owing: dict[str, Obligation]) -> Iterator[Found]:
    gates = {name: text.agreement.places[name].capacity for owed in owing.values() for name in owed.through}
    stretch = lcm(*(_minutes(owed.per) for owed in owing.values()), *(_minutes(gate.per) for gate in gates.values() if gate))
    edges: dict[tuple[str, str], int | None] = {}
    for name, owed in owing.items():
        assert isinstance(owed.amount, Quantity)
        edges[SOURCE, f"load {name}"] = owed.amount.count * (stretch // _minutes(owed.per))
        edges.update({(f"load {name}", f"gate {gate}"): None for gate in owed.through})
    for name, gate in gates.items():
        limited = gate is not None and gate.amount.unit == unit and _minutes(gate.per)
        edges[f"gate {name}", SINK] = gate.amount.count * (stretch // _minutes(gate.per)) if gate and limited else None
    found = largest_flow(edges)
    short = [name for name in owing if f"load {name}" in found.short]
    if not short:
        return
    full = [name for name in gates if f"gate {name}" in found.short]
    first = owing[short[0]]
    rates = " and ".join(f"“{owing[name].title}” {_words(owing[name].amount, owing[name].per)}" for name in short)
    through = " and ".join(f"{text.name(name)} {_words(gate.amount, gate.per)}" for name in full if (gate := gates[name]))
    passes = found.sent[SOURCE, f"load {short[0]}"] // (stretch // _minutes(first.per))
    yield Found(
        f"obligations.{short[0]}.amount",
        f"more is owed than can pass: {rates}; {through}",
        related=tuple(Related(f"places.{name}.capacity", f"{text.name(name)}: {_words(gate.amount, gate.per)}")
                      for name in full if (gate := gates[name])),
        witness=_witness(text, short[0], first, passes),
    )  # fmt: skip


def _words(amount: object, per: Duration | None) -> str:
    return f"{amount} in {per}"


def _minutes(stretch: Duration | None) -> int:
    return stretch.count * _MINUTES.get(stretch.unit, 0) if stretch is not None else 0


def _witness(text: CheckedText, name: str, owed: Obligation, passes: int) -> Witness | None:
    """Give the log of a stretch in which all that can pass has passed, and the breach that is found at its end."""
    verified = owed.verified_by
    if not isinstance(verified, Verification) or owed.after is not None or owed.phase is not None:
        return None
    bodies = text.agreement.bodies
    judge = next((who for who in verified.any if who in bodies and {"certify", "rule"} & set(bodies[who].powers)), None)
    if judge is None or not isinstance(owed.amount, Quantity):
        return None
    begun = moment(text)
    over = begun + timedelta(minutes=_minutes(owed.per))
    unit = owed.amount.unit
    passed = [Confirmed(id=f"made_up_{who}", happened=begun, recorded=begun, actor=who, of=name, unit=unit, amount=passes)
              for who in verified.any[: verified.quorum] if passes]  # fmt: skip
    breach = BreachFound(id="made_up_finding", happened=over, recorded=over, actor=judge, of=name, outcome="breach")
    return Witness((*passed, breach), (over + timedelta(days=1)).isoformat(), name, {"life": "breached"})
