"""What a rule found, in the language of the page: all of a finding, or nothing of it.

Rules say what they find in English. Here a sentence is read back into its parts, and each name becomes the one that the text has
in that language. A finding with one sentence that is not known here stays in English as a whole, and the page marks it so.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from safeconduct.agreement.model import Agreement
from safeconduct.checks.finding import Finding
from safeconduct.kernel.moments import parse_duration
from safeconduct.kernel.text import Text
from safeconduct.web.draft.sentences import LACKS, SENTENCES
from safeconduct.web.shell.apart import apart, joined
from safeconduct.web.shell.lacking import duration
from safeconduct.web.shell.read_back import read_back
from safeconduct.web.shell.words import amount

_MORE = re.compile(r"(?P<some>.*”) and (?P<n>\d+) more")
_TITLES = re.compile(r"“([^”]*)”")


class Said(NamedTuple):
    """A finding in the language of a page."""

    message: str
    remedy: str
    trace: tuple[str, ...]
    related: tuple[str, ...]


class Names:
    """The names of a text by what they are in English."""

    def __init__(self, agreement: Agreement, language: str) -> None:
        self.agreement, self.language = agreement, language
        self._texts = {" ".join(str(text).split()): text for text in _texts(agreement)}

    def of(self, name: str) -> str:
        """Give a name in the language, set apart; as it is where the text has no other."""
        found = self._texts.get(name)
        return apart(" ".join(found.pick(self.language).split()) if found else name)

    def several(self, names: str) -> str:
        """Give names in a row, as `a, b and c`."""
        if names == "nobody the text names":
            return _("nobody the text names")
        if names in self._texts:
            return self.of(names)
        return joined(map(self.of, re.split(r", | and ", names)))

    def titles(self, quoted: str) -> str:
        """Give quoted names in a row, with how many more there are."""
        if more := _MORE.fullmatch(quoted):
            return _("%(some)s and %(n)s more") % {"some": self.titles(more["some"]), "n": more["n"]}
        return joined(f"“{self.of(title)}”" for title in _TITLES.findall(quoted))

    def amount(self, words: str) -> str:
        """Give an amount with its unit; empty where it is none of a number and a unit of the text."""
        count, _space, unit = words.partition(" ")
        if unit not in self.agreement.units or not count.replace(",", "").isdigit():
            return ""
        return f"{amount(int(count.replace(',', '')))} {apart(self.agreement.units[unit].pick(self.language))}"


def _texts(part: Any) -> Iterator[Text]:
    if isinstance(part, Text):
        yield part
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from _texts(getattr(part, name))
    elif isinstance(part, dict):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, tuple | list):
        for value in part:
            yield from _texts(value)


def say(finding: Finding, names: Names) -> Said | None:
    """Give a finding in the language of the names; None where one of its sentences is not known here."""
    if finding.fix is not None:
        return None
    message, remedy = sentence(finding.message, names), sentence(finding.remedy, names)
    trace = tuple(sentence(one, names) for one in finding.trace)
    related = tuple(sentence(other.says, names) for other in finding.related)
    said = Said(message, remedy, trace, related)
    return said if message and remedy and all(trace) and all(related) else None


def sentence(words: str, names: Names) -> str:
    """Give one sentence of a rule in the language of the names; empty where it is not known here."""
    for found, parts in read_back(words, SENTENCES):
        params = {name: _part(name, value, names) for name, value in parts.items()}
        if all(params.values()):
            return gettext(found).format_map(params)
    return ""


def _every(words: str) -> str:
    try:
        return duration(parse_duration(words))
    except ValueError:
        return ""


def _part(name: str, value: str, names: Names) -> str:
    match name:
        case "lacks":
            # Each part is a question that the text leaves open.
            parts = re.split(r", | and | or ", value)
            return joined(gettext(LACKS[part]) for part in parts) if all(part in LACKS for part in parts) else ""
        case "who" | "other" | "where":
            return names.several(value)
        case "titles":
            return names.titles(value)
        case "amount":
            return names.amount(value)
        case "per":
            return _every(value)
        case "n":
            return value if value.isdigit() else ""
    return names.of(value) if "“" not in value else ""
