"""Ways out of a circle, each tried before it is offered: one norm no longer waits for one thing, and all can be done."""

from typing import Any, NamedTuple

from safeconduct.agreement import terms
from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.text import CheckedText

TRIED = 6
"""How many ways out are tried at the most until that many work; in a very long circle the others are not told."""


class Opening(NamedTuple):
    """A wait that can be cut: the key at `path` becomes `becomes` (empty: the key goes), and `node` opens."""

    path: str
    becomes: str
    node: int


def openings(text: CheckedText, part: frozenset[int], circle: tuple[int, ...]) -> list[Opening]:
    """Give the first waits of a circle that can be cut so that everything in its part can come about, in text order."""
    graph, found = waits(text), list[Opening]()
    for n, node in enumerate(circle):
        if len(found) == TRIED:
            break
        awaited = circle[(n + 1) % len(circle)]
        if graph.kind(node) != "opens" or graph.kind(awaited) not in ("verified", "claimed", "anchor", "hole", "decision"):
            continue
        after = getattr(text.agreement.find(graph.name(node))[1], "after", None)  # type: ignore[index]
        rest = _without(after, _awaited(graph.keys[awaited]))
        if rest is not None and frees(text, part, node, awaited):
            found.append(Opening(f"{graph.paths[node]}.after", rest, node))
    return sorted(found, key=lambda one: one.node)


def frees(text: CheckedText, part: frozenset[int], node: int, awaited: int) -> bool:
    """Whether everything in a part comes about once one node no longer waits for another. Looks only at the part."""
    graph, can = waits(text), possible(text)
    missing = {one: graph.need[one] - sum(child in can for child in graph.children[one]) for one in part}
    missing[node] -= 1
    ready = [one for one, left in missing.items() if left <= 0]
    for one in ready:
        for parent in graph.parents[one]:
            if parent in missing and missing[parent] > 0 and (parent, one) != (node, awaited):
                missing[parent] -= 1
                if not missing[parent]:
                    ready.append(parent)
    return len(ready) == len(part)


def _awaited(key: str) -> tuple[str, str]:
    kind, _, name = key.partition(":")
    return {"hole": "agreed", "decision": "decided"}.get(kind, kind), name.partition("/")[0]


def _without(condition: Any, wait: tuple[str, str]) -> str | None:
    """Give a condition without one of its parts, as it is written; empty if nothing is left, None if the part is not one."""
    parts = condition.all if isinstance(condition, terms.AllOf) else (condition,)
    left = [part for part in parts if (wait[0], getattr(part, wait[0], None)) != wait]
    if len(left) == len(parts):
        return None
    if len(left) > 1:
        return f"{{all: [{', '.join(map(written, left))}]}}"
    return written(left[0]) if left else ""


def written(condition: Any) -> str:
    """Give a condition as it stands in a file, on one line."""
    for key in ("all", "any"):
        if hasattr(condition, key):
            return f"{{{key}: [{', '.join(map(written, getattr(condition, key)))}]}}"
    key = condition.__struct_fields__[0]
    tally = getattr(condition, "tally", "")
    return f"{{{key}: {getattr(condition, key)}{f', tally: {tally}' if tally else ''}}}"
