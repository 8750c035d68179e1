"""The page on which an officer makes tokens for programs, sees which there are, and ends them."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from safeconduct.web.accounts import forced
from safeconduct.web.accounts.listening import note
from safeconduct.web.accounts.models import Account
from safeconduct.web.api.forms import NewToken
from safeconduct.web.api.models import LONGEST_DAYS, Scope, Token, open_tokens

MOST_OPEN = 10
"""Tokens of one account that are good at once."""


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


# Who has an open session may look; to make a token the password is asked for again, or a passkey.
@never_cache
@reauthentication_required(allow_get=True)
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens of one's own account, and make one. Its text is shown this once."""
    account, now, text = _account(request), timezone.now(), ""
    form = NewToken(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if open_tokens(account, now).count() >= MOST_OPEN:
            full = _("There are %(number)s tokens already. End one that is no longer needed.")
            form.add_error(None, full % {"number": MOST_OPEN})
        else:
            _made, text = Token.give(now=now, account=account, forced=forced.is_forced(request), **form.cleaned_data)
            note("token_made", account, account)
            form = NewToken()
    found = [(one, [Scope(name).label for name in one.scopes]) for one in open_tokens(account, now)]
    context = {"tokens": found, "form": form, "text": text, "longest": LONGEST_DAYS}
    return render(request, "api/tokens.html", context)


@never_cache
@require_POST
def end(request: HttpRequest, handle: str) -> HttpResponse:
    """End a token of one's own account. One of another account and none at all get the same answer."""
    account = _account(request)
    if not Token.objects.filter(account=account, handle=handle, ended=None).update(ended=timezone.now()):
        raise Http404
    note("token_ended", account, account)
    messages.success(request, _("The token has ended."))
    return redirect("account_tokens")
