"""SC301 circular-wait

What:
    Finds steps that wait for each other, also through events, phases, parts left open and people who did not sign, and
    shows the smallest circle.

Why:
    Nobody may begin, and everybody is in the right. In Minsk the border came after the elections and the constitution, and
    the elections under a law and a security that need the border: the political points were never completed. In Northern
    Ireland it was arms before the executive or the executive before arms: the Assembly was suspended on 11 February 2000,
    and arms came 1,953 days after the date in the text.

Example:
    withdraw: {who: alpha, after: {verified: hand_in}}
    hand_in: {who: bravo, after: {verified: withdraw}}

Remedy:
    Let one of the steps begin without waiting, split them into tranches, or hand both to a neutral who gives them on together.

    A date on which one of them begins whatever the other has done also breaks the circle. Which side goes first is for the
    parties; the change that is offered was tried, and it is only one of those that work.

Known problems:
    Only waits that the text writes as conditions are seen. In a very tangled text the circle shown may not be the smallest.
    One circle is shown for each group of steps that hang together; others in the group show once it is broken.
"""

from collections.abc import Iterator

from safeconduct.checks.engines.openings import openings
from safeconduct.checks.engines.stuck import circles, parts
from safeconduct.checks.engines.telling import place, steps
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Fix, Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR
SHOWN = 12
"""How many steps of a circle the message names."""


def check(text: CheckedText) -> Iterator[Found]:
    """Find the smallest circle in each group of steps that wait for each other."""
    for part, circle in zip(parts(text), circles(text), strict=True):
        yield of_circle(text, part, circle)


def of_circle(text: CheckedText, part: frozenset[int], circle: tuple[int, ...]) -> Found:
    """Give what is found of one circle."""
    graph = waits(text)
    order = {path: number for number, (path, _, _) in enumerate(text.norms())}
    last = len(order)
    norms = {graph.paths[node]: n for n, node in enumerate(circle) if graph.kind(node) == "opens"}
    norms = dict(sorted(norms.items(), key=lambda item: order.get(item[0], last)))
    places = [where for n in range(len(circle)) if (where := place(text, circle, n))]
    by_norm = {".".join(where.split(".")[:2]): where for where in reversed(places)}
    first = next((by_norm[path] for path in norms if path in by_norm), places[0])
    titles = [f"“{text.name(path.partition('.')[2])}”" for path in norms]
    start = next((n for n, node in enumerate(circle) if graph.paths[node] == first.rpartition(".")[0]), 0)
    told = steps(text, [*circle[start:], *circle[:start]], closed=True)
    ways = openings(text, part, circle)
    behind = len({graph.paths[node] for node in part if graph.kind(node) == "opens"}) - len(norms)
    blocked = next(iter(norms), "").partition(".")[2]
    return Found(
        first,
        f"{titles[0]} waits for itself and can never begin" if len(titles) == 1 else
        f"{len(titles)} steps wait for each other, and none can ever begin: {_listed(titles)}"
        if titles else "these phases and events wait for each other, and none can ever come",
        remedy=_remedy(text, [way.node for way in ways]),
        trace=(*told, *((f"{behind} more hang in the same knot.",) if behind else ())),
        related=tuple(Related(where, "waits in the same circle") for where in places if where != first),
        fix=next((Fix(way.path, way.becomes, f"“{text.name(graph.name(way.node))}” no longer waits; tried, and then all of "
                      "them can be done. Which of them goes first is for the parties") for way in ways), None),
        witness=Log(text, blocked).ends({"life": "dormant"}) if blocked else None,
    )  # fmt: skip


def _remedy(text: CheckedText, nodes: list[int]) -> str:
    names = [f"“{text.name(waits(text).name(node))}”" for node in nodes]
    if len(names) < 2:
        return ""
    return (f"Let one begin without waiting ({', '.join(names[:-1])} or {names[-1]}: each was tried and opens the circle), "
            "split them into tranches, or hand both to a neutral who gives them on together.")  # fmt: skip


def _listed(titles: list[str]) -> str:
    if len(titles) > SHOWN:
        return f"{', '.join(titles[:SHOWN])} and {len(titles) - SHOWN} more"
    return f"{', '.join(titles[:-1])} and {titles[-1]}"
