"""What the browser tests share: a server thread, the viewports, the fixed moment."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from geoapp.settings import ZONE
from tests.web.signed import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NOW = datetime(2026, 1, 15, 9, 0, tzinfo=ZONE)
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


PATIENCE_S = 90
"""How long a page may take: a hanging page is told all the same, and a loaded machine is no fault of the page."""


def fresh(browser: Any, size: dict[str, Any], **more: Any) -> Any:
    """A browser context as nobody has used it."""
    context = browser.new_context(**size, locale="zh-CN", **more)
    context.set_default_timeout(PATIENCE_S * 1000)
    return context


def until(page: Any, holds: Callable[[], Any]) -> None:
    """Wait for a condition that is asked from here."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "the page never got there"
        page.wait_for_timeout(50)


def address(page: Any) -> str:
    """Where the page stands now. (``page.url`` is told later when a script has changed the address.)"""
    return str(page.evaluate("() => location.href"))


def sign_in_by_keys(page: Any, name: str) -> None:
    """As a person without a mouse does: the first field has the focus, as soon as the page has been drawn. Ends on the
    page that the login leads to."""
    page.wait_for_selector("[name=name]:focus")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


@dataclass
class Watch:
    """What went wrong while a page was open."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Server:
    """The app on a free port of this machine, in a thread, for as long as a test module lasts. It stops when the last
    answer has been given: what serves it (the store) can be closed then."""

    def __init__(self, app: Any) -> None:
        from werkzeug.serving import WSGIRequestHandler, make_server

        self._open, self._quiet = 0, threading.Condition()
        answering = self._answering

        class Counted(WSGIRequestHandler):
            """Counts what it answers, whatever becomes of it: one that hangs up leaves its answer unclosed."""

            def run_wsgi(self) -> None:
                with answering():
                    super().run_wsgi()

        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Counted)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @contextlib.contextmanager
    def _answering(self) -> Iterator[None]:
        with self._quiet:
            self._open += 1
        try:
            yield
        finally:
            with self._quiet:
                self._open -= 1
                self._quiet.notify_all()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        with self._quiet:
            self._quiet.wait_for(lambda: self._open <= 0, timeout=PATIENCE_S)
        self._server.server_close()
