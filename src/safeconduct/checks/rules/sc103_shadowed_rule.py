"""SC103 shadowed-rule

What:
    Finds a ban or a right that adds nothing, because a wider one without conditions says the same.

Why:
    Dead text comforts whoever asked for it. And some will read the narrow rule as a sign that elsewhere, or for others,
    the wide one does not hold.

Example:
    no_drones: {who: [alpha, bravo], acts: fly_drones}
    no_drones_in_town: {who: [alpha, bravo], acts: fly_drones, place: town}

Remedy:
    Delete the narrower rule, or give it what the wider one lacks, such as who finds a breach.

    If it was meant as an exception, write it as one: take the place out of the wider rule.

Known problems:
    Only rules that name their `acts` are compared, because titles are free text. Whether one place lies within another
    is not asked: the wider rule holds everywhere, or names the same place.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING

_NARROWING = ("after", "phase", "as_long_as", "ends", "if_they", "covers", "excludes", "destination")


def check(text: CheckedText) -> Iterator[Found]:
    """Find every ban or right whose acts, holders and places all stand in a wider one."""
    ranked = {name for name, place in text.agreement.places.items() if place.ranks_before}
    for section in ("prohibitions", "entitlements"):
        rules = getattr(text.agreement, section)
        wide: dict[tuple[str, str, str], str] = {}
        for name, norm in rules.items():
            if not any(getattr(norm, key, None) for key in _NARROWING):
                for key in _scope(norm):
                    wide.setdefault(key, name)
        for name, norm in rules.items():
            covers = dict.fromkeys(_cover(key, wide) for key in _scope(norm))
            if len(covers) != 1 or ranked.intersection(norm.place):
                continue
            other = next(iter(covers))
            if other in ("", name) or _adds(norm, rules[other]):
                continue
            says = f"“{norm.title}” adds nothing: “{rules[other].title}” says the same for more, and always holds"
            yield Found(f"{section}.{name}", says, related=(Related(f"{section}.{other}", "the wider rule"),))


def _scope(norm: Any) -> Iterator[tuple[str, str, str]]:
    return product(norm.acts, norm.who, norm.place or ("",))


def _cover(key: tuple[str, str, str], wide: dict[tuple[str, str, str], str]) -> str:
    act, who, _ = key
    ways = ((act, UNSTATED, ""), (act, who, ""), key)
    return next((wide[way] for way in ways if way in wide), "")


def _adds(norm: Any, other: Any) -> bool:
    """Whether a rule is owed to someone else, found or granted by someone else, or grants something of its own."""
    for key in ("to", "found_by", "granted_by"):
        own = set(getattr(norm, key, ())) - {UNSTATED}
        if not own <= set(getattr(other, key, ())):
            return True
    return any(getattr(norm, key, None) for key in ("covers", "destination"))
