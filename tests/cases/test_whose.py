"""Which county a problem lies in where its notice does not say, or says it of several."""

from __future__ import annotations

from collections.abc import Callable

from geoapp.cases import extract
from geoapp.model import Notice, UnitTable

COPY = """一、整改问题
安陆市榆园砂场露天堆存，扬尘污染。
二、整改措施
安陆市督促覆盖。安陆市加强巡查。
"""
ELSEWHERE = """一、“安陆市榆园砂场扬尘”问题
（一）整改问题
安陆市榆园砂场露天堆存，安陆市巡查不力，扬尘污染。
（二）整改完成情况
安陆市榆园砂场已覆盖，安陆市已验收。
二、“云梦县柳塘砖厂冒烟”问题
（一）整改问题
云梦县柳塘砖厂烟气超标。
（二）整改完成情况
已更换除尘设备。
"""
PROVINCE = """省生态环境保护督察反馈意见（26-1）整改措施完成情况公示表
湖北省住房和城乡建设厅
反馈问题 | 二十六、镇级污水处理设施管理有待加强。 |
核查情况 | 安陆市棠棣镇、房县某镇污水处理厂进水浓度偏低。 |
整改目标 | 健全运行监管机制。 |
整改措施 | “一厂一策”推进整改。 |
整改主要工作及成效 | 改造管网3公里，完成整改。 |
"""


def counties(words: str, units: UnitTable, notice: Callable[..., Notice]) -> list[str | None]:
    return [record.county for record in extract(notice(words, "整改完成情况公示"), units).records]


def test_a_guessed_county_yields_to_the_one_that_a_problem_opens_with(
    units: UnitTable, notice: Callable[..., Notice]
) -> None:
    assert counties(ELSEWHERE, units, notice) == ["安陆市", "云梦县"]
    assert counties(COPY, units, notice) == ["安陆市"]


def test_what_a_province_s_report_names_is_not_the_problem_s_county(
    units: UnitTable, notice: Callable[..., Notice]
) -> None:
    assert counties(PROVINCE, units, notice) == [None]


QUARTER = """宜昌市生态环境保护委员会办公室
宜昌市督察反馈问题整改清单
1.反馈问题：夷陵东区老化工厂地块渗漏。
整改目标：完成治理。
整改措施：建设阻隔墙。
整改时限：2027年12月底
"""


def test_a_quarter_lies_in_the_county_by_which_it_is_called(units: UnitTable, notice: Callable[..., Notice]) -> None:
    """夷陵东区 is no county of its own: it lies in 夷陵区."""
    assert counties(QUARTER, units, notice) == ["夷陵区"]
