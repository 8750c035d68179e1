"""SC408 day-count-unstated

What:
    Finds an agreement that counts in days and does not say whether the day of the event is day 0 or day 1.

Why:
    On day 10 one side is still in time and the other is already late: a quarrel about one day, repeated at every limit.

Example:
    time: {zone: Etc/GMT-2}
    deadline: {within: 10 days, of: day_d}

Remedy:
    Write `count: exclusive` (the day of the event is day 0) or `count: inclusive` (it is day 1) once, under `time`.

Known problems:
    If nothing is written, the tools count exclusively; the text still does not say so.
"""

from collections.abc import Iterator

from safeconduct.agreement.terms import Clock
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.moments import TimeUnit

SEVERITY = Severity.WARNING
_DAYS = (TimeUnit.DAYS, TimeUnit.WEEKS, TimeUnit.MONTHS)


def check(text: CheckedText) -> Iterator[Found]:
    """Find the agreement itself, once, if it counts in days without the rule."""
    if text.written("time.count"):
        return
    counted = [path for path, limit in _limits(text)
               if any(clock.count is None and _in_days(clock) for clock in text.clocks(limit))]  # fmt: skip
    if counted:
        yield Found(
            "time",
            f"{len(counted)} limits count days, and nothing says whether the day of the event is day 0 or day 1"
            if len(counted) > 1 else "a limit counts days, and nothing says whether the day of the event is day 0 or day 1",
            related=tuple(Related(path, "counts in days") for path in counted),
        )  # fmt: skip


def _limits(text: CheckedText) -> Iterator[tuple[str, object]]:
    for path, _, one in text.obligations():
        yield f"{path}.deadline", one.deadline
        for key, part in one.tranches.parts.items() if one.tranches else ():
            yield f"{path}.tranches.parts.{key}.deadline", part.deadline
    for name, norm in text.agreement.prohibitions.items():
        yield f"prohibitions.{name}.ends", norm.ends
    for name, hole in text.agreement.holes.items():
        yield f"holes.{name}.deadline", hole.deadline


def _in_days(clock: Clock) -> bool:
    return clock.within is not None and clock.within.unit in _DAYS
