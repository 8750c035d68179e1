"""Breaking the glass: looking alone at what takes two, because a life may hang on it. It is never silent.

Everyone who guards is told at once: all guarantors, the protection posts of each side alike, and the operator of the server. An
alarm says that it happened, who did it and why; it says no number and nothing of what was seen. Somebody of another organisation
reviews it within a limit, and until that was done the glass stays broken for all to see.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from safeconduct.access import acts
from safeconduct.access.approvals import Filed, fields_refused
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.roles import guarantors
from safeconduct.access.seats import THE_OPERATOR, Seat, sides
from safeconduct.agreement.programme import Task
from safeconduct.caseload.moves import Missing
from safeconduct.kernel.moments import utc

REVIEW = timedelta(hours=72)
"""How soon the breaking of the glass is reviewed."""
MOST = 5
"""Cases that may be looked at this way at once."""
MAY = {
    "medical": frozenset({Task.MEDIC, Task.RECEPTION, Task.ESCORT, Task.REGISTRAR}),
    "child_safety": frozenset({Task.CHILD_PROTECTION}),
    "threat_to_life": frozenset({Task.RECEPTION, Task.ESCORT, Task.REGISTRAR, Task.LEGAL, Task.CHILD_PROTECTION}),
    "missing_person": frozenset({Task.ESCORT, Task.REGISTRAR, Task.LEGAL, Task.CHILD_PROTECTION}),
}
"""The tasks of the posts that may break the glass, by the reason they give."""
_GUARDS = (Task.CHILD_PROTECTION, Task.LEGAL)
"""The tasks that make a post one for protection."""


class Alarm(NamedTuple):
    """What is told, and to whom. It names no case, no field and nobody."""

    to: tuple[Seat, ...]
    org: str
    post: str
    reason: str
    at: datetime
    review_by: datetime


class Unreviewed(NamedTuple):
    """A broken glass that nobody has reviewed: `late` once its limit is over."""

    act: str
    org: str
    at: datetime
    review_by: datetime
    late: bool


def power(viewer: Viewer, act: acts.GlassBroken) -> tuple[Missing, ...]:
    """Say what keeps a seat from breaking the glass. It needs no second one: only a task that meets such need, and a reason."""
    if viewer.is_side or viewer.receives:
        return (Missing("not_for_a_side", {}),)
    post, found = viewer.agreement.posts.get(viewer.seat.post), []
    if not viewer.inside or post is None or post.task not in MAY[act.reason]:
        named = tuple(name for name, one in viewer.agreement.posts.items() if one.task in MAY[act.reason]
                      and not Viewer(Seat(one.of, name), viewer.in_force).is_side)  # fmt: skip
        found.append(Missing("not_an_emergency", {}, (), named))
    if not 1 <= len(act.cases) <= MOST:
        found.append(Missing("too_many", {"count": len(act.cases), "most": MOST}))
    return (*found, *fields_refused("reveal", act.kind, act.fields))


def alarm(broken: acts.GlassBroken, in_force: InForce) -> Alarm:
    """Give the alarm that a broken glass raises at once."""
    return Alarm(told(in_force), broken.actor, broken.post, broken.reason, broken.recorded, broken.recorded + REVIEW)


def told(in_force: InForce) -> tuple[Seat, ...]:
    """Give everyone who is told: guarantors, the protection posts of each side, the operator. Each side has someone.

    A side without a post for protection is told as the organisation it is, so that none is told less than another.
    """
    found: list[Seat] = [Seat(org) for org in guarantors(in_force)]
    for side in sides(in_force.agreement):
        posts = [Seat(side, name) for name, post in in_force.agreement.posts.items() if post.of == side and post.task in _GUARDS]
        found += posts or [Seat(side)]
    return (*dict.fromkeys(found), THE_OPERATOR)


def may_review(viewer: Viewer, broken: acts.GlassBroken) -> tuple[Missing, ...]:
    """Say what keeps a seat from reviewing a broken glass: a guarantor, or a legal post, of another organisation."""
    post = viewer.agreement.posts.get(viewer.seat.post)
    legal = viewer.inside and post is not None and post.task is Task.LEGAL
    if not (viewer.reviews or legal) or viewer.is_side:
        return (Missing("not_among_approvers", {}, (), guarantors(viewer.in_force)),)
    return (Missing("same_organisation", {}, (), guarantors(viewer.in_force)),) if viewer.seat.org == broken.actor else ()


def review_lacks(viewer: Viewer, broken: acts.GlassBroken | None, reviews: Iterable[Filed]) -> tuple[Missing, ...]:
    """Say what keeps a seat from reviewing now. `reviews` are those there are: each organisation has one word."""
    if broken is None:
        return (Missing("no_such_alarm"),)
    if found := may_review(viewer, broken):
        return found
    return (Missing("reviewed_already"),) if any(one.by.seat.org == viewer.seat.org for one in reviews) else ()


def unreviewed(filed: Iterable[Filed], in_force: InForce) -> tuple[Unreviewed, ...]:
    """Give every broken glass that nobody entitled has reviewed, the oldest first."""
    log = list(filed)
    found = []
    for broken in (one for one in log if isinstance(one.act, acts.GlassBroken)):
        reviews = (one for one in log if isinstance(one.act, acts.GlassReviewed) and one.act.of == broken.act.id)
        if not any(not may_review(Viewer(one.by.seat, in_force), broken.act) for one in reviews):
            due = broken.at + REVIEW
            found.append(Unreviewed(broken.act.id, broken.act.actor, broken.at, due, utc(in_force.at) >= utc(due)))
    return tuple(sorted(found, key=lambda one: utc(one.at)))
