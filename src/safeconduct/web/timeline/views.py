"""Read the request, ask the core, show the timeline."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.web.shell.view import looked_at
from safeconduct.web.timeline import present


def timeline(request: HttpRequest) -> HttpResponse:
    """Show everything in order of time, one month or all."""
    shown, lens, status = looked_at(request)
    context = present.timeline(shown, lens, status, month=request.GET.get("month", ""))
    return render(request, "timeline/timeline.html", {"page": "timeline", "status": status, **context})
