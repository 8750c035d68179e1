"""What can ever come about: everything that waits only for what can come about.

One pass with a list of work: each wait is looked at once. What is not reached waits for itself or for nobody, whatever
the order in which things are done.
"""

from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.checks.engines.graph import Waits


class Reached(NamedTuple):
    """What can come about, in an order in which it can; `rank` is the place in it, -1 for what cannot."""

    order: tuple[int, ...]
    rank: tuple[int, ...]
    steps: int

    def __contains__(self, node: object) -> bool:
        return isinstance(node, int) and self.rank[node] >= 0

    def stuck(self) -> list[int]:
        """Give what can never come about."""
        return [node for node, rank in enumerate(self.rank) if rank < 0]


def reach(waits: Waits, without: Iterable[int] = ()) -> Reached:
    """Give what can ever come about if some nodes never do."""
    missing = list(waits.need)
    rank = [-1] * len(waits)
    for node in without:
        missing[node] = len(waits.children[node]) + 1  # more than there is, so it never comes about
    order = [node for node, need in enumerate(missing) if not need]
    steps = len(waits)
    for node in order:
        rank[node] = 0
    for node in order:
        steps += len(waits.parents[node])
        for parent in waits.parents[node]:
            missing[parent] -= 1
            if not missing[parent]:
                order.append(parent)
    for place, node in enumerate(order):
        rank[node] = place
    return Reached(tuple(order), tuple(rank), steps)
