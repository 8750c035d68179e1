"""SC004 ambiguous-date

What:
    Refuses a date that has two readings, or none.

Why:
    Readers of two countries see two days in one pair of numbers, and both act in good faith. A stretch such as a month
    from now has no first day.

Example:
    withdraw:
      who: alpha
      deadline: {by: 03/04/2026}

Remedy:
    Write the day as `2026-04-03`, or a stretch after an event: `{within: 30 days, of: signature}`.

Known problems:
    A date inside a sentence is text and is not looked at.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find nothing: a file with such a date is refused before there is a text to check."""
    yield from ()
