"""Every page in a real browser, on a desktop and on a phone, with all foreign hosts cut off."""

from __future__ import annotations

import json
import urllib.request
from typing import Any
from urllib.parse import quote

import pytest
from browser_kit import PATIENCE_S, until

pytestmark = pytest.mark.browser

PAGES = ["/map", "/notices", "/layers", "/cases/{case}", "/notices/{notice}", "/no-such-page", "/cases/none"]


def fetch(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=PATIENCE_S) as answer:
        return json.load(answer)


@pytest.fixture(scope="session")
def example(demo: Any) -> dict[str, str]:
    features = fetch(f"{demo.url}/api/list?q={quote('志溪河')}")
    first = features["features"][0]
    return {"case": first["case_id"], "notice": first["notice_id"]}


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
@pytest.mark.parametrize("path", PAGES)
def test_page_loads_clean(demo: Any, open_page: Any, example: dict[str, str], path: str, phone: bool) -> None:
    page, watch = open_page(demo.url + path.format(**example), phone=phone)
    page.wait_for_load_state("networkidle")
    expected_status = {"/no-such-page", "/cases/none"}
    errors = [e for e in watch.errors if not (path in expected_status and "404" in e)]
    assert watch.foreign == []
    assert errors == []
    assert watch.failed == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), "the page scrolls sideways"


def ready(page: Any) -> None:
    page.wait_for_function("() => window.__ready")


def test_the_map_filters_and_the_address_follows(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map")
    ready(page)
    before = fetch(f"{demo.url}/api/summary?hide=closed")["total"]
    page.locator("input[name=status][value=done]").check()
    page.wait_for_function("() => new URLSearchParams(location.search).getAll('status').includes('done')")
    page.reload()
    ready(page)
    assert page.locator("input[name=status][value=done]").is_checked()
    after = fetch(f"{demo.url}/api/summary?status=done")["total"]
    assert after["cases"] < before["cases"]
    until(page, lambda: f"共 {after['cases']} 件" in page.inner_text("#total"))
    assert watch.errors == []


def test_a_click_in_the_list_shows_the_exact_sentence_and_leads_to_the_notice(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map?q={quote('金山村')}")
    ready(page)
    page.locator("[data-fid]").first.click()
    page.wait_for_selector("a[href*='/notices/']")
    link = page.locator("a[href*='/notices/'][href*='#']").first
    link.click()
    page.wait_for_url("**/notices/**")
    marked = page.locator("mark").all_inner_texts()
    assert any("金山村" in words for words in marked)
    assert watch.errors == []


def test_the_phone_shows_map_list_and_filter_by_touch(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map", phone=True)
    ready(page)
    tabs = page.locator("[role=tab]")
    assert tabs.count() >= 2
    for index in range(tabs.count()):
        if tabs.nth(index).is_visible() and tabs.nth(index).is_enabled():
            box = tabs.nth(index).bounding_box()
            assert box is not None
            assert box["height"] >= 44
            tabs.nth(index).tap()
    assert watch.errors == []
