"""The forms of passkeys, for what a browser never sends: numbers and nestings without end."""

from typing import Any

from allauth.mfa.webauthn import forms as theirs
from django import forms
from django.core.exceptions import ValidationError

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


class Add(theirs.AddWebAuthnForm):  # type: ignore[misc]
    """Adds a passkey."""

    credential = Credential()


class Authenticate(theirs.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Takes one as a second factor."""

    credential = Credential()


class SignIn(theirs.LoginWebAuthnForm):  # type: ignore[misc]
    """Takes one in place of password and second factor."""

    credential = Credential()


class Again(theirs.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Takes one where somebody is asked again."""

    credential = Credential()
