"""Datums against published pairs, and there-and-back properties all over China."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.model import UsageError
from geoapp.places.coordinates import stated_coordinates
from geoapp.places.datum import (
    bd09_to_gcj02,
    check_degrees,
    gauss_kruger_to_wgs84,
    gcj02_to_bd09,
    suspicion,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

LON, LAT = st.floats(75.0, 134.0), st.floats(18.5, 53.0)
METRE = 1.0 / 111_320.0


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [(112.467338, 28.648318, (112.4617, 28.6515)), (112.682867, 28.901298, (112.6774, 28.9044))],
)
def test_gcj02_against_collected_pairs(lon: float, lat: float, expected: tuple[float, float]) -> None:
    assert to_wgs84(lon, lat, "gcj02") == pytest.approx(expected, abs=6e-5)


def test_published_example_of_the_gcj02_formula() -> None:
    assert wgs84_to_gcj02(116.397451, 39.909187) == pytest.approx((116.403694, 39.910591), abs=2e-5)


@pytest.mark.parametrize(
    ("convert", "expected", "within"),
    [
        (gcj02_to_bd09, (116.41036949371029, 39.92133699351021), 1e-9),
        (wgs84_to_gcj02, (116.41024449916938, 39.91640428150164), 1e-9),
        (bd09_to_gcj02, (116.39762729119315, 39.90865673957631), 5e-6),
    ],
)
def test_the_pairs_that_coordtransform_publishes(
    convert: Callable[[float, float], tuple[float, float]], expected: tuple[float, float], within: float
) -> None:
    """Of 116.404, 39.915, from the README of wandergis/coordtransform. Its way back is only an estimate, off by some
    centimetres; ours solves the forward formula."""
    assert convert(116.404, 39.915) == pytest.approx(expected, abs=within)


def test_bd09_against_collected_pair() -> None:
    assert to_wgs84(112.348741, 28.544124, "bd09") == pytest.approx((112.3366, 28.5412), abs=6e-5)


@given(LON, LAT)
def test_gcj02_there_and_back_closes_below_a_micrometre(lon: float, lat: float) -> None:
    back = to_wgs84(*wgs84_to_gcj02(lon, lat), "gcj02")
    assert math.hypot(back[0] - lon, back[1] - lat) < 1e-6 * METRE * 10


@given(LON, LAT)
def test_bd09_there_and_back_closes(lon: float, lat: float) -> None:
    back = to_wgs84(*wgs84_to_bd09(lon, lat), "bd09")
    assert math.hypot(back[0] - lon, back[1] - lat) < 1e-6 * METRE * 10
    assert bd09_to_gcj02(*gcj02_to_bd09(lon, lat)) == pytest.approx((lon, lat), abs=1e-11)


@given(LON, LAT)
def test_shift_is_hundreds_of_metres_never_kilometres(lon: float, lat: float) -> None:
    shifted = wgs84_to_gcj02(lon, lat)
    assert 0 < math.hypot(shifted[0] - lon, shifted[1] - lat) / METRE < 1500


def test_cgcs2000_is_taken_as_it_is() -> None:
    assert to_wgs84(112.0, 28.0, "cgcs2000") == (112.0, 28.0)
    assert wgs84_to_gcj02(2.35, 48.85) == (2.35, 48.85)


def test_gauss_kruger_with_and_without_zone() -> None:
    bare = gauss_kruger_to_wgs84(632000, 3165000, 111)
    assert gauss_kruger_to_wgs84(37632000, 3165000) == pytest.approx(bare, abs=1e-12)
    assert gauss_kruger_to_wgs84(19632000, 3165000) == pytest.approx(bare, abs=1e-12)
    assert gauss_kruger_to_wgs84(500000, 3165000, 111)[0] == pytest.approx(111.0)
    assert bare == pytest.approx((112.349386, 28.593861), abs=1e-6)


@pytest.mark.parametrize(("easting", "meridian"), [(632000, None), (99632000, None)])
def test_gauss_kruger_without_a_usable_zone_is_refused(easting: float, meridian: float | None) -> None:
    with pytest.raises(UsageError, match="带号"):
        gauss_kruger_to_wgs84(easting, 3165000, meridian)


@pytest.mark.parametrize(
    ("x", "y", "word"),
    [
        (28.5, 112.3, "颠倒"),
        (632000.0, 3165000.0, "没有带号"),
        (3165000.0, 632000.0, "纵坐标写在了前面"),
        (37632000.0, 3165000.0, "37"),
        (3165000.0, 37632000.0, "纵坐标写在了前面"),
        (12505000.0, 3320000.0, "墨卡托"),
        (0.0, 0.0, "没有填写"),
        (2.35, 48.85, "不在我国"),
        (math.nan, 28.0, "不是数字"),
    ],
)
def test_what_cannot_be_degrees_is_refused_with_the_suspicion(x: float, y: float, word: str) -> None:
    assert word in (suspicion(x, y) or "")
    with pytest.raises(UsageError, match=word):
        check_degrees(x, y)


def test_degrees_in_china_raise_no_suspicion() -> None:
    assert suspicion(112.3, 28.5) is None


@pytest.mark.parametrize(
    "text",
    [
        "位于东经112°23′45.6″，北纬28°35′12″",
        "北纬28度35分12秒、东经112度23分45.6秒",
        "E112.3960°, N28.5867°",
        "经度：112.3960，纬度：28.5867",
        "坐标（112.3960, 28.5867）",
        "坐标（28.5867, 112.3960）",
    ],
)
def test_coordinates_written_in_a_text(text: str) -> None:
    (found,) = stated_coordinates(text)
    assert (found.lon, found.lat) == pytest.approx((112.396, 28.586667), abs=1e-4)
    assert found.accuracy_m >= 600  # no datum is named


@pytest.mark.parametrize(
    "text", ["浓度为12.345，0.678毫克", "112°99′00″，28°10′", "下降12.3%，28.567吨", "东经12°，北纬3°"]
)
def test_other_numbers_are_no_coordinates(text: str) -> None:
    assert list(stated_coordinates(text)) == []


def test_named_datum_is_converted() -> None:
    (found,) = stated_coordinates("百度坐标 112.348741, 28.544124")
    assert (found.lon, found.lat, found.datum) == (
        pytest.approx(112.3366, abs=6e-5),
        pytest.approx(28.5412, abs=6e-5),
        "bd09",
    )
    assert found.accuracy_m <= 100
