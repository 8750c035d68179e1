"""Nobody works with a password alone, and nobody works in an account whose window is over."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from safeconduct.web.accounts.models import Account
from safeconduct.web.accounts.refusing import FACTOR, refused

OWN, OF_OTHERS = "/account/", ("/account/officers/", "/account/alarms/")
"""Where somebody sets up their own account, and where one works on those of others."""


class SecondFactor:
    """Leads an account without a second factor to where it is set up, whatever page it asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own = request.path.startswith((OWN, "/language", settings.STATIC_URL)) and not request.path.startswith(OF_OTHERS)
        if own or not needs_factor(request):
            return _kept_nowhere(request, self.get_response(request))
        if request.method == "POST":
            refused(request, FACTOR)
        messages.info(request, _("Set up a second factor first: a code from an app, or a passkey. Until then this account "
                                 "opens nothing else."))  # fmt: skip
        return _kept_nowhere(request, redirect("mfa_index"))


def _kept_nowhere(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    # What somebody saw who was signed in, or on the way to it, is in no cache for whoever sits down next.
    if settings.SESSION_COOKIE_NAME in request.COOKIES or request.path.startswith((OWN, "/desk/")):
        add_never_cache_headers(answer)
    return answer


def needs_factor(request: HttpRequest) -> bool:
    """Whether the account of a request still has no second factor. Identities of a demonstration need none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False  # nobody is signed in, so no table is asked
    user = request.user
    return isinstance(user, Account) and not (user.made_up and settings.DEMO) and not is_mfa_enabled(user)
