"""The child process of ``_foreign``: reads a head and rows as JSON lines from stdin, writes files with GDAL or pyarrow.

Run as ``python -m geoapp.exports._ogr_child``; the only module that imports pyogrio for exports.
"""

from __future__ import annotations

import csv
import json
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa
import shapely

from geoapp.exports._about import DBF_TEXT_BYTES
from geoapp.exports._spool import GEOMETRY, Spool, fill
from geoapp.exports._styles_table import add_styles

DBF_NAME_CHARS = 10
GPKG_VERSION = "1.3"  # what the GDAL of older desktops reads without a word
_PARTS = ((0, "points"), (1, "lines"), (2, "areas"), (-1, "unlocated"))

_SHORT = {
    "rectification": "rectify", "status_label": "status_lbl", "case_status": "case_stat", "county_code": "countycode",
    "status_quote": "stat_quote", "notice_title": "notice_ttl", "evidence_on": "evidence", "happened_on": "happened",
    "coordinateUncertaintyInMeters": "uncert_m", "georeferenceProtocol": "geo_proto",
    "georeferenceRemarks": "geo_remark", "georeferenceVerificationStatus": "geo_verif", "accuracy_m": "accuracy_m",
}  # fmt: skip
"""Names of at most ten letters for a shapefile's table; others are cut and made unique."""

Head = Mapping[str, Any]
Keep = Callable[[pa.RecordBatch], pa.RecordBatch]


class Output(NamedTuple):
    """A file, who writes it, and with which of the driver's own options."""

    path: Path
    driver: str
    options: dict[str, str]


def main() -> int:
    """Read stdin, write the files; the exit code says whether it went well."""
    lines = sys.stdin.buffer
    head = orjson.loads(lines.readline())
    spool = fill(lines, head["fields"], Path(head["folder"]) / "rows.spool")
    WRITERS[head["driver"]](head, spool)
    return 0


def _write_gpkg(head: Head, spool: Spool) -> None:
    """With QGIS's table of styles, which GDAL does not know of, added once GDAL has closed the file."""
    path = Path(head["folder"]) / f"{head['name']}.gpkg"
    about = {"IDENTIFIER": head["title"], "DESCRIPTION": str(head["metadata"].get("abstract", ""))[:2000]}
    _write(Output(path, "GPKG", {name: value for name, value in about.items() if value}), head, spool)
    add_styles(path, head["name"], head["styles"])


def _write_flatgeobuf(head: Head, spool: Spool) -> None:
    """Without its spatial index, which has no room for a feature without geometry, where there is one."""
    options = {"SPATIAL_INDEX": "NO" if spool.missing or not spool.count else "YES"}
    _write(Output(Path(head["folder"]) / f"{head['name']}.fgb", "FlatGeobuf", options), head, spool)


def _write_parquet(head: Head, spool: Spool) -> None:
    """GeoParquet 1.1; its metadata stand in the file's own, the coordinate system as PROJJSON."""
    import pyarrow.parquet as pq
    import pyproj

    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(spool.types),
        "orientation": "counterclockwise",
        "edges": "planar",
    }
    if spool.box is not None:
        column["bbox"] = spool.box
    if head["crs"] != "OGC:CRS84":  # which is what GeoParquet means where it is silent
        column["crs"] = pyproj.CRS.from_user_input(head["crs"]).to_json_dict()
    geo = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    told = {"geo": json.dumps(geo), "metadata": json.dumps(head["metadata"], ensure_ascii=False)}
    schema = spool.schema.with_metadata(told)
    path = Path(head["folder"]) / f"{head['name']}.parquet"
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in spool.batches():
            writer.write_batch(batch.replace_schema_metadata(told))


def _write_shapefiles(head: Head, spool: Spool) -> None:
    """One file a geometry type, a table of the features without geometry, a list of the shortened names, metadata."""
    folder = Path(head["folder"])
    short = shorten(["fid", *head["fields"]])
    for dimension, suffix in _PARTS:
        part = _part(spool, dimension)
        if not part.count:
            continue
        target = folder / f"{head['name']}_{suffix}.{'dbf' if dimension == -1 else 'shp'}"
        output = Output(target, "ESRI Shapefile", {})
        _write(output, head, part, names=list(short.values()), keep=_keeping(dimension))
        target.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")
    with (folder / head["fields_file"]).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head["fields_head"], *short.items()])
    if head["metadata"]:
        told = json.dumps(head["metadata"], ensure_ascii=False, indent=1)
        (folder / f"{head['name']}.metadata.json").write_text(told, encoding="utf-8")


