"""A series' own name over the number of its issue is no title where the work below it has one of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.notices import read

BODY = "\n一、总体情况\n截至月底，各项任务有序推进。\n"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "衡南县审计局\n审计整改结果公告\n2023年第4号（总第21号）\n\n关于2022年度治污资金审计查出问题整改情况的公告\n",
            "关于2022年度治污资金审计查出问题整改情况的公告",
        ),
        (
            "衡阳市整改办\n整改工作月通报\n〔2024〕第5期（总第29期）\n\n关于5月份全市问题整改推进情况的通报\n",
            "关于5月份全市问题整改推进情况的通报",
        ),
        # Nothing below it is called so: the series is all that there is.
        (
            "衡南县审计局\n审计整改结果公告\n2023年第4号（总第21号）\n\n现将整改情况公告如下：\n",
            "衡南县审计局审计整改结果公告",
        ),
        # A title of its own stays, whatever number stands below it.
        (
            "关于衡南县治污资金审计整改结果的公告\n2023年第4号\n\n关于有关情况的说明\n",
            "关于衡南县治污资金审计整改结果的公告",
        ),
    ],
)
def test_title_below_a_series(head: str, title: str) -> None:
    assert read(Path("a.txt"), (head + BODY).encode()).title == title
