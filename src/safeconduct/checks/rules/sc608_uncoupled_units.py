"""SC608 uncoupled-units

What:
    Finds fighters owed in stages without weapons that go with them, or weapons in stages without fighters.

Why:
    In El Salvador in 1992 the first fifth of the fighters came on 30 June, 60 days late, with few arms. The mission then
    asked that a fifth of the fighters bring a fifth of the arms. It was argued over until September.

Example:
    demobilise:
      title: Demobilise the fighters
      amount: 500 fighters
      tranches: {parts: {first: {share: 20%}, last: {rest: yes}}}

Remedy:
    Owe the weapons in the same stages, and write `coupled_with` at one of the two.

Known problems:
    What counts as fighters or weapons is read off the English name of the unit, such as `fighters`, `combatants`,
    `weapons` or `rifles`; other names are not found. Weapons in stages are only found where the same side owes fighters
    in stages too. The evaluator keeps each duty apart, so no log comes with the finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Obligation
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.quantity import Bound, Quantity

SEVERITY = Severity.WARNING

FIGHTERS = frozenset("fighters combatants guerrillas militia militants insurgents".split())
WEAPONS = frozenset("weapons arms firearms rifles guns".split())


def check(text: CheckedText) -> Iterator[Found]:
    """Find every staged duty for fighters or for weapons that does not bring the other along."""
    obligations = text.agreement.obligations
    coupled: dict[str, set[str]] = {}
    for name, owed in obligations.items():
        for other in owed.coupled_with:
            coupled.setdefault(name, set()).add(other)
            coupled.setdefault(other, set()).add(name)
    staged = [(name, owed) for name, owed in obligations.items() if owed.tranches is not None]
    alone = [(name, owed) for name, owed in staged if FIGHTERS & _unit(owed)
             and not any(WEAPONS & _unit(obligations[other]) for other in coupled.get(name, ()))]  # fmt: skip
    arms = {who: name for name, owed in staged if WEAPONS & _unit(owed) for who in owed.who}
    for name, owed in alone:
        other = next((arms[who] for who in owed.who if who in arms), "")
        says = (
            f"nothing ties the stages to those of “{text.name(other)}”"
            if other
            else "no weapons are owed stage by stage with them"
        )
        related = (Related(f"obligations.{other}.tranches", f"“{text.name(other)}”"),) if other else ()
        yield Found(f"obligations.{name}.tranches", f"“{owed.title}” is owed in stages, and {says}", related=related)


def _unit(owed: Obligation) -> set[str]:
    """Give the words of the unit in which an obligation is counted."""
    amounts = [owed.amount, owed.tranches.base if owed.tranches else None]
    counted = [one.unit for one in amounts if isinstance(one, Quantity) and one.bound is not Bound.AT_MOST]
    return set((counted[0] if counted else owed.unit).split("_"))
