"""How the programme is looked at: on which day, through whose eyes, and with which acts taken as never made.

Day and acts stand in the address. What was found out later about a child holds for earlier days too, and leaving an act out
brings no number back. On a server that is in use the days end today, whenever the last act came in.
"""

from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from safeconduct.access.knowing import Viewer
from safeconduct.agreement.calendar import day_of, start_of_day
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.moments import utc
from safeconduct.kernel.suggest import nearest
from safeconduct.secretariat.office import Entry
from safeconduct.secretariat.opening import Opened, open_caseload
from safeconduct.web.programme.seen import Sight
from safeconduct.web.shell import clock
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.lens import BadLens
from safeconduct.web.shell.seat import viewer_of


class Look(NamedTuple):
    """One way of looking at a programme. `viewer` is whoever looks, as the seat stands now: whichever day is looked at."""

    shown: Shown
    opened: Opened
    day: int
    last_day: int
    left_out: tuple[str, ...]
    viewer: Viewer
    sight: Sight

    def on(self, day: int) -> Sight:
        """Give another day, with the same acts left out."""
        return _sight(self.shown, day, self.left_out, self.viewer, self.last_day)

    def on_record(self) -> Sight:
        """Give the same day with nothing left out."""
        return self.without(())

    def without(self, left_out: tuple[str, ...]) -> Sight:
        """Give the same day with other acts left out."""
        return _sight(self.shown, self.day, left_out, self.viewer, self.last_day)


def look(request: HttpRequest) -> Look | None:
    """Read from an address how the programme is to be looked at; None where there is none, or nothing has been entered yet.

    Raises BadLens for a day that there is not or an act that nobody made, Invalid for a faulty file of acts.
    """
    shown: Shown = request.shown  # type: ignore[attr-defined]
    asked = (request.GET.get(name, "").strip() for name in ("day", "leave_out"))
    return looked_at(shown, *asked, viewer=viewer_of(request))


def looked_at(shown: Shown, day: str, leave_out: str, *, viewer: Viewer) -> Look | None:
    """Give a way of looking from what was written. `viewer` is whoever looks. Raises as `look` does."""
    if shown.agreement.programme is None or not shown.case_acts:
        return None
    last = last_day(shown)
    number = _day(day, last)
    plain = _sight(shown, number, (), viewer, last)
    left_out = _left_out(leave_out, plain, shown.case_acts)
    sight = _sight(shown, number, left_out, viewer, last) if left_out else plain
    return Look(shown, sight.opened, number, last, left_out, viewer, sight)


def is_in_use() -> bool:
    """Whether this server has a record of its own, to work on or to try things on. Its days go by; those of files are over."""
    return bool(settings.HOME)


def last_day(shown: Shown) -> int:
    """Give the last day there is: today on a server that is in use, else the day of the last act."""
    opened = opened_on(shown, None, ())
    if not is_in_use():
        return opened.last_day
    # Not later, whatever an act says of itself: nobody makes a day that has not come.
    calendar = shown.agreement.time
    return max(1, (day_of(clock.now(), calendar) - day_of(opened.first, calendar)).days + 1)


def _sight(shown: Shown, day: int, left_out: tuple[str, ...], viewer: Viewer, last: int) -> Sight:
    opened = opened_on(shown, day, left_out)
    if not is_in_use():
        return Sight(viewer, opened, record=opened_on(shown, day, ()))
    # The day that has begun is not over: nothing has run out in it before its hour.
    now = min(opened.as_of, clock.minute(), key=utc)
    return Sight(viewer, opened, record=opened_on(shown, last, ()), now=now)


# A case is made anew when one of its acts or files changes, so what was computed for it holds as long as it does.
@lru_cache(maxsize=64)
def opened_on(shown: Shown, day: int | None, left_out: tuple[str, ...]) -> Opened:
    """Give the caseload at the end of a day."""
    # What was opened before is not gone through again: for a day the whole of it, and with acts left out the day with them.
    known = opened_on(shown, day if left_out else None, ()) if left_out or day is not None else None
    return open_caseload(shown.case, day=day, leave_out=left_out, acts=shown.case_acts, known=known)


@lru_cache(maxsize=64)
def came_in(shown: Shown, day: int, left_out: tuple[str, ...]) -> tuple[Entry, ...]:
    """Give the acts that came in on a day, as they came."""
    opened, calendar = opened_on(shown, day, left_out), shown.agreement.time
    begins = utc(start_of_day(day_of(opened.first, calendar) + timedelta(days=day - 1), calendar))
    return tuple(entry for entry in opened.office.entries if utc(entry.act.recorded) >= begins)


def _day(value: str, last: int) -> int:
    if not value:
        return last
    if value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= last:
        return int(value)
    reason = _("There is no day %(value)s. Write a number from 1 to %(last)s.") % {"value": value[:40], "last": last}
    raise BadLens("day", value, reason, _("Day"))


def _left_out(value: str, plain: Sight, acts: tuple[CaseAct, ...]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(name for name in value.split(",") if name))
    if not wanted:
        return ()
    known = tuple(plain.names(acts)) if plain.may_try else ()
    for name in wanted:
        if name not in known:
            close = nearest(name[:80], known)
            hint = _("Did you mean %(word)s?") % {"word": close} if close else _("The page of a case shows the ids of its acts.")
            reason = _("No act of this programme is called %(name)s.") % {"name": name[:80]}
            raise BadLens("leave_out", value, f"{reason} {hint}", _("Act to leave out"))
    return wanted
