"""What only tells where: addresses told as a whole, reaches before works, those who smell it, works in progress."""

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
        (
            "白桥镇柳塘村云岭恒拓建材有限公司粉尘大。",
            "云岭恒拓建材有限公司位于白桥镇柳塘村，已停产整改。",
            [("云岭恒拓建材有限公司", "enterprise")],
        ),
        ("枫林河东川段洪福码头煤炭露天堆放。", "", [("洪福码头", "facility")]),
        (
            "金砂片区化工企业偷排废气，周边柳塘村居民经常闻到刺鼻气味。",
            "对柳塘村敏感点连续3晚开展监测。",
            [("金砂片区", "area")],
        ),
        ("白桥镇柳塘村月湖边有人挖沙。", "举报地点系2023年月湖圩堤加固工程取土场。", [("柳塘村", "village")]),
        ("石门镇在实施撇洪河清淤工程时，将淤泥倾倒在红旗水库库尾。", "", [("红旗水库", "reservoir")]),
        ("白桥镇南塘公园枫林河岸线违规搭建棚屋。", "", [("南塘公园", "site")]),
        ("白桥镇柳塘村、黄泥村交界处有人非法采砂。", "", [("柳塘村", "village"), ("黄泥村", "village")]),
        ("红岩化工有限公司、宏达印染有限公司等白桥工业园企业废气治理低效。", "",
         [("红岩化工有限公司", "enterprise"), ("宏达印染有限公司", "enterprise")]),
    ],
)  # fmt: skip
def test_what_only_tells_where(read: Read, problem: str, done: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem, done)) == expected


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("白桥镇长堤附近云岭亚丰纺织有限公司污水外溢。", [("云岭亚丰纺织有限公司", "enterprise")]),
        (
            "东川区明庭石材破碎综合利用有限公司被群众举报露天生产。",
            [("东川区明庭石材破碎综合利用有限公司", "enterprise")],
        ),
        ("东川区凯得利石英矿业有限公司排放废气。", [("东川区凯得利石英矿业有限公司", "enterprise")]),
        ("白桥镇柳塘村青山组宏达矿业日夜开采石料。", [("宏达矿业", "enterprise")]),
        ("枫林湖是全省第一大淡水湖，湖内围网未拆除。", [("枫林湖", "lake")]),
        ("白桥镇朗埠圩外排养殖尾水，圩堤未拆除。", [("朗埠圩", "area")]),
        ("红岩公司西沟露天金矿许可证到期后仍在开采。", [("红岩公司", "enterprise"), ("西沟露天金矿", "mine")]),
        ("白桥镇柳塘村上湾组、黄泥村下湾组两家养殖场废水直排。", [("柳塘村", "village"), ("黄泥村", "village")]),
        ("白桥镇柳塘村小组永兴免烧砖厂扬尘扰民。", [("永兴免烧砖厂", "enterprise")]),
        ("白桥镇柳塘村有一家大型采砂厂挖山采砂。", [("柳塘村", "village")]),
        ("石门镇月湖西侧水体返黑返臭。", [("月湖", "lake")]),
        ("枫林故道内仍有围网养殖。", [("枫林故道", "river")]),
        ("白桥镇青溪塘水质黑臭，柳塘村鱼塘尾水直排。", [("青溪塘", "lake"), ("柳塘村", "village")]),
        ("白桥镇金鸡石场关闭后未复绿。", [("金鸡石场", "mine")]),
        ("东川区沙石集并中心砂石露天堆存。", [("沙石集并中心", "facility")]),
        ("白桥镇东川区宏达造纸厂废水外溢。", [("东川区宏达造纸厂", "enterprise")]),
        ("东川高新区云岭宏达化工有限公司废气直排。", [("云岭宏达化工有限公司", "enterprise")]),
        ("督促东川区新大成矿业有限公司整改。", [("东川区新大成矿业有限公司", "enterprise")]),
        (
            "锡石矿区打鼓岭尾矿库、红岩矿区新塘尾矿库渗漏。",
            [("打鼓岭尾矿库", "tailings_pond"), ("新塘尾矿库", "tailings_pond")],
        ),
        ("青水石门段水质波动。", [("青水", "river")]),
        ("白桥镇老旧小区雨污混流。", [("白桥镇", "township")]),
        ("南四湖微山湖区仍有网箱。", [("微山湖", "lake")]),
        ("月湖内湖白桥镇段岸边倾倒垃圾。", [("月湖内湖", "lake")]),
        ("西山县三十六湾及周边区域历史遗留废渣未治理。", [("三十六湾", "area")]),
        ("建筑工地（锦绣城四期）裸土未覆盖。", [("锦绣城四期", "site")]),
        ("废渣堆存于枫林江砷碱渣临时渣库。", [("枫林江砷碱渣临时渣库", "site")]),
        ("石门镇一石材集中区废水流入枫林河支沟。", [("石门镇", "township")]),
        ("白桥镇月塘路、金宝路片区雨污混流。", [("月塘路", "road"), ("金宝路", "road")]),
        ("县第一污水处理厂进水浓度偏低。", [("县第一污水处理厂", "facility")]),
        ("县城北生活垃圾填埋场渗滤液积存。", [("县城北生活垃圾填埋场", "facility")]),
        ("城南工业园管网不完善，园区南侧雨水排口晴天出水。", [("城南工业园", "area")]),
        ("枫林河左岸雨污混排口旱季出水。", [("枫林河", "river")]),
        ("白桥镇柳塘村枫林河岸边倾倒废渣。", [("柳塘村", "village")]),
        ("西山县赤东湖围网未拆除。", [("赤东湖", "lake")]),
        ("白桥镇柳塘村西侧采石坑内倾倒垃圾。", [("柳塘村", "village")]),
        ("石门镇长街社区金慈大道锦绣小区旁烧烤摊扰民。", [("锦绣小区", "site")]),
        ("白桥镇大厂矿区废渣未处置。", [("大厂矿区", "mine")]),
        ("白桥工业园云岭天赐高新材料有限公司废气超标。", [("云岭天赐高新材料有限公司", "enterprise")]),
        ("白桥镇杜桥医化园区云岭华海药业有限公司废气扰民。", [("云岭华海药业有限公司", "enterprise")]),
        ("石门镇稻屯洼湿地周边污水排入湿地。", [("稻屯洼湿地", "site")]),
        ("白桥镇柳塘村原大源萤石矿洞口有酸性废水渗出。", [("原大源萤石矿", "mine")]),
        ("香炉山钨矿历史遗留采矿区未复绿。", [("香炉山钨矿", "mine")]),
        ("月湖支流桥南港沿线养殖粪污直排。", [("桥南港", "river")]),
    ],
)
def test_where_names_end(read: Read, problem: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem)) == expected


