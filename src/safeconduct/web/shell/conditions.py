"""A condition as a list of what it needs, each with whether the core says it holds."""

from typing import Any, NamedTuple

from safeconduct.agreement import terms
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import Life, Status
from safeconduct.kernel.truth import Truth


class Need(NamedTuple):
    """One thing that must hold. `of` is its id; `either` says that another one will do instead."""

    code: str
    of: str
    met: bool
    either: bool


def needs(condition: Any, status: Status, agreement: Agreement, *, either: bool = False) -> tuple[Need, ...]:
    """Give the parts of a condition in the order of the text."""
    if condition is None:
        return ()
    if isinstance(condition, terms.AllOf):
        return tuple(need for part in condition.all for need in needs(part, status, agreement, either=either))
    if isinstance(condition, terms.AnyOf):
        return tuple(need for part in condition.any for need in needs(part, status, agreement, either=True))
    if isinstance(condition, terms.OnReading):
        return needs(condition.needs, status, agreement, either=either)
    if isinstance(condition, terms.Verified):
        return (Need("verified", condition.verified, _done(condition.verified, status), either),)
    if isinstance(condition, terms.ClaimedDone):
        return (Need("claimed", condition.claimed, _done(condition.claimed, status), either),)
    if isinstance(condition, terms.Happened):
        met = any(anchor.id == condition.anchor and anchor.truth is Truth.FOR for anchor in status.anchors)
        return (Need("anchor", condition.anchor, met, either),)
    if isinstance(condition, terms.Agreed):
        return (Need("agreed", condition.agreed, _filled(condition.agreed, status), either),)
    assert isinstance(condition, terms.Decided)
    return (Need("decided", condition.decided, False, either),)


def _done(ref: str, status: Status) -> bool:
    name, _, part = ref.partition(".")
    norm = status.norm(name)
    if norm is None:
        return False
    if part:
        return any(tranche.id == ref and tranche.life is Life.FULFILLED for tranche in norm.tranches)
    return norm.life is Life.FULFILLED


def _filled(name: str, status: Status) -> bool:
    return any(hole.id == name and hole.filled for hole in status.holes)
