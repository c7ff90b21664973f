"""Excel ledgers (台账): one line a row, cells named as in the sheet, hidden sheets left out."""

from __future__ import annotations

import io
import warnings as python_warnings
from datetime import date, datetime, time
from typing import Any

import openpyxl

from geoapp.model import UnreadableNotice
from geoapp.notices.archives import open_archive
from geoapp.notices.document import CellText, Composer, Document, tidy
from geoapp.texts import text as say

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(data: bytes, name: str) -> Document:
    """Every visible sheet as a table whose title is the sheet's; its name is a line when there are several."""
    open_archive(data, name).close()
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")  # openpyxl speaks of extensions that have no words in them
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:
        # openpyxl lets whatever a damaged part trips over through (KeyError, TypeError, XML errors of two parsers)
        raise UnreadableNotice(say("notices.broken_file", file=name, reason=error or type(error).__name__)) from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    composer = Composer()
    for sheet in sheets:
        rows = _rows(sheet)
        if len(sheets) > 1 and any(any(row) for row in rows):
            composer.add_line(sheet.title)
        composer.add_table(rows, title=sheet.title, named=True)
    return composer.compose(MEDIA_TYPE)


def _rows(sheet: Any) -> list[list[CellText]]:
    covered = {
        (row, column)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if (row, column) != (area.min_row, area.min_col)
    }
    rows: list[list[CellText]] = []
    for cells in sheet.iter_rows(min_row=1, min_col=1):
        row = [None if (cell.row, cell.column) in covered else _words(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        rows.append(row)
    return rows


def _words(cell: Any) -> str:
    """The cell as the sheet shows it, as far as the number format matters: dates, per cent, whole numbers."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time(0):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat() if not isinstance(value, datetime) else value.isoformat(" ", "minutes")
    if isinstance(value, float | int) and not isinstance(value, bool):
        percent = "%" in (cell.number_format or "")
        return f"{value * 100 if percent else value:.15g}{'%' if percent else ''}"
    return tidy(str(value)).strip()
