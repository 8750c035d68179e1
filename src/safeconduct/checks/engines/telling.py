"""The nodes of the graph in words: who waits for what, as sentences a lawyer reads."""

from safeconduct.checks.engines.stuck import never, parts
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.text import CheckedText

NEVER = {
    "no_decider": "nobody is named who decides “{}”",
    "no_owner": "nobody is named who has to agree on “{}”",
    "no_confirmer": "nobody is named whose word confirms “{}”",
    "no_debtor": "nobody is named who owes “{}”",
    "never_over": "“{}” is owed anew again and again, so it is never complete",
    "no_number": "no number says when “{}” is complete",
    "released": "“{}” was released by an amendment",
}
_IS = {"done": "is done", "verified": "is done and confirmed", "claimed": "is said to be done", "anchor": "has happened",
       "phase": "is open", "hole": "is agreed", "decision": "is decided with yes", "opens": "is open"}  # fmt: skip
_CONNECTORS = frozenset({"any", "all", "later", "word"})


def subject(text: CheckedText, node: int) -> str:
    """Give the name of what a node is about."""
    graph = waits(text)
    kind, name = graph.kind(node), graph.name(node).partition("/")[0]
    quoted = f"“{text.name(name)}”"
    return f"the phase {quoted}" if kind == "phase" else quoted


def state(text: CheckedText, node: int) -> str:
    """Give what has to be so of a node, such as `“withdraw” is done and confirmed`."""
    return f"{subject(text, node)} {_IS[waits(text).kind(node)]}"


def steps(text: CheckedText, chain: list[int], *, closed: bool = False) -> tuple[str, ...]:
    """Tell a chain in which each waits for the next; with `closed`, the last for the first."""
    graph = waits(text)
    told: list[tuple[str, int]] = []
    for node in chain:
        if graph.kind(node) in _CONNECTORS:
            continue
        name = graph.name(node).partition("/")[0]
        # A norm is shown once, though it opens, is done and is confirmed; what is awaited is the first of these met.
        if not told or told[-1][0] != name:
            told.append((name, node))
    if closed and len(told) > 1 and told[0][0] == told[-1][0]:
        told[0] = told.pop()
    pairs = list(zip(told, told[1:] + (told[:1] if closed else []), strict=False))
    return tuple(f"{_owed(text, one)} waits until {state(text, other)}." for (_, one), (_, other) in pairs
                 if graph.kind(other) in _IS)  # fmt: skip


def _owed(text: CheckedText, node: int) -> str:
    graph, name = waits(text), waits(text).name(node).partition("/")[0].partition(".")[0]
    obligation = text.agreement.obligations.get(name)
    if obligation is None or graph.kind(node) in ("anchor", "phase", "hole", "decision"):
        return subject(text, node)
    return f"{subject(text, node)}, owed by {text.names(obligation.who)},"


def why_never(text: CheckedText, node: int) -> tuple[list[int], str]:
    """Give the chain from something that can never be to what stops it, and that reason in words."""
    graph, can, knot = waits(text), never(text), frozenset[int]().union(*parts(text))
    chain, seen = [node], {node}
    while rest := [child for child in graph.children[chain[-1]] if child not in can and child not in seen]:
        rest.sort(key=lambda child: child not in knot)  # a circle is told before a gap beside it
        chain.append(rest[0])
        if rest[0] in knot:
            break
        seen.add(rest[0])
        if graph.kind(rest[0]) == "cannot":
            why, _, ref = graph.name(rest[0]).partition(":")
            return chain[:-1], NEVER[why].format(text.name(ref))
    return chain, f"{subject(text, chain[-1])} is one of several steps that wait for each other"


def place(text: CheckedText, circle: tuple[int, ...], n: int) -> str:
    """Give the path of the key by which a norm, a tranche or an event in a circle waits for the next one; empty if none."""
    graph, node, following = waits(text), circle[n], circle[(n + 1) % len(circle)]
    kind, awaited = graph.kind(node), graph.kind(following)
    if kind == "opens":
        return graph.paths[node] + {"phase": ".phase", "later": ".earliest"}.get(awaited, ".after")
    if kind == "done" and ".tranches." in graph.paths[node] and awaited not in ("opens", "done"):
        return f"{graph.paths[node]}.after"
    if kind == "phase":
        return f"{graph.paths[node]}.opens"
    return f"{graph.paths[node]}.when" if kind == "anchor" else ""
