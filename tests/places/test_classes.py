"""Classes of mistakes once made with names, each with invented ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import Record, Role

Read = Callable[..., Record]


def subjects(record: Record) -> list[tuple[str, str]]:
    return [(site.name, site.type.value) for site in record.sites if site.role is Role.SUBJECT]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("2023年枫林河水质超标。", [("枫林河", "river")]),
        ("枫林江河道淤积。", [("枫林江", "river")]),
        ("枫林河北段返黑返臭。", [("枫林河", "river")]),
        ("云岭鑫源冶炼有限责任公司废气超标。", [("云岭鑫源冶炼有限责任公司", "enterprise")]),
        (
            "云岭恒拓建材有限公司石鼓沟尾矿库渗漏。",
            [("云岭恒拓建材有限公司", "enterprise"), ("石鼓沟尾矿库", "tailings_pond")],
        ),
        ("宏安金矿小河沟尾矿库渗漏。", [("宏安金矿", "mine"), ("小河沟尾矿库", "tailings_pond")]),
        ("花溪小镇雨污混流。", [("花溪小镇", "area")]),
        ("锦绣花苑噪声扰民。", [("锦绣花苑", "site")]),
        ("海星盐场废渣未处置。", [("海星盐场", "enterprise")]),
        ("长冲村养鸡场臭气扰民。", [("长冲村", "village")]),
        ("长冲村垃圾堆放点未清理。", [("长冲村", "village")]),
        ("枫树湾断面水质自动站停运。", [("枫树湾断面", "monitoring_section")]),
        ("县城污水处理厂长期超负荷。", [("县城污水处理厂", "facility")]),
        ("关于尾矿库隐患问题。黄泥冲尾矿库渗漏。", [("黄泥冲尾矿库", "tailings_pond")]),
    ],
)
def test_boundaries_and_kinds(read: Read, problem: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem)) == expected


def test_remark_before_a_firm_is_no_part_of_its_name(read: Read) -> None:
    record = read("（原黄泥矿区）宏达矿业有限公司扬尘污染。")
    assert ("宏达矿业有限公司", "enterprise") in subjects(record)


def test_what_the_text_keeps_nameless_is_an_unnamed_subject(read: Read) -> None:
    record = read("白桥镇某屠宰场废水偷排。")
    found = [(s.name, s.named) for s in record.sites if s.role is Role.SUBJECT]
    assert found == [("屠宰场", False)]


def test_works_that_receive_and_neighbours_are_mentions(read: Read) -> None:
    record = read("长冲村污水直排。", "污水接入石门镇污水处理厂，相邻的幸福采石场植被良好。")
    assert subjects(record) == [("长冲村", "village")]


def test_section_at_a_mouth_is_told_of_beside_its_river(read: Read) -> None:
    section = ("枫林河入清溪河口断面", "monitoring_section")
    assert subjects(read("枫林河沿线污水直排，枫林河入清溪河口断面氨氮超标。")) == [("枫林河", "river"), section]
    assert subjects(read("枫林河沿线污水直排。", "枫林河入清溪河口断面氨氮达标。")) == [("枫林河", "river")]


def test_policy_about_all_sites_names_no_site(read: Read) -> None:
    assert subjects(read("扬尘管控不严。", "开展城区工地全覆盖检查。")) == []


@pytest.mark.parametrize(
    ("problem", "done", "expected"),
    [
        # a list is told of by the verb before its first member
        (
            "枫林河沿线部分砂场废水直排。",
            "依法取缔白桥镇鑫发砂场、石门镇恒源砂场2家企业。",
            [("枫林河", "river"), ("鑫发砂场", "site"), ("恒源砂场", "site")],
        ),
        # where it was taken is no place of the case
        ("柳塘村一处堆场扬尘。", "垃圾已清运至县建筑垃圾资源化利用厂处置。", [("柳塘村", "village")]),
        ("柳塘村一处堆场扬尘。", "垃圾已转运到县清源垃圾填埋场。", [("柳塘村", "village")]),
        # what nobody names is told by the village that the inquiry found it in
        ("白桥镇某小区楼下烧烤店油烟扰民。", "该店位于白桥镇柳塘村，已安装净化器。", [("柳塘村", "village")]),
        # of the quarters in what was done none is the subject beside the works that the problem names
        (
            "石门镇污水处理厂进水浓度偏低。",
            "对石门镇南门片区实施雨污分流改造。",
            [("石门镇污水处理厂", "facility")],
        ),
        (
            "东川高新区北岭片区部分企业废气直排。云岭恒拓建材有限公司喷涂未密闭。",
            "对北岭片区开展溯源监测。",
            [("云岭恒拓建材有限公司", "enterprise")],
        ),
        # the section says which reach; measured later it stays a yardstick
        ("枫林河枫树湾断面沿线养殖污染。", "枫树湾断面氨氮平均浓度为0.4毫克/升。", [("枫林河", "river")]),
    ],
)
def test_what_was_done_names(read: Read, problem: str, done: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem, done)) == expected


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("清溪江经济带警示片披露问题：枫林河沿线砂场废水直排。", [("枫林河", "river")]),
        ("石门镇污水流进枫林河，洪福码头煤炭露天堆放。", [("枫林河", "river"), ("洪福码头", "facility")]),
        ("柳塘村一处渣堆露天堆放，废水流入枫林河，影响下游水质。", [("柳塘村", "village"), ("枫林河", "river")]),
        ("白桥镇原金坪煤矿井口涌水直排。", [("原金坪煤矿", "mine")]),
        ("白桥镇金坪煤矿涌水外溢。", [("金坪煤矿", "mine")]),
        ("白桥镇黄泥冲垃圾填埋场雨污分流沟堵塞。", [("黄泥冲垃圾填埋场", "facility")]),
        ("东川湖垸退垸还湖进度滞后。", []),
        ("西山湖石门水域水质长期较差。", [("西山湖", "lake")]),
        # a firm's heap and quarry without a name, the zone of a waterworks, works of a county's seat
        ("云岭宏达矿业有限公司矸石堆场未建截排水沟。", [("云岭宏达矿业有限公司", "enterprise")]),
        ("云岭宏达矿业有限公司石灰石矿爆破震动大。", [("云岭宏达矿业有限公司", "enterprise")]),
        ("白桥镇自来水厂饮用水水源保护区内有养殖。", [("白桥镇自来水厂", "facility")]),
        ("西山县城生活垃圾填埋场渗滤液处理能力不足。", [("西山县城生活垃圾填埋场", "facility")]),
        # what flows there, roads, wells; where a name begins behind a water, a town, 原
        ("渗滤液流到黄石涧，运渣车压坏村道，粪水入河。", [("黄石涧", "river")]),
        ("白桥镇原庆贺寺煤矿矿井涌水呈铁锈色。", [("原庆贺寺煤矿", "mine")]),
        ("枫林河流域青石电站、大坑电站未泄放生态流量。", [("青石电站", "facility"), ("大坑电站", "facility")]),
        ("白桥镇枫林河南岸洪福砂石码头占用岸线。", [("洪福砂石码头", "facility")]),
        ("区内宏达纺织有限公司废水超标。", [("宏达纺织有限公司", "enterprise")]),
        ("云岭宏达稀贵金属有限公司渣库管理混乱。", [("云岭宏达稀贵金属有限公司", "enterprise")]),
    ],
)
def test_words_around_names(read: Read, problem: str, expected: list[tuple[str, str]]) -> None:
    assert [found for found in subjects(read(problem)) if found[1] != "area"] == expected
