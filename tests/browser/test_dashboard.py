"""The dashboard in a real browser: clean, offline, counted like the map, renewed in place, in two languages."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browser_kit import address, until
from dashboard_kit import SETTLED, fetch, ready

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
def test_it_loads_clean_and_shows_every_part(demo: Any, open_page: Any, phone: bool) -> None:
    page, watch = open_page(f"{demo.url}/", phone=phone)
    ready(page)
    assert page.locator("#figures a.tile").count() >= 9
    assert page.locator("#counties tbody tr").count() >= 5
    assert page.locator("#changes li").count() >= 5
    for name in ("trend", "kind", "campaign", "lead_unit"):
        assert page.get_attribute(f"#{name}-chart", "aria-label")
        assert page.locator(f"#{name}-chart svg").count() == 1
    assert "大通湖区" in page.inner_text("#undrawn")
    assert "数据时间" in page.inner_text("#honest")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth + 1"), "the page scrolls sideways"
    assert (watch.foreign, watch.errors, watch.failed) == ([], [], [])


def test_bars_are_hatched_for_print_without_colour(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/")
    ready(page)
    assert page.locator("#kind-chart svg pattern").count() >= 3


def test_a_figure_opens_the_map_that_counts_the_same(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/")
    ready(page)
    tile = page.locator("#figures .tile-lapsed")
    figure = tile.locator("strong").inner_text()
    tile.click()
    until(page, lambda: "/map" in page.url and "件" in page.inner_text("#total"))
    assert f"共 {figure} 件" in page.inner_text("#total")
    assert parse_qs(urlsplit(address(page)).query, keep_blank_values=True) == {"lapsed": ["1"], "hide": [""]}


def test_a_filter_changes_figures_and_address_and_a_link_brings_it_back(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/")
    ready(page)
    before = page.locator(".tile-total strong").inner_text()
    page.locator(".pick[data-facet=kind] summary").click()
    until(page, lambda: page.locator("#facet-kind input").count() > 1)
    page.locator("#facet-kind input[value=water]").check()
    until(page, lambda: page.locator(".tile-total strong").inner_text() != before)
    page.keyboard.press("Escape")
    assert page.locator(".pick[open]").count() == 0
    assert "kind=water" in address(page)
    wanted = fetch(f"{demo.url}/api/summary?kind=water")["total"]["cases"]
    assert page.locator(".tile-total strong").inner_text() == str(wanted)
    assert "kind=water" in page.get_attribute("[data-csv=counties]", "href")
    again, _ = open_page(address(page))
    ready(again)
    assert again.locator(".tile-total strong").inner_text() == str(wanted)
    assert watch.errors == []


def test_a_chart_gives_way_to_its_table_and_back(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/")
    ready(page)
    page.locator("[data-table=kind]").click()
    assert page.locator("#kind-chart").is_hidden()
    total = fetch(f"{demo.url}/api/dashboard")["total"]["cases"]
    cells = page.locator("#kind-table tbody tr td:nth-child(2)").all_inner_texts()
    assert sum(int(cell) for cell in cells) == total
    page.locator("[data-table=kind]").click()
    assert page.locator("#kind-chart").is_visible()
    assert watch.errors == []


def test_it_renews_itself_in_place(demo: Any, open_page: Any) -> None:
    """The same tiles, rows and markers stay in the document; only what differs is written again."""
    page, watch = open_page(f"{demo.url}/")
    ready(page)
    until(page, lambda: page.evaluate(SETTLED))
    body = fetch(f"{demo.url}/api/dashboard")
    kept = [".tile-total", ".case-symbol", "#map-area .leaflet-pane", "#trend-chart"]
    page.evaluate("(kept) => { window.kept = kept.map((name) => document.querySelector(name)); }", kept)
    body["figures"]["total"]["cases"] = 4321

    def changed(route: Any) -> None:
        route.fulfill(
            status=200, headers={"Content-Type": "application/json", "ETag": 'W/"other"'}, body=json.dumps(body)
        )

    page.route("**/api/dashboard*", changed)
    page.evaluate("() => window.wm.renew()")
    until(page, lambda: page.locator(".tile-total strong").inner_text() == "4,321")
    assert page.evaluate("() => window.kept.every((element) => document.contains(element))")
    page.unroute("**/api/dashboard*")
    page.route("**/api/dashboard*", lambda route: route.abort())
    page.evaluate("() => window.wm.renew()")
    until(page, lambda: "stale" in (page.get_attribute("#checked", "class") or ""))
    assert page.locator(".tile-total strong").inner_text() == "4,321"  # the last figures stay, and say so
    assert watch.foreign == []


TREND_LABEL = """() => {
  const box = (node) => node.getBoundingClientRect();
  const texts = [...document.querySelectorAll("#trend-chart svg text")];
  const named = (words) => texts.find((node) => node.textContent === wm.t("dashboard.trend." + words));
  const label = named("not_dated"), middle = (node) => (box(node).top + box(node).bottom) / 2;
  const scale = texts.filter((node) => /^[0-9]+$/.test(node.textContent)).map(middle);
  return label ? [box(label).bottom, Math.min(...scale), box(label).left, box(named("now")).right] : null;
}"""
"""Bottom of the words over the undated bars; the plot's upper edge, where the scale's highest figure stands; the words'
left; the right of today's word."""


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080)], ids=["1440x900", "1920x1080"])
def test_the_words_over_the_undated_bars_touch_none_of_them(demo: Any, open_page: Any, size: tuple[int, int]) -> None:
    page, _ = open_page(f"{demo.url}/?wall=1")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.reload()
    ready(page)
    found = page.evaluate(TREND_LABEL)
    assert found is not None
    bottom, plot, left, today = found
    assert bottom <= plot + 1  # no bar reaches above the plot
    assert left > today


