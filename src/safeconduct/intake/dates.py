"""When, as a text says it: days, weeks, months, years and hours, as half-open periods with how exact they are.

What is counted from the day of the document is left open where the document has no day. What can be read in two ways has both
readings. Nothing is taken from the time of a file.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec.structs import replace

from safeconduct.intake.clocks import Hour, alone, beside
from safeconduct.intake.days import Days, Part, following
from safeconduct.intake.draft import When
from safeconduct.intake.plain_text import Plain, lowered, plain
from safeconduct.intake.relative_days import READERS
from safeconduct.intake.tense import looks_ahead
from safeconduct.intake.time_words import OF_A_MONTH, WAYS

_MODIFIERS: tuple[tuple[Literal["before", "after", "about"], str], ...] = (
    ("before", r"^(?:by|until|till|before)"), ("after", r"^(?:since|after)"), ("about", r"^(?:around|about)"),
)  # fmt: skip
_JOINS = re.compile(r" ?(?:-|to|until|till|through) ?(?:the )?")
_JOINS_AFTER_BETWEEN = re.compile(r" and (?:the )?")
_PARAGRAPH = 5_000
_FEW = 12
"""How many times before an hour are asked for its day."""
_MINUTE = timedelta(minutes=1)


def times(text: str, *, created: date | datetime | None, zone: str = "") -> tuple[When, ...]:
    """Give every time of a text with its place. `created` is the document's own time, never that of a file; `zone` is told on.

    A bare weekday, and a day or month without a year, is the latest one that is not after `created`, unless the words near it
    look ahead. An hour alone is of the last day that its paragraph names, or of the document's day.
    """
    found = plain(text)
    lower = lowered(found.text)
    day = created.date() if isinstance(created, datetime) else created
    told: list[tuple[int, int, When]] = []
    previous: date | None = None
    for name, match in _matches(lower, found):
        part = {key: value for key, value in match.groupdict().items() if value is not None}
        ahead = looks_ahead(lower, match.start(), match.end(), part.get("pre", "").strip())
        try:
            one = READERS[name](part, day, previous, ahead)
        except ValueError:  # the 31st of November, or "over three days"
            continue
        told.append(_when(name, one, part, match, found, lower, day))
        when = told[-1][2]
        if isinstance(when.start, date) and when.precision in ("day", "instant"):
            previous = when.start.date() if isinstance(when.start, datetime) else when.start
    joined = _joined(told, lower, found)
    hours = list(_alone(lower, found, joined, created))
    return tuple(when for _, _, when in sorted([*joined, *hours], key=lambda one: one[0]))


def _matches(lower: str, found: Plain) -> Iterator[tuple[str, re.Match[str]]]:
    every = [(match.start(), -(match.end() - match.start()), n, name, match)
             for n, (name, pattern) in enumerate(WAYS) for match in pattern.finditer(lower)]  # fmt: skip
    taken = 0
    for start, _, _, name, match in sorted(every, key=lambda one: one[:3]):
        if start < taken or (name in OF_A_MONTH and not _is_month(match, found)):
            continue
        if name == "weekday" and _is_a_name(match, found):
            continue
        taken = match.end()
        yield name, match


def _is_month(match: re.Match[str], found: Plain) -> bool:
    """Whether 'may' and 'march' are months: they are written with a capital letter then."""
    return found.text[match.start("month")].isupper() or match["month"] not in ("may", "march", "mar")


def _is_a_name(match: re.Match[str], found: Plain) -> bool:
    """Whether a weekday is part of a name, as that of a newspaper is: "The Sunday Example"."""
    before = found.text[max(0, match.start("weekday") - 20):match.start("weekday")]
    return match["pre"] is None and re.search(r"\b(?:[Tt]he|[A-Z]\w+) $", before) is not None and re.match(
        r" [A-Z][a-z]", found.text[match.end():match.end() + 3]) is not None  # fmt: skip


def _when(name: str, one: Days | None, part: Part, match: re.Match[str], found: Plain, lower: str,
          day: date | None) -> tuple[int, int, When]:  # fmt: skip
    pre = part.get("pre", "").strip()
    modifier = next((word for word, sign in _MODIFIERS if re.match(sign, pre)), "")
    begin, end = match.span()
    told = When(span=found.span(begin, end), start=None, end=None, precision="day", anchor="created", modifier=modifier,
                rule=f"time.{name}")  # fmt: skip
    if one is None:
        return begin, end, told
    (start, stop), *others = one.periods
    hour = beside(part, lower, begin, end) if one.precision == "day" else None
    if hour is not None:
        begin, end = hour.start, hour.end
        first, last = _minutes(start, hour)
        told = replace(told, start=first, end=last, precision="interval" if hour.last else "instant", rule=f"time.{name}.clock")
        return begin, end, replace(told, span=found.span(begin, end), anchor=one.anchor)
    told = replace(told, start=start, end=stop, precision=one.precision, anchor=one.anchor, candidates=tuple(others))
    if modifier == "before" and day is not None and day < start:  # a deadline: from now until its last day
        told = replace(told, start=day, precision="interval")
    if modifier == "after" and day is not None and start <= day:  # from then on until now
        told = replace(told, start=stop if pre.startswith("after") else start, end=following(day), precision="interval")
    return begin, end, told


def _minutes(day: date, hour: Hour) -> tuple[datetime, datetime]:
    """Give the minute of an hour, or the time up to the hour that ends it, which may be the next morning's."""
    first = datetime.combine(day, hour.first)
    if hour.last is None:
        return first, first + _MINUTE
    last = datetime.combine(day, hour.last, tzinfo=hour.first.tzinfo)
    return first, last if last > first else last + timedelta(days=1)


