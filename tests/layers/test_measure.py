"""Metres are metres: buffers, distances and areas against ``pyproj.Geod``, anywhere in China."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.layers import area_m2, buffer_m, distance_m, length_m, measured_error_m, signed_distance_m
from geoapp.model import UsageError

GEOD = Geod(ellps="WGS84")
PROMISE_M = 0.05

lons = st.floats(74, 134)
lats = st.floats(18, 53)
seeds = st.integers(0, 2**32 - 1)
quick = settings(max_examples=12, deadline=None, derandomize=True)


def around(lon: float, lat: float, east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """Metres east and north of a place as longitude and latitude."""
    azimuth, far = np.degrees(np.arctan2(east, north)), np.hypot(east, north)
    x, y, _ = GEOD.fwd(np.full(len(far), lon), np.full(len(far), lat), azimuth, far)
    return np.column_stack([x, y])


def lake(lon: float, lat: float, seed: int, radius_m: float = 5046, count: int = 400) -> Polygon:
    rng = np.random.default_rng(seed)
    theta = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = np.full(count, float(radius_m))
    for k in range(2, 40):
        radius += rng.normal(0, radius_m * 0.18 / k**1.3) * np.cos(k * theta + rng.uniform(0, 6.28))
    radius = np.maximum(radius, radius_m * 0.1)
    return Polygon(around(lon, lat, radius * np.cos(theta), radius * np.sin(theta)))


def river(lon: float, lat: float, seed: int, count: int = 60, step_m: float = 400) -> LineString:
    rng = np.random.default_rng(seed)
    heading = np.cumsum(rng.normal(0, 0.5, count))
    return LineString(around(lon, lat, np.cumsum(np.sin(heading)) * step_m, np.cumsum(np.cos(heading)) * step_m))


def noisy_shore(lon: float, lat: float, step_m: float, jitter_m: float, seed: int) -> Polygon:
    """A bay digitised every few metres with a little noise, as traced from a satellite image."""
    rng = np.random.default_rng(seed)
    east = np.arange(-600, 600, step_m)
    north = -np.sqrt(2000.0**2 - east**2) + 2000 + rng.normal(0, jitter_m, len(east))
    east, north = np.r_[-3000, east, 3000, 3000, -3000], np.r_[90, north, 90, -3000, -3000]
    return Polygon(around(lon, lat, east, north))


def ring_samples(area: Geometry, count: int, seed: int) -> list[Point]:
    """Vertices and places anywhere between them."""
    rng = np.random.default_rng(seed)
    coords, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(area)), return_index=True)
    starts = np.flatnonzero(ring[1:] == ring[:-1])
    chosen = rng.choice(starts, count)
    share = np.where(rng.random(count) < 0.3, 0.0, rng.random(count))[:, None]
    return [Point(*xy) for xy in coords[chosen] + share * (coords[chosen + 1] - coords[chosen])]


def worst_m(source: Geometry, area: Geometry, distance: float, count: int = 40, seed: int = 1) -> float:
    """By ``distance_m``, which knows no projection (and is itself held against brute force below)."""
    return max(abs(distance_m(point, source) - distance) for point in ring_samples(area, count, seed))


@quick
@given(lons, lats, seeds, st.floats(300, 8000), st.sampled_from([50.0, 1000.0, 3000.0]))
def test_the_ring_of_a_lake_is_within_5_cm(lon: float, lat: float, seed: int, radius_m: float, d: float) -> None:
    source = lake(lon, lat, seed, radius_m).buffer(0)
    shore = source.boundary
    area = buffer_m(source, d)
    assert worst_m(shore, area, d) <= PROMISE_M
    assert measured_error_m(source, area, d) <= PROMISE_M


@quick
@given(lons, lats, seeds, st.sampled_from([50.0, 1000.0, 3000.0]))
def test_the_ring_of_a_bent_river_is_within_5_cm(lon: float, lat: float, seed: int, d: float) -> None:
    source = river(lon, lat, seed)
    area = buffer_m(source, d)
    assert worst_m(source, area, d) <= PROMISE_M
    assert measured_error_m(source, area, d) <= PROMISE_M


@quick
@given(lons, lats, seeds, st.integers(5, 200), st.sampled_from([2000.0, 5000.0]))
def test_a_bent_brook_short_against_the_distance_leaves_no_hole(
    lon: float, lat: float, seed: int, count: int, d: float
) -> None:
    source = river(lon, lat, seed, count, step_m=20)
    assert measured_error_m(source, buffer_m(source, d), d) <= PROMISE_M


def test_geos_alone_leaves_a_hole_there(monkeypatch: pytest.MonkeyPatch) -> None:
    source = river(98.86188417736678, 22.775578110111443, 1345582834, 153, 20)
    assert len(buffer_m(source, 2000).interiors) == 0
    monkeypatch.setattr("geoapp.layers.measure.mend", lambda area, *_: area)
    assert len(buffer_m(source, 2000).interiors) == 1


@quick
@given(lons, lats, st.floats(1, 10_000))
def test_the_ring_of_a_point_is_within_5_cm(lon: float, lat: float, d: float) -> None:
    area = buffer_m(Point(lon, lat), d)
    assert worst_m(Point(lon, lat), area, d) <= PROMISE_M


@quick
@given(lons, lats, seeds, st.sampled_from([(5, 0.2), (5, 2), (10, 0.2), (20, 0.5)]))
def test_a_shore_digitised_densely_with_noise_keeps_the_promise(
    lon: float, lat: float, seed: int, shore: tuple[float, float]
) -> None:
    source = noisy_shore(lon, lat, *shore, seed).buffer(0)
    area = buffer_m(source, 1000)
    assert measured_error_m(source, area, 1000) <= PROMISE_M


def test_geos_alone_would_break_the_promise_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else ``rings.mend`` could go: on this shore GEOS is a metre off."""
    source = noisy_shore(74, 18, 5, 2, 223).buffer(0)
    monkeypatch.setattr("geoapp.layers.measure.mend", lambda area, *_: area)
    assert measured_error_m(source, buffer_m(source, 1000), 1000) > 1


