"""The inspector's page in a real browser: by phone position, by a tap on the map, refused, and out of the way."""

from __future__ import annotations

from typing import Any

import pytest
from browser_kit import PHONE, fresh

pytestmark = pytest.mark.browser

AT_THE_LAKE = {"longitude": 112.51, "latitude": 29.25, "accuracy": 25}


def listed(page: Any) -> None:
    page.wait_for_selector("#answer:not([hidden])")


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
def test_a_phone_position_gives_zones_list_and_sections(demo: Any, open_page: Any, phone: bool) -> None:
    page, watch = open_page(f"{demo.url}/nearby", phone=phone)
    page.context.grant_permissions(["geolocation"], origin=demo.url)
    page.context.set_geolocation(AT_THE_LAKE)
    page.locator("#by-phone").click()
    listed(page)
    assert "手机定位" in page.locator("#where").inner_text()
    assert "大通湖" in page.locator("#zone-list").inner_text()
    assert "不能判定" in page.locator("#zone-list").inner_text()
    assert page.locator("#section-list li").count() >= 1
    assert page.locator(".near-card").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), "the page scrolls sideways"
    small = page.evaluate(
        """() => [...document.querySelectorAll('.near button, .near a, .near summary'
        + (innerWidth < 500 ? ', .site-head > a' : ''))].map(e => [e, e.getBoundingClientRect()])
        .filter(([e, box]) => e.offsetParent && (box.height < 44 || (innerWidth < 500 && box.width < 44)))
        .map(([e]) => e.textContent)"""
    )
    assert small == [], "a thumb needs 44 px"
    assert watch.errors == [] and watch.foreign == []


def test_who_has_allowed_the_position_before_finds_the_list_at_once(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/nearby", phone=True)
    page.context.grant_permissions(["geolocation"], origin=demo.url)
    page.context.set_geolocation(AT_THE_LAKE)
    page.reload()
    listed(page)
    assert "手机定位" in page.locator("#where").inner_text()


def test_a_late_phone_position_does_not_take_the_place_of_a_picked_one(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/nearby", phone=True)
    page.evaluate("() => { navigator.geolocation.getCurrentPosition = (ok) => { window.found = ok; }; }")
    page.locator("#by-phone").click()
    page.wait_for_function("() => window.found")
    page.locator("#typed summary").click()
    page.fill("input[name=lon]", "112.355")
    page.fill("input[name=lat]", "28.554")
    page.locator("#typed-form button").click()
    listed(page)
    page.evaluate("() => window.found({ coords: { longitude: 112.51, latitude: 29.25, accuracy: 25 } })")
    assert "输入的经纬度" in page.locator("#where").inner_text()


def test_a_refused_position_says_what_else_can_be_done(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/nearby", phone=True)
    page.context.clear_permissions()
    page.evaluate("() => { navigator.geolocation.getCurrentPosition = (ok, no) => no({ code: 1 }); }")
    page.locator("#by-phone").click()
    page.wait_for_function("() => document.getElementById('where').classList.contains('alarm')")
    assert "地图上选点" in page.locator("#where").inner_text()


def test_over_http_the_page_says_why_and_leads_to_the_certificate(demo: Any, browser: Any) -> None:
    """As a phone sees it that came by the server's address without https."""
    context = fresh(browser, PHONE)
    context.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page = context.new_page()
    page.goto(f"{demo.url}/nearby")
    page.locator("#by-phone").tap()
    page.wait_for_selector("#where a[href='/certificate']")
    assert "http" in page.locator("#where").inner_text() and "地图上选点" in page.locator("#where").inner_text()
    assert "geoapp certificate" in page.locator("#offline-none").inner_text()
    context.close()


def test_a_tap_on_the_map_and_a_wider_radius(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/nearby", phone=True)
    page.locator("#by-map").click()
    page.wait_for_selector("#picker-map .leaflet-control-zoom")
    page.locator("#picker-map").click(position={"x": 180, "y": 200})
    listed(page)
    assert "地图上选的点" in page.locator("#where").inner_text()
    page.get_by_role("button", name="30 公里").click()
    page.wait_for_function("() => document.getElementById('near-count').textContent.startsWith('30 公里')")
    assert "#" in page.url
    assert watch.errors == [] and watch.foreign == []


def test_typed_coordinates_and_a_link_to_the_dossier(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/nearby", phone=True)
    page.locator("#typed summary").click()
    page.fill("input[name=lon]", "112.355")
    page.fill("input[name=lat]", "28.554")
    page.locator("#typed-form button").click()
    listed(page)
    first = page.locator(".near-card a[href^='/cases/']").first
    first.click()
    page.wait_for_url("**/cases/**")
    assert watch.errors == [] and watch.foreign == []


def test_coordinates_outside_china_are_answered_in_words(demo: Any, open_page: Any) -> None:
    page, _ = open_page(f"{demo.url}/nearby", phone=True)
    page.locator("#typed summary").click()
    page.fill("input[name=lon]", "28.554")
    page.fill("input[name=lat]", "81")
    page.locator("#typed-form button").click()
    page.wait_for_selector("#trouble:not([hidden])")
    assert "位置" in page.locator("#trouble").inner_text()
    assert "写反" in page.locator("#trouble").inner_text()
    page.fill("input[name=lon]", "2.35")
    page.fill("input[name=lat]", "48.85")
    page.locator("#typed-form button").click()
    page.wait_for_function("() => document.getElementById('trouble').innerText.includes('2.35')")
    assert "写反" not in page.locator("#trouble").inner_text()
