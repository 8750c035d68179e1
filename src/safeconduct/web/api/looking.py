"""How data is looked at: the fields of the address that the pages have too, and the parts of a list."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest

from safeconduct.agreement.results import Status
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.web.api import cursors
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.lens import BadLens, Lens, read_lens

_CODES = {"at": "SC004", "known_by": "SC004", "as": "SC101", "leave_out": "SC101"}
T = TypeVar("T")


def bad_field(bad: BadLens) -> Invalid:
    """Give a field of the address that cannot be read as an error of the core."""
    return Invalid([Fault(code=_CODES.get(bad.field, "SC016"), message=bad.reason, path=bad.field,
                          remedy=f"correct `{bad.field}` in the address, or leave it out")])  # fmt: skip


def lens_of(request: HttpRequest) -> Lens:
    """Give how a request looks. The next part of a list is looked at as the first was. Raises Invalid."""
    try:
        lens = read_lens(request.GET, request.shown)  # type: ignore[attr-defined]
    except BadLens as bad:
        raise bad_field(bad) from None
    pinned = cursors.fresh(request).get("pinned", {})
    if "as_of" in pinned:
        known_by = pinned["known_by"]
        lens = lens._replace(as_of=datetime.fromisoformat(pinned["as_of"]),
                             known_by=datetime.fromisoformat(known_by) if known_by else None)  # fmt: skip
    return lens


def looked_at(request: HttpRequest) -> tuple[Shown, Lens, Status]:
    """Give the case, the way of looking, and the status seen that way. Raises Invalid."""
    shown: Shown = request.shown  # type: ignore[attr-defined]
    lens = lens_of(request)
    return shown, lens, shown.status(lens.as_of, lens.known_by, lens.seen_by)


def moment(status: Status) -> dict[str, Any]:
    """Give what stands beside every answer that is about a moment."""
    return {"as_of": status.as_of, "known_by": status.known_by, "seen_by": status.seen_by}


def page(request: HttpRequest, found: Iterable[T], limit: int, *, key: Callable[[T], list[Any]], lens: Lens | None = None,
         **beside: Any) -> dict[str, Any]:  # fmt: skip
    """Give a part of a list, as it is sent. `beside` stands beside it in every part."""
    pinned = {}
    if lens is not None:
        pinned = {"as_of": lens.as_of.isoformat(), "known_by": lens.known_by.isoformat() if lens.known_by else ""}
    held = cursors.fresh(request)
    part = cursors.part(request, found, key=key, limit=limit, pinned=pinned, held=held)
    return {**beside, "items": part.items, "next": part.next}


def in_order(names: Iterable[str], of: Callable[[Any], str]) -> Callable[[Any], list[Any]]:
    """Give a key that puts entries in the order in which the text names them."""
    places = {name: at for at, name in enumerate(names)}
    return lambda one: [places.get(of(one), len(places)), of(one)]
