"""The second level, continued: choices of routes together with suspensions, disputes, and objections to persons.

Looked for is what neither the choices nor the halts stop by themselves, and both together do: a norm that can never begin,
or a category of persons with no way on that lasts. The fewest halts are taken, and of those what stops the least.
"""

from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.checks.deep import Answer, choices, not_chosen, route_told
from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.graph import Waits
from safeconduct.checks.engines.waits import ways_on
from safeconduct.checks.finding import Found, Related, Witness
from safeconduct.checks.halts import halt_told, halts, witness
from safeconduct.checks.solver import LONGEST, available, facts, solve
from safeconduct.checks.text import CheckedText

_WHAT = "whether choices of routes lock up together with suspensions, disputes or objections"
# Three times what comes about: with the halts and every route open, with the routes chosen and no halt, and with both.
_TOGETHER = """
free(N) :- all(N), not off(N), free(C) : child(N,C).
free(N) :- some(N,K), not off(N), K { free(C) : child(N,C) }.
free(N) :- choice(N), free(C), child(N,C).
plain(N) :- all(N), plain(C) : child(N,C).
plain(N) :- some(N,K), K { plain(C) : child(N,C) }.
plain(N) :- goes(N,C), plain(C).
done(N) :- all(N), not off(N), done(C) : child(N,C).
done(N) :- some(N,K), not off(N), K { done(C) : child(N,C) }.
done(N) :- goes(N,C), done(C).
1 { goes(N,C) : child(N,C) } 1 :- choice(N).
{ use(W) } :- way(W,N).
off(N) :- way(W,N), use(W).
hit(N) :- target(N), free(N), plain(N), not done(N).
:- not hit(N) : target(N).
#minimize { 1@2,W : use(W) }.
#minimize { 1@1,N : hit(N) }.
#show hit/1. #show goes/2. #show use/1.
"""


class Locked(NamedTuple):
    """What is locked up: the routes chosen, the halts by their paths, and the nodes that then never come about."""

    routes: dict[int, int]
    halts: tuple[str, ...]
    stuck: tuple[int, ...]
    decided: bool


def every_halt(text: CheckedText) -> dict[str, list[int]]:
    """Give every suspension, dispute and objection to a person, by its path, with the nodes it shuts."""
    graph = ways_on(text)
    lets = {graph.paths[node]: [node] for node in sorted(graph.of_kind("let"))}
    return {**dict(halts(text)), **lets}


def unsure(text: CheckedText, chosen: dict[int, list[int]], ways: dict[str, list[int]]) -> list[int]:
    """Give what may fail to come about under some choice and some halts. Empty of targets is a proof that none locks up."""
    strict, graph = Waits(), ways_on(text)
    strict.__dict__.update(graph.__dict__)
    strict.need, strict.children = list(graph.need), list(graph.children)
    for node, routes in chosen.items():
        strict.children[node], strict.need[node] = routes, len(routes)
    sure = reach(strict.close(), {node for nodes in ways.values() for node in nodes})
    return [node for node in reach(graph).order if node not in sure]


def locked(text: CheckedText, seconds: float = LONGEST) -> Locked | None:
    """Give the fewest halts that lock something up together with a choice of routes; None where nothing is.

    Not decided, it gives what was found so far, or no stuck nodes.
    """
    graph, chosen, ways = ways_on(text), choices(text), every_halt(text)
    rest = unsure(text, chosen, ways) if chosen and ways else []
    targets = [node for node in rest if graph.kind(node) in ("opens", "on")]
    if not targets or chosen.keys().isdisjoint(rest):
        return None
    if not available():
        return Locked({}, (), (), False)
    open_ones = set(rest)
    given = facts(graph, [node for node in rest if node not in chosen], open_ones, {*reach(graph).order} - open_ones)
    for node in (node for node in rest if node in chosen):
        given.append(f"choice({node}).")
        given += [f"child({node},{route})." for route in chosen[node]]
        given += [f"{word}({route})." for route in chosen[node] if route not in open_ones for word in ("done", "free", "plain")]
    given += [f"target({node})." for node in targets]
    paths = list(ways)
    given += [f"way({number},{node})." for number, path in enumerate(paths) for node in ways[path] if node in open_ones]
    model, decided = solve(_TOGETHER, given, seconds)
    if model is None:
        return None if decided else Locked({}, (), (), False)
    routes = {one: other for name, (one, *more) in model if name == "goes" for other in more}
    used = tuple(paths[one] for name, (one, *_) in sorted(model) if name == "use")
    found = Locked(routes, used, tuple(sorted(one for name, (one, *_) in model if name == "hit")), decided)
    return found if decided or not found.stuck else _pruned(text, found)


