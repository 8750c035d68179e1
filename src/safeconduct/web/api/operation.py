"""One operation of the interface: its address, what it needs of a token, who may ask, and how its answer is written down.

What an operation gives is data of the core. It is encoded once and described from the same types, so the two cannot differ.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.web.api import cursors, problems
from safeconduct.web.api.models import Scope
from safeconduct.web.api.reading import StrictJson
from safeconduct.web.shell.doors import Door

NAME = "api"
"""The namespace of the addresses."""
JSON, GEOJSON, TEXT, PROOF = "application/json", "application/geo+json", "text/plain", "text/plain; charset=utf-8"


class Looked(Schema):
    """How it is looked at: when, from what was known when, through whose eyes, in which language."""

    at: str = Field("", description="The moment looked at: a day (its end is meant) or an hour, in the zone of the agreement.")
    known_by: str = Field("", description="Leave out what was recorded later. As `at` if it is not given.")
    as_: str = Field("", alias="as", description="Let the counts and claims of this party or body decide.")
    lang: str = Field("", description="The language of the wording, of those that the agreement has.")


class Day(Schema):
    """Which day of the programme is looked at, and which acts are taken as never made."""

    day: str = Field("", description="The day of the programme, counted from the first; the last one if it is not given.")
    leave_out: str = Field("", description="Ids of acts taken as never made, with commas. For seats that work in the programme.")


class Listed(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(cursors.USUAL, ge=1, le=cursors.MOST, description="How many entries at most.")
    cursor: str = Field("", max_length=4096, description="`next` of the part before.")


class Listing(NamedTuple):
    """A list of one type of entries, as it is described."""

    of: Any


class Operation(NamedTuple):
    """What the door in front of the operations has to know of one."""

    name: str
    scope: Scope
    door: Door
    gives: Any
    media: str
    writes: bool


OPERATIONS: dict[tuple[str, str], Operation] = {}
"""Every operation by its name and method."""

API = NinjaAPI(
    title="safeconduct", version="1", urls_namespace=NAME, openapi_url=None, docs_url=None, parser=StrictJson(),
    description="What the pages of safeconduct show and do, for programs. See docs/reference/api.md.",
)  # fmt: skip


def operation(method: str, path: str, *, name: str, gives: Any, scope: Scope = Scope.READ, door: Door = Door.EVERYONE,
              media: str = JSON, tag: str, writes: bool = False, status: int = 200) -> Callable[..., Any]:  # fmt: skip
    """Register a view. `gives` is the type of what it gives; what it gives is encoded here unless it is an answer already."""
    OPERATIONS[name, method] = Operation(name, scope, door, gives, media, writes)

    def of(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def asked(request: HttpRequest, **given: Any) -> HttpResponse:
            found = view(request, **given)
            if isinstance(found, HttpResponse):
                return found
            return HttpResponse(msgspec.json.encode(found, order="deterministic"), status=status, content_type=media)

        first, _, rest = inspect.cleandoc(view.__doc__ or "").partition("\n\n")
        register = {"GET": API.get, "POST": API.post}[method]
        extra = {"x-scope": scope.value, "x-door": door.value}
        called = name if method == "GET" else f"{name}_{method.lower()}"
        register(path, url_name=name, operation_id=called, summary=first.rstrip("."), description=rest.strip() or first,
        tags=[tag], openapi_extra=extra)(asked)  # fmt: skip
        return view

    return of


def _told(request: HttpRequest, error: Any) -> HttpResponse:
    raise error  # the front of the interface answers for all of them


for _kind in (Exception, Http404, HttpError, ValidationError):
    API.add_exception_handler(_kind, _told)


def in_our_words(error: Exception) -> Exception:
    """Give what ninja says of a request that does not fit the model of an operation, in the words of the core."""
    if isinstance(error, ValidationError):
        faults = [Fault(code="SC015" if one["type"] == "missing" else "SC002" if one["type"] == "extra_forbidden" else "SC016",
                        message=str(one["msg"]), path=".".join(str(part) for part in one["loc"][1:]),
                        remedy="see /api/1/openapi.json for what is expected") for one in error.errors]  # fmt: skip
        return Invalid(faults)
    if isinstance(error, HttpError):
        found = error.__cause__  # what our own reader of bodies has said, before ninja wrapped it
        return found if isinstance(found, (problems.Problem, Invalid)) else problems.Problem(problems.NOT_THIS_WAY, str(error))
    return error
