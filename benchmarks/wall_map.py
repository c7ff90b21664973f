"""The wall map: an A1 sheet with 500 cases beside an empty one of the same engine, as PDF and as PNG.

    python -m benchmarks wall_map          (BENCH_WALL_CASES=500 BENCH_REPS=3)

Both sheets hold the same ground (counties, water, zone, sections), legend, inset and graticule. Each row runs in a
process of its own, from a store on disk to the finished file, so that imports and opening count as they do for users.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from shapely.geometry import Point

from benchmarks._synthetic import features
from geoapp.model import CaseFeature

CASES = int(os.environ.get("BENCH_WALL_CASES", "500"))
REPS = int(os.environ.get("BENCH_REPS", "3"))
TODAY = "2026-01-05"
HOME = {"430902": (112.30, 28.66), "430903": (112.45, 28.50), "430921": (112.45, 29.30), "430922": (111.95, 28.45),
        "430923": (111.25, 28.30), "430981": (112.45, 28.95)}  # fmt: skip
"""Real counties, so that the ground is drawn; the places and cases around these points are invented."""


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="geoapp-bench-") as name:
        folder = Path(name)
        wanted = {"empty": 0, f"{CASES} cases": CASES}
        stores = {words: make_store(folder / f"{count}.gpkg", count) for words, count in wanted.items()}
        print("| sheet | s (median) | kB |\n|---|---:|---:|")
        found: dict[tuple[str, str], float] = {}
        for kind in ("pdf", "png"):
            for words, store in stores.items():
                out = folder / f"map.{kind}"
                seconds = [_run(store, out) for _ in range(REPS)]
                found[kind, words] = statistics.median(seconds)
                print(f"| A1 {kind}, {words} | {found[kind, words]:.2f} | {out.stat().st_size // 1024} |")
        for kind in ("pdf", "png"):
            ratio = found[kind, f"{CASES} cases"] / found[kind, "empty"]
            print(f"\n{kind}: {CASES} cases take {ratio:.2f} times the empty sheet (aim: at most 3)")


def make_store(path: Path, count: int) -> Path:
    """A store with the shipped layers and ``count`` invented cases around the county towns of 益阳."""
    from geoapp.pipeline import build_layers, load_world
    from geoapp.settings import Settings
    from geoapp.store import open_store

    store = open_store(str(path), create=True)
    world = load_world(Settings(folder=path.parent / "var"))
    build_layers(store, world)
    if count:
        store.bulk_load(around_home(count), at=datetime(2026, 1, 1, tzinfo=UTC), actor="benchmark")
    store.close()
    return path


def around_home(count: int, seed: int = 7) -> Iterator[CaseFeature]:
    """Invented cases: most of them scattered, a tenth known to their county only, some late."""
    rng = np.random.default_rng(seed)
    codes = list(HOME)
    for index, feature in enumerate(features(count, seed)):
        code = codes[int(rng.integers(len(codes)))]
        lon, lat = (float(value) for value in np.array(HOME[code]) + rng.normal(0, (0.14, 0.11)))
        vague = index % 10 == 0
        lon, lat = HOME[code] if vague else (lon, lat)
        evidence = date(2025, 12, 20) if index % 7 else date(2024, 1, 1)
        yield replace(
            feature, county_code=code, county=code, geometry=Point(lon, lat), lon=lon, lat=lat,
            accuracy_m=15_000.0 if vague else float(rng.choice([60.0, 60.0, 800.0, 2500.0])), evidence_on=evidence,
            place_key=f"bench/{code}" if vague else f"bench/{index}", issued_on=evidence,
        )  # fmt: skip


def _run(store: Path, out: Path) -> float:
    started = time.perf_counter()
    command = [sys.executable, "-m", "geoapp", "print", "-o", str(out), "--size", "A1", "--db", str(store), "--bbox",
               "110.7,28.0,113.0,29.6", "--today", TODAY]  # fmt: skip
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
