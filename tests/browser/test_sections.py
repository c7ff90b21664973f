"""The panel of a monitoring section in a real browser: class, chart with its table, evidence, cases above."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from browser_kit import address

pytestmark = pytest.mark.browser

SECTION = "sections/大通湖国控断面"


INSTANCE = "echarts.getInstanceByDom(document.querySelector('.trend'))"


def open_section(demo: Any, open_page: Any, phone: bool = False) -> tuple[Any, Any]:
    page, watch = open_page(f"{demo.url}/map?hide=&section={quote(SECTION)}", phone=phone)
    page.wait_for_function("() => window.__ready")
    page.wait_for_selector("#detail-body table.observations")
    return page, watch


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
def test_a_section_shows_its_class_chart_and_table(demo: Any, open_page: Any, phone: bool) -> None:
    page, watch = open_section(demo, open_page, phone)
    assert page.locator("#detail-body h2").inner_text() == "大通湖国控断面"
    assert "Ⅳ类" in page.locator(".section-verdict").inner_text()
    chart = page.locator(".trend")
    assert chart.get_attribute("role") == "img"
    assert "总磷" in (chart.get_attribute("aria-label") or "")
    page.wait_for_selector(".trend svg")
    drawn = {one["name"]: one for one in page.evaluate(f"{INSTANCE}.getOption().series")}
    bars = [one for one in drawn["means"]["data"] if isinstance(one, dict)]
    assert sorted(one["point"]["value"] for one in bars) == [0.069, 0.079], "two means of long times"
    assert drawn["values"]["data"] == []
    assert [one[1] for one in drawn["targets"]["data"] if one[1] is not None] == [0.082, 0.082], "one target"
    limits = drawn["limits"]["markLine"]["data"]
    assert {one["yAxis"]: one["label"]["formatter"] for one in limits}[0.05] == "Ⅲ类"
    assert page.evaluate(f"(() => {{ const c = {INSTANCE}; return c.getWidth() > 250 && c.getHeight() > 180; }})()")
    page.evaluate(f"{INSTANCE}.dispatchAction({{ type: 'showTip', seriesIndex: 1, dataIndex: 1 }})")
    page.wait_for_function("() => document.querySelector('.trend').textContent.includes('0.079 mg/L')")
    assert "0.082" in page.locator("table.observations").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), "the page scrolls sideways"
    assert watch.errors == []
    assert watch.foreign == []


def test_what_has_no_unit_is_headed_by_its_name_alone(demo: Any, open_page: Any) -> None:
    """pH is a number without unit by the standard: nobody forgot to write one."""

    def with_ph(route: Any) -> None:
        answer = route.fetch()
        page = answer.json()
        page["series"].append({**page["series"][0], "item": "ph", "name": "pH", "unit": ""})
        route.fulfill(response=answer, json=page)

    page, watch = open_page(f"{demo.url}/map?hide=")
    page.wait_for_function("() => window.__ready", timeout=20_000)
    page.route("**/api/sections/**", with_ph)
    page.evaluate(f"wm.openSection('{SECTION}')")
    page.wait_for_selector(".trend svg")
    heads = page.locator("#detail-body section:has(.trend) h3").all_inner_texts()
    assert heads == ["总磷（mg/L）", "pH"]
    assert watch.errors == []


def test_the_library_comes_with_the_first_series_and_goes_with_its_panel(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map?hide=")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_function("() => window.__ready")
    page.wait_for_load_state("networkidle")
    assert asked
    assert not [url for url in asked if "echarts" in url or "trend.js" in url], "the map alone does not ask for it"
    page.evaluate(f"wm.openSection('{SECTION}')")
    page.wait_for_selector(".trend svg")
    assert [url.rpartition("/")[2].partition("?")[0] for url in asked if url.endswith(".js") or ".js?" in url][-2:] == [
        "echarts.common.min.js", "trend.js"
    ]  # fmt: skip
    page.evaluate(f"window.gone = {INSTANCE}")
    page.locator("#back").click()
    before = len(asked)
    page.evaluate(f"wm.openSection('{SECTION}')")
    page.wait_for_function("() => window.gone.isDisposed()")
    page.wait_for_selector(".trend svg")
    assert not [url for url in asked[before:] if ".js" in url], "once is enough"
    assert watch.errors == []
    assert watch.foreign == []


def test_without_the_library_the_table_stays(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/map?hide=")
    page.wait_for_function("() => window.__ready")
    page.route("**/echarts*", lambda route: route.abort())
    page.evaluate(f"wm.openSection('{SECTION}')")
    page.get_by_text("变化图没有载入").wait_for()
    assert "0.082" in page.locator("table.observations").inner_text()


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
    assert "section=" in address(page)
    page.locator("#back").click()
    assert "section=" not in address(page)
    assert watch.errors == []


def test_an_answer_that_is_late_for_its_panel_is_not_waited_for(demo: Any, open_page: Any) -> None:
    """Cases above a section are drawn on the map: not beside the panel of something else."""
    page, _ = open_page(f"{demo.url}/map?hide=")
    page.wait_for_function("() => window.__ready")
    page.route("**/api/upstream/**", lambda route: None)  # never answered
    page.evaluate(f"wm.openSection('{SECTION}')")
    page.wait_for_selector("#detail-body table.observations")
    with page.expect_event("requestfailed", lambda request: "/api/upstream/" in request.url):
        page.locator("#back").click()
    assert page.locator("#trouble").is_hidden()
