"""What takes two: to reveal, to unmask, to export, to delete. Who may ask, who may be the second, and for how long it holds.

The second one is another seat with another key, and not with a key that the first one has made alone. For an export it comes from
another organisation. What was approved is used once, by whoever asked, before it lapses.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from safeconduct.access import acts
from safeconduct.access.classes import Sensitivity, Standing, row_of
from safeconduct.access.knowing import Viewer
from safeconduct.access.roles import guarantors
from safeconduct.access.seats import Seat, is_side, seats_of
from safeconduct.access.view import NOT_HERE
from safeconduct.agreement.programme import Task
from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.kernel.moments import utc

LASTS = timedelta(hours=24)
"""How long a request may be approved, and an approval used."""
MOST_CASES = {"reveal": 1, "unmask": 5, "export": 1_000, "delete": 50}
"""How many cases one request may be about."""

_ASK = {
    "reveal": frozenset({Task.REGISTRAR, Task.LEGAL, Task.CHILD_PROTECTION, Task.MEDIC, Task.ESCORT}),
    "unmask": frozenset({Task.REGISTRAR, Task.LEGAL, Task.CHILD_PROTECTION}),
    "export": frozenset({Task.REGISTRAR, Task.LEGAL}),
    "delete": frozenset({Task.REGISTRAR, Task.LEGAL, Task.CHILD_PROTECTION}),
}
_APPROVE = {action: tasks - {Task.MEDIC, Task.ESCORT} for action, tasks in _ASK.items()}
"""The tasks of the posts that may ask, and that may approve. A guarantor may approve as well."""

PLACES = frozenset({"site", "movement", "place", "stay", "boarded", "arrived_to", "to", "way", "manifest", "zone"})
"""Fields that say where somebody is or will be."""
NUMBERS = frozenset({"case", "cases", "name", "paper", "photo", "birth"})
"""Fields by which somebody is found."""


class Signer(NamedTuple):
    """A seat and its key: the id of the key, and of the key that registered it alone, or its own."""

    seat: Seat
    kid: bytes
    origin: bytes = b""


class Filed(NamedTuple):
    """An act of access as it lies in the record: who signed it, and when it was recorded."""

    act: Any
    by: Signer
    at: datetime


def may_ask(viewer: Viewer, request: acts.Requested, *, children: bool = False, count: int = 0) -> tuple[Missing, ...]:
    """Say what keeps a seat from asking; nothing: it may.

    `children`: one of the cases is that of a child. `count`: how many cases it is about, where it does not name them itself.
    """
    return tuple(_asking(viewer, request, children, max(count, len(request.cases))))


def _asking(viewer: Viewer, request: acts.Requested, children: bool, count: int) -> Iterator[Missing]:
    if viewer.is_side or viewer.receives:
        yield Missing("not_for_a_side", {})
        return
    yield from task_lacks(viewer, request.action)
    if children and not viewer.for_children:
        yield NOT_HERE  # whoever may not know of a child is not told that there is one
        return
    if not any(second_ones(viewer, request.action, children=children)):
        yield Missing("nobody_may_approve", {})
    if count > (most := MOST_CASES[request.action]):
        yield Missing("too_many", {"count": count, "most": most})
    if bool(request.of) != (request.action == "unmask") or (request.of and (request.cases or request.kind != "act")):
        yield Missing("unmasks_an_act", {})
    yield from fields_refused(request.action, request.kind, request.fields)


def task_lacks(viewer: Viewer, action: acts.Action) -> tuple[Missing, ...]:
    """Say whether the task of a seat is none that asks for this; nothing: it may ask."""
    if _has_task(viewer, _ASK[action]):
        return ()
    return (Missing("not_among_approvers", {}, (), tuple(_seats_with(viewer, _ASK[action]))),)


def fields_refused(action: acts.Action, kind: acts.Kind, fields: Iterable[str]) -> Iterator[Missing]:
    """Say which fields may not be given, or not together. What is strictly confidential leaves in no export."""
    named = tuple(dict.fromkeys(fields))
    rows = {field: row_of("vault" if kind == "vault" else kind.capitalize(), field) for field in named}
    if action == "reveal":
        closed = tuple(field for field, row in rows.items() if row is None or Standing.REVEALED not in row.standings)
    elif action == "export":
        closed = tuple(field for field, row in rows.items() if row is None or row.sensitivity is Sensitivity.STRICT)
        if NUMBERS & set(named) and PLACES & set(named):
            yield Missing("person_and_place", {})
    else:
        closed = ()
    if closed:
        yield Missing("field_not_given", {"fields": closed})


def second_ones(viewer: Viewer, action: acts.Action, *, children: bool = False) -> tuple[Seat, ...]:
    """Give the seats that may be the second one for what a seat asks, in the order of the text."""
    return tuple(seat for seat in seats_of(viewer.agreement) if not _not_second(viewer, seat, action, children))


def _not_second(viewer: Viewer, seat: Seat, action: acts.Action, children: bool) -> str:
    other = viewer if seat == viewer.seat else Viewer(seat, viewer.in_force)
    if not other.has_role or other.is_side or other.receives:
        return "not_for_a_side"
    if action == "export" and seat.org == viewer.seat.org:
        return "same_organisation"
    if children and not other.for_children:
        return "not_among_approvers"
    guards = other.reviews and not children
    # A post may be filled by several: the same post with another key is a second one.
    return "" if guards or (seat.post and _has_task(other, _APPROVE[action])) else "not_among_approvers"


def may_approve(viewer: Viewer, first: Filed, second: Signer, *, children: bool = False) -> tuple[Missing, ...]:
    """Say what keeps a seat with a key from approving the request that the first one filed. `viewer` is the second one's."""
    found = []
    asked = Viewer(first.by.seat, viewer.in_force)
    if code := _not_second(asked, second.seat, first.act.action, children):
        found.append(Missing(code, {}, (), tuple(_names(second_ones(asked, first.act.action, children=children)))))
    if second.kid == first.by.kid:
        found.append(Missing("same_key", {}))
    elif _made_by(second, first.by) or _made_by(first.by, second):
        found.append(Missing("key_of_the_first", {}))
    if utc(viewer.in_force.at) >= utc(first.at + LASTS):
        found.append(Missing("request_lapsed", {"at": first.at + LASTS}))
    return tuple(found)


