"""SC403 month-rounding

What:
    Refuses a limit in months where the agreement does not say how months are rounded.

Why:
    31 January plus one month is 28 February for one side and 3 March for the other. Two lawyers find two dates in one
    clause, and the days between them are the ones on which somebody is late or not.

Example:
    deadline: {within: 1 months, of: signature}

Remedy:
    Write days or weeks, or declare `months: round_down` or `months: round_up` under `time`.

Known problems:
    It is refused also where the month would end well, because the day of the event may not be known when the text is signed.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find nothing: the reader refuses such a file before any rule runs."""
    yield from ()
