"""Four-valued truth (Belnap): unknown, for, against, disputed.

Unknown calls for someone to look; disputed calls for someone to rule. So the two are never merged, and neither opens
a condition: only `FOR` does. Source of the logic: N. Belnap, "A useful four-valued logic" (1977).
"""

from collections.abc import Iterable
from enum import StrEnum


class Truth(StrEnum):
    """What the qualified evidence says of one claim."""

    UNKNOWN = "unknown"
    FOR = "for"
    AGAINST = "against"
    DISPUTED = "disputed"


def of_evidence(*, supports: bool, opposes: bool) -> Truth:
    """Give the truth of a claim from whether any qualified evidence supports or opposes it."""
    if supports and opposes:
        return Truth.DISPUTED
    if supports:
        return Truth.FOR
    return Truth.AGAINST if opposes else Truth.UNKNOWN


# Bits: 1 = some evidence for, 2 = some evidence against. All and any follow Belnap's truth order.
_BITS = {Truth.UNKNOWN: 0, Truth.FOR: 1, Truth.AGAINST: 2, Truth.DISPUTED: 3}
_FROM_BITS = {bits: truth for truth, bits in _BITS.items()}


def all_of(values: Iterable[Truth]) -> Truth:
    """Conjunction: for only if every part is for; against as soon as one is plainly against."""
    bits = [_BITS[value] for value in values]
    supports = all(value & 1 for value in bits)
    opposes = any(value & 2 for value in bits)
    return _FROM_BITS[(1 if supports else 0) | (2 if opposes else 0)]


def any_of(values: Iterable[Truth]) -> Truth:
    """Disjunction: for as soon as one part is plainly for; against only if every part is against."""
    bits = [_BITS[value] for value in values]
    supports = any(value & 1 for value in bits)
    opposes = bool(bits) and all(value & 2 for value in bits)
    return _FROM_BITS[(1 if supports else 0) | (2 if opposes else 0)]
