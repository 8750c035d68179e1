"""The timeline as lanes of marks and as a table. Marks stand at the middle of what is known of their moment."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.formats import date_format

from safeconduct.agreement.results import Status
from safeconduct.agreement.timeline import Row, rows
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.lens import Lens
from safeconduct.web.shell.words import ROW_KIND

_STEP = 11
"""Height of one mark in a lane, in pixels; marks of one day stand above each other."""
_TALLEST = 6
_COLUMNS = 60
_HEAD = 22


class Mark(NamedTuple):
    """One row in the drawing: x in percent of the width, y in pixels of its lane."""

    row: "Line"
    x: float
    y: int
    width: float


class Lane(NamedTuple):
    """All marks of one kind."""

    kind: str
    marks: tuple[Mark, ...]
    height: int
    top: int
    crowded: int


class Line(NamedTuple):
    """A row of the timeline with its number on the page."""

    number: int
    row: Row


class Day(NamedTuple):
    """The lines of one local day."""

    start: datetime
    lines: tuple[Line, ...]


class Tick(NamedTuple):
    """A date on the axis."""

    x: float
    label: str
    major: bool


def timeline(shown: Shown, lens: Lens, status: Status, *, month: str) -> dict[str, Any]:
    """Give the drawing and the table of one month, or of everything."""
    everything = [Line(number, row) for number, row in enumerate(rows(shown.case, status), 1)]
    months = Counter(line.row.start.astimezone(lens.zone).strftime("%Y-%m") for line in everything)
    chosen = month if month in months else ""
    lines = [line for line in everything if not chosen
             or line.row.start.astimezone(lens.zone).strftime("%Y-%m") == chosen]  # fmt: skip
    first, last = _span(lines, lens)
    lanes = _lanes(lines, first, last)
    height = lanes[-1].top + lanes[-1].height if lanes else 0
    return {
        "lanes": lanes,
        "height": height + _HEAD,
        "plot": height,
        "ticks": _ticks(first, last, lens),
        "now": _x(lens.as_of, first, last) if first <= lens.as_of <= last else None,
        "days": _days(lines, lens),
        "months": [(key, _month(key, lens), count) for key, count in sorted(months.items())],
        "month": chosen,
        "count": len(lines),
        "anchors": status.anchors,
    }


def _span(lines: list[Line], lens: Lens) -> tuple[datetime, datetime]:
    starts = [line.row.start for line in lines] or [lens.as_of]
    ends = [line.row.end for line in lines] or [lens.as_of]
    day = timedelta(days=1)
    first = min(starts).astimezone(lens.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return first, max(max(ends), first + day) + day / 2


def _x(at: datetime, first: datetime, last: datetime) -> float:
    return round(100 * ((at - first) / (last - first)), 3)


def _lanes(lines: list[Line], first: datetime, last: datetime) -> tuple[Lane, ...]:
    lanes, top = [], _HEAD
    for kind in ROW_KIND:
        members = [line for line in lines if line.row.kind == kind]
        if not members:
            continue
        filled: Counter[int] = Counter()
        marks, crowded = [], 0
        for line in members:
            middle = line.row.start + (line.row.end - line.row.start) / 2
            x = _x(middle, first, last)
            column = int(x * _COLUMNS / 100)
            level = filled[column]
            filled[column] += 1
            if level >= _TALLEST:
                crowded += 1
                continue
            width = _x(line.row.end, first, last) - _x(line.row.start, first, last)
            marks.append(Mark(line, x, level * _STEP, round(width, 3)))
        height = (min(_TALLEST, max(filled.values())) + 1) * _STEP + 6
        lanes.append(Lane(kind, tuple(mark._replace(y=height - 12 - mark.y) for mark in marks), height, top, crowded))
        top += height
    return tuple(lanes)


def _ticks(first: datetime, last: datetime, lens: Lens) -> list[Tick]:
    """Give the first of each month; for a span within two months, each week as well."""
    ticks, at = [], first
    weekly = last - first < timedelta(days=70)
    while at < last:
        if at.day == 1 or (weekly and at.day in (8, 15, 22)) or at == first:
            label = date_format(at, "j M" if weekly else "M Y")
            near = ticks and _x(at, first, last) - ticks[-1].x < 5
            if not near:
                ticks.append(Tick(_x(at, first, last), label, at.day == 1))
        at = (at.astimezone(lens.zone).replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=lens.zone)
    return ticks


def _days(lines: list[Line], lens: Lens) -> list[Day]:
    days: dict[str, list[Line]] = {}
    starts: dict[str, datetime] = {}
    for line in lines:
        local = line.row.start.astimezone(lens.zone)
        key = local.date().isoformat()
        days.setdefault(key, []).append(line)
        starts.setdefault(key, local)
    return [Day(starts[key], tuple(found)) for key, found in days.items()]


def _month(key: str, lens: Lens) -> str:
    return date_format(datetime(int(key[:4]), int(key[5:]), 1, tzinfo=lens.zone), "F Y")
