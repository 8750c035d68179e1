"""Who may say what about the norms of an agreement, and by which clause?

The same word that counts in a status may be said here, and no other: a test asks the status for each. What counts for nothing by
itself, such as an allegation or the cause of a delay, every organisation may say. Whoever took over from a body speaks for it.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from safeconduct.access.in_force import InForce
from safeconduct.agreement.rules import ObligationRules
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel import acts


class Power(NamedTuple):
    """Who may say something, in the order of the text, and by which clauses. `anyone`: every organisation of the text may.

    `known` is False where the act names nothing of the text that it could be about; `lacks`: what else keeps it from counting.
    """

    who: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    anyone: bool = False
    known: bool = True
    lacks: str = ""


UNKNOWN = Power(known=False)
ANYONE = Power(anyone=True)
_OPEN = (acts.BreachAlleged, acts.DelayExplained, acts.StatementReported, acts.FigureReported, acts.StepTaken,
         acts.SourceAdded, acts.AnchorDated, acts.Withdrawn)  # fmt: skip
"""What anyone may say. Who dates an anchor so that it counts is asked where it is used; only one's own act is taken back."""


def power_over(act: acts.ActBase, in_force: InForce) -> Power:
    """Give who may say what an act of the agreement says."""
    if isinstance(act, _OPEN):
        return ANYONE
    found = _BY_TYPE.get(type(act))
    return found(act, in_force) if found else UNKNOWN


def _obligation(pick: Callable[[ObligationRules, Any], Iterable[str]]) -> Callable[[Any, InForce], Power]:
    def power(act: Any, in_force: InForce) -> Power:
        rules, agreement = in_force.rules.obligations.get(act.of), in_force.agreement
        if rules is None:
            return UNKNOWN
        return _power(pick(rules, act), agreement.obligations[act.of], in_force)

    return power


def _power(who: Iterable[str], entry: Any, in_force: InForce, *, extra: tuple[str, ...] = (), lacks: str = "") -> Power:
    agreement, named = in_force.agreement, set(who) - {UNSTATED}
    # In the order of the text: a set has none, and one by name would change with the names.
    order = tuple(org for org in (*agreement.parties, *agreement.bodies) if org in named)
    order = tuple(dict.fromkeys((*order, *(heir for org in order for heir in in_force.successors(org)))))
    return Power(order, tuple(dict.fromkeys((*getattr(entry, "clause", ()), *extra))), lacks=lacks)


def _confirmers(rules: ObligationRules, act: acts.Confirmed) -> Iterable[str]:
    named = {*rules.verifiers, *rules.creditors, *(who for keepers in rules.tallies.values() for who in keepers)}
    return (who for who in named if rules.tally_for(who, act.tally) is not None)


def _counted(act: acts.Counted, in_force: InForce) -> Power:
    rules = in_force.rules.obligations.get(act.of)
    if rules is None:
        return UNKNOWN
    lacks = "count_by_several" if rules.quorum > 1 else ""
    return _power(rules.tallies.get(act.tally, ()), in_force.agreement.obligations[act.of], in_force, lacks=lacks)


def _found(act: acts.BreachFound, in_force: InForce) -> Power:
    found = in_force.agreement.find(act.of)
    if act.of not in in_force.rules.finders or found is None:
        return UNKNOWN
    return _power(in_force.rules.finders[act.of], found[1], in_force)


def _of_table(table: str, section: str, field: str) -> Callable[[Any, InForce], Power]:
    """Give the power over an entry of a section that the prepared rules name who for."""

    def power(act: Any, in_force: InForce) -> Power:
        entries, name = getattr(in_force.agreement, section), getattr(act, field)
        return _power(getattr(in_force.rules, table)[name], entries[name], in_force) if name in entries else UNKNOWN

    return power


def _suspends(act: acts.SuspensionDeclared, in_force: InForce) -> Power:
    power = in_force.agreement.powers.get(act.power)
    if power is None or act.of not in power.affects:
        return UNKNOWN
    return _power(power.who, power, in_force)


def _resumes(act: acts.SuspensionEnded, in_force: InForce) -> Power:
    powers = [power for power in in_force.agreement.powers.values() if act.of in power.affects]
    if not powers:
        return UNKNOWN
    clause = tuple(point for power in powers for point in power.clause)
    return _power((who for power in powers for who in power.who), None, in_force, extra=clause)


_BY_TYPE: dict[type[acts.ActBase], Callable[[Any, InForce], Power]] = {
    acts.Claimed: _obligation(lambda rules, act: rules.debtors),
    acts.Confirmed: _obligation(_confirmers),
    acts.Refuted: _obligation(lambda rules, act: rules.refuters),
    acts.Contested: _obligation(lambda rules, act: rules.disputers),
    acts.Waived: _obligation(lambda rules, act: rules.creditors),
    acts.Ruled: _obligation(lambda rules, act: rules.rulers),
    acts.Counted: _counted,
    acts.BreachFound: _found,
    acts.DecisionMade: _of_table("deciders", "decisions", "decision"),
    acts.HoleFilled: _of_table("owners", "holes", "hole"),
    acts.PowerExercised: _of_table("holders", "powers", "power"),
    acts.MandateExtended: _of_table("extenders", "bodies", "body"),
    acts.SuspensionDeclared: _suspends,
    acts.SuspensionEnded: _resumes,
}