@quick
@given(lons, lats, seeds)
def test_a_place_is_in_the_buffer_exactly_when_it_is_near_enough(lon: float, lat: float, seed: int) -> None:
    source = river(lon, lat, seed, count=20)
    area = buffer_m(source, 1000)
    rng = np.random.default_rng(seed)
    middle = source.interpolate(0.5, normalized=True)
    for xy in around(middle.x, middle.y, rng.uniform(-5000, 5000, 60), rng.uniform(-5000, 5000, 60)):
        far = distance_m(Point(*xy), source)
        if abs(far - 1000) > PROMISE_M:
            assert shapely.contains_xy(area, *xy) == (far < 1000)


@pytest.mark.parametrize("d", [1000.0, 10_000.0])
def test_a_river_of_200_km_is_cut_and_stays_right(d: float) -> None:
    source = LineString(np.column_stack([np.linspace(110.5, 112.5, 60), 28.5 + 0.2 * np.sin(np.arange(60))]))
    assert length_m(source) > 200_000
    area = buffer_m(source, d)
    assert area.geom_type == "Polygon"
    assert measured_error_m(source, area, d) <= PROMISE_M


def test_a_lake_too_wide_for_one_plane_keeps_its_inside_and_its_islands() -> None:
    source = Polygon(box(112.0, 28.8, 113.2, 29.6).exterior, [box(112.5, 29.0, 112.8, 29.3).exterior.coords])
    area = buffer_m(source, 1000)
    assert shapely.contains(area, source)
    assert len(area.interiors) == 1
    assert measured_error_m(source.boundary, area, 1000) <= PROMISE_M


def test_a_web_mercator_buffer_is_measured_as_wrong_as_it_is() -> None:
    circle = Point(112.5, 29.2)
    wrong = Polygon(
        [(112.5 + 1000 / 111_320 * math.cos(a), 29.2 + 1000 / 111_320 * math.sin(a)) for a in np.linspace(0, 6.28, 99)]
    )
    assert 120 < measured_error_m(circle, wrong, 1000) < 135


def test_several_parts_make_one_area_where_they_meet() -> None:
    together = buffer_m(MultiPoint([(112.5, 29.2), (112.51, 29.2)]), 1000)
    apart = buffer_m(MultiPoint([(112.5, 29.2), (112.6, 29.2)]), 1000)
    assert (together.geom_type, apart.geom_type) == ("Polygon", "MultiPolygon")


@pytest.mark.parametrize("d", [0, -5, 10_001, float("nan")])
def test_a_distance_that_makes_no_sense_is_refused_by_value(d: float) -> None:
    with pytest.raises(UsageError, match=str(d)):
        buffer_m(Point(112, 29), d)


def test_nothing_cannot_be_buffered() -> None:
    with pytest.raises(UsageError, match="空"):
        buffer_m(Polygon(), 100)


@quick
@given(lons, lats, seeds)
def test_distance_agrees_with_brute_force(lon: float, lat: float, seed: int) -> None:
    source = river(lon, lat, seed, count=12)
    point = Point(*around(lon, lat, np.array([2000.0]), np.array([-1500.0]))[0])
    dense = shapely.get_coordinates(shapely.segmentize(source, 1e-5))
    brute = GEOD.inv(np.full(len(dense), point.x), np.full(len(dense), point.y), dense[:, 0], dense[:, 1])[2].min()
    assert distance_m(point, source) == pytest.approx(brute, abs=0.01)


def test_distance_is_nothing_inside_and_signed_negative() -> None:
    area = lake(112.5, 29.2, 3)
    inside, outside = Point(112.5, 29.2), Point(112.7, 29.2)
    assert distance_m(inside, area) == 0
    assert signed_distance_m(inside, area) < -100
    assert signed_distance_m(outside, area) == pytest.approx(distance_m(outside, area))


def test_distances_over_half_of_china_are_geodesic() -> None:
    assert distance_m(Point(87.6, 43.8), Point(113.2, 23.1)) == pytest.approx(
        GEOD.inv(87.6, 43.8, 113.2, 23.1)[2], abs=0.001
    )


def test_areas_leave_islands_out_and_do_not_mind_the_turn_of_a_ring() -> None:
    cell = box(112, 29, 112.1, 29.1)
    island = Polygon(cell.exterior, [box(112.02, 29.02, 112.05, 29.05).exterior.coords])
    assert area_m2(cell) == pytest.approx(abs(GEOD.geometry_area_perimeter(cell)[0]), rel=1e-5)
    assert area_m2(island) == pytest.approx(area_m2(cell) - area_m2(box(112.02, 29.02, 112.05, 29.05)), rel=1e-9)
    assert area_m2(shapely.reverse(island)) == pytest.approx(area_m2(island), rel=1e-12)
    assert area_m2(MultiPolygon([cell, box(113, 29, 113.1, 29.1)])) == pytest.approx(2 * area_m2(cell), rel=1e-6)
    assert area_m2(Point(1, 1)) == 0
