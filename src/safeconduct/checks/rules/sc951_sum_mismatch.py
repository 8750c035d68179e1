"""SC951 sum-mismatch

What:
    Adds up again the parts of every total that was taken in with its parts, and finds those that do not add up.

Why:
    For disarmament in Sierra Leone one source prints four phases that add up to 70,490, and a total of 72,490. Whoever
    takes the total as the base of a later percentage is wrong by up to two thousand people, and nobody can say how many.

Example:
    {"type": "figure.reported/1", "id": "total", "subject": "disarmed", "low": 60, "high": 60, "refs": ["part-1", "part-2"]}

Remedy:
    Keep both figures, say at the total that its parts add up to something else, and ask the source.

Known problems:
    Which figures are parts of which is known only from `refs`: a figure that names at least two others of its subject and
    unit counts as their total. Figures that are about so much, or bounded on one side only, are compared within their
    bounds. A figure changes no status, so no log is made up: the finding names the figures themselves.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import NORM_SECTIONS, CheckedText
from safeconduct.kernel.acts import FigureReported

SEVERITY = Severity.WARNING


class Mismatch(NamedTuple):
    """A total, its parts, and what the parts add up to at the least and at the most (None: no bound)."""

    total: FigureReported
    parts: tuple[FigureReported, ...]
    low: int
    high: int | None


def mismatches(figures: Iterable[FigureReported]) -> Iterator[Mismatch]:
    """Give every total that its parts cannot add up to."""
    known = {figure.id: figure for figure in figures}
    for total in known.values():
        parts = tuple(known[name] for name in dict.fromkeys(total.refs) if name in known and name != total.id)
        same = all((part.subject, part.unit) == (total.subject, total.unit) for part in parts)
        if len(parts) < 2 or len(parts) != len(set(total.refs)) or not same or total.approximate:
            continue
        if any(part.approximate for part in parts):
            continue
        low = sum(part.low or 0 for part in parts)
        highs = [part.high for part in parts]
        high = None if None in highs else sum(one for one in highs if one is not None)
        if (total.high is not None and low > total.high) or (high is not None and total.low is not None and high < total.low):
            yield Mismatch(total, parts, low, high)


def check(text: CheckedText) -> Iterator[Found]:
    """Find every total among the reported figures that its parts do not add up to."""
    for found in mismatches(text.figures):
        total = found.total
        section = next((one for one in NORM_SECTIONS if total.subject in getattr(text.agreement, one)), "subjects")
        parts = " + ".join(_between(part.low, part.high) for part in found.parts)
        yield Found(
            f"{section}.{total.subject}",
            f"“{text.name(total.subject)}”: the figure {total.id} is {_between(total.low, total.high)}, and its parts make "
            f"{_between(found.low, found.high)}: {parts}",
        )


def _between(low: int | None, high: int | None) -> str:
    if low == high and low is not None:
        return f"{low:,}"
    if low is None or high is None:
        return f"at most {high:,}" if high is not None else f"at least {low or 0:,}"
    return f"{low:,} to {high:,}"
