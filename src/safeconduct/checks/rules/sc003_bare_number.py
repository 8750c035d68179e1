"""SC003 bare-number

What:
    Refuses an amount without a unit, and a share without a whole.

Why:
    A number alone leaves open what is counted. Trucks, pallets and tonnes can all be counted to sixty, and each side
    will count what suits it.

Example:
    aid:
      who: alpha
      amount: 60

Remedy:
    Write the unit beside the number, such as `60 trucks`, and declare it under `units`.

Known problems:
    A number inside a sentence is text and is not looked at.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find nothing: a file with a number that lacks its unit is refused before there is a text to check."""
    yield from ()
