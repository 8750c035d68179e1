"""Which days, weeks, months or years are meant by what `dates` has found in a text.

Every function here takes what a pattern has found, the day of the document, the last day that the text has named, and
whether the words near it look ahead. It gives the readings, the likelier first, or None where the day cannot be told. Days
that do not exist raise ValueError.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

MONTHS = "january february march april may june july august september october november december".split()
SHORT = {name[:3]: n for n, name in enumerate(MONTHS, 1)} | {"sept": 9}
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
COUNTS = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}

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


def _next(day: date, days: int = 1) -> date:
    return day + timedelta(days=days)


def _month_of(year: int, month: int) -> Period:
    first = date(year, month, 1)
    return first, first + timedelta(days=monthrange(year, month)[1])


def _years(part: Part, day: date | None, ahead: bool, precision: Precision, make: Callable[[int], Period]) -> Days | None:
    """Give what a day or month without a year means: the latest not after the document's day, or the next one ahead."""
    if "year" in part:
        return Days([make(int(part["year"]))], precision)
    if day is None:
        return None
    latest = _next(day)
    fitting = [period for year in (day.year - 1, day.year, day.year + 1) if (period := _try(make, year)) is not None]
    before = [period for period in fitting if period[0] <= latest]
    after = [period for period in fitting if period[1] > day]
    chosen = after[:1] if ahead and after else before[-1:]
    return Days(chosen, precision, "created") if chosen else None


def _try(make: Callable[[int], Period], year: int) -> Period | None:
    try:
        return make(year)
    except ValueError:  # the 29th of February
        return None


def _of_days(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days | None:
    month, first, last = _month(part), int(part["day"]), int(part.get("last", part["day"]))
    if last < first:
        raise ValueError("a period that runs backwards")
    precision: Precision = "interval" if part.get("last") is not None else "day"
    return _years(part, day, ahead, precision, lambda year: (date(year, month, first), _next(date(year, month, last))))


def _of_month(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days | None:
    found = _years(part, day, ahead, "month", lambda year: _month_of(year, _month(part)))
    if found and "end of" in part.get("pre", ""):
        return found._replace(periods=[(_next(end, -1), end) for _, end in found.periods], precision="day")
    return found


def _iso(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days:
    first = date(int(part["year"]), int(part["month_n"]), int(part["day"]))
    return Days([(first, _next(first))], "day")


def _slashed(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days | None:
    year, one, two = int(part["year"]), int(part["one"]), int(part["two"])
    either = ((one, two), (two, one))  # the day first, as most of the world writes it
    readings = [date(year, month, of) for of, month in either if 1 <= month <= 12 and 1 <= of <= monthrange(year, month)[1]]
    return Days([(one_day, _next(one_day)) for one_day in dict.fromkeys(readings)], "day") if readings else None


def _weekday(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days | None:
    if day is None:
        return None
    back = (day.weekday() - WEEKDAYS.index(part["weekday"])) % 7
    pre = part.get("pre", "")
    if pre == "last":
        back = back or 7
    if ahead or pre in ("next", "this coming"):
        back = back - 7 if back or pre else 0
    return Days([(_next(day, -back), _next(day, 1 - back))], "day", "created")


_STEPS = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1, "the day after tomorrow": 2}


def _relative(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days | None:
    if day is None:
        return None
    step = _STEPS.get(part["relative"], 0)
    return Days([(_next(day, step), _next(day, step + 1))], "day", "created")


def _same(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days | None:
    base = previous or day
    if base is None:
        return None
    words = part["same"]
    back, on = re.search(r"previous|preceding|before|earlier", words), re.search(r"following|next|after\b|later", words)
    step = -1 if back else 1 if on else 0
    return Days([(_next(base, step), _next(base, step + 1))], "day", "previous")


def _day_of_month(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days | None:
    base = previous or day
    if base is None:
        return None
    of = int(part["day"])
    months = [_shifted(base, step) for step in (-1, 0, 1)]
    days = [date(year, month, of) for year, month in months if 1 <= of <= monthrange(year, month)[1]]
    limit = day or base
    chosen = [one for one in days if one > limit][:1] if ahead else [one for one in days if one <= _next(limit)][-1:]
    return Days([(one, _next(one)) for one in chosen], "day", "previous" if previous else "created") if chosen else None


def _shifted(base: date, months: int) -> tuple[int, int]:
    n = base.year * 12 + base.month - 1 + months
    return n // 12, n % 12 + 1


def _ago(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days | None:
    base = day if part["way"] == "ago" else previous or day
    if base is None:
        return None
    count, unit = int(COUNTS.get(part["count"], part["count"])), part["unit"]
    anchor: Anchor = "created" if part["way"] == "ago" else "previous"
    if unit == "day":
        return Days([(_next(base, -count), _next(base, 1 - count))], "day", anchor)
    if unit == "week":
        return Days([_week(base, -count)], "week", anchor)
    if unit == "month":
        return Days([_month_of(*_shifted(base, -count))], "month", anchor)
    return Days([(date(base.year - count, 1, 1), date(base.year - count + 1, 1, 1))], "year", anchor)


def _week(base: date, weeks: int) -> Period:
    first = base - timedelta(days=base.weekday()) + timedelta(weeks=weeks)
    return first, _next(first, 7)


_UNITS: dict[str, Precision] = {"week": "week", "month": "month", "year": "year"}


def _period(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days | None:
    if day is None:
        return None
    which, unit = part["which"], part["unit"]
    step = -1 if re.search(r"last|past|previous", which) else 1 if re.search(r"next|coming|following", which) else 0
    if unit == "week":
        period = _week(day, step)
    elif unit == "month":
        period = _month_of(*_shifted(day, step))
    else:
        period = date(day.year + step, 1, 1), date(day.year + step + 1, 1, 1)
    if which.startswith("the end of"):
        return Days([(_next(period[1], -1), period[1])], "day", "created")
    return Days([period], _UNITS[unit], "created")


def _year(part: Part, day: date | None, previous: date | None, ahead: bool) -> Days:
    year = int(part["year"])
    if part.get("pre") == "the end of":
        return Days([(date(year, 12, 31), date(year + 1, 1, 1))], "day")
    return Days([(date(year, 1, 1), date(year + 1, 1, 1))], "year")


READ: dict[str, Callable[[Part, date | None, date | None, bool], Days | None]] = {
    "iso": _iso, "day_month": _of_days, "month_day": _of_days, "month_year": _of_month, "month": _of_month, "slashed": _slashed,
    "weekday": _weekday, "relative": _relative, "same": _same, "of_month": _day_of_month, "ago": _ago, "period": _period,
    "year": _year,
}  # fmt: skip
"""How each kind of time is read, by the name of its pattern."""
