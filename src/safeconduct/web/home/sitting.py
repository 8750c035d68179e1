"""Who sits here and when: the seat, the moment, and what is there to be looked at. Nothing is filtered here."""

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest

from safeconduct.access.knowing import Viewer
from safeconduct.secretariat.office import Office
from safeconduct.web.programme.opened import looked_at
from safeconduct.web.shell.clock import first_seen
from safeconduct.web.shell.seat import viewer_of


class Sitting(NamedTuple):
    """One seat now. `office` is the caseload, if there is any."""

    viewer: Viewer
    now: datetime
    office: Office | None


def sitting(request: HttpRequest) -> Sitting:
    """Give who looks, and at what: where a seat begins it is now, whichever day the pages before it were looking at."""
    viewer, shown = viewer_of(request), request.shown  # type: ignore[attr-defined]
    looked = looked_at(shown, "", "", viewer=viewer)
    return Sitting(viewer, first_seen(shown), looked.opened.office if looked is not None else None)
