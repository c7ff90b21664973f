"""Works, dumps, sources and bridges that are known by the place they belong to; what fouled waters and firms show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import Record, Role

Read = Callable[..., Record]


def subjects(record: Record) -> list[tuple[str, str]]:
    return [(site.name, site.type.value) for site in record.sites if site.role is Role.SUBJECT]


@pytest.mark.parametrize(
    ("problem", "done", "expected"),
    [
        # what is gone is known in its village by its trade, a quarry by its village
        ("白桥镇柳塘村原石墨选矿厂遗留尾砂未清运。", "", [("原石墨选矿厂", "enterprise")]),
        ("白桥镇柳塘村原大理石矿区废弃采坑积水。", "", [("原大理石矿区", "mine")]),
        ("白桥镇柳塘村采石场停产后未复绿。", "", [("柳塘村采石场", "mine")]),
        ("白桥镇柳塘村砖厂粉尘大。", "", [("柳塘村", "village")]),
        # dumps and stores are known by their town or area and by what lies there
        ("白桥镇皮革废料填埋点渗滤液外溢。", "", [("白桥镇皮革废料填埋点", "site")]),
        ("白桥镇柳塘村污水站闲置。", "", [("柳塘村污水站", "facility")]),
        ("白桥镇金山小区锅炉房噪声扰民。", "", [("金山小区锅炉房", "facility")]),
        # a town's works, though its name be made of words of kind
        ("西湖镇垃圾中转站渗滤液外溢。", "", [("西湖镇垃圾中转站", "facility")]),
        ("北工业园区污水处理厂停运。", "", [("北工业园区污水处理厂", "facility")]),
        # a quarter of streets behind its town
        ("白桥镇老街片区污水直排。", "", [("老街片区", "area")]),
        # sources and their zones
        ("石门镇饮用水水源地保护不力，双塘水源地二级保护区内有农家乐1处。", "", [("双塘水源地", "area")]),
        ("月湖保护区内有围网3处。", "", [("月湖", "lake")]),
        # a pit of a mine, an end of a bridge
        ("石门镇的凤凰大桥南端桥下堆放垃圾。", "", [("凤凰大桥", "bridge")]),
        ("金坪煤矿露天采场扬尘大。", "", [("金坪煤矿", "mine")]),
        # members of a list are what those are that stand beside them
        (
            "双塘水源地内有兴旺养猪场、龙泉山泉鱼塘、金山农家乐等3家违规项目。",
            "",
            [
                ("双塘水源地", "area"),
                ("兴旺养猪场", "enterprise"),
                ("龙泉山泉鱼塘", "enterprise"),
                ("金山农家乐", "enterprise"),
            ],
        ),
        # counted, not called so
        ("柳塘村宏达、鑫源两公司废水外排。", "", [("柳塘村", "village")]),
        ("西山县一公司占用月湖湿地公园。", "", [("月湖湿地公园", "area")]),
        # where a firm lies, and where waste was brought to
        ("云岭宏达化工有限公司（西山县东风工业园）偷排废水。", "", [("云岭宏达化工有限公司", "enterprise")]),
        (
            "白桥镇垃圾填埋点未规范处置。",
            "清运垃圾1.2万吨至县宏光生活垃圾焚烧发电厂处置。",
            [("白桥镇垃圾填埋点", "site")],
        ),
        ("宏达石材有限公司的黑石头花岗岩矿边开采边破坏。", "",
         [("宏达石材有限公司", "enterprise"), ("黑石头花岗岩矿", "mine")]),
        # where names begin
        ("石门镇鑫盛洗煤有限公司把煤泥水排进清溪河。", "", [("鑫盛洗煤有限公司", "enterprise"), ("清溪河", "river")]),
        ("清溪河北堤外侧堆放砂石。", "", [("清溪河", "river")]),
        ("石门镇明月山景区污水直排。", "", [("明月山景区", "area")]),
        ("石门镇红岩片区禽畜粪水排入都溪河。", "", [("红岩片区", "area"), ("都溪河", "river")]),
        ("污水超标排入七排干，三排干水体发黑。", "", [("七排干", "canal"), ("三排干", "canal")]),
        ("总排干沟水质不稳定。", "", [("总排干沟", "canal")]),
        ("东大沟曾接纳冶炼废水。", "", [("东大沟", "river")]),
        ("106团金穗奶牛场粪污直排荒漠。", "", [("金穗奶牛场", "enterprise")]),
        ("西山县云岭金穗糖业有限公司废水超标。", "", [("云岭金穗糖业有限公司", "enterprise")]),
        # parks and subsided ground, dumps of a park or of works in a town
        ("石门镇石材加工园区污水处理厂停运。", "", [("石门镇石材加工园区污水处理厂", "facility")]),
        ("红岩采煤沉陷区治理滞后。", "", [("红岩采煤沉陷区", "area")]),
        ("红岩工业园区固废渣场防渗层破损。", "", [("红岩工业园区固废渣场", "site")]),
        ("石门镇月饼厂废渣堆场恶臭扰民。", "", [("石门镇月饼厂废渣堆场", "site")]),
        ("城区生活垃圾填埋场渗滤液积存。", "", [("城区生活垃圾填埋场", "facility")]),
        # without a name of its own: the case is spatial all the same
        ("钢渣堆场未建成封闭料棚。", "", [("钢渣堆场", "site")]),
        # what lies around an area or a lake and has no name is told by it; a harbour is its shore
        ("红岩景区周边民宿污水收集率低，影响清溪河水质。", "", [("红岩景区", "area"), ("清溪河", "river")]),
        ("月湖周边面源污染治理不实，东风干渠沿线农田退水入湖。", "", [("月湖", "lake"), ("东风干渠", "canal")]),
        ("白桥水库库汊农家乐油烟扰民。", "", [("白桥水库", "reservoir")]),
        ("龙湾渔港岸线垃圾多，虎跳码头油污入海。", "", [("龙湾渔港", "facility"), ("虎跳码头", "facility")]),
        # the works of each town of a list, told one by one in the result
        (
            "石门镇、四岗镇生活污水处理厂管网不完善。",
            "石门镇污水处理厂新建管网6公里，四岗镇污水处理厂新建管网4公里。",
            [("石门镇污水处理厂", "facility"), ("四岗镇污水处理厂", "facility")],
        ),
        # a section that the problem tells of beside its works
        (
            "红岩铅锌矿废水渗漏，致使清溪河跨界断面镍浓度上升。",
            "",
            [("红岩铅锌矿", "mine"), ("清溪河跨界断面", "monitoring_section")],
        ),
    ],
)  # fmt: skip
def test_known_by_their_place(read: Read, problem: str, done: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem, done)) == expected
