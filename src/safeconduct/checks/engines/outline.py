"""What waits for what, in few enough steps to be drawn: one for each norm, tranche, event, phase, decision and open part.

The graph of the engines has several nodes for one norm (it opens, it is done, it is confirmed) and nodes for whoever does or
says something. Here a norm is one step, so an arrow means: the second cannot begin before the first. A norm in tranches has
a step for its beginning, one for each tranche, and one for all of it, since tranches may take turns with those of others.
"""

from enum import StrEnum
from typing import NamedTuple

from safeconduct.checks.engines.circles import components
from safeconduct.checks.engines.graph import Waits
from safeconduct.checks.engines.once import once
from safeconduct.checks.engines.stuck import never, parts
from safeconduct.checks.engines.telling import why_never
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.text import CheckedText

ALL = "/all"
"""Stands behind the id of a norm in tranches where the whole of it is meant."""

_NORM = frozenset({"opens", "done", "verified", "claimed"})
_OWN = frozenset({"anchor", "phase", "hole", "decision"})
_SEVERAL = frozenset({"any", "all", "later"})


class State(StrEnum):
    """How a step stands, as the text is written."""

    FREE = "free"
    WAITS = "waits"
    CIRCLE = "circle"
    NEVER = "never"
    UNFINISHED = "unfinished"


class Wait(NamedTuple):
    """Something that a step waits for. `either`: another will do in its place."""

    on: str
    either: bool


class Step(NamedTuple):
    """A step. `depth` counts the waits before it, on the longest way; `why` says what stops it for good."""

    ref: str
    path: str
    waits: tuple[Wait, ...]
    state: State
    depth: int
    why: str


@once
def outline(text: CheckedText) -> tuple[Step, ...]:
    """Give every step in the order of the text."""
    graph, can, knot = waits(text), never(text), frozenset[int]().union(*parts(text))
    staged = {name for _, name, duty in text.obligations() if duty.tranches}
    members: dict[str, list[int]] = {}
    for node in range(len(graph)):
        if ref := _ref(graph, node, staged):
            members.setdefault(ref, []).append(node)
    ways = {ref: _waits(graph, ref, nodes, staged) for ref, nodes in members.items()}
    begins = {ref: next((node for node in nodes if graph.kind(node) == "opens"), nodes[0]) for ref, nodes in members.items()}
    never_begun = {ref for ref, node in begins.items() if node not in can}
    holding_up = {wait.on for ref in never_begun for wait in ways[ref]}
    depths, order = _depths(ways), {ref: text.place(graph.paths[nodes[0]]) for ref, nodes in members.items()}
    found = []
    for ref in sorted(members, key=lambda one: order[one]):
        stuck = [node for node in members[ref] if node not in can]
        state = State.WAITS if ways[ref] else State.FREE
        if not knot.isdisjoint(members[ref]):
            state = State.CIRCLE
        elif ref in never_begun:
            state = State.NEVER
        elif stuck and ref in holding_up:
            state = State.UNFINISHED
        why = why_never(text, stuck[0])[1] if state in (State.NEVER, State.UNFINISHED) else ""
        found.append(Step(ref, graph.paths[members[ref][0]], ways[ref], state, depths[ref], why))
    return tuple(found)


def _ref(graph: Waits, node: int, staged: set[str]) -> str:
    """Give the step that a node belongs to; empty for one that stands between steps, or for whoever does or says it."""
    kind, name = graph.kind(node), graph.name(node).partition("/")[0]
    if kind in _OWN:
        return name
    if kind not in _NORM:
        return ""
    return f"{name}{ALL}" if name in staged and kind != "opens" else name


def _waits(graph: Waits, ref: str, nodes: list[int], staged: set[str]) -> tuple[Wait, ...]:
    found: dict[str, bool] = {}
    for node in nodes:
        waiting = [(child, False) for child in graph.children[node]]
        for child, either in waiting:
            if on := _ref(graph, child, staged):
                # Inside a norm each step follows the other; only a norm that opens by its own end waits for itself.
                if on != ref or graph.kind(node) not in ("done", "verified", "claimed"):
                    found[on] = found.get(on, True) and either
            elif graph.kind(child) in _SEVERAL:
                one = either or (graph.need[child] < len(graph.children[child]))
                waiting += [(below, one) for below in graph.children[child]]
    return tuple(Wait(on, either) for on, either in found.items())


def _depths(ways: dict[str, tuple[Wait, ...]]) -> dict[str, int]:
    """Give how many waits lie before each step at most. Those that wait for each other stand side by side."""
    graph = Waits()
    for ref in ways:
        graph.node(ref)
    for ref, found in ways.items():
        graph.wait(graph.index[ref], [graph.index[wait.on] for wait in found])
    depths: dict[int, int] = {}
    for part in components(graph, range(len(graph))):
        # What a part waits for is given before it.
        below = [depths[child] for node in part for child in graph.children[node] if child in depths]
        depths |= dict.fromkeys(part, max(below, default=-1) + 1)
    return {graph.keys[node]: depth for node, depth in depths.items()}
