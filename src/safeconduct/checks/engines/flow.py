"""How much can pass from a source to a sink, and which edges are in the way: the largest flow, and its smallest cut.

The graphs are those of a text: people to places, loads to crossings. Whole numbers only. It grows with the number of
edges times the few levels such a graph has.
"""

from collections import deque
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

SOURCE, SINK = "source", "sink"


class Flow(NamedTuple):
    """The largest flow. `short` are the nodes that could send more: what leaves them is full."""

    value: int
    short: frozenset[str]
    sent: Mapping[tuple[str, str], int]


def largest_flow(edges: Mapping[tuple[str, str], int | None]) -> Flow:
    """Give the largest flow from SOURCE to SINK. An edge without a limit is None."""
    unlimited = 1 + sum(limit for (tail, _), limit in edges.items() if tail == SOURCE and limit is not None)
    room: dict[str, dict[str, int]] = {SOURCE: {}, SINK: {}}
    for (tail, head), limit in edges.items():
        room.setdefault(tail, {})[head] = unlimited if limit is None else limit
        room.setdefault(head, {}).setdefault(tail, 0)
    first = {tail: dict(heads) for tail, heads in room.items()}
    value = 0
    while levels := _levels(room):
        value += _block(room, levels)
    sent = {edge: first[edge[0]][edge[1]] - room[edge[0]][edge[1]] for edge in edges}
    return Flow(value, frozenset(_reached(room)), sent)


def _reached(room: dict[str, dict[str, int]]) -> dict[str, int]:
    levels, queue = {SOURCE: 0}, deque([SOURCE])
    while queue:
        tail = queue.popleft()
        for head, left in room[tail].items():
            if left > 0 and head not in levels:
                levels[head] = levels[tail] + 1
                queue.append(head)
    return levels


def _levels(room: dict[str, dict[str, int]]) -> dict[str, int]:
    levels = _reached(room)
    return levels if SINK in levels else {}


def _block(room: dict[str, dict[str, int]], levels: dict[str, int]) -> int:
    # Walks down the levels and sends along every way that has room. `at` keeps how far each node has looked.
    heads = {tail: [head for head in room[tail] if levels.get(head) == level + 1] for tail, level in levels.items()}
    at = dict.fromkeys(heads, 0)
    sent, trail = 0, [SOURCE]
    while trail:
        tail = trail[-1]
        if tail == SINK:
            pairs = list(pairwise(trail))
            most = min(room[one][other] for one, other in pairs)
            for one, other in pairs:
                room[one][other] -= most
                room[other][one] += most
            sent += most
            full = next(place for place, (one, other) in enumerate(pairs) if room[one][other] == 0)
            del trail[full + 1 :]
        elif at[tail] == len(heads[tail]):
            trail.pop()
            if trail:
                at[trail[-1]] += 1
        elif room[tail][heads[tail][at[tail]]] > 0:
            trail.append(heads[tail][at[tail]])
        else:
            at[tail] += 1
    return sent
