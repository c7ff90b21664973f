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
UNKNOWN = "本县空气质量日报：今日优。"


@pytest.mark.parametrize(
    ("words", "reason"),
    [(COUNTS, "only_counts"), (VISIT, "only_activity"), (UNKNOWN, "genre_unknown")],
)
def test_a_text_without_cases_says_why(
    units: UnitTable, notice: Callable[..., Notice], words: str, reason: str
) -> None:
    told = notice(words, "某市要闻")
    found = extract(told, units)
    assert not found.records
    assert found.warnings[0] == text(f"cases.{reason}", title=told.title)
