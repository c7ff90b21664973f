from collections.abc import Callable
from datetime import date

import pytest

from geoapp.cases.metrics import read_assessments, read_metrics
from geoapp.cases.source import Source

MakeSource = Callable[[str], Source]


def values(source: Source) -> list[tuple[float, str]]:
    return [(m.value, m.unit) for m in read_metrics(source, [(0, len(source.text))], date(2025, 11, 5))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "综合指数为3.27，同比下降12.3%；PM2.5平均浓度为35.11微克/立方米",
            [(3.27, ""), (-12.3, "%"), (35.11, "微克/立方米")],
        ),
        ("优良率为88.6%，同比上升8.5％", [(88.6, "%"), (8.5, "％")]),
        (
            "总磷年均值为0.079毫克/升（考核目标0.082毫克/升），较上年同期下降3.66%",
            [(0.079, "毫克/升"), (0.082, "毫克/升"), (-3.66, "%")],
        ),
        ("转运工作已全部完成（7117.016吨），拆除25033平方米", [(7117.016, "吨"), (25033, "平方米")]),
        ("苦草种子24万余斤，共计引水112天，6400亩空斑区", [(24, "万余斤"), (112, "天"), (6400, "亩")]),
        ("清运土方1,234.5立方米", [(1234.5, "立方米")]),
        ("监测噪声为52分贝", [(52, "分贝")]),
        ("夜间噪声为57分贝，超过55分贝的标准限值", [(57, "分贝")]),
        ("颗粒物浓度为36毫克/立方米（排放限值30毫克/立方米）", [(36, "毫克/立方米")]),
        ("总氮高于15毫克/升的排放限值，为19.2毫克/升", [(19.2, "毫克/升")]),
        ("新建管网3.1公里，力争2026年年底前收集率达到75%以上", [(3.1, "公里")]),
        ("收集率达到62%，确保明年提高到70%", [(62, "%")]),
        ("争取2025年总磷降至0.1毫克/升，目前为0.13毫克/升", [(0.13, "毫克/升")]),
        ("计划铺管4公里，截至6月完成率达到35%", [(4, "公里"), (35, "%")]),
        ("查处19份，立案12起，罚款20万元，3家企业，56个排口", []),
        ("2台4蒸吨锅炉，2024年6月18日，GB18918-2002，〔2022〕10号", []),
        ("建成日处理200吨的处理站，年产30万吨", []),
        ("日处理能力3000立方米，设计处理规模1500吨/日", [(3000, "立方米"), (1500, "吨/日")]),
        ("新增日处理能力200吨，日均处理污水860吨", [(200, "吨"), (860, "吨")]),
        ("新增一套日处理120立方米的应急设备，扩建工程（4万吨/日）已通水", [(120, "立方米"), (4, "万吨/日")]),
        ("在线监测日均值超标11天，泵站停运97天", [(11, "天")]),
        ("超过排放限值3.3倍，超《某标准》（DB44/1597-2015）限值1.08倍", [(3.3, "倍"), (1.08, "倍")]),
        ("调节池液位下降1.1米，出水pH稳定在6.9，最大振速0.41cm/s", [(-1.1, "米"), (6.9, ""), (0.41, "cm/s")]),
        ("2025年改造610亩，后续每年改造不少于500亩", [(610, "亩")]),
        ("房屋位于公园范围外180米，涌水流经约200米沟渠", []),
        ("对老街周边2.4公里管网开展检测，上游3公里河段断流，和平桥以南800米河道淤积", [(2.4, "公里"), (3, "公里")]),
        ("该站日处理量达到650吨，地下水位较上年下降0.6米", [(650, "吨"), (-0.6, "米")]),
        ("大桥下游约150米左岸有堆放物，镇里用了9天，开展3天走航监测", []),
        ("临湖1000米退养，距河500米范围内，公示7天，24小时值守，利用8天时间", []),
    ],
)
def test_measured_values_and_nothing_else(source: MakeSource, text: str, expected: list[tuple[float, str]]) -> None:
    assert values(source(text)) == expected


def test_a_change_belongs_to_the_value_before_it_and_the_yardstick_is_no_period(source: MakeSource) -> None:
    text = (
        "2024年甲湖总磷年均值为0.079毫克/升（考核目标0.082毫克/升），较上年同期下降3.66%。今年1-10月均值为0.069mg/L。"
    )
    found = read_metrics(source(text), [(0, len(text))], date(2025, 11, 5))
    assert [m.name for m in found] == ["甲湖总磷年均值", "考核目标", "甲湖总磷年均值同比", "均值"]
    assert [m.period for m in found] == ["2024年", "2024年", "2024年", "今年1-10月"]
    assert all(m.quote.holds_in(text) and f"{m.value:g}".lstrip("-") in m.quote.exact for m in found)


@pytest.mark.parametrize(
    ("text", "section", "verdict"),
    [
        ("2024年甲江入乙江口断面水质已达到省定的Ⅱ类考核要求", "甲江入乙江口断面", "达到省定的Ⅱ类考核要求"),
        ("丙河水质达到或优于Ⅲ类水质", "丙河", "达到或优于Ⅲ类水质"),
        ("对中干渠段水质采样，溶解氧均符合要求", "中干渠段", "均符合要求"),
    ],
)
def test_assessments(source: MakeSource, text: str, section: str, verdict: str) -> None:
    found = read_assessments(source(text), [(0, len(text))])
    assert [(section in a.section, a.verdict) for a in found] == [(True, verdict)]
