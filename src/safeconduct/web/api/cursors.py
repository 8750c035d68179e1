"""How a list goes on behind its last entry: a cursor that nobody can read, make or use elsewhere.

It is bound to the address, its query and the seat, and holds the moment that the list is about: the next part is one of the same
list. How many entries there are in all is not said.
"""

import json
import time
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.web.api.models import fernet_of

GOOD_FOR = 24 * 3600
MOST, USUAL = 200, 50
T = TypeVar("T")


class Part(NamedTuple):
    """A part of a list, and the cursor of the next one; empty where there is none."""

    items: list[Any]
    next: str


def fresh(request: HttpRequest) -> dict[str, Any]:
    """Give what the cursor of a request holds; nothing where there is none. Raises Invalid for one that is not of this list."""
    text = request.GET.get("cursor", "")
    if not text:
        return {}
    try:
        held: dict[str, Any] = json.loads(_sealing().decrypt(text.encode(errors="replace"), ttl=GOOD_FOR))
    except (InvalidToken, ValueError):
        held = {}
    if held.get("of") != _bound(request):
        raise Invalid([Fault(code="SC016", message="this cursor is not one of this list", path="cursor",
                             remedy="ask for the list again from its beginning, without `cursor`")])  # fmt: skip
    return held


def part(request: HttpRequest, found: Iterable[T], *, key: Callable[[T], list[Any]], limit: int, pinned: dict[str, Any],
         held: dict[str, Any]) -> Part:  # fmt: skip
    """Give the entries behind the one that a cursor names, in their order. `key` tells entries apart and gives that order.

    `pinned` is what the next part has to be asked with, such as the moment looked at.
    """
    after = held.get("after")
    taken: list[T] = []
    for one in found:
        if after is None or key(one) > after:
            taken.append(one)
            if len(taken) > limit:
                break
    if len(taken) <= limit:
        return Part(taken, "")
    taken = taken[:limit]
    whole = {"of": _bound(request), "after": key(taken[-1]), "pinned": pinned}
    return Part(taken, _sealing().encrypt_at_time(json.dumps(whole).encode(), int(time.time())).decode())


def _bound(request: HttpRequest) -> str:
    seat = getattr(request, "seat", None)
    asked = sorted((name, value) for name, value in request.GET.items() if name not in ("cursor", "limit"))
    return sha256(json.dumps([request.path, asked, list(seat or ())]).encode()).hexdigest()


def _sealing() -> Any:
    return fernet_of(salted_hmac("safeconduct.api.cursor", "", secret=settings.SECRET_KEY, algorithm="sha256").digest())
