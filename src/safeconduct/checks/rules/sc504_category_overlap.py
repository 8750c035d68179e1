"""SC504 category-overlap

What:
    Finds two categories that one person can belong to at once, with different ways on and no rule which goes first.

Why:
    A wounded person who is also charged has two texts that speak of them. If one says hospital and the other custody,
    whoever is present decides, and the next person like them may be treated otherwise.

Example:
    categories:
      wounded: {name: Wounded, has: wounded, moves: {hospital: {title: To hospital, to: clinic}}}
      charged: {name: Charged, has: charged, moves: {custody: {title: To custody, to: station}}}

Remedy:
    Write `goes_before:` in the category whose rules come first, or `has_not:` to keep the two apart.

Known problems:
    Only the words under `has` and `has_not` are compared, so a category that names none is not looked at. Where a text
    has more than 200 kinds of category by these words, the rest is not compared. A part of a category (`part_of`) goes
    before the whole without saying so. The evaluator does not place persons in categories, so no log comes with it.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise

from safeconduct.agreement.norms import Category
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR

MOST_KINDS = 200


def check(text: CheckedText) -> Iterator[Found]:
    """Find every category that shares persons with an earlier one and sends them elsewhere."""
    categories = text.agreement.categories
    kinds: dict[tuple[frozenset[str], frozenset[str]], list[str]] = {}
    for name, category in categories.items():
        if category.has and category.moves:
            kinds.setdefault((frozenset(category.has), frozenset(category.has_not)), []).append(name)
    pairs = [pair for names in kinds.values() for pair in pairwise(names)]
    for (one, others), (two, more) in combinations(list(kinds.items())[:MOST_KINDS], 2):
        if not (one[0] & two[1] or two[0] & one[1]):
            pairs.append((others[0], more[0]))
    told: set[str] = set()
    for first, second in pairs:
        if second not in told and _differ(categories[first], categories[second]) and not _ranked(first, second, categories):
            told.add(second)
            yield Found(
                f"categories.{second}",
                f"a person can be in “{text.name(first)}” and in “{text.name(second)}”, which have different ways on, "
                "and no rule says which goes first",
                related=(Related(f"categories.{first}", f"“{text.name(first)}”"),),
            )  # fmt: skip


def _differ(one: Category, other: Category) -> bool:
    return {(move.to, move.held is None) for move in one.moves.values()} != {
        (move.to, move.held is None) for move in other.moves.values()}  # fmt: skip


def _ranked(one: str, other: str, categories: dict[str, Category]) -> bool:
    first, second = categories[one], categories[other]
    return other in first.goes_before or one in second.goes_before or first.part_of == other or second.part_of == one
