"""XLSX: a table for people.

The position is a representative point in two columns; shapes belong in the other formats.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from geoapp.exports._about import About, Row, batches
from geoapp.exports._crs import Target, moved
from geoapp.model import UsageError
from geoapp.texts import text

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STREAMS = False
FOR_PEOPLE = True

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
    sheet.append([_head(sheet, about.heading(name)) for name in ("fid", *columns, *point_names(about.crs))])
    try:
        _fill(sheet, rows, columns, about.crs)
    finally:
        sheet.close()  # a sheet that is left open complains when it is collected
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def point_names(crs: Target) -> tuple[str, str]:
    """Names of the two columns of the position; in metres they say in which system."""
    return (f"x ({crs.code})", f"y ({crs.code})") if crs.metres else ("lon", "lat")


def _fill(sheet: Any, rows: Iterable[Row], columns: list[str], crs: Target) -> None:
    number = 0
    for batch in batches(rows):
        points = shapely.get_coordinates(_points(batch, crs))
        following = iter(points.tolist())
        for row in batch:
            number += 1
            if number > MAX_ROWS:
                raise UsageError(text("exports.too_many_rows", limit=MAX_ROWS), parameter="format", example="csv")
            point = next(following) if _has_point(row) else [None, None]
            sheet.append([_cell(sheet, value) for value in (row.fid, *map(row.properties.get, columns))] + point)


def _points(batch: list[Row], crs: Target) -> Any:
    shapes = [row.geometry for row in batch if _has_point(row)]
    return moved(shapely.point_on_surface(np.array(shapes, dtype=object)), crs)


def _has_point(row: Row) -> bool:
    return row.geometry is not None and not row.geometry.is_empty


def _head(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, name)
    cell.font = Font(bold=True)
    cell.data_type = "s"
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """Text is always text: openpyxl would make a formula of whatever begins with an equals sign."""
    if value is None or isinstance(value, bool | int | float):
        return value
    cell = WriteOnlyCell(sheet, _FORBIDDEN.sub("", str(value))[:MAX_CHARS])
    cell.data_type = "s"
    return cell
