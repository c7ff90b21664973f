"""Left and right bank: each is half of the same buffer, its outer line within 5 cm, judged by ``pyproj.Geod``."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.layers import area_m2, bank_m, buffer_m, build, distance_m
from geoapp.model import BuiltLayer, LayerDefinition, LayerFeature, UsageError

GEOD = Geod(ellps="WGS84")
PROMISE_M = 0.05
quick = settings(max_examples=10, deadline=None, derandomize=True)


def river(lon: float, lat: float, seed: int, count: int = 30, step_m: float = 400, bend: float = 0.4) -> LineString:
    rng = np.random.default_rng(seed)
    heading = np.cumsum(rng.normal(0, bend, count))
    east, north = np.cumsum(np.sin(heading)) * step_m, np.cumsum(np.cos(heading)) * step_m
    azimuths, far = np.degrees(np.arctan2(east, north)), np.hypot(east, north)
    x, y, _ = GEOD.fwd(np.full(count, lon), np.full(count, lat), azimuths, far)
    return LineString(np.column_stack([x, y]))


def outline(area: Geometry, count: int, seed: int) -> list[Point]:
    """Places anywhere along the rings."""
    rng = np.random.default_rng(seed)
    coords, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(area)), return_index=True)
    starts = rng.choice(np.flatnonzero(ring[1:] == ring[:-1]), count)
    return [Point(*xy) for xy in coords[starts] + rng.random((count, 1)) * (coords[starts + 1] - coords[starts])]


def side_of(line: LineString, point: Point) -> str | None:
    """By compass alone: the course at the nearest of many points along the line, against the way to the point. None
    where that does not settle it (at a bend, past an end)."""
    steps = shapely.line_interpolate_point(line, np.linspace(0, line.length, 4001))
    x, y = shapely.get_x(steps), shapely.get_y(steps)
    there, _, far = GEOD.inv(x, y, np.full(len(x), point.x), np.full(len(x), point.y))
    at = int(np.argmin(far))
    if not 10 < at < 3990:
        return None
    course = GEOD.inv(x[at - 1], y[at - 1], x[at + 1], y[at + 1])[0]
    turn = (there[at] - course + 180) % 360 - 180
    if not 60 < abs(turn) < 120:
        return None
    return "right" if turn > 0 else "left"


@quick
@given(st.floats(74, 134), st.floats(18, 53), st.integers(0, 2**32 - 1), st.sampled_from([50.0, 1000.0]))
def test_the_outer_line_of_each_bank_is_within_5_cm(lon: float, lat: float, seed: int, d: float) -> None:
    line = river(lon, lat, seed)
    assume(line.is_simple)
    whole = buffer_m(line, d)
    sides: tuple[Literal["left"], Literal["right"]] = ("left", "right")
    for side in sides:
        bank = bank_m(line, d, side)
        assert bank.is_valid
        rim = [point for point in outline(bank, 40, seed) if shapely.distance(whole.boundary, point) < 1e-9]
        assert rim
        assert max(abs(distance_m(point, line) - d) for point in rim) <= PROMISE_M


@quick
@given(st.floats(74, 134), st.floats(18, 53), st.integers(0, 2**32 - 1), st.sampled_from([50.0, 1000.0]))
def test_both_banks_together_are_the_buffer_and_each_lies_on_its_side(
    lon: float, lat: float, seed: int, d: float
) -> None:
    line = river(lon, lat, seed)
    assume(line.is_simple)
    whole = buffer_m(line, d)
    left, right = bank_m(line, d, "left", whole), bank_m(line, d, "right", whole)
    assert area_m2(left) + area_m2(right) == pytest.approx(area_m2(whole), rel=1e-7)
    assert area_m2(shapely.intersection(left, right)) < 1
    rng = np.random.default_rng(seed)
    west, south, east, north = whole.bounds
    told = 0
    for x, y in rng.random((150, 2)) * (east - west, north - south) + (west, south):
        point = Point(x, y)
        if shapely.contains(whole, point) and (side := side_of(line, point)) is not None:
            told += 1
            assert shapely.contains({"left": left, "right": right}[side], point), (side, point)
    assert told or d < 100


def test_turned_round_the_banks_change_places() -> None:
    line = river(112.5, 29.2, 5)
    left, right = bank_m(line, 500, "left"), bank_m(line.reverse(), 500, "right")
    assert area_m2(shapely.symmetric_difference(left, right)) < 1


def test_a_known_left_bank() -> None:
    """A river that flows east has its left bank in the north."""
    line = LineString([(112.5, 29.2), (112.6, 29.2)])
    left = bank_m(line, 200, "left")
    assert shapely.contains_xy(left, 112.55, 29.201)
    assert not shapely.contains_xy(left, 112.55, 29.199)
    assert shapely.contains_xy(left, 112.601, 29.2005)  # half of the round end
    assert not shapely.contains_xy(left, 112.601, 29.1995)


def test_a_hairpin_has_one_bank_inside_and_one_outside() -> None:
    line = LineString([(112.5, 29.2), (112.5, 29.22), (112.503, 29.22), (112.503, 29.2)])
    right = bank_m(line, 500, "right")
    assert shapely.contains_xy(right, 112.5015, 29.21)
    assert not shapely.contains_xy(right, 112.4985, 29.21)
    assert shapely.contains_xy(bank_m(line, 500, "left"), 112.5015, 29.2215)


def test_a_river_in_pieces_is_joined_where_they_meet() -> None:
    whole = LineString([(112.5, 29.2), (112.55, 29.21), (112.6, 29.2)])
    pieces = MultiLineString([whole.coords[:2], whole.coords[1:]])
    assert area_m2(shapely.symmetric_difference(bank_m(whole, 100, "left"), bank_m(pieces, 100, "left"))) < 1


@pytest.mark.parametrize(
    "line",
    [
        LineString([(112.5, 29.2), (112.6, 29.3), (112.6, 29.2), (112.5, 29.3)]),
        LineString([(112.5, 29.2), (112.6, 29.3), (112.6, 29.2), (112.5, 29.2)]),
        box(112.5, 29.2, 112.6, 29.3),
        Point(112, 29),
    ],
)
def test_what_has_no_two_sides_is_refused(line: Geometry) -> None:
    with pytest.raises(UsageError, match="左右岸"):
        bank_m(line, 100, "left")


def strip(shape: Geometry, keep: str, **more: str) -> BuiltLayer:
    of = LayerFeature("water/乙河", shape, {"name": "乙河", "accuracy_m": 5.0, "basis": "surveyed", "type": "river"})
    inputs = {"around": "reference:water/乙河"}
    params = {"distance_m": 100, "keep": keep}
    return build(LayerDefinition("s", "左岸", "说明", "buffer", inputs, params, {}, {}, {}, **more), {"around": [of]})  # type: ignore[arg-type]


def test_the_recipe_draws_a_bank_and_writes_down_how() -> None:
    layer = strip(river(112.5, 29.2, 5), "left")
    assert layer.problem is None
    assert layer.lineage.measured_error_m is not None
    assert layer.lineage.measured_error_m <= PROMISE_M
    assert "左岸" in "".join(layer.lineage.steps)
    whole = strip(river(112.5, 29.2, 5), "both").features[0].properties["area_m2"]
    right = strip(river(112.5, 29.2, 5), "right").features[0].properties["area_m2"]
    assert layer.features[0].properties["area_m2"] + right == pytest.approx(whole, rel=1e-6)


def test_the_recipe_says_why_there_is_no_bank() -> None:
    assert "不是线" in (strip(box(112.5, 29.2, 112.6, 29.3), "left").problem or "")
    crossing = LineString([(112.5, 29.2), (112.6, 29.3), (112.6, 29.2), (112.5, 29.3)])
    assert "自相交" in (strip(crossing, "right").problem or "")


def test_a_shore_given_as_a_closed_line_stands_for_the_area_inside() -> None:
    ring = box(112.5, 29.2, 112.53, 29.23).exterior
    drawn = strip(LineString(ring.coords), "outside", shoreline="management_line").features[0].geometry
    same = strip(Polygon(ring), "outside", shoreline="management_line").features[0].geometry
    assert drawn is not None
    assert same is not None
    assert area_m2(shapely.symmetric_difference(drawn, same)) < 1
    assert not shapely.contains_xy(drawn, 112.515, 29.215)
    open_line = LineString(ring.coords[:-1])
    assert "没有闭合" in (strip(open_line, "outside", shoreline="management_line").problem or "")
