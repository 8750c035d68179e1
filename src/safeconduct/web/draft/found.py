"""What is found in a text, ready for a page: by weight and by part of the text, each with its line and what to do."""

from collections import Counter
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from safeconduct.checks.finding import Finding, Severity
from safeconduct.checks.markup import prose
from safeconduct.checks.story import told
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.errors import Fault
from safeconduct.web.draft.names import Names
from safeconduct.web.draft.reading import MOST_SHOWN, Read
from safeconduct.web.draft.said import say, undecided
from safeconduct.web.draft.story import course_of
from safeconduct.web.shell.apart import InOwnWords
from safeconduct.web.shell.faults import say_fault
from safeconduct.web.shell.wording import ui_language

_LONGEST_LINE = 160
FEW = 12
"""So many findings are shown at once; of more, each part of the text is folded and says how many it holds."""
SECTIONS = {
    "obligations": _("Duties"), "prohibitions": _("Restraints"), "entitlements": _("Rights"), "powers": _("Powers"),
    "exchanges": _("Exchanges"), "categories": _("Categories of persons"), "objections": _("Objections"),
    "holes": _("Parts left open"), "decisions": _("Decisions"), "phases": _("Phases"), "anchors": _("Events"),
    "places": _("Places"), "parties": _("Parties"), "bodies": _("Bodies"), "points": _("Wording"), "texts": _("Texts"),
    "guarantees": _("Guarantees"), "lists": _("Lists"), "outside_rules": _("Rules outside the text"), "subjects": _("Figures"),
    "posts": _("Posts"), "tests": _("Tests of acceptance"), "time": _("Time"), "units": _("Units"), "questions": _("Questions"),
}  # fmt: skip
"""What the parts of a text are called on a page; any other stands under its key."""


class Item(NamedTuple):
    """One fault of the form, or one finding of a rule."""

    code: str
    name: str
    kind: str
    line: int
    excerpt: str
    message: SafeString
    remedy: SafeString
    steps: tuple[SafeString, ...] = ()
    course: tuple[str, ...] = ()
    others: tuple[tuple[str, SafeString], ...] = ()
    offered: SafeString = SafeString()
    becomes: str = ""
    answered: str = ""
    number: int = 0
    place: str = ""


class Entry(NamedTuple):
    """The findings of one weight about one entry, such as a duty."""

    of: str
    name: str
    items: tuple[Item, ...]


class Part(NamedTuple):
    """The findings of one weight in one part of the text; of many, entry by entry."""

    key: str
    heading: Any
    number: int
    items: tuple[Item, ...]
    entries: tuple[Entry, ...]


class Weight(NamedTuple):
    """The errors, or the warnings, by parts of the text."""

    kind: str
    number: int
    parts: tuple[Part, ...]


class ByRule(NamedTuple):
    """A rule with what it found, to choose it or to go from one to the next."""

    code: str
    name: str
    items: tuple[Item, ...]


def found(read: Read) -> dict[str, Any]:
    """Give the faults, what is open, and what was answered for."""
    shown = read.open_findings[:MOST_SHOWN]
    language = ui_language()
    names = Names(read.checked.agreement, language) if read.checked is not None and language != "en" else None
    items = [_finding(one, read, names)._replace(number=number) for number, one in enumerate(shown, 1)]
    rules = sorted(Counter((item.code, item.name) for item in items))
    return {
        "faults": [_fault(fault, read.lines) for fault in read.faults],
        "left_out": read.left_out,
        "weights": [weight for severity in Severity if (weight := _weight(severity, items, read)).number],
        "rules": [ByRule(code, name, tuple(item for item in items if item.code == code)) for code, name in rules],
        "few": len(shown) <= FEW,
        "more": len(read.open_findings) - len(shown),
        "answered": [_finding(one, read, names) for one in read.answered[:MOST_SHOWN]],
        "errors": read.count(Severity.ERROR),
        "warnings": read.count(Severity.WARNING),
        "undecided": [_undecided(words, names) for words in read.undecided],
    }


