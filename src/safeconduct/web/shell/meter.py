"""How far an amount is done, as parts of a bar: shares of the due amount in tenths of a percent."""

from typing import NamedTuple

from safeconduct.agreement.results import NormStatus


class Meter(NamedTuple):
    """Where the bars of one amount end, in percent of its width, and the numbers they stand for."""

    unit: str
    due: int
    done: int
    claimed: int
    disputed: int
    done_to: str
    disputed_to: str
    claimed_to: str


class NormRow(NamedTuple):
    """A norm in a list, with the drawing of its amount."""

    norm: NormStatus
    meter: Meter | None


def meter(norm: NormStatus) -> Meter | None:
    """Give the drawing of a norm's amount, or None where the text gives no number worth drawing."""
    amount = norm.amount
    if amount is None or not amount.due or amount.bound == "at_most" or (amount.due == 1 and not amount.unit):
        return None
    # More than was due is drawn too, so the bar is as long as the largest number.
    whole = max(amount.due, amount.done + amount.disputed, amount.claimed)
    disputed_to = amount.done + amount.disputed
    return Meter(amount.unit, amount.due, amount.done, amount.claimed, amount.disputed, _percent(amount.done, whole),
                 _percent(disputed_to, whole), _percent(max(amount.claimed, disputed_to), whole))  # fmt: skip


def _percent(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10:g}%"
