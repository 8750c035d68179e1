"""What is written down when somebody comes, goes, or is turned away."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa import signals as factors
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from safeconduct.web.accounts import forced
from safeconduct.web.accounts.models import Account, Happened

STRANGERS = 1_000
"""How many of the last things that happened are kept where they happened to no account."""


def note(what: str, account: Account | None, by: Account | None = None) -> Happened:
    """Write down what happened to an account."""
    return Happened.objects.create(at=timezone.now(), what=what, account=account, org=account.org if account else "", by=by)


def end_sessions(account: Account) -> None:
    """End every session of an account, on every device, and every token of it."""
    from safeconduct.web.api.models import end_tokens  # that room knows this one

    end_tokens(account, timezone.now())
    for session in UserSession.objects.filter(user=account):
        session.end()


def _password_changed(sender: Any, user: Account, **_: Any) -> None:
    end_sessions(user)
    note("password_changed", user)


def _came(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    forced.signed_in(request, user)
    note("signed_in", user)
    type(request.session).clear_expired()  # of readers who began to sign in, too: nobody fills the disk with them
    from safeconduct.web.accounts.recovery import end_waiting

    if end_waiting(user, timezone.now()):
        # Whoever is in needs no way back in: it may be somebody else who wanted one.
        note("recovery_stopped", user, user)
        messages.warning(request, gettext("A colleague had asked for a way back into this account. It is stopped, as you are "
                                          "in."))  # fmt: skip


def _went(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    if isinstance(user, Account):
        note("signed_out", user)


def _turned_away(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    # Whether there is such an account is told to nobody but those who may look at it.
    # A name that nobody has is written down as well, so that both take the same steps.
    name = str(credentials.get("username", "")).strip().lower()[:40]
    made = note("turned_away", Account.objects.filter(username=name).first())
    # What names nobody is shown to nobody, and whoever makes up names must not fill the disk.
    Happened.objects.filter(what="turned_away", account=None, pk__lte=made.pk - STRANGERS).delete()


def _wrong_code(sender: Any, user: Account, **_: Any) -> None:
    note("wrong_code", user)


def _factor_added(sender: Any, request: HttpRequest, user: Account, authenticator: Any, **_: Any) -> None:
    forced.factor_added(request, authenticator)
    note("factor_added", user)


def _factor_removed(sender: Any, user: Account, **_: Any) -> None:
    note("factor_removed", user)


NOWHERE = "::"
"""What stands where allauth wants the address of a browser."""


def _keep_no_traces(sender: Any, instance: UserSession, **_: Any) -> None:
    # Where an officer was, and with which device, is nobody's business, least of all of whoever takes this server away.
    instance.ip, instance.user_agent = NOWHERE, ""


def connect() -> None:
    """Begin to listen."""
    pre_save.connect(_keep_no_traces, sender=UserSession, dispatch_uid="accounts.no_traces")
    user_logged_in.connect(_came, dispatch_uid="accounts.came")
    user_logged_out.connect(_went, dispatch_uid="accounts.went")
    user_login_failed.connect(_turned_away, dispatch_uid="accounts.turned_away")
    password_changed.connect(_password_changed, dispatch_uid="accounts.password_changed")
    factors.authentication_failed.connect(_wrong_code, dispatch_uid="accounts.wrong_code")
    factors.authenticator_added.connect(_factor_added, dispatch_uid="accounts.factor_added")
    factors.authenticator_removed.connect(_factor_removed, dispatch_uid="accounts.factor_removed")
