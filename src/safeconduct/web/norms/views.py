"""Read the request, ask the core, show one norm or one point."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from safeconduct.agreement.amend import Version
from safeconduct.web.norms import present
from safeconduct.web.shell.errors import Unknown
from safeconduct.web.shell.view import looked_at


def begins(name: str, versions: tuple[Version, ...]) -> datetime | None:
    """Give when the first text that has something takes effect; None if none has it, or it has no day."""
    return next((version.start for version in versions if version.source.model.find(name) is not None), None)


def norm(request: HttpRequest, name: str) -> HttpResponse:
    """Show one norm: three readings, its clocks, its reasons, and who can unblock it."""
    shown, lens, status = looked_at(request)
    found = status.norm(name)
    if found is None and (day := begins(name, shown.case.versions)) is not None:
        # A later text brings it: it is shown as of the day it does, and the page says which day that is.
        return HttpResponseRedirect(reverse("norm", args=[name]) + lens.query(at=f"{day.astimezone(lens.zone):%Y-%m-%d}"))
    if found is None:
        raise Unknown("norm", name, [norm.id for norm in status.norms], "norm")
    return render(request, "norms/norm.html", present.norm(found, status, shown, lens))


def point(request: HttpRequest, name: str) -> HttpResponse:
    """Show one point of a text: what it says, what it leaves open, what comes from it."""
    shown, lens, status = looked_at(request)
    found = shown.agreement.points.get(name)
    if found is None:
        raise Unknown("point", name, shown.agreement.points, "point")
    return render(request, "norms/point.html", present.point(name, found, status, shown, lens))
