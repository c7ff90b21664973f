"""The panel of a monitoring section in a real browser: class, chart with its table, evidence, cases above."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser

SECTION = "sections/大通湖国控断面"


def open_section(demo: Any, open_page: Any, phone: bool = False) -> tuple[Any, Any]:
    page, watch = open_page(f"{demo.url}/map?hide=&section={quote(SECTION)}", phone=phone)
    page.wait_for_function("() => window.__ready", timeout=20_000)
    page.wait_for_selector("#detail-body table.observations")
    return page, watch


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
def test_a_section_shows_its_class_chart_and_table(demo: Any, open_page: Any, phone: bool) -> None:
    page, watch = open_section(demo, open_page, phone)
    assert page.locator("#detail-body h2").inner_text() == "大通湖国控断面"
    assert "Ⅳ类" in page.locator(".section-verdict").inner_text()
    chart = page.locator("svg.trend")
    assert chart.get_attribute("role") == "img"
    assert "总磷" in (chart.get_attribute("aria-label") or "")
    assert page.locator("svg.trend .trend-bar").count() == 2
    assert page.locator("svg.trend .trend-target").count() == 1
    assert "0.082" in page.locator("table.observations").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), "the page scrolls sideways"
    assert watch.errors == []
    assert watch.foreign == []


def test_a_value_leads_to_its_sentence(demo: Any, open_page: Any) -> None:
    page, _ = open_section(demo, open_page)
    page.locator("table.observations a").first.click()
    page.wait_for_url("**/notices/**")
    assert page.url.partition("#")[2].startswith("q-")
    assert "0.079" in "".join(page.locator(".notice-text .target").all_inner_texts())


def test_cases_above_lead_to_the_site_and_back_down_to_the_section(demo: Any, open_page: Any) -> None:
    page, watch = open_section(demo, open_page)
    page.locator("#detail-body .items .item").first.click()
    page.get_by_role("button", name="沿河向下追溯").click()
    page.get_by_role("button", name="大通湖国控断面").click()
    page.wait_for_selector("#detail-body table.observations")
    assert "section=" in page.url
    page.locator("#back").click()
    assert "section=" not in page.url
    assert watch.errors == []
