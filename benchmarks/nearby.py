"""What is near: our index beside a 3-D R-tree on geocentric coordinates and the store's own R*Tree with ``Geod``.

    python -m benchmarks nearby          (BENCH_CASES=1000000 BENCH_QUERIES=200)

All three answer the same random questions (the 50 nearest within a radius, with the count); CPU seconds of this
process, medians, and whether the answers are the same. Building is told too: it is paid once a data version.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks._synthetic import EXTENT, coordinates
from geoapp.layers import PointIndex
from geoapp.layers.measure import GEOD
from geoapp.layers.nearness import geocentric

CASES = int(os.environ.get("BENCH_CASES", "1000000"))
QUERIES = int(os.environ.get("BENCH_QUERIES", "200"))
LIMIT = 50
RADII = (1_000.0, 5_000.0, 30_000.0)

Answer = tuple[list[int], int]


def main() -> None:
    """One row a way and radius."""
    lon, lat = coordinates(CASES)
    rows = np.arange(CASES, dtype=np.int64)
    ways: dict[str, Callable[[float, float, float], Answer]] = {}
    built: dict[str, float] = {}
    for name, build in (("PointIndex", _ours), ("rtree 3-D", _rtree), ("SQLite R*Tree", _sqlite)):
        started = time.process_time()
        ways[name] = build(rows, lon, lat)
        built[name] = time.process_time() - started
    print("| way | built in s | " + " | ".join(f"{radius / 1000:g} km, ms" for radius in RADII) + " |")
    print("|---|---:|" + "---:|" * len(RADII))
    timed = {name: [_measure(ask, radius) for radius in RADII] for name, ask in ways.items()}
    for name, columns in timed.items():
        cells = " | ".join(f"{statistics.median(times) * 1000:.2f}" for times, _ in columns)
        same = all(answers == timed["PointIndex"][i][1] for i, (_, answers) in enumerate(columns))
        print(f"| {name} | {built[name]:.1f} | {cells} |" + ("" if same else "  answers differ"))
    print(f"\n{CASES} points, {QUERIES} questions a radius, the {LIMIT} nearest and the count")


def _measure(ask: Callable[[float, float, float], Answer], radius: float) -> tuple[list[float], list[Answer]]:
    rng = np.random.default_rng(3)
    west, south, east, north = EXTENT
    times, answers = [], []
    for x, y in zip(rng.uniform(west, east, QUERIES), rng.uniform(south, north, QUERIES), strict=True):
        started = time.process_time()
        answers.append(ask(float(x), float(y), radius))
        times.append(time.process_time() - started)
    return times, answers


def _ours(rows: Any, lon: Any, lat: Any) -> Callable[[float, float, float], Answer]:
    index = PointIndex(rows, lon, lat)

    def ask(x: float, y: float, radius: float) -> Answer:
        found = index.within(x, y, radius, LIMIT)
        return found.rows.tolist(), found.matched

    return ask


def _nearest(candidates: Any, lon: Any, lat: Any, at: tuple[float, float, float]) -> Answer:
    x, y, radius = at
    ids = np.array(sorted(candidates), np.int64)
    distance = np.asarray(GEOD.inv(np.full(len(ids), x), np.full(len(ids), y), lon[ids], lat[ids])[2])
    inside = distance <= radius
    ids, distance = ids[inside], distance[inside]
    return ids[np.lexsort((ids, distance))][:LIMIT].tolist(), len(ids)


def _rtree(rows: Any, lon: Any, lat: Any) -> Callable[[float, float, float], Answer]:
    from rtree import index as rt

    xyz = geocentric(lon, lat)

    def entries() -> Iterator[tuple[int, tuple[float, ...], None]]:
        for row, (x, y, z) in zip(rows.tolist(), xyz.tolist(), strict=True):
            yield row, (x, y, z, x, y, z), None

    properties = rt.Property(dimension=3)
    tree = rt.Index(entries(), properties=properties)

    def ask(x: float, y: float, radius: float) -> Answer:
        cx, cy, cz = geocentric(np.array([x]), np.array([y]))[0]
        box = (cx - radius, cy - radius, cz - radius, cx + radius, cy + radius, cz + radius)
        return _nearest(tree.intersection(box), lon, lat, (x, y, radius))

    return ask


def _sqlite(rows: Any, lon: Any, lat: Any) -> Callable[[float, float, float], Answer]:
    """The index that the GeoPackage has anyway: a box of degrees, then ``Geod``."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE tree USING rtree(id, minx, maxx, miny, maxy)")
    columns = rows.tolist(), lon.tolist(), lon.tolist(), lat.tolist(), lat.tolist()
    database.executemany("INSERT INTO tree VALUES (?, ?, ?, ?, ?)", zip(*columns, strict=True))

    def ask(x: float, y: float, radius: float) -> Answer:
        high = radius / 110_500 + 1e-5
        wide = high / np.cos(np.radians(abs(y) + high))
        box = (x - wide, x + wide, y - high, y + high)
        found = database.execute("SELECT id FROM tree WHERE maxx>=? AND minx<=? AND maxy>=? AND miny<=?", box)
        return _nearest([row for (row,) in found], lon, lat, (x, y, radius))

    return ask


if __name__ == "__main__":
    main()
