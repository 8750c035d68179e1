"""SC201 no-deadline

What:
    Finds a duty without a date: `deadline: unstated`, or an amount to deliver once with no deadline at all.

Why:
    A duty without a date can never be breached. In Gaza in October 2025 the disarmament and the full withdrawal carry no
    date; both are still open long after everything that had one.

Example:
    withdraw:
      who: alpha
      deadline: unstated

Remedy:
    Give a date, or a stretch after an event whose day someone fixes.

    If the parties want to leave it open, write a hole with an owner, a date and a fallback, and name it under `holes`.

Known problems:
    A duty that goes on and has no end, such as a restraint, needs no date: leave `deadline` out. A duty that rests on a
    hole with owner, date and fallback is taken to get its date from there. A duty with a day to begin is left to SC209.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Obligation
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.checks.unsaid import nothing_said
from safeconduct.kernel.quantity import Bound, Quantity

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every obligation whose deadline the text leaves unstated, or leaves out although an amount is due once."""
    for path, name, obligation in text.obligations():
        if obligation.starts is not None or isinstance(obligation.deadline, Limit) or _dated_elsewhere(text, obligation):
            continue
        if obligation.deadline == UNSTATED:
            witness = nothing_said(text, name, obligation)
            yield Found(f"{path}.deadline", f"“{obligation.title}” has no date: it can never be late", witness=witness)
        elif _due_once(obligation):
            message = f"“{obligation.title}” asks for {obligation.amount} and has no date: it can never be late"
            yield Found(path, message, witness=nothing_said(text, name, obligation, clocks=(), days_late=None))


def _due_once(obligation: Obligation) -> bool:
    amount = obligation.amount
    return obligation.per is None and isinstance(amount, Quantity) and amount.bound is not Bound.AT_MOST


def _dated_elsewhere(text: CheckedText, obligation: Obligation) -> bool:
    """Whether each tranche has its date, or a part left open, with owner, date and fallback, can bring one."""
    if obligation.tranches and all(isinstance(part.deadline, Limit) for part in obligation.tranches.parts.values()):
        return True
    holes = [text.agreement.holes[name] for name in obligation.holes]
    return any(isinstance(hole.deadline, Limit) and hole.if_not != UNSTATED and set(hole.owner) - {UNSTATED} for hole in holes)
