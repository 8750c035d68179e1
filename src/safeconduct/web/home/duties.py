"""Which norms wait for an organisation: what it owes, what others wait for it to say, what is disputed, and until when.

A post that takes steps of the programme has those to do. What its organisation owes is done by the organisation.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from safeconduct.access.knowing import Viewer
from safeconduct.agreement.frame import Role
from safeconduct.agreement.results import Life, NormStatus, Status
from safeconduct.kernel.moments import utc
from safeconduct.kernel.truth import Truth

OPEN = (Life.IN_FORCE, Life.OVERDUE, Life.BREACHED, Life.SUSPENDED)
"""The lives in which something is still to be done."""
_NO_WAITING = ("amend", "waive")
"""What anyone could do at any time is not waited for."""
_NEVER = datetime.max.replace(tzinfo=UTC)


class Duty(NamedTuple):
    """A norm, and the stretch in which its limit falls: both None where none runs, or several clocks compete."""

    norm: NormStatus
    start: datetime | None = None
    end: datetime | None = None


class Duties(NamedTuple):
    """Norms that concern an organisation, those with the earliest limit first."""

    owed: tuple[Duty, ...] = ()
    asked: tuple[Duty, ...] = ()
    disputed: tuple[Duty, ...] = ()


def duties(viewer: Viewer, status: Status) -> Duties:
    """Give the norms that wait for a seat."""
    if not viewer.has_role:
        return Duties()
    orgs = set(viewer.orgs)
    disputed = tuple(_duties(norm for norm in status.norms if is_disputed(norm) and (orgs & concerned(norm) or settles(viewer))))
    if viewer.seat.post and viewer.steps:
        return Duties(disputed=disputed)
    owed = [norm for norm in status.norms if norm.kind == "obligation" and orgs & set(norm.who) and norm.life in OPEN]
    asked = [norm for norm in status.norms if norm.life in OPEN and norm not in owed and _is_asked(norm, orgs)]
    return Duties(tuple(_duties(iter(owed))), tuple(_duties(iter(asked))), disputed)


def concerned(norm: NormStatus) -> set[str]:
    """Give the organisations that a norm is about."""
    return {*norm.who, *norm.to}


def is_disputed(norm: NormStatus) -> bool:
    """Whether there is evidence on both sides, of the norm or of a part of its amount."""
    return norm.evidence is Truth.DISPUTED or bool(norm.amount is not None and norm.amount.disputed)


def settles(viewer: Viewer) -> bool:
    """Whether a seat helps to settle what others dispute: it guarantees the text, or mediates."""
    party = viewer.agreement.parties.get(viewer.seat.org)
    return viewer.reviews or (party is not None and party.role is Role.MEDIATOR)


def _is_asked(norm: NormStatus, orgs: set[str]) -> bool:
    return any(orgs & set(one.who) and one.how not in _NO_WAITING for one in norm.can_unblock)


def _duties(norms: Iterator[NormStatus]) -> list[Duty]:
    found = [Duty(norm, *_limit(norm)) for norm in norms]
    return sorted(found, key=lambda duty: utc(duty.end) if duty.end is not None else _NEVER)


def _limit(norm: NormStatus) -> tuple[datetime | None, datetime | None]:
    """Give where the limit falls by the one clock that runs; of several nothing is chosen here."""
    if norm.competing or len(norm.clocks) != 1 or norm.clocks[0].each:
        return None, None
    spans = [(one.limit_start, one.limit_end) for one in norm.clocks[0].candidates
             if one.supported and one.limit_start is not None and one.limit_end is not None]  # fmt: skip
    return spans[0] if len(spans) == 1 else (None, None)
