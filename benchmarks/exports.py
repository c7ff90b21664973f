"""GeoJSON of everything beside ``GeoDataFrame.to_json``; first byte and memory of the streams; the large formats.

    python -m benchmarks exports          (BENCH_EXPORT_ROWS=100000 BENCH_EXPORT_STORE=path.gpkg)

The frame is ready in memory before ``to_json`` is timed, and what making it costs is shown apart; ours starts from the
store on disk in a process that has just begun: ``unkept`` reads and serialises every feature, ``kept`` puts together
the texts that were made when the features were filed (what that cost is shown apart too). Both send the same
properties. Times are of this process's CPU, which a busy machine moves little. Each row runs in a process of its own;
memory is the growth of its resident peak over the service with the store open, columns read and modules loaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks._serving import filled_store

ROWS = int(os.environ.get("BENCH_EXPORT_ROWS", "100000"))
STORE = os.environ.get("BENCH_EXPORT_STORE", "")
TODAY = date(2026, 1, 5)
OTHERS = tuple(os.environ.get("BENCH_FORMATS", "geojsonseq csv kml gpkg fgb parquet shp").split())


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory(prefix="geoapp-bench-") as name:
        store = Path(STORE) if STORE else filled_store(Path(name) / "bench.gpkg", ROWS, texts=False)
        found = {way: _child(way, store) for way in ("frame", "to_json", "unkept", "line", "kept", *OTHERS)}
    print(f"{ROWS:,} features\n\n| way | CPU s | s | MB | to_json / this |\n|---|---:|---:|---:|---:|")
    yardstick = found["to_json"]["cpu"]
    for way in ("to_json", "unkept", "kept"):
        one = found[way]
        print(f"| {way} | {one['cpu']:.2f} | {one['seconds']:.2f} | {one['mb']:.0f} | {yardstick / one['cpu']:.1f} |")
    print(f"\nMaking the frame from the store's features: {found['frame']['cpu']:.2f} CPU s")
    print(f"Making the texts when features are filed: {found['line']['cpu']:.2f} CPU s")
    print("\n| format | s | MB | first byte ms | memory +MB |\n|---|---:|---:|---:|---:|")
    for way in ("kept", *OTHERS):
        one = found[way]
        print(f"| {way} | {one['seconds']:.2f} | {one['mb']:.0f} | {one['first_ms']:.0f} | {one['grown_mb']:.0f} |")


def _child(way: str, store: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.exports", way, str(store)]
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


def measure(way: str, store_path: str) -> dict[str, float]:
    """One row, in this process."""
    from geoapp.model import Query
    from geoapp.pipeline import keep_lines
    from geoapp.store import open_store

    store, query = open_store(store_path), Query(today=TODAY)
    try:
        if way in ("frame", "to_json"):
            return _peer(way, list(store.iterate(query)))
        if way == "line":
            start = time.process_time()
            with store.importing():
                keep_lines(store)
            return {"cpu": time.process_time() - start}
        store.columns()
        return _ours("geojson" if way in ("kept", "unkept") else way, store, query)
    finally:
        store.close()


def _peer(way: str, found: list[Any]) -> dict[str, float]:
    import geopandas

    from geoapp.exports import properties

    start = time.process_time()
    frame = geopandas.GeoDataFrame(
        [properties(one) for one in found], geometry=[one.geometry for one in found], crs=4326
    )
    if way == "frame":
        return {"cpu": time.process_time() - start}
    begun, start = time.perf_counter(), time.process_time()
    size = len(frame.to_json().encode())
    return {"cpu": time.process_time() - start, "seconds": time.perf_counter() - begun, "mb": size / 1e6}


def _ours(extension: str, store: Any, query: Any) -> dict[str, float]:
    from geoapp.exports import known_formats

    known_formats()
    next(_pieces(store, query, "csv"))  # a service has its modules loaded and its statements compiled
    _forget_peak()
    before = _peak_mb()
    begun, start = time.perf_counter(), time.process_time()
    pieces = _pieces(store, query, extension)
    size = len(next(pieces))
    first = time.perf_counter() - begun
    size += sum(len(piece) for piece in pieces)
    return {
        "cpu": time.process_time() - start, "seconds": time.perf_counter() - begun, "mb": size / 1e6,
        "first_ms": 1000 * first, "grown_mb": _peak_mb() - before,
    }  # fmt: skip


def _pieces(store: Any, query: Any, extension: str) -> Iterator[bytes]:
    from geoapp.pipeline import Wanted, stream_export

    pieces, _ = stream_export(store, query, datetime.now(UTC), Wanted("cases", extension))
    return pieces


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(*sys.argv[1:])))
    else:
        main()
