"""SC855 second-hand-guarantee

What:
    Finds a guarantee that says nothing of what the guarantor does, so that it rests on what others have promised, or on
    nothing.

Why:
    The Lomé agreement of 1999 had moral guarantors: a state and four organisations that gave their names and no means.
    When the agreement broke down 299 days later there was nobody to answer for it.

Example:
    guarantees:
      moral: {by: neighbour, of: [alpha, bravo], rests_on: other, means: unstated}

Remedy:
    Say under `means` what the guarantor itself will do, or bind those on whose assurances it rests.

Known problems:
    A guarantor whose means are stated is not asked whether it will use them. A guarantee of effort counts as means if the
    text says what the effort is. Guaranteeing leaves no trace in the status, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every guarantee without means of its own."""
    for name, guarantee in text.agreement.guarantees.items():
        if guarantee.means != UNSTATED:
            continue
        unbound = tuple(who for who in guarantee.rests_on if who not in text.bound)
        said = "does not say what the guarantor does if it fails"
        if all(who == UNSTATED for who in guarantee.by):
            said += ", nor who the guarantor is"
        if unbound:
            said += f"; it rests on assurances of {text.names(unbound)}, whom the text does not bind"
        yield Found(f"guarantees.{name}.{'rests_on' if unbound else 'means'}", f"“{text.name(name)}” {said}")
