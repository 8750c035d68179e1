"""How many: exactly for those who work in the programme, and for everyone else so that no small count can be taken back.

A count under five reads '<5'. Whoever knows the sum from elsewhere could take a hidden count back from those that are shown. So
others are hidden with it, until every count from 0 to 4 is as possible as before; a total is given only where nothing is hidden.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from safeconduct.access.knowing import Viewer

FEW = 5
"""Counts below this are not shown outside."""
FEWER = f"<{FEW}"
HIDDEN = "not shown"
"""What stands for a count that would give a small one away."""


class Counts(NamedTuple):
    """Counts that may be shown together, and their total: each a number, '<5' or 'not shown'."""

    parts: dict[str, int | str]
    total: int | str


def counted(viewer: Viewer, parts: Mapping[str, int]) -> Counts:
    """Give counts that add up to a total, as a seat may see them."""
    if viewer.inside and viewer.steps:
        return Counts(dict(parts), sum(parts.values()))
    return outside(parts)


def outside(parts: Mapping[str, int]) -> Counts:
    """Give counts that add up to a total, as everyone may see them."""
    total = sum(parts.values())
    small = [name for name, count in parts.items() if count < FEW]
    if not small:
        return Counts(dict(parts), total)
    names = list(parts)
    # The first that is not small, from the first small one on: the choice follows from no count but these.
    start = names.index(small[0])
    with_it = [name for name in (*names[start:], *names[:start]) if name not in small][:1]
    if not _tells_nothing(len(small), len(with_it), sum(parts[name] for name in (*small, *with_it))):
        # To hide one more after the other would say why each was not enough. So nothing is shown.
        return Counts(dict.fromkeys(parts, HIDDEN), HIDDEN)
    shown = {name: FEWER if name in small else HIDDEN if name in with_it else count for name, count in parts.items()}
    return Counts(shown, HIDDEN)


class Release(NamedTuple):
    """The counts that everyone may see on a day, and the place of the day from which they are."""

    of: int
    counts: Counts


def published(days: Iterable[Mapping[str, int]]) -> tuple[Release, ...]:
    """Give what everyone may see on each of several days in a row: its own counts, or those of the last day that could be given.

    Whoever compares any two days takes back no change either: the same count is shown twice, or they differ by five or more.
    """
    found: list[Release] = []
    before: dict[str, set[int]] = {}
    for place, parts in enumerate(days):
        counts = outside(parts)
        shown = {name: count for name, count in (*counts.parts.items(), ("", counts.total)) if isinstance(count, int)}
        if any(0 < abs(count - other) < FEW for name, count in shown.items() for other in before.get(name, ())):
            found.append(found[-1])
        else:
            found.append(Release(place, counts))
            for name, count in shown.items():
                before.setdefault(name, set()).add(count)
    return tuple(found)


def _tells_nothing(small: int, others: int, together: int) -> bool:
    """Whether any of some hidden small counts can be all from 0 to 4, for who knows what all that is hidden adds up to."""
    most = FEW - 1
    return together >= FEW + most if others else most <= together <= most * (small - 1)
