"""Which limits of the programme run for a seat: what it has to do itself by then, in cases that it may know of."""

from datetime import datetime
from typing import NamedTuple

from safeconduct.access.knowing import Viewer
from safeconduct.access.masking import is_known
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.office import Office
from safeconduct.secretariat.queries import Clock, clocks


class Limit(NamedTuple):
    """One limit, with the cases it runs for alike."""

    what: str
    due: datetime
    passed: bool
    cases: tuple[str, ...]


def limits(viewer: Viewer, office: Office | None, now: datetime) -> tuple[Limit, ...]:
    """Give the limits by which a seat has to do something, those that have run out first."""
    if office is None or not viewer.has_role:
        return ()
    found: dict[tuple[bool, datetime, str], list[str]] = {}
    for clock in clocks(office, now):
        if _is_known(clock, viewer, office) and _is_own(clock, viewer):
            found.setdefault((not clock.passed, utc(clock.due), clock.what), []).append(clock.case)
    return tuple(Limit(what, due, not running, tuple(filter(None, cases)))
                 for (running, due, what), cases in sorted(found.items()))  # fmt: skip


def _is_known(clock: Clock, viewer: Viewer, office: Office) -> bool:
    # The number of a child stands on no clock: those who look after children are told that one waits, as on its own page.
    return is_known(viewer, clock.case, office) if clock.case else viewer.for_children


def _is_own(clock: Clock, viewer: Viewer) -> bool:
    return bool(set(viewer.in_force.now_held_by(clock.who)) & viewer.in_force.filled_by(viewer.seat))
