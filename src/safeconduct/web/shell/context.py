"""What the frame around every page needs."""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_bidi

from safeconduct.agreement.casefile import Moment
from safeconduct.kernel.text import direction
from safeconduct.web.shell import clock
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.lens import Lens, written
from safeconduct.web.shell.nav import groups
from safeconduct.web.shell.wording import named, own_name, paraphrase_labels, ui_language


class Tongue(NamedTuple):
    """A language that the wording can be shown in, and the address's query that shows it."""

    lang: str
    text: str
    query: str


class Stop(NamedTuple):
    """A moment worth looking at, and the address's query that shows it."""

    at: datetime
    title: str
    query: str


def _stop(moment: Moment, lens: Lens) -> Stop:
    return Stop(moment.at, moment.title.pick(ui_language()), lens.query(at=written(moment.at.astimezone(lens.zone))))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the case, the way of looking, the label of the wording, and what can be chosen."""
    shown: Shown | None = getattr(request, "shown", None)
    if shown is None:
        return {}
    lens: Lens = request.lens  # type: ignore[attr-defined]
    return {
        "shown": shown,
        "agreement": shown.agreement,
        "lens": lens,
        "wording_rtl": direction(lens.language) == "rtl" and not get_language_bidi(),
        # Made when a template asks: the parts that show them are kept, and seldom ask.
        "labels": lambda: paraphrase_labels(shown.agreement, shown.languages),
        "read_with": lambda: [(amendment.model.title, version.start) for amendment, version in
                              zip(shown.case.amendments, shown.case.versions[1:], strict=True)],
        "viewers": lambda: [named(shown.agreement, name, lens.language) for name in shown.organisations],
        "languages": lambda: [Tongue(code, own_name(code), lens.query(lang=code)) for code in shown.languages],
        "moments": lambda: [_stop(one, lens) for one in shown.case.moments if clock.of_story() is None or one.at <= clock.now()],
        "ahead": lambda: lens.as_of > clock.now(),
        "logs": shown.logs,
        "questions": shown.agreement.questions,
        "here": request.path,
        "nav": groups(shown.agreement, lens.query()),
        "page_languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "story_time": clock.of_story(),
        # Asked of the cookie first: a reader without one costs no session.
        "signed_in": settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated,
    }