def _joined(told: list[tuple[int, int, When]], lower: str, found: Plain) -> list[tuple[int, int, When]]:
    """Join two days that are the edges of one period: "from 28 February to 3 March", "between Monday and Wednesday"."""
    left: list[tuple[int, int, When]] = []
    for other in told:
        if left and _edges(left[-1], other, lower):
            one = left.pop()
            period = replace(one[2], span=found.span(one[0], other[1]), end=other[2].end, modifier="", candidates=(),
                             rule="time.period", precision="interval")  # fmt: skip
            left.append((one[0], other[1], period))
        else:
            left.append(other)
    return left


def _edges(one: tuple[int, int, When], other: tuple[int, int, When], lower: str) -> bool:
    between = lower[one[1]:other[0]]
    plain_days = all(when.precision == "day" and when.modifier == "" and when.start is not None for when in (one[2], other[2]))
    if not plain_days or one[2].start >= other[2].start:  # type: ignore[operator]
        return False
    if _JOINS_AFTER_BETWEEN.fullmatch(between):
        return lower[max(0, one[0] - 8):one[0] + 8].rpartition("between")[1] != ""
    return _JOINS.fullmatch(between) is not None


def _alone(lower: str, found: Plain, told: list[tuple[int, int, When]],
           created: date | datetime | None) -> Iterator[tuple[int, int, When]]:  # fmt: skip
    """Give the hours that stand beside no day. One that would lie after the document was yesterday's."""
    begins = [begin for begin, _, _ in told]
    for hour in alone(lower):
        n = bisect_left(begins, hour.end)
        if n and told[n - 1][1] > hour.start:
            continue
        day, anchor = _day_of(hour, lower, told[max(0, n - _FEW):n], created)
        when = When(span=found.span(hour.start, hour.end), start=None, end=None, precision="instant", anchor=anchor,
                    rule="time.clock")  # fmt: skip
        if day is not None:
            first, last = _minutes(day, hour)
            if anchor == "created" and _later(first, created) and not looks_ahead(lower, hour.start, hour.end):
                first, last = first - timedelta(days=1), last - timedelta(days=1)
            when = replace(when, start=first, end=last, precision="interval" if hour.last else "instant")
        yield hour.start, hour.end, when


def _later(at: datetime, created: date | datetime | None) -> bool:
    """Whether an hour lies after the document, by the clocks that both were written by."""
    return isinstance(created, datetime) and at.replace(tzinfo=None) > created.replace(tzinfo=None)


def _day_of(hour: Hour, lower: str, told: list[tuple[int, int, When]],
            created: date | datetime | None) -> tuple[date | None, Literal["created", "previous"]]:  # fmt: skip
    """Give the last day that the paragraph names before an hour, or the document's own."""
    least = max(0, hour.start - _PARAGRAPH)
    paragraph = max(lower.rfind("\n\n", least, hour.start), least)
    for begin, _, when in reversed(told):
        if paragraph <= begin < hour.start and when.start is not None and when.precision in ("day", "instant"):
            return (when.start.date() if isinstance(when.start, datetime) else when.start), "previous"
    return (created.date() if isinstance(created, datetime) else created), "created"
