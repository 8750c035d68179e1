"""SC402 deadline-order

What:
    Finds a step that is due before the one it waits for.

Why:
    It is usually a slip. But until the later date passes, nobody is in breach of the first step, and whoever owes the
    second one is late without being able to do anything.

Example:
    hand_in: {who: bravo, deadline: {within: 20 days, of: day_d}}
    withdraw: {who: alpha, after: {verified: hand_in}, deadline: {within: 10 days, of: day_d}}

Remedy:
    Swap the dates, or let the second step fall due some days after the first is confirmed.

Known problems:
    Two limits are compared only if both hang on the calendar or on the same event. A route of a choice is not looked at,
    because another may be gone. Limits with competing clocks are left to SC407.
"""

from collections.abc import Iterator

from safeconduct.agreement import terms
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.days import when
from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.engines.limits import Due, dues
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every step due before a step that it has to wait for."""
    limits = _limits(text)
    behind = {name: list(_steps(anchor.when, {})) for name, anchor in text.agreement.anchors.items()}
    phases = {name: list(_steps(phase.opens, behind)) for name, phase in text.agreement.phases.items()}
    for path, name, obligation in text.obligations():
        own = limits.get(name)
        if own is None:
            continue
        awaited = [*_steps(obligation.after, behind), *(phases[obligation.phase] if obligation.phase else ())]
        later = [(step, due) for step in dict.fromkeys(awaited)
                 if (due := limits.get(step)) is not None and due.event == own.event and due.minute > own.minute]  # fmt: skip
        if later:
            step, due = max(later, key=lambda pair: pair[1].minute)
            yield Found(
                f"{path}.deadline",
                f"“{text.name(name)}” is due by {when(text, own.minute, own)} and waits for “{text.name(step)}”, which is due "
                f"only by {when(text, due.minute, due)}",
                trace=(f"When “{text.name(name)}” is due, “{text.name(step)}” need not be done yet.",),
                related=(Related(_place(step), "due later, and comes first"),),
                witness=_witness(text, name, step, own),
            )


def _place(step: str) -> str:
    name, _, part = step.partition(".")
    return f"obligations.{name}.tranches.parts.{part}.deadline" if part else f"obligations.{name}.deadline"


def _limits(text: CheckedText) -> dict[str, Due]:
    found = [(name, one.deadline) for _, name, one in text.obligations()]
    found += [(f"{name}.{key}", part.deadline) for _, name, one in text.obligations() if one.tranches
              for key, part in one.tranches.parts.items()]  # fmt: skip
    known = {name: dues(text, limit) for name, limit in found if limit not in (None, UNSTATED)}
    return {name: one[0] for name, one in known.items() if len(one) == 1}


def _steps(condition: object, behind: dict[str, list[str]]) -> Iterator[str]:
    """Give the steps without which a condition cannot hold, through the events it names."""
    if isinstance(condition, terms.AllOf):
        for part in condition.all:
            yield from _steps(part, behind)
    elif isinstance(condition, terms.Verified):
        yield condition.verified
    elif isinstance(condition, terms.ClaimedDone):
        yield condition.claimed
    elif isinstance(condition, terms.Happened):
        yield from behind.get(condition.anchor, ())


def _witness(text: CheckedText, name: str, step: str, own: Due) -> Witness | None:
    """Give a log in which the awaited step is not done yet when the other falls due."""
    log = Log(text, name, [waits(text).index[f"done:{step}"]])
    base = Log(text, name).when(f"anchor:{own.event}") if own.event else 0
    return None if base is None else log.ends({"life": "dormant"}, minute=base + own.minute + MINUTES_A_DAY + 1)
