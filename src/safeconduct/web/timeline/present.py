"""The timeline as lanes of marks and as a table. Marks stand at the middle of what is known of their moment."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.formats import date_format

from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import FigureStatus, StatementStatus, Status
from safeconduct.agreement.timeline import Row
from safeconduct.web.shell.acts import lines as lines_of
from safeconduct.web.shell.apart import apart, shortened
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.figures import in_words
from safeconduct.web.shell.lens import Lens
from safeconduct.web.shell.spoken import names
from safeconduct.web.shell.wording import ui_language
from safeconduct.web.shell.words import ROW_KIND

_STEP = 11
"""Height of one mark in a lane, in pixels; marks of one day stand above each other."""
_LINE = 18
"""Height of a mark that has its words beside it, in a lane with few marks."""
_FEW = 14
_TALLEST = 8
_COLUMNS = 60
_HEAD = 26
_NAME = 20
"""Room for the name of a lane above its marks."""
_LONGEST = 64
_AS_ENTERED = frozenset({"step", "statement"})
"""Kinds of rows whose titles are in the words in which somebody entered them."""
_ROOM = 1.5
"""Percent of the width kept free at both ends, so that no mark is cut."""


_WORDED = ("anchor", "step")
"""Kinds whose few marks carry their words."""


class Mark(NamedTuple):
    """One row in the drawing: x in percent of the width, y in pixels of its lane."""

    row: "Line"
    x: float
    y: int
    words: str

    @property
    def flip(self) -> bool:
        """Say whether the words stand before the mark, because there is more room."""
        return self.x > 50


class Lane(NamedTuple):
    """All marks of one kind."""

    kind: str
    marks: tuple[Mark, ...]
    height: int
    top: int
    crowded: int


class Line(NamedTuple):
    """A row of the timeline with its number on the page; words and figures with who said them."""

    number: int
    row: Row
    statement: StatementStatus | None
    figure: FigureStatus | None

    @property
    def figure_words(self) -> str:
        """Give the figure as it was given."""
        return in_words(self.figure) if self.figure else ""


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
    statements = {one.id: one for one in status.statements}
    figures = {one.id: one for one in status.figures}
    everything = [Line(number, row, statements.get(row.act), figures.get(row.act))
                  for number, row in enumerate(lines_of(shown, status), 1)]  # fmt: skip
    months = Counter(line.row.start.astimezone(lens.zone).strftime("%Y-%m") for line in everything)
    chosen = month if month in months else ""
    lines = [line for line in everything if not chosen
             or line.row.start.astimezone(lens.zone).strftime("%Y-%m") == chosen]  # fmt: skip
    first, last = _span(lines, lens)
    lanes = _lanes(lines, first, last, shown.agreement, ui_language())
    return {
        "lanes": lanes,
        "crowded": any(lane.crowded for lane in lanes),
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
    return round(_ROOM + (100 - 2 * _ROOM) * ((at - first) / (last - first)), 3)


def _lanes(lines: list[Line], first: datetime, last: datetime, agreement: Agreement, language: str) -> tuple[Lane, ...]:
    lanes, top = [], _HEAD
    for kind in ROW_KIND:
        members = [line for line in lines if line.row.kind == kind]
        if members:
            worded = len(members) <= _FEW and kind in _WORDED
            lane = _many(kind, members, first, last, top)
            if worded:
                lane = _few(kind, members, first, last, top, agreement, language)
            lanes.append(lane)
            top += lane.height
    return tuple(lanes)


def _few(kind: str, members: list[Line], first: datetime, last: datetime, top: int, agreement: Agreement,
         language: str) -> Lane:  # fmt: skip
    """Give each mark a line of its own with its words."""
    marks = []
    for at, line in enumerate(members):
        told = shortened(_told(line.row, agreement, language), _LONGEST)
        marks.append(Mark(line, _middle(line, first, last), _NAME + _LINE * at + 10, told))
    return Lane(kind, tuple(marks), _NAME + _LINE * len(members) + 6, top, 0)


def _many(kind: str, members: list[Line], first: datetime, last: datetime, top: int) -> Lane:
    """Stack the marks of one day; what is too much for the lane is counted beside its name."""
    filled: Counter[int] = Counter()
    placed = []
    for line in members:
        x = _middle(line, first, last)
        column = int(x * _COLUMNS / 100)
        placed.append((line, x, filled[column]))
        filled[column] += 1
    height = _NAME + min(_TALLEST, max(filled.values())) * _STEP + 8
    marks = [Mark(line, x, height - 10 - level * _STEP, "") for line, x, level in placed if level < _TALLEST]
    return Lane(kind, tuple(marks), height, top, len(placed) - len(marks))


def _middle(line: Line, first: datetime, last: datetime) -> float:
    return _x(line.row.start + (line.row.end - line.row.start) / 2, first, last)


def _told(row: Row, agreement: Agreement, language: str) -> str:
    # The name of an anchor is long and the same for all its candidates; what tells them apart comes after it.
    if row.kind == "anchor":
        said = row.title.partition(": ")[2] or row.title
        return f"{row.start:%H:%M} {said}" if row.start == row.end else said
    said = apart(row.title) if row.kind in _AS_ENTERED and language != "en" else row.title
    return f"{names(row.who, agreement, language)}: {said}"


def _ticks(first: datetime, last: datetime, lens: Lens) -> list[Tick]:
    """Give the first of each month; for a span within two months, each week as well."""
    ticks, at = [], first
    weekly = last - first < timedelta(days=70)
    while at < last:
        if at.day == 1 or (weekly and at.day in (8, 15, 22)) or at == first:
            label = date_format(at, "j M" if weekly else "M Y")
            near = ticks and _x(at, first, last) - ticks[-1].x < 7
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
