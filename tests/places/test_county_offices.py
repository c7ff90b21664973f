"""How county offices speak of places: lists of towns, waters that take in, works of towns. Invented names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import Record, Role

Read = Callable[..., Record]


def subjects(record: Record) -> list[str]:
    return [site.name for site in record.sites if site.role is Role.SUBJECT]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # several towns cannot be the address of one thing
        ("白桥镇、石门镇农村生活污水处理设施不能正常运行。", ["白桥镇", "石门镇"]),
        ("白桥镇、石门镇青龙河沿岸禁养区内仍有9户养殖户未退养。", ["白桥镇", "石门镇"]),
        ("白桥镇与石门镇畜禽养殖污染突出，养殖废水经沟渠汇入青龙河。", ["白桥镇", "石门镇", "青龙河"]),
        # … nor where anything smaller is named
        ("白桥镇和石门镇部分老旧小区生活污水直排，东川区第一污水处理厂进水浓度低。", ["东川区第一污水处理厂"]),
        # … unless they only say where something else is
        ("青龙河流经白桥镇、石门镇，沿线生活污水直排。", ["青龙河"]),
        ("位于白桥镇、石门镇交界处的红岩采石场越界开采。", ["红岩采石场"]),
        ("白桥镇、石门镇境内的红岩水库违规养殖。", ["红岩水库"]),
        # where waste ends up, and what became of it
        ("白桥镇污水处理厂主管网破损，大量生活污水溢流进入青龙河。", ["白桥镇污水处理厂", "青龙河"]),
        ("红岩铅锌矿矿涌水经沟渠汇入青龙河。", ["红岩铅锌矿", "青龙河"]),
        ("红岩铅锌矿废水流入青龙河，河水发黑发臭。", ["红岩铅锌矿", "青龙河"]),
        ("白桥镇柳塘村养猪场粪污经沟渠汇入青龙河，河水发黑。", ["柳塘村", "青龙河"]),
        ("红岩铅锌矿废水直排青龙河。", ["红岩铅锌矿", "青龙河"]),
        ("红岩铅锌矿废水直排青龙河，河水变色。", ["红岩铅锌矿", "青龙河"]),
        ("作坊废水直排青龙河。", ["青龙河"]),
        ("红岩铅锌矿废水经暗管排入青龙河。", ["红岩铅锌矿", "青龙河"]),
        ("红岩铅锌矿废渣随雨水进入青龙河。", ["红岩铅锌矿", "青龙河"]),
        # ditches without a name, zones of a water, quarters of a town
        ("渣场截排水沟破损，厂区导排沟淤积，青龙河一级保护区内仍有农家乐。", ["青龙河"]),
        ("白桥镇老城区有13个雨污混流口直排。", ["白桥镇"]),
        ("青龙河长期超标。", ["青龙河"]),
        ("养殖废水经明渠排放，农灌渠淤积。", []),
        ("白桥镇、石门镇、杉木乡三镇垃圾乱堆。", ["白桥镇", "石门镇", "杉木乡"]),
        ("双井村、柳塘村两个村的生活污水直排。", ["双井村", "柳塘村"]),
        ("红岩水库大坝右侧渗漏。", ["红岩水库"]),
        ("沿青龙河两岸的龙塘砂场未落实抑尘措施。", ["龙塘砂场"]),
        ("青龙河口社区垃圾乱堆。", ["青龙河口社区"]),
        ("红岩灌区左干渠污水直排。", ["红岩灌区左干渠"]),
        ("白桥镇农村千人以上饮用水水源地保护区未划定。", ["白桥镇"]),
        ("白桥镇红峰水泥厂粉尘大，厂区周边都是灰。", ["红峰水泥厂"]),
        ("白桥镇、石门镇关闭煤矿涌水问题突出。", ["白桥镇", "石门镇"]),
        ("东川某环保科技公司将印染污泥倾倒在白桥镇柳塘村外滩。", ["柳塘村"]),
        # the dyke of a river only says where
        ("白桥镇柳塘村青龙河大堤外堆放印染污泥。", ["柳塘村"]),
    ],
)  # fmt: skip
def test_what_the_case_is_about(read: Read, problem: str, expected: list[str]) -> None:
    assert subjects(read(problem)) == expected


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("完成狮子坪、望月冲两处渣场防渗膜修复。", ["狮子坪", "望月冲"]),
        ("狮子坪、望月冲、打鼓坳3个采石场越界开采。", ["狮子坪", "望月冲", "打鼓坳"]),
        ("白桥镇柳塘村、石门镇双井村两处垃圾堆放点渗滤液外溢。", ["柳塘村", "双井村"]),
    ],
)
def test_lists_that_are_counted(read: Read, problem: str, expected: list[str]) -> None:
    assert subjects(read(problem)) == expected


def test_works_and_their_firm_are_one(read: Read) -> None:
    told = read("白桥镇红峰水泥厂粉尘大。", "经查，该企业为东川区红峰水泥有限公司，红峰水泥已建成封闭大棚。")
    (firm,) = [site for site in told.sites if site.role is Role.SUBJECT]
    assert firm.name == "红峰水泥厂"
    assert "东川区红峰水泥有限公司" in firm.aliases
