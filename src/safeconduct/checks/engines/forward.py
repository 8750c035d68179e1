"""When each thing comes about if everyone keeps to a plan: what waits is asked for its time when the last wait is over."""

from collections.abc import Callable, Collection
from heapq import heapify, heappop, heappush

from safeconduct.checks.engines.fixpoint import Reached
from safeconduct.checks.engines.graph import Waits

When = Callable[[int, int], int | None]
"""Gives the time of a node from the time it could begin, never earlier; None if it then never comes about."""


def forward(waits: Waits, when: When, begin: int, at: dict[int, int], without: Collection[int] = ()) -> Reached:
    """Fill `at` with the time of everything that comes about, so that `when` can look back. Gives the order."""
    missing = [len(children) + 1 if node in without else need
               for node, (children, need) in enumerate(zip(waits.children, waits.need, strict=True))]  # fmt: skip
    heap = [(time, node) for node, need in enumerate(missing) if not need and (time := when(node, begin)) is not None]
    heapify(heap)
    rank = [-1] * len(waits)
    order: list[int] = []
    while heap:
        time, node = heappop(heap)
        at[node], rank[node] = time, len(order)
        order.append(node)
        for parent in waits.parents[node]:
            missing[parent] -= 1
            if not missing[parent] and (later := when(parent, time)) is not None:
                heappush(heap, (max(time, later), parent))
    return Reached(tuple(order), tuple(rank), len(waits))
