"""Words that may run another way than the sentence in which they stand: names, numbers, moments, each set apart from the rest."""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_APART, _TOGETHER = "\u2068", "\u2069"


class InOwnWords(SafeString):
    """A sentence of the core that has been said in the language of the page. Every other one stands in English."""


def apart(text: str) -> str:
    """Give a text so that its direction and the one of the words around it do not mix."""
    return f"{_APART}{text}{_TOGETHER}"


def shortened(text: str, longest: int) -> str:
    """Give the beginning of a text, cut behind a word; what it sets apart ends with it."""
    if len(text) <= longest:
        return text
    cut = text[: text.rfind(" ", 0, longest)] + " …"
    return cut + _TOGETHER * (cut.count(_APART) - cut.count(_TOGETHER))


def joined(parts: Iterable[str]) -> str:
    """Give one or more words in a row."""
    first, *rest = parts
    for part in rest:
        first = _("%(one)s, %(next)s") % {"one": first, "next": part}
    return first
