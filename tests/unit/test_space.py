"""Places: geometry that is checked before it is shown, and chosen by day."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.space import check_features, positions, read_places, version_on
from safeconduct.kernel.errors import Fault, Invalid
from tests.builders import agreement_text, faults_of, found_by

RIVER = {"type": "LineString", "coordinates": [[17.6, 59.8], [17.7, 59.9]]}


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def feature(geometry: Any, name: Any = "river") -> dict[str, Any]:
    return {"type": "Feature", "id": name, "properties": {}, "geometry": geometry}


def point(*coordinates: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(coordinates)}


def faults(data: bytes) -> tuple[Fault, ...]:
    return faults_of(read_places, data, file="places.geojson")


def told(*features: Any) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.path, fault.message) for fault in faults(collection(*features))]


GEOMETRIES = [
    (point(17.6, 59.8), [[(17.6, 59.8)]]),
    (point(17.6, 59.8, 12.0), [[(17.6, 59.8)]]),
    (point(-180, -90), [[(-180, -90)]]),
    (RIVER, [[(17.6, 59.8), (17.7, 59.9)]]),
    (
        {"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]},
        [[(1, 2), (3, 4)], [(5, 6), (7, 8)]],
    ),
    (
        {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 0]], [[1, 1], [2, 1], [2, 2], [1, 1]]]},
        [[(0, 0), (4, 0), (4, 4), (0, 0)], [(1, 1), (2, 1), (2, 2), (1, 1)]],
    ),
    (
        {
            "type": "MultiPolygon",
            "coordinates": [[[[0, 0], [4, 0], [4, 4], [0, 0]]], [[[5, 5], [6, 5], [6, 6], [5, 5]]]],
        },
        [[(0, 0), (4, 0), (4, 4), (0, 0)], [(5, 5), (6, 5), (6, 6), (5, 5)]],
    ),
]


@pytest.mark.parametrize(("geometry", "expected"), GEOMETRIES, ids=[geometry["type"] for geometry, _ in GEOMETRIES])
def test_a_geometry_gives_its_lines_and_rings(geometry: dict[str, Any], expected: list[Any]) -> None:
    found = read_places(collection(feature(geometry)), file="places.geojson")
    assert positions(found["river"]["geometry"]) == expected


def test_features_keep_their_order_and_properties() -> None:
    one, two = feature(point(1, 2), "one"), {**feature(point(3, 4), "two"), "properties": {"name": "Två"}}
    assert read_places(collection(two, one), file="p") == {"two": two, "one": one}
    assert read_places(collection(), file="p") == {}
    assert read_places(b"\xef\xbb\xbf" + collection(one), file="p") == {"one": one}


ORDER = "is not a longitude and latitude; is the order right?"


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (point(59.8, 100.6), f"[59.8, 100.6] {ORDER}"),
        (point(59.8, -117.6), f"[59.8, -117.6] {ORDER}"),
        (point(180.01, 0), f"[180.01, 0] {ORDER}"),
        (point(0, 90.01), f"[0, 90.01] {ORDER}"),
        (point(1e999, 0), f"[inf, 0] {ORDER}"),
        (point(float("nan"), 0), f"[nan, 0] {ORDER}"),
        ({"type": "LineString", "coordinates": [[17.6, 59.8], [59.8, 117.6]]}, f"[59.8, 117.6] {ORDER}"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 94], [0, 0]]]}, f"[4, 94] {ORDER}"),
        (point("17.6", "59.8"), "a position is [longitude, latitude]"),
        (point(17.6), "a position is [longitude, latitude]"),
        (point(), "a position is [longitude, latitude]"),
        (point(True, False), "a position is [longitude, latitude]"),
        (point(None, 1), "a position is [longitude, latitude]"),
        (point([1, 2]), "a position is [longitude, latitude]"),
        ({"type": "Point", "coordinates": {"lon": 1, "lat": 2}}, "a position is [longitude, latitude]"),
        ({"type": "Point"}, "a position is [longitude, latitude]"),
        ({"type": "LineString", "coordinates": []}, "coordinates are missing or nested wrongly"),
        ({"type": "LineString"}, "coordinates are missing or nested wrongly"),
        ({"type": "LineString", "coordinates": [1, 2]}, "a position is [longitude, latitude]"),
        ({"type": "Polygon", "coordinates": [[1, 2], [3, 4]]}, "a position is [longitude, latitude]"),
        ({"type": "Polygon", "coordinates": [[]]}, "coordinates are missing or nested wrongly"),
        ({"type": "MultiPolygon", "coordinates": [[1, 2]]}, "coordinates are missing or nested wrongly"),
        ({"type": "Circle", "coordinates": [1, 2]}, "the geometry must be one of Point, LineString"),
        ({"type": "GeometryCollection", "geometries": []}, "the geometry must be one of Point, LineString"),
        ({"type": ["Point"], "coordinates": [1, 2]}, "the geometry must be one of Point, LineString"),
        ({"type": {"a": 1}, "coordinates": [1, 2]}, "the geometry must be one of Point, LineString"),
        ({}, "the geometry must be one of Point, LineString"),
        (None, "the geometry must be one of Point, LineString"),
        ("Point", "the geometry must be one of Point, LineString"),
    ],
)
def test_a_wrong_geometry_is_told(geometry: Any, message: str) -> None:
    [(code, path, said)] = told(feature(point(1, 2), "good"), feature(geometry))
    assert (code, path) == ("SC031", "features[1] (river)")
    assert said.startswith(message)


@pytest.mark.parametrize(
    "wrong", [feature(point(1, 2), None), feature(point(1, 2), ""), feature(point(1, 2), 5), {}, None, 5, "river", []]
)
def test_a_feature_without_id_is_told(wrong: Any) -> None:
    assert told(wrong) == [("SC031", "features[0]", "a feature without id")]


def test_an_id_that_stands_twice_is_told_even_where_the_first_is_wrong() -> None:
    good = feature(point(1, 2))
    assert told(good, good) == [("SC018", "features[1]", "the feature 'river' stands twice")]
    assert [(code, path) for code, path, _ in told(feature(None), good)] == [
        ("SC031", "features[0] (river)"),
        ("SC018", "features[1]"),
    ]


def test_every_fault_is_told_up_to_a_hundred() -> None:
    with pytest.raises(Invalid) as caught:
        read_places(collection(*[feature(point(999, 0), f"f{number}") for number in range(250)]), file="p")
    assert (len(caught.value.faults), caught.value.left_out) == (100, 150)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"{", b"not json", "{}".encode("utf-16"), b"[" * 100_000, b'{"features": ' * 100_000,
     b'{"features": [' + b"9" * 5_000 + b"]"],
    ids=lambda data: repr(data[:12]),
)  # fmt: skip
def test_a_file_that_is_no_json_is_told(data: bytes) -> None:
    [fault] = faults(data)
    assert fault.code == "SC031"
    assert fault.message.startswith("not JSON: ")
    assert fault.remedy == "a places file is a GeoJSON FeatureCollection"
    assert (fault.line, fault.column) >= (1, 1)


def test_broken_json_has_its_place() -> None:
    [fault] = faults(b'{"features": [\n  {"id": "one",}\n]}')
    assert fault.line == 2


@pytest.mark.parametrize("data", [b"{}", b"[]", b"5", b"null", b'{"features": {}}', b'{"features": null}'])
def test_json_that_is_no_collection_is_told(data: bytes) -> None:
    assert [(fault.code, fault.message) for fault in faults(data)] == [("SC031", "no list of features")]


# --- the agreement's places


def with_places(places: str) -> Agreement:
    return read_agreement(agreement_text(places=places).encode(), file="a.yaml").model


def test_a_place_names_a_feature_that_is_there() -> None:
    agreement = with_places("{line: {name: L, kind: line, versions: [{feature: river}, {feature: rivr}]}}")
    there = {"river": feature(RIVER), "road": feature(RIVER, "road")}
    [fault] = faults_of(check_features, agreement, there, file="places.geojson")
    assert fault == Fault(
        code="SC031", file="places.geojson", path="places.line", message="the feature 'rivr' is not there",
        remedy="did you mean 'river'?",
    )  # fmt: skip
    check_features(with_places("{line: {name: L, kind: line}}"), {}, file="places.geojson")


def test_the_geometry_of_a_day_is_the_last_that_has_begun() -> None:
    versions = "[{feature: a}, {feature: b, start: 2026-03-10}, {feature: c, start: 2026-04-01}]"
    place = with_places(f"{{line: {{name: L, kind: line, versions: {versions}}}}}").places["line"]
    days = {date(2000, 1, 1): "a", date(2026, 3, 9): "a", date(2026, 3, 10): "b", date(2026, 4, 1): "c"}
    assert {day: version_on(place, day).feature for day in days} == days


def test_a_place_has_no_geometry_before_its_first_version() -> None:
    place = with_places("{line: {name: L, kind: line, versions: [{feature: a, start: 2026-03-10}]}}").places["line"]
    assert (version_on(place, date(2026, 3, 9)), version_on(place, date(2026, 3, 10)).feature) == (None, "a")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["Point", "Polygon", "LineString", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "geometry", "coordinates", "features"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_any_json_is_read_or_told(value: Any) -> None:
    for data in (json.dumps(value).encode(), collection(value), collection(feature(value))):
        found_by(read_places, data, file="places.geojson")


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    assert all(fault.code == "SC031" for fault in found_by(read_places, data, file="places.geojson"))
