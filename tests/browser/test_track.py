"""The way that is walked on a visit: recorded until it is stopped, kept small, sent along, seen on dossier and desk."""

from __future__ import annotations

from typing import Any

import pytest
from field_kit import SPOT, visits

pytestmark = pytest.mark.browser

STEP = 3e-4  # some 33 metres


def walking(page: Any, office: Any) -> None:
    page.goto(f"{office.url}/nearby{SPOT}")
    page.reload()
    page.wait_for_selector("#answer:not([hidden])")
    page.context.grant_permissions(["geolocation"], origin=office.url)
    page.evaluate("() => { window.wm.tracks.pulse = window.wm.tracks.still = 30; }")
    at(page, 0)
    page.locator(".near-card .visit-open").first.click()


def at(page: Any, step: int, accuracy: float = 5) -> None:
    page.context.set_geolocation({"longitude": 112.51 + step * STEP, "latitude": 29.25, "accuracy": accuracy})


def told(page: Any, words: str) -> None:
    page.wait_for_function(f"() => document.querySelector('.track').innerText.includes('{words}')")


def test_a_walk_is_recorded_sent_and_seen(phone: Any, office: Any) -> None:
    before = len(visits(office))
    walking(phone, office)
    button = phone.locator(".track button")
    assert "比较省电" in phone.locator(".track").inner_text()
    button.click()
    for step in range(4):
        at(phone, step)
        told(phone, f"{step + 1} 个点")
    assert "正在记录" in phone.locator(".track").inner_text() and button.inner_text() == "停止记录"
    at(phone, 4, accuracy=900)
    told(phone, "太大")
    button.click()
    assert "正在记录" not in phone.locator(".track").inner_text() and button.inner_text() == "继续记录"
    at(phone, 9)
    phone.locator(".visit-form .found label").nth(1).click()
    phone.click(".visit-form button.primary")
    phone.wait_for_selector("#queue-list .sent")
    (visit,) = visits(office)[before:]
    assert [round((p["lon"] - 112.51) / STEP) for p in visit.payload["track"]] == [0, 1, 2, 3]
    phone.goto(f"{office.url}/cases/{visit.case_id}")
    assert "4 个点" in phone.locator(".track").inner_text()
    assert phone.locator(".track polyline").count() == 1


def test_a_walk_survives_a_page_thrown_out_and_ends_with_the_form(phone: Any, office: Any) -> None:
    walking(phone, office)
    phone.locator(".track button").click()
    told(phone, "1 个点")
    at(phone, 1)
    told(phone, "2 个点")
    phone.reload()
    phone.wait_for_selector("#answer:not([hidden])")
    phone.locator(".near-card .visit-open").first.click()
    assert "2 个点" in phone.locator(".track").inner_text()
    assert phone.locator(".track button").inner_text() == "继续记录", "it never goes on by itself"
    phone.get_by_role("button", name="取消").click()
    phone.locator(".near-card .visit-open").first.click()
    assert "没有轨迹" in phone.locator(".track").inner_text()


def test_a_refused_position_stops_it_and_says_why(phone: Any, office: Any) -> None:
    walking(phone, office)
    phone.evaluate("() => { navigator.geolocation.getCurrentPosition = (ok, no) => no({ code: 1 }); }")
    phone.locator(".track button").click()
    told(phone, "没有得到定位许可")
    assert phone.locator(".track button").inner_text() == "开始记录"


def test_a_long_walk_keeps_its_shape_with_few_points(phone: Any, office: Any) -> None:
    phone.goto(f"{office.url}/nearby")
    phone.wait_for_function("() => window.wm && window.wm.tracks")
    kept = phone.evaluate(
        """() => { const all = [];
        for (let i = 0; i < 2000; i += 1)
          all.push({ lon: 112.5 + i * 1e-4, lat: 29 + Math.max(0, i - 1000) * 1e-4, i: i });
        return window.wm.tracks.thinned(all, 3).map((one) => one.i); }"""
    )
    assert kept == [0, 1000, 1999]