@pytest.mark.parametrize(
    ("problem", "done", "expected"),
    [
        # the water that the problem says was fouled is one of its places, whoever fouled it and whatever is built there
        ("金山乡管网破损，污水直排清溪河。", "清溪河沿岸3处直排口已封堵。",
         [("金山乡", "township"), ("清溪河", "river")]),
        ("红岩铅锌矿废水经枫林河进入清溪河。", "",
         [("红岩铅锌矿", "mine"), ("枫林河", "river"), ("清溪河", "river")]),
        # where it flows on to is not what the case is about
        ("红岩铅锌矿废水经枫林河汇入清溪河。", "", [("红岩铅锌矿", "mine"), ("枫林河", "river")]),
        ("红岩铅锌矿废水直排枫林河，最终汇入清溪河。", "", [("红岩铅锌矿", "mine"), ("枫林河", "river")]),
        # what is fouled, not who suffers
        ("红岩铅锌矿渗水影响枫林河水质。", "", [("红岩铅锌矿", "mine"), ("枫林河", "river")]),
        ("白桥镇柳塘村鸭棚粪污流入清溪河。", "", [("柳塘村", "village"), ("清溪河", "river")]),
        ("红岩铅锌矿废水流入清溪河。", "清溪河水质已恢复。", [("红岩铅锌矿", "mine"), ("清溪河", "river")]),
        ("石门镇柳塘村一砖厂废水排入清溪河。", "云岭恒拓建材有限公司已立案查处。",
         [("清溪河", "river"), ("云岭恒拓建材有限公司", "enterprise")]),
        ("石门镇污水处理厂臭气扰民，附近柳塘村意见大。", "柳塘村监测未超标。", [("石门镇污水处理厂", "facility")]),
        ("清溪河石门镇柳塘村段岸线堆放弃土。", "", [("清溪河", "river")]),
        ("清溪河石门镇段洪福码头扬尘。", "", [("洪福码头", "facility")]),
        # on the water or its shore: the village says which of them, and is meant as well
        ("云岫湖网箱养殖回潮，石门镇柳塘村水域有网箱46口。", "",
         [("云岫湖", "lake"), ("柳塘村", "village")]),
        ("云岫湖水质恶化，沿湖柳塘村、石桥村生活污水直排。", "",
         [("云岫湖", "lake"), ("柳塘村", "village"), ("石桥村", "village")]),
        # a yard without a name is the firm's; works told only because they suffer; where a reach ends
        ("云岭恒拓建材有限公司厂区东侧固废堆场未覆盖。", "", [("云岭恒拓建材有限公司", "enterprise")]),
        ("清溪河水体发黑，影响下游石门水厂供水。", "", [("清溪河", "river")]),
        ("清溪河虹桥至凤桥之间水面有油花。", "", [("清溪河", "river")]),
        ("红岩铅锌矿收集池满溢，流入清溪河。9月采样，清溪河出境断面砷浓度0.12毫克/升。", "",
         [("红岩铅锌矿", "mine"), ("清溪河", "river"), ("清溪河出境断面", "monitoring_section")]),
        # a section that bears its river's name alone only measures it
        ("红岩铅锌矿废水直排清溪河，清溪河国控断面砷浓度0.12毫克/升。", "",
         [("红岩铅锌矿", "mine"), ("清溪河", "river")]),
        # the firm's outlets and yards are the firm's, those of works the works'
        ("云岭恒拓建材有限公司雨水排口有白色废水外排。", "", [("云岭恒拓建材有限公司", "enterprise")]),
        ("石门镇污水处理厂入河排污口标识牌缺失。", "", [("石门镇污水处理厂", "facility")]),
        ("云岭港务有限公司二号泊位未建封闭料仓。", "", [("云岭港务有限公司", "enterprise")]),
        ("石门镇污水处理厂人工湿地植物枯死。", "", [("石门镇污水处理厂", "facility")]),
        ("石门镇云岭砖厂采坑未回填。", "", [("云岭砖厂", "enterprise")]),
        ("清溪河左岸4个入河排污口未规范设置。", "", [("清溪河", "river")]),
        ("水源地月湖（东川区自来水厂取水口）一级保护区内有人垂钓。", "", [("月湖", "lake")]),
        ("县生活垃圾卫生填埋场渗滤液积存量大。", "", [("县生活垃圾卫生填埋场", "facility")]),
        ("南门社区枫林故道黑臭。", "", [("枫林故道", "river")]),
        ("月湖水质变差。", "建设路、东风路2处直排口已封堵。", [("月湖", "lake")]),
        ("柳塘村一处堆场渗滤液外溢。", "渗滤液抽排至石门污水处理站处理。", [("柳塘村", "village")]),
    ],
)  # fmt: skip
def test_what_takes_in(read: Read, problem: str, done: str, expected: list[tuple[str, str]]) -> None:
    assert subjects(read(problem, done)) == expected
