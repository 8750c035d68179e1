"""SC853 mandate-ends-early

What:
    Finds a body whose mandate ends before the last duty it has to verify is due, and that nobody may extend or relieve.

Why:
    In Mozambique the check of arms was unfinished when the mandate of the UN mission ended, and nobody took it up. In
    Northern Ireland the commission on arms was prolonged year by year; it was still there when the last groups came,
    years after the date in the text.

Example:
    bodies:
      mission: {mandate: [{start: 2026-03-01, end: 2026-08-31}]}
    obligations:
      weapons: {verified_by: {any: mission}, deadline: {by: 2026-10-31}}

Remedy:
    Say who may extend the mandate, or who takes over its task and what it keeps, under `extended_by` or `hands_over_to`.

Known problems:
    Duties without a date, or with a date that runs from a day not yet known, cannot be compared. That somebody may extend
    a mandate does not mean that it will be extended. Where two clocks compete, the later one counts.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from safeconduct.agreement.calendar import period_of
from safeconduct.agreement.norms import Obligation, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.meeting import day_of, day_words
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts
from safeconduct.kernel.moments import WrittenTime, utc

SEVERITY = Severity.ERROR


def mandate_ends(text: CheckedText, name: str) -> float | None:
    """Give when the last mandate of a body ends, in seconds since 1970; None if it has no known end."""
    ends = [window.end for window in text.agreement.bodies[name].mandate]
    if not ends or not all(isinstance(end, WrittenTime) for end in ends):
        return None
    return max(utc(period_of(end, text.agreement.time).end).timestamp() for end in ends)


def check(text: CheckedText) -> Iterator[Found]:
    """Find every body that has to verify something due after its mandate."""
    ends = {}
    for name, body in text.agreement.bodies.items():
        relieved = {*body.extended_by, *body.hands_over_to} - {UNSTATED}
        if not relieved and (end := mandate_ends(text, name)) is not None:
            ends[name] = end
    too_late: dict[str, list[tuple[float, str, Obligation]]] = {}
    for _, name, duty in text.obligations() if ends else ():
        due = _last_due(text, duty)
        if due is None or not isinstance(duty.verified_by, Verification):
            continue
        gone = [who for who in duty.verified_by.any if who in ends and ends[who] < due]
        if len(duty.verified_by.any) - len(gone) < duty.verified_by.quorum:
            for who in gone:
                too_late.setdefault(who, []).append((due, name, duty))
    for body, found in too_late.items():
        due, name, duty = max(found, key=lambda one: one[0])
        yield Found(
            f"bodies.{body}.mandate",
            f"the mandate of {text.name(body)} ends before it can verify what is due later: "
            + ", ".join(f"“{text.name(one)}”" for _, one, _ in found),
            related=tuple(Related(f"obligations.{one}.deadline", f"due after the mandate: “{text.name(one)}”")
                          for _, one, _ in found),
            trace=(f"the mandate ends on {day_words(text, ends[body])}",
                   f"“{text.name(name)}” is due by {day_words(text, due)}",
                   "nobody may extend the mandate, and nobody takes it over"),
            witness=_witness(body, name, duty, due),
        )  # fmt: skip


def _last_due(text: CheckedText, duty: Obligation) -> float | None:
    parts = duty.tranches.parts.values() if duty.tranches else ()
    limits = [duty.deadline, *(part.deadline for part in parts)]
    days = [day for limit in limits for clock in text.clocks(limit) if (day := day_of(text, clock)) is not None]
    return max((day.seconds for day in days if day.base == ""), default=None)


def _witness(body: str, name: str, duty: Obligation, due: float) -> Witness | None:
    """Done on the last day, and confirmed by the body, whose word no longer counts."""
    if duty.after is not None or duty.phase or UNSTATED in duty.who:
        return None
    at = datetime.fromtimestamp(due, UTC) - timedelta(minutes=1)
    log = (
        acts.Claimed(id="claim", happened=at, recorded=at, actor=duty.who[0], of=name),
        acts.Confirmed(id="confirm", happened=at, recorded=at, actor=body, of=name, refs=("claim",)),
    )
    return Witness(log, (at + timedelta(days=1)).isoformat(), name, {"life": "overdue"})
