"""SC804 line-unmarked

What:
    Finds a line on a map that nobody has to mark on the ground, or for which the text leaves open how far marks may lie
    from it or who may move it.

Why:
    People meet the line before they see it. The texts for Gaza of October 2025 name nobody who marks the Yellow Line;
    marks were reported hundreds of metres from the published map, and people were killed near it, with claims on both
    sides that differ. Minsk in 2015 used two lines without marks. Dayton has a commander who settles where the line runs.

Example:
    places:
      line: {kind: line, marked_by: unstated, tolerance_metres: unstated}

Remedy:
    Say who marks it and by when, how many metres a mark may be off, and who may move it.

Known problems:
    Lines that nobody has to cross or keep away from are found too. If `tolerance_metres` or `adjusted_by` is left out,
    that is taken as no need; `unstated` is taken as open. The day by which a line is marked is looked for only as a duty
    with a date of its own. Where people stand is not in the log, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.agreement.frame import PlaceKind
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every line that nobody marks, or whose tolerance or adjuster is left open."""
    for name, place in text.agreement.places.items():
        if place.kind is not PlaceKind.LINE:
            continue
        open_ = []
        if all(who == UNSTATED for who in place.marked_by):
            open_.append("who marks it on the ground")
        if place.tolerance_metres == UNSTATED:
            open_.append("how far marks may lie from the map")
        if UNSTATED in place.adjusted_by:
            open_.append("who may move it")
        if open_:
            said = ", ".join(open_[:-1]) + (" and " if len(open_) > 1 else "") + open_[-1]
            key = "marked_by" if text.written(f"places.{name}.marked_by") else ""
            yield Found(f"places.{name}.{key}".rstrip("."), f"the text leaves open for {text.name(name)}: {said}")
