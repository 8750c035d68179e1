"""What is asked of an entry: who said it, how, what, and whether its words are those of another entry."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.statements.commands import corrected
from safeconduct.caseload.statements.state import Reported
from safeconduct.kernel.acts import FigureReported, Link, StatementReported
from safeconduct.web.desk.forms import earliest, plain_text
from safeconduct.web.reports.words import CERTAINTY, LINKS
from safeconduct.web.shell.wording import named, ui_language
from safeconduct.web.shell.words import _STANCES

_MOST = 10**15 - 1
_NAME = 200

Choices = Sequence[tuple[str, str]]


class Entering(forms.Form):
    """What every entry has. `earlier` is what it corrects; None where it is entered by hand."""

    kind: type[Reported]

    def __init__(self, *args: Any, agreement: Agreement, earlier: Reported | None, others: Choices, sources: Mapping[str, str],
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, initial=_initial(earlier) if earlier is not None else None, **kwargs)
        self.agreement, self.earlier, self.sources = agreement, earlier, sources
        actors = self.called((*agreement.parties, *agreement.bodies))
        first: dict[str, forms.Field] = {}
        if earlier is None:
            by_name = sorted(sources.items(), key=lambda both: (both[1].casefold(), both[0]))
            first["source"] = forms.ChoiceField(label=_("The source it was read in"),
                                                choices=[(one, f"{who} · {one}") for one, who in by_name])  # fmt: skip
            first["day"] = forms.DateField(label=_("The day on which it was said"),
                                           widget=forms.DateInput(attrs={"type": "date"}))  # fmt: skip
        first["root_who"] = forms.CharField(label=_("Who said it"), max_length=_NAME, required=False, validators=[plain_text])
        first["root_kind"] = forms.ChoiceField(label=_("Kind"), choices=[*LINKS.items()])
        first["root_for"] = forms.ChoiceField(label=_("Speaks for"), required=False,
                                              choices=[("", _("nobody of the agreement")), *actors])  # fmt: skip
        first["root_capacity"] = forms.CharField(label=_("In which office or rank"), required=False, max_length=_NAME,
                                                 validators=[plain_text])  # fmt: skip
        self.fields = first | self.fields
        self.fields["republishes"] = forms.ChoiceField(label=_("Its words are those of another entry, printed again"),
                                                       required=False, choices=[("", _("no")), *others])  # fmt: skip

    certainty = forms.ChoiceField(label=_("How certain they are"), choices=[*CERTAINTY.items()])

    def called(self, names: Any) -> list[tuple[str, str]]:
        """Give ids with their names, in the language of the page."""
        return [(name, named(self.agreement, name, ui_language()).text) for name in names]

    def clean_day(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["day"]
        earliest(datetime.combine(day, time.min))
        return day

    def own(self) -> dict[str, Any]:
        """Give the fields of this kind of entry."""
        raise NotImplementedError

    def act(self, *, id: str, at: datetime, officer: str) -> Reported:
        """Give the act. Only of a valid form. Raises ValidationError where it would say the same as before."""
        said, zone = self.cleaned_data, ZoneInfo(self.agreement.time.zone)
        root = Link(who=said["root_who"], kind=said["root_kind"], speaks_for=said["root_for"], capacity=said["root_capacity"])
        given = {**self.own(), "certainty": said["certainty"], "republishes": said["republishes"]}
        if self.earlier is None:
            start = datetime.combine(said["day"], time.min, zone)
            end = min(start + timedelta(days=1), at)
            chain = (Link(who=self.sources[said["source"]], kind="unknown", source=said["source"]), root)
            made: dict[str, Any] = {"id": id, "happened": start, "until": end if end > start else None, "recorded": at}
            return self.kind(**made, actor=RECORDER, basis="reported", evidence=(said["source"],), confirmed_by=officer,
                             chain=chain, **given)  # fmt: skip
        before = self.earlier.chain[-1] if self.earlier.chain else None
        root = root if before is None else Link(who=root.who, kind=root.kind, speaks_for=root.speaks_for, source=before.source,
                                                capacity=root.capacity)  # fmt: skip
        given["chain"] = (*self.earlier.chain[:-1], root)
        if all(getattr(self.earlier, field) == value for field, value in given.items()):
            raise ValidationError(_("Nothing is different from the entry as it stands."))
        return corrected(self.earlier, id=id, recorded=at, confirmed_by=officer, **given)


class StatementForm(Entering):
    """What somebody said."""

    kind = StatementReported
    stance = forms.ChoiceField(label=_("Stance"), choices=[(name, words[0]) for name, words in _STANCES.items()])
    polarity = forms.ChoiceField(label=_("Is it negated?"), choices=[("+", _("no")), ("-", _("yes: “does not …”"))])
    addressee = forms.CharField(label=_("To whom"), required=False, max_length=_NAME, validators=[plain_text])
    says = forms.CharField(label=_("What was said, in your own words"), max_length=500, validators=[plain_text],
                           widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))  # fmt: skip
    on = forms.MultipleChoiceField(label=_("What it is about"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreement, earlier = self.agreement, self.earlier
        said = earlier.on if isinstance(earlier, StatementReported) else ()
        names = dict.fromkeys((*agreement.points, *agreement.obligations, *agreement.subjects, *said))
        self.fields["on"].choices = self.called(names)  # type: ignore[attr-defined]

    def own(self) -> dict[str, Any]:
        """Give the fields of a statement."""
        said = self.cleaned_data
        on = said["on"]
        before = self.earlier.on if isinstance(self.earlier, StatementReported) else ()
        return {"stance": said["stance"], "polarity": said["polarity"], "addressee": said["addressee"], "says": said["says"],
                "on": before if set(on) == set(before) else tuple(on)}  # fmt: skip


class FigureForm(Entering):
    """How many of what, as somebody gave it."""

    kind = FigureReported
    subject = forms.ChoiceField(label=_("What is counted"))
    low = forms.IntegerField(label=_("At least"), required=False, min_value=0, max_value=_MOST)
    high = forms.IntegerField(label=_("At most"), required=False, min_value=0, max_value=_MOST)
    approximate = forms.BooleanField(label=_("about"), required=False)
    exhaustive = forms.BooleanField(label=_("all of them"), required=False)
    out_of = forms.IntegerField(label=_("Out of"), required=False, min_value=0, max_value=_MOST)
    words = forms.CharField(label=_("Said only in words, such as dozens"), required=False, max_length=40, validators=[plain_text])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = self.called(self.agreement.subjects)  # type: ignore[attr-defined]
        if self.earlier is not None:
            del self.fields["subject"]  # a figure of something else is another figure

    def own(self) -> dict[str, Any]:
        """Give the fields of a figure."""
        said = self.cleaned_data
        found = {name: said[name] for name in ("low", "high", "approximate", "exhaustive", "out_of", "words")}
        if "subject" in said:
            found |= {"subject": said["subject"], "unit": self.agreement.subjects[said["subject"]].unit}
        return found


def _initial(earlier: Reported) -> dict[str, Any]:
    root = earlier.chain[-1] if earlier.chain else Link(who="", kind="unknown")
    found = {name: getattr(earlier, name) for name in earlier.__struct_fields__}
    return {**found, "root_who": root.who, "root_kind": root.kind, "root_for": root.speaks_for, "root_capacity": root.capacity}


FORMS: dict[str, type[Entering]] = {"statement": StatementForm, "figure": FigureForm}
"""The form of each kind of entry."""
