"""SC601 quota-infeasible

What:
    Compares people with places when every objection is upheld, over all categories at once, and says who is left over.

Why:
    Each way alone may look wide enough. Three categories that all count on one state share its places, and an objection
    that shuts the way home sends its people there as well. Who has no place then is decided on the day, not in the text.

Example:
    categories:
      cut_off:
        count: 160 persons
        moves:
          abroad: {title: Go abroad, to: host, places: 60 persons}

Remedy:
    Add places, or another destination, for those who are left over.

Known problems:
    Places at one destination are counted once, the largest number that any move gives for it; where the text means them
    to be separate, name separate places. A category without a number is not counted, nor is one whose ways have no limit.
    A category that has no way left at all is for limbo. Fallbacks are followed over 20 categories at most. A log comes
    with the finding where a duty counts the category by a date.
"""

from collections.abc import Iterator

from safeconduct.checks.engines.automata import WayOn, Worst, worst_cases
from safeconduct.checks.engines.flow import SINK, SOURCE, largest_flow
from safeconduct.checks.engines.short import falls_short
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.quantity import Quantity

SEVERITY = Severity.ERROR

MOST_FALLBACKS = 20


def check(text: CheckedText) -> Iterator[Found]:
    """Find the categories whose people exceed the places that objections leave, unit by unit."""
    worst = worst_cases(text)
    wholes = {category.part_of for category in text.agreement.categories.values()}
    counted: dict[str, dict[str, int]] = {}
    for name in worst:
        count = text.agreement.categories[name].count
        if isinstance(count, Quantity) and name not in wholes:
            counted.setdefault(count.unit, {})[name] = count.count
    for unit, people in counted.items():
        yield from _left_over(text, unit, people, worst)


def _left_over(text: CheckedText, unit: str, people: dict[str, int], worst: dict[str, Worst]) -> Iterator[Found]:
    edges: dict[tuple[str, str], int | None] = {}
    near = _near(worst)
    for name, stand in worst.items():
        edges[SOURCE, f"category {name}"] = people.get(name, 0)
        if stand.then and name in near:
            edges[f"category {name}", f"category {stand.then}"] = None
        for way in _open(stand):
            places = way.move.places
            to = f"place {','.join(sorted(way.move.to))}"
            if isinstance(places, Quantity) and places.unit == unit:
                edges[f"category {name}", to] = places.count
                edges[to, SINK] = max(places.count, edges.get((to, SINK)) or 0)
            else:
                edges[f"category {name}", SINK] = None
    found = largest_flow(edges)
    full = found.short & _lead_out(edges)
    short = [name for name in people if f"category {name}" in full]
    left = sum(people[name] - found.sent[SOURCE, f"category {name}"] for name in short)
    if not short or not left:
        return
    ways = [way for name in short for way in _open(worst[name])]
    total, room = sum(people[name] for name in short), sum(people[name] for name in short) - left
    related = tuple(Related(f"{way.path}.places", f"“{way.title}”: {way.move.places}") for way in ways[:5])
    names = " and ".join([f"“{text.name(name)}”" for name in short[:3]] + [f"{len(short) - 3} more"] * (len(short) > 3))
    yield Found(
        f"categories.{short[0]}.count",
        f"{names}: {total} {unit}, and at worst {room} places; {left} are left over",
        related=related,
        witness=_log(text, unit, {name: found.sent[SOURCE, f"category {name}"] for name in short}),
    )  # fmt: skip


def _open(stand: Worst) -> list[WayOn]:
    # Of what shuts a way, too few places is what is computed here; everything else shuts it for all.
    return [way for way in stand.ways if way.lasts and all(shut[-1].full for shut in way.closed)]


def _lead_out(edges: dict[tuple[str, str], int | None]) -> set[str]:
    """Give the nodes from which some way out is left, full or not."""
    before: dict[str, list[str]] = {}
    for tail, head in edges:
        before.setdefault(head, []).append(tail)
    found, queue = {SINK}, [SINK]
    for head in queue:
        new = [tail for tail in before.get(head, ()) if tail not in found]
        found.update(new)
        queue += new
    return found


def _near(worst: dict[str, Worst]) -> set[str]:
    """Give the categories whose fallbacks end within a few steps; the others are not followed."""
    steps: dict[str, int] = {}
    for start in worst:
        trail, at = [], start
        while at in worst and at not in steps:
            steps[at] = MOST_FALLBACKS
            trail.append(at)
            at = worst[at].then
        count = steps.get(at, -1)
        for name in reversed(trail):
            count += 1
            steps[name] = min(count, MOST_FALLBACKS)
    return {name for name, count in steps.items() if count < MOST_FALLBACKS}


def _log(text: CheckedText, unit: str, rooms: dict[str, int]) -> Witness | None:
    """Give the log in which a duty towards one of these categories is done as far as there is room."""
    for key, owed in text.agreement.obligations.items():
        name = next((category for category in owed.category if category in rooms), None)
        if (
            name is not None
            and isinstance(owed.amount, Quantity)
            and owed.amount.unit == unit
            and rooms[name] < owed.amount.count
        ):
            return falls_short(text, key, rooms[name])
    return None
