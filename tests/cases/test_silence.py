"""A text without cases says what it tells instead: counts of petitions, a visit, or nothing that is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.cases import extract
from geoapp.model import Notice, UnitTable
from geoapp.texts import text

COUNTS = """4月10日，省督察组向我市移交第十二批群众信访举报件19件。按县分：桂阳县3件，宜章县3件，永兴县2件。
截至4月10日，累计移交203件，已办结141件，阶段性办结37件。"""
VISIT = """6月3日，副县长一行到城东片区调研环保督察整改工作，现场查看了污水处理厂运行情况。
他强调，要压实责任，加快进度，确保按期完成整改任务。"""
CHECKED = """检查组一行来到花地村一养猪场，查看发酵床运作情况，随后到场边沟渠查看粪污水是否存在违法偷排情况。
检查组指出，要落实主体责任，并要求各责任单位严格对照环境问题清单再梳理、再检查。"""
COUNTED = """全市环保督察整改推进会召开。会议指出，截至7月10日，共交办我市信访件224件，已办结203件，21件尚未办结。
办理过程中，责令整改44家，立案处罚74家。"""
UNKNOWN = "本县空气质量日报：今日优。"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (COUNTS, "only_counts"),
        (VISIT, "only_activity"),
        (CHECKED, "only_activity"),
        (COUNTED, "only_counts"),
        (UNKNOWN, "genre_unknown"),
    ],
)
def test_a_text_without_cases_says_why(
    units: UnitTable, notice: Callable[..., Notice], words: str, reason: str
) -> None:
    told = notice(words, "某市要闻")
    found = extract(told, units)
    assert not found.records
    assert found.warnings[0] == text(f"cases.{reason}", title=told.title)