def _weight(severity: Severity, items: list[Item], read: Read) -> Weight:
    parts: dict[str, list[Item]] = {}
    for item in items:
        if item.kind == severity.value:
            parts.setdefault(_keys(item)[0], []).append(item)
    found = tuple(_part(key, mine, read) for key, mine in parts.items())
    return Weight(severity.value, sum(part.number for part in found), found)


def _part(key: str, mine: list[Item], read: Read) -> Part:
    entries: dict[str, list[Item]] = {}
    for item in mine if len(mine) > FEW else ():
        entries.setdefault(_keys(item)[1], []).append(item)
    assert read.checked is not None
    name = read.checked.name
    told = tuple(Entry(of, name(of) if of else str(SECTIONS.get(key, key)), tuple(own)) for of, own in entries.items())
    return Part(key, SECTIONS.get(key, key), len(mine), () if told else tuple(mine), told)


def _keys(item: Item) -> tuple[str, str]:
    """Give the section of the text and the id of the entry that a finding is about."""
    section, _, rest = item.place.partition(".")
    return section.partition("[")[0], rest.partition(".")[0].partition("[")[0]


def _fault(fault: Fault, lines: tuple[str, ...]) -> Item:
    if (said := say_fault(fault)) is not None:
        return Item(fault.code, fault.path, "form", fault.line, _excerpt(lines, fault.line), _own(said.message, stop="."),
                    _own(said.remedy, stop=".") if said.remedy else SafeString())  # fmt: skip
    return Item(fault.code, fault.path, "form", fault.line, _excerpt(lines, fault.line), _sentence(fault.message),
                _sentence(fault.remedy))  # fmt: skip


def _in_words(one: Finding, text: CheckedText, names: Names) -> Item | None:
    """Give a finding in the language of the page; None where not all of it can be said."""
    said = say(one, names)
    course = course_of(text, one, names)
    if said is None or course is None:
        return None
    others = tuple((other.path, _own(words)) for other, words in zip(one.related, said.related, strict=True))
    return Item(one.code, one.name, one.severity.value, one.line, "", _own(said.message, stop="."), _own(said.remedy),
                tuple(map(_own, said.trace)), tuple(map(InOwnWords, map(escape, course))), others,
                _own(said.offered) if one.fix else SafeString(), one.fix.text if one.fix else "",
                answered=one.allowed or one.acknowledged, place=one.path)  # fmt: skip


def _undecided(words: str, names: Names | None) -> str:
    own = undecided(words, names) if names is not None else ""
    return _own(own) if own else words


def _own(words: str, stop: str = "") -> SafeString:
    return InOwnWords(prose(words if words.endswith((".", "?", "!", "”")) else f"{words}{stop}"))


def _finding(one: Finding, read: Read, names: Names | None) -> Item:
    text = read.checked
    assert isinstance(text, CheckedText)
    if names is not None and (own := _in_words(one, text, names)) is not None:
        return own._replace(excerpt=_excerpt(read.lines, one.line))
    others = tuple((other.path, _prose(other.says)) for other in one.related)
    return Item(one.code, one.name, one.severity.value, one.line, _excerpt(read.lines, one.line), _sentence(one.message),
                _prose(one.remedy), tuple(map(_prose, one.trace)), told(text, one), others,
                _prose(one.fix.says) if one.fix else SafeString(), one.fix.text if one.fix else "",
                one.allowed or one.acknowledged, place=one.path)  # fmt: skip


def _excerpt(lines: tuple[str, ...], line: int) -> str:
    if not 0 < line <= len(lines):
        return ""
    words = lines[line - 1].strip()
    return words if len(words) <= _LONGEST_LINE else f"{words[:_LONGEST_LINE]}…"


def _prose(words: str) -> SafeString:
    return mark_safe(prose(words))  # `prose` escapes all it is given


def _sentence(words: str) -> SafeString:
    return _prose(words if words.endswith((".", "?", "!", "”")) else f"{words}.") if words else SafeString()
