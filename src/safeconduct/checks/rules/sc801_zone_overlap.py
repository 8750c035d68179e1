"""SC801 zone-overlap

What:
    Finds two zones that share ground, with rules of their own, where the text does not say whose rules go first.

Why:
    Two rules for one place leave open who patrols it, who may enter it and who answers for it. A village that lies in
    both zones is then ruled by whoever comes first.

Example:
    places:
      north: {kind: zone, held_by: alpha, overlaps: south}
      south: {kind: zone, held_by: bravo}

Remedy:
    Cut the zones so that they do not overlap, or say under `ranks_before` which one's rules go first.

Known problems:
    Overlaps are known only from `overlaps`. Geometry is not compared: outlines drawn for orientation touch and cross
    within their error, and would show overlaps that nobody agreed. Two zones of one holder without norms of their own are
    not found. The evaluator keeps no ground, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.agreement.frame import Place
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every pair of places that overlap, have different rules, and are not ranked."""
    places = text.agreement.places
    norms: dict[str, set[str]] = {name: set() for name in places}
    for _, name, norm in text.norms():
        for place in norm.place:
            norms[place].add(name)
    seen: set[frozenset[str]] = set()
    for name, place in places.items():
        for other in place.overlaps:
            pair = frozenset((name, other))
            if pair in seen or len(pair) == 1:
                continue
            seen.add(pair)
            there = places[other]
            if other in place.ranks_before or name in there.ranks_before:
                continue
            if not (_ruled(place, norms[name]) and _ruled(there, norms[other])):
                continue
            holders = {held for held in (place.held_by, there.held_by) if held not in (None, UNSTATED)}
            differ = []
            if len(holders) > 1:
                differ.append("who holds them")
            if set(place.closed_to) != set(there.closed_to):
                differ.append("whom they are closed to")
            if norms[name] != norms[other]:
                differ.append("the norms that apply in them")
            if differ:
                yield Found(
                    f"places.{name}.overlaps",
                    f"{text.name(name)} and {text.name(other)} share ground and differ in {' and '.join(differ)}; "
                    "the text does not say whose rules go first",
                    related=(Related(f"places.{other}", f"{text.name(other)}"),),
                )


def _ruled(place: Place, norms: set[str]) -> bool:
    return bool(norms or place.closed_to or place.held_by not in (None, UNSTATED))
