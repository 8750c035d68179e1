"""How the programme is looked at: on which day, and with which acts taken as never made.

Both stand in the address. A case number that must not be seen is hidden in every reading: what was found out later about
a child holds for earlier days too, and leaving an act out brings no number back.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext as _

from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.kernel.suggest import nearest
from safeconduct.secretariat.opening import Opened, case_acts_of, open_caseload
from safeconduct.secretariat.queries import Said, said
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.lens import BadLens


class Look(NamedTuple):
    """One way of looking at a programme. `hidden` holds the case numbers that no page may show."""

    shown: Shown
    opened: Opened
    day: int
    left_out: tuple[str, ...]
    hidden: frozenset[str]

    def on(self, day: int) -> Opened:
        """Give another day, with the same acts left out."""
        return _opened(self.shown, day, self.left_out)

    def on_record(self) -> Opened:
        """Give the same day with nothing left out."""
        return _opened(self.shown, self.day, ())

    def without(self, left_out: tuple[str, ...]) -> Opened:
        """Give the same day with other acts left out."""
        return _opened(self.shown, self.day, left_out)

    def seen(self, act: CaseAct) -> tuple[str, ...]:
        """Give the case numbers of an act that may be shown."""
        return tuple(case for case in cases_of(act) if case not in self.hidden)

    def nameable(self, act: CaseAct) -> bool:
        """Say whether the id of an act may be shown: it is not about a hidden case, and names none."""
        return not self.hidden.intersection(cases_of(act)) and not any(case in act.id for case in self.hidden)

    def says(self, part: Said) -> Said:
        """Give a reason with every hidden case number taken out."""
        text = part.says
        for case in sorted(self.hidden, key=len, reverse=True):
            text = text.replace(case, _("(a number not shown)"))
        return part if text == part.says else msgspec.structs.replace(part, says=text)

    def reasons(self, missing: Iterable[Missing]) -> tuple[Said, ...]:
        """Give what is missing as sentences for the page."""
        return tuple(self.says(said(part, self.opened.office)) for part in missing)


def cases_of(act: CaseAct) -> tuple[str, ...]:
    """Give the case numbers that an act names."""
    return (*getattr(act, "cases", ()), *((act.case,) if hasattr(act, "case") else ()))


def look(request: HttpRequest) -> Look | None:
    """Read how the programme is to be looked at; None where there is no programme, or nothing has been entered yet.

    Raises BadLens for a day that there is not or an act that nobody made, Invalid for a faulty file of acts.
    """
    shown: Shown = request.shown  # type: ignore[attr-defined]
    if shown.agreement.programme is None:
        return None
    acts = _acts(shown)
    if not acts:
        return None
    last = _opened(shown, None, ())
    day = _day(request.GET.get("day", "").strip(), last.last_day)
    plain = Look(shown, last, day, (), last.office.hidden)
    left_out = _left_out(request.GET.get("leave_out", "").strip(), plain, acts)
    opened = _opened(shown, day, left_out)
    return Look(shown, opened, day, left_out, last.office.hidden | opened.office.hidden)


@lru_cache(maxsize=4)
def _acts(shown: Shown) -> tuple[CaseAct, ...]:
    return case_acts_of(shown.case)


# An opened case is made anew when one of its files changes, so what was computed for it holds as long as it does.
@lru_cache(maxsize=64)
def _opened(shown: Shown, day: int | None, left_out: tuple[str, ...]) -> Opened:
    return open_caseload(shown.case, day=day, leave_out=left_out, acts=_acts(shown))


def _day(value: str, last: int) -> int:
    if not value:
        return last
    if value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= last:
        return int(value)
    reason = _("There is no day %(value)s. Write a number from 1 to %(last)s.") % {"value": value[:40], "last": last}
    raise BadLens("day", value, reason, _("Day"))


def _left_out(value: str, plain: Look, acts: tuple[CaseAct, ...]) -> tuple[str, ...]:
    known = [act.id for act in acts if plain.nameable(act)]
    wanted = tuple(dict.fromkeys(name for name in value.split(",") if name))
    for name in wanted:
        if name not in known:
            close = nearest(name[:80], known)
            hint = _("Did you mean %(word)s?") % {"word": close} if close else _("The page of a case shows the ids of its acts.")
            reason = _("No act of this programme is called %(name)s.") % {"name": name[:80]}
            raise BadLens("leave_out", value, f"{reason} {hint}", _("Act to leave out"))
    return wanted
