"""The print page and its jobs: the same selection as on the map, wrong words refused, the file made by a child."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from flask.testing import FlaskClient

from geoapp.settings import Settings
from geoapp.store import Store, open_store
from geoapp.web import create_app
from geoapp.web.downloads import jobs
from tests.web.memory import LAYER, NOW, UNITS, feature


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Store]]:
    made = Settings(folder=tmp_path_factory.mktemp("印 图"), public_url="https://zg.example/")
    store = open_store(made.database, create=True, today=NOW.date)
    store.put_units(UNITS)
    store.bulk_load([feature(fid) for fid in range(1, 9)], at=NOW, actor="test")
    store.put_layer(LAYER)
    yield made, store
    store.close()


@pytest.fixture
def client(filled: tuple[Settings, Store]) -> FlaskClient:
    made, store = filled
    return create_app(made, store, units=UNITS, clock=lambda: NOW).test_client()


def test_the_page_keeps_the_filters(client: FlaskClient) -> None:
    page = client.get("/print?status=in_progress&county=430903&size=A3&way=portrait").get_data(as_text=True)
    assert '<input type="hidden" name="status" value="in_progress">' in page
    assert '<option value="A3" selected>' in page
    assert 'value="portrait" checked' in page
    assert "赫山区" in page
    assert "/export/map.html?status=in_progress&amp;county=430903" in page
    assert "https://zg.example" in page


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("size=A9", "A9"), ("way=diagonal", "diagonal"), ("scale=12", "12"), ("scale=很大", "很大"),
        ("wrong=1", "wrong"), ("size=A1&size=A2", "size"), ("status=nosuch", "nosuch"), (f"title={'长' * 300}", "300"),
    ],
)  # fmt: skip
def test_wrong_words_are_refused(client: FlaskClient, query: str, named: str) -> None:
    for path in ("/print", "/print/wall.pdf"):
        answer = client.get(f"{path}?{query}", headers={"Accept": "application/json"})
        assert answer.status_code == 400
        assert named in answer.get_json()["detail"]
    assert client.get("/print/wall.dwg").status_code == 404


def test_a_job_makes_the_sheet(client: FlaskClient, tmp_path: Path) -> None:
    answer = client.get("/print/wall.pdf?size=A4&county=430903&title=我的图", headers={"Accept": "application/json"})
    assert answer.status_code == 202
    assert client.get("/print/wall.pdf?size=A4&county=430903&title=我的图").get_json()["id"] == answer.get_json()["id"]
    with client.application.app_context():
        jobs().wait()
    done = client.get(answer.headers["Location"]).get_json()
    assert done["state"] == "done", done
    got = client.get(done["file"]["href"])
    content = got.data
    got.close()
    document = pypdfium2.PdfDocument(content)
    said = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "我的图" in said
    assert b"https://zg.example/map?county=430903" in content
    assert "application/pdf" in got.headers["Content-Type"]
    page = client.get(answer.headers["Location"].removesuffix(".json")).get_data(as_text=True)
    assert "download" in page


def test_the_offline_map_has_the_same_selection(client: FlaskClient) -> None:
    whole = client.get("/export/map.html")
    assert whole.status_code == 200
    assert "attachment" in whole.headers["Content-Disposition"]
    assert whole.headers["ETag"]
    part = client.get("/export/map.html?status=closed").get_data(as_text=True)
    expected = client.get("/api/list?status=closed&limit=100").get_json()["numberMatched"]
    assert part.count('"case_id":') == expected
    assert client.get("/export/map.html?nosuch=1").status_code == 400


def test_a_title_of_control_characters_is_refused(client: FlaskClient) -> None:
    assert client.get("/print?title=%00").status_code == 400
    assert client.get("/print/wall.pdf?title=a%00").status_code == 400
