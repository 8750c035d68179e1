"""What is asked before a token is made."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeconduct.kernel import acts
from safeconduct.secretariat.case_acts import BY_NAME, OF_ACCESS
from safeconduct.web.api.models import LONGEST_DAYS, Scope
from safeconduct.web.desk.forms import plain_text

MOST_TYPES = 80


def known_types() -> frozenset[str]:
    """Give every type of act that an officer can sign."""
    return frozenset({*acts.TYPES, *BY_NAME, *OF_ACCESS})


class NewToken(forms.Form):
    """What a token is called, what it is for, and how long it is good."""

    label = forms.CharField(label=_("What it is for, in a word"), max_length=40, validators=[plain_text],
                            help_text=_("To tell it from others. Names of people have no place here."))  # fmt: skip
    scopes = forms.MultipleChoiceField(label=_("What the program may do"), choices=Scope.choices, initial=[Scope.READ],
                                       widget=forms.CheckboxSelectMultiple)  # fmt: skip
    types = forms.CharField(label=_("Only these types of acts"), required=False, max_length=4000,
                            widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false",
                                                         "placeholder": "obligation.claimed/1 obligation.confirmed/1"}),
                            help_text=_("With spaces between. Leave it empty for all that this seat may sign."))  # fmt: skip
    days = forms.IntegerField(label=_("Good for how many days"), min_value=1, max_value=LONGEST_DAYS, initial=30)

    def clean_types(self) -> list[str]:
        """Ask whether there are such types."""
        found = list(dict.fromkeys(self.cleaned_data["types"].replace(",", " ").split()))[:MOST_TYPES]
        unknown = next((one for one in found if one not in known_types()), None)
        if unknown is not None:
            raise ValidationError(_("There are no acts of the type %(type)s.") % {"type": unknown[:60]})
        return found

    def clean(self) -> dict[str, Any]:
        """Ask that types are named only where acts are prepared or handed in."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("types") and not {Scope.PREPARE, Scope.SUBMIT} & set(found.get("scopes", ())):
            self.add_error("types", _("Types are only for a token that prepares acts or hands them in."))
        return found
