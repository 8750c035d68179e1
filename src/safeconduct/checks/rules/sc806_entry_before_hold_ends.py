"""SC806 entry-before-hold-ends

What:
    Finds a side that may or must enter a place before the other has to be out of it, or before the ban on entering ends.

Why:
    The empty zone is what keeps the sides apart. In Dayton the areas that changed hands were to be empty by day 45, and
    the side that received them could not come in before day 91; the 46 days between them were held by the force.

Example:
    obligations:
      leave_valley: {who: alpha, acts: vacate, place: valley, deadline: {within: 45 days, of: transfer}}
      take_valley: {who: bravo, acts: enter, place: valley, earliest: {within: 40 days, of: transfer}}

Remedy:
    Let the entry be not before the day after the hold ends, or let it wait until the place is verified empty.

Known problems:
    Leaving is known from the word `vacate` under `acts`, holding from `hold`, entering from `enter`. Days that run from
    two different events cannot be compared and are not found. An entry without `earliest` that waits for nothing is found
    where the other side has to leave. The evaluator does not know who stands where, so no log is made up.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from safeconduct.agreement import terms
from safeconduct.agreement.norms import Entitlement, Norm, Obligation, Prohibition
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.meeting import before, day_of
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every entry that can come before the place has to be empty, or before a hold or a ban on entry ends."""
    keeping: dict[str, list[tuple[str, Norm, Any]]] = defaultdict(list)
    for path, _, norm in text.norms():
        for place in norm.place:
            if isinstance(norm, Obligation) and {"vacate", "hold"} & set(norm.acts):
                keeping[place].append((path, norm, norm.deadline))
            elif isinstance(norm, Prohibition) and "enter" in norm.acts:
                keeping[place].append((path, norm, norm.ends))
    for path, name, norm in text.norms():
        if "enter" not in norm.acts:
            continue
        for place in norm.place:
            other = next((kept for kept in keeping[place] if _comes_before(text, norm, kept[1], kept[2], kept[0])), None)
            if other is None:
                continue
            keeper = other[0].partition(".")[2]
            banned = isinstance(norm, Prohibition)
            lets = "stops keeping {} out of {}" if banned else "lets {} into {}"
            key = "ends" if banned else "earliest"
            yield Found(
                f"{path}.{key}" if getattr(norm, key, None) else path,
                f"“{text.name(name)}” {lets.format(text.names(norm.who), text.name(place))} before “{text.name(keeper)}” is over",
                related=(Related(other[0], f"“{text.name(keeper)}”"),),
            )


def _comes_before(text: CheckedText, entry: Norm, kept: Norm, ends: Any, path: str) -> bool:
    """Whether an entry, or the end of a ban on it, comes before what keeps the place empty is over."""
    if isinstance(entry, Prohibition):
        if isinstance(kept, Prohibition) or set(entry.who) & set(kept.who):
            return False
        return before(day_of(text, entry.ends), day_of(text, ends))
    if not isinstance(entry, Obligation | Entitlement):
        return False
    banned = isinstance(kept, Prohibition)
    if set(entry.who) & set(kept.who) if not banned else not set(entry.who) & {*kept.who, UNSTATED}:
        return False
    waits = {part.verified.partition(".")[0] for condition in text.conditions(entry) for part in text.parts(condition)
             if isinstance(part, terms.Verified)}  # fmt: skip
    if path.partition(".")[2] in waits:
        return False
    earliest = getattr(entry, "earliest", None)
    if earliest is None:
        return not banned and entry.after is None and entry.phase == kept.phase and day_of(text, ends) is not None
    return before(day_of(text, earliest), day_of(text, ends))
