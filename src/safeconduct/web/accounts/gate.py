"""How somebody is let in: the rules that allauth asks us for."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac

from safeconduct.web.accounts import forced
from safeconduct.web.accounts.models import Account

KNOWN = "sc_known"
"""The cookie of a browser in which somebody has signed in before, or came with a slip. It opens nothing."""
_KNOWN_FOR = 90 * 24 * 3600


def remember(answer: HttpResponse, username: str) -> None:
    """Mark a browser in which somebody has signed in, or whom a colleague has let in with a slip. It is counted by itself."""
    answer.set_signed_cookie(KNOWN, f"{_digest(username)}.{secrets.token_hex(8)}", max_age=_KNOWN_FOR, path="/account/",
                             httponly=True, samesite="Strict")  # fmt: skip


class Backend(AuthenticationBackend):
    """Lets in whoever knows the password, or the word that says they are being forced: both see the same page."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """Give the account that name and password belong to, and mark the session where it was the word of duress."""
        found = super().authenticate(request, **credentials)
        if found is not None and request is not None:
            assert isinstance(found, Account)
            forced.word_given(request, found, forced=getattr(found, "came_under_duress", False))
        return found

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        if not isinstance(user, Account):
            return None
        self._did_check_password = True
        # Both are always tried, so that the time taken does not say which of them it was.
        right, by_force = user.check_password(password), user.is_duress(password)
        user.came_under_duress = by_force and not right  # type: ignore[attr-defined]
        if not (right or by_force):
            return None
        if not self.user_can_authenticate(user):
            self._stash_user(user)
            return None
        return user

    def _mitigate_timing_attack(self, password: str) -> None:
        Account().is_duress(password)
        super()._mitigate_timing_attack(password)

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Whether the account is open today."""
        return isinstance(user, Account) and user.is_open(timezone.now())

    def get_user(self, user_id: Any) -> Account | None:
        """Give the account of a session; nobody once it is closed."""
        found = Account.objects.filter(pk=user_id).first()
        return found if found is not None and self.user_can_authenticate(found) else None


class Gate(DefaultAccountAdapter):
    """Nobody signs up: a slip lets them in. Nothing is mailed: no address is kept."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: officers are invited."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the password is asked for again: not before the first second factor, for which one has just signed in."""
        return is_mfa_enabled(self.request.user)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Let in whoever has shown all factors, unless the account was closed meanwhile."""
        if not (isinstance(user, Account) and user.is_open(timezone.now())):
            raise ImmediateHttpResponse(redirect("account_inactive"))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """Go on, and remember this browser: guesses made elsewhere do not lock it out."""
        answer: HttpResponse = super().post_login(request, user, **more)
        remember(answer, user.username)
        return answer

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give by what those are counted who come: all sides may sit behind one address, and none keeps out others."""
        try:
            known: str = request.get_signed_cookie(KNOWN, default="", max_age=_KNOWN_FOR)
        except BadSignature:
            known = ""
        address: str = super().get_client_ip(request)
        return known or address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Whoever knows a sign-in name could keep its officer out by guessing. A browser that was in before is counted by itself.
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        try:
            known = request.get_signed_cookie(KNOWN, default="", max_age=_KNOWN_FOR)
        except BadSignature:
            return key
        return f"{key}:{known}" if known.startswith(f"{_digest(credentials.get('username', ''))}.") else key

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing; what happened to an account stands on its page."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing."""


class Factors(DefaultMFAAdapter):
    """Second factors, kept encrypted."""

    def encrypt(self, text: str) -> str:
        """Encrypt the secret of a second factor with the key of this server."""
        return Fernet(settings.FACTOR_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt it. Raises ValueError where the key of the server was changed."""
        try:
            return Fernet(settings.FACTOR_KEY).decrypt(encrypted_text.encode()).decode()
        except InvalidToken as bad:
            raise ValueError("the key of this server does not open this second factor") from bad

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name this server to a passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": "safeconduct"}


def _digest(name: str) -> str:
    return salted_hmac(KNOWN, name.strip().lower()).hexdigest()[:16]
