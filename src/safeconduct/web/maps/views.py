"""Read the request, ask the core, show the map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.web.maps import present
from safeconduct.web.shell.view import looked_at


def map_page(request: HttpRequest) -> HttpResponse:
    """Show the places of the agreement as drawn on that day, and a table of them."""
    shown, lens, status = looked_at(request)
    return render(request, "maps/map.html", {"page": "map", "status": status, **present.places(shown, lens, status)})
