"""SC401 deadline-impossible

What:
    Compares the earliest day on which a step can be finished with the day on which it is due, and prints the chain of
    steps that makes it so late.

Why:
    A date nobody can keep is a breach that was signed. The day it passes, each side accuses the other of what the text
    itself made certain.

Example:
    register: {takes: 21 days, after: {anchor: day_d}}
    disarm: {takes: 42 days, after: {verified: register}, deadline: {within: 60 days, of: day_d}}

Remedy:
    Move the date, or shorten the chain that leads to it.

Known problems:
    The checker believes what `takes` and `earliest` say, and takes a step without `takes` to be done at once; so it finds
    too few and not too many. A limit is compared only with what hangs on the calendar or on the same event. Where clocks
    compete, the kindest counts. Time for checking and for disputes is not added.
"""

from collections.abc import Iterator

from safeconduct.checks.engines.days import path_told, stretch, when
from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.engines.limits import Judged, judged
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every limit that passes before the step can be done."""
    graph = waits(text)
    late = {one.node: one for one in judged(text) if one.spare < 0}
    behind: dict[int, list[str]] = {}
    for one in late.values():
        behind.setdefault(_first(one, late), []).append(one.path)
    for node, paths in behind.items():
        one, name = late[node], graph.name(node)
        chain = one.times.chain(node)
        before = [graph.paths[other] for other in chain if graph.kind(other) == "done" and other != node]
        yield Found(
            one.path,
            f"“{text.name(name)}” is due by {when(text, one.due.minute, one.due)} and cannot be done before "
            f"{when(text, one.finish, one.due)}: {stretch(-one.spare)} too late from the start",
            trace=path_told(text, one),
            related=(*(Related(path, "comes before it") for path in dict.fromkeys(before)),
                     *(Related(path, "cannot be kept either, because this comes first") for path in paths if path != one.path)),
            witness=None if "." in name else _witness(text, one, name),
        )


def _first(one: Judged, late: dict[int, Judged]) -> int:
    """Give the first of the chain that cannot keep its limit, if the chain is one and the same for both."""
    node, first = one.node, one.node
    while (node := one.times.came_with.get(node, -1)) >= 0:
        if node in late and late[node].times is one.times:
            first = node
    return first


def _witness(text: CheckedText, one: Judged, name: str) -> Witness | None:
    """Give the log of the earliest course of all, on the day after the limit: the step is not done, or not even open."""
    log = Log(text, name, [one.node])
    base = log.when(f"anchor:{one.due.event}") if one.due.event else 0
    if base is None:
        return None
    minute = base + one.due.minute + (MINUTES_A_DAY if one.due.days else 0) + 1
    opens = log.when(f"opens:{name}")
    if opens is None or opens > minute:
        return log.ends({"life": "dormant"}, minute=minute)
    return log.ends({"life": "overdue"}, minute=minute) if text.agreement.obligations[name].cure is None else None
