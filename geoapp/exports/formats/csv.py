"""CSV for spreadsheets and databases: UTF-8 with BOM (Excel reads Chinese by it), geometry as WKT; streamed.

Text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises: a notice is foreign input.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import shapely

from geoapp.exports._about import About, Row, batches
from geoapp.exports._cells import safe_cell as safe
from geoapp.exports._crs import moved

MEDIA_TYPE = "text/csv; charset=utf-8"
STREAMS = True
FOR_PEOPLE = True

GEOMETRY_COLUMN = "WKT"
"""So named it is a geometry to GDAL without being told, hence to QGIS, too."""


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """A header line, then a line a feature; the first column is the id, the last the geometry."""
    columns = list(about.fields)
    yield b"\xef\xbb\xbf" + _lines([[safe(about.heading(name)) for name in ("fid", *columns, GEOMETRY_COLUMN)]])
    for batch in batches(rows):
        shapes = shapely.to_wkt(
            moved([row.geometry for row in batch], about.crs), rounding_precision=about.crs.decimals
        )
        yield _lines(
            [row.fid, *(safe(row.properties.get(name)) for name in columns), shape or ""]
            for row, shape in zip(batch, shapes, strict=True)
        )


def _lines(lines: Iterable[Sequence[Any]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(lines)
    return buffer.getvalue().encode("utf-8", "replace")
