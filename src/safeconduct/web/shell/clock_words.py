"""The words of a clock in the language of the page: by when, or how long before or after which event.

The core says them in English, in three forms. Here they are read back into their parts: an amended text no longer has the clock
whose answer is shown, so there is nothing else to make them from. What has none of these forms is not said otherwise.
"""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from safeconduct.agreement.model import Agreement
from safeconduct.kernel.moments import WrittenTime, parse_duration
from safeconduct.web.shell.apart import apart
from safeconduct.web.shell.dates import full_day
from safeconduct.web.shell.lacking import duration

THE_DAY = "the day the text gives"
"""What the core says of a moment that stands in the text itself."""
_BY = re.compile(r"by (?P<day>\d{1,2} [A-Z][a-z]{2} \d{4})(?:, (?P<hour>\d\d:\d\d))?")
_STRETCH = re.compile(r"(?P<form>within|at least) (?P<time>\d+ [a-z]+) (?:of|before) “(?P<event>.*)”")


def say_clock(words: str, agreement: Agreement, language: str) -> str:
    """Give the words of a clock in the language of the page; empty where they are none."""
    if language == "en":
        return words
    if words == THE_DAY:
        return _("the day the text gives")
    if found := _BY.fullmatch(words):
        day = full_day(datetime.strptime(found["day"], "%d %b %Y").date())  # noqa: DTZ007, a day of the text has no zone
        return _("by %(day)s") % {"day": apart(_at(day, found["hour"] or ""))}
    found = _STRETCH.fullmatch(words)
    event = next((one for one in agreement.anchors if found and agreement.name_of(one) == found["event"]), None)
    if found is None or event is None:
        return ""
    parts = {"time": duration(parse_duration(found["time"])), "event": apart(agreement.name_of(event, language))}
    if found["form"] == "within":
        return _("within %(time)s of “%(event)s”") % parts
    return _("at least %(time)s before “%(event)s”") % parts


def written(time: WrittenTime) -> str:
    """Give a date or hour as the agreement writes it, in the form the pages use."""
    return _at(full_day(time.local_date()), "" if time.whole_day else str(time)[11:16])


def _at(day: str, hour: str) -> str:
    return _("%(day)s, %(hours)s") % {"day": day, "hours": hour} if hour else day
