"""Workbooks that offices print: title, head that repeats, wrapped cells, borders, paper size, page numbers.

Text stays text: what begins with an equals sign is no formula, and characters that a sheet cannot hold are left out.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from geoapp.texts import text

Cell = str | int | float | date | None
PAPERS = {"A3": 8, "A4": 9}
"""The numbers that the file format gives to paper sizes."""
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FORBIDDEN = re.compile("[^\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_PT = 14.5
_HIGHEST_PT = 400.0  # a row cannot be higher than 409 points: more would be cut off in print
_LARGEST_MARGIN = 1.15  # Excel breaks lines a little earlier than a count of characters does
_THIN = Side(style="thin", color="8A8F8C")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_FILL = PatternFill("solid", fgColor="E3EDF0")
_BODY, _BOLD = Font(name="宋体", size=10.5), Font(name="黑体", size=10.5)
_TITLE, _NOTE = Font(name="黑体", size=18), Font(name="宋体", size=10, color="566165")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in Latin characters (a Chinese one takes two), and whether it is centred."""

    title: str
    width: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list: ``title`` above, ``notes`` below it (scope, day, count), ``foot`` after the last row."""

    name: str
    title: str
    notes: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: str = ""


def write_book(sheets: Sequence[Sheet], *, paper: str = "A3") -> bytes:
    """The workbook as bytes; ``paper`` is A3 or A4, always landscape, as many pages long as it needs."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write_sheet(book.create_sheet(_sheet_name(sheet.name)), sheet, paper)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\")[:31] or "1"


def _write_sheet(page: Worksheet, sheet: Sheet, paper: str) -> None:
    last = len(sheet.columns)
    # A letter of Chinese is two characters wide; merged cells do not grow by themselves.
    lines = math.ceil(2 * len(sheet.notes) / (0.95 * sum(column.width for column in sheet.columns)))
    noted = 20.0 * max(lines, 1)
    for row, (written, font, height) in enumerate(((sheet.title, _TITLE, 34.0), (sheet.notes, _NOTE, noted)), start=1):
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
        _dress(_put(page, row, 1, written), font, centred=row == 1)
        page.row_dimensions[row].height = height
    for i, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(i)].width = column.width
        head = _dress(_put(page, 3, i, column.title), _BOLD, centred=True)
        head.fill, head.border = _HEAD_FILL, _BORDER
    page.row_dimensions[3].height = 24
    for number, values in enumerate(sheet.rows, start=4):
        _write_row(page, number, sheet.columns, values)
    end = 3 + len(sheet.rows)
    if sheet.foot:
        end += 1
        page.merge_cells(start_row=end, start_column=1, end_row=end, end_column=last)
        _dress(_put(page, end, 1, sheet.foot), _BODY)
        page.row_dimensions[end].height = 36
    _set_up(page, paper, f"A1:{get_column_letter(last)}{end}", sheet.title)


def _write_row(page: Worksheet, number: int, columns: Sequence[Column], values: Sequence[Cell]) -> None:
    lines = 1
    for i, (column, value) in enumerate(zip(columns, values, strict=True), start=1):
        shown = _cut(value, column.width) if isinstance(value, str) else value
        cell = _dress(_put(page, number, i, shown), _BODY, centred=column.centred, top=True)
        cell.border = _BORDER
        if isinstance(shown, str):
            lines = max(lines, line_count(shown, column.width))
    page.row_dimensions[number].height = min(lines * _LINE_PT + 6, 409)


def _put(page: Worksheet, row: int, column: int, value: Cell) -> Any:
    cell = page.cell(row, column)
    if isinstance(value, str):
        cell.value = _FORBIDDEN.sub("", value)
        cell.data_type = "s"
        return cell
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _dress(cell: Any, font: Font, *, centred: bool = False, top: bool = False) -> Any:
    cell.font = font
    horizontal, vertical = "center" if centred else "left", "top" if top else "center"
    cell.alignment = Alignment(horizontal=horizontal, vertical=vertical, wrap_text=True)
    return cell


def _set_up(page: Worksheet, paper: str, area: str, title: str) -> None:
    page.freeze_panes = "A4"
    page.print_title_rows = "3:3"
    page.print_area = area
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = PAPERS[paper]
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 0.45
    margins.top, margins.bottom, margins.header, margins.footer = 0.55, 0.65, 0.3, 0.3
    page.oddFooter.left.text = title.replace("&", "&&")
    page.oddFooter.right.text = text("reports.page_of", page="&P", pages="&N")


def line_count(written: str, width: float) -> int:
    """How many lines the text takes in a column of this width."""
    room = max(width / _LARGEST_MARGIN, 2)
    return sum(max(1, -int(-_width(line) // room)) for line in written.split("\n"))


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)


def _cut(written: str, width: float) -> str:
    """What fits into the highest row, and a word that the rest stands in the dossier."""
    most = int((_HIGHEST_PT - 6) / _LINE_PT)
    if line_count(written, width) <= most:
        return written
    more = text("reports.cut")
    low, high = 0, len(written)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if line_count(written[:middle] + more, width) <= most else (low, middle - 1)
    return written[:low] + more
