"""Cutting lines: nothing is lost, vertices stay where they are, order is kept."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from river_making import geodesic_m
from shapely.geometry import LineString, MultiLineString, Point

from geoapp.network.cutting import cut, part_of, pieces_of, share_along

COORD = st.tuples(
    st.floats(111.5, 113.0).map(lambda v: round(v, 6)),
    st.floats(28.0, 29.5).map(lambda v: round(v, 6)),
)  # fmt: skip
LINES = st.lists(COORD, min_size=2, max_size=30, unique=True).map(LineString)
SHARES = st.lists(st.floats(0.001, 0.999), max_size=6)


@settings(deadline=None)  # the machine may be busy
@given(LINES, SHARES)
def test_the_pieces_make_the_line(line: LineString, shares: list[float]) -> None:
    pieces = cut(line, shares)
    assert pieces[0].coords[0] == pytest.approx(line.coords[0])
    assert pieces[-1].coords[-1] == pytest.approx(line.coords[-1])
    assert all(one.coords[-1] == pytest.approx(two.coords[0]) for one, two in pairwise(pieces))
    assert sum(geodesic_m(*piece.coords) for piece in pieces) == pytest.approx(geodesic_m(*line.coords), abs=0.01)
    kept = {coord for piece in pieces for coord in piece.coords}
    assert set(line.coords[1:-1]) <= kept


@settings(deadline=None)
@given(LINES)
def test_the_whole_is_the_line_and_nothing_is_none(line: LineString) -> None:
    assert part_of(line, 0.0, 1.0) == line
    assert part_of(line, 0.4, 0.4) is None
    assert part_of(line, 0.6, 0.4) is None


def test_a_share_leads_back_to_its_place() -> None:
    line = LineString([(112.0, 28.5), (112.1, 28.5), (112.1, 28.7)])
    share = share_along(line, Point(112.1003, 28.6))
    stretch = part_of(line, 0.0, share)
    assert stretch is not None
    assert stretch.coords[-1] == pytest.approx((112.1, 28.6), abs=1e-6)


def test_parts_that_do_not_meet_stay_apart() -> None:
    parts = MultiLineString([[(112.0, 28.5), (112.1, 28.5)], [(112.2, 28.5), (112.3, 28.5)]])
    assert len(pieces_of(parts)) == 2
