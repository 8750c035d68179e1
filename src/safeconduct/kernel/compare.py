"""Two figures of one thing beside each other: can both be right, and if not, how far are they apart?

Nothing is weighed: a pair is compatible, touching, conflicting or weak, whoever said it. Tolerance belongs to the comparison
and is never stored with a figure.
"""

from fractions import Fraction
from typing import Literal, NamedTuple

PairKind = Literal["compatible", "touching", "conflicting", "weak"]

TOLERANCE = 10
"""How far 'about' reaches to each side, in hundredths, unless it is said otherwise."""


class Bounds(NamedTuple):
    """A figure to be compared: None is an open bound. `vague` is one that was given in words only, such as dozens."""

    low: int | None
    high: int | None
    approximate: bool = False
    vague: bool = False


Interval = tuple[Fraction | None, Fraction | None]


class Pair(NamedTuple):
    """What two figures are to each other. `gap` is the distance beside the smaller bound, in hundredths, where they conflict.

    `one` and `other` are the bounds that were compared, widened where a figure was said to be about so many.
    """

    kind: PairKind
    gap: int
    one: Interval
    other: Interval


def compare(one: Bounds, other: Bounds, *, tolerance: int = TOLERANCE) -> Pair:
    """Compare two figures of one thing at one time. The order of the two does not matter for what they are to each other.

    They touch where they share one number only and neither lies inside the other.
    """
    first, second = _widened(one, tolerance), _widened(other, tolerance)
    if one.vague or other.vague or (None, None) in (first, second):
        return Pair("weak", 0, first, second)
    low = max((bound for bound, _ in (first, second) if bound is not None), default=None)
    high = min((bound for _, bound in (first, second) if bound is not None), default=None)
    if low is None or high is None or low < high:
        return Pair("compatible", 0, first, second)
    if low > high:
        return Pair("conflicting", round(100 * (low - high) / (high or 1)), first, second)
    inside = any(interval == (low, high) for interval in (first, second))
    return Pair("compatible" if inside else "touching", 0, first, second)


def _widened(bounds: Bounds, tolerance: int) -> Interval:
    low, high = (None if bound is None else Fraction(bound) for bound in bounds[:2])
    if bounds.approximate:
        low = None if low is None else low * (100 - tolerance) / 100
        high = None if high is None else high * (100 + tolerance) / 100
    return low, high
