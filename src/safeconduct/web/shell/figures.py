"""Reported figures side by side: one group for each root source, never merged and never averaged.

Two outlets that carry the same root are one voice, so figures stand under whoever first gave them.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from safeconduct.agreement.results import FigureStatus
from safeconduct.kernel.acts import FigureReported
from safeconduct.web.shell.words import amount

_TICKS = 4
_ROOM = 6


class Bar(NamedTuple):
    """A figure on the scale: where it begins and ends in percent. `open_end`: no upper bound was given."""

    figure: FigureStatus
    words: str
    start: float
    width: float
    point: bool
    open_start: bool
    open_end: bool

    @property
    def drawn(self) -> bool:
        """Say whether there is a number to draw."""
        return self.figure.low is not None or self.figure.high is not None

    @property
    def end(self) -> float:
        """Give where the bar ends."""
        return round(self.start + self.width, 2)


class FigureGroup(NamedTuple):
    """The figures of one root source, oldest first."""

    root: str
    speaks_for: str
    bars: tuple[Bar, ...]


class Chart(NamedTuple):
    """Groups on one scale from nought to `top`."""

    groups: tuple[FigureGroup, ...]
    ticks: tuple[tuple[float, str], ...]
    unit: str
    span: str

    @property
    def count(self) -> int:
        """Count the figures."""
        return sum(len(group.bars) for group in self.groups)


def chart(figures: Iterable[FigureStatus]) -> Chart:
    """Put figures of one subject on one scale, grouped by root source, in the order of each root's first figure."""
    ordered = sorted(figures, key=lambda figure: (figure.as_of_start, figure.recorded, figure.id))
    bounds = [bound for figure in ordered for bound in (figure.low, figure.high) if bound is not None]
    step = _step(max(bounds, default=0))
    top = step * max(1, -(-max(bounds, default=0) // step))
    groups: dict[str, list[FigureStatus]] = {}
    for figure in ordered:
        groups.setdefault(figure.root, []).append(figure)
    return Chart(
        tuple(_group(root, found, top) for root, found in groups.items()),
        tuple((_x(tick, top), amount(tick)) for tick in range(0, top + 1, step)),
        ordered[0].unit if ordered else "",
        _span(ordered),
    )


def _span(figures: list[FigureStatus]) -> str:
    """Give from where to where the figures reach. A bound without another end stays a bound."""
    numbers = [figure for figure in figures if figure.low is not None or figure.high is not None]
    if not numbers:
        return ""
    least = min(numbers, key=lambda figure: (figure.high if figure.low is None else figure.low) or 0)
    most = max(numbers, key=lambda figure: (figure.low if figure.high is None else figure.high) or 0)
    low = in_words(least) if least.low is None else amount(least.low)
    high = in_words(most) if most.high is None else amount(most.high)
    if low == high:
        return low
    plain = least.low is not None and most.high is not None
    return f"{low}–{high}" if plain else _("%(low)s … %(high)s") % {"low": low, "high": high}


def chart_of(figures: Iterable[FigureStatus]) -> Chart | None:
    """Give the chart of some figures, or None where there are none."""
    found = list(figures)
    return chart(found) if found else None


def in_words(figure: FigureStatus | FigureReported) -> str:
    """Give a figure as it was given: a number, a range, a bound, or words."""
    low, high = figure.low, figure.high
    if low is None and high is None:
        return figure.words or _("no number given")
    if low == high:
        said = amount(low)
    elif high is None:
        said = _("%(number)s or more") % {"number": amount(low)}
    elif low is None:
        said = _("up to %(number)s") % {"number": amount(high)}
    else:
        said = f"{amount(low)}–{amount(high)}"
    return _("about %(number)s") % {"number": said} if figure.approximate else said


def _group(root: str, figures: list[FigureStatus], top: int) -> FigureGroup:
    speaks_for = next((figure.chain[-1].speaks_for for figure in figures if figure.chain), "")
    return FigureGroup(root, speaks_for, tuple(_bar(figure, top) for figure in figures))


def _bar(figure: FigureStatus, top: int) -> Bar:
    low = figure.low if figure.low is not None else 0
    high = figure.high if figure.high is not None else (top if figure.low is not None else 0)
    point = figure.low is not None and figure.low == figure.high
    start = _x(low, top)
    return Bar(figure, in_words(figure), start, round(_x(high, top) - start, 2), point, figure.low is None,
               figure.high is None)  # fmt: skip


def _x(value: int, top: int) -> float:
    """Give a position in percent; a little room stays at both ends for marks and for the labels of the scale."""
    return round(_ROOM + (100 - 2 * _ROOM) * value / top, 2)


def _step(highest: int) -> int:
    """Give a round step that needs about four ticks."""
    rough = max(1, -(-highest // _TICKS))
    size = 10 ** (len(str(rough)) - 1)
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
