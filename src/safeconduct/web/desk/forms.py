"""What is written on the page before an act is prepared."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeconduct.web.desk.offers import Kind
from safeconduct.web.desk.values import VALUES

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


Choices = Mapping[str, Sequence[tuple[str, str]]]
"""What a field may name, with the name of each."""


class ActForm(forms.Form):
    """When it happened, and what the type of act asks for besides."""

    def __init__(self, *args: Any, kind: Kind, unit: str, choices: Choices, zone: ZoneInfo, now: datetime,
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.zone, self.now, self.unit, self.choices = zone, now, unit, choices
        self.fields["happened"] = self._moment(_("When it happened, in the time of the agreement"),
                                               initial=now.astimezone(zone).strftime("%Y-%m-%dT%H:%M"))  # fmt: skip
        for asked in kind.asks:
            self.fields.update(self._asked(asked))

    def _asked(self, asked: str) -> dict[str, forms.Field]:
        match asked:
            case "amount":
                if not self.unit:
                    return {}
                label = _("How many (%(unit)s)") % {"unit": self.unit}
                return {"amount": _count(label, required=False, help_text=_("Leave it empty for the whole."))}
            case "total":
                return {"total": _count(_("How many so far (%(unit)s)") % {"unit": self.unit or _("no unit")})}
            case "refs":
                return {"refs": self._choice("refs", _("The act it answers"), nothing=_("none in particular"))}
            case "contested":
                return {"refs": self._choice("contested", _("The contested act"))}
            case "ruling":
                return {"outcome": _words(_("Ruling"), "dispute.ruled/1 outcome")}
            case "answer":
                return {"outcome": _words(_("Decision"), "decision.made/1 outcome")}
            case "breach":
                return {"outcome": _words(_("Finding"), "breach.found/1 outcome")}
            case "says":
                return {"says": _text(_("What was agreed"))}
            case "step":
                return {"says": _text(_("What was done"))}
            case "cause":
                return {"cause": _text(_("What caused the delay"))}
            case "event":
                return {"says": _text(_("Which event it was"), required=False)}
            case "attributed_to":
                return {"attributed_to": self._choice("attributed_to", _("Who is said to have caused it"), nothing=_("nobody"))}
            case "place":
                return {"place": self._choice("place", _("Zone"), nothing=_("not stated"))}
            case "power":
                return {"power": self._choice("power", _("By which power"))}
            case "tally":
                return {"tally": self._choice("tally", _("Which count"))}
            case "candidate":
                return {"candidate": self._choice("candidate", _("Which of the days said so far"), nothing=_("another day"))}
            case "hour":
                until = self._moment(_("At the latest, where the hour is not known"), required=False)
                return {"hour": _words(_("Hour"), "anchor.dated/1 hour"), "until": until}
            case "to":
                return {"to": self._moment(_("Until when, in the time of the agreement"))}
            case "on":
                known = forms.MultipleChoiceField(label=_("What it is about"), required=False, choices=self.choices.get("on", ()),
                                                  widget=forms.CheckboxSelectMultiple)  # fmt: skip
                return {"on": known}
        raise ValueError(f"no page asks for {asked}")

    def _choice(self, name: str, label: Any, nothing: Any = None) -> forms.Field:
        none = [] if nothing is None else [("", nothing)]
        return forms.ChoiceField(label=label, required=nothing is None, choices=[*none, *self.choices.get(name, ())])

    def _moment(self, label: Any, *, required: bool = True, initial: str | None = None) -> forms.Field:
        return forms.DateTimeField(label=label, required=required, initial=initial, input_formats=["%Y-%m-%dT%H:%M"],
                                   widget=forms.DateTimeInput(attrs=HOUR))  # fmt: skip

    def clean_happened(self) -> datetime:
        """Read the hour in the zone of the agreement. What has not come yet has not happened."""
        at = self._in_zone("happened")
        if at > self.now:
            raise ValidationError(_("That has not come yet."))
        return at

    def clean_until(self) -> datetime | None:
        """Read the end of a stretch of time."""
        return self._in_zone("until") if self.cleaned_data["until"] else None

    def clean_to(self) -> datetime:
        """Read until when something is carried on."""
        return self._in_zone("to")

    def _in_zone(self, name: str) -> datetime:
        written: datetime = self.cleaned_data[name]
        earliest(written)
        return written.replace(tzinfo=self.zone)


def _count(label: Any, *, required: bool = True, help_text: Any = "") -> forms.Field:
    return forms.IntegerField(label=label, required=required, min_value=0, max_value=10**15 - 1, help_text=help_text)


def _words(label: Any, words: str) -> forms.Field:
    return forms.ChoiceField(label=label, choices=[("", _("choose")), *VALUES[words].items()])


def _text(label: Any, *, required: bool = True) -> forms.Field:
    return forms.CharField(label=label, max_length=500, required=required, validators=[plain_text],
                           help_text=_("Names of people have no place here."))  # fmt: skip


class Places(forms.Form):
    """For which places a key is good."""

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"] = forms.MultipleChoiceField(
            label=_("For these places only"), required=False, choices=places, widget=forms.CheckboxSelectMultiple,
            help_text=_("Tick none for all of them. A key for some places signs nothing that is done elsewhere, or at no place: "
                        "lost at one site, it is of no use at another."))  # fmt: skip
