"""SC101 undefined-reference

What:
    Refuses an id that no definition carries, or that names something of another kind.

Why:
    A step that waits for a misspelt step waits for ever. So a slip of the pen would become a veto that nobody holds and
    nobody can lift.

Example:
    release:
      who: bravo
      after: {verified: weapnos}

Remedy:
    Use the id that is proposed, or define the one that is named.

Known problems:
    An id that is defined but is not the one that was meant cannot be told from the right one.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find nothing: a file that names what it does not define is refused, with the nearest id that it does define."""
    yield from ()
