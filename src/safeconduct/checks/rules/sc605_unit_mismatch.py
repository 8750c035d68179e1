"""SC605 unit-mismatch

What:
    Refuses to compare two amounts in different units.

Why:
    Sixty trucks and sixty tonnes are both “sixty”. In a hurry they are added, and each side keeps the sum that suits it.

Example:
    amount: 60 trucks
    tranches:
      parts: {first: {amount: 20 tonnes}, last: {rest: yes}}

Remedy:
    Count both in one unit, and declare it under `units`.

Known problems:
    Two names for one thing, such as `trucks` and `lorries`, are two units here. No log comes with the finding, because the
    file is refused when it is read.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find nothing: the reader refuses such a file, so no such text is ever checked."""
    yield from ()
