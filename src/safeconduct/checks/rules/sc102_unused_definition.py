"""SC102 unused-definition

What:
    Finds a place, category, event, test, objection, decision or open part that nothing else in the text uses.

Why:
    Such entries are often left from an earlier draft, when a duty spoke of them. Whoever reads the text looks for the
    rule that belongs to them, or believes that there is one.

Example:
    places:
      buffer: {name: Buffer zone, kind: zone}
      # and no duty, right or ban speaks of it

Remedy:
    Name it in the rule that it was made for, or delete it.

    A zone that is there for one rule of its own, such as who may not enter, counts as used.

Known problems:
    Sites and crossings are not looked at, because reports and maps use them. An open part or a decision counts as used
    where a rule rests on the same clause, and an open part that says what holds if it is not agreed is a rule itself.
    Figures may use a category that no rule uses; it is found all the same.
"""

from collections.abc import Iterator
from typing import Any

from safeconduct.agreement.frame import PlaceKind
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING

_SECTIONS = {
    "anchors": "no date, condition or event depends on “{}”",
    "places": "no duty, right or ban speaks of “{}”",
    "categories": "no duty, right or way on is for “{}”",
    "objections": "“{}” stops no way on: nothing follows from raising it",
    "tests": "no amount is counted by the test for {}",
    "decisions": "nothing in the text follows from the answer to “{}”",
    "holes": "no rule rests on “{}”",
}
_DRAWN = (PlaceKind.ZONE, PlaceKind.LINE, PlaceKind.CORRIDOR)


def check(text: CheckedText) -> Iterator[Found]:
    """Find every definition that is named nowhere but in questions, and sets no rule of its own."""
    used, cited = _used(text)
    for section, message in _SECTIONS.items():
        for name, value in getattr(text.agreement, section).items():
            if name in used or _has_rules(section, value):
                continue
            if section in ("holes", "decisions") and not cited.isdisjoint(value.clause):
                continue
            if section == "holes" and value.if_not != UNSTATED:
                continue
            called = value.unit if section == "tests" else text.name(name)
            yield Found(f"{section}.{name}", message.format(called))


def _used(text: CheckedText) -> tuple[set[str], set[str]]:
    """Give every id that something else names, and every clause that a rule rests on."""
    used = {key for exchange in text.agreement.exchanges.values() for key in exchange.keys}
    cited: set[str] = set()
    for source in text.sources:
        for kinds, name, _, path in source.reading.references:
            head = name.partition(".")[0]
            section, _, rest = path.partition(".")
            if kinds == ("point",) and section not in (*_SECTIONS, "questions"):
                cited.add(name)
            if section != "questions" and rest.partition(".")[0] != head:
                used.add(head)
    return used, cited


def _has_rules(section: str, value: Any) -> bool:
    if section == "places":
        own = (value.closed_to, value.widths, value.acts_to_settle, value.locks, value.capacity)
        return value.kind not in _DRAWN or any(own)
    return section == "categories" and bool(value.moves)
