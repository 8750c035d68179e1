"""SC512 ineligible-no-exit

What:
    Finds a screening whose rejected have no dated way out.

Why:
    People who are turned away stay where they were screened: disarmed, known to both sides, and without a next step. The
    longer it lasts, the more it becomes a hold that nobody ordered.

Example:
    categories:
      applicants:
        name: Persons who apply
        screened_by: mission
        moves:
          home: {title: Go home, to: town}

Remedy:
    Name under `rejected` the category of those turned away, with a move that has a `deadline`.

    Say in it where they go, what support and papers they get, and who hears an appeal.

Known problems:
    A date to look again, as a programme has for those who stay, counts as a dated next step, though it is no exit. That
    the exit is safe is not judged. The evaluator places nobody in categories, so no log comes with the finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Category
from safeconduct.agreement.programme import WayNeed
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every screening after which someone turned away has no next step with a date."""
    categories = text.agreement.categories
    for name, category in categories.items():
        if not category.screened_by and not _screened(text, name):
            continue
        if category.rejected in (None, UNSTATED):
            yield Found(f"categories.{name}", f"“{text.name(name)}” are screened, and the text does not say where those turned "
                        "away go")  # fmt: skip
        elif not _dated(categories[str(category.rejected)]):
            gone = str(category.rejected)
            says = f"those turned away from “{text.name(name)}” are “{text.name(gone)}”, and no way out of it has a date"
            related = (Related(f"categories.{gone}", f"“{text.name(gone)}”"),)
            yield Found(f"categories.{name}.rejected", says, related=related)


def _screened(text: CheckedText, name: str) -> bool:
    programme = text.agreement.programme
    if programme is None or programme.category != name or programme.stay_review is not None:
        return False
    return any({WayNeed.SCREENING, WayNeed.ASSURANCE} & set(way.needs) for way in programme.ways.values())


def _dated(category: Category) -> bool:
    return any(isinstance(move.deadline, Limit) for move in category.moves.values())
