"""Hostile words in every field of a notice are shown as words everywhere."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from browser_kit import NOW, PATIENCE_S, Server
from shapely.geometry import Point

from geoapp.model import (
    Basis,
    Genre,
    Metric,
    Notice,
    PlaceType,
    Position,
    PositionalAccuracy,
    Quote,
    Record,
    Role,
    Site,
    Status,
)
from geoapp.settings import Settings
from geoapp.store import Filing, open_store
from geoapp.web import create_app

pytestmark = pytest.mark.browser

EVIL = "${window.pwned=1}`\"'</script><script>window.pwned=2</script><img src=x onerror=window.pwned=3>{{7*7}}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    store = open_store(str(folder / "h.gpkg"), create=True)
    words = f"前文{EVIL}后文"
    quote = Quote.of(words, 2, 2 + len(EVIL))
    original = words.encode()
    position = Position(
        Point(112.35, 28.58), PositionalAccuracy(800, Basis.GAZETTEER), EVIL, EVIL, EVIL, EVIL, EVIL, (EVIL,)
    )
    site = Site(EVIL, PlaceType.RIVER, Role.SUBJECT, quote, Status.IN_PROGRESS, quote, EVIL, (), True, position, EVIL)
    record = Record(
        problem=EVIL, quotes={"problem": quote, EVIL: quote}, no=EVIL, category=EVIL, rectification=EVIL, goal=EVIL,
        status=Status.IN_PROGRESS, status_quote=quote, county=EVIL, deadline=date(2025, 1, 1), lead_unit=EVIL,
        responsible_units=(EVIL,), supervising_unit=EVIL, spatial=True, sites=(site,),
        metrics=(Metric(EVIL, 1.0, EVIL, EVIL, quote),), warnings=(EVIL,),
    )  # fmt: skip
    notice = Notice(
        identifier=sha256(original).hexdigest(), work_key=EVIL, title=EVIL, text=words, media_type="text/plain",
        file_name=EVIL, issuer=EVIL, document_number=EVIL, genre=Genre.OTHER, issued_on=date(2025, 6, 1), county=EVIL,
        city=EVIL, province=EVIL, warnings=(EVIL,),
    )  # fmt: skip
    filing = Filing("43-hostile", "43", record, ("43-hostile.a",), "430903")
    store.put_notice(notice, original, [filing], at=NOW, actor=EVIL)
    server = Server(create_app(Settings(folder=folder, db=str(folder / "h.gpkg")), store, clock=lambda: NOW))
    yield server
    server.stop()
    store.close()


def notice_path() -> str:
    return "/notices/" + sha256(f"前文{EVIL}后文".encode()).hexdigest()


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
@pytest.mark.parametrize("path", ["/cases/43-hostile", notice_path(), "/notices", "/layers"])
def test_pages_show_hostile_words_as_words(hostile: Server, open_page: Any, path: str, phone: bool) -> None:
    page, watch = open_page(hostile.url + path, phone=phone)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.pwned") is None
    assert watch.errors == []
    assert watch.foreign == []
    if path != "/layers":
        assert "onerror=window.pwned=3" in page.locator("body").inner_text()


def test_the_map_shows_hostile_words_as_words(hostile: Server, open_page: Any) -> None:
    page, watch = open_page(f"{hostile.url}/map")
    page.wait_for_function("() => window.__ready")
    page.locator("[data-fid]").first.click()
    page.wait_for_selector("a[href*='/notices/']")
    assert page.evaluate("window.pwned") is None
    assert "onerror=window.pwned=3" in page.locator("body").inner_text()
    assert page.locator("img[src=x]").count() == 0
    assert watch.errors == []
    assert watch.foreign == []


def test_the_api_sends_hostile_words_as_json(hostile: Server) -> None:
    with urllib.request.urlopen(f"{hostile.url}/api/list", timeout=PATIENCE_S) as answer:
        assert answer.headers["Content-Type"].startswith("application/json")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert json.load(answer)["features"][0]["problem"] == EVIL


def test_an_export_keeps_the_words(hostile: Server, tmp_path: Path) -> None:
    with urllib.request.urlopen(f"{hostile.url}/export/cases.geojson", timeout=PATIENCE_S) as answer:
        assert json.load(answer)["features"][0]["properties"]["name"] == EVIL
