"""The solver clingo, an optional extra: a graph of waits as its facts, and a question with a time limit."""

import time
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

from safeconduct.checks.engines.graph import Waits

LONGEST = 1.0
"""Seconds the solver has for one question."""

CAN = """
done(N) :- all(N), done(C) : child(N,C).
done(N) :- some(N,K), K { done(C) : child(N,C) }.
"""
"""What comes about, as in the first level."""


def available() -> bool:
    """Whether the solver is installed."""
    return find_spec("clingo") is not None


def facts(graph: Waits, nodes: Iterable[int], among: set[int], sure: set[int]) -> list[str]:
    """Give what some nodes wait for: of the nodes `among` by name, of what is `sure` only that so many are there."""
    found = []
    for node in nodes:
        children = [child for child in graph.children[node] if child in among]
        need = graph.need[node] - sum(child in sure for child in graph.children[node])
        found += [f"child({node},{child})." for child in children]
        found.append(f"all({node})." if need >= len(children) else f"some({node},{need}).")
    return found


def solve(program: str, given: list[str], seconds: float) -> tuple[list[tuple[str, tuple[int, ...]]] | None, bool]:
    """Give the best answer found in the time, and whether it is known to be the best, or that there is none."""
    import clingo

    until = time.monotonic() + seconds
    control = clingo.Control(["0", "--warn=none"])
    control.add("base", [], program + "\n".join(given))
    control.ground([("base", [])])
    best: list[Any] = []
    with control.solve(async_=True, on_model=lambda model: best.append(model.symbols(shown=True))) as handle:
        decided = handle.wait(max(0.0, until - time.monotonic()))
        if not decided:
            handle.cancel()
        exhausted = bool(handle.get().exhausted)
    if not best:
        return None, decided and exhausted
    return [(one.name, tuple(argument.number for argument in one.arguments)) for one in best[-1]], decided and exhausted
