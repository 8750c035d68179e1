"""SC503 no-fallback

What:
    Finds a category of persons with a single way on that nothing in the text shuts, and no `otherwise:` beside it.

Why:
    A category with one way is one event from limbo: a crossing closes, a state takes back its offer, a place is
    destroyed. What then holds for the people is easily written before the signature and hard to agree after it.

Example:
    categories:
      displaced:
        name: Displaced families
        moves:
          camp: {title: Go to the camp, to: camp}

Remedy:
    Name under `otherwise:` the category that holds if the way is not open, or add a second way.

Known problems:
    Where every way can already be shut, limbo is found instead, and this rule is silent. Two ways to one place count as
    two. A way that leads nowhere else, such as a release on the spot, is not looked at. The status of an agreement shows
    norms, not categories, so no log comes with the finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.automata import worst_cases
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every category that rests on one way alone."""
    fallbacks = {category.otherwise for category in text.agreement.categories.values()}
    for name, worst in worst_cases(text).items():
        last_resort = name in fallbacks or text.agreement.categories[name].otherwise not in (None, UNSTATED)
        if len(worst.left) == 1 and worst.left[0].move.to != (UNSTATED,) and not last_resort:
            yield Found(f"categories.{name}", f"“{text.name(name)}” has one way on that nothing shuts, “{worst.left[0].title}”, "
                        "and the text names nothing for the day it is not open")  # fmt: skip
