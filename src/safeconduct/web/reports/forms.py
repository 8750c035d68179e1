"""What is written by hand: a document that is brought in, and a field that is not as it was drafted."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeconduct.agreement.model import Agreement
from safeconduct.intake.made import Declared
from safeconduct.web.desk.forms import plain_text
from safeconduct.web.reports.fields import Field
from safeconduct.web.reports.words import CERTAINTY, LINKS, ROLES
from safeconduct.web.shell.wording import named, ui_language
from safeconduct.web.shell.words import _STANCES

MOST_LINKS = 8
_MOST = 10**15 - 1
_NAME = 200


class Bring(forms.Form):
    """A document: a file, or its text; and what it may not say itself."""

    text = forms.CharField(label=_("Or paste its text"), required=False, max_length=1_000_000, strip=False,
                           widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}))  # fmt: skip
    publisher = forms.CharField(label=_("Who published it, if it does not say so"), required=False, max_length=_NAME,
                                validators=[plain_text])  # fmt: skip
    day = forms.DateField(label=_("Its day, if it does not say so"), required=False,
                          widget=forms.DateInput(attrs={"type": "date"}),
                          help_text=_("The day it was published, never the day of the file."))  # fmt: skip
    translated_from = forms.CharField(label=_("Translated from, where a person has translated it"), required=False, max_length=40,
                                      validators=[plain_text])  # fmt: skip

    def declared(self, zone: ZoneInfo) -> Declared:
        """Give what was said of the document."""
        said, day = self.cleaned_data, self.cleaned_data["day"]
        created = datetime(day.year, day.month, day.day, tzinfo=zone) if day else None
        return Declared(publisher=said["publisher"], created=created, day_only=day is not None, zone=str(zone),
                        translated_from=said["translated_from"])  # fmt: skip


def form_of(field: Field, agreement: Agreement, sent: Any = None) -> forms.Form:
    """Give the form in which a field is entered by hand, with what was drafted in it."""
    if field.kind == "source":
        return SourceForm(sent, links=field.drafted["links"], agreement=agreement)
    kind = {"stance": StanceForm, "content": ContentForm, "quantity": QuantityForm, "time": TimeForm, "place": PlaceForm,
            "point": PointForm}[field.kind]  # fmt: skip
    return kind(sent, initial=_initial(field), agreement=agreement)


def _initial(field: Field) -> dict[str, Any]:
    if field.kind != "time" or not field.drafted["start"]:
        return dict(field.drafted)
    start = date.fromisoformat(field.drafted["start"][:10])
    end = date.fromisoformat(field.drafted["end"][:10]) if "T" not in field.drafted["end"] else start + timedelta(days=1)
    return {**field.drafted, "start": start, "last": max(start, end - timedelta(days=1))}


class _OfAgreement(forms.Form):
    """A form that offers names of the agreement."""

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.offer()

    def offer(self) -> None:
        """Fill in what can be chosen."""

    def called(self, names: Iterable[str], nothing: Any = None) -> list[tuple[str, Any]]:
        """Give ids with their names, in the language of the page."""
        found = [(name, named(self.agreement, name, ui_language()).text) for name in names]
        return [("", nothing), *found] if nothing is not None else found

    def value(self) -> dict[str, Any]:
        """Give what a decision keeps. Only of a valid form."""
        return dict(self.cleaned_data)


class SourceForm(_OfAgreement):
    """The carriers, the outermost first: who, of which kind, for whom. A row without a name is none."""

    def __init__(self, sent: Any, *, links: list[dict[str, str]], agreement: Agreement) -> None:
        self.links = links
        super().__init__(sent, agreement=agreement)

    def offer(self) -> None:
        """Give a row for each carrier, and one more."""
        self.rows = min(MOST_LINKS, len(self.links) + 1)
        actors = self.called((*self.agreement.parties, *self.agreement.bodies), _("nobody of the agreement"))
        for n in range(self.rows):
            link = self.links[n] if n < len(self.links) else {"who": "", "kind": "unknown", "for": ""}
            self.fields[f"who_{n}"] = forms.CharField(label=_("Carrier %(n)s") % {"n": n + 1}, required=False, max_length=_NAME,
                                                      initial=link["who"], validators=[plain_text])  # fmt: skip
            self.fields[f"kind_{n}"] = forms.ChoiceField(label=_("Kind"), choices=[*LINKS.items()], initial=link["kind"])
            self.fields[f"for_{n}"] = forms.ChoiceField(label=_("Speaks for"), required=False, choices=actors,
                                                        initial=link["for"])  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a chain of nobody."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(said.get(f"who_{n}") for n in range(self.rows)):
            raise ValidationError(_("Somebody has to have said it. Where nobody is named, write so: reports, a source."))
        return said

    def value(self) -> dict[str, Any]:
        """Give the carriers that have a name."""
        said = self.cleaned_data
        return {"links": [{"who": said[f"who_{n}"], "kind": said[f"kind_{n}"], "for": said[f"for_{n}"]}
                          for n in range(self.rows) if said[f"who_{n}"]]}  # fmt: skip


class StanceForm(_OfAgreement):
    """The verb, whether it is turned round, to whom, and how certain they are."""

    stance = forms.ChoiceField(label=_("Stance"), choices=[(name, words[0]) for name, words in _STANCES.items()])
    polarity = forms.ChoiceField(label=_("Is it negated?"), choices=[("+", _("no")), ("-", _("yes: “does not …”"))])
    addressee = forms.CharField(label=_("To whom"), required=False, max_length=_NAME, validators=[plain_text])
    certainty = forms.ChoiceField(label=_("How certain they are"), choices=[*CERTAINTY.items()])


class ContentForm(_OfAgreement):
    """What was said, in words of one's own."""

    says = forms.CharField(label=_("What was said, in your own words"), max_length=500, validators=[plain_text],
                           widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))  # fmt: skip


