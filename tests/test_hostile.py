"""Texts written to make a pattern run for hours cost about as much more as they are longer.

Time is the process's own and only a growth far beyond linear fails: twice the text of a quadratic pattern costs four
times as much, and here it is four times the text.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geoapp.pipeline import World, load_world, read_notice
from geoapp.settings import Settings

ROOMS = ("notices", "cases", "places", "monitoring")
UNITS = (" ", "\n", "\t", "1", "一", "的", "（", "《", "、", "，", "月", "年", "1月", "1 ", "2024年", "镇", "公司",
         "-", "—", "已", "预计", "|", "甲、", "第")  # fmt: skip
# Used by ``fullmatch`` or at one place only, where they are linear: no search starts anew at each character.
AT_ONE_PLACE = {"cases.cells._TYPED", "cases.dates._JOIN", "cases.genres.inspection_bulletin._NAMELESS"}
SHORT, LONG = 2_000, 8_000
QUICK_S = 0.02
GROWTH = 9.0


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that stands in a module of the reading rooms, also within tables."""
    for room in ROOMS:
        package = importlib.import_module(f"geoapp.{room}")
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for name, value in vars(importlib.import_module(module.name)).items():
                yield from ((f"{module.name[7:]}.{name}", found) for found in _within(value, 3))


def _within(value: object, depth: int) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth and isinstance(value, dict):
        yield from (found for item in value.values() for found in _within(item, depth - 1))
    elif depth and isinstance(value, tuple | list):
        yield from (found for item in value for found in _within(item, depth - 1))


def spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def grows(work: Callable[[int], object]) -> bool:
    """True when four times the text costs far more than four times the time, twice over: a busy machine is no proof."""
    for _ in range(2):
        short = spent(lambda: work(SHORT))
        if short < QUICK_S or spent(lambda: work(LONG)) < GROWTH * short:
            return False
    return True


def search_all(pattern: re.Pattern[str], unit: str, size: int) -> None:
    text = (unit * size)[:size] + "\x01"
    for _ in pattern.finditer(text):
        pass


def test_every_pattern_takes_the_time_of_its_text() -> None:
    known = {pattern: name for name, pattern in patterns()}
    assert len(known) > 200
    slow = [
        (name, unit)
        for pattern, name in known.items()
        if name not in AT_ONE_PLACE
        for unit in UNITS
        if grows(lambda size, pattern=pattern, unit=unit: search_all(pattern, unit, size))  # type: ignore[misc]
    ]
    assert slow == []


def test_the_test_finds_a_quadratic_pattern() -> None:
    assert grows(lambda size: search_all(re.compile(r"\s*月"), " ", size))
    assert not grows(lambda size: search_all(re.compile(r"(?=\d)\d++月"), "1", size))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return load_world(Settings(folder=tmp_path_factory.mktemp("w")))


@pytest.mark.parametrize(
    "unit", [" ", "\n", "一", "年", "2024年", "公司", "镇", "销号", "预计", "，未", "问题1：\n", "甲、"]
)
def test_a_notice_takes_the_time_of_its_text(unit: str, world: World) -> None:
    def read(size: int) -> None:
        body = (unit * size)[: size // 2]
        text = f"某县整改情况的通报\n{body}\n问题1：甲河污染。\n整改情况：{body}\n问题2：乙河污染。"
        read_notice(Path("x.txt"), world, text.encode())

    read(200)
    assert not grows(read)
