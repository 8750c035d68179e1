"""What never comes about as the text stands: what waits in a circle, and what waits for nobody."""

from safeconduct.checks.engines.circles import circular, smallest
from safeconduct.checks.engines.fixpoint import Reached, reach
from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.once import once
from safeconduct.checks.engines.waits import undefined, waits
from safeconduct.checks.text import CheckedText


@once
def never(text: CheckedText) -> Reached:
    """Give what can come about as the text stands, without what nobody is named to bring about."""
    return reach(waits(text), undefined(text))


@once
def parts(text: CheckedText) -> tuple[frozenset[int], ...]:
    """Give the parts in which things wait for each other, whoever would decide, agree or confirm the rest."""
    return tuple(frozenset(part) for part in circular(waits(text), possible(text).stuck()))


@once
def circles(text: CheckedText) -> tuple[tuple[int, ...], ...]:
    """Give the smallest circle of each part; each node waits for the next, the last for the first."""
    return tuple(tuple(smallest(waits(text), sorted(part))) for part in parts(text))


@once
def by_itself(text: CheckedText) -> Reached:
    """Give what comes about with the calendar alone, though nobody does or says anything."""
    return reach(waits(text), undefined(text) | waits(text).of_kind("says", "does"))


@once
def cause(text: CheckedText) -> dict[int, int]:
    """Give, for everything that never comes about, what stops it: a node nobody can bring about, or a part with a circle.

    A part is named by its first node. The nearest is given, a circle before a gap beside it.
    """
    graph, can = waits(text), never(text)
    knots = {node: min(part) for part in parts(text) for node in part}
    found = dict(knots)
    queue = list(knots)
    for starts in ([], sorted(node for node in undefined(text) if node not in found)):
        found.update((node, node) for node in starts)
        queue += starts
        while queue:
            after = []
            for node in queue:
                for parent in graph.parents[node]:
                    if parent not in can and parent not in found:
                        found[parent] = found[node]
                        after.append(parent)
            queue = after
    # Whatever is left waits in a circle that only a gap outside it holds shut.
    found.update((node, node) for node in can.stuck() if node not in found)
    return found


def not_gone(text: CheckedText, node: int) -> list[int]:
    """Give what must not be done or said so that a route of a choice is not gone."""
    graph, found, queue = waits(text), list[int](), [node]
    for one in queue:
        kind = graph.kind(one)
        if kind == "any":
            queue += graph.children[one]
        elif kind in ("all", "later", "claimed") or (kind == "anchor" and graph.children[one]):
            queue += [child for child in graph.children[one] if child not in by_itself(text)][:1]
        else:
            found.append(one)
    return found
