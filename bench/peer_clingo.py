"""The peer of level 1: the solver clingo, asked what can ever come about and which circle is the smallest.

The facts are written out before the clock starts; clingo reads, grounds and solves them. It is asked for one smallest
circle of the whole text, where level 1 gives one for each part that holds a circle.
"""

from collections.abc import Iterable
from importlib.util import find_spec
from typing import NamedTuple

from safeconduct.checks.engines.graph import Waits

_COMES_ABOUT = """
done(N) :- all(N), done(C) : child(N,C).
done(N) :- some(N,K), K { done(C) : child(N,C) }.
stuck(N) :- all(N), not done(N).
stuck(N) :- some(N,_), not done(N).
"""
# Each node of a circle waits for the next. A set that goes on from each of its nodes holds a circle, and the smallest is one.
_CIRCLE = """
wait(N,C) :- child(N,C), stuck(N), stuck(C).
{ next(N,C) : wait(N,C) } 1 :- stuck(N).
on(C) :- next(_,C).
:- on(N), not next(N,C) : wait(N,C).
:- stuck(_), not on(N) : stuck(N).
#minimize { 1,N : on(N) }.
#show on/1.
"""
_SHOWN = "#show done/1."


class Solved(NamedTuple):
    """What can come about, and the nodes of a smallest circle."""

    done: frozenset[int]
    circle: frozenset[int]


def installed() -> bool:
    """Whether clingo can be asked."""
    return find_spec("clingo") is not None


def facts(graph: Waits) -> str:
    """Write out what waits for what."""
    return "\n".join(_facts(graph))


def solve(written: str) -> Solved:
    """Give what can come about, and a smallest circle if anything waits in one."""
    import clingo

    control = clingo.Control(["0", "--warn=none"])
    control.add("base", [], _COMES_ABOUT + _CIRCLE + _SHOWN + written)
    control.ground([("base", [])])
    named: dict[str, frozenset[int]] = {}
    with control.solve(yield_=True) as models:
        for model in models:
            symbols = model.symbols(shown=True)
            named = {name: frozenset(one.arguments[0].number for one in symbols if one.name == name) for name in ("done", "on")}
    return Solved(named["done"], named["on"])


def _facts(graph: Waits) -> Iterable[str]:
    for node, children in enumerate(graph.children):
        yield from (f"child({node},{child})." for child in children)
        need = graph.need[node]
        yield f"all({node})." if need >= len(children) else f"some({node},{need})."
