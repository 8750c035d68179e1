"""Everything that waits for a seat at one moment, worked out once and kept until an act is added."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from safeconduct.access.knowing import Viewer
from safeconduct.access.seats import Seat
from safeconduct.secretariat.office import Office
from safeconduct.web.home.duties import Duties, duties
from safeconduct.web.home.guarding import Guarding, guarding
from safeconduct.web.home.limits import Limit, limits
from safeconduct.web.home.sitting import Sitting
from safeconduct.web.home.work import Work, work
from safeconduct.web.shell.case import Shown

_KEPT = 64


class Waiting(NamedTuple):
    """What waits for a seat, by kind."""

    work: tuple[Work, ...]
    limits: tuple[Limit, ...]
    duties: Duties
    guarding: Guarding


def waiting(shown: Shown, seat: Seat, sat: Sitting) -> Waiting:
    """Give what waits for whoever sits there."""
    return _waiting(shown, seat, sat.now, sat.office)


# A case, and the caseload of a day, are made anew when an act is added. So what follows from them holds as long as they do.
@lru_cache(maxsize=_KEPT)
def _waiting(shown: Shown, seat: Seat, now: datetime, office: Office | None) -> Waiting:
    viewer = Viewer(seat, shown.terms.in_force(now))
    status = shown.status(now, None, "")
    return Waiting(work(viewer, office, now), limits(viewer, office, now), duties(viewer, status), guarding(viewer, office, now))
