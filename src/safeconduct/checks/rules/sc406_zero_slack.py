"""SC406 zero-slack

What:
    Finds a chain of steps that reaches its limit on the last day, without a day to spare and without a rule for lateness.

Why:
    The first delay anywhere in the chain breaks everything behind it, and delays are the rule: weather, fuel, a list that
    comes a day late. The one who owes the last step is then in breach for somebody else's day.

Example:
    register: {takes: 20 days, after: {anchor: day_d}}
    disarm: {takes: 20 days, after: {verified: register}, deadline: {within: 40 days, of: day_d}}

Remedy:
    Leave spare days before the date, or say under `cure` or `if_late` what a day's delay means.

Known problems:
    The checker believes what `takes` says. One step that fills its own time is not a chain and is left alone.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.days import path_told, when
from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.engines.limits import Judged, judged
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every duty at the end of a chain that fills the time to its limit to the last day."""
    graph = waits(text)
    for one in judged(text):
        name = graph.name(one.node)
        if one.spare or "." in name:
            continue
        lasting = [node for node in one.times.chain(one.node) if graph.kind(node) == "done" and graph.takes[node]]
        if len(lasting) < 2 or lasting[-1] != one.node:
            continue
        duty = text.agreement.obligations[name]
        if duty.cure is None and not [power for power in duty.if_late if power != UNSTATED]:
            limit = when(text, one.due.minute, one.due)
            yield Found(
                one.path,
                f"“{text.name(name)}” is the last of {len(lasting)} steps that fill the time to {limit} without a day to spare",
                trace=path_told(text, one),
                witness=_witness(text, one, name, lasting[0]),
            )


def _witness(text: CheckedText, one: Judged, name: str, first: int) -> Witness | None:
    """Give the log in which the first step of the chain takes a day longer, just after the limit."""
    # The last step itself stays out of the log: on the very minute of a late end it would count as done.
    log = Log(text, name, [one.node], {first: MINUTES_A_DAY})
    base = log.when(f"anchor:{one.due.event}") if one.due.event else 0
    opens = log.when(f"opens:{name}")
    if base is None or opens is None:
        return None
    minute = base + one.due.minute + (MINUTES_A_DAY if one.due.days else 0) + 1
    return log.ends({"life": "dormant" if opens > minute else "overdue"}, minute=minute)
