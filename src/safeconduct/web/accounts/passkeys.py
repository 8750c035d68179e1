"""The forms of passkeys, for what a browser never sends: numbers and nestings without end."""

import json
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as theirs
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode
from fido2.webauthn import UserVerificationRequirement

LONGEST = 20_000
"""Characters of what a browser sends for a passkey; the longest known are a fifth of it."""


class Credential(forms.JSONField):
    """What a browser sends, read without ever failing inside."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Read it. Raises ValidationError for anything but a small object."""
        try:
            if isinstance(value, str) and len(value) > LONGEST:
                raise ValueError
            found = super().to_python(value)
            if found is not None and not isinstance(found, dict):
                raise ValueError
        except (ValueError, RecursionError):
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from None
        return found

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show nothing of it again: what could not be read would be read once more."""
        return initial


def from_here(credential: dict[str, Any]) -> None:
    """Raise ValueError for what was signed on a page of another address. A name below this one, or another port, is another."""
    if settings.ORIGIN and json.loads(websafe_decode(credential["response"]["clientDataJSON"]))["origin"] != settings.ORIGIN:
        raise ValueError(settings.ORIGIN)


class _Answered:
    """Refuses what has not the parts that an answer of a passkey has."""

    def clean_credential(self) -> Any:
        """Ask as allauth does. Raises ValidationError for all that is wrong."""
        try:
            from_here(self.cleaned_data["credential"])  # type: ignore[attr-defined]
            their = getattr(super(), "clean_credential", None)  # what is added is asked about with the whole form
            return their() if their is not None else self.cleaned_data["credential"]  # type: ignore[attr-defined]
        except (KeyError, AttributeError, TypeError, ValueError, RecursionError) as bad:
            raise get_adapter().validation_error("incorrect_code") from bad


class Add(_Answered, theirs.AddWebAuthnForm):  # type: ignore[misc]
    """Adds a passkey."""

    name = forms.CharField(required=False, label=_("Name"))
    credential = Credential()


class Authenticate(_Answered, theirs.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Takes one as a second factor."""

    credential = Credential()


class SignIn(_Answered, theirs.LoginWebAuthnForm):  # type: ignore[misc]
    """Takes one in place of password and second factor, where the device has to ask who holds it."""

    credential = Credential()

    def clean_credential(self) -> Authenticator:
        """Take no answer to the challenge of a second factor: whoever holds a stolen key would need neither password nor PIN."""
        if (auth.get_state() or {}).get("user_verification") != UserVerificationRequirement.REQUIRED:
            raise get_adapter().validation_error("incorrect_code")
        found: Authenticator = super().clean_credential()
        return found


class Again(_Answered, theirs.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Takes one where somebody is asked again."""

    credential = Credential()
