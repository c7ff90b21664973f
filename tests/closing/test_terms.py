"""Terms in working days as notices word them, and what looks like one and is none."""

from __future__ import annotations

import pytest

from geoapp.closing import find_term


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("自收到本通报之日起15个工作日内完成整改", 15),
        ("请于接到交办单后10个工作日之内办结", 10),
        ("整改时限：三十个工作日内", 30),
        ("责令该公司二十个工作日以内拆除", 20),
        ("限5个工作日内改正", 5),
        ("要求企业15 个 工作日内补办手续，30个工作日内完成验收", 30),
        ("自方案印发之日起两个工作日内清运完毕", 2),
        ("完成后在官方网站公示5个工作日", None),
        ("公示期为5个工作日内，如有异议请反映", None),
        ("应在10个工作日内报送整改情况", None),
        ("执法人员15个工作日内检查了3次", None),
        ("限15日内改正", None),
        ("限0个工作日内改正", None),
        ("限期整改。15个工作日内无降雨", None),
        ("", None),
    ],
)
def test_terms(words: str, days: int | None) -> None:
    found = find_term(words, [(0, len(words))])
    assert (found.working_days if found else None) == days
    if found:
        assert words[found.start : found.end].endswith("内")


def test_only_the_stretches_of_the_record_count() -> None:
    words = "限5个工作日内改正。乙：限9个工作日内改正。"
    found = find_term(words, [(0, 9)])
    assert found is not None
    assert found.working_days == 5
    assert find_term(words, []) is None
