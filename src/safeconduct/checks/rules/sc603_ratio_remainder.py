"""SC603 ratio-remainder

What:
    Divides the two sides of an exchange by its key, and finds what is left over when the text does not say what holds for
    the last ones.

Why:
    The last persons of an exchange are the ones it stops at. Three for one with fifty on one side leaves two, for whom
    the other side owes either one or nothing; each side reads it its own way, and holds back the rest meanwhile.

Example:
    exchanges:
      swap: {given: return_alpha, owed: return_bravo, keys: {fighters: 3 persons}}
    obligations:
      return_bravo: {title: Return the prisoners, amount: 50 persons}

Remedy:
    Write `remainder`: what holds for the last ones.

Known problems:
    The two sides are only compared where both numbers are stated and every key is. A key of zero is not divided by. A log
    comes with the finding where the duty that is left over has a date and a verifier.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Exchange, Obligation
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.short import falls_short
from safeconduct.checks.finding import Fix, Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.quantity import Bound, Quantity

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every exchange whose sides do not divide and that says nothing of the rest."""
    for name, exchange in text.agreement.exchanges.items():
        if exchange.remainder not in (None, UNSTATED):
            continue
        given, owed = (text.agreement.obligations[one] for one in (exchange.given, exchange.owed))
        for says, left, done in (_batches(exchange, given), _key(text, exchange, given, owed)):
            if says:
                path = f"exchanges.{name}.{'batch' if left == exchange.given else 'keys'}"
                yield Found(
                    path, f"“{exchange.title}”: {says}, and the text does not say what holds for the last ones",
                    related=(Related(f"obligations.{left}", f"“{text.name(left)}”"),),
                    fix=Fix(f"exchanges.{name}.remainder", "what is left over goes with the last hand-over",
                            "say that what is left over goes with the last hand-over"),
                    witness=falls_short(text, left, done),
                )  # fmt: skip


def _batches(exchange: Exchange, given: Obligation) -> tuple[str, str, int]:
    total, batch = _exact(given.amount), exchange.batch
    if total is None or batch is None or batch.count == 0 or batch.unit != total.unit or total.count % batch.count == 0:
        return "", "", 0
    rest = total.count % batch.count
    return f"{total} in batches of {batch.count} leave {rest}", exchange.given, total.count - rest


def _key(text: CheckedText, exchange: Exchange, given: Obligation, owed: Obligation) -> tuple[str, str, int]:
    total = _exact(owed.amount)
    keys = {category: quantities for category, quantities in exchange.keys.items() if quantities != UNSTATED}
    if total is None or len(keys) < len(exchange.keys) or any(one.unit != total.unit for key in keys.values() for one in key):
        return "", "", 0
    each = {category: sum(one.count for one in key) for category, key in keys.items()}  # type: ignore[union-attr]
    handed = {category: _exact(text.agreement.categories[category].count) for category in each}
    if len(each) == 1 and (first := _exact(given.amount)) is not None:
        handed = dict.fromkeys(each, first)
    if all(handed.values()):
        follows = sum(each[category] * count.count for category, count in handed.items() if count)
        if follows == total.count:
            return "", "", 0
        return f"the key gives {follows} {total.unit}, and {total.count} are owed", exchange.owed, min(follows, total.count - 1)
    only = next(iter(each.values())) if len(each) == 1 else 0
    if only < 1 or total.count % only == 0:
        return "", "", 0
    rest = total.count % only
    return f"{total} by {only} for each leave {rest}", exchange.owed, total.count - rest


def _exact(value: object) -> Quantity | None:
    return value if isinstance(value, Quantity) and value.bound is Bound.EXACTLY else None
