"""SC903 amendment-retroactive

What:
    Finds an amendment that takes effect before it was signed and does not say what becomes of what was broken meanwhile.

Why:
    It rewrites the past: an act that was a breach when it was done is none any more, or the other way round, and whoever
    relied on the text of that day is in the wrong without having done anything.

Example:
    amends: {signed: 2026-05-10, effective: 2026-05-01}

Remedy:
    Let it take effect from its signature, or say under `past_breaches` what becomes of each breach before it.

Known problems:
    Without the day of signature nothing can be compared. A short time between agreement and signing, meant by both sides,
    is found too. The joined text runs by its day of effect, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every amendment that reaches back behind its signature in silence."""
    for later in text.sources[1:]:
        amends = later.model.amends
        if amends.effective is None or amends.signed is None or amends.past_breaches not in (None, UNSTATED):
            continue
        if amends.effective.local_date() < amends.signed.local_date():
            yield Found(
                "amends.effective",
                f"“{later.model.title}” takes effect on {amends.effective.words()} and was signed on {amends.signed.words()}; "
                "it does not say what becomes of breaches before it was signed",
            )
