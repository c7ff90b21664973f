"""The map page with 100,000 cases in headless Chromium, against an empty Folium map and Folium's own ways.

    python -m benchmarks map_page          (BENCH_CASES=100000 BENCH_REPS=5)

Folium's pages are those that Folium writes, with every library that they name taken from its npm package put beside the
run (two style sheets that no package holds are empty files) and each tile of the base map answered with one small
picture. "no base map" is the same page with ``tiles=None``. Rounds are interleaved, medians reported.
A new browser that has come to rest (headless Chromium first loads pages of its own) opens each page with empty caches.
``usable``: our page - the frame with the first symbols is painted; the others - load event, map laid out and painted.
Each page notes the moment by itself, and nobody speaks to it before.
"""

from __future__ import annotations

import base64
import functools
import http.server
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
from folium.plugins import FastMarkerCluster

from benchmarks._serving import filled_store, free_port
from benchmarks._synthetic import coordinates

CASES = int(os.environ.get("BENCH_CASES", "100000"))
REPS = int(os.environ.get("BENCH_REPS", "5"))
PACKAGES = [
    "leaflet@1.9.3",
    "leaflet.markercluster@1.5.3",
    "jquery@3.7.1",
    "bootstrap@5.2.2",
    "leaflet.awesome-markers@2.0.5",
    "@fortawesome/fontawesome-free@6.2.0",
]
FILES = {
    "leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "MarkerCluster.Default.css": "leaflet.markercluster/dist/MarkerCluster.Default.css",
    "MarkerCluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "jquery": "jquery/dist/jquery.min.js",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "leaflet.awesome-markers.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    "leaflet.awesome-markers.css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "fontawesome-free": "@fortawesome/fontawesome-free/css/all.min.css",
}
TILE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--enable-precise-memory-info",
    "--js-flags=--expose-gc",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SETTLE_MS = 2500
REST_MS = 1000
TWO_FRAMES = """addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.__painted = performance.now(); })));"""
HEAP = "() => (window.gc && gc(), performance.memory.usedJSHeapSize / 1e6)"


def main() -> None:
    """Prints one table of pages and one line on filter changes."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _npm(work)
        pages = _folium_pages(work)
        stop_files, files_url = _serve_folder(work)
        stop_app, app_url = _serve_app(work)
        try:
            _measure(pages, files_url, app_url)
        finally:
            stop_files()
            stop_app()


def _npm(work: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed: Folium's own pages load their libraries from npm packages in this comparison")
    subprocess.run([npm, "install", "--silent", "--no-audit", "--prefix", str(work), *PACKAGES], check=True)
    return work / "node_modules"


def _localise(page: Path, modules: Path) -> None:
    """Point every CDN address of a Folium page at the npm file beside it: nobody's requests are intercepted."""

    def local(match: re.Match[str]) -> str:
        url = match[1]
        for key, file in FILES.items():
            if key in url and (modules / file).is_file():
                return f'"node_modules/{file}"'
        return '"nothing.css"' if url.endswith(".css") else '"nothing.js"'

    html = page.read_text(encoding="utf-8").replace("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "tile.png")
    page.write_text(re.sub(r'"(https?://[^"]+\.(?:js|css))"', local, html), encoding="utf-8")


def _folium_pages(work: Path) -> dict[str, str]:
    lon, lat = coordinates(CASES)
    folium.Map([27.5, 111.5], zoom_start=7).save(work / "empty.html")
    folium.Map([27.5, 111.5], zoom_start=7, tiles=None).save(work / "bare.html")
    fast = folium.Map([27.5, 111.5], zoom_start=7, tiles=None, maxZoom=18)
    FastMarkerCluster(list(zip(lat.tolist(), lon.tolist(), strict=True))).add_to(fast)
    fast.save(work / "fastmarkercluster.html")
    few = min(CASES, 10_000)
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": f"示例点位{i}"},
             "geometry": {"type": "Point", "coordinates": [float(lon[i]), float(lat[i])]}}
            for i in range(few)
        ],
    }  # fmt: skip
    plain = folium.Map([27.5, 111.5], zoom_start=7, tiles=None, prefer_canvas=True)
    folium.GeoJson(collection, marker=folium.CircleMarker(radius=5)).add_to(plain)
    plain.save(work / "geojson.html")
    for empty_file in ("nothing.js", "nothing.css"):
        (work / empty_file).write_text("", encoding="utf-8")
    (work / "tile.png").write_bytes(base64.b64decode(TILE))
    for page in work.glob("*.html"):
        _localise(page, work / "node_modules")
    return {
        "empty Folium map": "empty.html",
        "the same, no base map": "bare.html",
        f"FastMarkerCluster, {CASES} cases": "fastmarkercluster.html",
        f"folium.GeoJson, {few} cases": "geojson.html",
    }


