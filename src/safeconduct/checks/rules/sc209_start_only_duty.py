"""SC209 start-only-duty

What:
    Finds a duty with a day to begin and no day to be done.

Why:
    Whoever has begun can go on for years and is never late. The Lomé accord asked for disarmament to commence within six
    weeks of signature and gave no last day.

Example:
    disarm:
      who: bravo
      starts: {within: 42 days, of: signature}
      deadline: unstated

Remedy:
    Give a last day as `deadline`, or a rate: so much in each stretch of time.

Known problems:
    A beginning that is written as an obligation of its own, with the day to begin as its deadline, is not seen as one.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.checks.unsaid import nothing_said

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every obligation that says when to begin and neither when to be done nor how much in each stretch."""
    for path, name, obligation in text.obligations():
        if obligation.starts is None or isinstance(obligation.deadline, Limit) or obligation.per is not None:
            continue
        parts = obligation.tranches.parts.values() if obligation.tranches else ()
        if any(isinstance(part.deadline, Limit) for part in parts):
            continue
        words = obligation.starts.words(text.name) if not obligation.starts.clocks else "by a date"
        unsaid = {} if obligation.deadline == UNSTATED else {"clocks": (), "days_late": None}
        yield Found(f"{path}.starts", f"“{obligation.title}” has to begin {words} and has no day by which it is done",
                    witness=nothing_said(text, name, obligation, **unsaid))  # fmt: skip
