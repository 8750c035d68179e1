"""A page as anyone writes it with Django: a list with addresses, choices, dates and text, and the frame of a new project.

It has as many nodes and bytes as it is asked to have, and asks the store as often.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

NODES = 7
"""Nodes of one row: an address, a name, a choice and what it shows, a date, two words."""
OF_A_SESSION = 2
"""Questions to the store that a session costs: itself, and its account."""
BYTES = 160
"""Bytes of one row, at least: a page with more nodes than that has fewer of them here."""
TEXT = "words that a reader reads, and then some more of them "
TEMPLATE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1>
<table><thead><tr><th>Name</th><th>Who</th><th>State</th><th>Day</th></tr></thead><tbody>
{% for row in rows %}<tr><th scope="row"><a href="{% url 'row' row.id %}">{{ row.name }}</a></th><td>{{ row.who }}</td>
<td{% if row.late %} class="late"{% endif %}>{{ row.state }}</td><td>{{ row.day|date:"j M Y" }}</td></tr>
{% endfor %}</tbody></table><p>{{ rest }}</p></main></body></html>
"""


class Row(NamedTuple):
    """One line of the list."""

    id: int
    name: str
    who: str
    late: bool
    state: str
    day: datetime


def address(nodes: int, size: int, queries: int) -> str:
    """Give the address of the page with so many nodes and bytes, that asks the store so often."""
    return f"/plain/{nodes}/{size}/{queries}"


def plain(request: HttpRequest, nodes: int, size: int, queries: int) -> HttpResponse:
    """Make the page, as a view with a template does; whoever is signed in is looked up, as a view that asks for it does."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        for _ in range(queries - OF_A_SESSION):
            get_user_model().objects.filter(org=request.user.org).order_by("pk").first()
    return HttpResponse(_template().render(_context(nodes, size), request))


@lru_cache(maxsize=1)
def _template() -> Any:
    return engines["django"].from_string(TEMPLATE)


@lru_cache(maxsize=64)
def _context(nodes: int, size: int) -> dict[str, Any]:
    """Give what fills the page: as many rows as it takes, with as much text as is left."""
    count = max(1, min(nodes // NODES, size // BYTES))
    left = size - len(_template().render(_rows(count, 0)).encode())
    each = max(0, left // count)
    return {**_rows(count, each), "rest": _text(max(0, left - each * count))}


def _rows(count: int, more: int) -> dict[str, Any]:
    day = datetime(2025, 11, 6, 12, tzinfo=UTC)
    rows = [Row(number, f"Row {number} {_text(more)}", "somebody", number % 3 == 0, "in force", day) for number in range(count)]
    return {"title": "A plain page", "rows": rows, "rest": ""}


def _text(length: int) -> str:
    return (TEXT * (length // len(TEXT) + 1))[:length]


def row(_request: HttpRequest, _number: int) -> HttpResponse:
    """Stand for the page that a row leads to."""
    return HttpResponse()


class Own:
    """Leads to the peer in place of our pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask with the peer's addresses."""
        request.urlconf = "bench.peer_page"
        return self.get_response(request)


urlpatterns = [path("plain/<int:nodes>/<int:size>/<int:queries>", plain), path("plain/row/<int:_number>", row, name="row")]
