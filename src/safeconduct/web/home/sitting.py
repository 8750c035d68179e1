"""Who sits here and when: the seat, the moment, and what is there to be looked at. Nothing is filtered here."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from safeconduct.access.knowing import Viewer
from safeconduct.secretariat.office import Office
from safeconduct.web.programme.opened import Look, looked_at
from safeconduct.web.shell.lens import Lens
from safeconduct.web.shell.seat import viewer_of


class Sitting(NamedTuple):
    """One seat at one moment. `as_of` and `known_by` are for the norms; `office` is the caseload, if there is any."""

    viewer: Viewer
    now: datetime
    as_of: datetime
    known_by: datetime | None
    office: Office | None


def sitting(request: HttpRequest) -> Sitting:
    """Give who looks, and at what. The days of a demonstration lie in the past: there it is the day looked at."""
    lens: Lens = request.lens  # type: ignore[attr-defined]
    looked = _programme(request)
    minute = timezone.now().replace(second=0, microsecond=0)
    as_of = lens.as_of if settings.DEMO else minute
    now = looked.opened.as_of if settings.DEMO and looked is not None else as_of
    return Sitting(viewer_of(request, now), now, as_of, lens.known_by, looked.opened.office if looked is not None else None)


def seat_now(request: HttpRequest) -> Viewer:
    """Give who looks, at the moment at which the seat sits: for the frame around every page, which needs no more."""
    looked = _programme(request) if settings.DEMO else None
    lens: Lens = request.lens  # type: ignore[attr-defined]
    return viewer_of(request, looked.opened.as_of if looked is not None else lens.as_of)


def _programme(request: HttpRequest) -> Look | None:
    day: str = request.lens.asked.get("day", "")  # type: ignore[attr-defined]
    return looked_at(request.shown, day, "", viewer_at=lambda at: viewer_of(request, at))  # type: ignore[attr-defined]
