"""What waits for a seat, what is new to it, and what it finds: as on the pages where a seat begins."""

from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Field, Query, Schema

from safeconduct.agreement.results import Life
from safeconduct.web.api.looking import lens_of
from safeconduct.web.api.models import Scope
from safeconduct.web.api.operation import operation
from safeconduct.web.home.duties import Duty
from safeconduct.web.home.found import found as found_by
from safeconduct.web.home.news import MOST
from safeconduct.web.home.sitting import Sitting, sitting
from safeconduct.web.home.told import new_to
from safeconduct.web.home.waiting import waiting as what_waits
from safeconduct.web.shell.doors import Door
from safeconduct.web.shell.seat import seat_of


class DutyOf(msgspec.Struct, frozen=True):
    """A norm that waits for somebody, and the stretch in which its limit falls; none where no clock runs, or several compete."""

    norm: str
    life: Life
    start: datetime | None
    end: datetime | None


class Can(msgspec.Struct, frozen=True):
    """A type of act that the seat can do now, the numbers that it can do it for, and the earliest limit."""

    type: str
    numbers: tuple[str, ...]
    until: datetime | None


class Due(msgspec.Struct, frozen=True):
    """A limit by which the seat has to do something, and the cases for which it runs."""

    what: str
    due: datetime
    passed: bool
    cases: tuple[str, ...]


class Asked(msgspec.Struct, frozen=True):
    """A request that waits for a second seat."""

    action: str
    org: str
    post: str
    until: datetime


class Waiting(msgspec.Struct, frozen=True):
    """What waits for a seat: its own duties, what others wait for, what is disputed, what it can do, what runs out.

    `requests` wait for a second seat, `reviews` name the glass that this seat may review.
    """

    owed: tuple[DutyOf, ...]
    asked: tuple[DutyOf, ...]
    disputed: tuple[DutyOf, ...]
    can: tuple[Can, ...]
    limits: tuple[Due, ...]
    requests: tuple[Asked, ...]
    reviews: tuple[str, ...]


class Notice(msgspec.Struct, frozen=True):
    """An act that is new to the seat: its type, what it is about as far as that may be known, who did it, and when it came in."""

    type: str
    about: str
    field: str
    actor: str
    recorded: datetime
    alarm: bool


class Notices(msgspec.Struct, frozen=True):
    """What is new to an account, the earliest first. `more`: there is more than is told at once."""

    items: tuple[Notice, ...]
    more: bool


class Searched(Schema):
    """What is looked for."""

    q: str = Field("", max_length=200, description="Words of the text, or a number or an id written in full.")


class Hits(msgspec.Struct, frozen=True):
    """What is found: ids by section of the text, drafts, and numbers and acts that were written in full."""

    sections: dict[str, tuple[str, ...]]
    drafts: tuple[str, ...]
    numbers: tuple[dict[str, str], ...]
    acts: tuple[str, ...]


def _sits(request: HttpRequest) -> Sitting:
    request.lens = lens_of(request)  # type: ignore[attr-defined]
    return sitting(request)


@operation("GET", "/waiting", name="waiting", gives=Waiting, tag="own", scope=Scope.SEAT, door=Door.SIGNED_IN)
def waiting(request: HttpRequest) -> Waiting:
    """Give what waits for this seat now."""
    found = what_waits(request.shown, seat_of(request), _sits(request))  # type: ignore[attr-defined]
    duty, guard = found.duties, found.guarding
    return Waiting(
        *(tuple(map(_duty, part)) for part in (duty.owed, duty.asked, duty.disputed)),
        tuple(Can(one.type, one.numbers, one.until) for one in found.work),
        tuple(Due(*one) for one in found.limits),
        tuple(Asked(one.action, one.by.org, one.by.post, one.until) for one in guard.requests), guard.reviews,
    )  # fmt: skip


def _duty(one: Duty) -> DutyOf:
    return DutyOf(one.norm.id, one.norm.life, one.start, one.end)


@operation("GET", "/notices", name="notices", gives=Notices, tag="own", scope=Scope.SEAT, door=Door.SIGNED_IN)
def notices(request: HttpRequest) -> Notices:
    """Give what is new to this account since it last marked anything as seen on its page.

    Acts are told at each full quarter of an hour, alarms at once.
    """
    request.lens = lens_of(request)  # type: ignore[attr-defined]
    found = new_to(request)
    items = tuple(Notice(one.type, one.about, one.field, one.actor, one.recorded, one.alarm) for one in found[:MOST])
    return Notices(items, len(found) > MOST)


@operation("GET", "/search", name="search", gives=Hits, tag="agreement")
def search(request: HttpRequest, asked: Query[Searched]) -> Hits:
    """Find words of the text, and numbers written in full that this seat may know of. Nothing of a search is kept."""
    sat = _sits(request)
    found: Any = found_by(asked.q, sat.viewer, request.shown, sat.office)  # type: ignore[attr-defined]
    return Hits({one.name: one.ids for one in found.sections}, tuple(one.id for one in found.drafts),
                tuple({"kind": one.kind, "number": one.number} for one in found.numbers), found.acts)  # fmt: skip
