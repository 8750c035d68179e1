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
from safeconduct.checks.engines.stuck import never
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import everything
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every limit that passes before the step can be done."""
    graph = waits(text)
    for one in judged(text):
        if one.spare < 0:
            name = graph.name(one.node)
            before = [graph.paths[node] for node in one.chain if graph.kind(node) == "done" and node != one.node]
            yield Found(
                one.path,
                f"“{text.name(name)}” is due by {when(text, one.due.minute, one.due)} and cannot be done before "
                f"{when(text, one.finish, one.due)}: {stretch(-one.spare)} too late from the start",
                trace=path_told(text, one),
                related=tuple(Related(path, "comes before it") for path in dict.fromkeys(before)),
                witness=None if "." in name else _witness(text, one, name),
            )


def _witness(text: CheckedText, one: Judged, name: str) -> Witness | None:
    """Give the log of the earliest course of all, on the day after the limit: the step is not done, or not even open."""
    graph, log = waits(text), everything(text)
    base = log.at.get(graph.index[f"anchor:{one.due.event}"]) if one.due.event else 0
    if base is None or one.node not in never(text):
        return None
    minute = base + one.due.minute + (MINUTES_A_DAY if one.due.days else 0) + 1
    if log.at[one.node] <= minute:
        return None
    if log.at[graph.index[f"opens:{name}"]] > minute:
        return log.ends(name, {"life": "dormant"}, minute=minute)
    cure = text.agreement.obligations[name].cure
    return log.ends(name, {"life": "overdue"}, minute=minute) if cure is None else None
