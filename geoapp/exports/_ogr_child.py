"""The child process of ``_foreign``: reads a head and rows as JSON lines from stdin, writes files with pyogrio.

Run as ``python -m geoapp.exports._ogr_child``; the only module that imports pyogrio for exports.
"""

from __future__ import annotations

import csv
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

CRS = "OGC:CRS84"
DBF_TEXT_BYTES = 254
DBF_NAME_CHARS = 10

_SHORT = {
    "rectification": "rectify", "status_label": "status_lbl", "case_status": "case_stat", "county_code": "countycode",
    "status_quote": "stat_quote", "notice_title": "notice_ttl", "evidence_on": "evidence", "happened_on": "happened",
    "coordinateUncertaintyInMeters": "uncert_m", "georeferenceProtocol": "geo_proto",
    "georeferenceRemarks": "geo_remark", "georeferenceVerificationStatus": "geo_verif", "accuracy_m": "accuracy_m",
}  # fmt: skip
"""Names of at most ten letters for a shapefile's table; others are cut and made unique."""

Table = tuple[list[Any], "NDArray[Any]", list[list[Any]]]
"""Ids, geometries (shapely, None where there is none), and the values of each row."""


def main() -> int:
    """Read stdin, write the files; the exit code says whether it went well."""
    lines = sys.stdin.buffer
    head = orjson.loads(lines.readline())
    ids, shapes, values = [], [], []
    for line in lines:
        fid, shape, row = orjson.loads(line)
        ids.append(fid)
        shapes.append(shape)
        values.append(row)
    geometries = np.empty(len(shapes), dtype=object)
    geometries[:] = list(shapely.from_wkb(shapes)) if shapes else []
    WRITERS[head["driver"]](head, (ids, geometries, values))
    return 0


def _write_gpkg(head: dict[str, Any], table: Table) -> None:
    _write(Path(head["folder"]) / f"{head['name']}.gpkg", "GPKG", head, table)


def _write_flatgeobuf(head: dict[str, Any], table: Table) -> None:
    """Without its spatial index, which has no room for a feature without geometry."""
    options = {"SPATIAL_INDEX": "NO"} if any(shape is None for shape in table[1]) else {}
    _write(Path(head["folder"]) / f"{head['name']}.fgb", "FlatGeobuf", head, table, options=options)


def _write_shapefiles(head: dict[str, Any], table: Table) -> None:
    """One file a geometry type, a table of the features without geometry, and a list of the shortened names."""
    folder = Path(head["folder"])
    ids, geometries, values = table
    short = shorten(["fid", *head["fields"]])
    kinds = shapely.get_dimensions(geometries)
    cut = [[_cut(value) for value in row] for row in values]
    for dimension, suffix in ((0, "points"), (1, "lines"), (2, "areas"), (-1, "unlocated")):
        chosen = [i for i, kind in enumerate(kinds) if kind == dimension]
        if not chosen:
            continue
        part = ([ids[i] for i in chosen], geometries[chosen], [cut[i] for i in chosen])
        target = folder / f"{head['name']}_{suffix}.{'dbf' if dimension == -1 else 'shp'}"
        _write(target, "ESRI Shapefile", head, part, names=short)
    with (folder / head["fields_file"]).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head["fields_head"], *short.items()])


WRITERS: dict[str, Callable[[dict[str, Any], Table], None]] = {
    "GPKG": _write_gpkg,
    "FlatGeobuf": _write_flatgeobuf,
    "ESRI Shapefile": _write_shapefiles,
}


def shorten(names: Sequence[str]) -> dict[str, str]:
    """Unique names of at most ten letters (``{name: short}``); a repeat gets a number at its end."""
    short: dict[str, str] = {}
    for name in names:
        base = candidate = _SHORT.get(name, name)[:DBF_NAME_CHARS]
        number = 1
        while candidate.lower() in {used.lower() for used in short.values()}:
            number += 1
            candidate = f"{base[: DBF_NAME_CHARS - len(str(number))]}{number}"
        short[name] = candidate
    return short


def _cut(value: Any) -> Any:
    """Text as long as a dbf column can be, cut between characters and never inside one."""
    if not isinstance(value, str) or len(value.encode("utf-8", "replace")) <= DBF_TEXT_BYTES:
        return value
    kept = value.encode("utf-8", "replace")[: DBF_TEXT_BYTES - 3].decode("utf-8", "ignore")
    return f"{kept}…"


def _write(
    path: Path,
    driver: str,
    head: dict[str, Any],
    table: Table,
    names: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
) -> None:
    """``names`` (short ones) means a shapefile: a table without geometry there is a bare dbf."""
    import pyogrio.raw

    ids, geometries, values = table
    columns = [np.array([str(fid) for fid in ids], dtype=object)]
    masks: list[Any] = [None]
    for index, kind in enumerate(head["fields"].values()):
        column, mask = _column([row[index] for row in values], kind)
        columns.append(column)
        masks.append(mask)
    fields = ["feature_id" if driver != "ESRI Shapefile" else "fid", *head["fields"]]
    if names is not None:
        fields = [names.get(name, name) for name in fields]
    located = not (len(geometries) and all(shape is None for shape in geometries) and names is not None)
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(geometries) if located else None,
        field_data=columns,
        field_mask=masks,
        fields=np.array(fields, dtype=object),
        layer=path.stem,
        driver=driver,
        geometry_type=_common_type(geometries) if located else None,
        crs=CRS if located else None,
        encoding="UTF-8",
        promote_to_multi=_common_type(geometries).startswith("Multi") if located else None,
        **(options or {}),
    )


def _common_type(geometries: NDArray[Any]) -> str:
    """The one geometry type of all, its multi-part form where both occur, or ``Unknown`` for a mixture."""
    found = {shape.geom_type for shape in geometries if shape is not None}
    bare = {name.removeprefix("Multi") for name in found}
    if len(bare) != 1 or "GeometryCollection" in bare:
        return "Unknown"
    return found.pop() if len(found) == 1 else f"Multi{bare.pop()}"


def _column(values: list[Any], kind: str) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """A column as numpy array, and the mask of its nulls where the type has no null of its own."""
    missing = np.array([value is None for value in values], dtype=bool)
    if kind == "str":
        texts = np.array([None if value is None else str(value) for value in values], dtype=object)
        return texts, missing
    filled = [0 if value is None else value for value in values]
    kinds: dict[str, Any] = {"bool": np.bool_, "int": np.int64, "float": np.float64}
    return np.array(filled, dtype=kinds[kind]), missing


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # GDAL's remarks on types; errors still raise
    sys.exit(main())
