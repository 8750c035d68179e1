"""What is written on the page before an act is prepared."""

import unicodedata
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.acts import ActBase, act_type
from safeconduct.web.desk.offers import Kind

_FIRST_YEAR = 1900
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def plain_text(text: str) -> None:
    """Raise ValidationError for characters that turn a text or hide in it: what is signed reads the same to everyone."""
    found = next((one for one in text if unicodedata.category(one) in _UNSEEN), None)
    if found is not None:
        raise ValidationError(_("The character U+%(code)s turns or hides text. Take it out.") % {"code": f"{ord(found):04X}"})


def earliest(written: datetime) -> None:
    """Raise ValidationError for a year that nobody means."""
    if written.year < _FIRST_YEAR:
        raise ValidationError(_("That is too long ago."))


HOUR = {"type": "datetime-local", "step": "60"}


class ActForm(forms.Form):
    """When it happened, and what the type of act asks for besides."""

    def __init__(self, *args: Any, kind: Kind, unit: str, places: list[tuple[str, str]], earlier: list[ActBase], zone: ZoneInfo,
                 now: datetime, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        self.fields["happened"] = forms.DateTimeField(
            label=_("When it happened, in the time of the agreement"), initial=now.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M"], widget=forms.DateTimeInput(attrs=HOUR))  # fmt: skip
        if "amount" in kind.asks and unit:
            self.fields["amount"] = forms.IntegerField(label=_("How many (%(unit)s)") % {"unit": unit}, required=False,
                                                       min_value=0, max_value=10**15 - 1,
                                                       help_text=_("Leave it empty for the whole."))  # fmt: skip
        if "refs" in kind.asks:
            known = [(act.id, f"{act_type(act)} · {act.actor} · {act.happened:%Y-%m-%d}") for act in earlier]
            self.fields["refs"] = forms.ChoiceField(label=_("The act it answers"), required=False,
                                                    choices=[("", _("none in particular")), *known])  # fmt: skip
        if "answer" in kind.asks:
            self.fields["outcome"] = forms.ChoiceField(label=_("Decision"), choices=[("yes", _("yes")), ("no", _("no"))])
        if "breach" in kind.asks:
            self.fields["outcome"] = forms.ChoiceField(label=_("Finding"), choices=[
                ("breach", _("it was broken")), ("no_breach", _("it was not broken"))])  # fmt: skip
        if "says" in kind.asks:
            self.fields["says"] = forms.CharField(label=_("What was agreed"), max_length=500, validators=[plain_text],
                                                  help_text=_("Names of people have no place here."))  # fmt: skip
        if "place" in kind.asks:
            self.fields["place"] = forms.ChoiceField(label=_("Zone"), required=False, choices=[("", _("not stated")), *places])

    def clean_happened(self) -> datetime:
        """Read the hour in the zone of the agreement. What has not come yet has not happened."""
        written: datetime = self.cleaned_data["happened"]
        earliest(written)
        at = written.replace(tzinfo=self.zone)
        if at > self.now:
            raise ValidationError(_("That has not come yet."))
        return at
