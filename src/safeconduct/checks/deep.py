"""The second level: choices taken together, and the fewest suspensions and objections that stop a norm.

Where each waits for any of several routes and one has to be chosen, what is safe alone can lock up in combination. Doing
one thing then undoes another, so one pass is not enough. What comes about whichever route is chosen is taken out first;
only the rest goes to the solver clingo, an optional extra (`safeconduct[deep]`), with a time limit. Without it, or when
the time is up, the answer is "not decided", and never "safe".
"""

import time
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any, NamedTuple

from safeconduct.agreement.norms import Silence
from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.graph import Waits
from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.stuck import by_itself, not_gone
from safeconduct.checks.engines.suspending import duties_of, suspending
from safeconduct.checks.engines.telling import state
from safeconduct.checks.engines.veto import silence
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.moments import Duration

LONGEST = 1.0
"""Seconds the solver has for one question."""

_CAN = """
done(N) :- all(N), done(C) : child(N,C).
done(N) :- some(N,K), K { done(C) : child(N,C) }.
"""
_CHOICES = _CAN + """
1 { goes(N,C) : child(N,C) } 1 :- choice(N).
done(N) :- goes(N,C), done(C).
stuck(N) :- opens(N), not done(N).
:- not stuck(N) : opens(N).
#minimize { 1,N : stuck(N) }.
#show stuck/1. #show goes/2.
"""
_STOPS = """
done(N) :- all(N), not off(N), done(C) : child(N,C).
done(N) :- some(N,K), not off(N), K { done(C) : child(N,C) }.
{ use(W) } :- way(W,N).
off(N) :- way(W,N), use(W).
:- target(N), done(N).
#minimize { 1,W : use(W) }.
#show use/1.
"""


class Answer(NamedTuple):
    """What the second level found. `undecided` says in words what it could not decide; empty if it decided everything."""

    found: tuple[Found, ...]
    undecided: str


def available() -> bool:
    """Whether the solver is installed."""
    return find_spec("clingo") is not None


def choices(text: CheckedText) -> dict[int, list[int]]:
    """Give every choice of routes, with the routes that lead on when each choice is looked at alone.

    A date among the routes comes by itself, so that is no choice.
    """
    graph, can, asked = waits(text), possible(text), silence(text)
    found = {}
    for node in sorted(graph.of_kind("any")):
        if node in can and not any(route in by_itself(text) for route in graph.children[node]):
            lost = asked.without([node]).lost
            routes = [route for route in graph.children[node] if route in can and route not in lost]
            if routes:
                found[node] = routes
    return found


def unsure(text: CheckedText, chosen: dict[int, list[int]]) -> list[int]:
    """Give what does not come about whichever routes are chosen. Empty is a proof that no choice locks up."""
    graph, can = waits(text), possible(text)
    strict = Waits()
    strict.__dict__.update(graph.__dict__)
    strict.need = list(graph.need)
    strict.children = list(graph.children)
    for node, routes in chosen.items():
        strict.children[node], strict.need[node] = routes, len(routes)
    strict.close()
    sure = reach(strict)
    return [node for node in can.order if node not in sure]


def locked(text: CheckedText, seconds: float = LONGEST) -> tuple[dict[int, int], list[int], bool] | None:
    """Give (chosen routes, norms that are stuck under them, whether it was decided); None where no choice locks up."""
    chosen = choices(text)
    rest = unsure(text, chosen)
    if not rest:
        return None
    graph, open_ones = waits(text), set(rest)
    facts = _facts(graph, [node for node in rest if node not in chosen], open_ones, {*possible(text).order} - open_ones)
    # A route that is sure comes about; it is one more way to go, and it leads on.
    for node in (node for node in rest if node in chosen):
        facts.append(f"choice({node}).")
        facts += [f"child({node},{route})." for route in chosen[node]]
        facts += [f"done({route})." for route in chosen[node] if route not in open_ones]
    facts += [f"opens({node})." for node in rest if graph.kind(node) == "opens"]
    model, decided = _solve(_CHOICES, facts, seconds)
    if model is None:
        return None if decided else ({}, [], False)
    routes = {one: other for name, (one, *more) in model if name == "goes" for other in more}
    return routes, sorted(one for name, (one, *_) in model if name == "stuck"), decided


