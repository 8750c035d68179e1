"""Places drawn from the local geometry file, on a plane that is true at the middle of the drawing.

Every drawing carries its largest known error, drawn to scale. Nothing is placed that stands for a person.
"""

import math
from functools import lru_cache
from typing import Any, NamedTuple

from safeconduct.agreement.frame import Place, PlaceKind, Version
from safeconduct.agreement.results import NormStatus, Status
from safeconduct.agreement.space import positions, version_on
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.lens import Lens

_METRES_PER_DEGREE = 111_320
_WIDTH = 1000
_GRID = 28
_FLIP = 620
"""East of this a name is written to the west of its mark."""
_NAME = 170
_EDGE = 45
_LENGTHS = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100)
_Spot = tuple[float, float]
_Edge = tuple[_Spot, _Spot]
_MARGIN = 0.06
_PATTERNS = ("slant", "dots", "cross", "bars", "counter")
"""Zones differ by pattern, never by a colour that could stand for a side."""
_POINTLIKE = (PlaceKind.SITE, PlaceKind.CROSSING)
_ARROWS = {"east": "→", "north-east": "↗", "north": "↑", "north-west": "↖", "west": "←", "south-west": "↙",
           "south": "↓", "south-east": "↘"}  # fmt: skip


class Drawn(NamedTuple):
    """One place as drawn: `number` ties the drawing to the table."""

    id: str
    number: int
    place: Place
    version: Version | None
    path: str
    x: float
    y: float
    pattern: str
    error: float
    outside: str
    flip: bool
    norms: tuple[NormStatus, ...]
    label: str

    @property
    def radius(self) -> float:
        """Give the error around a point in units of the drawing."""
        return self.error / 2

    @property
    def arrow(self) -> str:
        """Give an arrow towards a place outside the drawing."""
        return _ARROWS.get(self.outside, "")

    @property
    def is_drawn(self) -> bool:
        """Say whether it stands in the drawing itself."""
        return bool(self.version) and not self.outside


