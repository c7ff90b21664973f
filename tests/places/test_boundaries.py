"""Boundary classes: what a name does not swallow, what is no name at all, what two names are one. Invented names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import Record, Role, UnitTable
from geoapp.places import words

Read = Callable[..., Record]


def subjects(record: Record) -> list[tuple[str, str]]:
    return [(site.name, site.type.value) for site in record.sites if site.role is Role.SUBJECT]


def mentions(record: Record) -> set[str]:
    return {site.name for site in record.sites if site.role is Role.MENTION}


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # verbs, adverbs, verb and outcome
        ("改造银杏桥片区管网。", [("银杏桥片区", "area")]),
        ("再次打开六合河闸门。", [("六合河", "river")]),
        ("完善枫树湾断面预警设施。", [("枫树湾断面", "monitoring_section")]),
        ("严禁向青龙河倾倒垃圾。", [("青龙河", "river")]),
        ("扩建南华污水处理厂。", [("南华污水处理厂", "facility")]),
        # names that are made of verbs, numbers and words of kind all the same
        ("团结渠淤积。", [("团结渠", "canal")]),
        ("三道坎国控断面超标。", [("三道坎国控断面", "monitoring_section")]),
        ("污水直排老场河。", [("老场河", "river")]),
        ("益民再生资源回收有限公司露天堆放危废。", [("益民再生资源回收有限公司", "enterprise")]),
        ("废水直排榆水。", [("榆水", "river")]),
        # the place before
        ("西山县银沙湾片区青石华润化纤有限公司废气直排。", [("青石华润化纤有限公司", "enterprise")]),
        ("玉带河廖家坝断面氨氮超标。", [("玉带河", "river"), ("廖家坝断面", "monitoring_section")]),
        ("石溪镇铅锌矿区废渣未处置。", [("石溪镇铅锌矿区", "mine")]),
        ("青石经开区城北港区一处垃圾堆场未清理。", [("城北港区", "area")]),
        ("柏树村原采石场未复绿。", [("柏树村", "village")]),
        ("石溪镇梧桐坳历史遗留冶炼废渣堆场治理滞后。", [("梧桐坳", "site")]),
        ("白桥镇废弃的2号渣场防渗膜破损。", [("2号渣场", "site")]),
        ("白桥镇原黄柏坳采石场、原石门冲采石场未复绿。", [("原黄柏坳采石场", "mine"), ("原石门冲采石场", "mine")]),
        ("西山县石溪镇西园片区雨污混接。", [("西园片区", "area")]),
        ("西山县盐化工业城无组织排放。", [("西山县盐化工业城", "area")]),
        ("玉带河东川段水质恶化。", [("玉带河", "river")]),
        ("玉带河支流黑石溪污染严重。", [("黑石溪", "river")]),
        ("云岫湖沿岸堆场未清理。", [("云岫湖", "lake")]),
        ("青塘工业区内企业搬迁滞后，废渣未清。", [("青塘工业区", "area")]),
        ("玉带河边餐饮船污水直排。", [("玉带河", "river")]),
        ("S209线K12+300处倾倒废渣。", [("S209线", "road")]),
        ("桂花园街道污水直排。", [("桂花园街道", "township")]),
        ("大樟村、小樟村等5个村污水直排。", [("大樟村", "village"), ("小樟村", "village")]),
        ("银竹山电厂粉煤灰堆场扬尘污染。", [("银竹山电厂", "facility")]),
        # works of several towns; firms and the works that they own
        ("石溪镇、黄泥镇、青坪镇污水处理厂运行不正常。", [("青坪镇污水处理厂", "facility")]),
        ("云岭川南磷化有限公司椒树坡磷石膏库渗漏。",
         [("云岭川南磷化有限公司", "enterprise"), ("椒树坡磷石膏库", "tailings_pond")]),
        ("宏利新材料有限公司、青石瑞丰食品有限公司等9家企业污水超标。",
         [("宏利新材料有限公司", "enterprise"), ("青石瑞丰食品有限公司", "enterprise")]),
    ],
)  # fmt: skip
def test_left_and_right_boundaries(read: Read, problem: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem)) == expected


@pytest.mark.parametrize(
    "problem",
    [
        "减少该河段排污，不断向湖补水，形成治湖合力。",
        "请第三方公司管好污水提升泵站，管好工地，讲清堆场要求。",
        "执法人员集中学习，强化巡河护河。",
        "一些部门和镇重发展、轻保护，和截洪沟建设。",
        "借雨水排口排放，某砂厂、一铝业公司、该公司未批先建。",
        "开展沿河磷矿企业雨污分流，二级保护区内清退养殖户。",
        "落实长江保护法要求不到位。",
        "第二污水处理厂提标，园区企业废水直排，推进水库、河流、湖泊排查。",
    ],
)
def test_what_has_no_proper_part_is_no_name(read: Read, problem: str) -> None:
    assert subjects(read(problem)) == []


def test_names_that_the_text_makes_equal_are_one_site(read: Read) -> None:
    record = read("长竹水库（又称老龙坝水库）沿岸污水直排。", "老龙坝水库已完成整治。")
    assert [(s.name, s.aliases) for s in record.subjects] == [("长竹水库", ("老龙坝水库",))]
    record = read("天顺达新材料股份有限公司（以下简称“天顺达”）超标排放。", "天顺达已停产。")
    assert [(s.name, s.aliases) for s in record.subjects] == [("天顺达新材料股份有限公司", ("天顺达",))]


def test_firm_called_after_a_river_is_no_river(read: Read) -> None:
    record = read("云岭榆江碱业有限公司锅炉改造未完成。", "督促榆江碱业加快进度。")
    assert [(s.name, s.aliases) for s in record.sites] == [("云岭榆江碱业有限公司", ("榆江碱业",))]


def test_inquiry_names_what_the_complaint_could_not(read: Read) -> None:
    record = read("湖心路一酒店油烟扰民。", "经查，该酒店为菱角大酒店，已清洗净化器。")
    assert subjects(record) == [("菱角大酒店", "enterprise")]
    assert "湖心路" in mentions(record)


def test_section_and_upgraded_works_in_the_measures_are_mentions(read: Read) -> None:
    record = read("澄水出境断面总磷超标。", "四岗镇污水处理厂提标改造，下游石坝断面水质达标。")
    assert subjects(record) == [("澄水出境断面", "monitoring_section")]
    assert {"四岗镇污水处理厂", "石坝断面"} <= mentions(record)


def test_incomplete_list_is_noted(read: Read) -> None:
    record = read("丰华砖厂、永利采石场等15家企业扬尘管控不到位。")
    assert subjects(record) == [("丰华砖厂", "enterprise"), ("永利采石场", "mine")]
    assert all("13" in site.remarks for site in record.subjects)


def test_words_know_units_and_verbs(toy_units: UnitTable) -> None:
    text = "督促东川宏达公司"
    found = {text[w.start : w.end]: w.kind for w in words.cut(text, 0, len(text), words.with_units(toy_units))}
    assert found["督促"] == "v" and found["东川"] == "u"
    known = words.cut("向清溪河倾倒", 0, 6, words.ordinary(), {1: 4})
    assert [(w.start, w.end, w.kind) for w in known][:2] == [(0, 1, "v"), (1, 4, "k")]
