"""The addresses of sections and rivers, over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from geoapp.settings import Settings
from tests.web.memory import NOW, UNITS

LAKE = "sections/大通湖国控断面"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The bundled sample behind the application."""
    from geoapp.pipeline import load_world, open_demonstration
    from geoapp.web import create_app

    settings = Settings(folder=tmp_path_factory.mktemp("断面"))
    store, _ = open_demonstration(Path(settings.folder) / "demo.gpkg", load_world(settings), now=lambda: NOW)
    yield create_app(settings, store, units=UNITS, clock=lambda: NOW).test_client()
    store.close()


def test_sections_and_one_of_them(client: FlaskClient) -> None:
    answer = client.get("/api/sections").get_json()
    assert LAKE in [one["key"] for one in answer["sections"]]
    page = client.get(f"/api/sections/{LAKE}").get_json()
    assert page["observations"][0]["class"] == "IV"
    assert page["observations"][0]["reached"] is True
    href = page["observations"][0]["evidence"]["href"]
    address, _, anchor = href.partition("#")
    notice = client.get(address, headers={"Accept": "text/html"})
    assert notice.status_code == 200
    assert f'id="{anchor}"' in notice.get_data(as_text=True)


WEEKLY = "断面,采样日期,总磷(mg/L)\n" + "".join(
    f"大通湖国控断面,2025-{7 + n // 28:02d}-{1 + n % 28:02d},0.0{60 + n % 30}\n" for n in range(56)
)


def test_a_value_of_a_table_leads_to_its_row(client: FlaskClient, tmp_path: Path) -> None:
    from geoapp.pipeline import import_series

    table = tmp_path / "周报 <b>.csv"
    table.write_text(WEEKLY, encoding="utf-8")
    import_series(table, client.application.extensions["geoapp"].store, now=lambda: NOW)  # type: ignore[attr-defined]
    found = client.get(f"/api/sections/{LAKE}").get_json()["observations"]
    evidence = next(one["evidence"] for one in found if one["period"]["first"] == "2025-08-03")
    assert evidence["kind"] == "file"
    address, _, anchor = evidence["href"].partition("#")
    page = client.get(address).get_data(as_text=True)
    row = page[page.index(f'id="{anchor}" class="asked"') :].partition("</tr>")[0]
    assert "2025-08-03" in row
    assert f">{evidence['row']}<" in row
    assert "<b>" not in page
    original = client.get(f"/series/{evidence['sha256']}/original")
    assert original.get_data() == table.read_bytes()
    assert "attachment" in original.headers["Content-Disposition"]


@pytest.mark.parametrize("query", ["row=0", "row=x", "row=99999", "column=1", "row=1&row=2"])
def test_a_row_that_there_is_not_is_refused(client: FlaskClient, query: str) -> None:
    (sha256,) = {
        one["evidence"]["sha256"]
        for one in client.get(f"/api/sections/{LAKE}").get_json()["observations"]
        if one["evidence"]["kind"] == "file"
    }
    assert client.get(f"/series/{sha256}?{query}").status_code == 400
    assert client.get(f"/series/{sha256}").status_code == 200


@pytest.mark.parametrize("path", ["/series/nosuch", "/series/" + "0" * 64, "/series/nosuch/original"])
def test_a_table_that_was_never_imported_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_trace_and_upstream(client: FlaskClient) -> None:
    above = client.get(f"/api/upstream/{LAKE}").get_json()
    assert above["cases"]
    case = above["cases"][0]["case_id"]
    below = client.get(f"/api/trace/{case}").get_json()
    assert LAKE in [hit["section"]["key"] for site in below["sites"] for hit in site["hits"]]
    assert "因果" in below["note"]


@pytest.mark.parametrize("path", ["/api/sections/nosuch", "/api/upstream/nosuch", "/api/trace/nosuch"])
def test_unknown_is_a_problem_that_names_it(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert "nosuch" in answer.get_json()["detail"]


@pytest.mark.parametrize("path", ["/api/sections", f"/api/sections/{LAKE}", f"/api/upstream/{LAKE}"])
def test_answers_are_kept_and_take_no_parameters(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(path + "?limit=3").status_code == 400


def test_overlong_names_are_not_found(client: FlaskClient) -> None:
    assert client.get("/api/sections/" + "x" * 300).status_code == 404
