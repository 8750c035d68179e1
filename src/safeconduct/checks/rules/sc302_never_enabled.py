"""SC302 never-enabled

What:
    Finds what waits for something that can never come: a circle, a question nobody is named to decide, a part nobody has
    to agree, a step nobody's word can confirm.

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

from safeconduct.checks.engines.stuck import never, parts
from safeconduct.checks.engines.telling import state, steps, subject, why_never
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import everything
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR
_OWN = ("verified", "claimed", "anchor", "hole", "decision", "any", "all", "later")


def check(text: CheckedText) -> Iterator[Found]:
    """Find every norm and tranche whose own condition can never hold, outside the circles themselves."""
    graph, can = waits(text), never(text)
    in_circle = frozenset[int]().union(*parts(text))
    for path, name, norm in text.norms():
        yield from _stuck(text, graph.index[f"opens:{name}"], path, name, in_circle)
        tranches = getattr(norm, "tranches", None)
        for key in tranches.parts if tranches else ():
            node = graph.index[f"done:{name}.{key}"]
            if node not in can:
                yield from _stuck(text, node, graph.paths[node], f"{name}.{key}", in_circle)


def _stuck(text: CheckedText, node: int, path: str, name: str, in_circle: frozenset[int]) -> Iterator[Found]:
    graph, can = waits(text), never(text)
    missing = [child for child in graph.children[node] if child not in can and graph.kind(child) in _OWN]
    if node in in_circle or not missing:
        return
    chain, why = why_never(text, missing[0])
    awaited = next(one for one in chain if graph.kind(one) not in ("any", "all", "later"))
    why = why.replace(subject(text, awaited), "that")
    tranche = "." in name
    yield Found(
        f"{path}.earliest" if graph.kind(missing[0]) == "later" else f"{path}.after",
        f"“{text.name(name)}” can never begin: it waits until {state(text, awaited)}, and {why}",
        trace=steps(text, [node, *chain]),
        related=() if graph.paths[chain[-1]] == path else (Related(graph.paths[chain[-1]], "what stops it"),),
        witness=None if tranche else everything(text).ends(name, {"life": "dormant"}),
    )
