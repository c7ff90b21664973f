"""The phone without a network: the page opens, lists by distance, keeps a visit, and sends it once when it is back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from browser_kit import NOW, PHONE, Server
from PIL import Image

from geoapp.accounts import UserRole
from geoapp.pipeline import load_world, open_demonstration
from geoapp.settings import Settings
from geoapp.web import create_app
from tests.web.signed import PASSWORD, accounts_of

pytestmark = pytest.mark.browser

SPOT = "#112.510000/29.250000/25/by_phone"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("外业")
    settings = Settings(folder=folder, db=str(folder / "demo.gpkg"))
    store, _ = open_demonstration(folder / "demo.gpkg", load_world(settings), now=lambda: NOW)
    app = create_app(settings, store, clock=lambda: NOW)
    accounts_of(app).people.add("wang", UserRole.INSPECTOR, password=PASSWORD)
    accounts_of(app).people.add("zhao", UserRole.INSPECTOR, password=PASSWORD)
    server = Server(app)
    server.store = store  # type: ignore[attr-defined]
    yield server
    server.stop()
    store.close()


@pytest.fixture
def phone(browser: Any, office: Any) -> Iterator[Any]:
    """A signed-in inspector's phone, its clock at the test's moment. Routes are not touched: a page that is routed
    keeps service workers out."""
    context = browser.new_context(**PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    sign_in(page, office, "wang")
    yield page
    context.close()


def sign_in(page: Any, office: Any, name: str) -> None:
    page.goto(f"{office.url}/login?next=/nearby")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#offline")


def keep(page: Any, office: Any) -> None:
    """Download the area around the spot, and wait until the service worker answers for the page."""
    page.goto(f"{office.url}/nearby{SPOT}")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # only now: a page that loads while the worker begins is never claimed by it
    page.wait_for_selector("#answer:not([hidden])")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=90_000)
    page.select_option("#offline-form [name=radius]", "50000")
    page.click("#offline-form button")
    page.wait_for_selector("#offline-list li")
    page.wait_for_function("() => document.getElementById('offline-say').textContent === '已存到手机'")


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), (20, 80, 60)).save(written, "JPEG")
    return written.getvalue()


def write_visit(page: Any, words: str) -> None:
    page.locator(".near-card .visit-open").first.click()
    page.locator(".visit-form .found label").nth(1).click()
    page.fill(".visit-form textarea", words)
    page.set_input_files(
        ".visit-form input[type=file]", {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.click(".visit-form button.primary")
    page.wait_for_selector("#queue-list li")


def listed(page: Any) -> list[tuple[str, float]]:
    page.wait_for_selector("#answer:not([hidden])")
    rows = page.locator("#near-list .near-card")
    return [
        (rows.nth(n).locator("h3").inner_text(), rows.nth(n).locator(".away strong").inner_text())
        for n in range(rows.count())
    ]


def visits(office: Any) -> list[Any]:
    return [event for event in office.store.told(["visit"]) if event.payload]


def test_without_a_network_the_list_opens_and_a_visit_is_sent_once_afterwards(phone: Any, office: Any) -> None:
    keep(phone, office)
    with_network = listed(phone)
    assert with_network
    before = len(visits(office))
    phone.context.set_offline(True)
    phone.reload()
    phone.wait_for_selector("#old:not([hidden])")
    assert "离线数据，取于 2026-01-15" in phone.locator("#old").inner_text()
    assert listed(phone) == with_network, "the phone's own geodesy gives the list of the server"
    write_visit(phone, "离线写下的")
    assert "等待送出" in phone.locator("#queue-list").inner_text()
    phone.reload()
    phone.wait_for_selector("#queue-list li")
    assert len(visits(office)) == before, "nothing is sent without a network"
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), "the page scrolls sideways"
    phone.context.set_offline(False)
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")
    phone.wait_for_selector("#queue-list .sent")
    (visit,) = visits(office)[before:]
    assert (visit.actor, visit.note) == ("wang", "离线写下的")
    assert len(visit.attachments) == 1
    phone.reload()
    phone.wait_for_selector("#answer:not([hidden])")
    phone.evaluate("() => window.wm.visits.send()")
    assert len(visits(office)) == before + 1
    assert phone.locator("#queue-list li").count() == 0


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
    assert "等待送出" in phone.locator("#queue-list").inner_text()
    assert len(visits(office)) == before + 1
    phone.click("#queue-send")
    phone.wait_for_selector("#queue-list .sent")
    assert len(visits(office)) == before + 1


def test_a_changed_case_is_shown_beside_what_was_written(phone: Any, office: Any) -> None:
    from geoapp.store import Told

    keep(phone, office)
    phone.context.set_offline(True)
    phone.reload()
    phone.wait_for_selector("#old:not([hidden])")
    write_visit(phone, "我看到又在排污")
    card = phone.locator("#near-list .near-card h3 a").first.get_attribute("href")
    case_id = card.rsplit("/", 1)[1]
    office.store.tell(
        Told(case_id, "remark", {"name": "督办函"}, NOW.date(), note="办公室发函"), actor="李编", at=NOW, if_match=None
    )
    before = len(visits(office))
    phone.context.set_offline(False)
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")
    phone.wait_for_selector("#queue-list .conflict .sides")
    told = phone.locator(".sides").inner_text()
    assert "我看到又在排污" in told and "办公室发函" in told and "李编" in told
    assert len(visits(office)) == before
    phone.locator(".queued.conflict button.primary").click()
    phone.wait_for_selector("#queue-list .sent")
    assert len(visits(office)) == before + 1


def test_who_leaves_takes_the_area_along_and_unsent_visits_wait_for_him(phone: Any, office: Any) -> None:
    keep(phone, office)
    phone.context.set_offline(True)
    phone.reload()
    phone.wait_for_selector("#old:not([hidden])")
    write_visit(phone, "只有我能送")
    phone.context.set_offline(False)
    phone.evaluate(
        """async () => { for (const one of await window.wm.kept.visits())
          await window.wm.kept.putVisit(Object.assign(one, { state: 'refused', reason: '等我' })); }"""
    )
    phone.goto(f"{office.url}/account")
    phone.locator("form[action='/logout'] button").click()
    phone.wait_for_url("**/login**")
    sign_in(phone, office, "zhao")
    phone.wait_for_selector("#offline-none:not([hidden])")
    assert phone.evaluate("() => window.wm.kept.areas().then((all) => all.length)") == 0
    assert "属于别的账号" in phone.locator("#queue").inner_text()
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

    manifest = requests.get(f"{office.url}/manifest.webmanifest", timeout=10)
    assert manifest.headers["Content-Type"].startswith("application/manifest+json")
    told = manifest.json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/nearby", "/", "standalone")
    for icon in told["icons"]:
        picture = requests.get(office.url + icon["src"], timeout=10)
        assert "x".join(map(str, Image.open(io.BytesIO(picture.content)).size)) == icon["sizes"]
    worker = requests.get(f"{office.url}/sw.js", timeout=10)
    assert worker.headers["Service-Worker-Allowed"] == "/" and "no-cache" in worker.headers["Cache-Control"]
    assert "worker-src 'self'" in worker.headers["Content-Security-Policy"]
