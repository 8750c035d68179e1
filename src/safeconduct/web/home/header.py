"""What the frame around every page says to whoever is signed in: how much is new. Asked for only where a page shows it."""

from typing import Any

from django.http import HttpRequest

from safeconduct.access.seats import THE_RECORDER
from safeconduct.web.home.told import how_many, new_to
from safeconduct.web.shell.seat import account_of, seat_of, viewer_of


def new_here(request: HttpRequest) -> dict[str, Any]:
    """Give how much is new to whoever looks; nothing costs anything where nobody is signed in."""
    if getattr(request, "shown", None) is None or not hasattr(request, "user") or account_of(request) is None:
        return {}
    return {"works_here": True, "has_role_here": lambda: viewer_of(request).has_role,
            "records_here": lambda: seat_of(request) == THE_RECORDER, "new_here": lambda: _count(request)}


def _count(request: HttpRequest) -> str:
    kept = request.__dict__
    if "_new_here" not in kept:
        kept["_new_here"] = how_many(new_to(request))
    return str(kept["_new_here"])
