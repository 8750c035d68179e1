"""Which acts of the record are new to a seat: those that concern it, that it may see, and that came after what it marked as seen.

They are told at each quarter of an hour and not at once, so that nobody reads from the minute of a number what went on elsewhere.
What raises an alarm is told at once. An act that the seat may not see is not counted, and nothing says where one would stand: how
far back is told follows from what the seat sees, never from how long the log is.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from safeconduct.access import acts as of_access
from safeconduct.access.acts_seen import could_see, view_act
from safeconduct.access.alarms import told
from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import Viewer
from safeconduct.access.may import NO_CASES
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase, act_type
from safeconduct.kernel.moments import utc
from safeconduct.record.book import IN_EFFECT
from safeconduct.secretariat.docket import Docket, Kept
from safeconduct.web.home.duties import settles

QUARTER = timedelta(minutes=15)
MOST = 99
"""How many are told; more are told as more."""
FIRST = 20
"""How many of the last acts are new to an account that has never marked any as seen."""
ABOUT = ("of", "hole", "decision", "power", "anchor", "case", "tag", "container", "receipt", "movement", "operation")
"""The fields that name what an act is about, the first that it has."""
_TROUBLE = (acts.BreachAlleged, acts.BreachFound, acts.Contested, acts.Refuted, acts.PowerExercised)
"""What those who guarantee or mediate hear of, whomever it is about."""


class News(NamedTuple):
    """One act that is new to a seat. `about` is an id that it may know of, or empty, and `field` is the field that has it.

    `place` is where the act stands in the log: for this server alone, and on no page.
    """

    place: int
    type: str
    about: str
    field: str
    case: bool
    actor: str
    recorded: datetime
    alarm: bool = False


def news(viewer: Viewer, docket: Docket, now: datetime, *, after: int | None) -> tuple[News, ...]:
    """Give what is new to a seat since a place in the log, in the order of the log; at most one more than is told.

    Without a place: the last of what it sees.
    """
    if not viewer.has_role:
        return ()
    if after is None:
        return tuple(islice(_seen(viewer, docket, reversed(range(docket.size)), now), FIRST))[::-1]
    return tuple(islice(_seen(viewer, docket, range(after, docket.size), now), MOST + 1))


def _seen(viewer: Viewer, docket: Docket, places: Iterable[int], now: datetime) -> Iterator[News]:
    cases: Cases = docket.office if viewer.agreement.programme is not None else NO_CASES
    norms = _norms_of(viewer)
    seen = cache(lambda kind: not issubclass(kind, CaseAct) or could_see(viewer, kind))
    # Most of a long log is of types that few seats see: what cannot be news is passed by before it is asked how it stands.
    for place, act in docket.read_at(places):
        if seen(type(act)) and (one := _news(viewer, docket.kept(place), cases, norms, now)) is not None:
            yield one


def _news(viewer: Viewer, kept: Kept, cases: Cases, norms: frozenset[str], now: datetime) -> News | None:
    act: Any = kept.act
    if act is None or kept.standing.code != IN_EFFECT or _is_own(viewer, act):
        return None
    alarm = isinstance(act, of_access.GlassBroken)
    if not alarm and utc(act.recorded) > utc(quarter(now)):
        return None
    if not _concerns(viewer, act, cases, norms):
        return None
    shown = view_act(viewer, act, cases).values()
    field = next((name for name in ABOUT if shown.get(name)), "")
    about, of_case = str(shown.get(field, "")), isinstance(act, CaseAct)
    return News(kept.index, act_type(act), about, field, of_case, act.actor, act.recorded, alarm)


def quarter(now: datetime) -> datetime:
    """Give the quarter of an hour that has begun."""
    return now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)


def _is_own(viewer: Viewer, act: ActBase) -> bool:
    return act.actor == viewer.seat.org and getattr(act, "post", "") == viewer.seat.post


def _concerns(viewer: Viewer, act: Any, cases: Cases, norms: frozenset[str]) -> bool:
    if isinstance(act, of_access.TYPES):
        return _guards(viewer, act)
    if isinstance(act, CaseAct):
        return bool(view_act(viewer, act, cases).found)
    if isinstance(act, _TROUBLE) and settles(viewer):
        return True
    return getattr(act, "of", "").partition(".")[0] in norms


def _guards(viewer: Viewer, act: CaseAct) -> bool:
    """Whether an act of access is for a seat to know at once: an alarm, or something that was disclosed."""
    if isinstance(act, (of_access.GlassBroken, of_access.GlassReviewed)):
        return viewer.seat in told(viewer.in_force)
    if isinstance(act, (of_access.Disclosed, of_access.DisclosureOffered, of_access.DisclosureRefused)):
        return bool(set(act.to) & set(viewer.orgs))
    return False


def _norms_of(viewer: Viewer) -> frozenset[str]:
    """Give the duties that an organisation has, is owed, or says whether they are kept. A post has steps instead."""
    if viewer.seat.post and viewer.steps:
        return frozenset()
    orgs, rules = set(viewer.orgs), viewer.in_force.rules.obligations
    return frozenset(name for name, norm in viewer.agreement.obligations.items()
                     if orgs & {*norm.who, *norm.to, *rules[name].verifiers, *rules[name].rulers})  # fmt: skip


class Group(NamedTuple):
    """News of one kind on one matter or, of the programme, of one kind: how many, the last of them, and what it is about."""

    last: News
    count: int


def grouped(found: Iterable[News]) -> tuple[Group, ...]:
    """Put news of one kind together, the latest first."""
    together: dict[tuple[str, str], list[News]] = {}
    for one in found:
        together.setdefault((one.type, "" if one.case else one.about), []).append(one)
    groups = [Group(ones[-1], len(ones)) for ones in together.values()]
    return tuple(sorted(groups, key=lambda group: (not group.last.alarm, -group.last.place)))

