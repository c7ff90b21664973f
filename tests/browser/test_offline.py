"""The single-file map from file:// in a real browser: no request, no error, filters, search, detail, phone width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_kit import NOW, PATIENCE_S, Server

from geoapp.maps import OfflineContents, offline_map
from geoapp.settings import Settings
from geoapp.store import open_store

pytestmark = pytest.mark.browser
EVIL = "${window.pwned=1}`\"'</script><script>window.pwned=2</script><img src=x onerror=window.pwned=3>{{7*7}}"


@pytest.fixture(scope="module")
def file_url(demo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The map of the demonstration, as the service gives it."""
    import urllib.request

    path = tmp_path_factory.mktemp("U 盘") / "离线地图.html"
    with urllib.request.urlopen(f"{demo.url}/export/map.html", timeout=PATIENCE_S) as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        path.write_bytes(answer.read())
    yield path.as_uri()


Open = Callable[..., tuple[Any, Any]]


def test_it_opens_without_any_server(file_url: str, open_page: Open) -> None:
    page, watch = open_page(file_url)
    assert page.evaluate("window.__ready") > 0
    assert page.locator(".mark").count() > 3
    assert page.locator("#items li").count() > 20
    assert not watch.errors
    assert not [url for url in watch.foreign if not url.startswith("file:")]
    loaded = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert not [url for url in loaded if not url.startswith("data:")], loaded


def test_it_counts_as_the_dashboard_does(demo: Server, file_url: str, open_page: Open) -> None:
    import json
    import urllib.request

    with urllib.request.urlopen(f"{demo.url}/api/dashboard", timeout=PATIENCE_S) as answer:
        figures = json.load(answer)["figures"]
    page, _ = open_page(file_url)
    assert page.evaluate("window.__ready") > 0
    for status, words in (("closed", "已销号"), ("done", "已完成"), ("in_progress", "整改中")):
        line = page.locator("#by-status .choice", has_text=words)
        assert line.locator(".figure").inner_text() == f"{figures[status]['cases']} 件"


def test_filters_search_and_detail(file_url: str, open_page: Open) -> None:
    page, watch = open_page(file_url)
    assert page.evaluate("window.__ready") > 0
    everything = page.locator("#items li").count()
    page.locator("#by-status .choice", has_text="已销号").click()
    closed = page.locator("#items li").count()
    assert 0 < closed < everything
    page.locator("#clear").click()
    assert page.locator("#items li").count() == everything
    page.fill("#search", "大通湖")
    page.wait_for_selector("#clear:not([hidden])")
    assert page.locator("#items li").count() < everything
    page.locator("#items .item").first.click()
    detail = page.locator("#detail")
    assert detail.locator("mark").first.inner_text()
    assert "位置精度" in detail.inner_text()
    page.fill("#search", "没有这样的词")
    page.wait_for_selector("#none:not([hidden])")
    assert not watch.errors


def test_it_fits_a_phone(file_url: str, open_page: Open) -> None:
    page, watch = open_page(file_url, phone=True)
    assert page.evaluate("window.__ready") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#items .item").nth(3).click()
    assert page.locator("#detail").is_visible()
    small = page.evaluate(
        "[...document.querySelectorAll('button,summary,#search,.choice')]"
        ".filter((e) => e.offsetParent && e.offsetHeight < 38).map((e) => e.className || e.id || e.tagName)"
    )
    assert not small
    assert not watch.errors


def test_hostile_words_are_words(tmp_path: Path, open_page: Open) -> None:
    case = {
        "case_id": EVIL, "site_id": EVIL, "no": EVIL, "problem": EVIL, "rectification": EVIL, "status": "in_progress",
        "overdue": True, "lapsed": False, "county": EVIL, "deadline": EVIL, "lead_unit": EVIL, "kind": EVIL,
        "spatial": True, "name": EVIL, "quote": EVIL, "quote_around": [EVIL, EVIL], "status_quote": None,
        "notice_title": EVIL, "issued_on": EVIL, "coordinateUncertaintyInMeters": 500.0, "georeferenceProtocol": EVIL,
        "georeferenceRemarks": EVIL, "basis": EVIL, "lon": 112.4, "lat": 28.5,
    }  # fmt: skip
    area = {"type": "Polygon", "coordinates": [[[112, 28], [113, 28], [113, 29], [112, 29], [112, 28]]]}
    layer = {
        "id": EVIL, "title": EVIL, "style": {"label": True}, "show": True,
        "features": [{"type": "Feature", "properties": {"name": EVIL, "at": [28.6, 112.6]}, "geometry": area}],
    }  # fmt: skip
    path = tmp_path / "h.html"
    path.write_bytes(
        offline_map(OfflineContents(EVIL, EVIL, (case,), (layer,), (112, 28, 113, 29), EVIL, EVIL, EVIL, EVIL, "https://e.cn",
                                    (EVIL,), (EVIL,), {EVIL: EVIL}))
    )  # fmt: skip
    page, watch = open_page(path.as_uri())
    assert page.evaluate("window.__ready") > 0
    page.locator("#items .item").first.click()
    assert EVIL in page.locator("#detail").inner_text()
    assert page.evaluate("window.pwned") is None
    assert page.locator("img").count() == 0
    assert not watch.errors


def test_an_empty_store_is_still_a_file(tmp_path: Path, open_page: Open) -> None:
    from geoapp.model import Query
    from geoapp.pipeline import load_units
    from geoapp.pipeline.offline import make_offline

    store = open_store(str(tmp_path / "e.gpkg"), create=True)
    page_bytes, count = make_offline(store, Query(today=NOW.date()), NOW, Settings(), load_units())
    store.close()
    assert count == 0
    path = tmp_path / "empty.html"
    path.write_bytes(page_bytes)
    page, watch = open_page(path.as_uri())
    assert page.evaluate("window.__ready") > 0
    assert page.locator("#none").is_visible()
    assert not watch.errors
