"""SC507 count-mismatch

What:
    Adds the numbers of the categories, and finds a whole that its parts do not make up.

Why:
    If the parts add up to less than the whole, someone is in no part and nobody looks for them; if to more, someone is
    counted twice. Sums of Lomé's phases differ in print by two thousand persons: the parts make 70,490, the total is
    72,490. Nobody could then say what a share of it was a share of.

Example:
    categories:
      wounded: {name: Wounded, count: 40 persons}
      others: {name: All others, count: 150 persons}
    obligations:
      release: {amount: 200 persons, category: [wounded, others]}

Remedy:
    Correct the numbers, or add a category for those whose kind is not known.

Known problems:
    A duty for fewer persons than its categories hold is no fault: it is a part of them. Numbers written `at least` or
    `at most` are not added, nor are parts one of which has no number. No log comes with the finding: the sum is wrong
    before anything happens.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Category
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.quantity import Bound, Quantity

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every whole, a category or an amount, that differs from the sum of its parts."""
    categories = text.agreement.categories
    parts: dict[str, dict[str, Category]] = {}
    for name, category in categories.items():
        if category.part_of:
            parts.setdefault(category.part_of, {})[name] = category
    for whole, own in parts.items():
        total = _exact(categories[whole].count)
        if total and (found := _sum(own, total.unit)) is not None and found != total.count:
            yield Found(f"categories.{whole}.count", f"“{text.name(whole)}” are {total}, and its parts add up to {found}",
                        related=_related(text, own))  # fmt: skip
    for path, _, obligation in text.obligations():
        total = _exact(obligation.amount)
        if total and obligation.category and not obligation.about:
            own = {name: categories[name] for name in obligation.category}
            if (found := _sum(own, total.unit)) is not None and found < total.count:
                yield Found(f"{path}.amount", f"“{obligation.title}” is for {total}, and its categories hold only {found}: "
                            f"{total.count - found} are in none of them", related=_related(text, own))  # fmt: skip


def _exact(value: object) -> Quantity | None:
    return value if isinstance(value, Quantity) and value.bound is Bound.EXACTLY else None


def _sum(parts: dict[str, Category], unit: str) -> int | None:
    counts = [_exact(part.count) for part in parts.values()]
    return sum(one.count for one in counts if one) if all(one and one.unit == unit for one in counts) else None


def _related(text: CheckedText, parts: dict[str, Category]) -> tuple[Related, ...]:
    return tuple(Related(f"categories.{name}.count", f"“{text.name(name)}”: {part.count}") for name, part in parts.items())
