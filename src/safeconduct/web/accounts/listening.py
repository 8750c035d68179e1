"""What is written down when somebody comes, goes, or is turned away."""

from typing import Any

from allauth.mfa import signals as factors
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from safeconduct.web.accounts.gate import DURESS
from safeconduct.web.accounts.models import Account, Alarm, Happened


def note(what: str, account: Account | None, by: Account | None = None) -> None:
    """Write down what happened to an account."""
    Happened.objects.create(at=timezone.now(), what=what, account=account, org=account.org if account else "", by=by)


def _came(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    note("signed_in", user)
    if request.session.get(DURESS):
        Alarm.objects.create(at=timezone.now(), account=user, where="sign_in")


def _went(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    if isinstance(user, Account):
        note("signed_out", user)


def _turned_away(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    # Whether there is such an account is told to nobody but those who may look at it.
    name = str(credentials.get("username", ""))
    account = Account.objects.filter(username=name).first() if name else None
    if account is not None:
        note("turned_away", account)


def _factor_added(sender: Any, user: Account, **_: Any) -> None:
    note("factor_added", user)


def _factor_removed(sender: Any, user: Account, **_: Any) -> None:
    note("factor_removed", user)


def connect() -> None:
    """Begin to listen."""
    user_logged_in.connect(_came, dispatch_uid="accounts.came")
    user_logged_out.connect(_went, dispatch_uid="accounts.went")
    user_login_failed.connect(_turned_away, dispatch_uid="accounts.turned_away")
    factors.authenticator_added.connect(_factor_added, dispatch_uid="accounts.factor_added")
    factors.authenticator_removed.connect(_factor_removed, dispatch_uid="accounts.factor_removed")
