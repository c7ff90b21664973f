"""The phone without a network: the page opens, lists by distance, keeps a visit, and sends it once when it is back."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from browser_kit import NOW, PATIENCE_S, until
from field_kit import cut_off, keep, reconnect, sign_in, visits, write_visit
from PIL import Image

pytestmark = pytest.mark.browser


def listed(page: Any) -> list[tuple[str, float]]:
    page.wait_for_selector("#answer:not([hidden])")
    rows = page.locator("#near-list .near-card")
    return [
        (rows.nth(n).locator("h3").inner_text(), rows.nth(n).locator(".away strong").inner_text())
        for n in range(rows.count())
    ]


def test_without_a_network_the_list_opens_and_a_visit_is_sent_once_afterwards(phone: Any, office: Any) -> None:
    keep(phone, office)
    with_network = listed(phone)
    assert with_network
    before = len(visits(office))
    cut_off(phone)
    assert "离线数据，取于 2026-01-15" in phone.locator("#old").inner_text()
    assert listed(phone) == with_network, "the phone's own geodesy gives the list of the server"
    write_visit(phone, "离线写下的")
    assert "等待送出" in phone.locator("#queue-list").inner_text()
    phone.reload()
    phone.wait_for_selector("#queue-list li")
    assert len(visits(office)) == before, "nothing is sent without a network"
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), "the page scrolls sideways"
    reconnect(phone)
    phone.wait_for_selector("#queue-list .sent")
    (visit,) = visits(office)[before:]
    assert (visit.actor, visit.note) == ("wang", "离线写下的")
    assert len(visit.attachments) == 1
    phone.reload()
    phone.wait_for_selector("#answer:not([hidden])")
    phone.evaluate("() => window.wm.visits.send()")
    assert len(visits(office)) == before + 1
    assert phone.locator("#queue-list li").count() == 0


def test_what_was_promised_can_be_read_with_and_without_a_network(phone: Any, office: Any) -> None:
    keep(phone, office)

    def read() -> str:
        card = phone.locator(".near-card").first
        card.locator(".promise summary").tap()
        card.get_by_text("出自《").wait_for()
        return str(card.locator(".passages").inner_text())

    online = read()
    assert "问题" in online and "出自《" in online
    cut_off(phone)
    assert read() == online
    phone.locator(".near-card h3 a").nth(1).tap()
    assert phone.locator(".near-card .promise").nth(1).evaluate("(box) => box.open"), "no dossier without a network"
    reconnect(phone)
    phone.wait_for_selector("#old", state="hidden")


def test_photos_are_chosen_by_a_button_in_the_words_of_the_house(phone: Any, office: Any) -> None:
    """The browser's own button speaks the browser's language."""
    keep(phone, office)
    phone.locator(".near-card .visit-open").first.tap()
    field = phone.locator(".visit-form input[type=file]")
    assert field.evaluate("(e) => e.classList.contains('unseen') && e.getBoundingClientRect().width <= 1")
    button = phone.locator(".visit-form .button")
    assert button.inner_text() == "拍照或选照片" and (button.bounding_box() or {})["height"] >= 44
    with phone.expect_file_chooser() as asked:
        button.tap()
    asked.value.set_files([{"name": "岸边.jpg", "mimeType": "image/jpeg", "buffer": b"x"}])
    assert phone.locator(".visit-form .picked").inner_text() == "岸边.jpg"


def test_a_lost_acknowledgement_leads_to_no_second_visit(phone: Any, office: Any) -> None:
    """The server files the visit, the answer is lost: it stays on the phone, and the next try finds it filed."""
    keep(phone, office)
    before = len(visits(office))
    phone.evaluate(
        """() => { const real = window.fetch; let lost = false;
        window.fetch = async (url, more) => { const answer = await real(url, more);
          if (!lost && String(url).endsWith('/visits')) { lost = true; throw new TypeError('lost'); }
          return answer; }; }"""
    )
    write_visit(phone, "回执丢失")
    until(phone, lambda: len(visits(office)) == before + 1)
    phone.wait_for_function("() => document.getElementById('queue-list').innerText.includes('等待送出')")
    phone.click("#queue-send")
    phone.wait_for_selector("#queue-list .sent")
    assert len(visits(office)) == before + 1


def test_a_changed_case_is_shown_beside_what_was_written(phone: Any, office: Any) -> None:
    from geoapp.store import Told

    keep(phone, office)
    cut_off(phone)
    write_visit(phone, "我看到又在排污")
    card = phone.locator("#near-list .near-card h3 a").first.get_attribute("href")
    case_id = card.rsplit("/", 1)[1]
    office.store.tell(
        Told(case_id, "remark", {"name": "督办函"}, NOW.date(), note="办公室发函"), actor="李编", at=NOW, if_match=None
    )
    before = len(visits(office))
    reconnect(phone)
    phone.wait_for_selector("#queue-list .conflict .sides")
    told = phone.locator(".sides").inner_text()
    assert "我看到又在排污" in told and "办公室发函" in told and "李编" in told
    assert len(visits(office)) == before
    phone.locator(".queued.conflict button.primary").click()
    phone.wait_for_selector("#queue-list .sent")
    assert len(visits(office)) == before + 1


def test_who_leaves_takes_the_area_along_and_unsent_visits_wait_for_him(phone: Any, office: Any) -> None:
    keep(phone, office)
    cut_off(phone)
    write_visit(phone, "只有我能送")
    phone.evaluate(
        """async () => { for (const one of await window.wm.kept.visits())
          await window.wm.kept.putVisit(Object.assign(one, { state: 'refused', reason: '等我' })); }"""
    )  # before the network is back: a visit that waits is sent at once
    phone.context.set_offline(False)
    phone.goto(f"{office.url}/account")
    phone.locator("form[action='/logout'] button").click()
    phone.wait_for_url("**/login**")
    sign_in(phone, office, "zhao")
    phone.wait_for_selector("#offline-none:not([hidden])")
    assert phone.evaluate("() => window.wm.kept.areas().then((all) => all.length)") == 0
    phone.wait_for_function("() => document.getElementById('queue').innerText.includes('属于别的账号')")
    assert "只有我能送" not in phone.content()


def test_the_phones_geodesy_agrees_with_proj(phone: Any) -> None:
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    pairs = [
        ((112.5, 29.2), (112.5 + dx, 29.2 + dy)) for dx in (-0.4, -0.01, 0.0, 1e-6, 0.3) for dy in (-0.3, 0.0, 0.002)
    ]
    for start, end in pairs:
        told = phone.evaluate("([a, b]) => window.wm.geodesic.inverse(a, b)", [start, end])
        azimuth, _, distance = geod.inv(*start, *end)
        assert told["distance"] == pytest.approx(distance, abs=1e-3)
        if distance > 1:
            assert told["azimuth"] == pytest.approx(azimuth % 360, abs=1e-4)


def test_the_app_can_be_installed(office: Any) -> None:
    import requests

    manifest = requests.get(f"{office.url}/manifest.webmanifest", timeout=PATIENCE_S)
    assert manifest.headers["Content-Type"].startswith("application/manifest+json")
    told = manifest.json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/nearby", "/", "standalone")
    for icon in told["icons"]:
        picture = requests.get(office.url + icon["src"], timeout=PATIENCE_S)
        assert "x".join(map(str, Image.open(io.BytesIO(picture.content)).size)) == icon["sizes"]
    worker = requests.get(f"{office.url}/sw.js", timeout=PATIENCE_S)
    assert worker.headers["Service-Worker-Allowed"] == "/" and "no-cache" in worker.headers["Cache-Control"]
    assert "worker-src 'self'" in worker.headers["Content-Security-Policy"]


@pytest.mark.parametrize("accuracy", [5, 60, 800, 5000])
def test_zones_without_a_network_say_the_same_with_what_would_decide(phone: Any, office: Any, accuracy: int) -> None:
    """The kept area answers like the server, verdict and remark alike, far and near the line, rough and fine."""
    import requests

    keep(phone, office)
    cookies = {one["name"]: one["value"] for one in phone.context.cookies()}
    seen = set()
    for lon, lat in ((112.51, 29.25), (112.49, 29.2), (112.6, 29.14), (112.45, 29.22), (112.55, 29.3)):
        words = {"lon": lon, "lat": lat, "accuracy": accuracy, "radius": 1000}
        asked = requests.get(f"{office.url}/api/nearby", params=words, cookies=cookies, timeout=PATIENCE_S)
        online = {one["title"]: one for one in asked.json()["zones"]}
        told = phone.evaluate(
            """async (spot) => { const [area] = await window.wm.kept.areas();
            return window.wm.geodesic.answer(area, spot, true).zones; }""",
            {"lon": lon, "lat": lat, "accuracy": accuracy, "radius": 1000},
        )
        assert {one["title"] for one in told} == set(online)
        for one in told:
            same = online[one["title"]]
            assert one["verdict"] == same["verdict"]
            assert one["distance_m"] == pytest.approx(same["distance_m"], abs=1.5)
            assert bool(one["decides"]) == bool(same["decides"]) == (one["verdict"] == "uncertain")
            assert numberless(one["decides"]) == numberless(same["decides"])
            seen.add(one["verdict"])
    assert "uncertain" in seen


def numberless(words: str | None) -> str:
    """Figures may differ by the metre that the phone's plane is off."""
    return re.sub(r"\d+", "#", words or "")
