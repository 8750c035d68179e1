"""The pages of where a seat begins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from safeconduct.access.roles import roles_of
from safeconduct.access.seats import THE_RECORDER
from safeconduct.web.home.found import found
from safeconduct.web.home.news import MOST, grouped
from safeconduct.web.home.recording import recording
from safeconduct.web.home.samples import samples
from safeconduct.web.home.sitting import sitting
from safeconduct.web.home.told import mark_seen, new_to
from safeconduct.web.home.waiting import waiting
from safeconduct.web.shell.seat import account_of, seat_of
from safeconduct.web.shell.wording import named

FIRST_NEWS = 6
"""How many groups of news the first page shows."""


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for a seat, by when, what is new to it, and what is disputed."""
    sat, seat = sitting(request), seat_of(request)
    agreement = request.shown.agreement  # type: ignore[attr-defined]
    roles = dict.fromkeys(held.role for held in roles_of(seat, sat.viewer.in_force))
    waits = waiting(request.shown, seat, sat)._asdict()
    fresh = new_to(request)
    records = recording() if seat == THE_RECORDER else None
    duties = waits["duties"]
    nothing = not any((*(records or ()), waits["work"], waits["limits"], waits["guarding"], duties.owed, duties.asked))
    context = {
        "page": "home", "org": named(agreement, seat.org, ""), "post": named(agreement, seat.post, ""), "roles": tuple(roles),
        "in_office": sat.viewer.has_role, "records": records, "now": sat.now, "nothing": nothing,
        "news": grouped(fresh)[:FIRST_NEWS], "more_news": len(grouped(fresh)) > FIRST_NEWS, **waits,
    }  # fmt: skip
    return render(request, "home/home.html", context)


@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """Show what is new to a seat, and let it be marked as seen."""
    fresh = new_to(request)
    context = {"page": "notices", "news": grouped(fresh[:MOST]), "count": len(fresh[:MOST]), "more": len(fresh) > MOST}
    return render(request, "home/notices.html", context)


@require_POST
@never_cache
def seen(request: HttpRequest) -> HttpResponse:
    """Keep how far the account has read. What came in since the page was made stays new."""
    account, count = account_of(request), request.POST.get("count", "")
    if account is not None and count.isascii() and count.isdigit() and len(count) < 4:
        mark_seen(account, new_to(request), int(count))
    return redirect("notices")


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Show what a seat finds. Nothing of it is kept."""
    said = request.GET.get("q", "")
    sat = sitting(request)
    result = found(said, sat.viewer, request.shown, sat.office)  # type: ignore[attr-defined]
    return render(request, "home/search.html", {"page": "search", "found": result})


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show every element that the pages use, in each of its states."""
    context: dict[str, Any] = {"page": "design", **samples()}
    return render(request, "home/design.html", context)
