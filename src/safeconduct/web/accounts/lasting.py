"""How long a session lasts: not past twelve hours, whatever is done in it, and not past half an hour in which nothing is done."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

LONGEST, IDLE = timedelta(hours=12), timedelta(minutes=30)
NOTED_EVERY = timedelta(minutes=5)
"""How often it is noted that a session is in use: noting it on each page would write to the disk for each."""
BEGAN, SEEN = "sc_began", "sc_seen"


class Lasting:
    """Ends a session that is too old, or in which nobody has done anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked of the cookie first: a reader without one costs no session.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _look(request)
        return self.get_response(request)


def _look(request: HttpRequest) -> None:
    now = timezone.now().timestamp()
    began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
    if now - began >= LONGEST.total_seconds() or now - seen >= IDLE.total_seconds():
        logout(request)
        messages.info(request, _("The session has ended: it was too old, or nothing was done in it. Sign in again."))
    elif BEGAN not in request.session or now - seen >= NOTED_EVERY.total_seconds():
        request.session[BEGAN], request.session[SEEN] = began, now
