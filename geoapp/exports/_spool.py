"""Rows between their arrival in the child process and the file: on disk, in batches, so that memory does not grow.

The first pass writes them to an Arrow file and learns what a file's head must know beforehand: which geometry types
occur, whether some feature has none, and the bounding box. The second pass reads them as often as a format needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import shapely

BATCH = 4096
GEOMETRY = "geometry"
_TYPES = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}


@dataclass(slots=True)
class Spool:
    """``types`` are the names of geometry types that occur, ``missing`` says that some feature has no geometry,
    ``box`` is x-min, y-min, x-max, y-max of all, ``count`` the number of features."""

    path: Path
    schema: pa.Schema
    types: set[str] = field(default_factory=set)
    missing: bool = False
    box: list[float] | None = None
    count: int = 0

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All rows again, from the disk."""
        with pa.OSFile(str(self.path)) as file, pa.ipc.open_stream(file) as reader:
            yield from reader

    def common_type(self) -> str:
        """The one geometry type of all, its multi-part form where both occur, or ``Unknown`` for a mixture."""
        bare = {name.removeprefix("Multi") for name in self.types}
        if len(bare) != 1 or "GeometryCollection" in bare:
            return "Unknown"
        return next(iter(self.types)) if len(self.types) == 1 else f"Multi{bare.pop()}"

    def learn(self, shapes: Any) -> None:
        self.count += len(shapes)
        present = shapes[~shapely.is_missing(shapes)]
        self.missing = self.missing or len(present) < len(shapes)
        self.types |= {shape.geom_type for shape in present}
        if len(present):
            west, south, east, north = (float(value) for value in shapely.total_bounds(present))
            old = self.box or [west, south, east, north]
            self.box = [min(west, old[0]), min(south, old[1]), max(east, old[2]), max(north, old[3])]


def fill(lines: Iterable[bytes], fields: Mapping[str, str], path: Path) -> Spool:
    """Write JSON lines ``[id, WKB in hexadecimal or null, [values]]`` to ``path``; returns what was learned."""
    columns = [pa.field("feature_id", pa.string()), *(pa.field(name, _TYPES[kind]) for name, kind in fields.items())]
    spool = Spool(path, pa.schema([*columns, pa.field(GEOMETRY, pa.binary())]))
    source = iter(lines)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, spool.schema) as writer:
        while chunk := list(islice(source, BATCH)):
            rows = [orjson.loads(line) for line in chunk]
            shapes = np.empty(len(rows), dtype=object)
            shapes[:] = list(shapely.from_wkb([row[1] for row in rows]))
            spool.learn(shapes)
            writer.write_batch(_batch(rows, list(fields.values()), shapes, spool.schema))
    return spool


def _batch(rows: list[Any], kinds: list[str], shapes: Any, schema: pa.Schema) -> pa.RecordBatch:
    arrays = [pa.array([str(row[0]) for row in rows], pa.string())]
    for index, kind in enumerate(kinds):
        values = [row[2][index] for row in rows]
        if kind == "str":
            values = [value if value is None or isinstance(value, str) else str(value) for value in values]
        elif kind == "float":
            values = [None if value is None else float(value) for value in values]
        arrays.append(pa.array(values, _TYPES[kind]))
    arrays.append(pa.array(list(shapely.to_wkb(shapes, flavor="iso")), pa.binary()))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
