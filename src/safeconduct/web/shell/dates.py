"""Moments and stretches of time as words, always with their zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

_DAY = timedelta(days=1)


def offset(at: datetime) -> str:
    """Give a moment's offset as `UTC+2`."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")


def full_day(at: date) -> str:
    """Give a day as the language of the page writes it: `6 Nov 2025`."""
    return date_format(at, _("j M Y"))


def long_day(at: date) -> str:
    """Give a day with the whole name of its month: `6 November 2025`."""
    return date_format(at, _("j F Y"))


def _at(day: str, hours: str) -> str:
    return _("%(day)s, %(hours)s") % {"day": day, "hours": hours}


def _short_day(at: date) -> str:
    return date_format(at, _("j M"))


def day(at: datetime, zone: ZoneInfo) -> str:
    """Give the local day: `6 Nov 2025`."""
    return full_day(at.astimezone(zone))


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Give a moment: `6 Nov 2025, 12:00 UTC+2`. Midnight is told as the end of the day before."""
    local = at.astimezone(zone)
    if (local.hour, local.minute) == (0, 0):
        before = local - timedelta(microseconds=1)
        return _("end of %(day)s, %(zone)s") % {"day": full_day(before), "zone": offset(local)}
    return _at(full_day(local), f"{local:%H:%M} {offset(local)}")


def in_utc(at: datetime) -> str:
    """Give a moment in UTC without saying so: `6 Nov 2025, 10:00`."""
    local = at.astimezone(UTC)
    return _at(full_day(local), f"{local:%H:%M}")


def stretch(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Give a half-open stretch: a moment, whole days, or from an hour to an hour."""
    if start >= end:
        return moment(start, zone)
    first, last = start.astimezone(zone), end.astimezone(zone)
    if _midnight(first) and _midnight(last):
        return days(start, end, zone)
    if first.date() == last.date() or (_midnight(last) and last - first <= _DAY):
        return _at(full_day(first), f"{first:%H:%M}–{last:%H:%M} {offset(first)}")
    begun = _at(full_day(first), f"{first:%H:%M}")
    return f"{begun} – {_at(full_day(last), f'{last:%H:%M} {offset(last)}')}"


def days(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Give a stretch by its days: `5 Nov 2025`, `5–6 Nov 2025`."""
    first = start.astimezone(zone)
    last = (end - timedelta(microseconds=1) if end > start else end).astimezone(zone)
    if first.date() == last.date():
        return full_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{full_day(last)}"
    return f"{full_day(first)} – {full_day(last)}"


def hours(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Give the hours of a stretch whose day is told elsewhere; an empty text for one whole day."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    if start >= end:
        return f"{first:%H:%M} {offset(first)}"
    if _midnight(first) and _midnight(last):
        last_day = last - timedelta(microseconds=1)
        return "" if first.date() == last_day.date() else _("to %(day)s") % {"day": full_day(last_day)}
    if first.date() == (last - timedelta(microseconds=1)).date():
        return f"{first:%H:%M}–{last:%H:%M} {offset(first)}"
    return f"{first:%H:%M} – {_at(_short_day(last), f'{last:%H:%M} {offset(last)}')}"


def _midnight(at: datetime) -> bool:
    return (at.hour, at.minute, at.second) == (0, 0, 0)
