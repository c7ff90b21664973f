"""Firms beside their mines and heaps, and firms that only the result names."""

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
        ("宏达矿业有限公司西沟铁矿越界开采。", {"宏达矿业有限公司", "西沟铁矿"}),
        ("宏达矿业有限公司西沟铁矿（位于白桥镇）。采坑未回填。", {"西沟铁矿"}),  # a heading: whose it is
        ("宏达矿业有限公司白桥镇西沟铁矿（位于白桥镇）。采坑未回填。", {"西沟铁矿"}),
        ("白桥镇柳塘村养殖场臭味大，宏达农业有限公司粪污直排清溪河。", {"宏达农业有限公司", "清溪河"}),
        ("白桥镇柳塘村养殖场臭味大、石门镇的宏达农业有限公司无手续。", {"柳塘村", "宏达农业有限公司"}),
        # brackets behind a named mine say whose it is; behind one without a name they name it
        ("石门镇西沟铁矿（宏达矿业有限公司）越界开采。", {"西沟铁矿"}),
        ("石门镇西沟铁矿（宏达矿业有限公司北坡矿区）越界开采。", {"西沟铁矿"}),
        ("石门镇一采石场（宏达矿业有限公司）越界开采。", {"宏达矿业有限公司"}),
        ("宏达矿业有限公司石鼓沟尾矿库渗漏。", {"宏达矿业有限公司", "石鼓沟尾矿库"}),
        ("宏达矿业有限公司石鼓沟尾矿库（位于白桥镇）。坝面渗水。", {"石鼓沟尾矿库"}),
        ("宏达矿业有限公司青坪选矿厂管线滴漏。", {"宏达矿业有限公司", "青坪选矿厂"}),
        ("宏达混凝土有限公司临江堆场未建围堰。", {"宏达混凝土有限公司"}),  # no name of its own
    ],
)
def test_a_firm_and_what_it_dug(read: Read, problem: str, expected: set[str]) -> None:
    assert subjects(read(problem)) == expected


@pytest.mark.parametrize(
    ("problem", "done", "expected"),
    [
        ("清溪河水体发红。", "经查系宏达食品有限公司盐渍池外溢。", {"清溪河", "宏达食品有限公司"}),
        ("清溪河石门镇段2家搅拌站扬尘大。", "宏达混凝土有限公司已建设料仓。", {"清溪河", "宏达混凝土有限公司"}),
        ("柳塘村煤矸石堆放不规范。", "委托云岭地质大学编制治理方案。", {"柳塘村"}),
        ("清溪河水葫芦多。", "水面保洁由宏达环境工程有限公司承担。", {"清溪河"}),
    ],
)
def test_a_firm_that_the_result_names(read: Read, problem: str, done: str, expected: set[str]) -> None:
    assert subjects(read(problem, done)) == expected


@pytest.mark.parametrize(
    ("problem", "done", "expected"),
    [
        ("宏达铜矿周边草原破坏，红旗尾矿库周边扬尘。", "", {"宏达铜矿", "红旗尾矿库"}),
        ("石门镇月湖围网反弹，白桥镇柳塘村附近新增地笼。", "", {"月湖", "柳塘村"}),
        ("白桥镇采石场无证开采。", "该采石场为宏大采石场，已停产。", {"宏大采石场"}),
    ],
)
def test_what_lies_around(read: Read, problem: str, done: str, expected: set[str]) -> None:
    assert subjects(read(problem, done)) == expected
