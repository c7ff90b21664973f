"""GeoJSON of everything beside ``GeoDataFrame.to_json``; first byte and memory of the streams; the large formats.

    python -m benchmarks exports          (BENCH_EXPORT_ROWS=100000 BENCH_EXPORT_STORE=path.gpkg BENCH_REPS=3)

The frame is ready in memory before ``to_json`` is timed, and what making it costs is shown apart; ours starts from the
store on disk: ``cold`` reads and serialises every feature (and leaves its lines behind), ``kept`` sends those lines.
Both send the same properties. Each row runs in a process of its own; memory is the growth of its resident peak over
the service with the store open, columns read and the format's modules loaded.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks._synthetic import features

ROWS = int(os.environ.get("BENCH_EXPORT_ROWS", "100000"))
REPS = int(os.environ.get("BENCH_REPS", "3"))
STORE = os.environ.get("BENCH_EXPORT_STORE", "")
TODAY = date(2026, 1, 5)
STREAMS = ("geojson", "geojsonseq", "csv", "kml")
FILES = ("gpkg", "fgb", "parquet", "shp")


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory(prefix="geoapp-bench-") as name:
        folder = Path(name)
        store = _store(folder)
        ways = ["frame", "to_json", "cold", "kept", *STREAMS, *FILES]
        found = {way: _child(way, store, folder) for way in ways}
    print(f"{ROWS:,} features\n\n| way | s (median) | MB | to_json takes so many times as long |\n|---|---:|---:|---:|")
    yardstick = found["to_json"]["seconds"]
    for way in ("to_json", "cold", "kept"):
        one = found[way]
        print(f"| {way} | {one['seconds']:.2f} | {one['mb']:.0f} | {yardstick / one['seconds']:.1f} |")
    print(f"\nMaking the frame from the store's features: {found['frame']['seconds']:.2f} s")
    print("\n| format | s | MB | first byte ms | memory +MB |\n|---|---:|---:|---:|---:|")
    for way in (*STREAMS, *FILES):
        one = found[way]
        print(f"| {way} | {one['seconds']:.2f} | {one['mb']:.0f} | {one['first_ms']:.0f} | {one['grown_mb']:.0f} |")


def _store(folder: Path) -> Path:
    from geoapp.store import open_store

    if STORE:
        return Path(STORE)
    path = folder / "bench.gpkg"
    store = open_store(str(path), create=True)
    store.bulk_load(features(ROWS), at=datetime.now(UTC), actor="bench")
    store.close()
    return path


def _child(way: str, store: Path, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.exports", way, str(store), str(folder)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(shown.stdout.splitlines()[-1])
    return found


def _forget_peak() -> None:
    """From now on the peak is that of what follows (Linux)."""
    switch = Path("/proc/self/clear_refs")
    if switch.exists():
        switch.write_text("5")


def _peak_mb() -> float:
    """The highest resident size so far (Linux; 0 elsewhere, where it is not measured)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measure(way: str, store_path: str, folder: str) -> dict[str, float]:
    """One row, in this process."""
    from geoapp.model import Query
    from geoapp.store import open_store

    store, query = open_store(store_path), Query(today=TODAY)
    try:
        if way in ("frame", "to_json"):
            return _peer(way, list(store.iterate(query)))
        store.columns()
        return _ours(way, store, query, Path(folder))
    finally:
        store.close()


def _peer(way: str, found: list[Any]) -> dict[str, float]:
    import geopandas

    from geoapp.exports import properties

    start = time.perf_counter()
    frame = geopandas.GeoDataFrame(
        [properties(one) for one in found], geometry=[one.geometry for one in found], crs=4326
    )
    if way == "frame":
        return {"seconds": time.perf_counter() - start, "mb": 0}
    times, size = [], 0
    for _ in range(REPS):
        start = time.perf_counter()
        size = len(frame.to_json().encode())
        times.append(time.perf_counter() - start)
    return {"seconds": statistics.median(times), "mb": size / 1e6}


def _ours(way: str, store: Any, query: Any, folder: Path) -> dict[str, float]:
    from geoapp.exports import known_formats

    known_formats()
    cache = folder / ("cache" if way in ("cold", "kept") else f"none-{way}")
    extension = "geojson" if way in ("cold", "kept") else way
    times, firsts = [], []
    next(_pieces(store, query, "csv", cache))  # a service has its modules loaded and its statements compiled
    _forget_peak()
    before, size = _peak_mb(), 0
    for _ in range(REPS if way == "kept" else 1):
        start = time.perf_counter()
        pieces = _pieces(store, query, extension, cache)
        size = len(next(pieces))
        firsts.append(time.perf_counter() - start)
        size += sum(len(piece) for piece in pieces)
        times.append(time.perf_counter() - start)
    return {
        "seconds": statistics.median(times), "mb": size / 1e6, "first_ms": 1000 * statistics.median(firsts),
        "grown_mb": _peak_mb() - before,
    }  # fmt: skip


def _pieces(store: Any, query: Any, extension: str, cache: Path) -> Iterator[bytes]:
    from geoapp.pipeline import Wanted, stream_export

    pieces, _ = stream_export(store, query, datetime.now(UTC), Wanted("cases", extension), cache)
    return pieces


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(json.dumps(measure(*sys.argv[1:])))
    else:
        main()
