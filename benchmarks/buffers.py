"""A 1000 m buffer of an 80 km2 lake with 5,000 vertices: error against ``Geod`` and time against GEOS alone.

    python -m benchmarks buffers          (BENCH_REPS=15)

The yardstick is GEOS's planar buffer of the same vertices with the same 256 segments a quarter, without any projection.
Errors are the largest difference from 1000 m over all vertices and middles of the ring.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.layers import area_m2, buffer_m, measured_error_m

REPS = int(os.environ.get("BENCH_REPS", "15"))
DISTANCE_M = 1000.0
QUARTER = 256
GEOD = Geod(ellps="WGS84")
PROJECTED = {
    "EPSG:3857 (Web Mercator)": 3857,
    "EPSG:32649 (UTM 49N)": 32649,
    "EPSG:4547 (CGCS2000 Gauss-Kruger, 114E)": 4547,
    "EPSG:4546 (CGCS2000 Gauss-Kruger, 111E)": 4546,
}


def lake(lon: float, lat: float, vertices: int = 5000, seed: int = 11) -> Polygon:
    """A ragged lake of about 80 km2."""
    rng = np.random.default_rng(seed)
    theta = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radius = np.full(vertices, 5046.0)
    for k in range(2, 60):
        radius += rng.normal(0, 900 / k**1.3) * np.cos(k * theta + rng.uniform(0, 6.28))
    x, y, _ = GEOD.fwd(np.full(vertices, lon), np.full(vertices, lat), np.degrees(theta), radius)
    return Polygon(np.column_stack([x, y]))


def via(source: Geometry, forward: Transformer, back: Transformer) -> Geometry:
    """A buffer made in a projected system and brought back."""
    flat = shapely.transform(source, forward.transform, interleaved=False)
    return shapely.transform(flat.buffer(DISTANCE_M, quad_segs=QUARTER), back.transform, interleaved=False)


def ways(source: Geometry) -> dict[str, Callable[[], Geometry]]:
    """What is compared; transformers are made before the clock runs."""
    found: dict[str, Callable[[], Geometry]] = {"geoapp.layers.buffer_m": partial(buffer_m, source, DISTANCE_M)}
    for name, code in PROJECTED.items():
        forward = Transformer.from_crs(4326, code, always_xy=True)
        found[name] = partial(via, source, forward, Transformer.from_crs(code, 4326, always_xy=True))
    found["degrees / 111320"] = partial(source.buffer, DISTANCE_M / 111_320, quad_segs=QUARTER)
    return found


def medians_s(compared: dict[str, Callable[[], Geometry]]) -> dict[str, float]:
    """Of interleaved runs, so that a busy moment of the machine falls on all alike."""
    taken: dict[str, list[float]] = {name: [] for name in compared}
    for _ in range(REPS):
        for name, way in compared.items():
            start = time.perf_counter()
            way()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    """One table for the lake, and one for the middle of a zone's edge, where Gauss-Kruger is at its worst."""
    for lon, lat in ((112.5, 29.2), (109.2, 28.0)):
        source = lake(lon, lat)
        flat = shapely.transform(source, lambda c: c * 100_000)
        compared = ways(source)
        times = medians_s({"GEOS alone": partial(flat.buffer, DISTANCE_M, quad_segs=QUARTER), **compared})
        print(f"\n{area_m2(source) / 1e6:.1f} km2, 5,000 vertices, at {lon} E {lat} N\n")
        print("| way | largest error m | ms (median) | times GEOS alone |\n|---|---:|---:|---:|")
        for name, taken in times.items():
            error = f"{measured_error_m(source, compared[name](), DISTANCE_M):.3f}" if name in compared else "-"
            print(f"| {name} | {error} | {taken * 1e3:.1f} | {taken / times['GEOS alone']:.1f} |")


if __name__ == "__main__":
    main()
