"""What stops if someone is silent, alone or with another: what falls away is found without starting again.

First everything is set aside whose support, in the order in which it came about, has gone. Then whatever has other
support that still stands is put back. What is left has stopped. The work is as much as what was set aside.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.checks.engines.circles import components
from safeconduct.checks.engines.fixpoint import Reached
from safeconduct.checks.engines.graph import Waits


class Stopped(NamedTuple):
    """What stops, and what loses a way to come about but has another."""

    lost: frozenset[int]
    weakened: frozenset[int]


class Silence:
    """Asks of one graph again and again what stops without some nodes. `steps` counts the looks."""

    def __init__(self, waits: Waits, reached: Reached) -> None:
        self.waits, self.reached = waits, reached
        rank = reached.rank
        self.steps = 0
        # How much of what came before it supports a node, and how much in all.
        self.before = [sum(0 <= rank[child] < rank[node] for child in children)
                       for node, children in enumerate(waits.children)]  # fmt: skip
        self.all = [sum(rank[child] >= 0 for child in children) for children in waits.children]

    def without(self, nodes: Iterable[int]) -> Stopped:
        """Give what stops if some nodes never come about."""
        rank, waits = self.reached.rank, self.waits
        silent = {node for node in nodes if rank[node] >= 0}
        aside, queue = set(silent), list(silent)
        before: dict[int, int] = {}
        for node in queue:
            self.steps += 1 + len(waits.parents[node])
            for parent in waits.parents[node]:
                if rank[parent] <= rank[node] or parent in aside:
                    continue
                before[parent] = before.get(parent, self.before[parent]) - 1
                if before[parent] < waits.need[parent]:
                    aside.add(parent)
                    queue.append(parent)
        # Everything that was not set aside stands on its own; from there on, put back what it supports.
        missing = {}
        for node in aside - silent:
            self.steps += len(waits.children[node])
            stands = sum(rank[child] >= 0 and child not in aside for child in waits.children[node])
            missing[node] = waits.need[node] - stands
        back = [node for node, need in missing.items() if need <= 0]
        for node in back:
            self.steps += len(waits.parents[node])
            for parent in waits.parents[node]:
                if parent in missing and missing[parent] > 0:
                    missing[parent] -= 1
                    if not missing[parent]:
                        back.append(parent)
        lost = aside.difference(back)
        weakened = {parent for node in lost for parent in waits.parents[node] if rank[parent] >= 0 and parent not in lost}
        return Stopped(frozenset(lost), frozenset(weakened))


def pairs(waits: Waits, silence: Silence, alone: dict[str, Stopped],
          nodes: dict[str, int]) -> dict[tuple[str, str], frozenset[int]]:  # fmt: skip
    """Give what stops if two are silent together and would not stop if only one of them was.

    Such a pair has to weaken the same node, or two nodes that wait for each other; only those pairs are tried.
    """
    part = [0] * len(waits)
    for number, members in enumerate(components(waits, silence.reached.order)):
        for member in members:
            part[member] = number
    meet: dict[int, dict[str, None]] = defaultdict(dict)
    for who, stopped in alone.items():
        for node in stopped.weakened:
            meet[part[node]][who] = None
    tried: dict[tuple[str, str], frozenset[int]] = {}
    order = {who: place for place, who in enumerate(alone)}
    for those in meet.values():
        names = sorted(those, key=order.__getitem__)
        for n, one in enumerate(names):
            for other in names[n + 1:]:
                if (one, other) not in tried:
                    both = silence.without((nodes[one], nodes[other])).lost
                    tried[one, other] = both - alone[one].lost - alone[other].lost
    return {pair: lost for pair, lost in tried.items() if lost}
