"""Items of the API with a window and a status: against a constant answer of the same server, and against OGC peers.

    python -m benchmarks items     (BENCH_CASES=100000,1000000 BENCH_STORES=a.gpkg,b.gpkg BENCH_SECONDS=2)
    BENCH_PEERS="tipg=http://127.0.0.1:8001/collections/public.ogc/items?f=geojson&bbox={}&status=in_progress&limit=100"

200 windows of 1.5 degrees, status in_progress, limit 100, over kept connections; rounds are interleaved and medians
reported. All send the same features with the same attributes, links and numberMatched: each peer's count is compared
with ours before the clock runs. ``fresh`` windows are asked once
each: nothing about them can have been kept. The client is wrk where it is installed, else threads of this process.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks._items_server import PAGE
from benchmarks._serving import filled_store, serving
from benchmarks._synthetic import EXTENT

SIZES = [int(size) for size in os.environ.get("BENCH_CASES", "100000").split(",")]
STORES = [Path(path) for path in os.environ.get("BENCH_STORES", "").split(",") if path]
PEERS = [peer.split("=", 1) for peer in os.environ.get("BENCH_PEERS", "").split() if peer]
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
CLIENTS = 4
PATH = "/ogcapi/collections/cases/items?bbox={}&status=in_progress&limit=100"


@dataclass
class Asked:
    """What is asked of one server, and how many answers a second it gave in each round."""

    name: str
    port: int
    paths: list[str]
    rates: list[float] = field(default_factory=list)


def main() -> None:
    """Prints one table."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        stores = STORES or [filled_store(Path(name) / f"{size}.gpkg", size, texts=True) for size in SIZES]
        dice = random.Random(1)
        windows = list(_windows(dice, 200))
        asked: list[Asked] = []
        counts: dict[str, int | None] = {}
        for store, size in zip(stores, SIZES, strict=True):
            port, _ = running.enter_context(serving(store))
            started = time.perf_counter()
            first = json.loads(_ask(port, PAGE))
            print(f"{size:,} cases: first answer after {time.perf_counter() - started:.1f} s")
            assert len(first["features"]) == 100, "the windows must hold enough"
            counts = {window: _matched(port, PATH.format(window)) for window in windows[:5]}
            for path in map(PATH.format, windows):
                _ask(port, path)
            asked.append(Asked(f"items, {size:,} cases", port, [PATH.format(window) for window in windows]))
            asked.append(Asked(f"constant, {size:,} cases", port, ["/constant"]))
            asked.append(Asked(f"items, {size:,} cases, fresh windows", port, []))
        for peer, url in PEERS:
            parts = urlsplit(url)
            template = f"{parts.path}?{parts.query}"
            assert parts.port is not None
            for window, count in counts.items():
                told = _matched(parts.port, template.format(window))
                assert told in (count, None), f"{peer} selects other features"
            peer += "" if told is not None else " (sends no numberMatched)"  # noqa: PLW2901
            asked.append(Asked(peer, parts.port, [template.format(window) for window in windows]))
        _measure(asked, dice)
        _report(asked)


def _measure(asked: list[Asked], dice: random.Random) -> None:
    for _ in range(ROUNDS):
        for one in asked:
            paths = one.paths or [PATH.format(window) for window in _windows(dice, 20_000)]
            one.rates.append(_rate(one.port, paths))


def _report(asked: list[Asked]) -> None:
    medians = {one.name: statistics.median(one.rates) for one in asked}
    constants = {one.port: medians[one.name] for one in asked if one.name.startswith("constant")}
    last = next(one for one in reversed(asked) if one.name.startswith("items") and one.paths)
    print("\n| asked | answers a second | of the same server's constant answer | items of the largest / this |")
    print("|---|---:|---:|---:|")
    for one in asked:
        share = f"{medians[one.name] / constants[one.port]:.2f}" if one.port in constants else "-"
        print(f"| {one.name} | {medians[one.name]:.1f} | {share} | {medians[last.name] / medians[one.name]:.2f} |")


def _windows(dice: random.Random, count: int) -> Iterator[str]:
    west, south, east, north = EXTENT
    for _ in range(count):
        x, y = dice.uniform(west, east - 1.5), dice.uniform(south, north - 1.5)
        yield f"{x:.4f},{y:.4f},{x + 1.5:.4f},{y + 1.5:.4f}"


def _rate(port: int, paths: list[str]) -> float:
    """Answers a second to a few clients that keep their connections."""
    return _wrk_rate(port, paths) if shutil.which("wrk") else _own_rate(port, paths)


def _wrk_rate(port: int, paths: list[str]) -> float:
    script = "local u={%s}\nlocal i=0\nrequest=function() i=i%%#u+1; return wrk.format('GET',u[i]) end\n"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script % ",".join(json.dumps(path) for path in paths))
        file.flush()
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{SECONDS:g}s", "--timeout", "60s", "-s", file.name]
        shown = subprocess.run([*command, f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=True)
    found = re.search(r"(\d+) requests in ([0-9.]+)s", shown.stdout)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", shown.stdout)
    assert found is not None, shown.stdout
    refused = int(failed.group(1)) if failed else 0  # pygeoapi fails now and then; what fails is not counted
    return (int(found.group(1)) - refused) / float(found.group(2))


def _own_rate(port: int, paths: list[str]) -> float:
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


def _matched(port: int, path: str) -> int | None:
    document = json.loads(_ask(port, path))
    matched: int | None = document.get("numberMatched")
    assert len(document["features"]) == min(100, matched or 100)
    return matched


def _ask(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, body[:300]
    connection.close()
    return body


if __name__ == "__main__":
    main()
