"""What waits for those who guard: requests that take a second one, broken glass, disclosures that are owed, bodies that are gone.

No case is named here, and nothing of what was asked for or seen: that is for the pages on which it is answered.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from safeconduct.access import acts
from safeconduct.access.alarms import Unreviewed, may_review, told, unreviewed
from safeconduct.access.approvals import LASTS, Filed, Signer, second_ones
from safeconduct.access.disclosure import Owed, owed_disclosures
from safeconduct.access.gaps import Gap, gaps
from safeconduct.access.knowing import Viewer
from safeconduct.access.seats import Seat
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.office import Office

_ANSWERS = (acts.Approved, acts.Declined, acts.Revealed, acts.Exported, acts.Deleted)


class Request(NamedTuple):
    """A request that waits for a second one: what it asks for, from which seat it comes, and until when it can be approved."""

    action: str
    by: Seat
    until: datetime


class Guarding(NamedTuple):
    """What waits for a seat that guards. `reviews` are those of `glass` that the seat itself may review."""

    requests: tuple[Request, ...] = ()
    glass: tuple[Unreviewed, ...] = ()
    reviews: tuple[str, ...] = ()
    owed: tuple[Owed, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def __bool__(self) -> bool:
        return any(self)


def guarding(viewer: Viewer, office: Office | None, now: datetime) -> Guarding:
    """Give what waits for a seat that guards."""
    if not viewer.has_role:
        return Guarding()
    missing = tuple(gap for gap in gaps(viewer.in_force, office) if viewer.reviews or set(gap.who) & set(viewer.orgs))
    if office is None:
        return Guarding(gaps=missing)
    filed = [Filed(entry.act, _signer(entry.act), entry.act.recorded) for entry in office.looks if not entry.missing]
    broken = unreviewed(filed, viewer.in_force) if viewer.seat in told(viewer.in_force) else ()
    alarms = {one.act.id: one.act for one in filed if isinstance(one.act, acts.GlassBroken)}
    reviews = tuple(one.act for one in broken if not may_review(viewer, alarms[one.act]))
    given = [one.act for one in filed if isinstance(one.act, (acts.Disclosed, acts.DisclosureOffered, acts.DisclosureRefused))]
    owed = tuple(one for one in owed_disclosures(given, viewer.agreement, now) if set(viewer.orgs) & {one.by, *one.owed_to})
    return Guarding(tuple(_requests(viewer, filed, office, now)), broken, reviews, owed, missing)


def _requests(viewer: Viewer, filed: list[Filed], office: Office, now: datetime) -> Iterator[Request]:
    answered = {one.act.of for one in filed if isinstance(one.act, _ANSWERS)}
    for one in filed:
        if not isinstance(one.act, acts.Requested) or one.act.id in answered or one.by.seat == viewer.seat:
            continue
        until = one.at + LASTS
        children = any(case in office.hidden for case in office.two.cases_of(one, viewer.in_force, office))
        second = second_ones(Viewer(one.by.seat, viewer.in_force), one.act.action, children=children)
        if utc(now) < utc(until) and viewer.seat in second:
            yield Request(one.act.action, one.by.seat, until)


def _signer(act: acts.CaseAct) -> Signer:
    return Signer(Seat(act.actor, act.post), b"")
