"""What another text would make of the same log: the status of each norm under both, where it differs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from safeconduct.agreement.amend import Version
from safeconduct.agreement.model import SECTIONS, Agreement
from safeconduct.agreement.results import NormStatus, Status
from safeconduct.agreement.status import status
from safeconduct.kernel.acts import ActBase


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a norm stands under one of the texts."""

    life: str
    label: str
    days_late: int | None
    limits: tuple[str, ...]
    waits_for: tuple[str, ...]
    missing: tuple[str, ...]


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """A norm whose status differs. None: that text does not have it."""

    id: str
    title: str
    old: Standing | None
    new: Standing | None


class Effects(msgspec.Struct, frozen=True, kw_only=True):
    """Where the same log stands differently, and which acts count under one text only."""

    as_of: datetime
    acts: int
    norms: tuple[Effect, ...]
    counted_no_more: tuple[str, ...]
    counted_now: tuple[str, ...]


def reading_both(old: Agreement, new: Agreement) -> Agreement:
    """Give an agreement that knows every id of both, to read a log with. Where both have one, the old one stands."""
    sections = {key: {**getattr(new, key), **getattr(old, key)} for key in (*SECTIONS, "units", "sources")}
    return msgspec.structs.replace(old, **sections)


def effects(old: Sequence[Version], new: Sequence[Version], acts: Iterable[ActBase], as_of: datetime,
            known_by: datetime | None = None) -> Effects:  # fmt: skip
    """Give what differs at a moment. A draft is read as if it took effect at that moment."""
    log = tuple(acts)
    before, after = (status(in_force(versions, as_of), log, as_of=as_of, known_by=known_by or as_of) for versions in (old, new))
    norms = {norm.id: norm for norm in (*after.norms, *before.norms)}
    pairs = ((norm, _standing(before.norm(name)), _standing(after.norm(name))) for name, norm in norms.items())
    left_out = [{one.act for one in answer.not_counted} for answer in (before, after)]
    differ = (Effect(id=norm.id, title=norm.title, old=one, new=other) for norm, one, other in pairs if one != other)
    return Effects(as_of=before.as_of, acts=len(log), norms=tuple(differ),
                   counted_no_more=tuple(sorted(left_out[1] - left_out[0])),
                   counted_now=tuple(sorted(left_out[0] - left_out[1])))  # fmt: skip


def in_force(versions: Sequence[Version], as_of: datetime) -> tuple[Version, ...]:
    """Give the versions of a text; one without a day of its own takes effect at the moment looked at."""
    return tuple(version if version.start or not n else version._replace(start=as_of) for n, version in enumerate(versions))


def source_in_force(versions: Sequence[Version], found: Status) -> Any:
    """Give the text that a status was made with."""
    return next(version.source for version in reversed(versions) if version.source.hash == found.hash)


def _standing(norm: NormStatus | None) -> Standing | None:
    if norm is None:
        return None
    ends = [candidate.limit_end for clock in norm.clocks for candidate in clock.candidates if candidate.limit_end]
    return Standing(life=norm.life.value, label=norm.label, days_late=norm.days_late,
                    limits=tuple(dict.fromkeys(end.isoformat() for end in ends)), waits_for=norm.waits_for,
                    missing=norm.missing)  # fmt: skip
