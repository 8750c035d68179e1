"""SC303 choice-deadlock

What:
    Finds a choice of routes of which one leads nowhere: it waits, in the end, for the very step that has the choice.

Why:
    The text looks safe, because another route exists. Whoever takes the dead one learns of it only when nothing moves any
    more, and then each side has its own reading of who should have gone the other way.

Example:
    leave: {who: alpha, after: {any: [{verified: hand_in}, {verified: joint_patrol}]}}
    joint_patrol: {who: bravo, after: {verified: leave}}

Remedy:
    Mend the route that leads nowhere, or take it out of the choice.

Known problems:
    One choice is looked at at a time, with every other choice open. A deadlock that needs two unlucky choices together is
    found only with `check --deep`, and so is one that needs a choice and a suspension without an end, a dispute that silence
    does not settle, or an objection to a person that is upheld. Whoever chooses a route there is held to it. In a very large
    and tangled text the last choices are left out.
"""

from collections.abc import Iterator

from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.stuck import by_itself, not_gone
from safeconduct.checks.engines.telling import state
from safeconduct.checks.engines.veto import silence
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR
LOOKS = 60
"""How many times the size of the text may be looked at in all."""
_SHOWN = ("verified", "claimed", "anchor", "hole", "decision")


def check(text: CheckedText) -> Iterator[Found]:
    """Find every route of a choice that cannot be gone unless another route of it was."""
    graph, can, asked = waits(text), possible(text), silence(text)
    until = asked.steps + LOOKS * graph.size
    for node in sorted(graph.of_kind("any")):
        if len(graph.children[node]) < 2 or node not in can or asked.steps > until:
            continue
        if any(route in by_itself(text) for route in graph.children[node]):
            continue  # a date among the routes comes whatever anybody chooses
        lost = asked.without([node]).lost
        path = graph.name(node)
        owner = ".".join(path.split(".")[:2])
        for n, route in enumerate(graph.children[node]):
            if route in can and route not in lost:
                continue
            words = state(text, route) if graph.kind(route) in _SHOWN else "all of this route is there"
            others = [one for other in graph.children[node] if other != route for one in not_gone(text, other)]
            yield Found(
                f"{path}.any[{n}]",
                f"“{text.name(owner.partition('.')[2])}” may wait until {words}, and that way leads nowhere: it cannot come "
                f"before “{text.name(owner.partition('.')[2])}” itself",
                trace=("If the other ways are not gone, nothing moves any more.",),
                witness=_witness(text, owner.partition(".")[2], others),
            )  # fmt: skip


def _witness(text: CheckedText, owner: str, others: list[int]) -> Witness | None:
    """Give the log in which the other routes are not gone. None where the choice lies inside another one, or in no norm."""
    log = Log(text, owner, others) if f"opens:{owner}" in waits(text).index else None
    return log.ends({"life": "dormant"}) if log is not None and log.when(f"opens:{owner}") is None else None
