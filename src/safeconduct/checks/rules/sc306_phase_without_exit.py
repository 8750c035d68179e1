"""SC306 phase-without-exit

What:
    Finds a phase that has no end and no clause for the case that it is never completed.

Why:
    If one step fails, the phase goes on for ever: what it forbids stays forbidden, what it holds back stays held back, and
    the line of the day it began becomes the frozen line.

Example:
    phases:
      first: {name: First phase, if_not_done: unstated}

Remedy:
    Give the phase an end under `ends`, or say under `if_not_done` what holds if it is not complete by then.

Known problems:
    A phase with norms that all end by themselves or all have a date and an answer to lateness is left alone. Whether the
    fallback is a good one is not judged.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Norm, Obligation, Prohibition
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.engines.limits import dues
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING
TEN_YEARS = 3_650 * MINUTES_A_DAY


def check(text: CheckedText) -> Iterator[Found]:
    """Find every phase with norms in it, without an end and without a fallback."""
    inside: dict[str, list[tuple[str, Norm]]] = {}
    for _, name, norm in text.norms():
        if norm.phase:
            inside.setdefault(norm.phase, []).append((name, norm))
    for name, phase in text.agreement.phases.items():
        if phase.ends not in (None, UNSTATED) or phase.if_not_done not in (None, UNSTATED):
            continue
        held = [(one, norm) for one, norm in inside.get(name, []) if not _answered(norm)]
        if held:
            yield Found(
                f"phases.{name}",
                f"the phase “{text.name(name)}” has no end, and nothing says what holds if it is never completed",
                trace=(f"If “{text.name(held[0][0])}” is never done, the phase goes on for ever."
                       if isinstance(held[0][1], Obligation) else f"“{text.name(held[0][0])}” goes on for ever.",),
                witness=_witness(text, held),
            )  # fmt: skip


def _answered(norm: Norm) -> bool:
    if isinstance(norm, Prohibition):
        return norm.ends is not None
    late = [one for one in norm.if_late if one != UNSTATED] if isinstance(norm, Obligation) else []
    return isinstance(norm, Obligation) and isinstance(norm.deadline, Limit) and bool(late)


def _witness(text: CheckedText, held: list[tuple[str, Norm]]) -> Witness | None:
    """Give a log in which one thing of the phase is never done, and how it stands ten years later."""
    for name, norm in held:
        log = Log(text, name)
        if not isinstance(norm, Obligation) or log.when(f"opens:{name}") is None:
            continue
        late = dues(text, norm.deadline)
        if not late:
            return log.ends({"life": "in_force"}, minute=log.end + TEN_YEARS)
        if all(not due.event or log.when(f"anchor:{due.event}") is not None for due in late):
            return log.ends({"life": "overdue" if norm.cure is None else "breached"}, minute=log.end + TEN_YEARS)
    shut = next((log for name, _ in held if (log := Log(text, name)).when(f"opens:{name}") is None), None)
    return shut.ends({"life": "dormant"}, minute=shut.end + TEN_YEARS) if shut else None
