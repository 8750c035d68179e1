"""SC505 category-gap

What:
    Finds a category that is divided into parts which leave some of its persons in none of them.

Why:
    People who fit no part have no rule: nobody has to receive them, and nobody has to let them go. Minors, foreigners and
    persons without papers are the usual ones, because a division by rank or charge does not speak of them.

Example:
    categories:
      fighters: {name: Fighters}
      wounded: {name: Wounded, part_of: fighters, has: wounded}
      charged: {name: Charged, part_of: fighters, has: charged}

Remedy:
    Add a part for the rest, with `has_not:` for what the others have, or give the whole category ways on of its own.

Known problems:
    Only the words under `has` and `has_not` are looked at. A part that names none may take in everyone, so the whole
    category is then left alone, and so is one with more than 8 such words. A person the text does not speak of at all
    is not found, and as the evaluator places nobody in categories no log comes with it.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Category
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR

MOST_WORDS = 8


def check(text: CheckedText) -> Iterator[Found]:
    """Find every divided category some of whose persons are in no part."""
    parts: dict[str, list[Category]] = {}
    for category in text.agreement.categories.values():
        if category.part_of:
            parts.setdefault(category.part_of, []).append(category)
    for whole, own in parts.items():
        if text.agreement.categories[whole].moves or not all(part.has or part.has_not for part in own):
            continue
        left_out = _left_out([(frozenset(part.has), frozenset(part.has_not)) for part in own])
        if left_out is not None:
            has, has_not = left_out
            kind = " and ".join([*(f"is {word}" for word in sorted(has)), *(f"is not {word}" for word in sorted(has_not))])
            yield Found(f"categories.{whole}", f"a person of “{text.name(whole)}” who {kind} is in none of its parts")


def _left_out(parts: list[tuple[frozenset[str], frozenset[str]]]) -> tuple[set[str], set[str]] | None:
    """Give words that a person has and has not so that no part fits, or None if every person fits one."""
    words = sorted({word for has, has_not in parts for word in has | has_not})
    if len(words) > MOST_WORDS:
        return None
    for number in range(1 << len(words)):
        has = {word for place, word in enumerate(words) if number >> place & 1}
        if not any(wanted <= has and not barred & has for wanted, barred in parts):
            return has, set(words) - has
    return None
