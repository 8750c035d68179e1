"""How a page is looked at: at which moment, from what was known when, through whose eyes, in which language.

All four stand in the address, so that a page can be sent to someone else and shows the same. Nothing is guessed: an
hour without a zone is an hour in the zone of the agreement, a day means its end.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from safeconduct.agreement.calendar import end_of_day
from safeconduct.agreement.frame import Calendar, Wording
from safeconduct.kernel.errors import SafeconductError
from safeconduct.kernel.suggest import nearest
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.clock import first_seen
from safeconduct.web.shell.seat import account_of, viewer_of
from safeconduct.web.shell.unreadable import unreadable
from safeconduct.web.shell.wording import ui_language
from safeconduct.web.shell.worked import current

FIELDS = ("at", "known_by", "as", "lang")
CARRIED = {"day": re.compile(r"[0-9]{1,5}"), "leave_out": re.compile(r"[A-Za-z0-9._:+,-]{1,400}")}
"""Fields that other pages read: every link keeps them, so that nobody loses the day on the way to a point and back."""
_YEARS = range(1800, 2200)
"""Far enough for any agreement, and far from the ends of the calendar, where a zone or a step of days falls off."""


class BadLens(BadRequest):
    """A field of the address that cannot be read; `field` says which, `value` what was written.

    A field that the form in the frame does not have comes with its `label`, so that it can be put right on the spot.
    """

    def __init__(self, field: str, value: str, reason: str, label: str = "") -> None:
        super().__init__(reason)
        self.field, self.value, self.reason, self.label = field, value, reason, label


class Lens(NamedTuple):
    """One way of looking. `asked` holds the fields as they stand in the address."""

    as_of: datetime
    known_by: datetime | None
    seen_by: str
    language: str
    zone: ZoneInfo
    asked: dict[str, str]

    def query(self, **changed: str | None) -> str:
        """Give the address's query with some fields changed; None takes a field out."""
        kept = {**self.asked, **{name.rstrip("_"): value for name, value in changed.items()}}
        pairs = [(name, value) for name, value in kept.items() if value]
        return f"?{urlencode(pairs)}" if pairs else ""

    def without(self, field: str) -> "Lens":
        """Give the same view for addresses without a field."""
        return self._replace(asked={name: value for name, value in self.asked.items() if name != field})

    def _moved(self, days: int) -> str:
        return self.query(at=written(self.as_of + timedelta(days=days)))

    @property
    def day_before(self) -> str:
        """Give the query for the same view a day earlier."""
        return self._moved(-1)

    @property
    def day_after(self) -> str:
        """Give the query for the same view a day later."""
        return self._moved(1)

    @property
    def week_before(self) -> str:
        """Give the query for the same view a week earlier."""
        return self._moved(-7)

    @property
    def week_after(self) -> str:
        """Give the query for the same view a week later."""
        return self._moved(7)

    @property
    def beside(self) -> list[tuple[str, str]]:
        """Give the fields that the form in the frame does not ask for, so that it keeps them."""
        return [(name, value) for name, value in self.asked.items() if name == "lang" or name in CARRIED]

    @property
    def at_field(self) -> str:
        """Give the moment as a form field takes it."""
        return written(self.as_of)

    @property
    def known_by_field(self) -> str:
        """Give the second moment as a form field takes it; empty where none was asked for."""
        return written(self.known_by) if self.known_by else ""


def written(at: datetime) -> str:
    """Give a local moment as it stands in an address."""
    return at.strftime("%Y-%m-%dT%H:%M")


def read_lens(query: QueryDict, shown: Shown) -> Lens:
    """Read how a page is to be looked at. Raises BadLens."""
    asked = {name: value for name in FIELDS if (value := query.get(name, "").strip())}
    asked |= {name: value for name, sound in CARRIED.items() if sound.fullmatch(value := query.get(name, "").strip())}
    zone = shown.zone
    calendar = shown.agreement.time
    as_of = _moment("at", asked["at"], calendar, zone) if "at" in asked else first_seen(shown)
    known_by = _moment("known_by", asked["known_by"], calendar, zone) if "known_by" in asked else None
    seen_by = _one_of("as", asked.get("as", ""), ("", *shown.organisations), _("no party or body"))
    language = _one_of("lang", asked.get("lang", _first_language(shown)), shown.languages, _("no language of this text"))
    return Lens(as_of.astimezone(zone), known_by and known_by.astimezone(zone), seen_by, language, zone, asked)


def _first_language(shown: Shown) -> str:
    """Give the language of the wording unless one is asked for: a signed text's own, and for all other wording the page's."""
    ours, own = ui_language(), shown.agreement.language
    return ours if ours in shown.languages and shown.agreement.wording is not Wording.AUTHENTIC else own


def plain_lens(shown: Shown) -> Lens:
    """Give the view shown when nothing is asked for."""
    return read_lens(QueryDict(""), shown)


def _moment(field: str, value: str, calendar: Calendar, zone: ZoneInfo) -> datetime:
    # A plus sign in an address arrives as a space, and an offset behind an hour is likelier than a stray space.
    text = value.replace(" ", "T", 1) if len(value) > 10 and value[10] == " " else value.replace(" ", "+")
    try:
        at = datetime.fromisoformat(text)
        if at.year not in _YEARS:
            raise BadLens(field, value, _("%(value)s lies outside the years these pages can show.") % {"value": value})
        if len(text) <= 10:
            return end_of_day(at.date(), calendar)
        return at if at.tzinfo else at.replace(tzinfo=zone)
    except ValueError:
        reason = _("%(value)s is not a date. Write 2025-11-06, or 2025-11-06T12:00 for an hour.") % {"value": value}
        raise BadLens(field, value, reason) from None


def _one_of(field: str, value: str, known: tuple[str, ...], what: str) -> str:
    if value in known:
        return value
    close = nearest(value, known)
    hint = _("Did you mean %(word)s?") % {"word": close} if close else ", ".join(filter(None, known))
    raise BadLens(field, value, _("%(what)s is called %(value)s. %(hint)s")
                  % {"what": what.capitalize(), "value": value, "hint": hint})  # fmt: skip


class LensMiddleware:
    """Puts `request.shown`, the case, and `request.lens`, the way of looking, on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.shown = current()  # type: ignore[attr-defined]
        except SafeconductError as error:
            return unreadable(request, error)
        if account_of(request) is None or not viewer_of(request).has_role:
            request.shown = request.shown.public  # type: ignore[attr-defined]
        # The page that explains a bad field needs a frame too.
        request.lens = plain_lens(request.shown)  # type: ignore[attr-defined]
        request.lens = read_lens(request.GET, request.shown)  # type: ignore[attr-defined]
        return self.get_response(request)
