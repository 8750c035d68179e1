"""The pages for what cannot be shown: an unknown name, a field that cannot be read, a fault of ours."""

import sys
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from safeconduct.kernel.suggest import nearest
from safeconduct.web.accounts.refusing import FORM, refused
from safeconduct.web.shell import disk
from safeconduct.web.shell.lens import BadLens


class Unknown(Http404):
    """Nothing of this kind has the id that the address names; `close` is the id most like it."""

    def __init__(self, kind: str, name: str, known: Iterable[str], route: str) -> None:
        super().__init__(_("No %(kind)s is called %(name)s.") % {"kind": kind, "name": name})
        self.route = route
        self.close = nearest(name, known)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what is not there, and what is most like it."""
    asked = isinstance(exception, Unknown)
    context = {
        "message": str(exception) if asked else _("There is no page at this address."),
        "close": exception.close if asked else None,
        "route": exception.route if asked else "",
    }
    return render(request, "shell/404.html", context, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which field cannot be read and why, and keep what was written."""
    if not hasattr(request, "lens"):
        # A foreign host name ends up here before the frame exists.
        return HttpResponse("400 Bad request\n", status=400, content_type="text/plain; charset=utf-8")
    bad = exception if isinstance(exception, BadLens) else None
    own = bad if bad and bad.label else None
    if own:
        # A link that kept the bad field would lead back here.
        request.lens = request.lens.without(own.field)  # type: ignore[attr-defined]
    context = {
        "bad": None if own else bad,
        "own": own,
        "written": {name: request.GET.get(name, "") for name in ("at", "known_by", "as", "lang")},
        "message": bad.reason if bad else _("The request cannot be read."),
    }
    return render(request, "shell/400.html", context, status=400)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not sent from these pages, or that their cookie was lost on the way."""
    said = _("This form does not carry the mark that these pages put on it. The browser may refuse cookies of this machine, "
             "or the page is older than the program that runs now.")  # fmt: skip
    refused(request, FORM)
    return go_back(request, said, 403)


def go_back(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """Say why what was sent is not taken, and how to get back to it."""
    return render(request, "shell/go_back.html", {"message": message}, status=status)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, without the frame, which may be what failed."""
    error = sys.exc_info()[1]
    if isinstance(error, disk.OF_THE_DISK):
        return disk.answer(request, error)
    return render(request, "shell/500.html", {"plain": True}, status=500)
