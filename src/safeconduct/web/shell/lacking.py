"""What a move lacks, in the language of the page: the sentences of the tables of moves and of access, by their codes.

Names come in the language of the page, moments in the zone of the agreement, coded words as `coded_words` says them. What is
filled in may run the other way than the sentence, so it is kept apart.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from safeconduct.access.errors import WORDS as OF_ACCESS
from safeconduct.access.masking import MASKED
from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import Missing
from safeconduct.kernel.moments import Duration, Period, TimeUnit, parse_duration
from safeconduct.kernel.text import Text
from safeconduct.secretariat.queries import Clock
from safeconduct.secretariat.words import WORDS, said, sentence
from safeconduct.web.shell import dates
from safeconduct.web.shell.apart import apart, joined
from safeconduct.web.shell.coded_words import CODED
from safeconduct.web.shell.part_names import called
from safeconduct.web.shell.wording import own_name


def lacks(part: Missing, agreement: Agreement, language: str) -> str:
    """Give one thing that a move lacks as a sentence."""
    if language == "en":
        return sentence(part, agreement)
    found = {**OF_ACCESS, **WORDS}[part.code]
    params = {name: _param(name, value, agreement, language) for name, value in part.params.items()}
    if part.code == "no_power":
        params["post"] = _(" (%(post)s)") % {"post": params["post"]} if part.params["post"] else ""
    return gettext(found).format_map(params)


def all_lacks(parts: Iterable[Missing], agreement: Agreement, language: str) -> tuple[str, ...]:
    """Give several things that are missing as sentences, each of them once."""
    return tuple(dict.fromkeys(lacks(part, agreement, language) for part in parts))


def limit_says(clock: Clock, agreement: Agreement, language: str) -> str:
    """Give what a limit of a case is about."""
    if language == "en":
        return clock.says
    if clock.what == "objection_window":
        return _("%(who)s may object") % {"who": filled(clock.who, agreement, language)}
    if clock.what == "ruling":
        found = _title_of_way(clock.against, agreement)
        way = {"way": apart(found.pick(language) if found else clock.against)}
        if clock.stands == "stood":
            return _("an objection to “%(way)s” stands: nobody ruled in time") % way
        return _("ruling on an objection to “%(way)s”") % way
    if clock.what == "hold" and clock.passed:
        return _("the hold has lapsed; release")
    return str(_LIMITS[clock.what])


_LIMITS = {
    "care": later("to be in civilian care"), "hold": later("review of a hold"), "stay": later("look again at a stay"),
}  # fmt: skip


def _param(name: str, value: Any, agreement: Agreement, language: str) -> str:
    if name == "longest":
        return duration(parse_duration(value))
    if name == "languages" and isinstance(value, tuple):
        return joined([apart(own_name(one)) for one in value])
    if name == "way" and (title := _title_of_way(value, agreement)) is not None:
        return apart(f"“{title.pick(language)}”")
    known = CODED.get(name, {})
    if isinstance(value, str) and value in known:
        return str(known[value])
    return filled(value, agreement, language)


def _title_of_way(name: str, agreement: Agreement) -> Text | None:
    # A way may bear the id of the place it leads to.
    category = agreement.categories[agreement.programme.category] if agreement.programme else None
    found = category.moves.get(name) if category else None
    return found.title if found else None


def filled(value: Any, agreement: Agreement, language: str) -> str:
    """Give what is filled in for one value: a moment, a stretch, names, a number, a word of the log."""
    if language == "en":
        return said(value, agreement)
    zone = zone_of(agreement.time.zone)
    if value is None:
        return _("not stated")
    if isinstance(value, datetime):
        return apart(moment(value, agreement))
    if isinstance(value, Period):
        return apart(dates.stretch(value.start, value.end, zone))
    if isinstance(value, tuple | list | frozenset | set):
        return joined([filled(one, agreement, language) for one in value]) if value else _("nothing named")
    if isinstance(value, int):
        return str(value)
    if value == MASKED:
        return _("a number that is not shown")
    return apart(name_of(str(value), agreement, language))


def moment(at: datetime, agreement: Agreement) -> str:
    """Give a moment in the zone of the agreement, as the language of the page writes it."""
    local = at.astimezone(zone_of(agreement.time.zone))
    return _("%(day)s, %(hours)s") % {"day": dates.full_day(local), "hours": f"{local:%H:%M}"}


_LONG: dict[TimeUnit, Callable[[int], str]] = {
    TimeUnit.MINUTES: lambda n: ngettext("%(n)s minute", "%(n)s minutes", n),
    TimeUnit.HOURS: lambda n: ngettext("%(n)s hour", "%(n)s hours", n),
    TimeUnit.DAYS: lambda n: ngettext("%(n)s day", "%(n)s days", n),
    TimeUnit.WEEKS: lambda n: ngettext("%(n)s week", "%(n)s weeks", n),
    TimeUnit.MONTHS: lambda n: ngettext("%(n)s month", "%(n)s months", n),
}


def duration(of: Duration) -> str:
    """Give a length of time in words: `72 hours`."""
    return _LONG[of.unit](of.count) % {"n": of.count}


def name_of(word: str, agreement: Agreement, language: str) -> str:
    """Give the name of an id of the agreement or of its programme; anything else as it is, with spaces for `_`."""
    found = agreement.find(word)
    if found is not None:
        return called(word, agreement, language) if found[0] != "point" else word
    for names in _named_in_parts(agreement):
        if word in names:
            return names[word].pick(language)
    return word.replace("_", " ") if word.islower() else word


def _named_in_parts(agreement: Agreement) -> Iterable[dict[str, Text]]:
    programme = agreement.programme
    if programme is not None:
        yield dict(programme.hold.legal_bases) if programme.hold else {}
        yield dict(programme.assurance.covers) if programme.assurance else {}
        yield {name: way.title for name, way in agreement.categories[programme.category].moves.items()}
    for objection in agreement.objections.values():
        if isinstance(objection.grounds, dict):
            yield objection.grounds
