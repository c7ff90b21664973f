"""Ledgers whose columns stand on different pages: rows are joined where they must belong together, else it is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from geoapp.cases import extract
from geoapp.model import Extraction, Notice, UnitTable
from geoapp.notices.document import Composer

Rows = list[list[str]]
Read = Callable[..., Extraction]

PROBLEMS = [
    ["序号", "问题"],
    ["1", "灰山港镇宏达砂石厂成品料露天堆放。"],
    ["2", "桃花江镇东门渠生活污水直排。"],
    ["3", "高桥镇兴盛页岩砖厂废气未收集。"],
]
TERMS = [
    ["整改目标", "整改时限", "责任单位"],
    ["落实抑尘措施。", "2025年6月底", "灰山港镇人民政府"],
    ["消除黑臭。", "2025年9月底", "县住建局"],
    ["达标排放。", "2025年12月底", "县生态环境分局"],
]
HEIGHTS = [24.0, 50.0, 70.0, 44.0]


@pytest.fixture
def ledger(notice: Callable[..., Notice], units: UnitTable) -> Read:
    def make(*pages: tuple[Rows, list[float]]) -> Extraction:
        composer = Composer()
        composer.start_page()
        composer.add_line("桃江县生态环境问题整改台账")
        for number, (rows, heights) in enumerate(pages):
            if number:
                composer.start_page()
            composer.add_table(rows, heights=heights)
        document = composer.compose("application/pdf")
        return extract(notice(document.text, pages=document.pages, tables=document.tables), units)

    return make


def told(extraction: Extraction) -> list[tuple[str | None, date | None, tuple[str, ...]]]:
    return [(record.no, record.deadline, record.responsible_units) for record in extraction.records]


WHOLE = [
    ("1", date(2025, 6, 30), ("灰山港镇人民政府",)),
    ("2", date(2025, 9, 30), ("县住建局",)),
    ("3", date(2025, 12, 31), ("县生态环境分局",)),
]
ALONE = [(no, None, ()) for no, _, _ in WHOLE]


def test_rows_of_the_same_heights_are_joined(ledger: Read) -> None:
    extraction = ledger((PROBLEMS, HEIGHTS), (TERMS, [h + 0.4 for h in HEIGHTS]))
    assert told(extraction) == WHOLE
    assert extraction.warnings == ()
    quotes = extraction.records[1].quotes
    assert (quotes["problem"].page, quotes["deadline"].page) == (1, 2)
    assert quotes["deadline"].exact == "2025年9月底"


def test_numbers_on_both_pages_join_whatever_the_heights(ledger: Read) -> None:
    numbered = [["序号", *TERMS[0]], *([str(number), *row] for number, row in enumerate(TERMS[1:], 1))]
    assert told(ledger((PROBLEMS, []), (numbered, []))) == WHOLE
    swapped = [numbered[0], *reversed(numbered[1:])]
    assert told(ledger((PROBLEMS, []), (swapped, []))) == WHOLE


def test_a_number_that_is_missing_leaves_its_row_empty(ledger: Read) -> None:
    numbered = [["序号", *TERMS[0]], ["1", *TERMS[1]], ["3", *TERMS[3]]]
    assert told(ledger((PROBLEMS, []), (numbered, []))) == [WHOLE[0], ALONE[1], WHOLE[2]]


@pytest.mark.parametrize("down_then_over", [True, False])
def test_pages_follow_each_other_either_way(ledger: Read, down_then_over: bool) -> None:
    first, second = (PROBLEMS[:3], HEIGHTS[:3]), (PROBLEMS[3:], HEIGHTS[3:])
    third, fourth = (TERMS[:3], HEIGHTS[:3]), (TERMS[3:], HEIGHTS[3:])
    pages = (first, second, third, fourth) if down_then_over else (first, third, second, fourth)
    assert told(ledger(*pages)) == WHOLE


@pytest.mark.parametrize(
    ("rows", "heights"),
    [(TERMS[:3], HEIGHTS[:3]), (TERMS, [24.0, 70.0, 50.0, 44.0]), (TERMS, [])],
    ids=["fewer rows", "other heights", "no heights"],
)
def test_what_is_not_certain_is_said(ledger: Read, rows: Rows, heights: list[float]) -> None:
    extraction = ledger((PROBLEMS, HEIGHTS), (rows, heights))
    assert told(extraction) == ALONE
    assert len(extraction.warnings) == 1
    assert "整改目标" in extraction.warnings[0]


def test_numbers_that_do_not_agree_are_not_joined_by_order(ledger: Read) -> None:
    numbered = [["序号", *TERMS[0]], *([str(number), *row] for number, row in enumerate(TERMS[1:], 4))]
    extraction = ledger((PROBLEMS, HEIGHTS), (numbered, HEIGHTS))
    assert told(extraction) == ALONE
    assert extraction.warnings


def test_another_table_is_no_side_of_the_first(ledger: Read) -> None:
    whole = [[*left, *right] for left, right in zip(PROBLEMS, TERMS, strict=True)]
    contacts = [["责任单位", "联系电话"], ["县住建局", "0000-0000000"]]
    extraction = ledger((whole, HEIGHTS), (contacts, [24.0, 24.0]))
    assert told(extraction) == WHOLE
    assert extraction.warnings == ()
