"""The fields of every form: what is asked, what was wrong, what is chosen from; also for those who hear the page read out."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template.loader import render_to_string

MANY = [(str(number), f"case {number}") for number in range(3)]


class Asked(forms.Form):
    word = forms.CharField(help_text="One word.")
    boxes = forms.MultipleChoiceField(choices=MANY, widget=forms.CheckboxSelectMultiple, help_text="As many as you like.")
    listed = forms.MultipleChoiceField(choices=MANY, widget=forms.SelectMultiple)
    one = forms.ChoiceField(choices=MANY, widget=forms.RadioSelect)
    sure = forms.BooleanField(help_text="Tick it.")
    back = forms.CharField(widget=forms.HiddenInput, required=False)


def page(written: dict[str, str] | None = None) -> str:
    return str(render_to_string("shell/parts/fields.html", {"form": Asked(written)}))


@pytest.mark.parametrize("written", [None, {}])
def test_what_describes_a_field_is_on_the_page(written: dict[str, str] | None) -> None:
    found = page(written)
    named = [name for names in re.findall(r'aria-describedby="([^"]+)"', found) for name in names.split()]
    assert len(named) == (3 if written is None else 8)
    assert [name for name in named if found.count(f'id="{name}"') != 1] == []


def test_every_field_is_asked_for_once_and_a_long_list_is_one_to_choose_from() -> None:
    found = page()
    assert sorted(set(re.findall(r' name="(\w+)"', found))) == sorted(Asked.base_fields)
    assert re.search(r'<select name="listed"[^>]* multiple>\s*(<option value="\d">case \d</option>\s*){3}</select>', found)
    assert [len(re.findall(rf'<input type="{kind}"', found)) for kind in ("checkbox", "radio", "hidden")] == [4, 3, 1]