class Plane(NamedTuple):
    """From degrees to units of the drawing; north is up."""

    west: float
    north: float
    across: float
    down: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Give a position in units of the drawing."""
        return (longitude - self.west) * self.across, (self.north - latitude) * self.down

    @property
    def metre(self) -> float:
        """Give the length of a metre in units of the drawing."""
        return self.down / _METRES_PER_DEGREE


def places(shown: Shown, lens: Lens, status: Status) -> dict[str, Any]:
    """Give the drawing and the table of the places as they stood on the day looked at."""
    day = lens.as_of.astimezone(lens.zone).date()
    chosen = {name: version_on(place, day) for name, place in shown.agreement.places.items()}
    geometry = {name: positions(shown.case.places[version.feature]["geometry"])
                for name, version in chosen.items() if version and version.feature in shown.case.places}  # fmt: skip
    plane, height = _plane(shown, geometry)
    taken = _label_strokes(shown, geometry, plane)
    drawn = []
    patterns = iter(_PATTERNS * 20)
    where = [(norm, _where(shown, norm.id)) for norm in status.norms]
    for number, (name, place) in enumerate(shown.agreement.places.items(), 1):
        lines = geometry.get(name)
        norms = tuple(norm for norm, at in where if name in at)
        pattern = next(patterns) if place.kind is PlaceKind.ZONE and place.side_of and lines else ""
        drawn.append(_drawn(name, number, place, chosen[name] if lines else None, lines or [], plane, height, taken)
                     ._replace(pattern=pattern, norms=norms, label=place.name.pick(lens.language)))  # fmt: skip
    return {
        "drawn": drawn,
        "width": _WIDTH,
        "height": round(height),
        "zones": sorted((one for one in drawn if one.is_drawn and one.place.kind is PlaceKind.ZONE),
                        key=lambda one: bool(one.place.side_of)),
        "lines": [one for one in drawn if one.is_drawn and one.place.kind in (PlaceKind.LINE, PlaceKind.CORRIDOR)],
        "marks": [one for one in drawn if one.is_drawn and one.place.kind in _POINTLIKE],
        "beyond": [one for one in drawn if one.outside],
        "scale": _scale(plane),
        "worst": max((one.version.error_metres or 0 for one in drawn if one.version), default=0),
        "patterns": _PATTERNS,
    }  # fmt: skip


def _where(shown: Shown, norm: str) -> tuple[str, ...]:
    found = shown.agreement.find(norm)
    return found[1].place if found else ()


def _plane(shown: Shown, geometry: dict[str, list[list[tuple[float, float]]]]) -> tuple[Plane, float]:
    # A lone site far away would shrink everything else, so lines and zones set the frame where there are any.
    broad = [name for name in geometry if shown.agreement.places[name].kind not in _POINTLIKE]
    spots = [spot for name in (broad or geometry) for line in geometry[name] for spot in line] or [(0.0, 0.0)]
    west, east = min(x for x, _ in spots), max(x for x, _ in spots)
    south, north = min(y for _, y in spots), max(y for _, y in spots)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide = max((east - west) * squeeze, (north - south) * 0.6, 0.01)
    margin = wide * _MARGIN
    down = _WIDTH / (wide + 2 * margin)
    spare = (wide - (east - west) * squeeze) / 2
    plane = Plane(west - (margin + spare) / squeeze, north + margin, down * squeeze, down)
    return plane, (north - south + 2 * margin) * down


def _drawn(name: str, number: int, place: Place, version: Version | None, lines: list[list[tuple[float, float]]],
           plane: Plane, height: float, taken: list[_Edge]) -> Drawn:  # fmt: skip
    spots = [[plane.at(*spot) for spot in line] for line in lines]
    flat = [spot for line in spots for spot in line]
    x, y = _label_spot(place, flat, taken)
    outside = _beyond(x, y, height) if flat and place.kind in _POINTLIKE else ""
    closing = "Z" if place.kind is PlaceKind.ZONE else ""
    path = " ".join("M" + " L".join(f"{a:.1f} {b:.1f}" for a, b in line) + closing for line in spots if len(line) > 1)
    error = round(2 * (version.error_metres or 0) * plane.metre, 1) if version else 0
    x, y = min(max(x, _EDGE), _WIDTH - _EDGE), min(max(y, _EDGE), height - _EDGE)
    return Drawn(name, number, place, version, path, round(x / _WIDTH * 100, 2), round(y / height * 100, 2), "",
                 error, outside, x > _FLIP, (), "")  # fmt: skip


def _label_strokes(shown: Shown, geometry: dict[str, list[list[tuple[float, float]]]], plane: Plane) -> list[_Edge]:
    """Give where the names of sites will be written, so that the badge of a zone keeps clear of them."""
    pointlike = [lines for name, lines in geometry.items() if shown.agreement.places[name].kind in _POINTLIKE]
    spots = [plane.at(*lines[0][0]) for lines in pointlike]
    return [((x, y), (x + (-_NAME if x > _FLIP else _NAME), y)) for x, y in spots]


def _label_spot(place: Place, flat: list[_Spot], taken: list[_Edge]) -> _Spot:
    if not flat:
        return 0, 0
    if place.kind in (PlaceKind.LINE, PlaceKind.CORRIDOR):
        return flat[len(flat) // 2]
    return _innermost(tuple(flat), tuple(taken)) if place.kind is PlaceKind.ZONE else flat[0]


@lru_cache(maxsize=256)
def _innermost(ring: tuple[_Spot, ...], taken: tuple[_Edge, ...]) -> _Spot:
    """Give the spot of a grid that lies inside a ring and farthest from its edge and from what is taken."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    step_x, step_y = (max(xs) - min(xs)) / _GRID, (max(ys) - min(ys)) / _GRID
    spots = [(min(xs) + (i + 0.5) * step_x, min(ys) + (j + 0.5) * step_y) for i in range(_GRID) for j in range(_GRID)]
    edges = list(zip(ring, ring[1:] + ring[:1], strict=True))
    inside = [spot for spot in spots if _within(spot, edges)] or [ring[0]]
    return max(inside, key=lambda spot: min(_apart(spot, one, other) for one, other in (*edges, *taken)))


def _within(spot: _Spot, edges: list[_Edge]) -> bool:
    x, y = spot
    crossed = [one for one, other in edges if (one[1] > y) != (other[1] > y)
               and x < one[0] + (y - one[1]) / (other[1] - one[1]) * (other[0] - one[0])]  # fmt: skip
    return len(crossed) % 2 == 1


def _apart(spot: _Spot, one: _Spot, other: _Spot) -> float:
    """Give the distance of a spot from the edge between two others."""
    across, down = other[0] - one[0], other[1] - one[1]
    length = across * across + down * down
    along = ((spot[0] - one[0]) * across + (spot[1] - one[1]) * down) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(spot[0] - one[0] - along * across, spot[1] - one[1] - along * down)


def _beyond(x: float, y: float, height: float) -> str:
    """Name the direction of a place outside the drawing, or give an empty text."""
    if 0 <= x <= _WIDTH and 0 <= y <= height:
        return ""
    angle = math.degrees(math.atan2(height / 2 - y, x - _WIDTH / 2)) % 360
    return tuple(_ARROWS)[round(angle / 45) % 8]


def _scale(plane: Plane) -> dict[str, Any]:
    """Give a scale bar: the longest round length below a third of the width."""
    metres = next((length for length in _LENGTHS if length * plane.metre < _WIDTH / 3), _LENGTHS[-1])
    return {"width": round(metres * plane.metre / _WIDTH * 100, 2), "metres": metres, "kilometres": metres / 1000}
