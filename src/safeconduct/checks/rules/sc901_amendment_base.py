"""SC901 amendment-base

What:
    Refuses an amendment of a text that is not the one given: another agreement, another version of it, or amendments in
    an order in which they cannot take effect.

Why:
    Two texts with one name are a fork: each side can point to the one it prefers. The timetable of
    El Salvador was dated anew more than once in 1992; a change laid on the wrong one gives both sides wrong dates.

Example:
    amends:
      agreement: another-agreement
      hash: "sha256:..."

Remedy:
    Name the version that was signed, by the id and the hash that `safeconduct check` prints for it.

Known problems:
    This is enforced while the files are read; nothing else is checked until it holds. A wrong hash is told as a failed
    verification, with the hash that was expected. No log is made up: there is no text that it could run on.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find nothing: a text that gets here has passed."""
    yield from ()  # joining an amendment with its base already refuses another base
