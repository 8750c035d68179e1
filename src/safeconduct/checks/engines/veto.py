"""What stops if someone is silent, alone or with another: what falls away is found without starting again.

First everything is set aside whose support, in the order in which it came about, has gone. Then whatever has other
support that still stands is put back. What is left has stopped. The work is as much as what was set aside.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.agreement.norms import Obligation, Prohibition
from safeconduct.checks.engines.circles import components
from safeconduct.checks.engines.fixpoint import Reached
from safeconduct.checks.engines.graph import Waits
from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.once import once
from safeconduct.checks.engines.stuck import never
from safeconduct.checks.engines.waits import waits as waits_of
from safeconduct.checks.text import CheckedText


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


@once
def silence(text: CheckedText) -> Silence:
    """Give who asks what stops, of one text."""
    return Silence(waits_of(text), possible(text))


class Vetoes(NamedTuple):
    """What stops if one actor, or two together, never say anything: certify, acknowledge, decide, agree, date."""

    alone: dict[str, Stopped]
    together: dict[tuple[str, str], frozenset[int]]
    steps: int


@once
def vetoes(text: CheckedText) -> Vetoes:
    """Silence each actor in turn, and in pairs. What nobody is named to bring about counts as stopped already."""
    graph = waits_of(text)
    asked = Silence(graph, never(text))
    nodes = {graph.name(node): node for node in sorted(graph.of_kind("says"))}
    alone = {who: asked.without([node]) for who, node in nodes.items()}
    return Vetoes(alone, pairs(graph, asked, alone, nodes), asked.steps)


def harmed(text: CheckedText, lost: frozenset[int], silent: frozenset[str]) -> list[str]:
    """Give the paths of the norms that stop and that somebody other than the silent waits for, in the order of the text."""
    graph, found = waits_of(text), []
    for path, name, norm in text.norms():
        if graph.index[f"opens:{name}"] in lost:
            serves = norm.to if isinstance(norm, Obligation | Prohibition) else norm.who  # type: ignore[attr-defined]
            if not silent.issuperset(serves):
                found.append(path)
    return found


def gates(text: CheckedText, lost: frozenset[int], silent: frozenset[str], stopped: list[str]) -> list[str]:
    """Give the keys at which the word of the silent is missing and that lead to what stops."""
    graph = waits_of(text)
    behind = [graph.index[f"opens:{path.partition('.')[2]}"] for path in stopped]
    seen = set(behind)
    for node in behind:
        for child in graph.children[node]:
            if child in lost and child not in seen:
                seen.add(child)
                behind.append(child)
    words = {graph.index[f"says:{who}"] for who in silent}
    found = sorted(node for node in seen if not words.isdisjoint(graph.children[node]))
    keys = {"hole": ".owner", "decision": ".by", "anchor": ".fixed_by", "word": ""}
    named = [graph.paths[node] + keys.get(graph.kind(node), ".owner") for node in found]
    return list(dict.fromkeys(named))
