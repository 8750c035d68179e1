"""Sessions of somebody who is being forced. Nothing on a page depends on the mark, and both kinds take the same steps."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from safeconduct.web.accounts.models import Account, Alarm

DURESS = "sc_duress"
"""The mark of a session that was begun under duress."""
_OF = "sc_duress_of"
"""Whose password was given last in a session that nobody is signed in to yet."""
_FACTOR = "forced"
"""The mark of a second factor that was added in such a session."""


def is_forced(request: HttpRequest) -> bool:
    """Whether a session was begun, or went on, under duress."""
    return bool(request.session.get(DURESS))


def word_given(request: HttpRequest, account: Account, *, forced: bool) -> None:
    """Mark the session in which a password was given, or the word in its place, and write down which.

    The second factor comes in a request of its own, so the mark has to outlast this one; what one account left is not another's.
    """
    before = is_forced(request) and request.session.get(_OF, str(account.pk)) == str(account.pk)
    request.session[DURESS], request.session[_OF] = forced or before, str(account.pk)
    write(account, "sign_in", forced=forced)


def signed_in(request: HttpRequest, account: Account) -> None:
    """Look by what a session was begun: a passkey that was added under duress opens one under duress."""
    begun = [one for one in get_authentication_records(request, account) if one.get("passwordless")]
    mark = is_forced(request) and request.session.get(_OF) == str(account.pk)
    if begun:
        added = Authenticator.objects.filter(pk=begun[-1].get("id"), user=account).first()
        by_force = added is not None and bool(added.data.get(_FACTOR))
        write(account, "sign_in", forced=by_force)
        mark = mark or by_force
    request.session[DURESS], request.session[_OF] = mark, str(account.pk)


def factor_added(request: HttpRequest, added: Authenticator) -> None:
    """Mark a second factor with how it came to the account."""
    added.data[_FACTOR] = is_forced(request)
    added.save(update_fields=["data"])


def write_missing(account: Account, where: str, *, forced: bool, act_id: str) -> None:
    """Write down an act that is in the record, where the disk has failed between the record and the accounts."""
    if not Alarm.written.filter(act_id=act_id).exists():
        write(account, where, forced=forced, act_id=act_id)


def write(account: Account, where: str, *, forced: bool, act_id: str = "") -> None:
    """Write down a sign-in or an act, free or forced."""
    Alarm.written.create(at=timezone.now(), account=account, where=where, act_id=act_id, forced=forced)
