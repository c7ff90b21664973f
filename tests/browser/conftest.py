"""A demo store behind a real server, and a Chromium that is cut off from every other host."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geoapp.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode does not: the tests here share browser_kit

from browser_kit import CHROMIUM, DESKTOP, FLAGS, NOW, PHONE, Server, Watch, address, fresh
from field_kit import sign_in


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """With a failure goes what the open pages show: address, console, words, the way to a picture."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if report.when == "call" and report.failed and browser is not None:
        told = [shown(page) for context in browser.contexts for page in context.pages]
        report.sections += [(f"page {number}", words) for number, words in enumerate(told, 1)]
    return report


def shown(page: Any) -> str:
    from playwright.sync_api import Error

    try:
        picture = Path(tempfile.mkdtemp(prefix="geoapp-failed-")) / "page.png"
        page.screenshot(path=picture, timeout=10_000)
        errors = [str(one) for one in page.page_errors()] + [one.text for one in page.console_messages()]
        words = page.inner_text("body", timeout=5_000)
        return "\n".join([address(page), str(picture), *errors[-20:], words[:2_000]])
    except Error as error:
        return f"{page.url}\nno more can be told: {error.message}"


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
        context = fresh(browser, PHONE if phone else DESKTOP)
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


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The bundled sample behind accounts, with two inspectors: wang and zhao."""
    from geoapp.accounts import UserRole
    from geoapp.pipeline import load_world, open_demonstration
    from geoapp.web import create_app
    from tests.web.signed import PASSWORD, accounts_of

    folder = tmp_path_factory.mktemp("外业")
    settings = Settings(folder=folder, db=str(folder / "demo.gpkg"))
    store, _ = open_demonstration(folder / "demo.gpkg", load_world(settings), now=lambda: NOW)
    app = create_app(settings, store, clock=lambda: NOW)
    accounts_of(app).people.add("wang", UserRole.INSPECTOR, password=PASSWORD)
    accounts_of(app).people.add("zhao", UserRole.INSPECTOR, password=PASSWORD)
    server = Server(app)
    server.store, server.folder = store, folder  # type: ignore[attr-defined]
    yield server
    server.stop()
    store.close()


@pytest.fixture
def phone(browser: Any, office: Any) -> Iterator[Any]:
    """A signed-in inspector's phone, its clock at the test's moment. Routes are not touched: a page that is routed
    keeps service workers out."""
    context = fresh(browser, PHONE, timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    sign_in(page, office, "wang")
    yield page
    context.close()


def _note_failure(watch: Watch, request: Any) -> None:
    # The pages abort their own stale requests when the map moves on; that is no failure.
    if "ERR_ABORTED" not in (request.failure or ""):
        watch.failed.append(request.url)
