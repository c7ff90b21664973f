"""Working days: the State Council's arrangement, the office's own years, and nothing guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geoapp.closing import CalendarUnpublished, load_calendar, read_year, write_year
from geoapp.model import BadDefinition, UsageError

SHIPPED = load_calendar()


def test_a_public_notice_over_spring_festival() -> None:
    # A published one (天津东丽): 21 January to 8 February 2025 are ten working days; Monday to Friday would make 14.
    assert SHIPPED.term_end(date(2025, 1, 21), 10, counts_first_day=True) == date(2025, 2, 8)
    assert SHIPPED.count(date(2025, 1, 21), date(2025, 2, 8)) == 10


@pytest.mark.parametrize(
    ("start", "days", "first", "end"),
    [
        (date(2025, 11, 3), 5, True, date(2025, 11, 7)),  # Monday to Friday
        (date(2025, 11, 3), 5, False, date(2025, 11, 10)),
        (date(2025, 11, 1), 5, True, date(2025, 11, 7)),  # a Saturday does not count
        (date(2025, 9, 28), 5, True, date(2025, 10, 10)),  # a worked Sunday, then the holiday of eight days
        (date(2025, 12, 31), 1, True, date(2025, 12, 31)),
        (date(2024, 12, 31), 1, False, date(2025, 1, 2)),
    ],
)
def test_terms(start: date, days: int, first: bool, end: date) -> None:
    assert SHIPPED.term_end(start, days, counts_first_day=first) == end


def test_a_year_that_is_not_published_blocks_and_names_the_way() -> None:
    following = max(SHIPPED.years) + 1
    with pytest.raises(CalendarUnpublished, match=f"日历未发布：{following} 年.*geoapp calendar {following}") as caught:
        SHIPPED.term_end(date(following - 1, 12, 30), 5)
    assert caught.value.year == following
    assert SHIPPED.term_end(date(following - 1, 12, 21), 2) == date(following - 1, 12, 23)


@pytest.mark.parametrize("days", [0, -1, 100_000])
def test_lengths_that_are_none(days: int) -> None:
    with pytest.raises(UsageError, match=str(days)):
        SHIPPED.term_end(date(2025, 1, 2), days)


def test_every_shipped_year_is_whole() -> None:
    assert sorted(SHIPPED.years) == list(range(2004, max(SHIPPED.years) + 1))
    for year in SHIPPED.years:
        worked = SHIPPED.count(date(year, 1, 1), date(year, 12, 31))
        assert 247 <= worked <= 253, (year, worked)


def test_an_office_adds_a_year_and_replaces_one(tmp_path: Path) -> None:
    write_year(tmp_path, 2027, '国办"〔2026〕1号', {date(2027, 1, 1): "元旦"}, [date(2027, 1, 9), date(2026, 12, 27)])
    own = load_calendar(tmp_path)
    assert own.term_end(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert own.is_working(date(2027, 1, 9))
    assert own.is_working(date(2026, 12, 27))  # the notice of a year arranges the December before it too
    assert own.years[2027].source == '国办"〔2026〕1号'
    write_year(tmp_path, 2027, "更正", {date(2027, 1, 4): "元旦"}, [])
    assert load_calendar(tmp_path).term_end(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert [file.name for file in tmp_path.iterdir()] == ["2027.toml"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("year = 2027", "holidays"),
        ("year = 2027\nholyday = 1\n[holidays]", "holyday"),
        ("year = 2026\n[holidays]", "2026"),
        ("year = true\n[holidays]", "True"),
        ("year = 2027\nholidays = 3", "holidays"),
        ('year = 2027\n[holidays]\n2027-02-30 = "x"', "2027-02-30"),
        ('year = 2027\n[holidays]\n2026-11-30 = "x"', "2026-11-30"),
        ('year = 2027\n[holidays]\n[workdays]\n2027-01-04 = "x"', "2027-01-04"),
        ("year = ", "读不出来"),
    ],
)
def test_a_wrong_file_is_named_with_the_place(tmp_path: Path, body: str, said: str) -> None:
    file = tmp_path / "2027.toml"
    file.write_text(body, encoding="utf-8")
    with pytest.raises(BadDefinition, match=r"2027\.toml") as caught:
        read_year(file)
    assert said in str(caught.value)


def test_a_wrong_year_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(BadDefinition):
        write_year(tmp_path, 2027, "x", {date(2030, 1, 1): "元旦"}, [])
    assert list(tmp_path.iterdir()) == []