WRITERS: dict[str, Callable[[Head, Spool], None]] = {
    "GPKG": _write_gpkg,
    "FlatGeobuf": _write_flatgeobuf,
    "Parquet": _write_parquet,
    "ESRI Shapefile": _write_shapefiles,
}


def _dimensions(batch: pa.RecordBatch) -> Any:
    return shapely.get_dimensions(shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False)))


def _part(spool: Spool, dimension: int) -> Spool:
    """What a shapefile of one dimension holds."""
    part = Spool(spool.path, spool.schema)
    for batch in spool.batches():
        shapes = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False))
        part.learn(shapes[shapely.get_dimensions(shapes) == dimension])
    return part


def _keeping(dimension: int) -> Keep:
    def keep(batch: pa.RecordBatch) -> pa.RecordBatch:
        chosen = batch.filter(pa.array(_dimensions(batch) == dimension))
        columns = [
            pa.array([_cut(value) for value in column.to_pylist()], pa.string())
            if pa.types.is_string(column.type)
            else column
            for column in chosen.columns
        ]
        return pa.RecordBatch.from_arrays(columns, schema=chosen.schema)

    return keep


def shorten(names: Sequence[str]) -> dict[str, str]:
    """Unique names of at most ten letters (``{name: short}``); a repeat gets a number at its end."""
    short: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        base = candidate = _fitting(_SHORT.get(name, name), DBF_NAME_CHARS)
        number = 1
        while candidate.lower() in taken:
            number += 1
            candidate = f"{_fitting(base, DBF_NAME_CHARS - len(str(number)))}{number}"
        short[name] = candidate
        taken.add(candidate.lower())
    return short


def _fitting(name: str, length: int) -> str:
    """The beginning of a name that takes at most ``length`` bytes."""
    return name.encode("utf-8", "replace")[:length].decode("utf-8", "ignore")


def _cut(value: Any) -> Any:
    """Text as long as a dbf column can be, cut between characters and never inside one."""
    if not isinstance(value, str) or len(value.encode("utf-8", "replace")) <= DBF_TEXT_BYTES:
        return value
    kept = value.encode("utf-8", "replace")[: DBF_TEXT_BYTES - 3].decode("utf-8", "ignore")
    return f"{kept}…"


def _write(
    output: Output, head: Head, spool: Spool, *, names: list[str] | None = None, keep: Keep | None = None
) -> None:
    """``names`` (short ones) means a shapefile: a table without geometry there is a bare dbf."""
    import pyogrio.raw

    bare = names is not None and not spool.types
    kind = spool.common_type()
    schema = spool.schema if names is None else pa.schema(
        [field.with_name(name) for field, name in zip(spool.schema, [*names, GEOMETRY], strict=True)]
    )  # fmt: skip
    if bare:
        schema = schema.remove(schema.get_field_index(GEOMETRY))

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in spool.batches():
            chosen = keep(batch) if keep is not None else batch
            columns = [*chosen.columns[:-1], _promoted(chosen.columns[-1], kind)]
            yield pa.RecordBatch.from_arrays(columns[: len(schema)], schema=schema)

    pyogrio.raw.write_arrow(
        pa.RecordBatchReader.from_batches(schema, batches()),
        output.path,
        layer=output.path.stem,
        driver=output.driver,
        geometry_name=None if bare else GEOMETRY,
        geometry_type=None if bare else kind,
        crs=None if bare else head["label"],
        encoding="UTF-8" if names is not None else None,
        dataset_options={"VERSION": GPKG_VERSION} if output.driver == "GPKG" else None,
        layer_options=output.options,
    )


def _promoted(column: pa.Array, kind: str) -> pa.Array:
    """Single parts as multi-parts where the file's one type is a multi-part one."""
    if not kind.startswith("Multi"):
        return column
    shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False))
    makers: dict[int, Callable[..., Any]] = {
        0: shapely.multipoints,
        1: shapely.multilinestrings,
        2: shapely.multipolygons,
    }
    made = [
        shape if shape is None or shape.geom_type == kind else makers[shapely.get_dimensions(shape)]([shape])
        for shape in shapes
    ]
    written = np.empty(len(made), dtype=object)
    written[:] = made
    return pa.array(list(shapely.to_wkb(written, flavor="iso")), pa.binary())


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # GDAL's remarks on types; errors still raise
    sys.exit(main())
