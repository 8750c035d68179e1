"""What waits for what as a drawing: what comes first stands first, an arrow leads to what waits for it.

Places are counted in units of the drawing. No place, order or mark depends on who owes a step.
"""

from typing import NamedTuple

from safeconduct.checks.engines.outline import State, Step

WIDTH, HEIGHT = 204, 56
_ACROSS, _DOWN, _EDGE = 60, 12, 8
_ROW, _ROWS = 27, 2
_LOWEST_START = 2 * (HEIGHT + _DOWN)
"""A short column begins no lower than this, so that the first screen of a tall drawing shows where it begins."""
MOST_DRAWN = 150
"""Above this a drawing shows nothing but lines; the table still says it all."""


class Box(NamedTuple):
    """A step as drawn: its number ties it to the table."""

    number: int
    state: State
    x: int
    y: int
    rows: tuple[str, ...]
    lang: str
    dir: str

    @property
    def middle(self) -> int:
        """Give the middle across."""
        return self.x + WIDTH // 2

    @property
    def outline(self) -> str:
        """Give the outline: pointed for a circle, with cut corners for what can never come, else plain."""
        x, y, right, low = self.x, self.y, self.x + WIDTH, self.y + HEIGHT
        if self.state is State.CIRCLE:
            half = y + HEIGHT // 2
            return f"M{x + 13} {y}H{right - 13}L{right} {half}L{right - 13} {low}H{x + 13}L{x} {half}Z"
        if self.state is State.NEVER:
            return f"M{x + 12} {y}H{right - 12}L{right} {y + 12}V{low - 12}L{right - 12} {low}H{x + 12}L{x} {low - 12}V{y + 12}Z"
        return f"M{x} {y}H{right}V{low}H{x}Z"

    @property
    def baselines(self) -> list[tuple[str, int]]:
        """Give each row of the name with its baseline."""
        first = self.y + (17 if len(self.rows) > 1 else 23)
        return [(row, first + 14 * n) for n, row in enumerate(self.rows)]

    @property
    def last(self) -> int:
        """Give the baseline of the line that says how it stands."""
        return self.y + HEIGHT - 9


class Arrow(NamedTuple):
    """From what comes first to what waits for it."""

    path: str
    either: bool


class Drawing(NamedTuple):
    """The boxes, the arrows, and how large the drawing is."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int


def draw(steps: list[Step], numbers: dict[str, int], names: dict[str, tuple[str, str, str]]) -> Drawing | None:
    """Draw the steps. `names` gives words, language and direction. None where there is nothing to draw, or too much."""
    if not steps or len(steps) > MOST_DRAWN:
        return None
    columns = _columns(steps)
    tallest = max(map(len, columns))
    boxes: dict[str, Box] = {}
    for across, column in enumerate(columns):
        above = min((tallest - len(column)) * (HEIGHT + _DOWN) // 2, _LOWEST_START)
        for down, step in enumerate(column):
            words, lang, direction = names[step.ref]
            x, y = _EDGE + across * (WIDTH + _ACROSS), _EDGE + above + down * (HEIGHT + _DOWN)
            boxes[step.ref] = Box(numbers[step.ref], step.state, x, y, _in_rows(words), lang, direction)
    arrows = tuple(Arrow(_path(boxes[wait.on], boxes[step.ref]), wait.either) for step in steps for wait in step.waits)
    across, down = len(columns) * (WIDTH + _ACROSS) - _ACROSS, tallest * (HEIGHT + _DOWN) - _DOWN
    return Drawing(tuple(boxes.values()), arrows, across + 2 * _EDGE, down + 2 * _EDGE)


def _columns(steps: list[Step]) -> list[list[Step]]:
    """Give the steps by depth; in each column, near what they wait for and what waits for them."""
    depths = sorted({step.depth for step in steps})
    columns = [[step for step in steps if step.depth == depth] for depth in depths]
    waiting: dict[str, list[str]] = {step.ref: [] for step in steps}
    for step in steps:
        for wait in step.waits:
            waiting[wait.on].append(step.ref)
    before = {step.ref: [wait.on for wait in step.waits] for step in steps}
    for _ in range(3):
        for near, order in ((before, columns), (waiting, columns[::-1])):
            rows = _rows(columns)
            for column in order:
                # A sort that keeps what is equal in the order of the text.
                column.sort(key=lambda step: _mean([rows[one] for one in near[step.ref]], rows[step.ref]))
                rows |= _rows([column])
    return columns


def _rows(columns: list[list[Step]]) -> dict[str, float]:
    return {step.ref: row - len(column) / 2 for column in columns for row, step in enumerate(column)}


def _mean(rows: list[float], own: float) -> float:
    return sum(rows) / len(rows) if rows else own


def _path(first: Box, then: Box) -> str:
    x1, y1, x2, y2 = first.x + WIDTH, first.y + HEIGHT // 2, then.x, then.y + HEIGHT // 2
    if x2 > x1:
        bend = min(_ACROSS, (x2 - x1) // 2)
        return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend - 6} {y2} {x2 - 6} {y2}"
    # Those that wait for each other stand in one column: the arrow goes round behind them.
    if first is then:
        return f"M{x1} {y1 - 10}C{x1 + 40} {y1 - 26} {x1 + 40} {y1 + 26} {x1 + 6} {y1 + 10}"
    out = 26 + min(abs(y2 - y1) // 8, 34)
    return f"M{x1} {y1 - 6}C{x1 + out} {y1 - 6} {x1 + out} {y2 + 6} {x1 + 6} {y2 + 6}"


def _in_rows(words: str) -> tuple[str, ...]:
    """Give a name in rows that fit a box; the table has the whole of it."""
    rows: list[str] = []
    for word in words.split():
        if rows and len(rows[-1]) + len(word) < _ROW:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    cut = len(rows) > _ROWS
    rows = [row if len(row) <= _ROW else f"{row[: _ROW - 1]}…" for row in rows[:_ROWS]]
    if cut and rows and not rows[-1].endswith("…"):
        rows[-1] = f"{rows[-1][: _ROW - 1].rstrip(' ,;:')}…"
    return tuple(rows)
