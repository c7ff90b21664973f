"""An office's own files as inputs of layers: ``file:排口.csv``, ``file:河道.gpkg``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from geoapp.model import BadDefinition, LayerFeature
from geoapp.texts import reason_of, text


def read_file(spec: str, folder: Path) -> list[LayerFeature]:
    """The rows of a table (no geometry: the ``points`` recipe makes it) or the features of a vector file in WGS 84.

    A relative path starts at ``folder``. Raises ``BadDefinition`` for a file that is not there, cannot be read, or does
    not say its coordinate reference system.
    """
    path = folder / spec.removeprefix("file:")
    if not path.is_file():
        raise BadDefinition(text("layers.bad.no_file", spec=spec, file=path))
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _rows(path, _csv_rows(path))
    if suffix == ".xlsx":
        return _rows(path, _xlsx_rows(path))
    return _vector(path)


def _csv_rows(path: Path) -> list[list[Any]]:
    """UTF-8 with or without BOM, else GB18030, which Excel writes on Chinese Windows."""
    raw = path.read_bytes()
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            content = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            raise BadDefinition(text("layers.bad.unreadable", file=path, reason=reason_of(error))) from error
    return [list(row) for row in csv.reader(content.splitlines())]


def _xlsx_rows(path: Path) -> list[list[Any]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
    except (BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise BadDefinition(text("layers.bad.unreadable", file=path, reason=reason_of(error))) from error
    return rows


def _rows(path: Path, rows: Sequence[Sequence[Any]]) -> list[LayerFeature]:
    if not rows:
        raise BadDefinition(text("layers.bad.empty_table", file=path))
    header = [str(cell or "").strip() for cell in rows[0]]
    return [
        LayerFeature(text("layers.remark.row", number=number), None, dict(zip(header, cells, strict=False)))
        for number, cells in enumerate(rows[1:], start=2)
        if any(cell not in (None, "") for cell in cells)
    ]


def _vector(path: Path) -> list[LayerFeature]:
    import geopandas
    from pyogrio.errors import DataSourceError

    try:
        frame = geopandas.read_file(path)
    except (DataSourceError, OSError, ValueError) as error:
        raise BadDefinition(text("layers.bad.unreadable", file=path, reason=reason_of(error))) from error
    if frame.crs is None:
        raise BadDefinition(text("layers.bad.no_crs", file=path))
    frame = frame.to_crs("EPSG:4326")
    columns = [name for name in frame.columns if name != frame.geometry.name]
    records: Iterable[dict[str, Any]] = (
        frame[columns].astype(object).where(frame[columns].notna(), None).to_dict("records")
    )
    pairs = zip(frame.geometry, records, strict=True)
    return [LayerFeature(f"{path.stem}/{index}", shape, record) for index, (shape, record) in enumerate(pairs)]
