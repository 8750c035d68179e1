"""SC405 clock-unstated

What:
    Finds a power to suspend that does not say whether the days of what it suspends go on counting.

Why:
    When the suspension ends, one side counts the days that passed and calls the other late, and the other says that the
    clock stood still. It is among the commonest disputes after any interruption, and the text alone can settle it.

Example:
    stop: {title: suspend the hand-over, who: alpha, affects: hand_in}

Remedy:
    Write `stops_clock: yes` if deadlines stop while it is suspended, or `stops_clock: no` if they run.

Known problems:
    A power counts as one to suspend if its title or its acts say so in English, or if it speaks of the clock. One that
    affects nothing with a date is left alone.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.checks.engines.suspending import duties_of, suspending
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every power to suspend dated duties that leaves their clock open."""
    for name, power in suspending(text).items():
        dated = [one for one, duty in duties_of(text, power) if isinstance(duty.deadline, Limit)]
        if power.stops_clock in (None, UNSTATED) and (dated or power.stops_clock == UNSTATED):
            what = f" of “{text.name(dated[0])}”" if dated else ""
            yield Found(
                f"powers.{name}.stops_clock" if text.written(f"powers.{name}.stops_clock") else f"powers.{name}",
                f"“{power.title}” does not say whether the days{what} go on counting meanwhile",
                related=tuple(Related(f"obligations.{one}.deadline", "its days may or may not count") for one in dated),
            )
