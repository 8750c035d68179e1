"""SC203 self-verified

What:
    Finds a duty that its own debtor attests.

Why:
    A claim that proves itself settles nothing: whoever doubts it has nobody to ask.

Example:
    withdraw:
      who: alpha
      verified_by: {any: alpha}

Remedy:
    Name a verifier outside the debtor, or a quorum that the debtor alone cannot reach.

Known problems:
    A body in which the debtor sits is not found here: whether the debtor can decide alone is in the words of
    `decides_by`, which are text.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Verification
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every obligation that those who owe it can confirm by themselves."""
    for path, _, obligation in text.obligations():
        verified = obligation.verified_by
        if not isinstance(verified, Verification):
            continue
        own = [who for who in verified.any if who in obligation.who]
        if len(own) >= verified.quorum:
            yield Found(f"{path}.verified_by", f"“{obligation.title}” is confirmed by {text.names(tuple(own))}, who owes it")
