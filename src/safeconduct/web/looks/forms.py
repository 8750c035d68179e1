"""What is written on a page before something is asked for, the glass is broken, or a word is given to others."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeconduct.access import acts
from safeconduct.access.exporting import KINDS, fields_open
from safeconduct.secretariat.particulars import CASE
from safeconduct.web.looks.words import COLUMNS, OF_KIND, OUTCOMES, PARTICULARS, REASONS, REFUSALS, Words
from safeconduct.web.looks.words import KINDS as KIND_WORDS

Choices = list[tuple[str, str | Promise]]

_BETWEEN = re.compile(r"[\s,;]+")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,79}(@[a-z0-9_]{1,60})?").fullmatch
_LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


def chosen(names: Sequence[str], words: Words) -> Choices:
    """Give choices in words."""
    return [(name, words[name]) for name in names]


class Numbers(forms.CharField):
    """One or several case numbers, as they stand on paper."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs=_LTR) if most == 1 else forms.Textarea(attrs={**_LTR, "rows": 4})
        super().__init__(widget=widget, max_length=26 * most, **kwargs)
        self.most = most

    def clean(self, value: Any) -> tuple[str, ...]:
        """Read the numbers, each once."""
        found = tuple(dict.fromkeys(filter(None, _BETWEEN.split(super().clean(value).upper()))))
        for number in found:
            if not CASE(number):
                raise ValidationError(_("%(number)s is no case number. Look again at the paper."), params={"number": number[:30]})
        if not 0 < len(found) <= self.most:
            raise ValidationError(_("Write at most %(most)s numbers."), params={"most": self.most})
        return found


def name_of_act(written: str) -> str:
    """Read the name of an act."""
    if not _NAME(name := written.strip()):
        raise ValidationError(_("This is no name of an act."))
    return name


def _reasons(names: Sequence[str]) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Why"), choices=[("", _("choose")), *chosen(names, REASONS)],
                             help_text=_("A coded word. It stands in the record."))  # fmt: skip


def _fields(names: Sequence[str], words: Words | None = None, **more: Any) -> forms.MultipleChoiceField:
    choices = chosen(names, words) if words is not None else [(name, COLUMNS.get(name, name)) for name in names]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **more)


class Reveal(forms.Form):
    """Particulars of one person."""

    cases = Numbers(most=1, label=_("Case number"))
    fields_ = _fields(tuple(PARTICULARS), PARTICULARS, label=_("What is to be shown"))
    reason = _reasons(acts.Reason.__args__)  # type: ignore[attr-defined]


class Export(forms.Form):
    """A file. Which columns there are depends on what it is made of."""

    cases = Numbers(most=1_000, label=_("Case numbers"), help_text=_("Between them a space, a comma or a new line."))
    reason = _reasons(acts.Reason.__args__)  # type: ignore[attr-defined]

    def __init__(self, *args: Any, of: str = "person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(widget=forms.HiddenInput, choices=chosen(KINDS, OF_KIND), initial=of)
        self.fields["fields_"] = _fields(fields_open(of), label=_("Columns"))  # type: ignore[arg-type]


class Delete(forms.Form):
    """All that is kept of some persons."""

    cases = Numbers(most=50, label=_("Case numbers"), help_text=_("Between them a space, a comma or a new line."))
    reason = _reasons(acts.Reason.__args__)  # type: ignore[attr-defined]


class Unmask(forms.Form):
    """The numbers of one act, that of somebody who looked."""

    of = forms.CharField(label=_("Name of the act"), max_length=141, widget=forms.TextInput(attrs=_LTR),
                         help_text=_("As it stands on its page or in the record."))  # fmt: skip
    reason = _reasons(acts.Reason.__args__)  # type: ignore[attr-defined]

    def clean_of(self) -> str:
        """Ask that it can be the name of an act."""
        return name_of_act(self.cleaned_data["of"])


class Glass(forms.Form):
    """Looking alone, because there is no time."""

    cases = Numbers(most=5, label=_("Case numbers"), help_text=_("Five at most."))
    fields_ = _fields(tuple(PARTICULARS), PARTICULARS, label=_("What is to be shown"))

    def __init__(self, *args: Any, reasons: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _reasons(reasons)


class Decline(forms.Form):
    """Why not."""

    reason = forms.ChoiceField(label=_("Why not"), choices=chosen(tuple(REFUSALS), REFUSALS))


class Review(forms.Form):
    """What a review of a broken glass says."""

    outcome = forms.ChoiceField(label=_("What the review says"), choices=chosen(tuple(OUTCOMES), OUTCOMES),
                                widget=forms.RadioSelect)  # fmt: skip


class Disclose(forms.Form):
    """Which act was given to whom, or is offered, or is not."""

    what = forms.CharField(label=_("Name of the act"), max_length=141, widget=forms.TextInput(attrs=_LTR),
                           help_text=_("As it stands on its page or in the record."))  # fmt: skip
    kind = forms.ChoiceField(label=_("What it is about"), choices=chosen(acts.Kind.__args__, KIND_WORDS))  # type: ignore[attr-defined]

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.MultipleChoiceField(label=_("Given to"), choices=organisations,
                                                      widget=forms.CheckboxSelectMultiple)  # fmt: skip

    def clean_what(self) -> str:
        """Ask that it can be the name of an act."""
        return name_of_act(self.cleaned_data["what"])


class Search(forms.Form):
    """The beginning of a name or a paper."""

    words = forms.CharField(label=_("Name, or number of a paper"), max_length=200, widget=forms.TextInput(attrs={
        "autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
        help_text=_("The beginnings of its words, in any script. What you write is not kept."))  # fmt: skip


FORMS: dict[str, type[forms.Form]] = {"reveal": Reveal, "unmask": Unmask, "export": Export, "delete": Delete}


def asked_in(action: str, form: forms.Form) -> dict[str, Any]:
    """Give the fields of a request from what was written."""
    said = form.cleaned_data
    if action == "unmask":
        return {"action": action, "kind": "act", "reason": said["reason"], "of": said["of"]}
    return {"action": action, "kind": said.get("kind", "vault"), "reason": said["reason"], "cases": said["cases"],
            "fields": tuple(said.get("fields_", ()))}  # fmt: skip
