"""What never comes about as the text stands: what waits in a circle, and what waits for nobody."""

from safeconduct.checks.engines.circles import circular, smallest
from safeconduct.checks.engines.fixpoint import Reached, reach
from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.once import once
from safeconduct.checks.engines.waits import undefined, waits
from safeconduct.checks.text import CheckedText


@once
def never(text: CheckedText) -> Reached:
    """Give what can come about as the text stands, without what nobody is named to bring about."""
    return reach(waits(text), undefined(text))


@once
def parts(text: CheckedText) -> tuple[frozenset[int], ...]:
    """Give the parts in which things wait for each other, whoever would decide, agree or confirm the rest."""
    return tuple(frozenset(part) for part in circular(waits(text), possible(text).stuck()))


@once
def circles(text: CheckedText) -> tuple[tuple[int, ...], ...]:
    """Give the smallest circle of each part; each node waits for the next, the last for the first."""
    return tuple(tuple(smallest(waits(text), sorted(part))) for part in parts(text))


@once
def by_itself(text: CheckedText) -> Reached:
    """Give what comes about with the calendar alone, though nobody does or says anything."""
    return reach(waits(text), undefined(text) | waits(text).of_kind("says", "does"))
