"""How what went wrong is told to a program: RFC 9457 problem documents, with the codes that the command line has.

What is not there and what must not be known give one document, to the byte.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from django.http import HttpResponse

from safeconduct.kernel.codes import BY_CODE
from safeconduct.kernel.errors import Conflict, Invalid, NotPermitted, Refused, SafeconductError, VerificationFailed
from safeconduct.record.faults import Bad

TYPE = "application/problem+json"


class Sort(NamedTuple):
    """One kind of problem: its code, its HTTP status, its title, and what to do where nothing better is known."""

    code: str
    status: int
    title: str
    what_to_do: str = ""


FAMILIES = {
    Invalid: Sort("invalid", 400, "The request cannot be read as what it should be.",
                   "Correct what `faults` names, then send it again."),
    Refused: Sort("refused", 422, "The agreement does not allow it.", "See in `detail` what is missing, and who could."),
    NotPermitted: Sort("not-permitted", 403, "Whoever asks may not do or see this.",
                   "Somebody whose seat and key cover it does it."),
    Conflict: Sort("conflict", 409, "The state has moved on since the caller looked.", "Look again, then prepare it again."),
    VerificationFailed: Sort("verification-failed", 422, "A hash, a signature or a proof does not fit.",
                   "Nothing was written. Make or fetch it again."),
    SafeconductError: Sort("error", 500, "The server cannot answer.", "Tell whoever runs the server."),
}
"""The families of errors of the command line."""

OF_HTTP = {one.status: one for one in (
    Sort("token-needed", 401, "This needs a token.",
         "Send `Authorization: Bearer` with a token that an officer has made on the page of their account."),
    Sort("not-found", 404, "There is nothing here under this name.", "Look at the address again."),
    Sort("method-not-allowed", 405, "This address does not take this method.", "The header `Allow` says what it takes."),
    Sort("too-slow", 408, "The body did not come in time.", "Send it again where the connection is better."),
    Sort("too-large", 413, "The request is too large.", "Send less at once."),
    Sort("too-long", 414, "The address is too long.", "Send less in it."),
    Sort("wrong-type", 415, "The body is not of the type that is read here.", "Send `Content-Type: application/json`."),
    Sort("too-many-requests", 429, "Too many requests.", "Wait for the seconds that `Retry-After` gives."),
    Sort("failed", 500, "The server failed. This is not your fault.", "Ask again later, and tell whoever runs the server."),
    Sort("not-ready", 503, "The server cannot answer yet.", "Ask again in the seconds that `Retry-After` gives."),
)}  # fmt: skip
"""What HTTP itself has to say, by status."""
SCOPE = Sort("scope-needed", 403, "The token is not for this.", "Make a token for it on the page of the account.")
KEY_REUSED = Sort("idempotency-key-reused", 409, "This key was used for another request.", "Take a new key for each new request.")
STILL_ANSWERED = Sort("still-being-answered", 409, "The first request with this key is still being answered.",
                      "Ask again in a moment.")  # fmt: skip
LOOK = Sort("look-needed", 403, "Whoever looks at this says so in the record first.",
            "Hand in an act `access.read/1` of this seat that names it, then ask again within half an hour.")  # fmt: skip
GIVEN_ALREADY = Sort("given-already", 410, "It was given already, and is given once.",
                     "Ask anew where it is still needed: a request, its approval, a use.")  # fmt: skip
NOT_THIS_WAY = Sort("bad-request", 400, "The request cannot be read.", "Look at how it was sent.")


class Problem(Exception):
    """A problem that is no error of the core."""

    def __init__(self, sort: Sort, detail: str = "", headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail or sort.title)
        self.sort, self.detail, self.headers, self.more = sort, detail, headers or {}, more


def not_found() -> Problem:
    """Give the problem for what is not there."""
    return Problem(OF_HTTP[404])


def every_sort() -> Iterator[Sort]:
    """Give every sort of problem there is."""
    yield from FAMILIES.values()
    yield from OF_HTTP.values()
    yield from (SCOPE, LOOK, GIVEN_ALREADY, KEY_REUSED, STILL_ANSWERED, NOT_THIS_WAY)


def answer(error: Exception) -> HttpResponse:
    """Give the document for an error."""
    if isinstance(error, Problem):
        return document(error.sort, error.detail, headers=error.headers, **error.more)
    if isinstance(error, Bad):
        # A fault of the record has a place and a code of its own; its family is that of a check that failed.
        more = {"record_code": error.code, "where": error.where, "expected": error.expected, "got": error.got}
        return document(FAMILIES[VerificationFailed], str(error), **{key: value for key, value in more.items() if value})
    assert isinstance(error, SafeconductError)
    sort = next(FAMILIES[kind] for kind in type(error).__mro__ if kind in FAMILIES)
    more = {"what_to_do": error.what_to_do() or sort.what_to_do}
    if error.code != sort.code:
        more["code"] = error.code
    if isinstance(error, Invalid):
        faults = [msgspec.to_builtins(fault) for fault in error.faults]
        named = [{**fault, "name": BY_CODE[fault["code"]].name} if fault["code"] in BY_CODE else fault for fault in faults]
        return document(sort, error.faults[0].message if error.faults else sort.title, faults=named, left_out=error.left_out,
                        **more)  # fmt: skip
    return document(sort, error.message(), **more)


def document(sort: Sort, detail: str = "", *, headers: dict[str, str] | None = None, **more: Any) -> HttpResponse:
    """Give a problem document."""
    code = more.pop("code", sort.code)
    whole = {"type": f"/api/1/problems/{sort.code}", "title": sort.title, "status": sort.status, "code": code,
             "detail": detail or sort.title, "what_to_do": more.pop("what_to_do", sort.what_to_do), **more}  # fmt: skip
    found = HttpResponse(msgspec.json.encode(whole), status=sort.status, content_type=TYPE)
    for name, value in (headers or {}).items():
        found.headers[name] = value
    return found
