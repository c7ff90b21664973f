"""Positions: the order of trust, honest accuracies, and what is not guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import AREA_MIN_M, Basis, PlaceType, Record, Site, UnitTable
from geoapp.places import Gazetteer, candidates

Read = Callable[..., Record]


def site(record: Record, name: str) -> Site:
    return next(s for s in record.sites if s.name == name)


def test_named_feature_inside_the_county(read: Read) -> None:
    position = site(read("清溪河污染严重。"), "清溪河").position
    assert position is not None
    assert position.place_key == "water/清溪河"
    assert (position.accuracy.value_m, position.accuracy.basis) == (4000, Basis.SCHEMATIC)
    assert position.geometry.geom_type == "LineString"
    assert "示意" in position.protocol
    assert position.source
    assert "东川区" in "".join(position.candidates)


def test_feature_of_another_county_is_not_taken_for_a_fixed_thing(read: Read) -> None:
    placed = site(read("龙潭水库水质超标。", county="东川区"), "龙潭水库")
    assert placed.position is not None
    assert placed.position.place_key != "gazetteer/龙潭水库"


def test_lake_keeps_its_polygon(read: Read) -> None:
    position = site(read("月湖总磷超标。", county="西山县"), "月湖").position
    assert position is not None
    assert (position.place_key, position.geometry.geom_type) == ("water/月湖", "Polygon")


def test_village_takes_its_township_and_no_less_than_seven_kilometres(read: Read) -> None:
    position = site(read("东川区白桥镇柳塘村污水直排。"), "柳塘村").position
    assert position is not None
    assert position.place_key == "township/990101001"
    assert position.accuracy.value_m >= 7000
    assert position.accuracy.basis is Basis.CENTROID


def test_township_decides_between_villages_of_one_name(read: Read) -> None:
    position = site(read("白桥镇双井村污水直排。"), "双井村").position
    assert position is not None
    assert position.place_key == "township/990101001"


@pytest.mark.parametrize("name", ["双井村", "红旗水库"])
def test_a_name_that_exists_twice_is_not_guessed(read: Read, name: str) -> None:
    placed = site(read(f"{name}污染问题突出。"), name)
    assert "位置待核实" in placed.remarks
    assert placed.position is not None  # the county, marked so
    assert placed.position.place_key == "unit/990101"
    assert placed.position.accuracy.value_m >= AREA_MIN_M


def test_firm_in_a_named_village_takes_its_area(read: Read) -> None:
    placed = site(read("白桥镇柳塘村的永兴砖厂废气直排。"), "永兴砖厂")
    assert placed.position is not None
    assert placed.position.place_key == "township/990101001"
    assert "乡镇" in placed.remarks


def test_public_works_called_after_their_town(read: Read) -> None:
    placed = site(read("白桥污水处理厂超标排放。"), "白桥污水处理厂")
    assert placed.position is not None
    assert placed.position.place_key == "township/990101001"


def test_firm_called_after_a_town_is_not_placed_there(read: Read) -> None:
    placed = site(read("白桥化工有限公司超标排放。"), "白桥化工有限公司")
    assert placed.position is not None
    assert placed.position.place_key == "unit/990101"


def test_county_is_the_last_resort_and_says_so(read: Read) -> None:
    placed = site(read("飞燕岭采石场粉尘污染。"), "飞燕岭采石场")
    assert placed.position is not None
    assert placed.position.place_key == "unit/990101"
    assert placed.position.geometry.geom_type == "Polygon"
    assert placed.position.accuracy.value_m >= AREA_MIN_M
    assert "以所在区县代替" in placed.remarks


def test_special_district_takes_the_legal_county_with_a_remark(read: Read) -> None:
    placed = site(read("飞燕岭采石场粉尘污染。", county="临湖管理区"), "飞燕岭采石场")
    assert placed.position is not None
    assert placed.position.place_key == "unit/990171"
    assert "西山县" in placed.position.remarks
    assert "不是法定县级行政区" in placed.remarks


def test_unknown_county_leaves_an_unknown_name_unplaced(read: Read) -> None:
    placed = site(read("飞燕岭采石场粉尘污染。", county=None), "飞燕岭采石场")
    assert placed.position is None
    assert "未定位" in placed.remarks


def test_stated_coordinates_come_first(read: Read) -> None:
    placed = site(read("清溪河岸边堆放固废（东经110°42′00″，北纬27°15′00″，CGCS2000）。"), "清溪河")
    assert placed.position is not None
    assert placed.position.accuracy.basis is Basis.STATED
    assert (placed.position.geometry.x, placed.position.geometry.y) == pytest.approx((110.7, 27.25))  # type: ignore[attr-defined]
    assert placed.position.accuracy.value_m <= 100


def test_undeclared_datum_widens_the_accuracy(read: Read) -> None:
    placed = site(read("清溪河岸边堆放固废（东经110.7000°，北纬27.2500°）。"), "清溪河")
    assert placed.position is not None
    assert placed.position.accuracy.value_m >= 600
    assert "坐标系" in placed.remarks


def test_stated_coordinates_outside_the_county_are_doubted(read: Read) -> None:
    placed = site(read("清溪河岸边堆放固废（东经115.7000°，北纬30.2500°）。"), "清溪河")
    assert placed.position is not None
    assert placed.position.place_key == "water/清溪河"
    assert "不在东川区境内" in placed.remarks


def test_part_of_a_water_body_takes_the_whole_of_it(read: Read) -> None:
    record = read("月湖水质差。", "完成月湖南岸生态湿地建设治理。", county="西山县")
    position = site(record, "月湖南岸生态湿地").position
    assert position is not None
    assert position.place_key == "water/月湖"
    assert position.accuracy.value_m > 2000  # half the lake, not the 700 m of its shore


def test_unnamed_thing_in_a_named_township_takes_that(read: Read) -> None:
    placed = site(read("白桥镇废弃矿山未修复。"), "废弃矿山")
    assert placed.position is not None
    assert placed.position.place_key == "township/990101001"


def test_candidates_best_first_with_reasons(toy_gazetteer: Gazetteer, toy_units: UnitTable) -> None:
    found = candidates("红旗水库", toy_gazetteer, toy_units, county="东川区", type=PlaceType.RESERVOIR)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert len({c.position.place_key for c in found if c.position}) == 3
    assert all("红旗水库" in c.reason or "东川区" in c.reason for c in found)
    assert candidates("查无此地", toy_gazetteer, toy_units) == []


def test_candidates_of_another_county_have_no_position(toy_gazetteer: Gazetteer, toy_units: UnitTable) -> None:
    (elsewhere,) = [
        c for c in candidates("龙潭水库", toy_gazetteer, toy_units, county="990101") if "龙潭水库" in c.reason
    ]
    assert elsewhere.position is None
    assert "不在本案区县内" in elsewhere.reason
