"""Signing in and the pages of accounts, in a real browser: by keyboard, on a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser_kit import NOW, Server, sign_in_by_keys

from geoapp.accounts import UserRole
from geoapp.settings import Settings
from geoapp.store import open_store
from geoapp.web import create_app
from tests.web.rights_world import OPEN, OURS, SECRET, fill
from tests.web.signed import PASSWORD, accounts_of

pytestmark = pytest.mark.browser

PAGES = ("/account", "/admin/users", "/admin/audit", "/map", "/notices", "/")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A service with accounts: an administrator, an analyst of one county, and a one-time link."""
    settings = Settings(folder=tmp_path_factory.mktemp("单位"))
    store = open_store(settings.database, create=True, today=NOW.date)
    fill(store)
    app = create_app(settings, store, clock=lambda: NOW)
    known = accounts_of(app)
    known.people.add("chief", UserRole.ADMINISTRATOR, password=PASSWORD)
    known.people.add("li", UserRole.ANALYST, [OURS], password=PASSWORD)
    server = Server(app)
    server.accounts = known  # type: ignore[attr-defined]
    yield server
    server.stop()
    store.close()


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
def test_an_administrator_comes_in_by_keyboard_and_every_page_fits(office: Any, open_page: Any, phone: bool) -> None:
    page, watch = open_page(f"{office.url}/account", phone=phone)
    assert page.url.endswith("/login?next=%2Faccount")
    sign_in_by_keys(page, "chief")
    assert page.url == f"{office.url}/account"
    for path in PAGES:
        page.goto(office.url + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), (
            f"{path} scrolls sideways"
        )
        assert page.locator(".who").get_by_text("chief").count() == 1
    page.goto(f"{office.url}/admin/users")
    bare = "[...document.querySelectorAll('input:not([type=hidden]),select')].filter(e => !e.labels.length).length"
    assert page.evaluate(bare) == 0, "a field without a label"
    if phone:
        targets = "[...document.querySelectorAll('main button, main summary')]"
        low = f"{targets}.filter(e => e.offsetHeight && e.offsetHeight < 44)"
        assert page.evaluate(f"{low}.length") == 0, "a target too small for a thumb"
    assert (watch.foreign, watch.errors, watch.failed) == ([], [], [])


def test_the_map_of_an_account_shows_its_county_and_leaving_shows_nothing(office: Any, open_page: Any) -> None:
    page, watch = open_page(f"{office.url}/login")
    sign_in_by_keys(page, "li")
    page.goto(f"{office.url}/map")
    page.wait_for_load_state("networkidle")
    page.wait_for_function("document.querySelector('#total').textContent !== '…'")
    assert "2 件" in page.locator("#total").inner_text()
    content = page.content()
    assert SECRET not in content
    page.goto(f"{office.url}/notices")
    assert page.get_by_text(f"{OPEN}通报").count() == 1
    assert page.get_by_text(SECRET).count() == 0
    page.goto(f"{office.url}/account")
    page.locator("form[action='/logout'] button").click()
    page.wait_for_url("**/login")
    page.goto(f"{office.url}/notices")
    assert "/login" in page.url
    assert watch.foreign == []


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
def test_a_new_person_by_link(office: Any, open_page: Any, phone: bool) -> None:
    name = "wang-phone" if phone else "wang-desk"
    person = office.accounts.people.add(name, UserRole.VIEWER, [OURS])
    page, watch = open_page(f"{office.url}/link/{office.accounts.links.issue(person)}", phone=phone)
    page.fill("[name=password]", "1234567890")
    page.fill("[name=again]", "1234567890")
    page.get_by_role("button").click()
    assert "太常见" in page.get_by_role("alert").inner_text()
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.get_by_role("button").click()
    page.wait_for_url("**/account")
    assert page.get_by_role("heading", name=name).count() == 1
    assert watch.foreign == []
