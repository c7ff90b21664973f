"""Part 2: coordinate reference systems, with the axis order of their registries both ways."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

import pyproj
import pytest
import shapely
from flask.testing import FlaskClient
from shapely.geometry import box, shape

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
OFFERED = [CRS84, *(f"{EPSG}{code}" for code in (4326, 4490, 4547, 4546, 3857))]
WINDOW = (112.2, 28.1, 112.9, 28.8)


def written_in(uri: str, lon: float, lat: float) -> tuple[float, float]:
    """Coordinates as the registry orders them, by pyproj left to itself: no always_xy, no swap of ours."""
    found = transformer(uri).transform(lon, lat)
    return float(found[0]), float(found[1])


@cache
def transformer(uri: str) -> pyproj.Transformer:
    code = "OGC:CRS84" if uri == CRS84 else f"EPSG:{uri.rsplit('/', 1)[-1]}"
    return pyproj.Transformer.from_crs("OGC:CRS84", code)


def test_collections_list_the_systems_and_how_they_are_stored(get: Any) -> None:
    document = get("/collections")
    assert document["crs"] == OFFERED
    for one in document["collections"]:
        assert one["crs"][0] == CRS84
        assert one["storageCrs"] in one["crs"]
        assert set(one["crs"]) == set(OFFERED)
        assert one.get("extent", {}).get("spatial", {}).get("crs", CRS84) == CRS84


@pytest.mark.parametrize("path", ["/collections/cases/items", "/collections/cases/items/4", "/collections/zones/items"])
def test_without_crs_it_is_crs84_and_says_so(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/ogcapi{path}")
    assert answer.headers["Content-Crs"] == f"<{CRS84}>"
    assert client.get(f"/ogcapi{path}", query_string={"crs": CRS84}).data[:200] != b""


@pytest.mark.parametrize("uri", OFFERED)
@pytest.mark.parametrize("name", ["cases", "counties", "zones"])
def test_every_system_writes_its_own_axis_order(client: FlaskClient, get: Any, uri: str, name: str) -> None:
    plain = {f["id"]: f for f in get(f"/collections/{name}/items", limit=1000)["features"]}
    answer = client.get(f"/ogcapi/collections/{name}/items", query_string={"crs": uri, "limit": 1000})
    assert answer.status_code == 200
    assert answer.headers["Content-Crs"] == f"<{uri}>"
    tolerance = 2e-7 if uri.rsplit("/", 1)[-1] in ("CRS84", "4326", "4490") else 0.02
    features = json.loads(answer.data)["features"]
    assert [f["id"] for f in features] == list(plain)
    for one in features:
        expected, found = plain[one["id"]]["geometry"], one["geometry"]
        assert (expected is None) == (found is None)
        if expected is None:
            continue
        there = shapely.get_coordinates(shape(expected)).tolist()
        here = shapely.get_coordinates(shape(found)).tolist()
        assert len(there) == len(here)
        for (lon, lat), (first, second) in zip(there, here, strict=True):
            wanted = written_in(uri, lon, lat)
            assert math.dist(wanted, (first, second)) <= tolerance
        assert one["properties"] == plain[one["id"]]["properties"]


def test_known_coordinates(get: Any) -> None:
    """A point on the central meridian of each belt has the false easting of 500 km, in second place."""
    for code, meridian in ((4547, 114.0), (4546, 111.0)):
        north, east = written_in(f"{EPSG}{code}", meridian, 28.5)
        assert east == pytest.approx(500_000, abs=0.001)
        assert north == pytest.approx(3_153_000, abs=3_000)
    one = get("/collections/cases/items/4", crs=f"{EPSG}4326")
    lat, lon = one["geometry"]["coordinates"]
    assert lat < 60 < lon


@pytest.mark.parametrize("uri", OFFERED)
def test_a_single_feature_is_written_as_in_its_page(client: FlaskClient, get: Any, uri: str) -> None:
    page = {f["id"]: f for f in get("/collections/cases/items", crs=uri, limit=100)["features"]}
    for fid in (1, 2, 3, 4):
        answer = client.get(f"/ogcapi/collections/cases/items/{fid}", query_string={"crs": uri})
        assert answer.headers["Content-Crs"] == f"<{uri}>"
        assert json.loads(answer.data)["geometry"] == page[fid]["geometry"]


def boxed(get: Any, written: str, uri: str) -> set[int]:
    """What lies in a box; by default there are those without geometry too, in every system, and no others."""
    path, words = "/collections/cases/items", {"limit": 1000, "bbox": written, "bbox_crs": uri}
    strict = {f["id"] for f in get(path, blank="0", **words)["features"]}
    document = get(path, **words)
    nowhere = {f["id"] for f in document["features"] if f["geometry"] is None}
    assert nowhere == {f["id"] for f in get(path, limit=1000)["features"] if f["geometry"] is None}
    assert {f["id"] for f in document["features"]} == strict | nowhere
    assert document["numberWithoutGeometry"] == len(nowhere) == document["numberMatched"] - len(strict)
    return strict


@pytest.mark.parametrize("uri", OFFERED)
def test_a_box_means_the_same_in_every_system(get: Any, uri: str) -> None:
    """In systems whose sides bend, what is well inside must be found and what is well outside must not."""
    west, south, east, north = WINDOW
    corners = [written_in(uri, lon, lat) for lon in (west, east) for lat in (south, north)]
    first, second = [x for x, _ in corners], [y for _, y in corners]
    written = f"{min(first)},{min(second)},{max(first)},{max(second)}"
    found = boxed(get, written, uri)
    shapes = {
        f["id"]: shape(f["geometry"])
        for f in get("/collections/cases/items", limit=1000)["features"]
        if f["geometry"] is not None
    }
    slack = 0.02
    well_inside = box(west + slack, south + slack, east - slack, north - slack)
    somewhere = box(west - slack, south - slack, east + slack, north + slack)
    assert {fid for fid, one in shapes.items() if one.intersects(well_inside)} <= found
    assert found <= {fid for fid, one in shapes.items() if one.intersects(somewhere)}
    assert found


def test_a_box_of_a_belt_is_no_box_of_degrees(get: Any) -> None:
    """The exact window: checked against the features projected one by one."""
    uri = f"{EPSG}4547"
    low, high = written_in(uri, 111.6, 27.6), written_in(uri, 112.6, 28.6)
    written = f"{low[0]},{low[1]},{high[0]},{high[1]}"
    window = box(low[0], low[1], high[0], high[1])
    projected = get("/collections/cases/items", limit=1000, crs=uri)["features"]
    expected = {f["id"] for f in projected if f["geometry"] and shape(f["geometry"]).intersects(window)}
    assert boxed(get, written, uri) == expected


@pytest.mark.parametrize("word", ["crs", "bbox-crs", "filter-crs"])
@pytest.mark.parametrize("value", ["EPSG:9999", f"{EPSG}2000000", "", "4326", f"{EPSG}4326/", "http://example.org"])
def test_an_unknown_system_is_named_with_those_offered(refused: Any, word: str, value: str) -> None:
    problem = refused("/collections/cases/items", **{word: value, "bbox": "1,2,3,4", "filter": "spatial"})
    assert problem["parameter"] == word
    assert problem["example"] == f"{EPSG}4490"
    assert CRS84 in problem["detail"]


def test_an_unknown_system_of_one_feature(refused: Any) -> None:
    assert refused("/collections/cases/items/1", crs="x")["parameter"] == "crs"


@pytest.mark.parametrize(
    ("uri", "written"),
    [
        (f"{EPSG}4326", "112,28,113,29"), (f"{EPSG}4490", "112,28,113,29"), (CRS84, "28,112,29,113"),
        (f"{EPSG}4547", "400000,3100000,500000,3200000"), (f"{EPSG}4546", "400000,3100000,500000,3200000"),
        (f"{EPSG}3857", "112,1e9,113,1e10"), (f"{EPSG}4547", "1e300,1e300,1e301,1e301"), (f"{EPSG}4547", "1,2,3"),
    ],
)  # fmt: skip
def test_swapped_axes_are_told(refused: Any, uri: str, written: str) -> None:
    problem = refused("/collections/cases/items", bbox=written, bbox_crs=uri)
    assert problem["parameter"] == "bbox"
    assert len(problem["example"].split(",")) == 4
    assert "次序" in problem["detail"] or "四个数" in problem["detail"]


@pytest.mark.parametrize("uri", OFFERED)
def test_the_example_of_a_refused_box_is_accepted(get: Any, refused: Any, uri: str) -> None:
    example = refused("/collections/cases/items", bbox="1,2,3", bbox_crs=uri)["example"]
    assert get("/collections/cases/items", bbox=example, bbox_crs=uri)["type"] == "FeatureCollection"


@pytest.mark.parametrize("uri", OFFERED)
def test_filter_geometry_in_every_system(get: Any, uri: str) -> None:
    west, south, east, north = WINDOW
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    text = ", ".join("{} {}".format(*written_in(uri, *pair)) for pair in ring)
    polygon = f"S_INTERSECTS(geometry, POLYGON(({text})))"
    found = {f["id"] for f in get("/collections/cases/items", filter=polygon, filter_crs=uri, limit=1000)["features"]}
    inside = box(*WINDOW)
    expected = set()
    for one in get("/collections/cases/items", limit=1000)["features"]:
        if one["geometry"] and shape(one["geometry"]).intersects(inside):
            expected.add(one["id"])
    assert len(found ^ expected) <= (0 if uri.endswith(("CRS84", "4326", "4490", "3857")) else 1)
