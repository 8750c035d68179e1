"""What waits for itself: the strongly connected parts of what is stuck, and the smallest circle in each."""

from collections import deque
from collections.abc import Iterable, Iterator

from safeconduct.checks.engines.graph import Waits

BUDGET = 12
"""How many times all the waits of a part may be looked at in search of a smaller circle. One look finds a circle."""


def components(waits: Waits, among: Iterable[int]) -> list[list[int]]:
    """Give the parts in which everything waits, in some way, for everything else; by Tarjan, without recursion."""
    wanted = bytearray(len(waits))
    for node in among:
        wanted[node] = 1
    number, low, on_stack = [0] * len(waits), [0] * len(waits), bytearray(len(waits))
    stack: list[int] = []
    found: list[list[int]] = []
    count = 0
    for root in (node for node in range(len(waits)) if wanted[node]):
        if number[root]:
            continue
        work: list[tuple[int, Iterator[int]]] = [(root, iter(waits.children[root]))]
        count += 1
        number[root] = low[root] = count
        stack.append(root)
        on_stack[root] = 1
        while work:
            node, rest = work[-1]
            for child in rest:
                if not wanted[child]:
                    continue
                if not number[child]:
                    count += 1
                    number[child] = low[child] = count
                    stack.append(child)
                    on_stack[child] = 1
                    work.append((child, iter(waits.children[child])))
                    break
                if on_stack[child]:
                    low[node] = min(low[node], number[child])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    part = []
                    while not part or part[-1] != node:
                        part.append(stack.pop())
                        on_stack[part[-1]] = 0
                    found.append(sorted(part))
    return found


def circular(waits: Waits, stuck: Iterable[int]) -> list[list[int]]:
    """Give the parts of what is stuck that hold a circle, in the order of the text."""
    parts = [part for part in components(waits, stuck) if len(part) > 1 or part[0] in waits.children[part[0]]]
    return sorted(parts)


def smallest(waits: Waits, part: list[int]) -> list[int]:
    """Give the smallest circle in a part; each node waits for the next, the last for the first.

    Every circle passes a node that waits for several of the part, unless the part is one ring. So it is looked for from
    those nodes. In a very tangled part the search stops after a set number of looks, with the smallest found by then.
    """
    inside = set(part)
    edges = {node: [child for child in waits.children[node] if child in inside] for node in part}
    starts = [node for node in part if len(edges[node]) > 1] or part[:1]
    left = BUDGET * (len(part) + sum(map(len, edges.values())))
    best: list[int] = []
    for start in starts:
        if best and left <= 0:
            break
        before: dict[int, int] = {}
        depth = {start: 0}
        queue = deque([start])
        while queue and not (found := _closed(start, before)):
            node = queue.popleft()
            if best and depth[node] + 1 >= len(best):
                break
            for child in edges[node]:
                left -= 1
                if child == start:
                    before[start] = node
                    break
                if child not in depth:
                    depth[child] = depth[node] + 1
                    before[child] = node
                    queue.append(child)
        found = _closed(start, before)
        if found and (not best or len(found) < len(best)):
            best = found
    return best


def _closed(start: int, before: dict[int, int]) -> list[int]:
    if start not in before:
        return []
    circle = [start]
    node = before[start]
    while node != start:
        circle.append(node)
        node = before[node]
    return [circle[0], *reversed(circle[1:])]
