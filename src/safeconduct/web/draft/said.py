"""What a rule found, in the language of the page: all of a finding, or nothing of it.

Rules say what they find in English. Here a sentence is read back into its parts, and each name becomes the one that the text has
in that language. A finding with one sentence that is not known here stays in English as a whole, and the page marks it so.
What can stand in a part follows from the part's name; `name2` is another of the kind of `name`.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext

from safeconduct.checks.finding import Finding
from safeconduct.kernel.moments import parse_duration
from safeconduct.web.draft.names import Names
from safeconduct.web.draft.sentences import SENTENCES, phrases
from safeconduct.web.shell.apart import apart, joined
from safeconduct.web.shell.clock_words import say_clock
from safeconduct.web.shell.dates import full_day
from safeconduct.web.shell.lacking import duration
from safeconduct.web.shell.read_back import read_back
from safeconduct.web.shell.wording import own_name
from safeconduct.web.shell.words import amount

_BETWEEN = re.compile(r", | and | or ")
_AMOUNT = re.compile(r"(?P<count>[\d,]+) (?P<unit>\w+)")
_QUOTED = re.compile(r"“([^”]*)”")
_RATE = re.compile(r"“?(?P<name>.+?)”? (?P<amount>(?:at \w+ )?\d+ \w+) in (?P<time>\d+ \w+)(?: and |$)")
_LANGUAGES = {"Arabic": "ar", "English": "en", "Spanish": "es", "French": "fr", "Hebrew": "he", "Indonesian": "id",
              "Russian": "ru", "Ukrainian": "uk"}  # fmt: skip


class Said(NamedTuple):
    """A finding in the language of a page."""

    message: str
    remedy: str
    trace: tuple[str, ...]
    related: tuple[str, ...]
    offered: str


def say(finding: Finding, names: Names) -> Said | None:
    """Give a finding in the language of the names; None where one of its sentences is not known here."""
    known = SENTENCES.get(finding.code, ())
    message, remedy = sentence(finding.message, names, known), sentence(finding.remedy, names, known)
    trace = tuple(sentence(one, names, known) for one in finding.trace)
    related = tuple(sentence(other.says, names, known) for other in finding.related)
    offered = sentence(finding.fix.says, names, known) if finding.fix else ""
    if not (message and remedy and all(trace) and all(related) and (offered or finding.fix is None)):
        return None
    return Said(message, remedy, trace, related, offered)


def undecided(words: str, names: Names) -> str:
    """Give what a check has not decided in the language of the names; empty where it is not known here."""
    return sentence(words, names, phrases.UNDECIDED)


def sentence(words: str, names: Names, known: tuple[str, ...]) -> str:
    """Give one sentence of a rule in the language of the names; empty where it is none of those that are known."""
    for found, parts in read_back(words, known):
        params = {name: part(name, value, names) for name, value in parts.items()}
        if all(params.values()):
            return gettext(found).format_map(params)
    if (quoted := _QUOTED.fullmatch(words)) and names.known(quoted[1]):
        return f"“{names.of(quoted[1])}”"
    return names.of(words) if names.known(words) else ""


def part(name: str, value: str, names: Names) -> str:
    """Give what stands in a part of a sentence, by the name of the part; empty where that cannot stand there."""
    return _KINDS[name.rstrip("0123456789")](value, names)


def _one(value: str, names: Names) -> str:
    return names.of(value) if names.known(value) else ""


def _every(value: str, names: Names) -> str:
    try:
        return duration(parse_duration(value))
    except ValueError:
        return ""


def _day(value: str, names: Names) -> str:
    for form in ("%d %b %Y", "%d %B %Y"):
        try:
            return apart(full_day(datetime.strptime(value, form).date()))  # noqa: DTZ007, a day of the text has no zone
        except ValueError:
            pass
    return ""


def _amount(value: str, names: Names) -> str:
    if bound := sentence(value, names, phrases.BOUNDS):
        return bound
    found = _AMOUNT.fullmatch(value)
    unit = names.unit(found["unit"]) if found else ""
    return f"{amount(int(found['count'].replace(',', '')))} {unit}" if found and unit else ""


def _lacks(value: str, names: Names) -> str:
    # Each part is a question that the text leaves open.
    parts = _BETWEEN.split(value)
    return joined(gettext(part) for part in parts) if all(part in phrases.LACKS for part in parts) else ""


def _each(parts: list[str], names: Names, known: tuple[str, ...]) -> str:
    said = [sentence(part, names, known) for part in parts]
    return joined(said) if all(said) else ""


def _codes(value: str, names: Names) -> str:
    # Words of the file stand as the file has them: nobody but its author knows what else to call them.
    return joined(f"`{word.replace(' ', '_')}`" for word in value.split(", "))


def _numbers(value: str, names: Names) -> str:
    return joined(part if part[:1].isdigit() else sentence(part, names, phrases.NUMBERS) or apart(part)
                  for part in value.split(", "))  # fmt: skip


def _clocks(value: str, names: Names) -> str:
    said = [say_clock(one, names.agreement, names.language) for one in re.split(r"; | or ", value)]
    return joined(said) if all(said) else ""


def _rates(value: str, names: Names) -> str:
    found = list(_RATE.finditer(value))
    if "".join(one[0] for one in found) != value:
        return ""
    return joined(gettext("{where}: {amount} in {time}").format(
        where=names.of(one["name"]), amount=_amount(one["amount"], names), time=_every(one["time"], names)) for one in found)


_KINDS: dict[str, Callable[[str, Names], str]] = {
    "name": _one,
    "who": lambda value, names: names.several(value),
    "other": lambda value, names: names.several(value),
    "where": lambda value, names: names.several(value),
    "titles": lambda value, names: names.titles(value),
    "quoted": lambda value, names: joined(f"“{apart(word)}”" for word in _QUOTED.findall(value)) if "“" in value else "",
    "gaps": lambda value, names: joined(map(names.of, value.split("; "))),
    "unit": lambda value, names: names.unit(value),
    "amount": _amount,
    "n": lambda value, names: value if value.isdigit() else "",
    "numbers": _numbers,
    "language": lambda value, names: apart(own_name(_LANGUAGES.get(value, value))),
    "distances": lambda value, names: _each(value.split(", "), names, phrases.DISTANCES),
    "time": _every,
    "day": _day,
    "when": lambda value, names: _day(value, names) or sentence(value, names, phrases.WHEN),
    "clocks": _clocks,
    "rates": _rates,
    "key": lambda value, names: f"`{value}`",
    "acts": _codes,
    "traits": lambda value, names: _each(value.split(" and "), names, phrases.TRAITS),
    "lacks": _lacks,
    "state": lambda value, names: sentence(value, names, phrases.STATE),
    "why": lambda value, names: sentence(value, names, phrases.WHY),
    "event": lambda value, names: sentence(value, names, phrases.EVENT),
}
"""What each kind of part holds, said in the language of the names; empty where the words are not of that kind."""