class QuantityForm(_OfAgreement):
    """How many of what."""

    low = forms.IntegerField(label=_("At least"), required=False, min_value=0, max_value=_MOST)
    high = forms.IntegerField(label=_("At most"), required=False, min_value=0, max_value=_MOST)
    approximate = forms.BooleanField(label=_("about"), required=False)
    exhaustive = forms.BooleanField(label=_("all of them"), required=False)
    out_of = forms.IntegerField(label=_("Out of"), required=False, min_value=0, max_value=_MOST)
    vague = forms.CharField(label=_("Said only in words, such as dozens"), required=False, max_length=40, validators=[plain_text])
    subject = forms.ChoiceField(label=_("What is counted"), required=False)

    def offer(self) -> None:
        """Offer what the agreement counts."""
        self.fields["subject"].choices = self.called(self.agreement.subjects, _("nothing the agreement counts"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a range that is upside down, and no figure at all."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = said.get("low"), said.get("high")
        if low is not None and high is not None and low > high:
            raise ValidationError(_("The least is more than the most. Change one of the two."))
        if low is None and high is None and not said.get("vague") and not self.errors:
            raise ValidationError(_("Give a figure, or the word that stands for one."))
        return said


class TimeForm(_OfAgreement):
    """When, in whole days, and what was then."""

    role = forms.ChoiceField(label=_("Which time it is"), choices=[*ROLES.items()])
    start = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Last day, if it is another"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("start") and said.get("last") and said["last"] < said["start"]:
            raise ValidationError(_("The last day comes before the first. Change one of the two."))
        return said

    def value(self) -> dict[str, Any]:
        """Give the days half-open: up to the day after the last."""
        start = self.cleaned_data["start"]
        end = (self.cleaned_data["last"] or start) + timedelta(days=1)
        return {"role": self.cleaned_data["role"], "modifier": "", "start": start.isoformat(), "end": end.isoformat()}


class PlaceForm(_OfAgreement):
    """Which place of the agreement is meant."""

    place = forms.ChoiceField(label=_("Place"))

    def offer(self) -> None:
        """Offer the places of the agreement."""
        self.fields["place"].choices = self.called(self.agreement.places)  # type: ignore[attr-defined]


class PointForm(_OfAgreement):
    """What it is about: points and open questions."""

    on = forms.MultipleChoiceField(label=_("What it is about"), required=False, widget=forms.CheckboxSelectMultiple)

    def offer(self) -> None:
        """Offer the open questions and the points."""
        self.fields["on"].choices = self.called((*self.agreement.questions, *self.agreement.points))  # type: ignore[attr-defined]