def _pruned(text: CheckedText, found: Locked) -> Locked:
    """Leave out, of what was found so far, every halt without which the first thing that is stuck stays stuck."""
    graph, ways, kept = _chosen(ways_on(text), found.routes), every_halt(text), list(found.halts)
    for path in found.halts:
        trial = [one for one in kept if one != path]
        if found.stuck[0] not in reach(graph, {node for one in trial for node in ways[one]}):
            kept = trial
    return found._replace(halts=tuple(kept), stuck=found.stuck[:1])


def check(text: CheckedText, seconds: float = LONGEST) -> Answer:
    """Find what choices and halts lock up together, and neither alone."""
    found = locked(text, seconds)
    if found is None:
        return Answer((), "")
    if not found.stuck:
        why = f"within {seconds:g} seconds" if available() else "without the solver: install safeconduct[deep]"
        return Answer((), f"{_WHAT} is not decided {why}")
    said = "" if found.decided else "whether fewer suspensions, disputes or objections would do is not decided"
    return Answer((_found(text, found),), said)


def _found(text: CheckedText, found: Locked) -> Found:
    graph = ways_on(text)
    mine = _that_matter(text, found)
    routes = [route_told(text, node, route) for node, route in mine.items()]
    made = [_told(text, path) for path in found.halts]
    titles = ", ".join(_title(text, graph, node) for node in found.stuck)
    norms = [node for node in found.stuck if graph.kind(node) == "opens"]
    plain = [path for path in found.halts if not path.startswith("objections.")]
    shown = witness(text, graph.name(norms[0]), plain, not_chosen(text, mine)) if norms else _of_a_way(text, found, mine, plain)
    return Found(
        graph.name(next(iter(mine))),
        f"a choice of routes and what others may do lock up together: {' and '.join([*routes, *made])}; then {titles}",
        trace=(*(f"{one}." for one in (*routes, *made)), "Without the choice, or without the rest, it would go on."),
        related=tuple(Related(path, "halts a step, or shuts a way") for path in found.halts),
        witness=shown,
    )


def _that_matter(text: CheckedText, found: Locked) -> dict[int, int]:
    """Give the choices without which the halts would stop none of it, one by one set free."""
    graph, shut = ways_on(text), {node for path in found.halts for node in every_halt(text)[path]}
    kept = dict(found.routes)
    for node in found.routes:
        trial = {one: route for one, route in kept.items() if one != node}
        can = reach(_chosen(graph, trial), shut)
        if all(one not in can for one in found.stuck):
            kept = trial
    return kept


def _chosen(graph: Waits, routes: dict[int, int]) -> Waits:
    strict = Waits()
    strict.__dict__.update(graph.__dict__)
    strict.need, strict.children = list(graph.need), list(graph.children)
    for node, route in routes.items():
        strict.children[node], strict.need[node] = [route], 1
    return strict.close()


def _of_a_way(text: CheckedText, found: Locked, mine: dict[int, int], plain: Iterable[str]) -> Witness | None:
    """Give the log about a norm that a way on waits for and that stands still; None where there is none."""
    graph, shut = ways_on(text), {node for path in found.halts for node in every_halt(text)[path]}
    can, queue = reach(_chosen(graph, mine), shut), list(found.stuck)
    for node in queue:
        if graph.kind(node) == "opens":
            return witness(text, graph.name(node), [*plain], not_chosen(text, mine))
        queue += [child for child in graph.children[node] if child not in can and child not in queue]
    return None


def _title(text: CheckedText, graph: Waits, node: int) -> str:
    name = f"“{text.name(graph.name(node))}”"
    return f"{name} can never begin" if graph.kind(node) == "opens" else f"a person of {name} has no way on that lasts"


def _told(text: CheckedText, path: str) -> str:
    if not path.startswith("objections."):
        return halt_told(text, path)
    rule = text.agreement.objections[path.partition(".")[2]]
    return f"{text.names(rule.by)} objects to a person (“{rule.title}”), and it is upheld"
