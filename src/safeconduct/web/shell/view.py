"""What every view begins with."""

from django.http import HttpRequest

from safeconduct.agreement.results import Status
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.lens import Lens


def looked_at(request: HttpRequest) -> tuple[Shown, Lens, Status]:
    """Give the case, the way of looking, and the status seen that way."""
    shown: Shown = request.shown  # type: ignore[attr-defined]
    lens: Lens = request.lens  # type: ignore[attr-defined]
    return shown, lens, shown.status(lens.as_of, lens.known_by, lens.seen_by)
