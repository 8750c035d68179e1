"""SC001 yaml-feature-refused

What:
    Refuses anchors, aliases, tags and repeated keys of YAML.

Why:
    Two programs may read such a file in two ways: one keeps the first of two equal keys, the other the last. A text that
    two sides sign must have one reading.

Example:
    withdraw:
      who: alpha
      who: bravo

Remedy:
    Write the value out in each place, and keep one of two equal keys.

Known problems:
    Two keys that mean the same but are spelled differently are not seen here; most of them are unknown keys (SC002).
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find nothing: a file with such a feature is refused before there is a text to check."""
    yield from ()