def test_the_meeting_room_screen_holds_everything_without_scrolling(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/")
    page.set_viewport_size({"width": 1920, "height": 1080})
    ready(page)
    page.locator("#wall").click()
    until(page, lambda: page.locator("body.wall").count() == 1)
    assert "wall=1" in address(page)
    assert page.locator(".site-head").is_hidden()
    until(
        page,
        lambda: page.evaluate(
            "() => document.querySelector('#panel-lead_unit').getBoundingClientRect().bottom <= innerHeight"
        ),
    )
    page.locator("#wall").click()
    until(page, lambda: page.locator("body.wall").count() == 0)
    assert "wall" not in address(page)
    assert watch.errors == []


def test_the_switch_turns_the_page_to_english_and_keeps_the_view(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/?kind=water")
    ready(page)
    page.locator("a.lang[hreflang]").click()
    until(page, lambda: page.get_attribute("html", "lang") == "en")
    ready(page)
    assert address(page).endswith("/?kind=water")
    assert page.locator("h1").inner_text() == "Overview"
    assert "In progress" in page.inner_text("#figures")
    page.goto(f"{demo.url}/map")
    until(page, lambda: "cases" in page.inner_text("#total"))
    assert watch.errors == []


def test_a_wrong_filter_in_the_address_is_explained(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/?status=no-such-status")
    assert "no-such-status" in page.inner_text(".error-page")
    page.goto(f"{demo.url}/")
    ready(page)
    page.evaluate("wm.state.set('status', ['no-such-status'])")
    until(page, lambda: page.locator("#trouble").is_visible())
    assert "no-such-status" in page.inner_text("#trouble")


def test_touch_targets_on_a_phone(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/", phone=True)
    ready(page)
    for target in (
        ".pick summary",
        "#wall",
        "#to-map",
        ".tile",
        "[data-table=kind]",
        "[data-shade=open]",
        "#due .line",
    ):
        box = page.locator(target).first.bounding_box()
        assert box is not None, target
        assert box["height"] >= 44, target
