"""A demo store behind a real server, and a Chromium that is cut off from every other host."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from geoapp.settings import ZONE, Settings

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NOW = datetime(2026, 1, 15, 9, 0, tzinfo=ZONE)
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@dataclass
class Watch:
    """What went wrong while a page was open."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Server:
    """The app on a free port of this machine, in a thread, for as long as a test module lasts."""

    def __init__(self, app: Any) -> None:
        from werkzeug.serving import make_server

        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The bundled sample, served."""
    from geoapp.pipeline import load_world, open_demonstration
    from geoapp.web import create_app

    folder = tmp_path_factory.mktemp("演示 数据")
    settings = Settings(folder=folder, db=str(folder / "demo.gpkg"))
    store, report = open_demonstration(Path(settings.database), load_world(settings), now=lambda: NOW)
    assert report.failed == 0
    server = Server(create_app(settings, store, clock=lambda: NOW))
    yield server
    server.stop()
    store.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the pages were not opened in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """``open_page(url, phone=False) -> (page, watch)``; every host but the test server is refused and recorded."""
    contexts = []

    def open_one(url: str, *, phone: bool = False) -> tuple[Any, Watch]:
        context = browser.new_context(**(PHONE if phone else DESKTOP), locale="zh-CN")
        contexts.append(context)
        page, watch = context.new_page(), Watch()
        own = "/".join(url.split("/")[:3]) + "/"

        def route(handler: Any) -> None:
            address = handler.request.url
            if address.startswith((own, "data:", "blob:")):
                handler.continue_()
            else:
                watch.foreign.append(address)
                handler.abort()

        page.route("**/*", route)
        page.on("console", lambda m: watch.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: watch.errors.append(str(e)))
        page.on("requestfailed", lambda r: _note_failure(watch, r))
        page.goto(url, wait_until="load")
        return page, watch

    yield open_one
    for context in contexts:
        context.close()


def _note_failure(watch: Watch, request: Any) -> None:
    # The pages abort their own stale requests when the map moves on; that is no failure.
    if "ERR_ABORTED" not in (request.failure or ""):
        watch.failed.append(request.url)
