"""The pictures of the manual, taken from the bundled sample in a real browser: python docs/make_pictures.py [NAME...]

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
        for name, path, act in PICTURES if len(sys.argv) < 2 else [one for one in PICTURES if one[0] in sys.argv]:
            if name == "base-map":
                _bring_tiles(settings.tiles_folder)
            page = (phone if name.startswith("phone") else wide).new_page()
            page.goto(server.url + path)
            act(page)
            page.wait_for_timeout(2500)
            page.screenshot(path=TARGET / f"{name}.jpg", type="jpeg", quality=72)
            page.close()
        browser.close()
        server.stop()
        store.close()


def _bring_tiles(folder: Path) -> None:
    """A base map such as an office brings along; the tests' own, since the sample has none. Last of all pictures."""
    sys.path.insert(0, str(ROOT / "tests" / "tiles"))
    from tile_making import vector, write_pmtiles

    folder.mkdir(exist_ok=True)
    write_pmtiles(folder / "底图.pmtiles", vector, "矢量底图")


def _sign_in(context: Any, url: str) -> None:
    page = context.new_page()
    page.goto(f"{url}/login")
    page.fill("input[name=name]", NAME)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda address: "/login" not in address)
    page.close()


def _base_map(page: Any) -> None:
    page.wait_for_function("() => window.wm && window.wm.basesReady")
    page.locator(".leaflet-control-layers").hover()
    page.wait_for_selector(".leaflet-control-layers-expanded")
    page.locator(".leaflet-control-layers-base input").nth(1).check()


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


def _visit(page: Any) -> None:
    _located(page)
    page.locator(".near-card .visit-open").first.click()
    page.locator(".visit-form").first.evaluate("(form) => form.scrollIntoView()")


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
    ("phone-visit", "/nearby", _visit),
    ("base-map", "/map#11/29.2/112.5", _base_map),
]


if __name__ == "__main__":
    main()
