"""When a road is what the case is about, and when it only says where."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import Record, Role

Read = Callable[..., Record]


def subjects(record: Record) -> set[str]:
    return {site.name for site in record.sites if site.role is Role.SUBJECT}


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("清溪河岸线违规占用，滨江大道两侧弃料随意堆放。", {"清溪河", "滨江大道"}),
        ("人民路、解放路等路段雨天污水外溢，宏达砂石有限公司无手续。", {"人民路", "解放路", "宏达砂石有限公司"}),
        ("宏达砂石有限公司无手续，人民路改造项目施工现场裸土未苫盖。", {"宏达砂石有限公司", "人民路"}),
        ("人民路南侧宏达砂石有限公司扬尘大。", {"宏达砂石有限公司"}),
        ("清溪河水体发黑，主要是人民路沿线雨污混接所致。", {"清溪河"}),
        # what the road itself lacks, what lies at its sides, what became of it
        ("红旗水库网箱未清理，滨湖路无应急防护设施。", {"红旗水库", "滨湖路"}),
        ("红旗水库网箱未清理，G230国道石门段未设置应急池和防撞护栏。", {"红旗水库", "G230国道石门段"}),
        ("人民路、解放路两侧裸露地块未覆盖，石门镇渣土堆场扬尘。", {"人民路", "解放路", "石门镇渣土堆场"}),
        ("人民路与解放路交叉口的夜市烧烤油烟扰民，月湖湿地公园内垃圾无人清理。", {"人民路", "解放路", "月湖湿地公园"}),
        ("人民路与解放路交叉口某烧烤店油烟扰民，月湖湿地公园内垃圾无人清理。", {"月湖湿地公园"}),
        ("宏达砂石有限公司无手续，重车碾压滨江大道。", {"宏达砂石有限公司", "滨江大道"}),
        ("宏达砂石有限公司无手续，运输车抛洒致滨江大道路面污染。", {"宏达砂石有限公司", "滨江大道"}),
        ("石门镇污水处理厂负荷率低，人民路一带生活污水直排清溪河。", {"石门镇污水处理厂", "人民路", "清溪河"}),
        ("人民路沿线一家烧烤店油烟扰民。", {"人民路"}),  # nothing else has a name
    ],
)
def test_roads(read: Read, problem: str, expected: set[str]) -> None:
    assert subjects(read(problem)) == expected
