"""SC611 batch-order-open

What:
    Finds a batch or a stage of several categories without a rule for which of them goes first.

Why:
    Each side reads its own order into ten people of two kinds: the wounded first, or one of each. Whoever sees another
    order than their own holds back their part, and neither has broken the text.

Example:
    exchanges:
      swap: {given: release, owed: return_all, batch: 10 persons, keys: {wounded: 1 persons, others: 1 persons}}

Remedy:
    Write `order_inside`, or `order` for the whole exchange; say what a deviation allows the other side to do.

Known problems:
    A batch of one person is a batch without an order. That someone picks the persons (`names`) counts as a rule. The
    evaluator does not follow the order inside a batch, so no log comes with the finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every batch and every staged duty whose categories have no order."""
    ordered = {one.given for one in text.agreement.exchanges.values() if one.order or set(one.order_inside) - {UNSTATED}}
    for name, exchange in text.agreement.exchanges.items():
        kinds = dict.fromkeys((*exchange.keys, *text.agreement.obligations[exchange.given].category))
        if exchange.batch is not None and exchange.batch.count > 1 and len(kinds) > 1 and exchange.given not in ordered:
            yield Found(f"exchanges.{name}.batch", f"“{exchange.title}” goes in batches of {exchange.batch}, and the text does "
                        f"not say who goes first in one: {_names(text, kinds)}")  # fmt: skip
    for path, name, owed in text.obligations():
        chosen = owed.names is not None and set(owed.names.chosen_by) - {UNSTATED}
        if owed.tranches is not None and len(owed.category) > 1 and name not in ordered and not chosen:
            yield Found(f"{path}.tranches", f"“{owed.title}” goes in stages, and the text does not say who goes in which: "
                        f"{_names(text, dict.fromkeys(owed.category))}")  # fmt: skip


def _names(text: CheckedText, kinds: dict[str, None]) -> str:
    return " or ".join(f"“{text.name(kind)}”" for kind in kinds)
