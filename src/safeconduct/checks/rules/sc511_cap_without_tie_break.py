"""SC511 cap-without-tie-break

What:
    Finds a way on that takes fewer people than may choose it, without a rule for who goes first.

Why:
    People choose a way because the text offers it, and then there is no place for all. Whoever runs the passage on that
    day decides who stays behind, and each side sees its own people turned away.

Example:
    categories:
      cut_off:
        count: 160 persons
        moves:
          abroad: {title: Go abroad, to: host, places: 100 persons}

Remedy:
    Write `tie_break`: who goes first, what list the others wait on, and what their second choice is.

Known problems:
    Where the number of people is not stated at all, the places are not compared; where it is `unstated`, they are taken to
    be too few. People of other categories who want the same place are counted by quota-infeasible. The evaluator knows
    no places, so no log comes with the finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.automata import too_few
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.quantity import Quantity

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every way with a cap below the number of those who may choose it, and no order among them."""
    for name, category in text.agreement.categories.items():
        for key, move in category.moves.items():
            if not isinstance(move.places, Quantity) or move.tie_break not in (None, UNSTATED):
                continue
            count = category.count
            known = isinstance(count, Quantity) and too_few(count, move.places)
            if known or count == UNSTATED:
                people = f"{count} may choose it" if isinstance(count, Quantity) else "nobody knows how many may choose it"
                yield Found(f"categories.{name}.moves.{key}.places", f"“{move.title}” takes {move.places}, {people}, "
                            "and the text does not say who goes first")  # fmt: skip
