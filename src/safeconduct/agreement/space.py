"""Places: geometry from a GeoJSON file, checked, and chosen by day.

Positions are longitude and latitude in degrees (WGS 84). Geometry is shown, never used to place a person.
"""

import json
from datetime import date
from typing import Any

from safeconduct.agreement.frame import Place, Version
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.yaml_tree import Faults
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.suggest import did_you_mean

_DEPTH = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPolygon": 3, "MultiLineString": 2}


def read_places(data: bytes, *, file: str) -> dict[str, dict[str, Any]]:
    """Read a feature collection into feature id -> feature. Raises Invalid (SC031) with every fault."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise Invalid([Fault(code="SC031", file=file, line=line, column=column, message=f"not JSON: {error}",
                             remedy="a places file is a GeoJSON FeatureCollection")]) from error  # fmt: skip
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise Invalid([Fault(code="SC031", file=file, line=1, column=1, message="no list of features",
                             remedy="a places file is a GeoJSON FeatureCollection")])  # fmt: skip
    faults, found, seen = Faults(file), {}, set()
    for number, feature in enumerate(features):
        path = f"features[{number}]"
        name = feature.get("id") if isinstance(feature, dict) else None
        if not isinstance(name, str) or not name:
            faults.add("SC031", "a feature without id", path=path,
                       remedy='give it one beside its geometry, such as "id": "north_crossing"')  # fmt: skip
        elif name in seen:
            faults.add("SC018", f"the feature {name!r} stands twice", path=path,
                       remedy="keep one of the two, or give one another id")  # fmt: skip
        elif wrong := _wrong(feature.get("geometry")):
            faults.add("SC031", wrong, path=f"{path} ({name})",
                       remedy="positions are [longitude, latitude] in degrees, as GeoJSON has them")  # fmt: skip
        else:
            found[name] = feature
        seen.add(name if isinstance(name, str) else "")
    if faults:
        raise Invalid(faults.found, left_out=faults.left_out)
    return found


def check_features(agreement: Agreement, features: dict[str, dict[str, Any]], *, file: str) -> None:
    """Raise Invalid (SC031) when a place names a feature the file does not hold."""
    faults = [
        Fault(code="SC031", file=file, path=f"places.{name}", message=f"the feature {version.feature!r} is not there",
              remedy=did_you_mean(version.feature, features, otherwise="add the feature, or correct its id"))
        for name, place in agreement.places.items() for version in place.versions if version.feature not in features
    ]  # fmt: skip
    if faults:
        raise Invalid(faults)


def version_on(place: Place, day: date) -> Version | None:
    """Give the geometry of a place that is used on a day, or None."""
    found = None
    for version in place.versions:
        if version.start is None or version.start.local_date() <= day:
            found = version
    return found


def positions(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Give a geometry as lists of (longitude, latitude): one list for each point, line or ring."""
    coordinates, depth = geometry["coordinates"], _DEPTH[geometry["type"]]
    if depth == 0:
        return [[(coordinates[0], coordinates[1])]]
    for _ in range(depth - 1):
        coordinates = [part for group in coordinates for part in group] if depth > 2 else coordinates
        depth -= 1
    lines = coordinates if geometry["type"] != "LineString" else [coordinates]
    return [[(position[0], position[1]) for position in line] for line in lines]


def _wrong(geometry: Any) -> str:
    if not isinstance(geometry, dict) or str(geometry.get("type")) not in _DEPTH:
        return f"the geometry must be one of {', '.join(_DEPTH)}"
    level = [geometry.get("coordinates")]
    for _ in range(_DEPTH[geometry["type"]]):
        if not all(isinstance(part, list) and part for part in level):
            return "coordinates are missing or nested wrongly"
        level = [position for part in level for position in part]
    for position in level:
        if not (isinstance(position, list) and len(position) >= 2 and all(type(n) in (int, float) for n in position)):
            return "a position is [longitude, latitude]"
        if not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
            return f"{position[:2]} is not a longitude and latitude; is the order right?"
    return ""
