"""A million points against 150 county polygons: ``layers.join`` beside ``geopandas.sjoin(predicate="within")``.

    python -m benchmarks joins          (BENCH_POINTS=1000000 BENCH_REPS=5)

Both make the same pairs. Ours starts from coordinate columns, as cases are kept; ``sjoin`` is given its points ready
made, and what making them costs is shown apart. Rounds are interleaved, medians reported.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks._synthetic import coordinates
from geoapp.layers import join_points

POINTS = int(os.environ.get("BENCH_POINTS", "1000000"))
REPS = int(os.environ.get("BENCH_REPS", "5"))
COUNTIES = 150


def partition(lon: NDArray[np.float64], lat: NDArray[np.float64], count: int = COUNTIES) -> list[Any]:
    """A Voronoi partition of the points' extent whose shared borders are ragged the same way from both sides."""
    rng = np.random.default_rng(21)
    box = shapely.box(lon.min() - 0.01, lat.min() - 0.01, lon.max() + 0.01, lat.max() + 0.01)
    west, south, east, north = box.bounds
    seats = shapely.multipoints(np.c_[rng.uniform(west, east, count), rng.uniform(south, north, count)])
    lines = shapely.intersection(shapely.voronoi_polygons(seats, only_edges=True, extend_to=box), box)
    inner = box.exterior.buffer(1e-9)
    borders = []
    for line in shapely.get_parts(shapely.union_all([lines, box.exterior])):
        xy = shapely.get_coordinates(shapely.segmentize(line, 0.004))
        if len(xy) > 3 and not inner.contains(line):
            xy[1:-1] += rng.normal(0, 0.0004, (len(xy) - 2, 2))
        borders.append(shapely.linestrings(xy))
    net = shapely.node(shapely.multilinestrings(borders))
    areas = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    return list(areas[shapely.area(areas) > 1e-3])


def main() -> None:
    """Print the table; stops with an error when the pairs differ."""
    lon, lat = coordinates(POINTS)
    areas = partition(lon, lat)
    zones = geopandas.GeoDataFrame({"area": np.arange(len(areas))}, geometry=areas, crs=4326)
    frame = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat), crs=4326)
    ways: dict[str, Callable[[], Any]] = {
        "layers.join": lambda: join_points(lon, lat, areas),
        "geopandas.sjoin within, points ready": lambda: geopandas.sjoin(frame, zones, predicate="within"),
        "points_from_xy alone": lambda: geopandas.points_from_xy(lon, lat),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    answers: dict[str, Any] = {}
    for _ in range(REPS):
        for name, way in ways.items():
            start = time.perf_counter()
            answers[name] = way()
            times[name].append(time.perf_counter() - start)
    ours, theirs = answers["layers.join"], answers["geopandas.sjoin within, points ready"]
    _compare(ours, (theirs.index.to_numpy(), theirs["index_right"].to_numpy()))
    vertices = int(shapely.get_num_coordinates(areas).sum())
    print(f"{POINTS:,} points, {len(areas)} areas, {vertices:,} vertices, {len(ours[0]):,} pairs, all the same\n")
    yardstick = statistics.median(times["geopandas.sjoin within, points ready"])
    print("| way | s (median) | sjoin takes so many times as long |\n|---|---:|---:|")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"| {name} | {middle:.3f} | {yardstick / middle:.1f} |")


def _compare(ours: tuple[Any, Any], theirs: tuple[Any, Any]) -> None:
    pairs = [np.sort(rows.astype(np.int64) * COUNTIES * 2 + areas) for rows, areas in (ours, theirs)]
    if not np.array_equal(*pairs):
        raise SystemExit("the pairs differ")


if __name__ == "__main__":
    main()
