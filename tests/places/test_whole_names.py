"""Names that begin with what is a verb or a unit elsewhere, end in two class words, or tell two ends of a road."""

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
        # one character names no works: what seems to be a pronoun, a counted household or fouled water is of the name
        ("石门镇那坪采石场边坡裸露。", [("那坪采石场", "mine")]),
        ("石门镇那坡采石场边坡裸露。", [("那坡采石场", "mine")]),
        ("云岭铝业公司的十户坪赤泥库扬尘。", [("云岭铝业公司", "enterprise"), ("十户坪赤泥库", "tailings_pond")]),
        ("黑水冲尾矿库未建截洪沟。", [("黑水冲尾矿库", "tailings_pond")]),
        ("判决后猪场拆除，石坪村臭味扰民。", [("石坪村", "village")]),
        # behind a town begins the village's own name, though it begins with a bridge or a street
        ("石门镇桥边村垃圾成堆。", [("桥边村", "village")]),
        ("石门镇新街村废渣露天堆存。", [("新街村", "village")]),
        ("石门镇老街河水体发黑。", [("老街河", "river")]),
        ("石门街道花园坪村垃圾成堆。", [("花园坪村", "village")]),
        ("石门镇公园岭村粪污直排。", [("公园岭村", "village")]),
        # what only says which floor or side of the street is nobody's name
        ("榆叶小区底商餐饮店油烟扰民。", [("榆叶小区", "site")]),
        ("榆叶港上游侧永顺码头扬尘。", [("永顺码头", "facility")]),
        ("柳坪采石场停采后矿坑裸露。", [("柳坪采石场", "mine")]),
        ("榆叶河6处混流排口直排。", [("榆叶河", "river")]),
        ("石门办大坪村垃圾成堆。", [("大坪村", "village")]),
        # verbs, sides and ranks before a name, the bed behind it
        ("弃渣压占榆叶河河道。", [("榆叶河", "river")]),
        ("榆江河面垃圾漂浮。", [("榆江", "river")]),
        ("总磷超过湖库Ⅲ类标准，石坪村污水直排。", [("石坪村", "village")]),
        ("柳荫湖南岸污水直排，柳荫湖发黑。", [("柳荫湖", "lake")]),
        ("被告云岭水泥制品有限公司违建。", [("云岭水泥制品有限公司", "enterprise")]),
        ("县道青云路扬尘大。", [("青云路", "road")]),
        # a road is called after its two ends; a reach of a road begins at none
        ("青坪至榆河公路扬尘大。", [("青坪至榆河公路", "road")]),
        # a part of what has been named is not called after it
        ("青坪石膏矿矿区未分台阶开采。", [("青坪石膏矿", "mine")]),
        ("柳塘小区工地夜间施工扰民。", [("柳塘小区", "site")]),
        ("云岭建材有限公司原料堆场未苫盖。", [("云岭建材有限公司", "enterprise")]),
        ("石坪村后沟被毁林取土。", [("石坪村", "village")]),
        ("已在榆叶河入湿地处设监测点，榆叶河发黑。", [("榆叶河", "river")]),
        # works behind their firm have a name of their own, and so has the mill of a mine
        ("云岭石油公司青坪采油厂油泥落地。", [("云岭石油公司", "enterprise"), ("青坪采油厂", "enterprise")]),
        ("青坪铁矿选矿厂管线老化。", [("青坪铁矿选矿厂", "facility")]),
        # a source on a river is a place; what only keeps the river is the river
        ("榆叶河水源地隔离网破损。", [("榆叶河水源地", "area")]),
        ("榆叶河饮用水水源保护区内有码头。", [("榆叶河", "river")]),
        # grounds and works by their class words
        ("青坪灌区总干渠垃圾漂浮。", [("青坪灌区总干渠", "canal")]),
        ("青坪铁矿探矿点未回填。", [("青坪铁矿探矿点", "mine")]),
        ("西柳湾煤矿工业广场未复绿。", [("西柳湾煤矿工业广场", "site")]),
        ("榆草坪旅游营地未批先建。", [("榆草坪旅游营地", "site")]),
        ("东榆河二级水电站生态流量不足。", [("东榆河二级水电站", "facility")]),
        ("燕洞天然水厂取水许可过期。", [("燕洞天然水厂", "enterprise")]),
        # what calls for a name: a county before a mine or a park, what flows, 原 behind 其中 or a town
        ("西山县兴发煤矿矸石露天堆放。", [("兴发煤矿", "mine")]),
        ("东川区大同岭地质公园违规建设。", [("大同岭地质公园", "area")]),
        ("污水排入得胜河。", [("得胜河", "river")]),
        ("其中原华丰助剂厂停产多年。", [("原华丰助剂厂", "enterprise")]),
        ("白浆流进了榆叶河。", [("榆叶河", "river")]),
        ("云岫矿业青坪采区未复绿。", [("青坪采区", "mine")]),
        ("云岭园区王引河水葫芦成片。", [("王引河", "canal")]),
        ("悦庄乡村温泉酒店违建，石坪村污水直排。", [("悦庄乡村温泉酒店", "enterprise"), ("石坪村", "village")]),
        ("青坪垃圾填埋场场区积水。", [("青坪垃圾填埋场", "facility")]),
        ("榆湾工业园园区道路破损。", [("榆湾工业园", "area")]),
        ("在榆河边倾倒垃圾，榆河发臭。", [("榆河", "river")]),
        ("石门镇粮食加工园区污水处理厂停运。", [("石门镇粮食加工园区污水处理厂", "facility")]),
        ("河南岸青坪砖厂粉尘大。", [("青坪砖厂", "enterprise")]),
        ("榆林东路桥处一雨水口晴天出水。", [("榆林东路桥", "bridge")]),
        ("跨榆叶河大桥桥面破损。", [("榆叶河大桥", "bridge")]),
        ("排查出青坪砖厂粉尘大。", [("青坪砖厂", "enterprise")]),
        ("曝光青坪砖厂粉尘扰民。", [("青坪砖厂", "enterprise")]),
        ("弃土填占榆荫湖。", [("榆荫湖", "lake")]),
        # the pit of a firm, the lane of a yard, what lies on which floor
        ("云岭页岩砖厂取土坑堆存固废。", [("云岭页岩砖厂", "enterprise")]),
        ("石门镇陈巷砂石堆场未覆盖。", [("陈巷砂石堆场", "site")]),
        ("玉带河场镇段农贸市场污水直排。", [("玉带河", "river")]),
        ("石坪村监测井3号井氰化物检出。", [("石坪村", "village")]),
    ],
)
def test_a_name_is_read_whole_and_alone(read: Read, problem: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem)) == expected


