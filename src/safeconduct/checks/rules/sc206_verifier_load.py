"""SC206 verifier-load

What:
    Compares what a body has to verify by a day with what it can handle until then.

Why:
    What the verifier cannot look at in time is not verified in time, and the side that did its part looks as if it were
    late. The backlog of the mission becomes a breach of the party.

Example:
    bodies:
      mission: {name: Mission, capacity: {amount: 10 sites, per: 1 week}}
    obligations:
      clear: {who: alpha, amount: 40 sites, deadline: {within: 7 days, of: signature}, verified_by: {any: mission}}

Remedy:
    Give the verifier more capacity, or stagger the dates.

Known problems:
    Capacity and amount are compared only in one unit, and only over a stretch the text gives: from one event, or from
    the day before which a duty may not begin. Months count as 31 days. A duty that several bodies may verify counts for
    the one with a capacity only if it stands alone. The status knows no capacity, so no made-up log shows it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from safeconduct.agreement.norms import Obligation, Verification
from safeconduct.agreement.terms import Clock
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.moments import Duration, TimeUnit
from safeconduct.kernel.quantity import Bound, Quantity

SEVERITY = Severity.WARNING

_MINUTES = {TimeUnit.MINUTES: 1, TimeUnit.HOURS: 60, TimeUnit.DAYS: 1440, TimeUnit.WEEKS: 10080, TimeUnit.MONTHS: 44640}


class _Due(NamedTuple):
    minutes: int
    amount: int
    name: str


def check(text: CheckedText) -> Iterator[Found]:
    """Find every day by which a body has more to verify than it can handle from the same first day on."""
    loads: dict[tuple[str, str], list[_Due]] = {}
    for path, name, obligation in text.obligations():
        verified, amount = obligation.verified_by, obligation.amount
        if not isinstance(verified, Verification) or not isinstance(amount, Quantity) or amount.bound is Bound.AT_MOST:
            continue
        body = text.agreement.bodies.get(verified.any[0]) if len(verified.any) == 1 else None
        if body is None or body.capacity is None or body.capacity.amount.unit != amount.unit:
            continue
        if obligation.per is not None:
            yield from _rate(text, path, verified.any[0], obligation, amount, obligation.per)
        elif (stretch := _stretch(obligation)) is not None:
            start, minutes = stretch
            loads.setdefault((verified.any[0], start), []).append(_Due(minutes, amount.count, name))
    for (who, _), dues in loads.items():
        yield from _load(text, who, sorted(dues, key=lambda due: due.minutes))


def _load(text: CheckedText, who: str, dues: list[_Due]) -> Iterator[Found]:
    capacity = text.agreement.bodies[who].capacity
    assert capacity is not None
    total = 0
    for due in dues:
        total += due.amount
        can = capacity.amount.count * due.minutes // max(1, _length(capacity.per))
        if total > can:
            says = (f"by the date of “{text.name(due.name)}”, {text.name(who)} has {total} {capacity.amount.unit} to verify, "
                    f"and can handle {can}")  # fmt: skip
            yield Found(f"obligations.{due.name}.verified_by", says,
                        related=(Related(f"bodies.{who}.capacity", f"{capacity.amount} per {capacity.per}"),))  # fmt: skip
            return


def _rate(text: CheckedText, path: str, who: str, obligation: Obligation, amount: Quantity,
          per: Duration) -> Iterator[Found]:  # fmt: skip
    capacity = text.agreement.bodies[who].capacity
    assert capacity is not None
    if amount.count * _length(capacity.per) > capacity.amount.count * _length(per):
        says = (f"“{obligation.title}” brings {amount} per {per}, and {text.name(who)} can verify {capacity.amount} "
                f"per {capacity.per}")  # fmt: skip
        yield Found(f"{path}.verified_by", says, related=(Related(f"bodies.{who}.capacity", "what it can handle"),))


def _stretch(obligation: Obligation) -> tuple[str, int] | None:
    """Give the first day, by its name, and the minutes from it to the deadline."""
    limit, earliest = obligation.deadline, obligation.earliest
    if not isinstance(limit, Clock) or getattr(limit, "clocks", None):
        return None
    if limit.by is not None:
        if earliest is None or earliest.by is None:
            return None
        days = (limit.by.local_date() - earliest.by.local_date()).days + 1
        return earliest.by.text, days * _MINUTES[TimeUnit.DAYS]
    if limit.within is None or limit.of is None:
        return None
    late = _length(earliest.within) if earliest is not None and earliest.within and earliest.of == limit.of else 0
    return (f"{limit.of} {late}", _length(limit.within) - late)


def _length(stretch: Duration) -> int:
    return stretch.count * _MINUTES[stretch.unit]
