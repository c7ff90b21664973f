"""Items of the API with a window and a status, against a constant answer of the same size from the same server.

    python -m benchmarks items          (BENCH_CASES=100000 BENCH_SECONDS=3 BENCH_ROUNDS=3)

200 windows of 1.5 degrees, status in_progress, limit 100, over kept connections; rounds are interleaved and medians
reported. Both send the same headers; the API's answers carry links, numberMatched and a time stamp. ``fresh`` windows
are asked once each: nothing about them can have been kept.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from benchmarks._synthetic import EXTENT, features
from geoapp.settings import ZONE
from geoapp.store import open_store

CASES = int(os.environ.get("BENCH_CASES", "100000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
CLIENTS = 4
PATH = "/ogcapi/collections/cases/items?bbox={}&status=in_progress&limit=100"


def main() -> None:
    """Prints one table."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.gpkg"
        store = open_store(str(database), create=True)
        started = time.perf_counter()
        store.bulk_load(features(CASES), at=datetime.now(ZONE), actor="benchmark")
        loaded = time.perf_counter() - started
        store.close()
        with _served(database) as port:
            started = time.perf_counter()
            body = _ask(port, PATH.format("112,28,113.5,29.5"))
            first = time.perf_counter() - started
            constant = "/constant"
            document = json.loads(body)
            assert len(document["features"]) == 100, "the windows must hold enough"
            assert document["numberMatched"] > 0
            windows = [PATH.format(window) for window in _windows(random.Random(1), 200)]
            for path in windows:
                _ask(port, path)
            _report(port, {"items": windows, "constant": [constant]}, loaded, first, len(body))


def _report(port: int, paths: dict[str, list[str]], loaded: float, first: float, size: int) -> None:
    dice = random.Random(2)
    rates: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, asked in paths.items():
            rates.setdefault(name, []).append(_rate(port, asked))
        fresh = [PATH.format(window) for window in _windows(dice, 20_000)]
        rates.setdefault("items, fresh windows", []).append(_rate(port, fresh))
    base = statistics.median(rates["constant"])
    print(f"{CASES} cases, loaded in {loaded:.1f} s, first answer after {first * 1000:.0f} ms, {size / 1000:.0f} kB\n")
    print("| asked | requests/s | of constant |\n|---|---:|---:|")
    for name, values in rates.items():
        median = statistics.median(values)
        print(f"| {name} | {median:.0f} | {median / base:.2f} |")


def _windows(dice: random.Random, count: int) -> Iterator[str]:
    west, south, east, north = EXTENT
    for _ in range(count):
        x, y = dice.uniform(west, east - 1.5), dice.uniform(south, north - 1.5)
        yield f"{x:.4f},{y:.4f},{x + 1.5:.4f},{y + 1.5:.4f}"


def _rate(port: int, paths: list[str]) -> float:
    """Requests per second of a few clients that keep their connections."""
    counts = [0] * CLIENTS
    end = time.perf_counter() + SECONDS

    def work(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        place = number * len(paths) // CLIENTS
        while time.perf_counter() < end:
            connection.request("GET", paths[place % len(paths)])
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            counts[number] += 1
            place += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - started)


def _ask(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, body[:300]
    connection.close()
    return body


@contextmanager
def _served(database: Path) -> Iterator[int]:
    """The production server with the application and, beside it, a view that always answers the same bytes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "GEOAPP_DB": str(database)}
    command = [sys.executable, "-m", "benchmarks._items_server", str(port)]
    with subprocess.Popen(command, env=environment) as process:
        try:
            deadline = time.time() + 120
            while time.time() < deadline:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
