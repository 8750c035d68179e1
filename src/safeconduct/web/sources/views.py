"""Read the request, ask the core, show where it all comes from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.web.shell.view import looked_at
from safeconduct.web.sources import present


def record(request: HttpRequest) -> HttpResponse:
    """Show the acts that were read, and those that changed no status with the reason."""
    shown, _lens, status = looked_at(request)
    return render(request, "sources/record.html", {"page": "record", "status": status, **present.record(shown, status)})


def about(request: HttpRequest) -> HttpResponse:
    """Show the texts, the sources and the limits of these pages."""
    shown, _lens, status = looked_at(request)
    return render(request, "sources/about.html", {"page": "about", "status": status, **present.about(shown, status)})
