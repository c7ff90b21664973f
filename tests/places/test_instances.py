"""A problem that names no more than a kind of things, and a result that names some of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.model import Record, Role

Read = Callable[..., Record]


def subjects(record: Record) -> list[str]:
    return [site.name for site in record.sites if site.role is Role.SUBJECT]


@pytest.mark.parametrize(
    ("problem", "done", "expected"),
    [
        # of whose kind the problem speaks, whatever was done to it; the towns say where
        (
            "白桥镇、石门镇6座小水电站未泄放生态流量。",
            "桃源电站、金盆电站已安装监控；柳湾电站发电设备已封存。",
            ["桃源电站", "金盆电站", "柳湾电站"],
        ),
        ("白桥镇、石门镇砖厂烟气超标。", "石家坳砖厂已更换脱硫塔。", ["石家坳砖厂"]),
        ("白桥镇柳塘村关停煤矿矿坑裸露。", "柳塘村煤矿覆土复绿46亩。", ["柳塘村煤矿"]),
        # the banks say no more than where
        ("清溪河东川段沿岸白桥镇、石门镇仍有2处砂石码头。", "洪福码头、黄泥码头已拆除。", ["洪福码头", "黄泥码头"]),
        ("清溪河东川段洪福、黄泥、石嘴三处码头岸线未复绿。", "", ["洪福", "黄泥", "石嘴"]),
        ("白桥镇、石门镇烟花爆竹企业废水未收集。", "金生花炮厂、庆泰花炮厂已完成整改。", ["金生花炮厂", "庆泰花炮厂"]),
        # the mines of both towns, and none of them is called so
        ("白桥镇、石门镇煤矿关闭后涌水外溢。", "", ["白桥镇", "石门镇"]),
        ("白桥镇、石门镇锰矿渣库未治理。", "", ["白桥镇", "石门镇"]),
        ("白桥镇下坪锰矿历史遗留矿坑积水。", "下坪锰矿矿坑已回填。", ["下坪锰矿"]),
        ("足洞矿区尾水超标，影响清溪河水质。", "清溪河水质达标。", ["足洞矿区", "清溪河"]),
        # of another kind: the towns stay what the case is about
        ("白桥镇、石门镇养殖粪污直排。", "桃源电站已安装监控。", ["白桥镇", "石门镇"]),
        # where it was done, beside what the problem names
        ("红岩铅锌矿废渣未治理。", "柳塘村、石桥村废渣治理工程已完工，清溪桥断面达标。", ["红岩铅锌矿"]),
        # what the result names is smaller than a town
        ("白桥镇、石门镇部分砂石码头扬尘。", "洪福码头已覆盖。", ["洪福码头"]),
        # the works of each town of the list
        (
            "白桥镇、石门镇污水处理厂进水浓度低。",
            "白桥镇污水处理厂浓度121毫克/升。",
            ["石门镇污水处理厂", "白桥镇污水处理厂"],
        ),
        # what the inquiry calls by its registered name is what the complaint called by its town
        (
            "东川区白桥镇垃圾填埋场渗滤液外溢。",
            "经核查，反映的填埋场为东川区生活垃圾填埋场，渗滤液已抽回。",
            ["东川区生活垃圾填埋场"],
        ),
        ("清溪河水体镉超标，上游历史遗留废石堆未整治。", "对朱砂坑废石堆覆土绿化。", ["清溪河", "朱砂坑废石堆"]),
        ("白桥镇柳塘村养猪场粪污直排。", "涉事养殖场已停养。", ["柳塘村"]),
    ],
)
def test_what_the_result_names(read: Read, problem: str, done: str, expected: list[str]) -> None:
    assert subjects(read(problem, done)) == expected
