"""Which days, weeks or months are meant by words that count from another day: the document's own, or the last one named.

As in `days`, every function gives the readings, the likelier first, or None where the day cannot be told. What turns out to be
no time at all, such as "over three days", raises ValueError.
"""

import re
from datetime import date, timedelta

from safeconduct.intake.days import (
    COUNTS,
    READ,
    WEEKDAYS,
    Anchor,
    Days,
    Part,
    Period,
    Precision,
    Reader,
    following,
    month_of,
    shifted,
)

_STEPS = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1, "the day after tomorrow": 2}
_BACK = re.compile(r"\b(?:last|past|previous|preceding)\b")
_ON = re.compile(r"\b(?:next|coming|following)\b")
_PRECISION: dict[str, Precision] = {"week": "week", "month": "month", "year": "year"}


def _weekday(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    if day is None:
        return None
    back = (day.weekday() - WEEKDAYS.index(part["weekday"])) % 7
    pre = part.get("pre", "")
    if pre in ("last", "this past", "the previous"):
        back = back or 7
    elif pre in ("next", "this coming", "the following") or ahead:
        back = back - 7 if back or pre else 0
    return Days([(following(day, -back), following(day, 1 - back))], "day", "created")


def _relative(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    if day is None:
        return None
    if part["relative"] == "overnight":  # from the evening before to this morning
        return Days([(following(day, -1), following(day, 1))], "interval", "created")
    step = _STEPS.get(part["relative"], 0)
    return Days([(following(day, step), following(day, step + 1))], "day", "created")


def _same(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    words = part["same"]
    base = day if words.endswith("the day") else previous or day
    if base is None:
        return None
    back = re.search(r"previous|preceding|before|a day earlier", words)
    on = re.search(r"following|next|after\b|a day later", words)
    step = -1 if back else 1 if on else 0
    return Days([(following(base, step), following(base, step + 1))], "day", "created" if base is day else "previous")


def _ago(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    base = day if part["way"] == "ago" else previous or day
    if base is None:
        return None
    count, unit = int(COUNTS.get(part["count"], part["count"])), part["unit"]
    count = -count if part["way"] == "later" else count
    anchor: Anchor = "created" if part["way"] == "ago" else "previous"
    if unit == "day":
        return Days([(following(base, -count), following(base, 1 - count))], "day", anchor)
    if unit == "week" and count in (1, -1):  # the day of the same name
        return Days([(following(base, -7 * count), following(base, 1 - 7 * count))], "day", anchor)
    if unit == "week":
        return Days([_week(base, -count)], "week", anchor)
    if unit == "month":
        return Days([month_of(*shifted(base, -count))], "month", anchor)
    return Days([(date(base.year - count, 1, 1), date(base.year - count + 1, 1, 1))], "year", anchor)


def _ahead(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    """Give a stretch of days from the document's day on, or back from it: "in the next ten days", "in the last 24 hours"."""
    near = part.get("near", "")
    if not near and not (part["way"] in ("in", "within") and "time" in part):
        raise ValueError("how long, and not when")
    if day is None:
        return None
    count, unit = int(COUNTS.get(part["count"], part["count"])), part["unit"]
    days = -(-count // 24) if unit == "hour" else count * {"day": 1, "week": 7, "month": 30}[unit]
    if _BACK.search(near):
        return Days([(following(day, -days), following(day))], "interval", "created")
    return Days([(day, following(day, days + 1))], "interval", "created")


def _week(base: date, weeks: int) -> Period:
    first = base - timedelta(days=base.weekday()) + timedelta(weeks=weeks)
    return first, following(first, 7)


def _period(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    which, unit = part["which"], part["unit"]
    base = previous or day if "same" in which else day
    if base is None:
        return None
    step = -2 if which == "the" else -1 if _BACK.search(which) else 1 if _ON.search(which) else 0  # "the week before" the last
    if unit == "week":
        periods = [_week(base, step)]
        if step == -1 and which.endswith("last") and base.weekday() == WEEKDAYS.index("sunday"):
            periods.append(_week(base, 0))  # on a Sunday the week that ends with it may be meant
    elif unit == "month":
        periods = [month_of(*shifted(base, step))]
    else:
        periods = [(date(base.year + step, 1, 1), date(base.year + step + 1, 1, 1))]
    if which.startswith("the end of"):
        return Days([(following(end, -1), end) for _, end in periods], "day", "created")
    return Days(periods, _PRECISION[unit], "created")


def _of_that_month(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    """Give a day of a month that is told by another day: "the 12th of last month"."""
    near = part["which"] in ("the same", "that", "the previous", "the following")
    base = (previous or day) if near else day
    if base is None:
        return None
    step = -1 if _BACK.search(part["which"]) else 1 if _ON.search(part["which"]) else 0
    year, month = shifted(base, step)
    first = date(year, month, int(part["day"]))
    return Days([(first, following(first))], "day", "previous" if near and previous else "created")


def _week_to(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    """Give the seven days up to one: "the week that ended on 28 November"."""
    found = READ["day_month" if part["day"] < part["month"] else "month_day"](part, day, previous, ahead)
    return found and Days([(following(end, -7), end) for _, end in found.periods], "interval", found.anchor)


def _weekend(part: Part, day: date | None, previous: date | None, ahead: bool | None) -> Days | None:
    if day is None:
        return None
    saturday = day + timedelta(days=5 - day.weekday())  # of the week that the day lies in
    which = part["which"]
    if _ON.search(which) or ahead:
        first = saturday + timedelta(weeks=which == "next" and day.weekday() > WEEKDAYS.index("friday"))
    else:
        first = saturday if saturday <= day and not _BACK.search(which) else saturday - timedelta(weeks=1)
    return Days([(first, following(first, 2))], "interval", "created")


READERS: dict[str, Reader] = {
    **READ, "weekday": _weekday, "relative": _relative, "same": _same, "ago": _ago, "ahead": _ahead, "period": _period,
    "week_to": _week_to, "of_that_month": _of_that_month,
    "weekend": _weekend,
}  # fmt: skip
"""How each kind of time is read, by the name of its pattern in `time_words`."""
