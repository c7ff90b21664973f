"""Filing a step by the dossier's form, and the month digest, in a real browser: on a desktop and on a phone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_kit import NOW, Server, sign_in_by_keys

from geoapp.accounts import UserRole
from geoapp.settings import Settings
from geoapp.store import open_store
from geoapp.web import create_app
from tests.web.signed import PASSWORD, accounts_of

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))
from closing_case import CASE, file_case

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    settings = Settings(folder=tmp_path_factory.mktemp("单位"))
    store = open_store(settings.database, create=True, today=NOW.date)
    file_case(store)
    app = create_app(settings, store, clock=lambda: NOW)
    accounts_of(app).people.add("editor", UserRole.EDITOR, password=PASSWORD)
    server = Server(app)
    server.store = store  # type: ignore[attr-defined]
    yield server
    server.stop()
    store.close()


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"))


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
def test_a_step_is_filed_with_its_paper(office: Any, open_page: Any, tmp_path: Path, phone: bool) -> None:
    page, watch = open_page(f"{office.url}/cases/{CASE}", phone=phone)
    sign_in_by_keys(page, "editor")
    page.wait_for_selector(".way")
    assert fits(page)
    before = page.locator(".way li.is-done").count()
    paper = tmp_path / "报告.pdf"
    paper.write_bytes(b"%PDF-1.4")
    page.locator("details.decide > summary").click()
    form = page.locator("details.decide-one[open] form")
    form.locator('input[name="on"]').fill("2025-10-09" if not phone else "2025-10-10")
    form.locator('input[type="file"]').first.set_input_files(str(paper))
    form.locator("button").click()
    page.get_by_role("heading", name="已登记").wait_for()  # of the answer's page: the dossier has the word too
    page.locator(".actions a.button").first.click()
    page.wait_for_selector(".way li.is-done")
    assert page.locator(".way li.is-done").count() == before + 1
    assert page.locator(".steps a.paper").count() >= 1
    assert fits(page)
    assert (watch.foreign, watch.errors, watch.failed) == ([], [], [])


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
def test_the_digest_fits_and_leads_to_the_dossier(office: Any, open_page: Any, phone: bool) -> None:
    page, watch = open_page(f"{office.url}/digest?month=2025-12", phone=phone)
    sign_in_by_keys(page, "editor")
    page.wait_for_selector(".digest-bar")
    assert fits(page)
    page.locator(f'a[href="/cases/{CASE}"]').first.click()
    page.wait_for_selector(".way")
    assert (watch.foreign, watch.errors, watch.failed) == ([], [], [])


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
def test_a_refused_step_stays_as_it_was_filled_in(office: Any, open_page: Any, tmp_path: Path, phone: bool) -> None:
    page, watch = open_page(f"{office.url}/cases/{CASE}", phone=phone)
    sign_in_by_keys(page, "editor")
    page.wait_for_selector(".way")
    before = office.store.dossier(CASE).version
    paper, empty = tmp_path / "申请.pdf", tmp_path / "空.pdf"
    paper.write_bytes(b"%PDF-1.4")
    empty.touch()
    page.locator("details.decide > summary").click()
    form = page.locator("details.decide-one[open] form")
    form.locator('input[name="on"]').fill("2025-06-01")  # before the notice that tells of the problem
    form.locator('input[name="note"]').fill("已核实")
    form.locator('input[type="file"]').first.set_input_files(str(paper))
    form.locator("button").click()
    said = form.get_by_role("alert")
    said.wait_for()
    assert "2025-06-01" in said.inner_text()
    assert "2025-06-02" in said.inner_text()
    assert form.locator('[aria-invalid="true"]').get_attribute("name") == "on"
    assert form.locator('input[name="note"]').input_value() == "已核实"
    assert form.locator('input[type="file"]').first.evaluate("(field) => field.files[0].name") == "申请.pdf"
    form.locator('input[name="on"]').fill("2025-10-11")
    form.locator('input[type="file"]').first.set_input_files(str(empty))
    form.locator("button").click()
    page.get_by_text("空文件").wait_for()
    assert form.get_by_role("alert").count() == 1
    assert office.store.dossier(CASE).version == before
    assert fits(page)
    form.locator('input[type="file"]').first.set_input_files(str(paper))
    form.locator("button").click()
    page.get_by_role("heading", name="已登记").wait_for()
    page.locator(".actions a.button").first.click()
    page.wait_for_selector(".way li.is-done")
    assert office.store.dossier(CASE).version == before + 1
    assert (watch.foreign, watch.failed) == ([], [])


def test_a_step_upon_an_older_state_is_refused_with_the_way_to_the_present_one(
    office: Any, open_page: Any, tmp_path: Path
) -> None:
    page, _ = open_page(f"{office.url}/cases/{CASE}")
    sign_in_by_keys(page, "editor")
    page.wait_for_selector(".way")
    paper = tmp_path / "申请.pdf"
    paper.write_bytes(b"%PDF-1.4")
    page.locator("details.decide > summary").click()
    form = page.locator("details.decide-one[open] form")
    form.locator('input[name="on"]').fill("2025-10-12")
    form.locator('input[type="file"]').first.set_input_files(str(paper))
    page.evaluate("() => { document.querySelector('details.decide-one[open] [name=if_match]').value = '1'; }")
    form.locator("button").click()
    form.get_by_role("alert").wait_for()
    form.get_by_role("link", name="看现在的案卷").click()
    page.wait_for_selector(".way")
    assert page.locator(".refused").count() == 0