@pytest.mark.parametrize(
    ("problem", "never"),
    [
        # persons behind their titles, provinces, offices
        ("市生态环境局副局长柳江到石坪村暗访，石坪村污水直排。", "柳江"),
        ("记者寇江来到石坪村，石坪村污水直排。", "寇江"),
        ("我局榆湖分局到石坪村检查，石坪村污水直排。", "局榆湖"),
        ("市环保局及榆湖管委会到石坪村检查，石坪村污水直排。", "及榆湖"),
        # what is everybody's: no name
        ("确保水库水质，石坪村污水直排。", "确保水库"),
        ("立即兵分两路，石坪村污水直排。", "兵分两路"),
        ("母亲河沦为纳污河，石坪村污水直排。", "纳污河"),
        ("占全湖面积一成，石坪村污水直排。", "占全湖"),
        ("对闲置地块、湖泊湿地检查，石坪村污水直排。", "闲置地块"),
        ("西山县保护区规划调整，石坪村污水直排。", "西山县保护区"),
        ("石坪村上坝组一养鸭场污水直排。", "上坝组一养鸭场"),
        ("石坪、大坪两村垃圾成堆。", "大坪两村"),
    ],
)
def test_what_is_no_name(read: Read, problem: str, never: str) -> None:
    assert never not in {site.name for site in read(problem).sites}


def test_what_leads_to_a_reach_of_a_road_is_no_end_of_it(read: Read) -> None:
    assert {"石坪村", "榆叶河"} <= {site.name for site in read("石坪村至沿海公路段榆叶河岸线堆存淤泥。").sites}
