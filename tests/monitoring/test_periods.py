"""Periods as printed."""

from __future__ import annotations

from datetime import date

import pytest

from geoapp.model import Precision
from geoapp.monitoring import read_period

ISSUED = date(2025, 10, 31)


@pytest.mark.parametrize(
    ("words", "first", "last", "precision", "inferred"),
    [
        ("2024年", "2024-01-01", "2024-12-31", Precision.YEAR, False),
        ("２０２４年度", "2024-01-01", "2024-12-31", Precision.YEAR, False),
        ("今年1-10月", "2025-01-01", "2025-10-31", Precision.MONTH, True),
        ("今年1月至10月", "2025-01-01", "2025-10-31", Precision.MONTH, True),
        ("1-9月", "2025-01-01", "2025-09-30", Precision.MONTH, True),
        ("2024年7月至2025年8月", "2024-07-01", "2025-08-31", Precision.MONTH, False),
        ("2025年1月1日至10月31日", "2025-01-01", "2025-10-31", Precision.DAY, False),
        ("去年", "2024-01-01", "2024-12-31", Precision.YEAR, True),
        ("2024年2月", "2024-02-01", "2024-02-29", Precision.MONTH, False),
        ("5月", "2025-05-01", "2025-05-31", Precision.MONTH, True),
        ("12月", "2024-12-01", "2024-12-31", Precision.MONTH, True),
        ("2025年上半年", "2025-01-01", "2025-06-30", Precision.MONTH, False),
        ("2025年第二季度", "2025-04-01", "2025-06-30", Precision.MONTH, False),
        ("今年以来", "2025-01-01", "2025-10-31", Precision.MONTH, True),
        ("2025-07-07", "2025-07-07", "2025-07-07", Precision.DAY, False),
        ("2025/7/7 08:00", "2025-07-07", "2025-07-07", Precision.DAY, False),
        ("2025年7月7日", "2025-07-07", "2025-07-07", Precision.DAY, False),
        ("20250707", "2025-07-07", "2025-07-07", Precision.DAY, False),
        ("2025.07", "2025-07-01", "2025-07-31", Precision.MONTH, False),
        ("2025年第28周", "2025-07-07", "2025-07-13", Precision.DAY, False),
        ("2025-W28", "2025-07-07", "2025-07-13", Precision.DAY, False),
    ],
)
def test_read(words: str, first: str, last: str, precision: Precision, inferred: bool) -> None:
    found = read_period(words, ISSUED)
    assert (found.first, found.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert (found.precision, found.inferred, found.words) == (precision, inferred, words)


def test_the_year_stated_before_wins_over_the_notice_and_is_still_inferred() -> None:
    found = read_period("5月", ISSUED, 2023)
    assert (found.first, found.inferred) == (date(2023, 5, 1), True)


@pytest.mark.parametrize("words", ["今年1-10月", "5月", "去年", "今年以来", "1-9月"])
def test_nothing_relative_is_guessed_without_a_date(words: str) -> None:
    assert read_period(words).first is None


@pytest.mark.parametrize(
    "words",
    ["2025-02-30", "2025年13月", "2025年第60周", "昨天", "第三季度", "2025年10月至3月", "", None, "2025年2月30日"],
)
def test_what_cannot_be_a_period_stays_unresolved(words: str | None) -> None:
    assert read_period(words, ISSUED).first is None
