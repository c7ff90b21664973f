"""XLSX: a table for people.

The position is a representative point in two columns; shapes belong in the other formats.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from geoapp.exports._about import About, Row
from geoapp.exports._geometry import DECIMALS
from geoapp.model import UsageError
from geoapp.texts import text

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STREAMS = False

MAX_ROWS = 1_048_575  # what a sheet holds below its header line
MAX_CHARS = 32_767  # what a cell holds
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PIECE = 1 << 18


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """One sheet; raises ``UsageError`` when the selection is longer than a sheet can be."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(c for c in about.name if c not in "[]:*?/\\")[:31] or "data")
    sheet.freeze_panes = "A2"
    columns = list(about.fields)
    sheet.append([_head(sheet, name) for name in ("fid", *columns, "lon", "lat")])
    try:
        _fill(sheet, rows, columns)
    finally:
        sheet.close()  # a sheet that is left open complains when it is collected
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _fill(sheet: Any, rows: Iterable[Row], columns: list[str]) -> None:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise UsageError(text("exports.too_many_rows", limit=MAX_ROWS), parameter="format", example="csv")
        place = row.geometry.representative_point() if row.geometry is not None else None
        point = [round(place.x, DECIMALS), round(place.y, DECIMALS)] if place is not None else [None, None]
        sheet.append([_cell(sheet, value) for value in (row.fid, *map(row.properties.get, columns))] + point)


def _head(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, name)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """Text is always text: openpyxl would make a formula of whatever begins with an equals sign."""
    if value is None or isinstance(value, bool | int | float):
        return value
    cell = WriteOnlyCell(sheet, _FORBIDDEN.sub("", str(value))[:MAX_CHARS])
    cell.data_type = "s"
    return cell
