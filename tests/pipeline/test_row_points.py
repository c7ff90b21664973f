"""Coordinates in columns of a ledger, or once beside a problem: the case stands there, and what is wrong is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.model import Basis, Extraction, PlaceType, Role
from geoapp.pipeline import World
from geoapp.pipeline.intake import read_notice

HEAD = "桃江县突出生态环境问题整改台账,,,,,,\n"
TOLD = (
    "沾溪镇洋泉湾村后山锰矿废石堆下雨时流黄水到沾溪河。",
    "沾溪河洋泉湾段岸边堆放砂石约300吨。",
    "洋泉湾村有两处旱厕没有化粪池。",
)


def _ledger(world: World, columns: str, *cells: str) -> Extraction:
    rows = [
        f"{n},{told},{cell},县水利局,2024年12月31日" for n, (told, cell) in enumerate(zip(TOLD, cells, strict=False), 1)
    ]
    table = HEAD + f"序号,问题描述,{columns},牵头单位,整改时限\n" + "\n".join(rows) + "\n"
    return read_notice(Path("台账.csv"), world, table.encode())


def test_columns_of_longitude_and_latitude_place_the_spot_of_the_row(world: World) -> None:
    found = _ledger(world, "经度（2000）,纬度（2000）", "112.0351,28.4012", "112.0360,28.4020", "112.0370,28.4030")
    for record, lon in zip(found.records, (112.0351, 112.0360, 112.0370), strict=True):
        first, *others = record.sites
        assert first.role is Role.SUBJECT and first.position is not None
        assert first.position.accuracy.basis is Basis.STATED and first.position.accuracy.value_m == 50.0
        assert first.position.geometry.x == pytest.approx(lon)
        assert all(site.position is None or site.position.accuracy.basis is not Basis.STATED for site in others)
    assert [record.sites[0].type for record in found.records] == [PlaceType.SITE, PlaceType.RIVER, PlaceType.VILLAGE]


@pytest.mark.parametrize(
    "cell", ['"E112.0351,N28.4012"', "112.0351 28.4012", "112.0351 / 28.4012", "东经112°2′6.36″北纬28°24′4.32″"]
)
def test_one_column_may_hold_both(world: World, cell: str) -> None:
    position = _ledger(world, "点位坐标", cell).records[0].sites[0].position
    assert position is not None
    assert (position.geometry.x, position.geometry.y) == pytest.approx((112.0351, 28.4012), abs=1e-5)


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        ("28.4012,112.0351", "经纬度像是颠倒了"),
        ("38405321.5,3143210.2", "高斯-克吕格平面坐标"),
        ("113.9,28.4", "不在桃江县境内"),
    ],
)
def test_coordinates_in_doubt_are_not_used_and_the_doubt_is_said(world: World, cells: str, doubt: str) -> None:
    site = _ledger(world, "经度,纬度", cells).records[0].sites[0]
    assert site.position is None or site.position.accuracy.basis is not Basis.STATED
    assert doubt in site.remarks


@pytest.mark.parametrize("cells", [",", "/,/", "无,无", "待测,待测"])
def test_empty_cells_place_nothing(world: World, cells: str) -> None:
    site = _ledger(world, "经度,纬度", cells).records[0].sites[0]
    assert site.position is None or site.position.accuracy.basis is not Basis.STATED
    assert "坐标" not in site.remarks.replace("没有已知坐标", "")


def test_a_pair_on_a_line_of_its_own_belongs_to_the_problem(world: World) -> None:
    body = (
        "桃江县突出生态环境问题整改进展情况的通报\n2024年7月1日\n"
        "1.沾溪镇洋泉湾村后山锰矿废石堆下雨时流黄水到沾溪河。\n整改进展：已建截水沟120米。\n"
        "坐标：东经112.0351，北纬28.4012\n"
        "2.沾溪镇新塘村砖厂夜间冒黑烟。\n整改进展：已停产。\n坐标：东经112.0451，北纬28.4112\n"
    )
    found = read_notice(Path("通报.txt"), world, body.encode())
    placed = [record.sites[0].position for record in found.records]
    assert [round(one.geometry.x, 4) for one in placed if one is not None] == [112.0351, 112.0451]


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("X坐标,Y坐标", "112.0351,28.4012"),
        ("X坐标,Y坐标", "28.4012,112.0351"),
        ("X坐标,Y坐标", "3143339.67,37601437.83"),
        ("横坐标X（2000国家大地坐标系，中央经线111°）,纵坐标Y", "601437.83,3143339.67"),
    ],
)
def test_columns_of_axes_are_read_by_their_numbers(world: World, columns: str, cells: str) -> None:
    position = _ledger(world, columns, cells).records[0].sites[0].position
    assert position is not None and position.accuracy.basis is Basis.STATED
    assert (position.geometry.x, position.geometry.y) == pytest.approx((112.0351, 28.4012), abs=1e-6)


@pytest.mark.parametrize("cells", ["601437.83,3143339.67", "3143339.67,99601437.83"])
def test_metres_without_a_zone_are_not_used_and_the_doubt_is_said(world: World, cells: str) -> None:
    site = _ledger(world, "X坐标,Y坐标", cells).records[0].sites[0]
    assert site.position is None or site.position.accuracy.basis is not Basis.STATED
    assert "未采用：" in site.remarks and "未采用：；" not in site.remarks


def test_a_head_over_both_columns_does_not_hide_them(world: World) -> None:
    table = (
        HEAD + "序号,问题描述,点位坐标,,牵头单位,整改时限\n,,经度,纬度,,\n"
        f"1,{TOLD[0]},112.0351,28.4012,县水利局,2024年12月31日\n"
    )
    position = read_notice(Path("台账.csv"), world, table.encode()).records[0].sites[0].position
    assert position is not None
    assert (position.geometry.x, position.geometry.y) == pytest.approx((112.0351, 28.4012))
