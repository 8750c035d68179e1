"""SC002 unknown-key

What:
    Refuses a key that the format does not know, and proposes the nearest one it knows.

Why:
    Where an unknown key is passed over, its default holds instead, and nobody is told. A mistyped `verified_by` would
    leave a duty without a verifier while everyone believes that it has one.

Example:
    withdraw:
      who: alpha
      verifed_by: {any: mission}

Remedy:
    Use the key that is proposed, or one of the reference of the format.

Known problems:
    A known key in a wrong section is told as unknown there, and the proposal may then be of no use.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find nothing: a file with an unknown key is refused, with the nearest key, before there is a text to check."""
    yield from ()
