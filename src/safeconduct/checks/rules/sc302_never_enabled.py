"""SC302 never-enabled

What:
    Finds what waits for something that can never come: a circle, a question nobody is named to decide, a part nobody has
    to agree, a step nobody's word can confirm. What waits for the same gap is told together, at the first norm of it.

Why:
    The harm of one gap is everything behind it. A duty that never begins is never late, so nobody is ever in breach, and
    what was promised does not come.

Example:
    leave: {who: alpha, after: {decided: conditions_met}}
    decisions:
      conditions_met: {what: are the conditions met, by: unstated}

Remedy:
    Mend what it waits for: break the circle, or name who decides, who agrees, or whose word confirms.

Known problems:
    A later text can name whoever is missing; this rule reads the text as it stands. What waits only for its phase is told
    once, at the phase (SC304).
"""

from collections.abc import Iterator

from safeconduct.checks.engines.stuck import cause, never, parts
from safeconduct.checks.engines.telling import state, steps, subject, why_never
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR
_OWN = ("verified", "claimed", "anchor", "hole", "decision", "any", "all", "later")


def check(text: CheckedText) -> Iterator[Found]:
    """Find, for each gap, the norms and tranches whose own condition can never hold, outside the circles themselves."""
    graph, can = waits(text), never(text)
    in_circle = frozenset[int]().union(*parts(text))
    behind: dict[int, list[tuple[int, int]]] = {}
    for _, name, norm in text.norms():
        tranches = getattr(norm, "tranches", None)
        refs = [f"opens:{name}", *(f"done:{name}.{key}" for key in (tranches.parts if tranches else ()))]
        for node in map(graph.index.__getitem__, refs):
            missing = [child for child in graph.children[node] if child not in can and graph.kind(child) in _OWN]
            if node not in can and node not in in_circle and missing:
                behind.setdefault(cause(text)[missing[0]], []).append((node, missing[0]))
    for (node, awaited), *others in behind.values():
        yield _found(text, node, awaited, [other for other, _ in others])


def _found(text: CheckedText, node: int, missing: int, others: list[int]) -> Found:
    graph = waits(text)
    chain, why = why_never(text, missing)
    awaited = next(one for one in chain if graph.kind(one) not in ("any", "all", "later"))
    name, path = graph.name(node), graph.paths[node]
    more = f"; {len(others)} more {'waits' if len(others) == 1 else 'wait'} behind the same gap" if others else ""
    return Found(
        f"{path}.earliest" if graph.kind(missing) == "later" else f"{path}.after",
        f"“{text.name(name)}” can never begin: it waits until {state(text, awaited)}, and "
        f"{why.replace(subject(text, awaited), 'that')}{more}",
        trace=steps(text, [node, *chain]),
        related=(*(() if graph.paths[chain[-1]] == path else (Related(graph.paths[chain[-1]], "what stops it"),)),
                 *(Related(graph.paths[other], "waits behind the same gap") for other in others)),
        witness=None if "." in name else Log(text, name).ends({"life": "dormant"}),
    )  # fmt: skip
