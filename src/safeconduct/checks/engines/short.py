"""A made-up log in which part of an amount is done, on time, and the rest is never done."""

from datetime import datetime, timedelta

from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.norms import Verification
from safeconduct.agreement.terms import Limit
from safeconduct.checks.finding import Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.acts import Confirmed
from safeconduct.kernel.quantity import Quantity


def falls_short(text: CheckedText, name: str, done: int) -> Witness | None:
    """Give the log at whose end an obligation is overdue by what is left, or None where its day or verifier is not plain."""
    owed = text.agreement.obligations[name]
    verified, limit, amount = owed.verified_by, owed.deadline, owed.amount
    if not isinstance(verified, Verification) or not isinstance(limit, Limit) or limit.by is None:
        return None
    if not isinstance(amount, Quantity) or owed.after is not None or owed.phase is not None or owed.cure is not None:
        return None
    last = datetime.combine(limit.by.local_date(), datetime.min.time(), zone_of(text.agreement.time.zone))
    at = last - timedelta(days=1)
    made = tuple(Confirmed(id=f"made_up_{who}", happened=at, recorded=at, actor=who, of=name, unit=amount.unit, amount=done)
                 for who in verified.any[: verified.quorum] if done)  # fmt: skip
    return Witness(made, (last + timedelta(days=3)).isoformat(), name, {"life": "overdue"})


def moment(text: CheckedText) -> datetime:
    """Give a day for a log whose text needs none: noon on the first of June 2026, in the zone of the agreement."""
    return datetime(2026, 6, 1, 12, tzinfo=zone_of(text.agreement.time.zone))
