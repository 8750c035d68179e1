"""SC803 line-unanchored

What:
    Finds a line that the text fixes neither by coordinates nor by a map that cannot be changed.

Why:
    A line without coordinates moves with the map. In Gaza in October 2025 the steps speak of a map that is attached, and
    several maps of the line were published that differ from each other. Which one was agreed cannot be told from the text.

Example:
    places:
      line: {name: the agreed line, kind: line}

Remedy:
    Give coordinates of the parties, the hash of the map under `map_hash`, or the signed map as one of the texts under
    `drawn_on`.

Known problems:
    A drawing whose status is `illustrative` shows a line and does not fix it. A map that is part of the signed agreement
    counts as fixed; whether its scale is good enough is not asked. Geometry has no days on which it fails, so no log is
    made up.
"""

from collections.abc import Iterator

from safeconduct.agreement.frame import GeometryStatus, PlaceKind
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every line without official coordinates, hash of a map, or signed map."""
    for name, place in text.agreement.places.items():
        if place.kind is not PlaceKind.LINE or place.map_hash or place.drawn_on:
            continue
        if any(version.status is GeometryStatus.OFFICIAL for version in place.versions):
            continue
        drawn = "it is drawn here, but not by the parties" if place.versions else "it has no coordinates"
        yield Found(f"places.{name}", f"nothing fixes where {text.name(name)} runs: {drawn}, and no signed map is named")
