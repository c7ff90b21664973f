"""Waters whose banks, beds or reaches are told, and waters that only tell which other one is meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import Record, Role

Read = Callable[..., Record]


def subjects(record: Record) -> set[str]:
    return {site.name for site in record.sites if site.role is Role.SUBJECT}


@pytest.mark.parametrize(
    ("problem", "done", "expected"),
    [
        ("青龙河右岸倾倒建筑垃圾，红岩化工有限公司厂区积尘严重。", "", {"青龙河", "红岩化工有限公司"}),
        ("青龙河岸线违规占用，洪福码头未办手续。", "", {"青龙河", "洪福码头"}),
        ("白桥镇柳塘村青龙河岸边倾倒弃土。", "", {"柳塘村"}),  # the bank is the village's
        ("柳塘村至滨江公路段青龙河岸线堆放弃土。", "", {"青龙河"}),
        ("白桥镇柳塘村段青龙河左岸堆有弃土。", "", {"青龙河"}),
        ("青龙河边有人倾倒垃圾。", "南门沟滩地上的垃圾已清运。", {"青龙河"}),
        # what somebody does there is told between the village and the water
        ("白桥镇柳塘村有人在青龙河边倾倒垃圾。", "", {"柳塘村", "青龙河"}),
        ("白桥镇柳塘村非法采砂破坏青龙河岸线。", "", {"柳塘村", "青龙河"}),
        # the river that only says where, until the sentence tells what runs into it
        ("白桥镇柳塘村一处洗砂场紧靠青龙江，泥浆直接排入江中，江面浑浊。", "", {"柳塘村", "青龙江"}),
        ("白桥镇柳塘村一处洗砂场紧靠青龙江，泥浆直接排入沟渠。", "", {"柳塘村"}),
        # what is dumped on a village's own flats
        ("宏发石材厂锯泥倾倒在柳塘村河滩地。", "", {"宏发石材厂", "柳塘村"}),
    ],
)
def test_a_water_whose_bank_is_told(read: Read, problem: str, done: str, expected: set[str]) -> None:
    assert subjects(read(problem, done)) == expected


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("清溪河上游的石门河水体发黑。", {"石门河"}),
        ("清溪江红旗水库网箱未清理。", {"红旗水库"}),
        ("柳林沟入清溪河口总磷超标。", {"柳林沟"}),
        ("石门河水质不稳定。石门河是月湖入湖河流之一。", {"石门河"}),
        # what is named upstream is meant, and where the water joins another says only where it goes
        ("清溪河上游红旗水库网箱未清理。", {"红旗水库"}),
        ("清溪江上游侧洪福码头无手续。", {"洪福码头"}),
        ("红岩尾矿库渗滤水最终汇入清溪河。", {"红岩尾矿库"}),
        ("督察组对清溪河沿线检查发现，红岩化工有限公司偷排废水。", {"红岩化工有限公司"}),
    ],
)
def test_a_water_that_tells_which_other_is_meant(read: Read, problem: str, expected: set[str]) -> None:
    assert subjects(read(problem)) == expected


def test_a_park_around_which_others_are_the_trouble(read: Read) -> None:
    record = read("南湖湿地公园附近饭店污水直排南湖。", "南湖湿地公园北侧3家饭店已停业。")
    assert subjects(record) == {"南湖湿地公园", "南湖"}


@pytest.mark.parametrize(
    ("problem", "done", "expected"),
    [
        ("清溪河石桥断面上游发现一处退水口排污。", "", {"清溪河"}),
        ("石门镇清溪桥南一家皮革厂夜间排放废气。", "经查为宏达皮业有限公司。", {"宏达皮业有限公司"}),
        ("清溪河干流岸线的洪福码头属违法建筑。", "", {"洪福码头"}),
        ("白桥镇柳塘村酒厂沟，沟内底泥发黑。", "", {"酒厂沟"}),
        ("清溪河水质超标，东川区新建日处理2万吨的东川区第二污水处理厂。", "", {"清溪河"}),
        ("石门镇污水处理厂通过厂前溢流口外排污水。", "", {"石门镇污水处理厂"}),
        ("清溪河非法采砂制砂点监管不力。", "取缔柳塘村制砂点2处。", {"清溪河", "柳塘村"}),
        (
            "白桥镇、石门镇等4个乡镇污水处理站运行不正常。",
            "白桥镇污水处理站已修复，石门镇污水处理站正在施工。",
            {"白桥镇污水处理站", "石门镇污水处理站"},
        ),
    ],
)
def test_marks_and_parts(read: Read, problem: str, done: str, expected: set[str]) -> None:
    assert subjects(read(problem, done)) == expected


@pytest.mark.parametrize(
    ("problem", "done", "expected"),
    [
        # a section with a name of its own, and the river that the problem tells of nowhere else
        ("清溪河石坝断面总磷超标。", "", {"清溪河", "石坝断面"}),
        ("清溪河石坝村断面总磷超标。", "石坝村断面已达标。", {"清溪河", "石坝村断面"}),
        ("化工废水直排，清溪河石坝大桥断面水质变差。", "", {"清溪河", "石坝大桥断面"}),
        # without one it is called after its river
        ("清溪河出境断面总磷超标。", "", {"清溪河出境断面"}),
        ("清溪河入月湖口断面总磷超标。", "", {"清溪河入月湖口断面"}),
        ("清溪河桥断面总磷超标。", "", {"清溪河桥断面"}),
        # the river has been told of already
        ("清溪河养殖尾水直排，2023年清溪河石坝断面总磷超标。", "", {"清溪河", "清溪河石坝断面"}),
    ],
)
def test_a_section_and_its_river(read: Read, problem: str, done: str, expected: set[str]) -> None:
    assert subjects(read(problem, done)) == expected


def test_a_section_told_in_the_result_keeps_its_river(read: Read) -> None:
    record = read("石门镇污水处理厂排水直排清溪河。", "清溪河石坝断面水质已达到Ⅲ类。")
    assert "清溪河石坝断面" in {site.name for site in record.sites}


def test_a_river_whose_name_is_made_of_words_of_kind(read: Read) -> None:
    record = read("芦苇河石坝断面总磷超标。", "正在开展芦苇河清淤。")
    assert subjects(record) == {"芦苇河", "石坝断面"}


@pytest.mark.parametrize(
    ("problem", "done", "expected"),
    [
        # a quarter that only the result names, where the problem names no more than waters
        ("清溪河氨氮浓度升高。", "河西片区雨污分流改造已完成。", {"清溪河", "河西片区"}),
        ("石门镇污水处理厂负荷率低。", "河西片区雨污分流改造已完成。", {"石门镇污水处理厂"}),
        # where a firm lies is told by the whole address
        ("宏达化工有限公司位于东川区白桥镇临港工业园，储罐区地面开裂。", "", {"宏达化工有限公司"}),
    ],
)
def test_quarters_and_parks(read: Read, problem: str, done: str, expected: set[str]) -> None:
    assert subjects(read(problem, done)) == expected
