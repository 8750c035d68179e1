"""Which days, months or years of the calendar are meant by what `dates` has found in a text.

Every function here, and in `relative_days`, takes what a pattern has found, the day of the document, the last day that the text
has named, and whether the words near it look ahead (None where nothing tells). It gives the readings, the likelier first, or
None where the day cannot be told. Days that do not exist raise ValueError.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

MONTHS = "january february march april may june july august september october november december".split()
SHORT = {name[:3]: n for n, name in enumerate(MONTHS, 1)} | {"sept": 9}
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_COUNTED = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()
COUNTS = {name: n for n, name in enumerate(_COUNTED) if n} | {
    "a": 1, "an": 1, "twenty": 20, "twenty-four": 24, "thirty": 30, "forty-eight": 48, "seventy-two": 72,
}  # fmt: skip
ORDINALS = {name: n for n, name in enumerate(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth".split(), 1)} | {"thirtieth": 30}  # fmt: skip

Period = tuple[date, date]
"""From the first day up to the second, which is outside."""
Precision = Literal["instant", "day", "week", "month", "year", "interval"]
Anchor = Literal["absolute", "created", "previous"]
Part = dict[str, str]


class Days(NamedTuple):
    """The readings of a time, how exact it is, and what it is counted from."""

    periods: list[Period]
    precision: Precision
    anchor: Anchor = "absolute"


def _month(part: Part) -> int:
    return SHORT[part["month"][:3]]


def _number(words: str) -> int:
    return ORDINALS.get(words) or int(words.rstrip("stndrh"))


def following(day: date, days: int = 1) -> date:
    """Give the day so many days later."""
    return day + timedelta(days=days)


def month_of(year: int, month: int) -> Period:
    """Give a month from its first day."""
    first = date(year, month, 1)
    return first, first + timedelta(days=monthrange(year, month)[1])


_LONG, _SOON = 290, 60


def _years(part: Part, day: date | None, ahead: bool | None, precision: Precision, make: Callable[[int], Period]) -> Days | None:
    """Give what a day or month without a year means: the latest not after the document's day, or the next one ahead."""
    if "year" in part:
        return Days([make(int(part["year"]))], precision)
    if day is None:
        return None
    latest = following(day)
    fitting = [period for year in (day.year - 1, day.year, day.year + 1) if (period := _try(make, year)) is not None]
    before = [period for period in fitting if period[0] <= latest][-1:]
    after = [period for period in fitting if period[1] > day][:1]
    if before and after and (ahead is None or precision in ("day", "interval")):  # few leave out the year of a far day
        back, on = (day - before[0][0]).days, (after[0][0] - day).days
        ahead = (ahead or on < _SOON) if back > _LONG else ahead and not (on > _LONG and 0 <= back < _SOON)
    chosen = after if ahead and after else before
    return Days(chosen, precision, "created") if chosen else None


def _try(make: Callable[[int], Period], year: int) -> Period | None:
    try:
        return make(year)
    except ValueError:  # the 29th of February
        return None


def _of_days(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    month, first = _month(part), _number(part["day"])
    last = int(part.get("last", first))
    if last < first:
        raise ValueError("a period that runs backwards")
    precision: Precision = "interval" if part.get("last") is not None else "day"
    return _years(part, day, ahead, precision, lambda year: (date(year, month, first), following(date(year, month, last))))


def _of_month(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    found = _years(part, day, ahead, "month", lambda year: month_of(year, _month(part)))
    if found and "end of" in part.get("pre", ""):
        return found._replace(periods=[(following(end, -1), end) for _, end in found.periods], precision="day")
    if found and re.search("beginning of|start of", part.get("pre", "")):
        return found._replace(periods=[(start, following(start)) for start, _ in found.periods], precision="day")
    return found


def _months(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    first, last = _month(part), SHORT[part["other"][:3]]
    return _years(part, day, ahead, "interval",
                  lambda year: (date(year - (first > last), first, 1), month_of(year, last)[1]))  # fmt: skip


def _iso(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days:
    first = date(int(part["year"]), int(part["month_n"]), int(part["day"]))
    return Days([(first, following(first))], "day")


def _slashed(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    year, one, two = int(part["year"]), int(part["one"]), int(part["two"])
    either = ((one, two), (two, one))  # the day first, as most of the world writes it
    readings = [date(year, month, of) for of, month in either if 1 <= month <= 12 and 1 <= of <= monthrange(year, month)[1]]
    return Days([(one_day, following(one_day)) for one_day in dict.fromkeys(readings)], "day") if readings else None


def _day_of_month(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    base = previous or day
    if base is None:
        return None
    of = int(part["day"])
    months = [shifted(base, step) for step in (-1, 0, 1)]
    days = [date(year, month, of) for year, month in months if 1 <= of <= monthrange(year, month)[1]]
    limit = day or base
    chosen = [one for one in days if one > limit][:1] if ahead else [one for one in days if one <= following(limit)][-1:]
    return Days([(one, following(one)) for one in chosen], "day", "previous" if previous else "created") if chosen else None


def shifted(base: date, months: int) -> tuple[int, int]:
    """Give the year and month so many months away."""
    n = base.year * 12 + base.month - 1 + months
    return n // 12, n % 12 + 1


def _year(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days:
    year = int(part["year"])
    if part.get("pre") == "the end of":
        return Days([(date(year, 12, 31), date(year + 1, 1, 1))], "day")
    return Days([(date(year, 1, 1), date(year + 1, 1, 1))], "year")


Reader = Callable[[Part, date | None, date | None, bool | None], Days | None]
READ: dict[str, Reader] = {
    "iso": _iso, "day_month": _of_days, "month_day": _of_days, "months": _months, "month_year": _of_month, "month": _of_month,
    "slashed": _slashed, "of_month": _day_of_month, "year": _year,
}  # fmt: skip
"""How each time of the calendar is read, by the name of its pattern."""
