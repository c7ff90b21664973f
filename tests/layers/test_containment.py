"""Inside, outside or not to be decided: never surer than the place and the zone's line allow."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from geoapp.layers import Containing, buffer_m, contain, contain_all, explain, signed_distance_m

ZONE = box(112.5, 29.2, 112.6, 29.3)
MIDDLE = Point(112.55, 29.25)  # about 4.8 km from the nearest side
BEYOND = Point(112.65, 29.25)


def test_a_place_farther_in_than_both_accuracies_is_inside() -> None:
    answer = contain(MIDDLE, 30, ZONE, 40)
    assert answer.answer is Containing.INSIDE
    assert answer.uncertainty_m == pytest.approx(50)
    assert answer.signed_distance_m == pytest.approx(signed_distance_m(MIDDLE, ZONE))
    assert answer.signed_distance_m < -4000
    assert answer.remark == ""


def test_a_place_farther_out_than_both_accuracies_is_outside() -> None:
    answer = contain(BEYOND, 30, ZONE, 40)
    assert answer.answer is Containing.OUTSIDE
    assert answer.signed_distance_m > 4000


def test_a_vague_place_is_not_decided_and_says_what_would_decide_it() -> None:
    answer = contain(MIDDLE, 7000, ZONE, 40)
    assert answer.answer is Containing.UNCERTAIN
    assert "7000" in answer.remark
    assert "位置精度" in answer.remark


def test_a_vague_line_is_what_has_to_be_better() -> None:
    answer = contain(MIDDLE, 30, ZONE, 6000)
    assert answer.answer is Containing.UNCERTAIN
    assert "界线精度" in answer.remark


def test_a_place_on_the_line_is_decided_on_the_spot_only() -> None:
    assert "现场" in contain(Point(112.5, 29.25), 5, ZONE, 3).remark


def test_what_the_remark_asks_for_is_enough() -> None:
    distance = abs(signed_distance_m(MIDDLE, ZONE))
    needed = int(contain(MIDDLE, 7000, ZONE, 40).remark.split("达到 ")[1].split(" ")[0])
    assert needed < distance
    assert contain(MIDDLE, needed - 1, ZONE, 40).answer is Containing.INSIDE


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ([(112.53, 29.23), (112.57, 29.27)], Containing.INSIDE),
        ([(112.53, 29.23), (112.67, 29.27)], Containing.UNCERTAIN),
        ([(112.65, 29.1), (112.65, 29.4)], Containing.OUTSIDE),
    ],
)
def test_a_river_is_inside_only_with_all_its_length(line: list[tuple[float, float]], answer: Containing) -> None:
    assert contain(LineString(line), 10, ZONE, 10).answer is answer


def test_a_long_side_that_passes_a_corner_closely_is_not_called_outside() -> None:
    """Both ends are 10 km away, the middle of the line a few hundred metres."""
    line = LineString([(112.60, 29.40), (112.72, 29.20)])
    close = LineString([(112.503, 29.4), (112.70, 29.203)])
    assert contain(line, 10, ZONE, 10).answer is Containing.OUTSIDE
    assert contain(close, 600, ZONE, 10).answer is Containing.UNCERTAIN


def test_a_township_around_the_zone_is_not_decided() -> None:
    assert contain(box(112.4, 29.1, 112.7, 29.4), 10, ZONE, 10).answer is Containing.UNCERTAIN


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.floats(112.3, 112.8), st.floats(29.0, 29.5), st.floats(1, 5000), st.floats(1, 5000))
def test_a_sure_answer_stays_sure_wherever_the_true_place_is(lon: float, lat: float, place: float, edge: float) -> None:
    """Moving the place by its accuracy can only lead to the same side, as far as the line is where it is drawn."""
    answer = contain(Point(lon, lat), place, ZONE, edge)
    if answer.answer is not Containing.UNCERTAIN:
        disc = buffer_m(Point(lon, lat), place)
        crossed = not disc.disjoint(ZONE) and not ZONE.contains(disc)
        assert not crossed


@pytest.mark.parametrize(
    ("distance", "place", "edge", "words"),
    [
        (300.0, 50.0, 700.0, "须导入管理范围线："),
        (3000.0, 7000.0, 700.0, "须核实点位："),
        (300.0, 800.0, 700.0, "并且核实点位"),
        (800.0, 600.0, 700.0, "做到一项即可"),
        (0.2, 5.0, 3.0, "现场"),
    ],
)
def test_the_remark_names_what_would_decide(distance: float, place: float, edge: float, words: str) -> None:
    assert words in explain(distance, place, edge, crossed=False, shoreline="water_edge")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.floats(5, 5000), st.floats(1, 9000), st.floats(1, 9000))
def test_doing_what_the_remark_asks_for_decides(distance: float, place: float, edge: float) -> None:
    """Each accuracy that is asked for, once reached, leaves the distance outside of the uncertainty."""
    if math.hypot(place, edge) < distance:
        return
    asked = [int(n) for n in re.findall(r"(\d+) 米以内", explain(distance, place, edge, crossed=False))]
    if "两者" in (remark := explain(distance, place, edge, crossed=False)):
        assert math.hypot(asked[0], asked[0]) <= distance
    elif "一项" in remark:
        assert math.hypot(asked[0], place) <= distance
        assert math.hypot(asked[1], edge) <= distance
    else:
        assert math.hypot(asked[0], place if "界线精度" in remark else edge) <= distance


def test_a_place_that_the_line_runs_through_stands_at_no_distance() -> None:
    answer = contain(box(112.55, 29.1, 112.9, 29.4), 10, ZONE, 10)
    assert (answer.answer, answer.signed_distance_m) == (Containing.UNCERTAIN, 0)
    assert "界线从中穿过" in answer.remark


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.floats(111.5, 113.7), st.floats(28.3, 30.2), st.floats(1, 30_000)), min_size=1, max_size=6)
)
def test_many_at_once_are_judged_as_one_by_one(given_places: list[tuple[float, float, float]]) -> None:
    places = [(Point(lon, lat), accuracy) for lon, lat, accuracy in given_places]
    together = contain_all(places, ZONE, 40)
    for (place, accuracy), answer in zip(places, together, strict=True):
        alone = contain(place, accuracy, ZONE, 40)
        assert answer.answer is alone.answer
        assert answer.signed_distance_m == pytest.approx(alone.signed_distance_m, rel=1e-4, abs=0.01)
