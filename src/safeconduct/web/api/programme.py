"""The programme as a seat sees it: the same data that its pages are made from, through the same sight.

Whoever asks about one person says so in the record first. Without a seat there is what is published, and no number of anyone.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest
from ninja import Query

from safeconduct.access.acts import Looked as LookedAt
from safeconduct.kernel.moments import utc
from safeconduct.web.api import problems
from safeconduct.web.api.looking import bad_field, page
from safeconduct.web.api.looks import GOOD_FOR, looks_of
from safeconduct.web.api.models import Scope
from safeconduct.web.api.operation import Day, Listed, Listing, operation
from safeconduct.web.api.problems import Problem, not_found
from safeconduct.web.programme import arms, days, kept, people, travel
from safeconduct.web.programme.opened import Look, looked_at
from safeconduct.web.shell import clock
from safeconduct.web.shell.doors import Door
from safeconduct.web.shell.lens import BadLens
from safeconduct.web.shell.seat import viewer_of
from safeconduct.web.shell.worked import worked

FOR_SEATS: dict[str, Any] = {"tag": "programme", "scope": Scope.SEAT, "door": Door.ROLE}


class CaseNumber(msgspec.Struct, frozen=True):
    """A case that a seat may know of, and at which step it is; empty where the seat does not see that."""

    case: str
    step: str


class WeaponSeen(msgspec.Struct, frozen=True):
    """A weapon as a seat sees it, and the fields that it does not."""

    weapon: arms.Weapon
    not_shown: Any


class ArmsSums(msgspec.Struct, frozen=True):
    """Counts of weapons; None for who has no role in the text."""

    sums: arms.Sums | None


class OperationSeen(msgspec.Struct, frozen=True):
    """An announced operation."""

    operation: dict[str, Any]


def look_of(request: HttpRequest) -> Look:
    """Read how the programme is looked at. Raises Invalid for a day or an act that there is not, Problem without a programme."""
    asked = (request.GET.get(name, "").strip() for name in ("day", "leave_out"))
    try:
        found = looked_at(request.shown, *asked, viewer=viewer_of(request))  # type: ignore[attr-defined]
    except BadLens as bad:
        raise bad_field(bad) from None
    if found is None:
        raise not_found()
    return found


def _list(request: HttpRequest, look: Look, found: list[Any], limit: int, key: Callable[[Any], list[Any]]) -> dict[str, Any]:
    given: dict[str, Any] = msgspec.to_builtins(page(request, found, limit, key=key, day=look.day, as_of=look.opened.as_of))
    return given


@operation("GET", "/programme", name="programme", gives=days.Day, tag="programme")
def day(request: HttpRequest, look: Query[Day]) -> days.Day:
    """Give the picture of a day.

    Seats that work in the programme get the counts of the cases they may know of. Everyone else gets what is published: one set
    of counts from days that are over, in which nothing under five can be taken back.
    """
    return _without_manifests(days.day(look_of(request)))


def _without_manifests(found: days.Day) -> days.Day:
    return msgspec.structs.replace(found, held_up=tuple(map(_unlisted, found.held_up)))


@operation("GET", "/programme/cases", name="cases", gives=Listing(CaseNumber), **FOR_SEATS)
def cases(request: HttpRequest, look: Query[Day], part: Query[Listed]) -> dict[str, Any]:
    """List the cases that this seat may know of, by number."""
    looked = look_of(request)
    found = [CaseNumber(case, looked.sight.steps[case]) for case in looked.sight.known]
    return _list(request, looked, found, part.limit, lambda one: [one.case])


@operation("GET", "/programme/cases/{number}", name="case", gives=people.CaseSeen, **FOR_SEATS)
def case(request: HttpRequest, number: str, look: Query[Day]) -> people.CaseSeen:
    """Give one case, as far as this seat needs it.

    Whoever looks at a person says so: an act `access.read/1` of the kind `person` about this number, handed in with this token
    not more than half an hour ago. It names the fields that are shown.
    """
    said = said_so(request, "person", number)
    found = people.one_case(look_of(request).sight, number)
    if found is None:
        raise not_found()
    _names(said, found.fields)
    return found


def said_so(request: HttpRequest, kind: str, number: str) -> LookedAt | None:
    """Give the act in which the seat has said that it looks; None where there is no record to say it in.

    Asked before anything is looked up. Raises Problem where nothing was said, whether or not there is such a number.
    """
    if not settings.HOME:
        return None  # files on a reader's own machine
    now = clock.now()
    with worked() as record:
        ledger = record.desk.docket.office.two
        filed = [one for name in looks_of(request.token) if (one := ledger.look(name)) is not None]  # type: ignore[attr-defined]
    for one in filed:
        of_seat = one.by.seat == request.seat and utc(one.at) <= now < utc(one.at) + GOOD_FOR  # type: ignore[attr-defined]
        if of_seat and one.act.kind == kind and number in (*one.act.cases, *one.act.numbers):
            act: LookedAt = one.act
            return act
    raise Problem(problems.LOOK)


def _names(said: LookedAt | None, shown: Iterable[str]) -> None:
    """Raise Problem where a look names fewer fields than are shown. Only who may see them gets here."""
    wanted = sorted(shown)
    if said is not None and not set(wanted) <= set(said.fields):
        raise Problem(problems.LOOK, "The look has to name every field that is shown.", fields=wanted)


@operation("GET", "/programme/limits", name="limits", gives=Listing(people.Limit), **FOR_SEATS)
def limits(request: HttpRequest, look: Query[Day], part: Query[Listed]) -> dict[str, Any]:
    """List every limit that runs in the cases this seat may know of; those that have run out come first."""
    looked = look_of(request)
    found = [(_order(one), one) for one in people.limits(looked.sight)]
    found.sort(key=lambda pair: pair[0])
    return _told(_list(request, looked, found, part.limit, lambda pair: pair[0]))


def _order(one: people.Limit) -> list[Any]:
    due = utc(one.due).isoformat() if one.due is not None else "9999"
    return [not one.passed, due, one.what, *one.cases]


def _told(given: dict[str, Any]) -> dict[str, Any]:
    """Give a part of a list without what its entries were ordered by."""
    return {**given, "items": [one for _order, one in given["items"]]}


@operation("GET", "/programme/weapons", name="weapons", gives=Listing(arms.Weapon), **FOR_SEATS)
def weapons(request: HttpRequest, look: Query[Day], part: Query[Listed]) -> dict[str, Any]:
    """List the weapons that this seat may know of, with the fields that it sees."""
    looked = look_of(request)
    found = arms.arms(looked.sight)
    return _list(request, looked, list(found.weapons), part.limit, lambda one: [one.tag])


@operation("GET", "/programme/weapons/sums", name="weapon_sums", gives=ArmsSums, **FOR_SEATS)
def weapon_sums(request: HttpRequest, look: Query[Day]) -> ArmsSums:
    """Give the counts of weapons by stage, and by how each assessor sees them."""
    return ArmsSums(arms.arms(look_of(request).sight).sums)


@operation("GET", "/programme/weapons/{tag}", name="weapon", gives=WeaponSeen, **FOR_SEATS)
def weapon(request: HttpRequest, tag: str, look: Query[Day]) -> WeaponSeen:
    """Give one weapon."""
    found = arms.one_weapon(look_of(request).sight, tag)
    if found is None:
        raise not_found()
    return WeaponSeen(*found)


@operation("GET", "/programme/containers", name="containers", gives=Listing(arms.ContainerSeen), **FOR_SEATS)
def containers(request: HttpRequest, look: Query[Day], part: Query[Listed]) -> dict[str, Any]:
    """List the containers that this seat may know of."""
    looked = look_of(request)
    return _list(request, looked, list(arms.arms(looked.sight).containers or ()), part.limit, lambda one: [one.container])


@operation("GET", "/programme/containers/{name}", name="container", gives=arms.ContainerSeen, **FOR_SEATS)
def container(request: HttpRequest, name: str, look: Query[Day]) -> arms.ContainerSeen:
    """Give one container."""
    found = arms.one_container(look_of(request).sight, name)
    if found is None:
        raise not_found()
    return found


@operation("GET", "/programme/receipts/{number}", name="receipt", gives=arms.ReceiptSeen, **FOR_SEATS)
def receipt(request: HttpRequest, number: str, look: Query[Day]) -> arms.ReceiptSeen:
    """Give one receipt. It is no proof of who somebody is.

    A receipt tells of its holder, so a look at it has to stand in the record, as for a case.
    """
    said = said_so(request, "receipt", number)
    found = arms.one_receipt(look_of(request).sight, number)
    if found is None:
        raise not_found()
    _names(said, found.fields)
    return found


@operation("GET", "/programme/movements", name="movements", gives=Listing(travel.MovementSeen), **FOR_SEATS)
def movements(request: HttpRequest, look: Query[Day], part: Query[Listed]) -> dict[str, Any]:
    """List the movements that this seat may know of, without their manifests."""
    looked = look_of(request)
    found = sorted(map(_unlisted, travel.movements(looked.sight)), key=lambda one: one.movement)
    return _list(request, looked, found, part.limit, lambda one: [one.movement])


def _unlisted(one: travel.MovementSeen) -> travel.MovementSeen:
    return msgspec.structs.replace(one, fields={name: value for name, value in one.fields.items() if name != "manifest"})


@operation("GET", "/programme/movements/{name}", name="movement", gives=travel.MovementSeen, **FOR_SEATS)
def movement(request: HttpRequest, name: str, look: Query[Day]) -> travel.MovementSeen:
    """Give one movement, with its manifest for who sees it.

    A manifest lists people, so a look at the movement has to stand in the record, as for a case.
    """
    said = said_so(request, "movement", name)
    found = travel.one_movement(look_of(request).sight, name)
    if found is None:
        raise not_found()
    _names(said, {"manifest"} & set(found.fields))
    return found


@operation("GET", "/programme/operations", name="operations", gives=list[OperationSeen], **FOR_SEATS)
def operations(request: HttpRequest, look: Query[Day]) -> list[OperationSeen]:
    """Give the announced operations that this seat sees."""
    return [OperationSeen(msgspec.to_builtins(one)) for one in travel.operations(look_of(request).sight)]


@operation("GET", "/programme/kept", name="kept", gives=Listing(kept.KeptAct), **FOR_SEATS)
def kept_without_effect(request: HttpRequest, look: Query[Day], part: Query[Listed]) -> dict[str, Any]:
    """List the acts that were kept without effect, the latest first, with the reasons that this seat may be told."""
    looked = look_of(request)
    found = kept.kept(looked.sight)
    # Counted from the oldest, so that what comes in meanwhile moves nothing: it stands before the first part.
    ordered = [([number - len(found)], one) for number, one in enumerate(found)]
    return _told(_list(request, looked, ordered, part.limit, lambda pair: pair[0]))
