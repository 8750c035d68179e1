"""The programme on the desk: what a seat may do now, by what is due first, and the page of one thing with all its moves."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from safeconduct.access.knowing import Viewer
from safeconduct.web.desk.fields import ABOUT, MOVES
from safeconduct.web.desk.handing import account_and_seat
from safeconduct.web.desk.moves import OF, Open, Subject, by_due, knows, moves_of_nothing, moves_with, subjects
from safeconduct.web.desk.works import works
from safeconduct.web.looks.gate import looks
from safeconduct.web.shell import clock
from safeconduct.web.shell.lacking import all_lacks
from safeconduct.web.shell.wording import ui_language
from safeconduct.web.shell.worked import Worked, worked

SHOWN, FIRST, MOST_ALIKE = 25, 3, 60
"""How many things with a limit the desk shows, how many moves of one that nothing leads on for, how many numbers in a row."""


class Link(NamedTuple):
    """One move as a page shows it: what it does, where it is written, and why it is closed now, if it is."""

    type: str
    verb: str
    address: str
    closed: tuple[str, ...] = ()


class Thing(NamedTuple):
    """One thing with its moves."""

    about: str
    called: str
    number: str
    address: str
    moves: tuple[Link, ...]
    due: datetime | None = None
    late: bool = False


class Alike(NamedTuple):
    """Several things with which the same may be done, and none of which has a limit. Each number has its address."""

    called: str
    verbs: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]


class Desk(NamedTuple):
    """What a seat may do: new things, those with a limit, and those without, by what may be done; how many more there are."""

    new: tuple[Link, ...]
    things: tuple[Thing, ...]
    alike: tuple[Alike, ...]
    more: int


def address_of(about: str, number: str) -> str:
    """Give the address of the page with everything that may be done with something."""
    return f"{reverse('desk_moves')}?{urlencode({'about': about, 'number': number})}"


def write_address(kind: str, about: str = "", number: str = "", then: str = "") -> str:
    """Give the address of the page on which an act is written: any page may lead there. `then` is where to go on."""
    asked = {"type": kind, **({about: number} if about else {}), **({"next": then} if then else {})}
    return f"{reverse('desk_write')}?{urlencode(asked)}"


def on_the_desk(record: Worked, viewer: Viewer, now: datetime) -> Desk | None:
    """Give what a seat may do in the programme; None where there is none for it."""
    if viewer.agreement.programme is None or not viewer.has_role:
        return None
    office = record.desk.docket.office
    found = by_due(subjects(viewer, office, now))
    new = tuple(_links(record, moves_of_nothing(viewer, office, now)))
    due = [one for one in found if one.due is not None][:SHOWN]
    things = tuple(Thing(one.about, str(ABOUT[one.about]), one.number, address_of(one.about, one.number),
                         tuple(_links(record, _first(one.moves), one.about, one.number)), one.due,
                         late=one.due is not None and one.due <= now) for one in due)  # fmt: skip
    alike = tuple(_alike(one for one in found if one.due is None))
    more = len(found) - len(things) - sum(len(one.numbers) for one in alike)
    return Desk(new, things, alike, more) if new or things or alike else None


def _alike(found: Iterable[Subject]) -> Iterator[Alike]:
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in found:
        groups.setdefault((one.about, tuple(move.type for move in _first(one.moves))), []).append(one.number)
    for (about, kinds), numbers in groups.items():
        # Where only one thing can be done, its number leads there at once.
        places = tuple((number, write_address(kinds[0], about, number) if len(kinds) == 1 else address_of(about, number))
                       for number in numbers[:MOST_ALIKE])  # fmt: skip
        yield Alike(str(ABOUT[about]), tuple(str(MOVES[kind]) for kind in kinds), places)


def _first(moves: tuple[Open, ...]) -> tuple[Open, ...]:
    """Give the moves that lead on, or else the first: the page of the thing has all."""
    return tuple(one for one in moves if one.onward) or moves[:FIRST]


def _links(record: Worked, found: Iterable[Open], about: str = "", number: str = "", then: str = "") -> Iterator[Link]:
    for one in found:
        closed = all_lacks(one.missing, record.case.agreement, ui_language())
        yield Link(one.type, str(MOVES[one.type]), write_address(one.type, about, number, then), closed)


@require_safe
@works
def moves(request: HttpRequest) -> HttpResponse:
    """Show everything that a seat may do with one thing, open or closed. What it may not know of is not there."""
    about, number = request.GET.get("about", ""), request.GET.get("number", "").strip()
    return _of_person(request, number=number) if about == "case" else _moves(request, about, number)


@looks("person")
def _of_person(request: HttpRequest, *, number: str) -> HttpResponse:
    # What is closed, and why, says how a person stands.
    return _moves(request, "case", number)


def _moves(request: HttpRequest, about: str, number: str) -> HttpResponse:
    _account, seat = account_and_seat(request)
    now = clock.now()
    with worked() as record:
        viewer = record.viewer(seat, now)
        office = record.desk.docket.office if viewer.agreement.programme is not None else None
        if about not in OF or office is None or not knows(viewer, office, about, number):
            raise Http404
        found = tuple(_links(record, moves_with(viewer, office, about, number, now), about, number))
    context: dict[str, Any] = {
        "about": ABOUT[about], "number": number, "page": "desk", "open": [one for one in found if not one.closed],
        "closed": [one for one in found if one.closed],
    }  # fmt: skip
    return render(request, "desk/moves.html", context)


