"""Gates: what opens a norm. Its phase, its own condition, and the day before which it must not be done."""

from safeconduct.agreement import anchors, explain
from safeconduct.agreement.conditions import Held
from safeconduct.agreement.evaluate import Evaluator
from safeconduct.agreement.norms import Norm
from safeconduct.agreement.results import Reason
from safeconduct.agreement.terms import AllOf, Limit
from safeconduct.kernel.moments import moment, utc
from safeconduct.kernel.truth import Truth


def gate(norm: Norm, world: Evaluator) -> Held:
    """Evaluate what opens a norm: its phase, its own condition and its earliest day together."""
    parts = []
    if norm.phase:
        opens = world.agreement.phases[norm.phase].opens
        if opens is not None:
            parts.append(opens)
    if norm.after is not None:
        parts.append(norm.after)
    held = world.condition(AllOf(tuple(parts)) if len(parts) > 1 else (parts[0] if parts else None))
    earliest = getattr(norm, "earliest", None)
    return held if earliest is None else explain.both(held, _from(earliest, world))


def _from(earliest: Limit, world: Evaluator) -> Held:
    starts = anchors.opening(earliest, world.agreement, world.anchors())
    last = max(starts, key=utc) if starts else None
    if last is not None and utc(last) <= utc(world.as_of):
        return Held(Truth.FOR, moment(last), Reason(code="from_then", params={"day": last.isoformat()},
                                                    value=Truth.FOR, since=last))  # fmt: skip
    day = last.isoformat() if last else ""
    return Held(Truth.UNKNOWN, None, Reason(code="not_before" if day else "not_before_unknown", params={"day": day},
                                            value=Truth.UNKNOWN))  # fmt: skip