def _serve_folder(folder: Path) -> tuple[Callable[[], None], str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Nothing: the table is the output."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.shutdown, f"http://127.0.0.1:{server.server_port}/"


def _serve_app(work: Path) -> tuple[Callable[[], None], str]:
    """The production server in a process of its own, as an office runs it."""
    database, port = filled_store(work / "bench.gpkg", CASES, texts=False), free_port()
    words = [sys.executable, "-m", "geoapp", "serve", "--db", str(database), "--port", str(port)]
    log = (work / "serve.log").open("wb")
    server = subprocess.Popen(words, cwd=work, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}/"
    for _ in range(600):
        try:
            # The columns are built once per data version, not per request: the first answer makes them.
            urllib.request.urlopen(url + "api/summary", timeout=60).read()
            urllib.request.urlopen(url + "map", timeout=60).read()
            break
        except OSError:
            time.sleep(0.1)

    def stop() -> None:
        server.terminate()
        server.wait(20)
        log.close()

    return stop, url


def _measure(pages: dict[str, str], files_url: str, app_url: str) -> None:
    from playwright.sync_api import sync_playwright

    times: dict[str, list[tuple[float, float]]] = {}
    changes: list[float] = []
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        for _ in range(REPS):
            for name, file in pages.items():
                times.setdefault(name, []).append(_open(play, chromium, files_url + file, None))
            ours = f"geoapp /map, {CASES} cases"
            times.setdefault(ours, []).append(_open(play, chromium, app_url + "map", changes))
    _print(times, changes)


def _open(play: Any, chromium: str | None, url: str, changes: list[float] | None) -> tuple[float, float]:
    browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
    try:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.wait_for_timeout(SETTLE_MS)
        page.on("pageerror", lambda error: print(f"{url}: {error}", file=sys.stderr))
        page.add_init_script(TWO_FRAMES)
        page.goto(url, wait_until="load", timeout=300_000)
        usable = _moment(page, "__painted" if changes is None else "__ready")
        heap = page.evaluate(HEAP)
        if changes is not None:
            page.wait_for_selector("input[name=status][value=staged]", state="attached")
            changes.extend(_filter_changes(page))
        return float(usable), float(heap)
    finally:
        browser.close()


def _moment(page: Any, name: str) -> float:
    """What the page has noted by itself. A question put to it before would bring the questioner's own scripts in."""
    while True:
        page.wait_for_timeout(REST_MS)
        noted = page.evaluate(f"() => window.{name}")
        if noted:
            return float(noted)


def _filter_changes(page: Any) -> list[float]:
    """Milliseconds from the change of a choice to the answer of both requests that it causes, measured in the page."""
    script = """async () => {
      const out = [];
      for (const value of ["done", "staged", "in_progress", "planned", "done", "staged"]) {
        const box = document.querySelector(`input[name=status][value=${value}]`);
        const started = performance.now();
        const before = performance.getEntriesByType("resource").length;
        box.click();
        await new Promise(done => {
          const look = () => {
            const fresh = performance.getEntriesByType("resource").slice(before);
            const ended = name => fresh.some(e => e.name.includes(name) && e.responseEnd > 0);
            if (ended("/api/clusters") && ended("/api/summary")) done(); else setTimeout(look, 4);
          };
          look();
        });
        out.push(performance.now() - started);
        await new Promise(k => setTimeout(k, 150));
      }
      return out;
    }"""
    return [float(value) for value in page.evaluate(script)]


def _print(times: dict[str, list[tuple[float, float]]], changes: list[float]) -> None:
    base = statistics.median(t for t, _ in times["empty Folium map"])
    base_heap = statistics.median(h for _, h in times["empty Folium map"])
    print("| page | usable ms | vs empty map | JS heap MB | over empty |\n|---|---:|---:|---:|---:|")
    for name, rows in times.items():
        usable, heap = statistics.median(t for t, _ in rows), statistics.median(h for _, h in rows)
        print(f"| {name} | {usable:.0f} | {usable / base:.2f} x | {heap:.1f} | {heap - base_heap:+.1f} |")
    median = statistics.median(changes)
    print(
        f"\nFilter change to answer: median {median:.0f} ms over {len(changes)} changes, {CASES} cases, {REPS} rounds"
    )


if __name__ == "__main__":
    main()
