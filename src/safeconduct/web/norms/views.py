"""Read the request, ask the core, show one norm or one point."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.web.norms import present
from safeconduct.web.shell.errors import Unknown
from safeconduct.web.shell.view import looked_at


def norm(request: HttpRequest, name: str) -> HttpResponse:
    """Show one norm: three readings, its clocks, its reasons, and who can unblock it."""
    shown, lens, status = looked_at(request)
    found = status.norm(name)
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
