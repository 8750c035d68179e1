"""Who looks at a page: the seat of whoever has signed in, with all factors; else the public."""

from django.conf import settings
from django.http import HttpRequest

from safeconduct.access.knowing import Viewer
from safeconduct.access.seats import THE_PUBLIC, Seat, seat_at
from safeconduct.web.accounts.doors import needs_factor
from safeconduct.web.accounts.models import Account
from safeconduct.web.shell import clock
from safeconduct.web.shell.case import Shown

_KEPT = "_who_looks"


def account_of(request: HttpRequest) -> Account | None:
    """Give the account of whoever has signed in with all factors; None for everyone else."""
    if _KEPT not in request.__dict__:
        # Asked of the cookie first: a reader without one costs no session.
        user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        sound = isinstance(user, Account) and user.is_authenticated and not needs_factor(request)
        request.__dict__[_KEPT] = user if sound else None
    found: Account | None = request.__dict__[_KEPT]
    return found


def sits(request: HttpRequest, account: Account | None) -> None:
    """Have a request looked at by an account, or by nobody, whatever its cookies say: it came with a token or without one."""
    request.__dict__[_KEPT] = account


def seat_of(request: HttpRequest) -> Seat:
    """Give the seat of whoever looks."""
    account = account_of(request)
    return seat_at(account.org, account.post) if account is not None else THE_PUBLIC


def viewer_of(request: HttpRequest) -> Viewer:
    """Give whoever looks, under the text in force now."""
    shown: Shown = request.shown  # type: ignore[attr-defined]
    return shown.terms.viewer(seat_of(request), clock.now())
