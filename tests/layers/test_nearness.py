"""Points around a position: the same order and distances as asking ``Geod`` about every one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geoapp.layers import PointIndex, box_gap_m
from geoapp.layers.nearness import geocentric

GEOD = Geod(ellps="WGS84")
RNG = np.random.default_rng(7)
LON = np.concatenate([RNG.uniform(73, 135, 2000), 112 + RNG.normal(0, 0.05, 2000), [112.0, 112.0]])
LAT = np.concatenate([RNG.uniform(4, 53, 2000), 28 + RNG.normal(0, 0.05, 2000), [28.0, 28.0]])
ROWS = np.arange(len(LON)) + 100
INDEX = PointIndex(ROWS, LON, LAT)


def brute(lon: float, lat: float, radius: float) -> tuple[list[int], list[float]]:
    distance = np.array(GEOD.inv(np.full(len(LON), lon), np.full(len(LON), lat), LON, LAT)[2])
    inside = np.flatnonzero(distance <= radius)
    order = inside[np.lexsort((ROWS[inside], distance[inside]))]
    return ROWS[order].tolist(), distance[order].tolist()


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.tuples(st.floats(111.8, 112.2), st.floats(27.8, 28.2)), st.tuples(st.floats(73, 135), st.floats(4, 53))
    ),
    st.floats(1, 200_000),
    st.integers(1, 60),
)
def test_order_distance_and_count_are_those_of_geod(at: tuple[float, float], radius: float, limit: int) -> None:
    rows, distance = brute(*at, radius)
    found = INDEX.within(*at, radius, limit)
    assert found.matched == len(rows)
    assert found.rows.tolist() == rows[:limit]
    assert np.abs(found.distance_m - distance[:limit]).max(initial=0) <= 0.001


def test_bearing_and_equal_distances() -> None:
    found = INDEX.within(112.0, 27.9, 12_000, 4000)
    twins = np.flatnonzero(np.isin(found.rows, [4100, 4101]))
    assert np.diff(twins).tolist() == [1] and found.rows[twins].tolist() == [4100, 4101]
    assert found.bearing_deg[twins] == pytest.approx([0, 0], abs=1e-9)


def test_a_mask_by_number_and_a_reach() -> None:
    mask = np.zeros(ROWS.max() + 1, bool)
    mask[4100] = True
    assert INDEX.within(112.0, 28.0, 50_000, 10, mask).rows.tolist() == [4100]
    far = PointIndex(np.array([5, 6]), np.array([112.5, 112.5]), np.array([28.0, 28.0]), np.array([60_000.0, 10.0]))
    found = far.within(112.0, 28.0, 1_000, 10)
    assert found.rows.tolist() == [5] and found.matched == 1
    assert found.distance_m[0] == pytest.approx(49_190, rel=0.01)


def test_an_empty_index_finds_nothing() -> None:
    found = PointIndex(np.empty(0, np.int64), np.empty(0), np.empty(0)).within(112, 28, 1000, 5)
    assert len(found.rows) == 0 and found.matched == 0


def test_geocentric_is_what_proj_says() -> None:
    from pyproj import Transformer

    x, y, z = Transformer.from_crs(4979, 4978, always_xy=True).transform(LON[:50], LAT[:50], np.zeros(50))
    assert np.abs(geocentric(LON[:50], LAT[:50]) - np.column_stack((x, y, z))).max() < 1e-6


@settings(max_examples=300, deadline=None)
@given(st.floats(80, 130), st.floats(5, 50), st.floats(80, 130), st.floats(5, 50), st.floats(0, 2), st.floats(0, 2))
@example(121.0, 48.5, 80.0, 46.5, 0.0, 2.0)  # 3,000 km: the way bends towards the pole
def test_a_box_is_never_thought_farther_than_its_nearest_corner_or_side(
    lon: float, lat: float, west: float, south: float, width: float, height: float
) -> None:
    sides = np.linspace(0, 1, 60)
    x = np.concatenate([west + sides * width, np.full(60, west), west + sides * width, np.full(60, west + width)])
    y = np.concatenate(
        [np.full(60, south), south + sides * height, np.full(60, south + height), south + sides * height]
    )
    nearest = np.min(GEOD.inv(np.full(240, lon), np.full(240, lat), x, y)[2])
    box = (np.array([value]) for value in (west, south, west + width, south + height))
    assert box_gap_m(lon, lat, *box)[0] <= nearest + 1e-6
