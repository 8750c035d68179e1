"""Who may open which page. Every room says it for its own, in `DOORS` beside its addresses.

A page without an entry opens to nobody.

A door only says who comes in. What they see behind it is asked in `access`, field by field.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from safeconduct.access.seats import THE_RECORDER
from safeconduct.web.shell.errors import not_found
from safeconduct.web.shell.seat import account_of, seat_of, viewer_of


class Door(StrEnum):
    """Who comes in.

    everyone; account: whoever has signed in, also before the second factor is set up; signed_in: with it; role: whose
    organisation stands in the text and is in office; inside: whose seat works in the programme; manages: who lets others of the
    same organisation in; recorder: who keeps the log; demo: everyone, in a demonstration only.
    """

    EVERYONE = "everyone"
    ACCOUNT = "account"
    SIGNED_IN = "signed_in"
    ROLE = "role"
    INSIDE = "inside"
    MANAGES = "manages"
    RECORDER = "recorder"
    DEMO = "demo"


@lru_cache(maxsize=4)
def doors(urlconf: str | None = None) -> dict[str, Door]:
    """Give the door of each page by the name of its address."""
    return dict(_of_rooms(get_resolver(urlconf)))


def _of_rooms(resolver: URLResolver) -> Iterator[tuple[str, Door]]:
    yield from getattr(resolver.urlconf_module, "DOORS", {}).items()
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            prefix = f"{part.namespace}:" if part.namespace else ""
            yield from ((prefix + name, door) for name, door in _of_rooms(part))


def pages(resolver: URLResolver | None = None, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Give the name and the route of every page there is."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLPattern):
            yield f"{space}{part.name}", f"{before}{part.pattern}"
        else:
            yield from pages(part, f"{before}{part.pattern}", f"{space}{part.namespace}:" if part.namespace else space)


def is_open(request: HttpRequest, door: Door | None) -> bool:
    """Whether whoever asks may come in."""
    account = account_of(request)
    match door:
        case Door.EVERYONE:
            return True
        case Door.DEMO:
            return bool(settings.DEMO)
        case Door.ACCOUNT:
            # Who is signed in and has no second factor yet is led by the middleware of the accounts to where it is set up.
            return bool(request.user.is_authenticated)
        case Door.SIGNED_IN:
            return account is not None
        case Door.MANAGES:
            return account is not None and account.manages
        case Door.RECORDER:
            return account is not None and seat_of(request) == THE_RECORDER
        case Door.ROLE:
            return account is not None and viewer_of(request).has_role
        case Door.INSIDE:
            viewer = viewer_of(request)
            return account is not None and viewer.inside and bool(viewer.steps)
    return False


class AtTheDoor:
    """Asks the door of a page before the page is made. What is closed to an officer and what is not there get one answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let in, send to the entrance, or say that there is no such page."""
        match = request.resolver_match
        door = doors().get(match.view_name) if match is not None else None
        if is_open(request, door):
            return None
        if door not in (None, Door.DEMO) and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return not_found(request, Http404())
