"""Nearby against a brute force by ``pyproj.Geod``: random spots among random points, lines and areas, both lists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Point, Polygon
from test_nearby import boundary_distance, shaped

from geoapp.model import Columns
from geoapp.pipeline.nearby import KNOWN_TO_M, MAX_NEAR, NearbyIndex, Spot
from geoapp.store import open_store
from tests.web.memory import feature

GEOD = Geod(ellps="WGS84")
WEST, SOUTH, EAST, NORTH = 112.0, 28.5, 112.6, 29.1
TO_A_POINT_M, TO_A_SHAPE_M = 0.001, 0.05


def blob(rng: Any, x: float, y: float, size: float) -> Polygon:
    """An area with corners and bays."""
    turns = np.sort(rng.uniform(0, 2 * np.pi, 7))
    radii = rng.uniform(0.3, 1.0, 7) * size
    return Polygon(zip(x + radii * np.cos(turns), y + radii * np.sin(turns), strict=True))


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    """300 points (a third known worse than 2 km), 12 lines, 12 areas (some of them known badly)."""
    rng = np.random.default_rng(11)
    base = feature(1, case_id="43-P0", site_id="43-P0.s", accuracy_m=50.0)
    at = list(zip(rng.uniform(WEST, EAST, 324), rng.uniform(SOUTH, NORTH, 324), strict=True))
    rows = []
    for number, (x, y) in enumerate(at, 1):
        if number <= 300:
            shape: shapely.Geometry = Point(x, y)
        elif number <= 312:
            shape = LineString([(x, y), *((x + dx, y + dy) for dx, dy in rng.uniform(-0.02, 0.02, (4, 2)))])
        else:
            shape = blob(rng, x, y, 0.015)
        rows.append(shaped(base, number, shape, float(rng.choice([30.0, 1_900.0, 7_000.0]))))
    store = open_store(str(tmp_path_factory.mktemp("property") / "s.gpkg"), create=True)
    store.bulk_load(rows, at=datetime(2026, 1, 1, tzinfo=UTC), actor="test")
    held = store.columns()
    store.close()
    return held


def true_distance(columns: Columns, row: int, lon: float, lat: float) -> tuple[float, float]:
    """What ``Geod`` says, and how far the answer may be from it."""
    shape = columns.shapes[row] if columns.shapes is not None else None
    if shape is None:
        return float(GEOD.inv(lon, lat, float(columns.lon[row]), float(columns.lat[row]))[2]), TO_A_POINT_M
    if shape.geom_type == "Polygon" and shapely.contains_xy(shape, lon, lat):
        return 0.0, 0.0
    return boundary_distance(lon, lat, shape), TO_A_SHAPE_M


@settings(max_examples=25, deadline=None)
@given(
    st.floats(WEST - 0.1, EAST + 0.1), st.floats(SOUTH - 0.1, NORTH + 0.1),
    st.sampled_from([800.0, 3_000.0, 9_000.0, 25_000.0]),
)  # fmt: skip
def test_both_lists_equal_a_brute_force(columns: Columns, lon: float, lat: float, radius: float) -> None:
    index = NearbyIndex(columns)
    found = index.around(Spot(lon, lat, radius_m=radius, limit=MAX_NEAR * 5))
    told = {hit.row: hit for hit in (*found.near, *found.perhaps)}
    for row in range(len(columns)):
        true, slack = true_distance(columns, row, lon, lat)
        doubt = float(columns.accuracy_m[row])
        reach = radius + (doubt if doubt > KNOWN_TO_M else 0.0)
        if abs(true - reach) <= slack:
            continue  # on the very edge either is right
        assert (row in told) is (true <= reach), (row, true, reach)
        if row in told:
            assert abs(told[row].distance_m - true) <= slack
            assert told[row].doubt_m == doubt
    assert all(hit.doubt_m <= KNOWN_TO_M for hit in found.near)
    assert all(hit.doubt_m > KNOWN_TO_M for hit in found.perhaps)
    assert (found.near_matched, found.perhaps_matched) == (len(found.near), len(found.perhaps))
    for hits in (found.near, found.perhaps):
        distances = [hit.distance_m for hit in hits]
        assert distances == sorted(distances)
    shapes = columns.shapes
    rows = [hit.row for hit in found.near if shapes is None or shapes[hit.row] is None]
    assert rows == sorted(rows, key=lambda row: true_distance(columns, row, lon, lat)[0])


@settings(max_examples=12, deadline=None)
@given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
def test_the_bearing_leads_there(columns: Columns, lon: float, lat: float) -> None:
    for hit in NearbyIndex(columns).around(Spot(lon, lat, radius_m=15_000, limit=20)).near:
        if hit.bearing_deg is None:
            assert hit.distance_m == 0
            continue
        x, y, _ = GEOD.fwd(lon, lat, hit.bearing_deg, hit.distance_m)
        shape = columns.shapes[hit.row] if columns.shapes is not None else None
        target = shape if shape is not None else Point(columns.lon[hit.row], columns.lat[hit.row])
        assert shapely.distance(Point(x, y), target) < 1e-6, "a tenth of a metre"
