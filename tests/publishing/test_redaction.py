"""What counts as personal, what does not, and that blanking never moves a letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.model import BadDefinition, Kind
from geoapp.pipeline.redaction import FILE, Treatment, load_policy
from tests.maps.wall.conftest import make_feature

POLICY = load_policy()


@pytest.mark.parametrize(
    ("words", "hidden"),
    [
        ("联系电话：0737-4222222。", "0737-4222222"),
        ("联系电话：（0737）4222222。", "（0737）4222222"),
        ("手机13800138000，请来电", "13800138000"),
        ("手机 138 0013 8000", "138 0013 8000"),
        ("热线12369-1", "12369-1"),
        ("邮箱 hb_2025@yiyang.gov.cn 收", "hb_2025@yiyang.gov.cn"),
        ("身份证430903199001011234", "430903199001011234"),
        ("信访人：刘德元，反映该厂夜间排污。", "刘德元"),
        ("举报人张某某反映噪声扰民", "张某某"),
        ("信访人：刘德元反映该厂扰民", "刘德元"),
        ("联系人 欧阳修，", "欧阳修"),
        ("李先生来电称", "李"),
        ("村民王小明反映养殖场臭气", "王小明"),
        ("业主陈芳、等投诉油烟", "陈芳"),
    ],
)
def test_people_are_blanked(words: str, hidden: str) -> None:
    blanked = POLICY.blank(words)
    assert hidden not in blanked
    assert len(blanked) == len(words)
    kept = words.replace(hidden, "")
    assert all(letter in blanked for letter in kept if not letter.isspace())


@pytest.mark.parametrize(
    "words",
    [
        "志溪河总磷年均值0.079毫克/升，2025年12月31日前完成整改。",
        "赫山区沧水铺镇金山村一家废旧塑料造粒生产企业私设暗管。",
        "周边群众反映强烈，石门县、高新区、马迹塘镇共12345678.5立方米。",
        "中央环保督察第X2HN202511230045号信访件",
        "湘环评〔2023〕12号；430903000123",
        "居民区周边环境明显改善，村民满意度提高。",
    ],
)
def test_what_names_nobody_stays(words: str) -> None:
    assert POLICY.blank(words) == words


@given(st.text(max_size=200), st.lists(st.tuples(st.integers(-5, 250), st.integers(-5, 250)), max_size=4))
def test_blanking_keeps_every_offset(words: str, spans: list[tuple[int, int]]) -> None:
    blanked = POLICY.blank(words, spans, ["反映", "1"])
    assert len(blanked) == len(words)
    assert all(after in (before, POLICY.replacement) for before, after in zip(words, blanked, strict=True))
    whole = POLICY.blank(words, [(0, len(words))])
    assert all(letter == POLICY.replacement or letter.isspace() for letter in whole)


def test_the_strictest_rule_counts() -> None:
    both = make_feature(1, 112.0, 28.0, problem="饮用水水源地内的放射性废物未清运")
    rule = POLICY.rule_for(both)
    assert rule is not None
    assert rule.treatment is Treatment.WITHHOLD
    assert POLICY.rule_for(make_feature(2, 112.0, 28.0)) is None
    assert POLICY.rule_for(make_feature(3, 112.0, 28.0, kind=Kind.RADIATION)) is not None


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("schema ", "shema ", "shema"),
        ('replacement = "■"', 'replacement = "删除"', "replacement"),
        ('treatment = "withhold"', 'treatment = "hide"', "hide"),
        ('kinds     = ["radiation"]', 'kinds     = ["radio"]', "radio"),
        ("[personal]", "[personel]", "personel"),
    ],
)
def test_a_wrong_rule_file_is_named_with_the_reason(tmp_path: Path, old: str, new: str, named: str) -> None:
    written = FILE.read_text(encoding="utf-8")
    assert old in written
    (tmp_path / "publication.toml").write_text(written.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadDefinition, match=named) as caught:
        load_policy(tmp_path)
    assert str(tmp_path) in str(caught.value)
