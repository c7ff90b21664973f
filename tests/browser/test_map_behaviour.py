"""The map page as a person uses it: by keyboard, by link, with a wrong filter, without a server."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browser_kit import address, until

pytestmark = pytest.mark.browser


def ready(page: Any) -> None:
    until(page, lambda: page.evaluate("() => Boolean(window.__ready)"))
    until(page, lambda: "件" in page.inner_text("#total"))
    until(page, lambda: page.locator("#items .item").count() > 0 or page.locator("#none").is_visible())


def words(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address(page)).query, keep_blank_values=True)


def test_closed_cases_are_hidden_visibly_and_the_switch_shows_them(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map")
    ready(page)
    until(page, lambda: words(page).get("hide") == ["closed"])  # the address is written when the page has nothing to do
    assert "hide=closed" in page.get_attribute("#export", "href")
    before = page.inner_text("#total")
    assert "已销号" in page.inner_text("#hidden-note")
    page.check("#show-closed")
    until(page, lambda: page.inner_text("#total") != before)
    assert words(page)["hide"] == [""]
    assert "hide" not in page.get_attribute("#export", "href")
    page.reload()
    ready(page)
    assert page.is_checked("#show-closed")
    assert watch.errors == []


def test_a_symbol_opens_by_keyboard_and_escape_gives_the_focus_back(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map")
    ready(page)
    page.locator("#items .item").first.focus()
    page.keyboard.press("ArrowDown")
    second = page.evaluate("() => document.activeElement.dataset.fid")
    page.keyboard.press("Enter")
    until(page, lambda: page.locator("#detail").is_visible())
    assert page.evaluate("() => document.activeElement.tagName") == "H2"
    assert words(page)["fid"] == [second]
    page.keyboard.press("Escape")
    assert page.locator("#detail").is_hidden()
    assert page.evaluate("() => document.activeElement.dataset.fid") == second
    assert watch.errors == []


def test_a_ring_turns_through_its_mix(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/map")
    ready(page)
    script = """() => {
      const ring = wm.ring({ mix: { in_progress: 1, done: 3 }, count: 4, overdue: 1 });
      const calm = wm.ring({ mix: { done: 12345 }, count: 12345, overdue: 0 });
      const colour = (name) => wm.palette.status[name].fill;
      const probe = document.createElement("i");
      const rgb = (name) => { probe.style.color = colour(name); return probe.style.color; };
      return [ring.style.backgroundImage, ring.className, ring.textContent, calm.style.backgroundImage, calm.className,
        calm.textContent, rgb("in_progress"), rgb("done")];
    }"""
    mixed, late, four, alone, calm, many, in_progress, done = page.evaluate(script)
    stops: dict[str, list[float]] = {}
    for colour, places in re.findall(r"(rgb\([^)]*\))((?: [\d.]+deg)+)", mixed.partition("conic-gradient")[2]):
        stops.setdefault(colour, []).extend(float(place) for place in re.findall(r"[\d.]+", places))
    arcs = {colour: max(stops[colour]) - min(stops[colour]) for colour in (in_progress, done)}
    assert arcs[in_progress] == pytest.approx(90, abs=5)  # a quarter of the turn, but for the gaps
    assert arcs[done] == pytest.approx(270, abs=5)
    assert (late, four, calm, many) == ("ring overdue", "4", "ring", "1.2万")
    assert "0deg" in alone
    assert "360deg" in alone
    assert done in alone
    shown = page.evaluate("""() => { const ring = wm.ring({ mix: { done: 2 }, count: 2, overdue: 2 });
      document.querySelector("#map_main").append(ring);
      const badge = getComputedStyle(ring, "::after"), probe = document.createElement("i");
      probe.style.color = wm.palette.flag.overdue.fill;
      return [badge.content, badge.backgroundColor, probe.style.color]; }""")
    assert (shown[0], shown[1]) == ('"!"', shown[2])


def test_every_symbol_has_a_name_that_says_how_many(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/map")
    ready(page)
    names = page.evaluate("() => [...document.querySelectorAll('.case-symbol')].map(e => e.getAttribute('aria-label'))")
    assert names
    assert all(name and ("处" in name or "点开看原文" in name) for name in names)


def test_a_link_brings_back_filter_place_and_open_panel(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/map?hide=")
    ready(page)
    page.locator("#items .item").first.click()
    until(page, lambda: page.locator("#detail").is_visible())
    title = page.inner_text("#detail h2")
    again, watch = open_page(address(page))
    ready(again)
    until(again, lambda: again.locator("#detail").is_visible())
    assert again.inner_text("#detail h2") == title
    assert watch.errors == []


def test_the_lists_of_what_is_not_on_the_map_are_one_click_away(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map")
    ready(page)
    page.click("#go-not_spatial")
    until(page, lambda: page.get_attribute("#list-not_spatial", "aria-pressed") == "true")
    count = int(page.inner_text("#list-not_spatial .figure").split()[0])
    until(page, lambda: page.locator("#items .item").count() == count)
    assert f"{count} 件" in page.inner_text("#go-not_spatial")
    assert watch.errors == []


def test_a_wrong_filter_in_the_address_is_explained_and_leads_to_the_map(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/map?status=no-such-status")
    assert "no-such-status" in page.inner_text(".error-page")
    page.locator(".error-page .button").first.click()
    ready(page)
    assert "status" not in words(page)


def test_a_filter_that_the_server_refuses_is_explained_and_can_be_cleared(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/map")
    ready(page)
    page.evaluate("wm.state.set('status', ['no-such-status'])")
    until(page, lambda: page.locator("#trouble").is_visible())
    assert "no-such-status" in page.inner_text("#trouble")
    page.locator("#trouble button").first.click()
    ready(page)
    assert "status" not in words(page)


def test_an_empty_view_says_what_to_do(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map?q=没有这样的字句")
    until(page, lambda: page.locator("#empty").is_visible() and page.locator("#none").is_visible())
    page.click("#empty-clear")
    until(page, lambda: page.locator("#empty").is_hidden())
    assert watch.errors == []


def test_a_server_that_does_not_answer_is_named_and_asked_again(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/map")
    ready(page)
    page.route("**/api/**", lambda route: route.abort())
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(urlsplit(request.url).path))
    page.locator("input[name=status]").first.check()
    until(page, lambda: {"/api/clusters", "/api/summary", "/api/list"} <= set(failed))
    assert page.locator("#trouble").is_visible()
    assert page.locator("#trouble button").count() == 2, "said once, with one button for all that failed, one to close"
    page.unroute("**/api/**")
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(urlsplit(request.url).path))
    page.locator("#trouble button").first.click()
    until(page, lambda: page.locator("#trouble").is_hidden())
    until(page, lambda: {"/api/clusters", "/api/summary", "/api/list"} <= set(asked))


def test_touch_targets_and_map_first_on_a_phone(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map", phone=True)
    ready(page)
    assert page.locator("#filters").is_hidden()
    assert page.locator("#map-area").bounding_box()["height"] > 844 / 2
    page.locator("#tab-filters").tap()
    page.locator("#filters").wait_for()  # a tap is told as touches; the click comes of them a moment later
    for target in ("#filters .choice", "#tabs button", ".leaflet-control-zoom-in", "#filters .switch"):
        assert page.locator(target).first.bounding_box()["height"] >= 44, target
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth + 1")
    assert watch.errors == []


def test_the_printed_sheet_shows_what_was_in_view_in_its_middle(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map")
    ready(page)
    before = page.evaluate("() => { const c = wm.map.getCenter(); return [c.lng, c.lat, wm.map.getZoom()]; }")
    sheet = page.evaluate("""() => {
      dispatchEvent(new Event("beforeprint"));
      const millimetre = 96 / 25.4, map = document.querySelector("#map_main").getBoundingClientRect();
      const seen = wm.map.getBounds(), c = wm.map.getCenter();
      return { sheet: document.body.getBoundingClientRect().width / millimetre, right: map.right / millimetre,
        width: map.width, size: wm.map.getSize().x, lng: c.lng, lat: c.lat };
    }""")
    assert sheet["sheet"] == pytest.approx(279, abs=0.5)  # A4 across, less its margins: the paper is laid out alike
    assert sheet["right"] <= 279.5
    assert sheet["size"] == pytest.approx(sheet["width"], abs=1)
    assert (sheet["lng"], sheet["lat"]) == pytest.approx(before[:2], abs=0.2)
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    after = page.evaluate("() => { const c = wm.map.getCenter(); return [c.lng, c.lat, wm.map.getZoom()]; }")
    assert after == pytest.approx(before, abs=0.01)
    assert watch.errors == []


def test_a_tapped_symbol_stays_above_the_phones_sheet(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/map", phone=True)
    ready(page)
    page.wait_for_selector("#total:not(:empty)")  # the headline has taken its height from the map
    symbol = page.locator(".case-symbol.stack, .case-symbol.site").last
    name, box = symbol.get_attribute("aria-label"), symbol.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("body.has-detail")
    page.wait_for_function(
        """(name) => {
          const sheet = document.getElementById("side").getBoundingClientRect();
          const all = [...document.querySelectorAll(".case-symbol")];
          const found = all.find((one) => one.getAttribute("aria-label") === name);
          return found && found.getBoundingClientRect().bottom + 10 < sheet.top;
        }""",
        arg=name,
    )


def test_new_counts_leave_the_rows_where_they_are(demo: Any, open_page: Any) -> None:
    """A row that is taken out and put back while the mouse is down on it loses the click."""
    page, watch = open_page(f"{demo.url}/map")
    ready(page)
    moved = page.evaluate("""async () => {
      let seen = 0;
      const rows = (one) => one.target.matches("#facet-status, #facet-flags");
      const watch = new MutationObserver((all) => { seen += all.filter(rows).length; });
      watch.observe(document.querySelector("#filters"), { childList: true, subtree: true });
      await wm.loadSummary();
      await new Promise((done) => setTimeout(done));
      return seen;
    }""")
    assert moved == 0
    kept = page.evaluate("""() => { const box = document.createElement("div");
      const [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map((id) => wm.el("i", { id: id }));
      box.append(a, b, c, d, "words");
      wm.fill(box, [b, e, d, c]);
      return [...box.childNodes].map((one) => one.id); }""")
    assert kept == ["b", "e", "d", "c"]
    assert watch.errors == []
