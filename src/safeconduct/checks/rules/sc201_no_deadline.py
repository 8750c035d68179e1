"""SC201 no-deadline

What:
    Finds a duty without a date: `deadline: unstated`, or a deadline clock that nobody can start.

Why:
    A duty without a date can never be breached. In Gaza in October 2025 the disarmament and the full withdrawal carry no
    date; both are still open long after everything that had one.

Example:
    withdraw:
      who: alpha
      deadline: unstated

Remedy:
    Give a date, or a stretch after an event whose day someone fixes.

    If the parties want to leave it open, write a hole with an owner, a date and a fallback.

Known problems:
    A duty that holds from the start and has no end, such as a restraint, needs no date. It is a prohibition, or an
    obligation whose `deadline` is left out.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every obligation whose deadline the text leaves unstated."""
    for path, _, obligation in text.obligations():
        if obligation.deadline == UNSTATED:
            yield Found(f"{path}.deadline", f"“{obligation.title}” has no date: it can never be late")
