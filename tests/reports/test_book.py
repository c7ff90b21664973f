"""Workbooks to print, read back: set-up, heads, text that stays text, nothing cut off unsaid."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from geoapp.reports import Column, Sheet, write_book
from geoapp.reports.book import line_count

HOSTILE = '=HYPERLINK("http://x")&"\x00\x0b"'


def read(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def sheet(*rows: tuple[object, ...], name: str = "问题清单") -> Sheet:
    columns = (Column("序号", 6, centred=True), Column("反馈问题", 40), Column("时限", 12))
    return Sheet(name, "某县问题清单", "范围：全部", columns, rows, "填报人：")  # type: ignore[arg-type]


@pytest.mark.parametrize(("paper", "number"), [("A3", 8), ("A4", 9)])
def test_a_sheet_is_set_up_for_print(paper: str, number: int) -> None:
    page = read(write_book([sheet((1, "某河", date(2025, 12, 31)))], paper=paper)).active
    assert page is not None
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", number)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$3:$3"
    assert page.print_area == "'问题清单'!$A$1:$C$5"
    assert page.freeze_panes == "A4"
    assert "第 &P 页，共 &N 页" in (page.oddFooter.right.text or "")
    assert [str(r) for r in page.merged_cells.ranges] == ["A1:C1", "A2:C2", "A5:C5"]
    assert [cell.value for cell in page[3]] == ["序号", "反馈问题", "时限"]
    assert page.column_dimensions["B"].width == 40
    assert page["C4"].number_format == "yyyy-mm-dd"
    assert page["B4"].alignment.wrap_text
    assert page["B4"].border.left.style == "thin"


def test_text_is_never_a_formula() -> None:
    page = read(write_book([sheet((1, HOSTILE, None))])).active
    assert page is not None
    assert page["B4"].data_type == "s"
    assert page["B4"].value == '=HYPERLINK("http://x")&""'
    assert page["C4"].value is None


def test_rows_are_high_enough_and_the_longest_says_that_it_is_cut() -> None:
    page = read(write_book([sheet((1, "水" * 100, None), (2, "短", None), (3, "水" * 5000, None))])).active
    assert page is not None
    heights = [page.row_dimensions[row].height for row in (4, 5, 6)]
    assert heights[0] >= line_count("水" * 100, 40) * 14 > heights[1]
    assert heights[2] <= 409
    assert str(page["B6"].value).endswith("……（全文见案卷）")
    assert line_count(str(page["B6"].value), 40) * 14.5 <= 400


def test_lines_are_counted_by_width() -> None:
    assert line_count("", 20) == 1
    assert line_count("ab\n水", 20) == 2
    assert line_count("水" * 20, 46) == 1
    assert line_count("水" * 21, 46) == 2


def test_names_of_sheets_are_made_to_fit() -> None:
    book = read(write_book([sheet(name="一/二[三]" * 10), sheet(name="??")]))
    assert book.sheetnames == ["一二三" * 10, "1"]
