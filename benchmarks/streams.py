"""The streamed exports of everything through the production server: memory of its worker, first byte, CPU, count.

    python -m benchmarks streams          (BENCH_STREAM_ROWS=1000000 BENCH_STREAM_STORE=path.gpkg BENCH_STREAM_UNKEPT=1)

Every format is fetched whole, twice: as the first request of a server that has just begun (``first``), and of one that
has answered the map's and the API's questions before (``warm``), which holds the arrays of all features. Memory is the
highest resident size of the worker while it sends, over its size when it stood ready. CPU is the worker's, also up to
the first byte, for a busy machine moves that little. The features in what arrived are counted, and must be all. A small
selection of each format is fetched afterwards, so that a second first byte is seen. ``BENCH_STREAM_UNKEPT``: the kept
texts do not count, as after an upgrade; then GeoJSON is made while it is sent. Linux only, for it reads ``/proc``.
"""

from __future__ import annotations

import csv
import http.client
import io
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks._serving import filled_store, serving

ROWS = int(os.environ.get("BENCH_STREAM_ROWS", "100000"))
STORE = os.environ.get("BENCH_STREAM_STORE", "")
UNKEPT = bool(os.environ.get("BENCH_STREAM_UNKEPT"))
FORMATS = os.environ.get("BENCH_FORMATS", "geojson geojsonseq csv kml").split()
MARKS = {"geojson": b'{"type":"Feature",', "geojsonseq": b"\x1e", "kml": b"<Placemark "}
"""What begins a feature and can stand nowhere else in a file of that format."""
WARMING = ("/api/summary", "/ogcapi/collections/cases/items?bbox=112,28,113,29&limit=100", "/export/cases.csv?q=x")
CHUNK = 1 << 16


def main() -> None:
    """Print one table."""
    with tempfile.TemporaryDirectory(prefix="geoapp-bench-") as name:
        store = Path(STORE) if STORE else filled_store(Path(name) / "bench.gpkg", ROWS, texts=True)
        if UNKEPT:
            with closing(sqlite3.connect(store, isolation_level=None)) as edited:
                edited.execute("UPDATE meta SET value = 'another' WHERE key = 'lines'")
        print(f"{ROWS:,} features{', texts not kept' if UNKEPT else ''}\n")
        print("| format | server | first byte ms | of it CPU ms | s | CPU s | MB | memory +MB | features |")
        print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
        for extension in FORMATS:
            for warm in (False, True):
                with _served(store, Path(name)) as (port, worker):
                    for path in WARMING if warm else ():
                        _fetch(port, path)
                    _row(extension, port, worker, warm=warm)


def _row(extension: str, port: int, worker: int, *, warm: bool) -> None:
    started = _resident_mb(worker, "VmRSS")
    Path(f"/proc/{worker}/clear_refs").write_text("5")  # from now on the peak is that of what follows
    cpu = _cpu_s(worker)
    got = _fetch(port, f"/export/cases.{extension}", extension, worker)
    cpu, grown = _cpu_s(worker) - cpu, _resident_mb(worker, "VmHWM") - started
    assert got.held == ROWS, f"{got.held} features instead of {ROWS}"
    state = "warm" if warm else "first"
    told = f"{got.first_ms:.0f} | {got.first_cpu_ms:.0f} | {got.seconds:.1f} | {cpu:.1f} | {got.size / 1e6:.0f}"
    print(f"| {extension} | {state} | {told} | {grown:+.0f} | {got.held:,} |", flush=True)
    again = [_fetch(port, f"/export/cases.{extension}?status=dropped", "", worker) for _ in range(5)]
    wall, own = (statistics.median(part) for part in zip(*((one[0], one[1]) for one in again), strict=True))
    print(f"| {extension}, one status | {state}, again | {wall:.0f} | {own:.0f} | | | | | |", flush=True)


class Fetched(NamedTuple):
    """What a request cost: to the first byte of the body, and to the last; bytes and features."""

    first_ms: float
    first_cpu_ms: float
    seconds: float
    size: int
    held: int


def _fetch(port: int, path: str, extension: str = "", worker: int = 0) -> Fetched:
    """One request, read to its end."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3600)
    cpu = _cpu_s(worker) if worker else 0.0
    begun = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read(300)
    first = answer.read(1)
    first_ms = 1000 * (time.perf_counter() - begun)
    first_cpu_ms = 1000 * (_cpu_s(worker) - cpu) if worker else 0.0
    size = 0

    def pieces() -> Iterator[bytes]:
        nonlocal size
        piece = first
        while piece:
            size += len(piece)
            yield piece
            piece = answer.read1(CHUNK)

    count = _count_lines(pieces()) if extension == "csv" else _count_marks(pieces(), MARKS.get(extension, b"\0"))
    seconds = time.perf_counter() - begun
    connection.close()
    return Fetched(first_ms, first_cpu_ms, seconds, size, count)


def _count_marks(pieces: Iterator[bytes], mark: bytes) -> int:
    count, end = 0, b""
    for piece in pieces:
        held = end + piece
        count += held.count(mark)
        end = held[-(len(mark) - 1) :] if len(mark) > 1 else b""
    return count


class _Raw(io.RawIOBase):
    """Pieces as a file, for the standard library's CSV reader."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or next(self._pieces, b"")
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _count_lines(pieces: Iterator[bytes]) -> int:
    """Rows as a spreadsheet would see them: a text may hold line ends."""
    rows = io.TextIOWrapper(io.BufferedReader(_Raw(pieces)), "utf-8-sig", newline="")
    return sum(1 for _ in csv.reader(rows)) - 1


def _resident_mb(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def _cpu_s(pid: int) -> float:
    """Of all its threads, to the nanosecond."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


@contextmanager
def _served(store: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """The production server with one worker; its port and the worker's process id, once it answers."""
    with serving(store, GEOAPP_FOLDER=str(folder), BENCH_WORKERS="1") as (port, pid):
        _fetch(port, "/healthz")
        yield port, _worker_of(pid)


def _worker_of(pid: int) -> int:
    """The child that answers, the larger one of the server's helpers."""
    children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return max(children, key=lambda one: _resident_mb(one, "VmRSS"))


if __name__ == "__main__":
    main()
