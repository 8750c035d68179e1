"""Read the request, ask what its seat sees, show the programme."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from safeconduct.kernel.acts import act_type
from safeconduct.kernel.errors import Invalid
from safeconduct.web.looks.gate import looks
from safeconduct.web.programme import arms, people, present, travel
from safeconduct.web.programme.kept import kept as kept_acts
from safeconduct.web.programme.opened import Look, is_in_use, look
from safeconduct.web.shell.doors import doors, is_open
from safeconduct.web.shell.errors import Unknown
from safeconduct.web.shell.unreadable import unreadable

TABS = (
    ("programme", _lazy("The day"), "day"), ("programme_cases", _lazy("Cases"), "cases"),
    ("programme_weapons", _lazy("Weapons"), "weapons"), ("programme_movements", _lazy("Movements"), "movements"),
    ("programme_clocks", _lazy("Limits"), "clocks"), ("programme_kept", _lazy("Kept without effect"), "kept"),
)  # fmt: skip
"""The pages of the programme: address, name, template."""

_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,40}").fullmatch
_View = Callable[..., HttpResponse]


class NoCase(Unknown):
    """No case is shown under a number. The words do not depend on why, nor on the number."""

    def __init__(self) -> None:
        super().__init__("case", "", (), "")
        self.args = (_("No case of this programme is shown under this number. Look again at the number on the paper."),)


def _page(tab: str) -> Callable[[Callable[..., dict[str, Any]]], _View]:
    """Give a view of what a function makes of the day looked at, with the frame of the programme around it."""

    def of(make: Callable[..., dict[str, Any]]) -> _View:
        @wraps(make)
        def view(request: HttpRequest, **named: str) -> HttpResponse:
            try:
                looked = look(request)
            except Invalid as error:
                return unreadable(request, error)
            if looked is None:
                if named:
                    raise NoCase
                return render(request, "programme/none.html", {"page": "programme", **_how_to_open(request)})
            context = {**_frame(request, looked, tab), **make(looked, **named)}
            return _for_one_seat(render(request, f"programme/{tab}.html", context))

        return view

    return of


def _for_one_seat(answer: HttpResponse) -> HttpResponse:
    """Let no cache give a page to another seat."""
    patch_cache_control(answer, private=True, no_store=True)
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _frame(request: HttpRequest, looked: Look, tab: str) -> dict[str, Any]:
    lens = request.lens  # type: ignore[attr-defined]
    last = looked.last_day
    acts = {act.id: act for act in looked.opened.acts} if looked.left_out else {}
    viewer = looked.sight.viewer
    return {
        "page": "programme",
        "tab": tab,
        "look": looked,
        "opened": looked.opened,
        "viewer": viewer,
        "seat": viewer.seat,
        "earlier": is_in_use() and looked.day < last and viewer.has_role,
        "day": looked.day,
        "last_day": last,
        "days": [(number, lens.query(day=str(number))) for number in range(1, last + 1)] if last <= 31 else (),
        "before": lens.query(day=str(looked.day - 1)) if looked.day > 1 else "",
        "after": lens.query(day=str(looked.day + 1)) if looked.day < last else "",
        "tabs": [one for one in TABS if is_open(request, doors().get(one[0]))],
        "with_all": lens.query(leave_out=None),
        "left_out": [(acts[name], act_type(acts[name])) for name in looked.left_out],
    }


def _how_to_open(request: HttpRequest) -> dict[str, Any]:
    shown = request.shown  # type: ignore[attr-defined]
    return {
        "programmes": [draft for draft in shown.drafts if draft.text.programme is not None],
        "from_example": shown.case.name,
    }


@_page("day")
def day(looked: Look) -> dict[str, Any]:
    """Show the picture of a day."""
    return present.day(looked)


@looks("person")
@_page("case")
def case(looked: Look, number: str) -> dict[str, Any]:
    """Show one case; a number that a seat may not know of gets the answer of a number that nobody has."""
    found = present.case(looked, number)
    if found is None:
        raise NoCase
    return found


@_page("weapons")
def weapons(looked: Look) -> dict[str, Any]:
    """Show the hand-over sheet of weapons."""
    return present.weapons(looked, arms.arms(looked.sight))


@looks("movement")
@_page("movements")
def movements(looked: Look) -> dict[str, Any]:
    """Show each movement."""
    cards = travel.movements(looked.sight)
    # What is withheld follows from the seat, and is told once for all of them.
    hidden = next((card.not_shown for card in cards if card.not_shown is not None), None)
    return {"cards": cards, "operations": travel.operations(looked.sight), "not_shown": hidden}


@_page("clocks")
def clocks(looked: Look) -> dict[str, Any]:
    """Show every limit."""
    return present.limits(looked)


@_page("kept")
def kept(looked: Look) -> dict[str, Any]:
    """Show the acts that were kept without effect."""
    return {"acts": kept_acts(looked.sight)}


@_page("cases")
def listed(looked: Look) -> dict[str, Any]:
    """Show the cases by step."""
    groups = people.cases(looked.sight)
    return {"groups": groups, "total": sum(len(group.cases) for group in groups)}


def cases(request: HttpRequest) -> HttpResponse:
    """Show the cases by step, or go to the one whose number was asked for."""
    number = request.GET.get("number", "").strip()
    if number:
        if not _NUMBER(number):
            raise NoCase
        query = request.lens.query()  # type: ignore[attr-defined]
        return redirect(reverse("programme_case", args=[number]) + query)
    return listed(request)
