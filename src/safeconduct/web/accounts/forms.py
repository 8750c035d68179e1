"""What is written on the pages of accounts."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeconduct.web.accounts.models import SIGN_IN_NAME, Account


def password_field(label: Any, **more: Any) -> forms.CharField:
    """Give a field for a password that is being chosen."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, **more)


class SignIn(LoginForm):  # type: ignore[misc]
    """The form of allauth, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sign-in name")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["dir"] = "ltr"


class Passwords(forms.Form):
    """A new password, twice."""

    password = password_field(_("Password"), help_text=_("At least 12 characters. Several words are easier to keep than one."))
    again = password_field(_("Password again"))

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account or Account()

    def clean_password(self) -> str:
        """Ask whether the password is good enough."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password

    def clean_again(self) -> str:
        """Ask whether both are the same."""
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError(_("The two passwords differ. Write the same in both fields."))
        return again


class Join(Passwords):
    """A new officer chooses how to sign in."""

    username = forms.CharField(
        label=_("Sign-in name"), max_length=40, validators=[SIGN_IN_NAME],
        help_text=_("Not your name: 3 to 40 small letters, digits and dashes, such as blue-lantern-7."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "dir": "ltr", "spellcheck": "false"}),
    )  # fmt: skip
    field_order = ("username", "password", "again")

    def clean_username(self) -> str:
        """Ask whether the name is free."""
        name: str = self.cleaned_data["username"]
        if Account.objects.filter(username=name).exists():
            raise ValidationError(_("This sign-in name is taken. Choose another."))
        return name


class Duress(forms.Form):
    """The word to sign in with when somebody forces the officer to."""

    word = password_field(_("Word of duress"), required=False, min_length=8,
                          help_text=_("At least 8 characters, unlike your password. Leave it empty to have none."))  # fmt: skip
    again = password_field(_("The same again"), required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_word(self) -> str:
        """Ask whether it is another word than the password."""
        word: str = self.cleaned_data["word"]
        if word and self.account.check_password(word):
            raise ValidationError(_("This is your password. The word of duress has to be another."))
        return word

    def clean(self) -> dict[str, Any]:
        """Ask whether both are the same."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("word", "") != found.get("again", ""):
            self.add_error("again", _("The two words differ. Write the same in both fields."))
        return found


class Invite(forms.Form):
    """Whom to let in: for which post, and whether they may let others in."""

    post = forms.ChoiceField(label=_("Post"), required=False)
    manages = forms.BooleanField(label=_("May let in others of this organisation"), required=False)

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", _("no particular post")), *posts]  # type: ignore[attr-defined]