def may_decline(viewer: Viewer, first: Filed, second: Signer, *, children: bool = False) -> tuple[Missing, ...]:
    """Say what keeps a seat from declining a request: whoever asked takes it back, and whoever could approve it declines it."""
    if second.seat == first.by.seat:
        return ()
    asked = Viewer(first.by.seat, viewer.in_force)
    code = _not_second(asked, second.seat, first.act.action, children)
    who = tuple(_names(second_ones(asked, first.act.action, children=children)))
    return (Missing(code, {}, (), who),) if code else ()


def _made_by(one: Signer, other: Signer) -> bool:
    """Whether a key was registered alone by another, or both by the same third one: then one hand could hold both."""
    origins = {one.origin or one.kid, one.kid}
    return other.kid in origins or (one.origin not in (b"", one.kid) and one.origin == other.origin)


def usable(request: str, filed: Iterable[Filed], viewer: Viewer, by: Signer, *, children: bool = False) -> tuple[Missing, ...]:
    """Say what keeps whoever asked from using a request now; nothing: it may be used, once.

    `filed` are the acts of access on this request, in the order of the record. An approval that should not have been given, or
    came too late, is none.
    """
    log, now = list(filed), viewer.in_force.at
    first = next((one for one in log if isinstance(one.act, acts.Requested) and one.act.id == request), None)
    if first is None:
        return (Missing("no_such_request", {}),)
    if (first.by.seat, first.by.kid) != (by.seat, by.kid):
        # The same words as for none: whoever did not ask does not learn that somebody did.
        return (Missing("no_such_request", {}),)
    about = [one for one in log if getattr(one.act, "of", "") == request]
    if any(isinstance(one.act, (acts.Revealed, acts.Exported, acts.Deleted)) for one in about):
        return (Missing("request_used", {}),)
    if any(isinstance(one.act, acts.Declined) for one in about):
        return (Missing("request_declined", {}),)
    good = [one for one in about if isinstance(one.act, acts.Approved) and utc(one.at) >= utc(first.at)
            and not may_approve(_then(viewer, one), first, one.by, children=children)]  # fmt: skip
    if not good:
        return (Missing("not_approved", {}, (), tuple(_names(second_ones(viewer, first.act.action, children=children)))),)
    ends = good[0].at + LASTS
    return (Missing("request_lapsed", {"at": ends}),) if utc(now) >= utc(ends) else ()


def _then(viewer: Viewer, one: Filed) -> Viewer:
    in_force = viewer.in_force
    return Viewer(one.by.seat, type(in_force)(in_force.agreement, one.at, in_force.mandates))


def power(viewer: Viewer, act: CaseAct) -> tuple[Missing, ...]:
    """Say what keeps a seat from an act of access by the text alone. Keys and clocks are asked by the functions above.

    Whoever looks says so: that is open to every seat. The rest is for those who work in the programme, and for guarantors.
    """
    if isinstance(act, acts.Looked):
        return ()
    if isinstance(act, acts.Requested):
        return may_ask(viewer, act)
    if viewer.is_side or viewer.receives:
        return (Missing("not_for_a_side", {}),)
    approves = viewer.reviews or any(_has_task(viewer, tasks) for tasks in _APPROVE.values())
    allowed = {
        acts.Approved: approves, acts.Declined: approves or _asks(viewer),
        acts.GlassReviewed: viewer.reviews or _has_task(viewer, frozenset({Task.LEGAL})),
    }.get(type(act), _asks(viewer) or viewer.reviews)  # fmt: skip
    return () if allowed else (Missing("not_among_approvers", {}, (), guarantors(viewer.in_force)),)


def _asks(viewer: Viewer) -> bool:
    return any(not task_lacks(viewer, action) for action in acts.ACTIONS)


def _has_task(viewer: Viewer, tasks: frozenset[Task]) -> bool:
    post = viewer.agreement.posts.get(viewer.seat.post)
    return viewer.has_role and viewer.inside and post is not None and post.task in tasks


def _seats_with(viewer: Viewer, tasks: frozenset[Task]) -> Iterator[str]:
    for name, post in viewer.agreement.posts.items():
        if post.task in tasks and not is_side(post.of, viewer.agreement):
            yield name


def _names(seats: Iterable[Seat]) -> Iterator[str]:
    return (seat.post or seat.org for seat in seats)


