"""SC610 exchange-key-gap

What:
    Finds persons or remains of an exchange for whom its key gives nothing, not even zero.

Why:
    A silent rule then decides. In Gaza in October 2025 the key is the remains of 15 people from Gaza for those of each
    Israeli hostage; four of the 28 dead hostages were not Israeli. By the end 360 had been given back, 15 for each of 24.

Example:
    exchanges:
      remains: {given: return_dead, owed: give_back, keys: {nationals: 15 bodies, foreigners: unstated}}

Remedy:
    Give a key for every category of the set, or write zero for those who count for nothing.

Known problems:
    Only the categories that the duty names are compared with the key; persons in no category are for category-gap. The
    status lists exchanges apart from norms, so no log comes with the finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every category that is handed over in an exchange without a key."""
    for name, exchange in text.agreement.exchanges.items():
        given = text.agreement.obligations[exchange.given]
        for category in dict.fromkeys((*exchange.keys, *given.category)):
            if exchange.keys.get(category, UNSTATED) == UNSTATED:
                count = text.agreement.categories[category].count
                some = f", {count}" if count not in (None, UNSTATED) else ""
                path = f"exchanges.{name}.keys"
                yield Found(
                    f"{path}.{category}" if category in exchange.keys else path,
                    f"“{exchange.title}” gives no key for “{text.name(category)}”{some}: nobody can say what is owed for them",
                    related=(Related(f"categories.{category}", f"“{text.name(category)}”"),),
                )
