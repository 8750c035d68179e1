"""The front of the interface: every request under `/api/` comes here, and goes no further into the pages.

No cookie is looked at, so nothing that a browser sends by itself does anything, and a session is of no use. Who asks is said by a
token; without one it is the public. Whatever goes wrong is told as a problem document.
"""

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.log import log_response

from safeconduct.kernel.errors import Fault, Invalid, SafeconductError
from safeconduct.record.faults import Bad
from safeconduct.web.api import problems, replays
from safeconduct.web.api.description import parameters
from safeconduct.web.api.limits import LIMITER, PUBLIC, TOKEN, WRITING, WRONG, Rate
from safeconduct.web.api.models import Scope, Token
from safeconduct.web.api.operation import NAME, OPERATIONS, Operation, in_our_words
from safeconduct.web.api.problems import OF_HTTP, Problem
from safeconduct.web.api.reading import body_of, plain
from safeconduct.web.shell.bodies import TooBusy, TooSlow
from safeconduct.web.shell.disk import LATER, OF_THE_DISK, noted
from safeconduct.web.shell.doors import is_open
from safeconduct.web.shell.seat import seat_of, sits, viewer_of
from safeconduct.web.shell.worked import NotReady, current

PREFIX = "/api/"
LONGEST_PATH, LONGEST_QUERY = 500, 8_000


