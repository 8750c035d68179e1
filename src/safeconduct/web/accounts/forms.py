"""What is written on the pages of accounts."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeconduct.web.accounts.forced import is_forced
from safeconduct.web.accounts.models import OFFICER, SIGN_IN_NAME, Account


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


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The form of allauth, for whoever is being forced as well: what they choose then takes the place of the word they gave."""

    def clean_oldpassword(self) -> str:
        """Ask as at sign-in: the word of duress is as good as the password."""
        old: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, old):
            raise get_adapter().validation_error("enter_current_password")
        return old

    def clean(self) -> dict[str, Any]:
        """Ask that the password is not the word of duress, which would then raise no alarm."""
        found: dict[str, Any] = super().clean()
        new = found.get("password1", "")
        if not self.errors and not is_forced(context.request) and self.user.is_duress(new):
            self.add_error("password1", _("Choose another."))
        return found

    def save(self) -> None:
        """Change it, and end every session."""
        self.user.choose_password(self.cleaned_data["password1"], given=self.cleaned_data["oldpassword"],
                                  forced=is_forced(context.request))  # fmt: skip
        self.user.save()


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


def taken() -> ValidationError:
    """Say that a sign-in name is taken."""
    return ValidationError(_("This sign-in name is taken. Choose another."), code="taken")


class Join(Passwords):
    """A new officer chooses how to sign in."""

    username = forms.CharField(
        label=_("Sign-in name"), max_length=40, validators=[SIGN_IN_NAME],
        help_text=_("Not your name: 3 to 40 small letters, digits and dashes, such as blue-lantern-7."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "dir": "ltr", "spellcheck": "false"}),
    )  # fmt: skip
    field_order = ("username", "password", "again")

    def __init__(self, *args: Any, too_many: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_many = too_many

    def clean_username(self) -> str:
        """Ask whether the name is free, unless so many were tried that somebody may be looking for names."""
        name: str = self.cleaned_data["username"]
        if self.too_many:
            raise ValidationError(_("Too many names that are taken were tried. Go on tomorrow."))
        if Account.objects.filter(username=name).exists():
            raise taken()
        return name


class Again(forms.Form):
    """Asks for the password once more."""

    password = forms.CharField(label=_("Your password"), strip=False, max_length=200,
                               widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))  # fmt: skip

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """Ask as at sign-in, with its limits."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.account, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class Duress(Again):
    """The word to sign in with when somebody forces the officer to."""

    # The rules are those of passwords: a shorter one would give itself away. Who asks has to be known: it is a password.
    word = password_field(_("Word of duress"), required=False,
                          help_text=_("At least 12 characters, unlike your password. Leave it empty to have none."))  # fmt: skip
    again = password_field(_("The same again"), required=False)

    def clean_word(self) -> str:
        """Ask whether it is another word than what was just given as the password, and as good as one."""
        word: str = self.cleaned_data["word"]
        if word and word == self.cleaned_data.get("password"):
            raise ValidationError(_("This is your password. The word of duress has to be another."))
        if word:
            validate_password(word, self.account)
        return word

    def clean(self) -> dict[str, Any]:
        """Ask whether both are the same."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("word", "") != found.get("again", ""):
            self.add_error("again", _("The two words differ. Write the same in both fields."))
        return found


class Told(Again):
    """Who is told when the word of duress was given. What was chosen before is not shown: it may be read along."""

    who = forms.MultipleChoiceField(label=_("Who is told"), widget=forms.CheckboxSelectMultiple,
                                    error_messages={"required": _("Tick at least one.")})  # fmt: skip

    def __init__(self, *args: Any, colleagues: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["who"]
        who.choices = [(str(one.pk), one.username) for one in colleagues]  # type: ignore[attr-defined]

    def clean_who(self) -> list[str]:
        """Give the accounts that are told; none in particular where all were ticked, so that whoever comes later is told too."""
        found: list[str] = self.cleaned_data["who"]
        return [] if len(found) == len(self.fields["who"].choices) else found  # type: ignore[attr-defined]


def officer_field() -> forms.CharField:
    """Give a field for the number of an officer."""
    return forms.CharField(
        label=_("Officer, by the number in your own list"), max_length=40, validators=[OFFICER],
        help_text=_("Not a name, and one number for one person: whoever has two accounts has it in both, and is never the second "
                    "one for what takes two."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )  # fmt: skip


class Listed(forms.Form):
    """Which officer has an account."""

    officer = officer_field()


class Invite(forms.Form):
    """Whom to let in: which officer, for which post, and whether they may let others in."""

    officer = officer_field()
    post = forms.ChoiceField(label=_("Post"), required=False)
    manages = forms.BooleanField(label=_("May let in others of this organisation"), required=False)

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", _("no particular post")), *posts]  # type: ignore[attr-defined]
