"""SC609 no-acceptance-test

What:
    Finds a number of things owed without a test of when one of them counts, or without anyone who has the last word.

Why:
    In Aceh 840 weapons were owed and no kind was named. Whether home-made ones count was argued over to the end: the army
    disputed 71 of the 840. It held because the mission had a test, a steel barrel that fires, and the last word. In
    Mozambique many of the arms handed in were of poor quality. In Gaza one body handed over was no hostage's.

Example:
    weapons:
      title: Hand over the weapons
      amount: 840 weapons

Remedy:
    Write a test under `tests` with what the unit must be and `decided_by`, and name it under `test`.

Known problems:
    Only things of which it is often argued whether one counts are looked at: weapons, munitions, loads, and the remains of
    a category of persons. Which they are is read off the English name of the unit; where the text gives no number, only
    if `unit` names it. A test for the unit counts even if the duty does not name it. Whether a test is fit is not judged.
    The evaluator asks the verifier, not the test, so no log comes with the finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Obligation
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.quantity import Bound, Quantity

SEVERITY = Severity.ERROR

THINGS = frozenset("""
    weapons arms firearms rifles guns pieces mortars launchers rockets missiles mines grenades explosives ammunition rounds
    shells munitions vehicles tanks trucks lorries tankers truckloads containers tonnes tons
""".split())  # fmt: skip
REMAINS = frozenset("bodies remains coffins".split())


def check(text: CheckedText) -> Iterator[Found]:
    """Find every number of things of which nobody can say when one counts."""
    tests = text.agreement.tests
    by_unit = {test.unit: name for name, test in tests.items()}
    for path, _, owed in text.obligations():
        amount = owed.amount
        unit = amount.unit if isinstance(amount, Quantity) else owed.unit
        if (isinstance(amount, Quantity) and amount.bound is Bound.AT_MOST) or not _disputable(owed, unit):
            continue
        amount = amount if isinstance(amount, Quantity) else str(text.agreement.units[unit])
        name = owed.test or by_unit.get(unit)
        if name is None:
            yield Found(f"{path}.amount", f"“{owed.title}” is for {amount}, and the text does not say when one of them counts "
                        "or who has the last word")  # fmt: skip
        elif set(tests[name].decided_by) <= {UNSTATED}:
            yield Found(f"{path}.amount", f"“{owed.title}” is for {amount}, and nobody has the last word on whether one counts",
                        related=(Related(f"tests.{name}.decided_by", "the test"),))  # fmt: skip


def _disputable(owed: Obligation, unit: str) -> bool:
    words = set(unit.split("_"))
    return "percent" not in words and bool(words & THINGS or (words & REMAINS and owed.category))
