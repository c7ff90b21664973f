"""Excel ledgers (台账): one line a row, cells named as in the sheet, hidden sheets left out."""

from __future__ import annotations

import io
import re
import warnings as python_warnings
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl

from geoapp.model import UnreadableNotice
from geoapp.notices.archives import BROKEN, open_archive
from geoapp.notices.document import CellText, Composer, Document, tidy
from geoapp.texts import text as say

MAX_CELLS = 5_000_000
# The cell of <c r="B7"> and the far corner of <mergeCell ref="A1:B7">.
_REFERENCE = re.compile(
    rb'<(?:\w+:)?(?:c\s(?:[^>]*?\s)?r|mergeCell\s(?:[^>]*?\s)?ref)="(?:[A-Z]{1,3}\d{1,7}:)?([A-Z]{1,3})(\d{1,7})"'
)
_FORMULA = re.compile(
    rb'<c\s(?:[^>]*?\s)?r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_NAMED = 5
_DECIMALS, _ZEROS = re.compile(r"[#,0]*0\.(0+)(?![0#?%])"), re.compile(r"0{2,}")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(data: bytes, name: str) -> Document:
    """Every visible sheet as a table whose title is the sheet's; its name is a line when there are several."""
    with open_archive(data, name) as archive:
        uncounted = _looked_through(archive, name)
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
    told = {"count": len(uncounted), "cells": "、".join(uncounted[:_NAMED])}
    return composer.compose(MEDIA_TYPE, [say("notices.uncounted_formulas", **told)] if uncounted else [])


def _looked_through(archive: zipfile.ZipFile, name: str) -> list[str]:
    """The formulas whose result the file does not hold: whatever wrote it never counted them. Raises
    ``UnreadableNotice`` for a cell or a merged range far out, which makes millions of cells of a small file."""
    uncounted: list[str] = []
    for member in archive.namelist():
        if not member.startswith("xl/worksheets/"):
            continue
        try:
            sheet = archive.read(member)
        except BROKEN as error:
            raise UnreadableNotice(say("notices.broken_document", file=name)) from error
        found = _REFERENCE.findall(sheet)
        row = max((int(row) for _, row in found), default=0)
        column = max((_column(letters) for letters in {letters for letters, _ in found}), default=0)
        if row * column > MAX_CELLS:
            raise UnreadableNotice(say("notices.far_cell", file=name, row=row, column=column))
        if b"<f" in sheet:
            cells = (cell for cell in _FORMULA.finditer(sheet) if b't="str"' not in cell[0])  # these may say nothing
            uncounted += [cell[1].decode("ascii") for cell in cells]
    return uncounted


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


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
        shown = cell.number_format or ""
        percent = "%" in shown
        if not percent and (fixed := _fixed(value, shown)):
            return fixed
        return f"{value * 100 if percent else value:.15g}{'%' if percent else ''}"
    return tidy(str(value)).strip()


def _fixed(value: float, shown: str) -> str | None:
    """2024.10 and 003, as the number format asks for; no digit that the number has is left out for it."""
    plain = f"{value:.15g}"
    if _ZEROS.fullmatch(shown) and plain.isdecimal():
        return plain.zfill(len(shown))
    decimals = len(found[1]) if (found := _DECIMALS.match(shown)) else 0
    longer = len(plain.partition(".")[2]) < decimals and "e" not in plain
    return f"{value:.{decimals}f}" if longer else None
