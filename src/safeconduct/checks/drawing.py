"""Runs side by side as a drawing: one lane for each duty, one bar for each run, from opening to end. SVG, nothing beside it."""

from datetime import datetime, timedelta
from html import escape

from safeconduct.agreement.model import Agreement
from safeconduct.agreement.wording import names
from safeconduct.checks.simulate import OPEN_ENDS, Duty, Run, Simulation
from safeconduct.kernel.moments import utc

WIDTH, NAME, ROOM, BAR, HEAD = 1100, 330, 24, 9, 22
"""Width of the drawing, of the names, of the margin; height of a bar, and of a line of words."""

_INK, _SOFT, _RULE, _WARN = "#1b2430", "#55606b", "#cfcabf", "#8f3a14"
_SHADES = ("#55606b", "#2b6f8f", "#7a5ca8", "#3d7a4a", "#a0722a", "#8f4a6f")
"""One for each run; the words beside a bar say the same."""

_WORDS = {"overdue": "overdue", "breached": "breached", "never_opened": "never opens", "unconfirmed": "not confirmed",
          "not_done": "not done", "suspended": "suspended", "goes_on": "goes on", "nothing_owed": "nothing owed",
          "lapsed": "lapsed", "released": "released"}  # fmt: skip


def drawing(simulation: Simulation, agreement: Agreement) -> str:
    """Give the runs as SVG. Times run from the start side to the end side."""
    first, last = _span(simulation)
    scale = _Scale(first, last)
    runs, parts = simulation.runs, list[str]()
    y = HEAD * (4 + len(runs))
    ticks = y - 6
    for duty in runs[0].duties:
        rows = [(n, one) for n, run in enumerate(runs) for one in run.duties if one.id == duty.id]
        height = max(2 * HEAD, len(rows) * (BAR + 4) + 10)
        parts.append(f'<line x1="{ROOM}" x2="{WIDTH - ROOM}" y1="{y}" y2="{y}" stroke="{_RULE}"/>')
        parts.append(_text(ROOM, y + 16, _short(duty.title), weight="600"))
        parts.append(_text(ROOM, y + 32, _short(names(duty.who, agreement)), fill=_SOFT, size=11))
        for place, (number, one) in enumerate(rows):
            parts.append(_bar(one, number, y + 8 + place * (BAR + 4), scale, simulation))
        if duty.limit is not None and first <= utc(duty.limit) <= last:
            at = scale.x(duty.limit)
            parts.append(f'<line x1="{at}" x2="{at}" y1="{y + 3}" y2="{y + height - 3}" stroke="{_WARN}" stroke-width="1.5">'
                         f"<title>limit {_day(duty.limit)}</title></line>")  # fmt: skip
        y += height
    lines = [*_ticks(scale, ticks, y), *parts]
    title = f"{agreement.title.pick('en')}: {simulation.notice}"
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + ROOM}" role="img" aria-label="{escape(title)}"'
        ' font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{y + ROOM}" fill="#fff"/>',
        _text(ROOM, HEAD, " ".join(agreement.title.pick("en").split()), weight="700", size=16),
        _text(ROOM, 2 * HEAD, simulation.notice, fill=_WARN, weight="600"),
        *(_legend(run, number) for number, run in enumerate(runs)),
        *lines,
        "</svg>\n",
    ))  # fmt: skip


class _Scale:
    def __init__(self, first: datetime, last: datetime) -> None:
        self.first, self.last = first, last

    def x(self, at: datetime) -> float:
        left, room = ROOM + NAME, WIDTH - NAME - 2 * ROOM - 90
        part = (min(max(utc(at), self.first), self.last) - self.first) / (self.last - self.first)
        return round(left + room * part, 1)


def _span(simulation: Simulation) -> tuple[datetime, datetime]:
    first, last = utc(simulation.first), utc(simulation.until)
    return first, max(last, first + timedelta(days=1))


def _legend(run: Run, number: int) -> str:
    y = HEAD * (3 + number)
    words = "; ".join(run.supposed) or "as planned"
    ends = f"ends on {_day(run.ends)}" if run.ends is not None else "stands still"
    ends += f" after {_day(run.last)}" if run.ends is None and run.last is not None else ""
    mark = f'<rect x="{ROOM}" y="{y - 10}" width="18" height="{BAR}" fill="{_shade(number)}"/>'
    return mark + _text(ROOM + 26, y, f"run {number}: {words}. It {ends}.")


def _bar(duty: Duty, number: int, y: int, scale: _Scale, simulation: Simulation) -> str:
    open_end = duty.end in OPEN_ENDS
    start = duty.opened or (duty.completed if duty.completed is not None else None)
    told = _said(duty)
    shade = _shade(number)
    if start is None:
        return _text(scale.x(simulation.first), y + BAR, f"{number}: {told}", fill=_WARN if open_end else _SOFT, size=10)
    end = duty.completed or simulation.until
    x, right = scale.x(start), scale.x(end)
    dash = ' stroke-dasharray="3 2"' if open_end or duty.end == "goes_on" else ""
    fill = "none" if dash else shade
    wide = max(2.0, round(right - x, 1))
    colour = _WARN if open_end or duty.days_late else _SOFT
    return (f'<rect x="{x}" y="{y}" width="{wide}" height="{BAR}" fill="{fill}" stroke="{shade}"{dash}>'
            f"<title>run {number}: {escape(duty.title)}: {escape(told)}</title></rect>"
            + _text(max(right, x + 2) + 4, y + BAR, told, fill=colour, size=10))  # fmt: skip


def _said(duty: Duty) -> str:
    days = "" if duty.days_late is None else f", {duty.days_late} d late"
    return f"{_day(duty.completed)}{days}" if duty.completed is not None else f"{_WORDS.get(duty.end, duty.end)}{days}"


def _ticks(scale: _Scale, top: int, bottom: int) -> list[str]:
    """Mark the first of each month, or of each year where there are many."""
    found, at = [], scale.first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    yearly = scale.last - scale.first > timedelta(days=900)
    free = 0.0
    while at <= scale.last:
        if at >= scale.first and (not yearly or at.month == 1):
            x = scale.x(at)
            found.append(f'<line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}" stroke="{_RULE}" stroke-width=".5"/>')
            if x > free:
                found.append(_text(x, top - 2, f"{at:%Y}" if yearly else f"{at:%b %Y}", fill=_SOFT, size=10))
                free = x + 52
        at = (at + timedelta(days=32)).replace(day=1)
    return found


def _text(x: float, y: float, words: str, *, fill: str = _INK, weight: str = "", size: int = 0) -> str:
    extra = (f' font-weight="{weight}"' if weight else "") + (f' font-size="{size}"' if size else "")
    return f'<text x="{x}" y="{y}" fill="{fill}"{extra}>{escape(words)}</text>'


def _shade(number: int) -> str:
    return _SHADES[number % len(_SHADES)]


def _short(words: str, most: int = 46) -> str:
    return words if len(words) <= most else words[: most - 2].rstrip() + " …"


def _day(at: datetime) -> str:
    return f"{at:%-d %b %Y}"
