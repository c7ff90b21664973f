"""From records to observations: which section, which period, what is a goal and what was observed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from water_making import assessment, metric, notice, quote, record

from geoapp.model import Measure, Record, Water, WaterClass
from geoapp.monitoring import Register, build_register, observations_of

NOTICES = Path(__file__).resolve().parents[3] / "shared" / "notices"


def test_a_value_with_its_target_and_a_year(register: Register) -> None:
    body = "2024年镜湖国控断面总磷年均值为0.079毫克/升（考核目标0.082毫克/升），较上年同期下降3%，水质为Ⅳ类。"
    metrics = (
        metric(body, "镜湖国控断面总磷年均值", 0.079, "毫克/升", "2024年", "镜湖国控断面总磷年均值为0.079毫克/升"),
        metric(body, "考核目标", 0.082, "毫克/升", "2024年", "考核目标0.082毫克/升"),
        metric(body, "镜湖国控断面总磷年均值同比", -3, "%", "2024年", "同期下降3%"),
    )
    said = assessment(body, "国控断面", "为Ⅳ类", "水质为Ⅳ类", "上年")
    value, verdict = observations_of(record(metrics=metrics, assessments=(said,)), notice(body), register)
    assert (value.section_key, value.matched_by, value.item) == ("s/镜湖国控断面", "name", "total_phosphorus")
    assert (value.value, value.unit, value.target) == (0.079, "毫克/升", 0.082)
    assert (value.period.first, value.period.last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert not value.period.inferred
    assert value.quote is not None
    assert value.quote.holds_in(body)
    assert value.target_quote is not None
    assert value.notice_id == "n" * 64
    # 上年 is what it is compared with, not when it was observed
    assert (verdict.section_key, verdict.matched_by) == ("s/镜湖国控断面", "sentence")
    assert (verdict.stated_class, verdict.at_least, verdict.period.first) == (WaterClass.IV, False, date(2024, 1, 1))


def test_this_year_is_taken_from_the_notice_and_the_section_from_the_sentence_before(register: Register) -> None:
    body = "2024年镜湖国控断面总磷达标。今年1-10月总磷浓度均值为0.069mg/L。"
    one = metric(body, "总磷浓度均值", 0.069, "mg/L", "今年1-10月", "总磷浓度均值为0.069mg/L")
    (found,) = observations_of(record(metrics=(one,)), notice(body), register)
    assert (found.section_key, found.matched_by) == ("s/镜湖国控断面", "paragraph")
    assert (found.period.first, found.period.last, found.period.inferred) == (
        date(2025, 1, 1),
        date(2025, 10, 31),
        True,
    )
    (undated,) = observations_of(record(metrics=(one,)), notice(body, None), register)
    assert undated.period.first is None
    assert undated.period.words == "今年1-10月"


def found_in(
    register: Register, body: str, problem: str = "问题", name: str = "总磷均值"
) -> tuple[str | None, str | None, str]:
    one = metric(body, name, 0.05, "mg/L", None, f"{name}0.05mg/L")
    (found,) = observations_of(record(problem, metrics=(one,)), notice(body), register)
    return found.section_key, found.matched_by, found.remark


def test_a_lake_with_one_section_stands_for_it(register: Register) -> None:
    assert found_in(register, "总磷均值0.05mg/L。", "镜湖总磷超标") == ("s/镜湖国控断面", "lake", "")


@pytest.mark.parametrize(
    ("body", "problem", "reason"),
    [
        ("双湖总磷均值0.05mg/L。", "问题", "双湖"),  # two sections in one lake
        ("青溪总磷均值0.05mg/L。", "问题", "青溪"),  # a river is not its section
        ("镜湖国控断面、青溪口总磷均值0.05mg/L。", "问题", "同时"),
        ("坪口断面总磷均值0.05mg/L。", "问题", "坪口断面"),
        ("镜湖国控断面达标，坪口断面总磷均值0.05mg/L。", "问题", "坪口断面"),
        ("青溪达标。总磷均值0.05mg/L。", "镜湖总磷超标", "青溪"),  # the nearest water decides
        ("南嘴镇总磷均值0.05mg/L。", "问题", "上下文"),
        ("镜湖区总磷均值0.05mg/L。", "问题", "上下文"),
        ("总磷均值0.05mg/L。", "某厂废水直排", "上下文"),
        ("镜湖国控断面达标。\n总磷均值0.05mg/L。", "问题", "上下文"),  # another paragraph
    ],
)
def test_what_is_not_certain_is_kept_without_a_section(
    register: Register, body: str, problem: str, reason: str
) -> None:
    key, by, remark = found_in(register, body, problem)
    assert (key, by) == (None, None)
    assert reason in remark


def test_an_unknown_water_in_the_own_words_is_not_swept_into_a_listed_section(register: Register) -> None:
    key, _, remark = found_in(register, "镜湖国控断面达标。黑水河总磷0.05mg/L。", "问题", "黑水河总磷")
    assert key is None
    assert "黑水河" in remark


def test_effluent_is_not_a_section(register: Register) -> None:
    key, _, remark = found_in(register, "镜湖国控断面附近污水厂出水总磷0.05mg/L。", "问题", "污水厂出水总磷")
    assert key is None
    assert "排水" in remark


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        ("镜湖国控断面总磷控制在0.05mg/L以下。", "总磷", "总磷控制在0.05mg/L"),
        ("镜湖国控断面总磷浓度0.05mg/L以下。", "总磷浓度", "总磷浓度0.05mg/L"),
        ("镜湖国控断面总磷下降0.05mg/L。", "总磷下降", "总磷下降0.05mg/L"),
        ("退养面积0.05mg/L。", "退养面积", "退养面积0.05mg/L"),
    ],
)
def test_goals_changes_and_other_things_are_no_observations(
    register: Register, body: str, name: str, words: str
) -> None:
    one = metric(body, name, 0.05, "mg/L", None, words)
    assert observations_of(record(metrics=(one,)), notice(body), register) == []


def test_what_stands_in_a_goal_or_a_measure_is_promised_not_observed(register: Register) -> None:
    body = "目标：镜湖国控断面总磷0.05mg/L，镜湖国控断面达到Ⅲ类。"
    one = metric(body, "总磷", 0.05, "mg/L", None, "总磷0.05mg/L")
    said = assessment(body, "镜湖国控断面", "达到Ⅲ类", "镜湖国控断面达到Ⅲ类")
    whole = quote(body, body)
    goal = Record("问题", {"goal": whole}, metrics=(one,), assessments=(said,))
    assert observations_of(goal, notice(body), register) == []
    measure = Record("问题", {}, measures=(Measure(body, whole),), metrics=(one,), assessments=(said,))
    assert observations_of(measure, notice(body), register) == []


@pytest.mark.parametrize(
    ("body", "place", "verdict", "expected"),
    [
        ("青溪口水质已达到省定的Ⅱ类考核要求。", "青溪口", "达到省定的Ⅱ类考核要求", (WaterClass.II, True, True)),
        ("青溪口水质达到或优于Ⅲ类。", "青溪口", "达到或优于Ⅲ类", (WaterClass.III, True, None)),
        ("青溪口水质未达到Ⅲ类考核要求。", "青溪口", "达到Ⅲ类考核要求", (None, False, False)),
        ("青溪口各项均符合要求。", "青溪口", "均符合要求", (None, False, True)),
        ("青溪口水体无黑臭。", "青溪口", "无黑臭", (None, False, None)),
    ],
)
def test_verdicts(
    register: Register, body: str, place: str, verdict: str, expected: tuple[WaterClass | None, bool, bool | None]
) -> None:
    said = assessment(body, place, verdict, body.rstrip("。"))
    (found,) = observations_of(record(assessments=(said,)), notice(body), register)
    assert found.section_key == "s/青溪入大江口断面"
    assert (found.stated_class, found.at_least, found.reached) == expected
    assert found.stated is not None
    assert verdict in found.stated


def test_an_intention_is_no_verdict(register: Register) -> None:
    body = "确保青溪口水质达到Ⅱ类。"
    said = assessment(body, "青溪口", "达到Ⅱ类", "青溪口水质达到Ⅱ类")
    assert observations_of(record(assessments=(said,)), notice(body), register) == []


def test_the_water_of_a_section_comes_from_its_name_or_its_property(register: Register) -> None:
    waters = {section.name: section.water for section in register.sections.values()}
    assert waters["镜湖国控断面"] is Water.LAKE
    assert waters["青溪入大江口断面"] is Water.RIVER
    assert waters["南嘴断面"] is None


def test_sections_by_exact_name_only(register: Register) -> None:
    for words in ("镜湖国控断面", "镜湖湖心", "镜湖", "s/镜湖国控断面", "镜湖断面"):
        found = register.named(words)
        assert found is not None, words
        assert found.key == "s/镜湖国控断面"
    for words in ("双湖", "青溪", "镜", "湖心", "大江"):
        assert register.named(words) is None, words


@pytest.mark.skipif(not NOTICES.is_dir(), reason="the published notices are not on this machine")
def test_the_published_notices() -> None:
    from geoapp.layers import read_reference
    from geoapp.pipeline import load_world, read_notice
    from geoapp.settings import Settings

    world = load_world(Settings())
    listed = build_register(read_reference("reference:sections"), read_reference("reference:water"))
    seen = []
    for path in sorted(NOTICES.glob("*.txt")):
        extraction = read_notice(path, world)
        for one in extraction.records:
            for found in observations_of(one, extraction.notice, listed):
                assert found.quote is not None
                assert found.quote.holds_in(extraction.notice.text)
                assert (found.section_key is None) == bool(found.remark)
                seen.append(
                    (found.section_key and found.section_key.split("/")[1], found.value, found.target, found.stated)
                )
    assert ("大通湖国控断面", 0.079, 0.082, None) in seen
    assert seen.count(("大通湖国控断面", 0.069, None, None)) == 2
    assert any(place == "桃花江入资江口断面" and "Ⅱ类" in str(stated) for place, _, _, stated in seen)
    assert any(place is None and "优于Ⅲ类" in str(stated) for place, _, _, stated in seen)
    assert any(place is None and stated == "均符合要求" for place, _, _, stated in seen)
