"""Tags of this room: coded words and acts of access, as the page says them."""

from django import template
from django.utils.functional import Promise

from safeconduct.web.looks.words import DID, WORDS

register = template.Library()


@register.simple_tag
def coded(word: str) -> str | Promise:
    """Give a coded word of an act in the language of the page; one without words as it is."""
    return WORDS.get(word, word)


@register.simple_tag
def did(kind: str) -> str | Promise:
    """Give what an act of access says that somebody did."""
    return DID.get(kind, kind)
