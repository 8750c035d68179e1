"""Minutes of the calendar, and limits, as people say them."""

from datetime import datetime

from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.engines.limits import Due, Judged
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.text import CheckedText

SHOWN = 12
"""How many links of a chain are told."""


def day(minute: int) -> str:
    """Give a minute of the calendar as a day, such as `1 May 2026`."""
    at = datetime.fromordinal(minute // MINUTES_A_DAY)
    return f"{at.day} {at:%B %Y}"


def after(minute: int, days: bool) -> str:
    """Give a stretch after an event, such as `day 60` or `72 hours`."""
    return f"day {minute // MINUTES_A_DAY}" if days or minute % MINUTES_A_DAY == 0 else f"{minute // 60} hours"


def when(text: CheckedText, minute: int, due: Due) -> str:
    """Give a time on the scale of a limit: a day of the calendar, or so long after its event."""
    return f"{after(minute, due.days)} after “{text.name(due.event)}”" if due.event else day(minute)


def stretch(minutes: int) -> str:
    """Give a stretch, such as `3 days`."""
    count, unit = (minutes // MINUTES_A_DAY, "day") if minutes % MINUTES_A_DAY == 0 else (minutes // 60, "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def path_told(text: CheckedText, judged: Judged) -> tuple[str, ...]:
    """Tell the chain that leads to the earliest end of a duty, with its days."""
    graph, told = waits(text), []
    chain = judged.times.chain(judged.node)
    for node in chain:
        kind, at = graph.kind(node), judged.times.at[node]
        name = text.name(graph.name(node))
        if kind == "done":
            takes = graph.takes[node]
            length = f" takes {stretch(takes)} and" if takes else ""
            told.append(f"“{name}”{length} can be done by {when(text, at, judged.due)}.")
        elif kind == "anchor" and node == chain[0]:
            told.append(f"“{name}” is {'the day it counts from' if judged.due.event else f'on {day(at)}'}.")
        elif kind == "opens" and graph.at[node] == at and not judged.due.event:
            told.append(f"“{name}” must not be done before {day(at)}.")
        elif kind in ("says", "does") and graph.at[node] == at and not judged.due.event:
            told.append(f"The mandate of {name} begins on {day(at)}.")
    return tuple(told) if len(told) <= SHOWN else (*told[:2], f"{len(told) - SHOWN} more follow.", *told[2 - SHOWN:])
