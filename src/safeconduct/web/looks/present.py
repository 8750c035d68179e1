"""What the pages show of requests, alarms, disclosures and looks: only what `access` gives to the seat that asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from safeconduct.access import acts, alarms
from safeconduct.access.acts_seen import view_act
from safeconduct.access.alarms import Unreviewed, may_review, unreviewed
from safeconduct.access.approvals import Filed, second_ones, task_lacks
from safeconduct.access.classes import Standing
from safeconduct.access.disclosure import Owed, owed_disclosures
from safeconduct.access.gaps import Cases
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.masking import is_known
from safeconduct.access.seats import Seat, person
from safeconduct.kernel.acts import act_type
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.docket import Docket
from safeconduct.secretariat.office import Office
from safeconduct.secretariat.two import concerns, is_young, stand_of
from safeconduct.web.looks.words import REFUSALS

RECENT = timedelta(days=30)
"""How long a request that is over stays on the page."""
UNMASKED = "unmasked"
"""What somebody did who was told at which cases another looked."""
MOST = 50
"""Lines on one page of looks."""


class Asked(NamedTuple):
    """A request as a seat sees it. `cases` are those that it may know of; `others` counts those that it may not.

    `of` is the act whose numbers are asked for, as this seat reads it.
    """

    name: str
    act: acts.Requested
    by: Seat
    at: datetime
    state: str
    until: datetime
    cases: tuple[str, ...]
    others: int
    mine: bool
    second: bool
    said: tuple[tuple[str, Seat, datetime, str], ...]
    of: "Line | None" = None

    @property
    def open(self) -> bool:
        """Whether something can still be done with it."""
        return self.state in ("waiting", "approved")


class Broken(NamedTuple):
    """A broken glass as everyone with a role sees it: who did it and why, never of whom."""

    name: str
    org: str
    post: str
    reason: str
    at: datetime
    open: Unreviewed | None
    reviews: tuple[tuple[str, str, datetime], ...]
    may_review: bool
    may_unmask: bool


class Line(NamedTuple):
    """That somebody looked, as a seat may read it. `cases` is empty where none may be named."""

    name: str
    type: str
    org: str
    post: str
    at: datetime
    kind: str = ""
    cases: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


# ---- requests ----


def request_of(viewer: Viewer, office: Office, name: str, now: datetime) -> Asked | None:
    """Give one request; None where there is none that a seat may know of."""
    said = office.two.about(name)
    if not said or not isinstance(said[0].act, acts.Requested):
        return None
    first, young = said[0], is_young(office.two.cases_of(said[0], viewer.in_force, office), office)
    if not concerns(viewer, first, young=young):
        return None
    stand = stand_of(said, now)
    known = tuple(case for case in first.act.cases if is_known(viewer, case, office))
    second = viewer.seat in second_ones(Viewer(first.by.seat, viewer.in_force), first.act.action, children=young)
    told = tuple((_done(one.act, office), one.by.seat, one.at, getattr(one.act, "reason", "")) for one in said[1:])
    return Asked(name, first.act, first.by.seat, first.at, stand.state, stand.until, known, len(first.act.cases) - len(known),
                 first.by.seat == viewer.seat, second, told, _line_of(viewer, office, first.act.of))  # fmt: skip


def _line_of(viewer: Viewer, office: Office, name: str) -> Line | None:
    found = office.two.named(name) if name else None
    seen = view_act(viewer, found.act, office).values() if found is not None else {}
    return _line(found.act, seen, office) if found is not None and {"actor", "post", "recorded"} <= seen.keys() else None


def requests(viewer: Viewer, office: Office, now: datetime) -> list[Asked]:
    """Give the requests that a seat may know of: those that wait first, then the newest."""
    since = utc(now) - RECENT
    recent = (one for one in office.two.requests() if utc(one.at) > since)
    found = [one for each in recent if (one := request_of(viewer, office, each.act.id, now)) is not None]
    return sorted(found, key=lambda one: (not one.open, -one.at.timestamp()))


def asks(viewer: Viewer) -> tuple[str, ...]:
    """Give what a seat may ask for on these pages."""
    if viewer.is_side or viewer.receives:
        return ()
    return tuple(action for action in acts.ACTIONS if not task_lacks(viewer, action))


# ---- the glass ----


def emergencies(viewer: Viewer) -> tuple[str, ...]:
    """Give the reasons for which a seat may break the glass."""
    post = viewer.agreement.posts.get(viewer.seat.post)
    if viewer.is_side or viewer.receives or not viewer.inside or post is None:
        return ()
    return tuple(reason for reason, tasks in alarms.MAY.items() if post.task in tasks)


def glass(viewer: Viewer, office: Office) -> list[Broken]:
    """Give every broken glass, the newest first, to whoever has a role."""
    if not viewer.has_role:
        return []
    filed = office.two.filed
    still = {one.act: one for one in unreviewed(filed, viewer.in_force)}
    return [_broken(viewer, office, one, still.get(one.act.id)) for one in reversed(list(office.two.broken()))]


def _broken(viewer: Viewer, office: Office, one: Filed, still: Unreviewed | None) -> Broken:
    reviews = tuple((said.by.seat.org, said.act.outcome, said.at) for said in office.two.about(one.act.id))
    allowed = not may_review(viewer, one.act) and all(org != viewer.seat.org for org, _, _ in reviews)
    # Whoever sees the numbers of its own organisation asks nobody for them.
    unmasks = "unmask" in asks(viewer) and one.act.actor not in viewer.orgs
    return Broken(one.act.id, one.act.actor, one.act.post, one.act.reason, one.at, still, reviews, allowed, unmasks)


# ---- disclosure ----


class Given(NamedTuple):
    """That something was given to some, offered to others, or not given, as a seat reads it."""

    type: str
    what: str
    by: str
    to: tuple[str, ...]
    at: datetime
    reason: str = ""


_DISCLOSING = (acts.Disclosed, acts.DisclosureOffered, acts.DisclosureRefused)


def disclosures(viewer: Viewer, docket: Docket, now: datetime) -> tuple[list[Given], tuple[Owed, ...]]:
    """Give what was given, offered and refused, the newest first, and what is still owed."""
    office = docket.office
    made = [one.act for one in office.two.filed if isinstance(one.act, _DISCLOSING)]
    if not made or not viewer.has_role:
        return [], ()
    own = [(what, org) for what in {act.what for act in made} if (org := _signer_of(what, docket))]
    shown = (view_act(viewer, act, office).values() for act in reversed(made))
    given = [Given(act_type(act), seen["what"], seen["actor"], seen["to"], seen["recorded"], seen.get("reason", ""))
             for act, seen in zip(reversed(made), shown, strict=True) if seen]
    return given, owed_disclosures(made, viewer.agreement, now, own=own)


def _signer_of(what: str, docket: Docket) -> str:
    """Give the organisation that signed an act, by what the act is called; empty where there is none."""
    plain, _at, which = what.partition("@")
    index = int(which) if which.isdecimal() else docket.names.first(plain)
    kept = docket.kept(index) if index is not None and index < docket.size else None
    # Whoever writes a place with a name that it does not have learns nothing of what stands there.
    return kept.org if kept is not None and kept.called in (plain, what) else ""


def may_disclose(viewer: Viewer) -> bool:
    """Whether a seat may say that something was given to others, or offered, or not."""
    return not viewer.is_side and not viewer.receives and (viewer.reviews or bool(asks(viewer)))


def refusals() -> list[tuple[str, Any]]:
    """Give why something is not given to others, in words."""
    return [(name, word) for name, word in REFUSALS.items() if name != "withdrawn"]


# ---- who looked ----


def lines(viewer: Viewer, office: Office, before: str = "") -> tuple[list[Line], str]:
    """Give who looked, asked and approved, the newest first, and where the next page begins.

    A seat reads of its own organisation, and one that guarantees reads of all, without the numbers it may not know of.
    """
    found: list[Line] = []
    begun = not before
    for one in reversed(office.two.filed):
        seen = view_act(viewer, one.act, office).values()
        if "actor" not in seen or "recorded" not in seen:
            continue
        if begun:
            found.append(_line(one.act, seen, office))
        if len(found) > MOST:
            return found[:MOST], found[MOST - 1].name
        # Only a line that is shown is a place to go on from.
        begun = begun or one.act.id == before
    return found, ""


def _done(act: Any, office: Office) -> str:
    """Give what an act says that somebody did: a use is called after what was asked for."""
    asked = office.two.named(act.of) if isinstance(act, acts.Revealed) else None
    return UNMASKED if asked is not None and asked.act.of else act_type(act)


def _line(act: Any, seen: dict[str, Any], office: Office) -> Line:
    return Line(act.id, _done(act, office), seen["actor"], seen["post"], seen["recorded"], seen.get("kind", ""),
                seen.get("cases", ()), seen.get("fields", ()))  # fmt: skip


def may_tell(viewer: Viewer, cases: Cases, case: str) -> bool:
    """Whether a seat may tell a person who looked at her case: it knows of it, and speaks with people on consent or care."""
    standings = viewer.of_person(cases.persons.cases.get(case), child=case in cases.children)
    return standings is not None and viewer.inside and (Standing.CHILD in standings or "consent" in viewer.steps)


def told_to_person(case: str, office: Office, in_force: InForce) -> Iterator[Line]:
    """Give what a person is told about who looked at her case, the newest first: who, when, at what, and which fields."""
    herself = Viewer(person(case), in_force)
    two = office.two
    # Of a request that unmasked an act she is told by the act: also where it was not known yet that her number is told to few.
    of_request = {one.act.id: one.act for one in two.requests() if case in (one.act.cases or two.named_by(one.act.of))}
    for one in reversed(office.two.filed):
        act = one.act
        if isinstance(act, acts.Looked) and case in act.cases:
            yield _line(act, view_act(herself, act, office).values(), office)
        elif isinstance(act, acts.GlassBroken) and case in act.cases:
            yield Line(act.id, act_type(act), act.actor, act.post, one.at, act.kind, (case,), act.fields)
        elif isinstance(act, (acts.Revealed, acts.Exported, acts.Deleted)) and act.of in of_request:
            asked = of_request[act.of]
            yield Line(act.id, _done(act, office), act.actor, act.post, one.at, asked.kind, (case,), asked.fields)
