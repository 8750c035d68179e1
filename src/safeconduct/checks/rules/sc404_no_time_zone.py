"""SC404 no-time-zone

What:
    Refuses an agreement whose times have no zone, or one that does not exist.

Why:
    Midnight where? Where the clocks on the two sides of a line differ, a ceasefire begins at two moments, and a step is in
    time on one side and a day late on the other.

Example:
    time: {zone: Local/Time}

Remedy:
    Name one zone for the whole agreement, such as `zone: Asia/Jerusalem`, and the hour at which its day ends.

Known problems:
    Only what is written as a time is seen; an hour in the wording of a clause is text.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find nothing: the reader refuses such a file before any rule runs."""
    yield from ()
