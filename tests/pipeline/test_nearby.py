"""Nearby: points, lines and areas around a position, what is known badly apart, zones and sections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import LineString, Point, Polygon

from geoapp.model import CaseFeature, UsageError
from geoapp.pipeline.nearby import (
    MAX_NEAR,
    NearbyIndex,
    Spot,
    Surroundings,
    answer_nearby,
    load_surroundings,
    sections_at,
    zones_at,
)
from geoapp.pipeline.zoning import Zone
from geoapp.store import Store, open_store
from tests.web.memory import feature

GEOD = Geod(ellps="WGS84")
RIVER = LineString([(112.0, 28.0), (112.1, 28.02), (112.2, 28.0), (112.3, 28.1)])
LAKE = Polygon([(112.5, 28.5), (112.6, 28.5), (112.62, 28.6), (112.5, 28.62)])
NOTHING = Surroundings((), ())


def shaped(base: CaseFeature, number: int, geometry: shapely.Geometry, accuracy_m: float) -> CaseFeature:
    at = geometry.representative_point()
    return replace(
        base, fid=number, case_id=f"43-X{number}", site_id=f"43-X{number}.s", geometry=geometry, lon=at.x, lat=at.y,
        accuracy_m=accuracy_m, place_key=f"x/{number}", name=f"形状{number}",
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    held = open_store(str(tmp_path_factory.mktemp("near") / "s.gpkg"), create=True)
    rng = np.random.default_rng(5)
    base = feature(1, case_id="43-P0", site_id="43-P0.s", accuracy_m=50.0)
    places = zip(rng.uniform(108.8, 114.2, 400), rng.uniform(24.6, 30.1, 400), strict=True)
    rows = [shaped(base, number, Point(x, y), 50.0) for number, (x, y) in enumerate(places, 1)]
    rows += [shaped(base, 901, RIVER, 200.0), shaped(base, 902, LAKE, 500.0), shaped(base, 903, LAKE, 12_000.0)]
    rows += [shaped(base, 904, Point(112.05, 28.2), 5_000.0)]
    held.bulk_load(rows, at=datetime(2026, 1, 1, tzinfo=UTC), actor="test")
    yield held
    held.close()


@pytest.fixture(scope="module")
def index(store: Store) -> NearbyIndex:
    return NearbyIndex(store.columns())


def names(store: Store, index: NearbyIndex, rows: list[int]) -> list[str | None]:
    return [store.feature(int(index.columns.fid[row])).name for row in rows]


def boundary_distance(lon: float, lat: float, geometry: shapely.Geometry) -> float:
    """Brute force: thousands of points along every edge."""
    line = geometry.boundary if geometry.geom_type == "Polygon" else geometry
    dense = shapely.get_coordinates(shapely.segmentize(line, 0.000005))
    return float(np.min(GEOD.inv(np.full(len(dense), lon), np.full(len(dense), lat), dense[:, 0], dense[:, 1])[2]))


@pytest.mark.parametrize("at", [(112.15, 28.05), (112.35, 28.3), (112.45, 28.55), (111.9, 27.95)])
def test_lines_and_areas_by_their_nearest_boundary_point(
    index: NearbyIndex, store: Store, at: tuple[float, float]
) -> None:
    found = index.around(Spot(*at, radius_m=120_000, limit=MAX_NEAR))
    by_name = dict(zip(names(store, index, [hit.row for hit in found.near]), found.near, strict=True))
    for name, geometry in (("形状901", RIVER), ("形状902", LAKE)):
        assert by_name[name].distance_m == pytest.approx(boundary_distance(*at, geometry), abs=0.05)
    distances = [hit.distance_m for hit in found.near]
    assert distances == sorted(distances)


def test_inside_an_area_the_distance_is_nothing(index: NearbyIndex, store: Store) -> None:
    found = index.around(Spot(112.55, 28.55, radius_m=1_000))
    hit = found.near[0]
    assert names(store, index, [hit.row]) == ["形状902"]
    assert hit.distance_m == 0 and hit.bearing_deg is None


def test_what_is_known_badly_stands_apart_and_may_be_nearer_than_drawn(index: NearbyIndex, store: Store) -> None:
    found = index.around(Spot(112.05, 28.16, radius_m=1_000))  # 4.4 km from the point known to 5 km
    assert "形状904" in names(store, index, [hit.row for hit in found.perhaps])
    assert "形状904" not in names(store, index, [hit.row for hit in found.near])
    inside = index.around(Spot(112.55, 28.55, radius_m=1_000))
    assert [hit.doubt_m for hit in inside.perhaps] == [12_000.0]


def test_points_and_shapes_together_equal_a_brute_force(index: NearbyIndex, store: Store) -> None:
    lon, lat, radius = 112.2, 28.1, 80_000
    c = index.columns
    points = [
        row for row in range(len(c)) if c.accuracy_m[row] <= 2_000 and not (c.shapes is not None and c.shapes[row])
    ]
    expected = {row: float(GEOD.inv(lon, lat, c.lon[row], c.lat[row])[2]) for row in points}
    found = index.around(Spot(lon, lat, radius_m=radius, limit=MAX_NEAR))
    told = {hit.row: hit.distance_m for hit in found.near if hit.row in expected}
    wanted = {row: d for row, d in expected.items() if d <= radius}
    assert set(told) == set(wanted)
    assert max(abs(told[row] - wanted[row]) for row in told) <= 0.001


def test_a_mask_leaves_out(index: NearbyIndex) -> None:
    none = np.zeros(len(index.columns), bool)
    found = index.around(Spot(112.2, 28.1, radius_m=200_000), none)
    assert (found.near, found.perhaps, found.near_matched, found.perhaps_matched) == ((), (), 0, 0)


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 0.0), (28.5, 112.3), (2.35, 48.85), (float("nan"), 28.0)])
def test_an_impossible_position_is_refused_with_its_suspicion(lon: float, lat: float) -> None:
    with pytest.raises(UsageError, match="位置"):
        Spot(lon, lat)


def test_zones_tell_inside_outside_and_undecided() -> None:
    area = Polygon([(112.0, 28.0), (112.1, 28.0), (112.1, 28.1), (112.0, 28.1)])
    around = Surroundings((("z", "示例区", None, Zone(area, 30.0)),), ())
    assert zones_at(Spot(112.05, 28.05, accuracy_m=20), around)[0]["verdict"] == "inside"
    assert zones_at(Spot(112.11, 28.05, accuracy_m=20), around)[0]["verdict"] == "outside"
    edge = zones_at(Spot(112.0999, 28.05, accuracy_m=60), around)[0]
    assert edge["verdict"] == "uncertain" and edge["decides"]
    assert zones_at(Spot(113.0, 28.05, accuracy_m=20), around) == []


def test_the_nearest_sections_come_first() -> None:
    rows = tuple(({"key": name, "latest": []}, Point(x, 28.0), 50.0) for name, x in (("远", 112.9), ("近", 112.1)))
    told = sections_at(Spot(112.0, 28.0), Surroundings((), rows))
    assert [one["key"] for one in told] == ["近", "远"]
    assert told[0]["bearing_deg"] == pytest.approx(90, abs=0.1) and told[0]["direction"] == "正东"


def test_the_answer_is_a_feature_collection(index: NearbyIndex, store: Store) -> None:
    def row_of(row: int) -> dict[str, object]:
        f = store.feature(int(index.columns.fid[row]))
        told = {"lon": f.lon, "lat": f.lat, "name": f.name, "case_id": f.case_id, "county": f.county}
        return {"type": "Feature", "id": f.fid, "geometry": None, "properties": told}

    answer = answer_nearby(index, NOTHING, Spot(112.15, 28.05, radius_m=20_000), row_of)
    assert answer["type"] == "FeatureCollection" and answer["numberReturned"] == len(answer["features"]) > 0
    first = answer["features"][0]["properties"]
    assert {"distance_m", "bearing_deg", "direction", "navigation"} <= set(first)


def test_surroundings_of_an_empty_store(store: Store) -> None:
    assert load_surroundings(store) == NOTHING or load_surroundings(store).zones == ()
