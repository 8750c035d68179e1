"""The form for an act of the programme, made from the fields of its type. No field lets anyone tell something freely."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from safeconduct.web.desk.asked import Field, Shape
from safeconduct.web.desk.called import called, objection
from safeconduct.web.desk.choices import Asking, options
from safeconduct.web.desk.fields import field_word, hint
from safeconduct.web.desk.forms import HOUR, earliest, plain_text
from safeconduct.web.desk.made import asked_of, at_first
from safeconduct.web.desk.values import word_of

_MOST_NAMED = 500
_NOT_STATED, _CHOOSE = ("", _("not stated")), ("", _("choose"))


class CaseForm(forms.Form):
    """When it happened, and the fields of one type of act, each with what it may hold."""

    def __init__(self, *args: Any, asking: Asking, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asking, self.zone = asking, zone
        self.kind = str(asking.kind.__struct_config__.tag)
        for field in asked_of(asking):
            self.fields[field.name] = self._asked(field)
        self.fields["happened"] = self._moment(True, label=_("When it happened, in the time of the agreement"),
                                               initial=asking.now.astimezone(zone).strftime("%Y-%m-%dT%H:%M"))  # fmt: skip

    def _asked(self, field: Field) -> forms.Field:
        said = {"label": field_word(self.kind, field.name), "help_text": hint(self.kind, field.name),
                "required": field.required, "initial": at_first(self.asking, field)}  # fmt: skip
        known = options(self.asking, field.name)
        if field.shape is Shape.MOMENT:
            return self._moment(field.required, label=said["label"], help_text=said["help_text"])
        if field.shape is Shape.COUNT:
            return forms.IntegerField(min_value=field.least, max_value=field.most, **said)
        if field.shape is Shape.WORD:
            words = [(one, word_of(self.kind, field.name, one) or one) for one in field.words]
            # Nothing is chosen beforehand that somebody has to decide.
            return forms.ChoiceField(choices=[*((_CHOOSE,) if field.required else ()), *words], **said)
        if field.shape is Shape.NAMES:
            # Whether an empty list is enough is said by what the move needs, with its reason.
            widget = forms.CheckboxSelectMultiple if len(known or ()) <= _MOST_NAMED else forms.SelectMultiple
            return forms.MultipleChoiceField(choices=self._named(field.name, known or ()), widget=widget,
                                             **{**said, "required": False})  # fmt: skip
        if known is None:
            form = RegexValidator(field.pattern, _("It does not have the form of such a number or mark."))
            return forms.CharField(max_length=field.longest, validators=[plain_text, form], **said)
        named = self._named(field.name, known)
        if field.required and len(named) == 1:
            return forms.ChoiceField(choices=named, **said)
        return forms.ChoiceField(choices=[_CHOOSE if field.required else _NOT_STATED, *named], **said)

    def _named(self, field: str, known: tuple[str, ...]) -> list[tuple[str, str]]:
        agreement, person = self.asking.viewer.agreement, self.asking.person
        made = {one.id: one for one in person.objections} if person is not None and field == "of" else {}
        return [(one, objection(agreement, made[one]) if one in made else called(agreement, self.kind, field, one) or one)
                for one in known]  # fmt: skip

    def _moment(self, required: bool, **said: Any) -> forms.Field:
        widget = forms.DateTimeInput(attrs=HOUR)
        return forms.DateTimeField(required=required, input_formats=["%Y-%m-%dT%H:%M"], widget=widget, **said)

    def clean(self) -> dict[str, Any]:
        """Read every moment in the zone of the agreement. What has not come yet has not happened."""
        written = super().clean() or self.cleaned_data
        for name, value in list(written.items()):
            if isinstance(value, datetime):
                try:
                    written[name] = self._in_zone(name, value)
                except ValidationError as wrong:
                    self.add_error(name, wrong)
        return written

    def _in_zone(self, name: str, value: datetime) -> datetime:
        earliest(value)
        at = value.replace(tzinfo=self.zone)
        if name == "happened" and at > self.asking.now:
            raise ValidationError(_("That has not come yet."))
        return at