def check(text: CheckedText, seconds: float = LONGEST) -> Answer:
    """Find the smallest set of norms that some combination of choices locks up."""
    if not unsure(text, choices(text)):
        return Answer((), "")
    if not available():
        return Answer((), "whether choices of routes lock up together is not decided: install safeconduct[deep]")
    found = locked(text, seconds)
    if found is None:
        return Answer((), "")
    routes, stuck, decided = found
    if not stuck:
        return Answer((), f"whether choices of routes lock up together is not decided within {seconds:g} seconds")
    said = "" if decided else "whether the combination of choices that was found is the smallest is not decided"
    return Answer((_found(text, routes, stuck),), said)


def _found(text: CheckedText, routes: dict[int, int], stuck: list[int]) -> Found:
    graph = waits(text)
    norms = {graph.name(node) for node in stuck}
    mine = [node for node in routes if _owner(graph, node) in norms] or list(routes)
    told = [f"“{text.name(_owner(graph, node))}” waits until {_route(text, routes[node])}" for node in mine]
    others = [one for node in mine for other in graph.children[node] if other != routes[node] for one in not_gone(text, other)]
    about = graph.name(stuck[0])
    log = Log(text, about, others)
    titles = ", ".join(f"“{text.name(graph.name(node))}”" for node in stuck)
    return Found(
        graph.name(mine[0]),
        f"some choices of routes lock up together: {' and '.join(told)}; then this can never begin: {titles}",
        trace=(*(f"{one}." for one in told), "Each of these routes leads on if the others are not chosen."),
        related=tuple(Related(graph.name(node), "one of the choices") for node in mine[1:]),
        witness=log.ends({"life": "dormant"}) if log.when(f"opens:{about}") is None else None,
    )


def stops(text: CheckedText, name: str, seconds: float = LONGEST) -> tuple[tuple[str, ...], bool] | None:
    """Give the fewest suspensions and objections without an end that stop a norm, by their paths, and whether that is proved.

    None: nothing of the kind stops it. An empty tuple that is not proved: not decided.
    """
    graph, can = waits(text), possible(text)
    ways = dict(_ways(text))
    target = graph.index[f"opens:{name}"]
    every = {node for nodes in ways.values() for node in nodes}
    if target not in can or target in reach(graph, every):
        return None
    if not available():
        return (), False
    facts = [*_facts(graph, can.order, {*can.order}, set()), f"target({target})."]
    names = list(ways)
    facts += [f"way({number},{node})." for number, path in enumerate(names) for node in ways[path]]
    model, decided = _solve(_STOPS, facts, seconds)
    return tuple(names[one] for _, (one, *_) in sorted(model or [])), decided


def _ways(text: CheckedText) -> Iterable[tuple[str, list[int]]]:
    """Give every suspension without an end and every objection without a rule of silence, with the nodes it shuts."""
    graph = waits(text)
    for name, power in suspending(text).items():
        hit = [graph.index[f"done:{duty}"] for duty, _ in duties_of(text, power)]
        if hit and not isinstance(power.lasts, Duration):
            yield f"powers.{name}", hit
    for path, name, obligation in text.obligations():
        dispute = obligation.dispute
        if dispute is None or (isinstance(dispute.ruling_within, Duration) and isinstance(dispute.if_no_ruling, Silence)):
            continue
        steps = [name, *(f"{name}.{key}" for key in (obligation.tranches.parts if obligation.tranches else ()))]
        words = [f"verified:{step}{tally}" for step in steps for tally in ("", *(f"/{key}" for key in obligation.tallies))]
        yield f"{path}.dispute", [graph.index[word] for word in words if word in graph.index]


def _facts(graph: Waits, nodes: Iterable[int], among: set[int], sure: set[int]) -> list[str]:
    found = []
    for node in nodes:
        children = [child for child in graph.children[node] if child in among]
        need = graph.need[node] - sum(child in sure for child in graph.children[node])
        found += [f"child({node},{child})." for child in children]
        found.append(f"all({node})." if need >= len(children) else f"some({node},{need}).")
    return found


def _owner(graph: Waits, node: int) -> str:
    return graph.name(node).split(".")[1]


def _route(text: CheckedText, node: int) -> str:
    kind = waits(text).kind(node)
    simple = kind in ("verified", "claimed", "anchor", "hole", "decision")
    return state(text, node) if simple else "all of its other route is there"


def _solve(program: str, facts: list[str], seconds: float) -> tuple[list[tuple[str, tuple[int, ...]]] | None, bool]:
    """Give the best answer found in the time, and whether it is known to be the best, or that there is none."""
    import clingo

    until = time.monotonic() + seconds
    control = clingo.Control(["0", "--warn=none"])
    control.add("base", [], program + "\n".join(facts))
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
