"""Titles of cases from the first words of their problems."""

from __future__ import annotations

import pytest

from geoapp.model import headline


@pytest.mark.parametrize(
    ("problem", "limit", "title"),
    [
        ("甲河有垃圾。乙河也有。", 32, "甲河有垃圾"),
        ("甲河有垃圾\n第二行", 32, "甲河有垃圾"),
        ("  甲河有垃圾；沿岸养鸭", 32, "甲河有垃圾"),
        ("对甲湖退养转型的监督指导不足，对季节性面源污染监管不够", 20, "对甲湖退养转型的监督指导不足…"),
        ("短，但后面没有任何停顿的一句长话就在这里截断", 12, "短，但后面没有任何停顿…"),
        ("", 32, ""),
    ],
)
def test_the_first_sentence_is_the_title(problem: str, limit: int, title: str) -> None:
    assert headline(problem, limit) == title
    assert len(title) <= limit
