"""The class of a section, units, targets, and the standard as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.model import BadDefinition, UsageError, Water, WaterClass
from geoapp.monitoring import (
    classify,
    convert,
    judge_item,
    load_standard,
    reaches_class,
    reaches_value,
    read_class,
)
from geoapp.monitoring.standard import FILE

LAKE, RIVER = Water.LAKE, Water.RIVER


def test_the_published_check_total_phosphorus_of_a_lake() -> None:
    found = classify({"总磷": (0.079, "mg/L")}, LAKE)
    assert (found.water_class, found.deciding) == (WaterClass.IV, ("total_phosphorus",))
    assert found.items["total_phosphorus"].limit == 0.1
    assert classify({"总磷": (0.079, "mg/L")}, RIVER).water_class is WaterClass.II


@pytest.mark.parametrize(
    ("item", "value", "water", "expected"),
    [
        ("总磷", 0.05, LAKE, WaterClass.III),  # equal to the limit still meets it
        ("总磷", 0.0500001, LAKE, WaterClass.IV),
        ("总磷", 0.01, LAKE, WaterClass.I),
        ("总磷", 0.2, LAKE, WaterClass.V),
        ("总磷", 0.21, LAKE, WaterClass.WORSE),
        ("总磷", 0.4, RIVER, WaterClass.V),
        ("溶解氧", 7.5, RIVER, WaterClass.I),
        ("溶解氧", 4.9, RIVER, WaterClass.IV),
        ("溶解氧", 1.9, RIVER, WaterClass.WORSE),
        ("pH", 6.0, RIVER, WaterClass.I),
        ("pH", 9.1, RIVER, WaterClass.WORSE),
        ("COD", 15, RIVER, WaterClass.I),
        ("高锰酸盐指数", 6.1, RIVER, WaterClass.IV),
        ("氨氮", 1.0, RIVER, WaterClass.III),
        ("汞", 0.0001, RIVER, WaterClass.III),
    ],
)
def test_limits(item: str, value: float, water: Water, expected: WaterClass) -> None:
    known = load_standard().item(item)
    assert known is not None
    assert judge_item(known, value, known.unit, water).water_class is expected


def test_every_item_is_met_at_its_own_limits_and_worse_beyond_the_last() -> None:
    for item in load_standard().items.values():
        for water, limits in item.limits.items():
            if item.sense == "between":
                continue
            step = -1e-9 if item.sense == "at_least" else 1e-9
            for rank, limit in enumerate(limits):
                found = judge_item(item, limit, item.unit, water).water_class
                assert found is not None
                assert limits.index(limit) == found.rank <= rank, item.id
            assert judge_item(item, limits[-1] + step, item.unit, water).water_class is WaterClass.WORSE


def test_the_single_worst_item_decides_and_three_items_do_not_count() -> None:
    values = {
        "氨氮": (0.4, "mg/L"),
        "总磷": (0.35, "mg/L"),
        "总氮": (9.0, "mg/L"),
        "粪大肠菌群": (90_000, "个/L"),
        "水温": (31.0, "℃"),
    }
    found = classify(values, RIVER)
    assert (found.water_class, found.deciding) == (WaterClass.V, ("total_phosphorus",))
    assert found.items["total_nitrogen"].water_class is None
    assert found.items["total_nitrogen"].remark
    assert found.items["faecal_coliforms"].water_class is WaterClass.WORSE
    assert not found.items["faecal_coliforms"].counted
    in_lake = classify({"总氮": (9.0, "mg/L"), "氨氮": (0.4, "mg/L")}, LAKE)
    assert in_lake.items["total_nitrogen"].water_class is WaterClass.WORSE
    assert in_lake.water_class is WaterClass.II


def test_antimony_stands_in_another_table_and_decides_no_class() -> None:
    found = classify({"锑": (0.02, "mg/L"), "氨氮": (0.4, "mg/L")}, RIVER)
    assert found.water_class is WaterClass.II
    antimony = found.items["antimony"]
    assert (antimony.water_class, antimony.counted) == (None, False)
    assert "0.005" in antimony.remark
    assert "表3" in antimony.remark


def test_two_items_can_decide_together_and_nothing_counted_means_no_class() -> None:
    both = classify({"氨氮": (1.2, "mg/L"), "化学需氧量": (25, "mg/L")}, RIVER)
    assert set(both.deciding) == {"ammonia_nitrogen", "cod"}
    assert classify({"总氮": (1.2, "mg/L")}, LAKE).water_class is None
    assert classify({}, LAKE).deciding == ()


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (79, "μg/L", "mg/L", 0.079),
        (79, "µg/L", "mg/L", 0.079),
        (79, "ug/L", "mg/L", 0.079),
        (79, "微克/升", "mg/L", 0.079),
        (0.079, "毫克／升", "mg/L", 0.079),
        (0.079, "MG / l", "mg/L", 0.079),
        (0.3, "ng/L", "mg/L", 3e-7),
        (300, "个/100mL", "个/L", 3000),
        (7.2, None, "", 7.2),
    ],
)
def test_units(value: float, unit: str | None, to: str, expected: float) -> None:
    assert convert(value, unit, to) == expected


@pytest.mark.parametrize("unit", ["mg/kg", "吨", None, "mg/m3"])
def test_a_unit_that_does_not_fit_is_named(unit: str | None) -> None:
    with pytest.raises(UsageError, match=r"0\.3.*mg/L"):
        convert(0.3, unit, "mg/L")


def test_unknown_and_repeated_items_are_refused() -> None:
    with pytest.raises(UsageError, match=r"玄素.*总磷"):
        classify({"玄素": (1, "mg/L")}, RIVER)
    with pytest.raises(UsageError, match=r"总磷.*两次"):
        classify({"总磷": (1, "mg/L"), "TP": (1, "mg/L")}, RIVER)


def test_targets() -> None:
    phosphorus, oxygen = load_standard().items["total_phosphorus"], load_standard().items["dissolved_oxygen"]
    assert reaches_value((0.079, "毫克/升"), (0.082, "mg/L"), phosphorus)
    assert reaches_value((82, "ug/L"), (0.082, "mg/L"), phosphorus)
    assert not reaches_value((83, "ug/L"), (0.082, "mg/L"), phosphorus)
    assert reaches_value((6, "mg/L"), (5, "mg/L"), oxygen)
    assert reaches_class(WaterClass.II, WaterClass.III)
    assert not reaches_class(WaterClass.WORSE, WaterClass.V)


@pytest.mark.parametrize(
    ("words", "expected", "at_least"),
    [
        ("水质为Ⅳ类", WaterClass.IV, False),
        ("IV类水", WaterClass.IV, False),
        ("四类", WaterClass.IV, False),
        ("达到或优于Ⅲ类水质", WaterClass.III, True),
        ("劣Ⅴ类", WaterClass.WORSE, False),
        ("达到省定的Ⅱ类考核要求", WaterClass.II, True),
    ],
)
def test_classes_in_words(words: str, expected: WaterClass, at_least: bool) -> None:
    found = read_class(words)
    assert found is not None
    assert (found.water_class, found.at_least) == (expected, at_least)


@pytest.mark.parametrize("words", ["Ⅱ类、Ⅲ类", "均符合要求", "劣Ⅳ类", "这类问题"])
def test_words_that_state_no_single_class(words: str) -> None:
    assert read_class(words) is None


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("甲断面总磷指标年均值", "total_phosphorus"),
        ("CODMn", "permanganate_index"),
        ("高锰酸盐指数浓度", "permanganate_index"),
        ("铅浓度", "lead"),
        ("铅笔产量", None),
        ("STPX", None),
        ("水体pH值", "ph"),
    ],
)
def test_items_in_names(words: str, item: str | None) -> None:
    found = load_standard().item_in(words)
    assert (found.id if found else None) == item


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("schema = 1", "schema = 2"),
        ("limits = [2.0, 4.0, 6.0, 10.0, 15.0]", "limits = [2.0, 4.0, 6.0, 10.0]"),
        ("limits = [2.0, 4.0, 6.0, 10.0, 15.0]", "limits = [4.0, 2.0, 6.0, 10.0, 15.0]"),
        ('sense = "at_least"', 'sense = "about"'),
        ('id = "cod"', 'ident = "cod"'),
        ("limits = [2.0,", "limits = 2.0,"),
    ],
)
def test_a_wrong_standard_file_is_named(tmp_path: Path, before: str, after: str) -> None:
    words = FILE.read_text(encoding="utf-8")
    assert before in words
    wrong = tmp_path / "标准.toml"
    wrong.write_text(words.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(BadDefinition, match=r"标准\.toml"):
        load_standard(wrong)
