"""An inspector's phone in the browser tests: sign in, keep an area, write a visit, look at what was filed."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from tests.web.signed import PASSWORD

SPOT = "#112.510000/29.250000/25/by_phone"


def sign_in(page: Any, office: Any, name: str) -> None:
    page.goto(f"{office.url}/login?next=/nearby")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{office.url}/nearby")  # and its scripts: until the load event


def keep(page: Any, office: Any) -> None:
    """Download the area around the spot, and wait until the service worker answers for the page."""
    page.goto(f"{office.url}/nearby{SPOT}")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # only now: a page that loads while the worker begins is never claimed by it
    page.wait_for_selector("#answer:not([hidden])")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.select_option("#offline-form [name=radius]", "50000")
    page.click("#offline-form button")
    page.wait_for_selector("#offline-list li")
    page.wait_for_function("() => document.getElementById('offline-say').textContent === '已存到手机'")


def cut_off(page: Any) -> None:
    """No network any more, and the page opened anew from what is kept."""
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#old:not([hidden])")


def reconnect(page: Any) -> None:
    """The network is back, and the page is told so."""
    page.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), (20, 80, 60)).save(written, "JPEG")
    return written.getvalue()


def write_visit(page: Any, words: str, *pictures: bytes) -> None:
    """Fill in the form of the nearest case and keep it; one small photo unless others are given."""
    page.locator(".near-card .visit-open").first.click()
    page.locator(".visit-form .found label").nth(1).click()
    page.fill(".visit-form textarea", words)
    files = [{"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": one} for one in pictures or [photo()]]
    page.set_input_files(".visit-form input[type=file]", files)
    page.click(".visit-form button.primary")
    page.wait_for_selector("#queue-list li")


def visits(office: Any) -> list[Any]:
    return [event for event in office.store.told(["visit"]) if event.payload]
