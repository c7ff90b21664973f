"""Patterns that meet hostile text take the time of its length: four times the text never costs nine times as much.

Time is the process's own, and a single slow measurement proves nothing on a busy machine.
"""

from __future__ import annotations

import re
import time
from importlib import import_module
from pathlib import Path

import pytest

from geoapp.cases import extract
from geoapp.notices import read
from geoapp.places import load_units

SHORT, LONG = 2_000, 8_000
QUICK_S = 0.003
DULL_S = 0.01
GROWTH = 9.0
# Module, pattern, and what it would once start anew at each character of.
WATCHED = [
    ("notices.dates", "_MENTION", " "),
    ("notices.dates", "_AFTERWORD", " "),
    ("cases.dates", "_WRITTEN", " "),
    ("cases.dates", "_MONTHS_RANGE", " "),
    ("cases.dates", "_MONTHS_RANGE", "1 "),
    ("cases.dates", "_DAY_ONLY", " "),
    ("cases.incidents", "SOMETHING", "一"),
    ("cases.tellings", "_PLACE", "一"),
    ("cases.glued", "_DASHED", "-"),
    ("cases.grids", "_BAR", "\n"),
    ("cases.grids", "_WIDE_BAR", "\n"),
    ("cases.metrics", "_MEASURED", "1"),
    ("cases.building", "_STEP_UNIT", "由某局和"),
    ("cases.building", "_STEP_UNIT", "(某局、某镇"),
    ("cases.cells", "_AIM", "达到"),
    ("cases.tellings", "_FOUND", "暗访发现,"),
    ("cases.labels", "_CITED", "反馈问题"),
    ("cases.labels", "_LABEL_END", "】"),
]
# Whole documents of one thing over and over, each below a title of its genre; length in characters of the shorter one.
DOCUMENTS = {
    "lines of a word": ("某县整改情况的公示", "一\n", 24_000),
    "counters": ("某县整改情况的公示", "（一）\n", 24_000),
    "one line of counties": ("某县整改情况的公示", "赫山区、", 24_000),
    "one line of names": ("某县整改进展情况的通报", "赫山区沧水铺镇金山村志溪河污水处理厂", 24_000),
    "coordinates": ("某县整改情况的公示", "东经112度", 48_000),
    "numerals": ("某县整改情况的公示", "一二三四五六七八九十", 48_000),
    "brackets": ("某县整改情况的公示", "[", 48_000),
    "titles that run into heads": ("某县整改情况的公示", "清单序号问题，", 12_000),
    "finds": ("某州督察工作简报第3期", "暗访发现，", 24_000),
    "fields": ("某市整改任务清单", "整改目标\n整改措施\n整改时限\n", 12_000),
    "rows of a glued table that never go on": (
        "某市群众信访举报转办和边督边改公开情况一览表（第8批）序号受理编号交办问题基本情况行政区域污染类型调查核实情况是否属实"
        "处理和整改情况责任人被处理情况办结情况1D3AB202106070012某区某镇某厂冒烟。某区大气经查未安装设施。属实责令停产。无阶段性办结",
        "1、D410020210416001。某县一瓷厂烧窑冒烟、气味难闻。污染类型：大气。经查，现场无异味。不属实。未问责。已办结。",
        3_000,
    ),
    "problems": ("某县整改进展情况的通报", "问题三：某河超标。\n整改情况：已完成。\n", 12_000),
}


def grows(pattern: re.Pattern[str], unit: str) -> bool:
    """True when it is slow and grows beyond its text, three times over."""

    def spent(size: int) -> float:
        text = (unit * size)[:size] + "\x01"
        begun = time.process_time()
        for _ in pattern.finditer(text):
            pass
        return time.process_time() - begun

    for _ in range(3):
        short = spent(SHORT)
        if short < QUICK_S or spent(LONG) < GROWTH * short:
            return False
    return True


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_takes_the_time_of_its_text(name: str, tmp_path: Path) -> None:
    """Twice the text costs at most three and a half times as much, once in three tries."""
    title, unit, size = DOCUMENTS[name]
    units = load_units()

    def spent(length: int) -> float:
        path = tmp_path / f"{length}.txt"
        path.write_text(f"{title}\n\n{(unit * length)[:length]}", encoding="utf-8")
        notice = read(path)
        begun = time.process_time()
        extract(notice, units)
        return time.process_time() - begun

    spent(100)  # tables are made on first use
    assert any(spent(2 * size) < 3.5 * max(spent(size), DULL_S) for _ in range(3))


@pytest.mark.parametrize(("module", "name", "unit"), WATCHED)
def test_a_pattern_takes_the_time_of_its_text(module: str, name: str, unit: str) -> None:
    assert not grows(getattr(import_module(f"geoapp.{module}"), name), unit)


def test_a_quadratic_pattern_would_be_found() -> None:
    assert grows(re.compile(r"\s*月"), " ")
