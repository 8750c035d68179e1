"""SC852 no-dispute-window

What:
    Finds a claim that can be contested without time limit, or whose contest need not be ruled on in time: it never
    becomes final.

Why:
    What can be contested for ever never closes, and every step that waits for it waits with it. It needs a time to
    contest, a time to rule, and an answer if nobody rules.

Example:
    obligations:
      weapons:
        dispute: {by: alpha, to: panel}

Remedy:
    State a window, a time to rule, and under `if_no_ruling` whether the claim then stands or falls.

Known problems:
    A text that was read only in part may have limits that were not seen. Duties that are
    contested in the same way come in one finding, at the first of them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from safeconduct.agreement.norms import Dispute, Obligation, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.meeting import day_of
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts
from safeconduct.kernel.quantity import Quantity

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every way to contest that lacks a window, a time to rule, someone who rules, or an answer to silence."""
    alike: dict[Dispute, list[tuple[str, str, Obligation]]] = {}
    for path, name, duty in text.obligations():
        if duty.dispute is not None:
            alike.setdefault(duty.dispute, []).append((path, name, duty))
    for dispute, found in alike.items():
        lacks = _lacking(dispute)
        if lacks:
            said = ", ".join(lacks[:-1]) + (" and " if len(lacks) > 1 else "") + lacks[-1]
            names = ", ".join(f"“{text.name(name)}”" for _, name, _ in found[:3])
            more = f" and {len(found) - 3} more" if len(found) > 3 else ""
            yield Found(
                f"{found[0][0]}.dispute",
                f"a claim may never become final, because contesting it lacks {said}: {names}{more}",
                related=tuple(Related(f"{path}.dispute", "contested in the same way") for path, _, _ in found[1:]),
                witness=next(filter(None, (_witness(text, name, duty, dispute) for _, name, duty in found)), None),
            )


def _lacking(dispute: Dispute) -> list[str]:
    lacks = []
    if dispute.window == UNSTATED:
        lacks.append("a time to contest")
    if all(who == UNSTATED for who in dispute.to):
        lacks.append("someone who rules")
    if dispute.ruling_within == UNSTATED:
        lacks.append("a time to rule")
    if dispute.if_no_ruling == UNSTATED:
        lacks.append("an answer if nobody rules")
    return lacks


def _witness(text: CheckedText, name: str, duty: Obligation, dispute: Dispute) -> Witness | None:
    """Done and confirmed in time; contested ten years later; nobody ever rules, and it counts as late."""
    due = day_of(text, duty.deadline)
    if dispute.window != UNSTATED or due is None or due.base or duty.after is not None or duty.phase:
        return None
    if not isinstance(duty.verified_by, Verification) or duty.verified_by.quorum > 1 or not isinstance(duty.amount, Quantity):
        return None
    amount, unit = duty.amount.count, duty.amount.unit
    done = datetime.fromtimestamp(due.seconds, UTC) - timedelta(days=1)
    late = done + timedelta(days=3650)
    log = (
        acts.Claimed(id="claim", happened=done, recorded=done, actor=duty.who[0], of=name, amount=amount, unit=unit),
        acts.Confirmed(id="confirm", happened=done, recorded=done, actor=duty.verified_by.any[0], of=name, amount=amount,
                       unit=unit, refs=("claim",)),
        acts.Contested(id="contest", happened=late, recorded=late, actor=dispute.by[0], of=name, amount=amount, unit=unit,
                       refs=("confirm",)),
    )  # fmt: skip
    return Witness(log, (late + timedelta(days=1)).isoformat(), name, {"life": "overdue"})
