"""When each thing can be done at the earliest, and along which chain.

Dijkstra's way, as Knuth widened it: what needs everything comes with its last part, what needs one way comes with its
first. The answer is the least time possible: whoever is late only makes it later.
"""

from heapq import heapify, heappop, heappush
from typing import NamedTuple

from safeconduct.checks.engines.fixpoint import Reached
from safeconduct.checks.engines.graph import Waits


class Times(NamedTuple):
    """The earliest time of each node in minutes (None: never, or not after the event it is asked from), and what it
    came with last."""

    at: dict[int, int]
    came_with: dict[int, int]
    steps: int

    def chain(self, node: int) -> list[int]:
        """Give the chain of what a node had to wait for, the first first."""
        found = [node]
        while found[-1] in self.came_with:
            found.append(self.came_with[found[-1]])
        return found[::-1]


def earliest(waits: Waits, reached: Reached, begin: int, delay: dict[int, int] | None = None) -> Times:
    """Give the earliest time of everything that can come about, if nothing begins before `begin`."""
    heap: list[tuple[int, int]] = []
    for node in reached.order:
        if waits.need[node]:
            break  # the order begins with what waits for nothing
        floor = waits.at[node]
        heap.append((begin if floor is None else max(begin, floor), node))
    heapify(heap)
    return _spread(waits, heap, {}, waits.at, delay or {}, reached)


def earliest_after(waits: Waits, reached: Reached, event: int, also: frozenset[int] = frozenset()) -> Times:
    """Give the earliest time, after an event, of everything that cannot be had without waiting for it.

    Whatever does not wait for the event may have been done long before. `also` names what begins with the event too.
    """
    sources = [event, *sorted(also)]
    cone, queue = set(sources), list(sources)
    steps = 0
    for node in queue:
        steps += 1 + len(waits.parents[node])
        for parent in waits.parents[node]:
            if parent not in cone and parent in reached:
                cone.add(parent)
                queue.append(parent)
    missing: dict[int, int] = {}
    for node in cone.difference(sources):
        steps += len(waits.children[node])
        early = sum(child in reached and child not in cone for child in waits.children[node])
        missing[node] = waits.need[node] - early
    # What has another way, without the event, may have been done long before, and with it what rests on that.
    ready = [node for node, need in missing.items() if need <= 0]
    for node in ready:
        for parent in waits.parents[node]:
            if missing.get(parent, 0) > 0:
                missing[parent] -= 1
                if not missing[parent]:
                    ready.append(parent)
    found = _spread(waits, [(0, node) for node in sources], missing, None, {}, reached, fixed=frozenset(sources))
    return Times(found.at, found.came_with, found.steps + steps)


def _spread(waits: Waits, heap: list[tuple[int, int]], missing: dict[int, int], floors: list[int | None] | None,
            delay: dict[int, int], reached: Reached, fixed: frozenset[int] = frozenset()) -> Times:  # fmt: skip
    at: dict[int, int] = {}
    came_with: dict[int, int] = {}
    steps = 0
    inside = floors is None
    for n, (time, node) in enumerate(heap):
        heap[n] = (time + delay.get(node, 0), node)
    heapify(heap)
    while heap:
        time, node = heappop(heap)
        at[node] = time
        steps += 1 + len(waits.parents[node])
        for parent in waits.parents[node]:
            if parent in fixed or parent not in reached or (inside and parent not in missing):
                continue
            left = missing.get(parent, waits.need[parent]) - 1
            missing[parent] = left
            if left:
                continue
            floor = None if floors is None else floors[parent]
            if floor is None or floor <= time:
                came_with[parent] = node
            begins = time if floor is None else max(time, floor)
            heappush(heap, (begins + waits.takes[parent] + delay.get(parent, 0), parent))
    return Times(at, came_with, steps)
