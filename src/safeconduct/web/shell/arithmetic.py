"""The arithmetic under an amount, in the language of the page: how many of which category count how much each, and the sum.

The core writes it out in English, and each of its terms has one form. Here the terms are said from their parts.
"""

import re

from django.utils.translation import gettext as _

from safeconduct.agreement.model import Agreement
from safeconduct.web.shell.apart import apart

_TERM = re.compile(r"(?P<n>\d+) (?P<what>\w+) x (?P<each>\d+)")
_WITHOUT = re.compile(r"(?P<n>\d+) (?P<what>\w+) x no key")
_UNNAMED = re.compile(r"(?P<n>\d+) of no category x no key")


def say_arithmetic(words: str, agreement: Agreement, language: str) -> str:
    """Give the arithmetic of an exchange key in the language of the page."""
    if language == "en" or not words:
        return words
    terms, _equals, total = words.rpartition(" = ")
    if not terms:
        return words
    said = " + ".join(_term(term, agreement, language) for term in terms.split(" + "))
    return f"{said} = {total}"


def _term(term: str, agreement: Agreement, language: str) -> str:
    if found := _UNNAMED.fullmatch(term):
        return _("%(n)s of no category × no key") % found.groupdict()
    found, sentence = _TERM.fullmatch(term), _("%(n)s %(what)s × %(each)s")
    if found is None:
        found, sentence = _WITHOUT.fullmatch(term), _("%(n)s %(what)s × no key")
    if found is None:
        return apart(term)
    return sentence % {**found.groupdict(), "what": apart(agreement.name_of(found["what"], language))}
