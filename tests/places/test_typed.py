"""Coordinates as people type them: numbers, degrees with minutes and seconds, letters, words, declared systems."""

from __future__ import annotations

import pytest
from pyproj import Transformer

from geoapp.model import UsageError
from geoapp.places import read_geometry, wgs84_to_bd09, wgs84_to_gcj02

LON, LAT = 112.355, 28.553889
METRE = 1e-5


@pytest.mark.parametrize(
    "words",
    [
        "112.355, 28.553889", "112.355 28.553889", "112.355，28.553889", "112.355\t28.553889", "112.355、28.553889",
        "东经112°21′18″，北纬28°33′14″", "28°33'14\"N 112°21'18\"E", "N28.553889 E112.355", "E112°21′18″N28°33′14″",
        "112°21′18″ 28°33′14″", "１１２．３５５，２８．５５３８８９", "112°21.3' 28°33.23334'",
        "112度21分18秒、28度33分14秒",
        "纬度：28.553889 经度：112.355", "北纬28°33′14″，东经112°21′18″",
    ],
)  # fmt: skip
def test_the_same_place_in_many_ways(words: str) -> None:
    point = read_geometry(words)
    assert abs(point.x - LON) < METRE and abs(point.y - LAT) < METRE


@pytest.mark.parametrize(
    "words",
    ["", "x", "112", "112,28,3", "112°61′ 28°", "112°21′60″ 28°33′14″", "北28.5,北112", "东112 东28", "112..5 28"],
)
def test_what_is_no_pair_is_refused(words: str) -> None:
    with pytest.raises(UsageError, match="112"):
        read_geometry(words)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("28.55, 112.35", "颠倒"),
        ("0, 0", "0"),
        ("2.35, 48.85", "我国"),
        ("37654321, 3123456", "带"),
        ("9" * 400 + " 1", "数"),
    ],
)
def test_what_lies_nowhere_is_told_why(words: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_geometry(words)


@pytest.mark.parametrize("zone", [37, 38])
def test_gauss_kruger_with_and_without_its_zone(zone: int) -> None:
    """Three-degree zones of CGCS2000: 4513 + n has the zone's number before the easting, 4534 + n has not."""
    plain, prefixed = f"EPSG:{4534 + zone - 25}", f"EPSG:{4513 + zone - 25}"
    east, north = Transformer.from_crs("EPSG:4490", plain, always_xy=True).transform(LON, LAT)
    long_east, _ = Transformer.from_crs("EPSG:4490", prefixed, always_xy=True).transform(LON, LAT)
    assert long_east - east == pytest.approx(zone * 1e6)
    for crs, x in ((plain, east), (prefixed, long_east), ("gk", long_east)):
        point = read_geometry(f"{x:.3f}, {north:.3f}", crs=crs)
        assert abs(point.x - LON) < 1e-7 and abs(point.y - LAT) < 1e-7
    with pytest.raises(UsageError):
        read_geometry(f"{east:.3f}, {north:.3f}", crs="gk")


def test_shifted_datums_are_taken_back() -> None:
    for datum, shifted in (("gcj02", wgs84_to_gcj02(LON, LAT)), ("bd09", wgs84_to_bd09(LON, LAT))):
        point = read_geometry(f"{shifted[0]:.7f}, {shifted[1]:.7f}", datum=datum)  # type: ignore[arg-type]
        assert abs(point.x - LON) < 1e-6 and abs(point.y - LAT) < 1e-6


@pytest.mark.parametrize(
    ("words", "crs", "why"),
    [
        ("112.3,28.5", "EPSG:4547", "像是经纬度"),
        ("3160000, 334000", "EPSG:4547", "对调以后在"),
        ("28.5,112.3", "EPSG:4490", "颠倒"),
        ("1,2", "EPSG:4547", "像是经纬度"),
        ("900000, 100", "EPSG:4547", "不在我国范围内"),
        ("1,2", "EPSG:9999", "没有这个编号"),
    ],
)
def test_numbers_that_do_not_fit_their_system_are_refused_with_the_suspicion(words: str, crs: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as refused:
        read_geometry(words, crs=crs)
    assert "Proj" not in str(refused.value)


def test_several_between_semicolons_are_a_line_or_an_area() -> None:
    line = read_geometry("112.1, 28.5; 112.2, 28.6；东经112°18′ 北纬28°42′;")
    assert line.wkt == "LINESTRING (112.1 28.5, 112.2 28.6, 112.3 28.7)"
    corners = [(112.1, 28.5), (112.2, 28.5), (112.2, 28.6), (112.1, 28.5)]
    moved = "; ".join(f"{x:.7f}, {y:.7f}" for x, y in (wgs84_to_gcj02(*one) for one in corners))
    area = read_geometry(moved, datum="gcj02")
    assert area.geom_type == "Polygon"
    assert max(abs(a - b) for one, two in zip(area.exterior.coords, corners, strict=True)
               for a, b in zip(one, two, strict=True)) < METRE  # fmt: skip


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("112.1,28.5; 112.2,28.6; 112.1,28.5", "3 个不同的角点"),
        ("112.1,28.5; x; 112.1,28.5", "“x”"),
        ("112.1,28.5; 28.5,112.1", "颠倒"),
        ("112.1,28.5; 112.2,28.6; 112.2,28.5; 112.1,28.6; 112.1,28.5", "自己相交"),
        ("0,0;" * 300_000, "太大"),
    ],
)
def test_corners_that_make_no_shape_are_refused(words: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_geometry(words)
