"""The way back into an account: one colleague asks, a second one agrees or three days pass, and its officer can stop it.

One colleague alone could take the place of another. So a slip opens at once only if a second one agrees who came in by another
line: whoever let both in could hold both. In an organisation of two it opens after a time in which every officer who is still in
has to sign in again; signing in stops it, and so does a button.
"""

from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from safeconduct.web.accounts.listening import note
from safeconduct.web.accounts.models import Account, Slip


def waiting() -> "QuerySet[Slip]":
    """Give the slips for coming back that nobody has used or stopped."""
    return Slip.objects.filter(purpose=Slip.RECOVER, used=None, by__isnull=False).select_related("by", "account", "agreed_by")


def waits_in(account: Account, now: datetime) -> list[Slip]:
    """Give the ways back into an organisation's accounts that are not too old, but for one's own."""
    found = waiting().filter(account__org=account.org).exclude(account=account).order_by("made")
    return [one for one in found if now < one.ends]


def waits_for(account: Account, now: datetime) -> list[Slip]:
    """Give the ways back into an account that are not too old."""
    return [one for one in waiting().filter(account=account).order_by("made") if now < one.ends]


def end_waiting(account: Account, now: datetime) -> int:
    """Stop every way back into an account. Gives how many there were."""
    return waiting().filter(account=account).update(used=now)


def may_agree(second: Account, found: Slip) -> bool:
    """Whether somebody can be the second one: neither who asked nor who comes back in, under any account of theirs, nor of the
    line of who asked.
    """
    assert found.by is not None
    assert found.account is not None
    if second.is_same_officer(found.by) or second.is_same_officer(found.account):
        return False
    return second.first_of_line().pk != found.by.first_of_line().pk


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


@require_POST
@never_cache
def agree(request: HttpRequest, number: int) -> HttpResponse:
    """Agree that a colleague comes back in at once."""
    account, now = _account(request), timezone.now()
    found = next((one for one in waits_in(account, now) if one.pk == number and one.agreed_by is None), None)
    if found is None or found.by is None or found.account is None or found.by_id == account.pk:
        raise Http404
    if not may_agree(account, found):
        said = _("You and %(who)s came in by slips of one line, or are one officer by your list, and one hand could hold both "
                 "accounts. Somebody else agrees, or it opens by itself.")  # fmt: skip
        messages.error(request, said % {"who": found.by.username})
        return redirect("account_officers")
    found.agreed_by, found.opens = account, now
    found.save(update_fields=["agreed_by", "opens"])
    note("recovery_agreed", found.account, account)
    return redirect("account_officers")


@require_POST
@never_cache
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Stop the way back in of a colleague: whoever manages accounts may, also whoever has asked for it."""
    return _stopped(request, waits_in(_account(request), timezone.now()), number, "account_officers")


@require_POST
@never_cache
def stop_own(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a way back into one's own account."""
    return _stopped(request, waits_for(_account(request), timezone.now()), number, "account_own")


def _stopped(request: HttpRequest, among: list[Slip], number: int, back: str) -> HttpResponse:
    found = next((one for one in among if one.pk == number), None)
    if found is None or found.account is None:
        raise Http404
    waiting().filter(pk=found.pk).update(used=timezone.now())
    note("recovery_stopped", found.account, _account(request))
    return redirect(back)
