"""Digest and lists on the web: page, files, filters, refusals."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from flask.testing import FlaskClient
from openpyxl import load_workbook

from geoapp.pipeline.export_jobs import Job, Ticket
from geoapp.settings import ZONE, Settings
from geoapp.store import Store
from geoapp.web import create_app

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))
from closing_case import AT, CASE, case_on_file, file_case

HOSTILE = "<script>alert(1)</script>{{7*7}}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("库")
    with case_on_file(folder) as opened:
        file_case(opened, "c-2", "乙", problem=HOSTILE, lead_unit=HOSTILE, county="赫山区")
        yield opened


@pytest.fixture(scope="module")
def client(store: Store, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    settings = Settings(folder=tmp_path_factory.mktemp("设置"), anonymous_read="on")
    return create_app(settings, store, clock=lambda: AT.astimezone(ZONE)).test_client()


def test_the_digest_page(client: FlaskClient) -> None:
    page = client.get("/digest?month=2025-12").get_data(as_text=True)
    assert "12月到期 2 件，其中到期未见销号信息 2 件" in page
    assert f'href="/cases/{CASE}"' in page
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    assert 'href="/digest?month=2025-11"' in page
    assert 'href="/digest?month=2026-01"' in page
    assert "1月到期 0 件" in client.get("/digest?month=2026-01").get_data(as_text=True)


def test_it_opens_on_the_latest_month_that_has_something(client: FlaskClient) -> None:
    """Today is in January, which has nothing."""
    page = client.get("/digest").get_data(as_text=True)
    assert "12月到期 2 件" in page
    assert re.search(r'href="/digest\?month=2025-12" aria-current="page" title="2025-12：2 件"', page)
    assert 'href="/digest?month=2025-10"' not in page
    assert 'href="/digest?month=2025-12&amp;q=alert"' in client.get("/digest?q=alert").get_data(as_text=True)
    assert load_workbook(io.BytesIO(client.get("/digest.xlsx").data))["本月到期"].max_row == 5
    nothing = client.get("/digest?q=没有这样的话").get_data(as_text=True)
    assert "1月到期 0 件" in nothing
    assert 'class="months"' not in nothing


def test_filters_hold_on_page_and_files(client: FlaskClient) -> None:
    page = client.get("/digest?month=2025-12&q=恒昌").get_data(as_text=True)
    assert "12月到期 2 件" in page  # both sites bear the name
    page = client.get("/digest?month=2025-12&q=alert").get_data(as_text=True)
    assert "12月到期 1 件" in page
    assert "/digest.xlsx?month=2025-12&amp;q=alert" in page
    book = load_workbook(io.BytesIO(client.get("/digest.xlsx?month=2025-12&q=alert").data))
    assert book["本月到期"].max_row == 4
    document = Document(io.BytesIO(client.get("/digest.docx?month=2025-12&q=alert").data))
    assert "12月到期 1 件" in "".join(paragraph.text for paragraph in document.paragraphs)


def test_the_three_lists(client: FlaskClient) -> None:
    answer = client.get("/lists.xlsx?paper=A4&office=县局")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["问题清单", "任务清单", "责任清单"]
    assert book["问题清单"].page_setup.paperSize == 9
    assert "填报单位：县局" in str(book["问题清单"]["A6"].value)
    assert "filename*=UTF-8" in answer.headers["Content-Disposition"]
    assert load_workbook(io.BytesIO(client.get("/lists.xlsx?q=alert").data))["责任清单"].max_row == 5


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/digest?month=2025-13", "2025-13"),
        ("/digest?month=", "月份"),
        ("/digest?month=2025-12&colour=red", "colour"),
        ("/digest?status=finished", "finished"),
        ("/digest.pdf?month=2025-12", "pdf"),
        ("/lists.xlsx?paper=A7", "A7"),
        ("/lists.xlsx?office=" + "长" * 61, "60"),
    ],
)
def test_what_is_wrong_is_named(client: FlaskClient, address: str, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert said in answer.json["detail"] + str(answer.json.get("parameter"))


def test_many_cases_and_packs_are_made_in_the_background(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from geoapp.pipeline.export_jobs import JobFolder
    from geoapp.web import reports

    asked: list[tuple[list[str], list[str]]] = []

    def start(self: JobFolder, ticket: Ticket, options: list[str], work: list[str]) -> Job:
        asked.append((list(options), list(work)))
        return Job(ticket, "running", 0)

    monkeypatch.setattr(JobFolder, "start", start)
    monkeypatch.setattr(reports, "LISTED_AT_ONCE", 0)
    answer = client.get("/lists.xlsx?county=430921&paper=A4")
    assert answer.status_code == 202
    assert client.get(f"/cases/{CASE}/pack.zip").status_code == 202
    (options, work), (_, packing) = asked
    assert (work, packing) == (["lists"], ["pack", CASE])
    assert "--paper=A4" in options
    assert "--county=430921" in options
    assert client.get("/cases/c-9/pack.zip").status_code == 404
    assert client.get(f"/cases/{CASE}/pack.zip?x=1").status_code == 400


def test_the_last_month_of_all_is_refused(client: FlaskClient) -> None:
    assert client.get("/digest?month=9999-12").status_code == 400
    assert client.get("/digest?month=9998-12").status_code == 200
