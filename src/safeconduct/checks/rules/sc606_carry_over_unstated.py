"""SC606 carry-over-unstated

What:
    Finds an amount owed anew in each stretch of time, without a rule for a shortfall.

Why:
    If 450 of 600 came today, are 600 or 750 owed tomorrow? In Gaza in October 2025 a paper that was aired names 600
    trucks and 50 tankers a day and does not say. Counts of what came in differ by who counted and where.

Example:
    aid:
      title: Let in aid
      amount: 600 trucks
      per: 1 day

Remedy:
    Write `carry_over: yes` or `carry_over: no`.

Known problems:
    Where nobody counts what is delivered, the rule changes little; the finding comes all the same.
"""

from collections.abc import Iterator

from safeconduct.agreement.obligations import missing_of
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.short import moment
from safeconduct.checks.finding import Found, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every recurring amount of which a shortfall may or may not be owed later."""
    for path, name, owed in text.obligations():
        if owed.per is not None and owed.carry_over in (None, UNSTATED):
            yield Found(
                f"{path}.carry_over" if text.written(f"{path}.carry_over") else f"{path}.per",
                f"“{owed.title}”: {owed.amount} every {owed.per}, and the text does not say whether a shortfall is owed later",
                witness=Witness((), moment(text).isoformat(), name, {"missing": missing_of(owed)}),
            )
