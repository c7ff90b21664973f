"""The pictures of the manual, taken from the bundled sample in a real browser: python docs/make_pictures.py

Writes geoapp/web/static/help/*.jpg. Needs Chromium and the dev group (playwright); the sample holds no private data.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]
TARGET = ROOT / "geoapp" / "web" / "static" / "help"
NAME, PASSWORD = "演示", "three herons 77 lake"  # for the minute that the pictures take
HERE = {"longitude": 112.51, "latitude": 29.25, "accuracy": 20}


def main() -> None:
    """All pictures anew."""
    from browser_kit import FLAGS, NOW, PHONE, Server
    from playwright.sync_api import sync_playwright

    from geoapp.accounts import UserRole
    from geoapp.pipeline import load_world, open_demonstration
    from geoapp.settings import Settings
    from geoapp.web import create_app

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        settings = Settings(folder=Path(folder), db=str(Path(folder) / "demo.gpkg"))
        store, _ = open_demonstration(Path(settings.database), load_world(settings), now=lambda: NOW)
        app = create_app(settings, store, clock=lambda: NOW)
        server = Server(app)
        accounts = app.extensions["geoapp.accounts"]
        accounts.people.add(NAME, UserRole.ADMINISTRATOR, password=PASSWORD)
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        wide = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        phone = browser.new_context(**PHONE, locale="zh-CN", geolocation=HERE, permissions=["geolocation"])
        for context in (wide, phone):
            _sign_in(context, server.url)
        for name, path, act in PICTURES:
            page = (phone if name.startswith("phone") else wide).new_page()
            page.goto(server.url + path)
            act(page)
            page.wait_for_timeout(2500)
            page.screenshot(path=TARGET / f"{name}.jpg", type="jpeg", quality=72)
            page.close()
        browser.close()
        server.stop()
        store.close()


def _sign_in(context: Any, url: str) -> None:
    page = context.new_page()
    page.goto(f"{url}/login")
    page.fill("input[name=name]", NAME)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda address: "/login" not in address)
    page.close()


def _nothing(_page: Any) -> None:
    """The page as it opens."""


def _first_item(page: Any) -> None:
    page.wait_for_selector("#items .item")
    page.locator("#items .item").first.click()


def _dossier(page: Any) -> None:
    _first_item(page)
    page.locator("#detail a[href^='/cases/']").first.click()


def _notice(page: Any) -> None:
    page.locator("main a[href^='/notices/']").first.click()


def _located(page: Any) -> None:
    page.click("#by-phone")


def _desk(page: Any) -> None:
    page.click("[data-queue=vague]")
    page.wait_for_timeout(1500)
    page.keyboard.press("j")


PICTURES: list[tuple[str, str, Callable[[Any], None]]] = [
    ("dashboard", "/", _nothing),
    ("map", "/map", _nothing),
    ("panel", "/map", _first_item),
    ("dossier", "/map", _dossier),
    ("notice", "/notices", _notice),
    ("layers", "/layers", _nothing),
    ("print", "/print", _nothing),
    ("review", "/review", _desk),
    ("ingest", "/ingest", _nothing),
    ("users", "/admin/users", _nothing),
    ("phone-nearby", "/nearby", _located),
    ("phone-map", "/map", _nothing),
]


if __name__ == "__main__":
    main()
