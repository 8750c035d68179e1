"""What is read of a request: how much, of which kind, in which characters. The rest is answered in words, and changes nothing.

A text that turns the reading direction, or hides between letters, reads otherwise than it is. None is taken in, except where an
agreement is only looked at, and in passwords, which are shown to nobody.
"""

import unicodedata
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from safeconduct.kernel.errors import SafeconductError
from safeconduct.web.shell.bodies import TooBusy, TooSlow
from safeconduct.web.shell.errors import go_back
from safeconduct.web.shell.lens import plain_lens
from safeconduct.web.shell.worked import current

LONGEST_PATH, LONGEST_QUERY = 1_000, 4_000
"""How long an address may be, in characters; the longest that the pages make is a third of it."""
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
"""How a browser sends a form."""
_HARMLESS = "\u200c\u200d\u200e\u200f"  # Persian and Kurdish need the first two; the others come along when Arabic is copied
_LINES = "\t\r\n"
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_SECRET = ("password", "password1", "password2", "oldpassword", "word", "again")


class Limits:
    """Answers what is not read, and puts words where a page only said that it takes nothing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.OWN_LIMITS):
            return self.get_response(request)
        found = _not_read(request)
        answer = _said(request, *found) if found else self.get_response(request)
        if answer.status_code == 429:
            answer.headers.setdefault("Retry-After", "10")
        if answer.status_code == 405 and not answer.content:
            allowed, answer = answer.headers.get("Allow", "GET, HEAD"), _said(request, _("This page takes nothing in."), 405)
            answer.headers["Allow"] = allowed
        return answer


def _said(request: HttpRequest, message: str, status: int) -> HttpResponse:
    if any(map(is_unseen, request.path)):
        request.path = request.path_info = "/"  # the frame writes it into its links
    if not hasattr(request, "lens"):  # the frame of the page needs a way of looking
        try:
            request.shown = current().public  # type: ignore[attr-defined]
        except SafeconductError:  # somebody is writing the files
            return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
        request.lens = plain_lens(request.shown)  # type: ignore[attr-defined]
    return go_back(request, message, status)


def _not_read(request: HttpRequest) -> tuple[str, int] | None:
    """Say why a request is not read, and by which status; None where it is."""
    try:
        return _address(request) or (_body(request) if request.method == "POST" else None) or _characters(request)
    except TooSlow:
        return _("What was sent did not come in time. Try again where the connection is better."), 408
    except TooBusy:
        return _("Too many are sending something at this moment. Wait a little, then try again."), 429
    except RequestDataTooBig:
        return _too_much(request), 413
    except (BadRequest, SuspiciousOperation, MultiPartParserError):
        return _("What was sent cannot be read as a form."), 400


def most_bytes(path: str) -> int:
    """Give how much may be sent to an address at once, in bytes."""
    return next((most for prefix, most in settings.TAKES_POSTS.items() if path.startswith(prefix)), 0)


def _address(request: HttpRequest) -> tuple[str, int] | None:
    if len(request.path) > LONGEST_PATH or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return _("This address is longer than any that these pages have."), 414
    return None


def _body(request: HttpRequest) -> tuple[str, int] | None:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        # Without its length, what was sent would count as nothing.
        unsaid = "HTTP_TRANSFER_ENCODING" in request.META or bool(length)
        return (_("What was sent does not say how long it is."), 411) if unsaid else None
    most = most_bytes(request.path)
    if int(length) > most:
        return _too_much(request), 413
    if int(length) and request.content_type not in KINDS:
        return _("These pages read forms as a browser sends them, and nothing else."), 415
    return None


def _too_much(request: HttpRequest) -> str:
    most = most_bytes(request.path) // 1000
    return _("What was sent has more than %(most)s kB. That is more than is read here.") % {"most": most}


def _characters(request: HttpRequest) -> tuple[str, int] | None:
    for name, value in _fields(request):
        unseen = next((one for one in f"{name}{value}" if is_unseen(one)), None)
        if unseen is not None:
            code = f"{ord(unseen):04X}"
            return _("The character U+%(code)s turns or hides text. Take it out.") % {"code": code}, 400
    return None


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    yield "", request.path
    sent = request.POST.lists() if request.method == "POST" else ()  # read here also where it is only looked at
    written = () if request.path.startswith(settings.LOOKED_AT_ONLY) else sent
    for name, values in (*request.GET.lists(), *written):
        yield from ((name, "" if name in _SECRET else str(value)) for value in values)


def is_unseen(one: str) -> bool:
    """Whether a character turns or hides text, or is none."""
    if one < "\x7f":
        return one < " " and one not in _LINES
    return unicodedata.category(one) in _UNSEEN and one not in _HARMLESS
