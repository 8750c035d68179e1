"""Tags of this room: coded words and acts of access, as the page says them."""

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.functional import Promise

from safeconduct.access.view import kinds_seen
from safeconduct.web.looks.present import may_tell
from safeconduct.web.looks.words import COLUMNS, DID, PARTICULARS, WORDS
from safeconduct.web.shell.seat import account_of

register = template.Library()


@register.simple_tag
def coded(word: str) -> str | Promise:
    """Give a coded word of an act in the language of the page; one without words as it is."""
    return WORDS.get(word, word)


@register.simple_tag
def column(name: str) -> str | Promise:
    """Give what a field of a case, or of what is kept of a person, is called."""
    return PARTICULARS.get(name) or COLUMNS.get(name, name)


@register.simple_tag(takes_context=True)
def leads_on(context: Context, case: str) -> dict[str, bool]:
    """Say what the page of a case leads to: who looked at it, and what this seat needs of what is kept of the person."""
    look, request = context["look"], context["request"]
    viewer, cases = look.sight.viewer, look.sight.cases
    if not viewer.inside or not settings.HOME or account_of(request) is None:
        return {}
    return {"told": may_tell(viewer, cases, case), "kept": bool(kinds_seen(viewer, case, cases))}


@register.simple_tag
def did(kind: str) -> str | Promise:
    """Give what an act of access says that somebody did."""
    return DID.get(kind, kind)
