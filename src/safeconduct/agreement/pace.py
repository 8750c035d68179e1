"""Which of two duties that go in step is ahead, and whether it is ahead farther than the text allows?

Compares what is done of each whole, by the tally that decides. Being ahead or behind opens and shuts nothing: the text
has to say that by a condition.
"""

from fractions import Fraction

from safeconduct.agreement.evaluate import Evaluator
from safeconduct.agreement.norms import Consequence, Obligation
from safeconduct.agreement.results import PaceStatus, Reason
from safeconduct.kernel.quantity import Bound, Share
from safeconduct.kernel.truth import Truth


def compared(name: str, obligation: Obligation, world: Evaluator) -> tuple[PaceStatus, ...]:
    """Compare a duty with each duty it goes in step with; nothing if the text has no rule on how far one may be ahead."""
    if obligation.lead_at_most is None:
        return ()
    mine = _progress(name, world)
    return tuple(_beside(other, mine, _progress(other, world), obligation.lead_at_most)
                 for other in obligation.parallel_with if other in world.agreement.obligations)  # fmt: skip


def told(pace: PaceStatus) -> Reason:
    """Say how one duty stands beside the other."""
    value = Truth.UNKNOWN if pace.side == "unknown" else Truth.AGAINST if pace.beyond else Truth.FOR
    params = {"of": pace.of, "done": pace.done, "other": pace.other, "allowed": pace.allowed, "beyond": pace.beyond}
    return Reason(code=f"pace_{pace.side}", params=params, value=value)


def _progress(name: str, world: Evaluator) -> Fraction | None:
    found = world.fulfilment(name, consequence=Consequence.FULFILMENT)
    if found.truth is Truth.FOR:
        return Fraction(1)
    obligation = world.agreement.obligations[name]
    if obligation.per is not None or not found.due or world.due(name)[3] is Bound.AT_MOST:
        return None  # what is owed anew, has no number or is a ceiling has no part that is done
    return Fraction(found.done, found.due)


def _beside(of: str, mine: Fraction | None, other: Fraction | None, allowed: Share | str) -> PaceStatus:
    limit = Fraction(allowed.parts, allowed.of) if isinstance(allowed, Share) else None
    words = None if limit is None else str(allowed)
    if mine is None or other is None:
        return PaceStatus(of=of, done=_percent(mine), other=_percent(other), side="unknown", beyond=False, allowed=words)
    side = "level" if mine == other else "ahead" if mine > other else "behind"
    beyond = limit is not None and abs(mine - other) > limit
    return PaceStatus(of=of, done=_percent(mine), other=_percent(other), side=side, beyond=beyond, allowed=words)


def _percent(part: Fraction | None) -> int | None:
    return None if part is None else int(part * 100)
