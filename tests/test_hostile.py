"""Patterns that meet hostile text take the time of its length: four times the text never costs nine times as much.

Time is the process's own, and a single slow measurement proves nothing on a busy machine.
"""

from __future__ import annotations

import re
import time
from importlib import import_module

import pytest

SHORT, LONG = 2_000, 8_000
QUICK_S = 0.003
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
    ("cases.genres.inspection_bulletin", "_PLACE", "一"),
    ("cases.glued", "_DASHED", "-"),
    ("cases.grids", "_BAR", "\n"),
    ("cases.grids", "_WIDE_BAR", "\n"),
    ("cases.metrics", "_MEASURED", "1"),
]


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


@pytest.mark.parametrize(("module", "name", "unit"), WATCHED)
def test_a_pattern_takes_the_time_of_its_text(module: str, name: str, unit: str) -> None:
    assert not grows(getattr(import_module(f"geoapp.{module}"), name), unit)


def test_a_quadratic_pattern_would_be_found() -> None:
    assert grows(re.compile(r"\s*月"), " ")
