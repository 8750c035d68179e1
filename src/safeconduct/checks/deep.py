"""The second level: choices of routes taken together. With suspensions, disputes and objections too: see `together`.

Where each waits for any of several routes and one has to be chosen, what is safe alone can lock up in combination. Doing
one thing then undoes another, so one pass is not enough. What comes about whichever route is chosen is taken out first;
only the rest goes to the solver clingo, an optional extra (`safeconduct[deep]`), with a time limit. Without it, or when
the time is up, the answer is "not decided", and never "safe".
"""

from typing import NamedTuple

from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.graph import Waits
from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.stuck import by_itself, not_gone
from safeconduct.checks.engines.telling import state
from safeconduct.checks.engines.veto import silence
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related
from safeconduct.checks.solver import CAN, LONGEST, available, facts, solve
from safeconduct.checks.text import CheckedText

_CHOICES = CAN + """
1 { goes(N,C) : child(N,C) } 1 :- choice(N).
done(N) :- goes(N,C), done(C).
stuck(N) :- opens(N), not done(N).
:- not stuck(N) : opens(N).
#minimize { 1,N : stuck(N) }.
#show stuck/1. #show goes/2.
"""


class Answer(NamedTuple):
    """What the second level found. `undecided` says in words what it could not decide; empty if it decided everything."""

    found: tuple[Found, ...]
    undecided: str


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
    given = facts(graph, [node for node in rest if node not in chosen], open_ones, {*possible(text).order} - open_ones)
    # A route that is sure comes about; it is one more way to go, and it leads on.
    for node in (node for node in rest if node in chosen):
        given.append(f"choice({node}).")
        given += [f"child({node},{route})." for route in chosen[node]]
        given += [f"done({route})." for route in chosen[node] if route not in open_ones]
    given += [f"opens({node})." for node in rest if graph.kind(node) == "opens"]
    model, decided = solve(_CHOICES, given, seconds)
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
    told = [route_told(text, node, routes[node]) for node in mine]
    others = not_chosen(text, {node: routes[node] for node in mine})
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


def route_told(text: CheckedText, choice: int, route: int) -> str:
    """Say which route is chosen, such as `“withdraw” waits until “hand in the weapons” is done and confirmed`."""
    simple = waits(text).kind(route) in ("verified", "claimed", "anchor", "hole", "decision")
    until = state(text, route) if simple else "all of its other route is there"
    return f"“{text.name(_owner(waits(text), choice))}” waits until {until}"


def not_chosen(text: CheckedText, routes: dict[int, int]) -> list[int]:
    """Give what must not be done or said so that no other route is gone."""
    graph = waits(text)
    return [one for node, route in routes.items() for other in graph.children[node] if other != route
            for one in not_gone(text, other)]  # fmt: skip


def _owner(graph: Waits, node: int) -> str:
    return graph.name(node).split(".")[1]