class ForPrograms:
    """Answers every request under the prefix; lets all others through to the pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.COOKIES = {}
        request.token = None  # type: ignore[attr-defined]
        sits(request, None)
        # Programs read codes. The sentences beside them are in one language, so that the same question gets the same bytes.
        with translation.override("en"):
            answer = _without_body(request, _answered(request))
        patch_vary_headers(answer, ("Authorization",))
        if request.token is not None or answer.status_code >= 400:  # type: ignore[attr-defined]
            answer.headers["Cache-Control"] = "private, no-store"
        return answer


def _without_body(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if request.method == "HEAD":
        answer.headers["Content-Length"] = str(len(answer.content))
        answer.content = b""
    return answer


def _answered(request: HttpRequest) -> HttpResponse:
    rates: dict[str, str] = {}
    try:
        answer = _asked(request, rates)
    except Exception as error:
        answer = _problem(request, error)
    for name, value in rates.items():
        answer.headers[name] = value
    return answer


def _problem(request: HttpRequest, error: Exception) -> HttpResponse:
    error = in_our_words(error)
    if isinstance(error, (Http404, Resolver404)):
        error = problems.not_found()
    elif isinstance(error, RequestDataTooBig):
        error = Problem(OF_HTTP[413])
    elif isinstance(error, TooSlow):
        error = Problem(OF_HTTP[408])
    elif isinstance(error, (NotReady, TooBusy)):
        error = Problem(OF_HTTP[503], headers={"Retry-After": "5"})
    elif isinstance(error, OF_THE_DISK):
        detail = "Its disk or its database did not do what was asked. What was taken in already does not count twice."
        busy = Problem(OF_HTTP[503], detail, headers={"Retry-After": LATER})
        return noted(request, problems.answer(busy), error)
    elif not isinstance(error, (Problem, SafeconductError, Bad)):
        got_request_exception.send(sender=ForPrograms, request=request)
        answer = problems.answer(Problem(OF_HTTP[500]))
        log_response("Internal Server Error: %s", request.path, response=answer, request=request, exception=error)
        return answer
    return problems.answer(error)


def _asked(request: HttpRequest, rates: dict[str, str]) -> HttpResponse:
    if len(request.path) > LONGEST_PATH or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise Problem(OF_HTTP[414])
    _who(request, rates)
    match = request.resolver_match = resolve(request.path_info)
    if match.namespace != NAME:
        raise problems.not_found()
    name, method = str(match.url_name), "GET" if request.method == "HEAD" else str(request.method)
    methods = [one for known, one in OPERATIONS if known == name]
    if not methods:
        raise problems.not_found()
    allowed = ", ".join(sorted({*methods, "OPTIONS", *(("HEAD",) if "GET" in methods else ())}))
    if method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": allowed})
    if method not in methods:
        raise Problem(OF_HTTP[405], headers={"Allow": allowed})
    wanted = OPERATIONS[name, method]
    _may_use(request, wanted)
    _shown(request)
    if not is_open(request, wanted.door):
        raise problems.not_found() if request.token is not None else _token_needed()  # type: ignore[attr-defined]
    _known_fields(request, name, method)
    if method == "POST":
        body_of(request)
        if wanted.writes:
            _take(request, rates, WRITING, "w")
    view = partial(_viewed, request, match)
    return replays.once(request, view) if wanted.writes else view()


def _viewed(request: HttpRequest, match: Any) -> HttpResponse:
    was, request.method = request.method, "GET" if request.method == "HEAD" else request.method
    try:
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer
    finally:
        request.method = was


def _who(request: HttpRequest, rates: dict[str, str]) -> None:
    """Find out by what token a request comes, and whether there were too many of them."""
    address = f"address {request.META.get('REMOTE_ADDR', '')}"
    said = request.META.get("HTTP_AUTHORIZATION", "")
    if not said:
        return _take(request, rates, PUBLIC, address)
    kind, _, text = said.partition(" ")
    token = Token.find(text.strip(), timezone.now()) if kind.lower() == "bearer" else None
    if token is None:
        # Only wrong tokens are slowed down: all sides may come from one address, and none keeps out the others.
        tried = LIMITER.ask(address, WRONG)
        if not tried.allowed:
            raise _too_many(rates, tried.wait)
        raise _token_needed("This token is not known, has ended, or its account is closed.")
    request.token = token  # type: ignore[attr-defined]
    return _take(request, rates, TOKEN, f"token {token.pk}")


def _take(request: HttpRequest, rates: dict[str, str], rate: Rate, who: str) -> None:
    if who == "w":
        token = request.token  # type: ignore[attr-defined]
        who = f"writing {token.pk if token is not None else request.META.get('REMOTE_ADDR', '')}"
    left = LIMITER.ask(who, rate)
    rates |= {"RateLimit-Limit": str(rate.most), "RateLimit-Remaining": str(left.left), "RateLimit-Reset": str(left.wait)}
    if not left.allowed:
        raise _too_many(rates, left.wait)


def _too_many(rates: dict[str, str], wait: int) -> Problem:
    rates["Retry-After"] = str(max(wait, 1))
    return Problem(OF_HTTP[429])


def _token_needed(detail: str = "") -> Problem:
    return Problem(OF_HTTP[401], detail, headers={"WWW-Authenticate": "Bearer"})


def _may_use(request: HttpRequest, wanted: Operation) -> None:
    token: Token | None = request.token  # type: ignore[attr-defined]
    if token is None:
        if wanted.scope is not Scope.READ:
            raise _token_needed()
        return
    if not token.is_for(wanted.scope) and not (wanted.scope is Scope.READ and token.is_for(Scope.SEAT)):
        raise Problem(problems.SCOPE, f"This needs a token with the scope `{wanted.scope.value}`.", scope=wanted.scope.value)
    # What everyone may read is read as the seat only with a token for that.
    sits(request, token.account if wanted.scope is not Scope.READ or token.is_for(Scope.SEAT) else None)


def _shown(request: HttpRequest) -> None:
    try:
        request.shown = current()  # type: ignore[attr-defined]
    except OF_THE_DISK:
        raise
    except SafeconductError as error:
        raise Problem(OF_HTTP[500], f"The files of the agreement cannot be read: {error.message()}") from error
    if not viewer_of(request).has_role:
        request.shown = request.shown.public  # type: ignore[attr-defined]
    request.seat = seat_of(request)  # type: ignore[attr-defined]


def _known_fields(request: HttpRequest, name: str, method: str) -> None:
    known = parameters(name, method)
    for field, values in request.GET.lists():
        if field not in known:
            close = get_close_matches(field, known, 1)
            remedy = f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(known) or 'none'}"
            message = f"{field[:60]!r} is no field of this address"
            raise Invalid([Fault(code="SC002", message=message, path=field[:60], remedy=remedy)])
        if len(values) > 1:
            message = f"{field!r} stands twice in the address"
            raise Invalid([Fault(code="SC001", message=message, path=field, remedy="write it once")])
        plain(values[0], field)
