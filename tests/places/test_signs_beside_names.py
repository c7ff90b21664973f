"""What stands before a name and is none of it, names that words of the tables seemed to end, and rarer class words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import Record, Role, UnitTable
from geoapp.places import words

Read = Callable[..., Record]


def subjects(record: Record) -> list[tuple[str, str]]:
    return [(site.name, site.type.value) for site in record.sites if site.role is Role.SUBJECT]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # which of many firms and streams is meant
        ("园区企业云岭楚湘纸业有限公司污水超标纳管。", [("云岭楚湘纸业有限公司", "enterprise")]),
        ("入湖河道北榆河沿线农田退水直排，北榆河发黑。", [("北榆河", "river")]),
        # a quarter of a town, a river of a county
        ("石门街道老城片区雨污混接。", [("老城片区", "area")]),
        ("东川区采石河雨污混接。", [("采石河", "river")]),
        ("东川区农村河长期黑臭，石坪村污水直排。", [("石坪村", "village")]),
        # names that begin with what is a preposition or a number elsewhere
        ("石坪坡尾矿库、对门山尾矿库未闭库。", [("石坪坡尾矿库", "tailings_pond"), ("对门山尾矿库", "tailings_pond")]),
        ("青坪高新区5G产业园废水混排。", [("青坪高新区5G产业园", "area")]),
        ("石门镇青坪高新工业园区污水处理厂排黑水。", [("青坪高新工业园区污水处理厂", "facility")]),
        # the dug of a mine behind its firm
        ("白桥镇云磷化矿业公司柳街采区越界开采。", [("云磷化矿业公司", "enterprise"), ("柳街采区", "mine")]),
        # sluices and bridges that only say which reach of their river
        ("榆叶河闸上游部分河段水草打捞不及时。", [("榆叶河", "river")]),
        ("榆叶河桥下游河道内盗采河砂。", [("榆叶河", "river")]),
        ("榆叶河桥桥面破损。", [("榆叶河桥", "bridge")]),
        # a ditch of works is theirs
        ("石坪铁矿尾矿库截洪沟淤堵。", [("石坪铁矿尾矿库", "tailings_pond")]),
        # a reserve behind the reach of its river, the zone of a source or canal with its level
        ("榆叶河东川段白鹭洲国家级自然保护区内违建。", [("榆叶河", "river"), ("白鹭洲国家级自然保护区", "area")]),
        ("玉带河凤坎集中式饮用水水源一级保护区内有餐船，玉带河发黑。",
         [("玉带河", "river"), ("凤坎集中式饮用水水源一级保护区", "area")]),
        ("青坪灌溉总渠饮用水水源二级保护区内有住户。", [("青坪灌溉总渠饮用水水源二级保护区", "area")]),
        # lakes that are called a sea, where their water is told; not what lies by the sea
        ("大榆海水质长期为Ⅴ类。", [("大榆海", "lake")]),
        ("选矿废水排入大榆海。", [("大榆海", "lake")]),
        ("石坪村养殖尾水入海，沿海水质下降。", [("石坪村", "village")]),
        ("青竹塘水域投肥养殖。", [("青竹塘", "lake")]),
        # rarer class words
        ("大湾硐口矿涌水外溢。", [("大湾硐口", "mine")]),
        ("红岩循环经济产业区废料露天堆放。", [("红岩循环经济产业区", "area")]),
        ("石门镇剪子山水土流失治理项目区内倾倒垃圾。", [("剪子山水土流失治理项目区", "area")]),
        ("城东早市噪声扰民。", [("城东早市", "site")]),
        ("石坪村村道两侧堆放垃圾。", [("石坪村村道", "road")]),
        ("柳林厂排江口未装在线监测。", [("柳林厂排江口", "outlet")]),
        # islands, harbours that are brooks where something flows, streets by number, public gardens of a river
        ("石坪村小洲岛周边养殖尾水直排。", [("小洲岛", "area")]),
        ("酸性废水直排大港。", [("大港", "river")]),
        ("沿工业五路北侧堆存电石渣。", [("工业五路", "road")]),
        ("玉带河滨河公园内垃圾成堆。", [("玉带河滨河公园", "area")]),
        ("石门镇许家台砂石集散点扬尘。", [("许家台砂石集散点", "site")]),
        ("石门镇城东工业区废气刺鼻。", [("城东工业区", "area")]),
        ("西山县五排干入湖口断面超标。", [("五排干入湖口断面", "monitoring_section")]),
        # the works of the park that everybody knows
        ("园区污水处理厂出水总氮不稳定。", [("园区污水处理厂", "facility")]),
        ("青坪工业园区雨污不分，园区污水处理厂停运。", [("青坪工业园区", "area")]),
        # of all towns, counted, fallen in or of a year: no name
        ("石坪村污水直排，镇级污水处理厂停运。", [("石坪村", "village")]),
        ("石坪村砂石落江，两条河发黑。", [("石坪村", "village")]),
        ("2021年度乡镇考核不严，石坪村污水直排。", [("石坪村", "village")]),
        ("石坪村西北侧路边堆放垃圾。", [("石坪村", "village")]),
        ("石坪村鸭棚合乎农场规定，不合林场规划。", [("石坪村", "village")]),
        # the only works of a county, behind a date; a single pit by a river
        ("2021年县污水处理厂进水浓度低。", [("县污水处理厂", "facility")]),
        ("榆叶河北岸一处废弃窑坑被倾倒垃圾。", [("榆叶河", "river"), ("废弃窑坑", "site")]),
        ("石坪村一处废弃窑坑被倾倒垃圾。", [("石坪村", "village")]),
    ],
)  # fmt: skip
def test_names_without_what_stands_beside_them(read: Read, problem: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(subjects(read(problem))) == sorted(expected)


def test_units_that_the_dictionary_calls_verbs_are_units(real_units: UnitTable) -> None:
    table = words.with_units(real_units)
    assert table["自贡"][1] == table["遵义"][1] == "u"  # 自贡|盐化有限公司: the name begins with the city
    assert table["延长"][1] == table["通道"][1] == "v"  # what is done far more often
