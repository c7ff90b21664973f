"""The web over the real store: the protocol holds, and every view shows the same selection."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from geoapp.pipeline import file_records, load_world, read_notice
from geoapp.settings import Settings
from geoapp.store import Store, open_store
from geoapp.web import create_app
from geoapp.web.params import SORTS
from tests.web.memory import HOSTILE, LAYER, NOW, UNITS, feature

SELECTIONS = [
    "", "status=closed&status=done", "hide=closed", "located=0&spatial=1", "spatial=0", "county=赫山区",
    "county=益阳市",
    "county=南县&include_special=1", "kind=water", "lapsed=1", "overdue=1", "q=志溪河", "q=%25", "q=_", "due=2025-12",
    "bbox=112,28,112.5,29", "notice=none", "datetime=2025-01-01/..", "lead_unit=x",
]  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Store]]:
    folder = tmp_path_factory.mktemp("库")
    settings = Settings(folder=folder)
    store = open_store(settings.database, create=True, today=NOW.date)
    features = [replace(feature(fid), spatial=fid % 8 != 3) for fid in range(1, 61)]
    features += [replace(feature(fid), county="大通湖区", county_code="L430921") for fid in range(61, 71)]
    store.put_units(UNITS)
    store.bulk_load(features, at=NOW, actor="test")
    store.put_layer(LAYER)
    yield settings, store
    store.close()


@pytest.fixture(scope="module")
def real(filled: tuple[Settings, Store]) -> FlaskClient:
    settings, store = filled
    return create_app(settings, store, units=UNITS, clock=lambda: NOW).test_client()


def get(client: FlaskClient, url: str) -> Any:
    answer = client.get(url)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return json.loads(answer.data)


@pytest.mark.parametrize("words", SELECTIONS)
def test_map_list_summary_and_every_export_agree(real: FlaskClient, words: str) -> None:
    listed = get(real, f"/api/list?limit=1000&{words}")
    fids = {row["fid"] for row in listed["features"]}
    assert listed["numberMatched"] == len(fids)
    exported = get(real, f"/export/cases.geojson?{words}")
    assert {one["id"] for one in exported["features"]} == fids
    assert exported["numberMatched"] == len(fids)
    lines = list(csv.DictReader(io.StringIO(real.get(f"/export/cases.csv?{words}").data.decode("utf-8-sig"))))
    assert {int(line["fid"]) for line in lines} == fids
    summary = get(real, f"/api/summary?{words}")
    assert summary["total"]["sites"] == len(fids)
    assert summary["located"]["sites"] == sum(one["geometry"] is not None for one in exported["features"])
    if "bbox" not in words:
        symbols = get(real, f"/api/clusters?bbox=100,20,120,35&zoom=6&{words}")["symbols"]
        assert sum(symbol["count"] for symbol in symbols) == summary["located"]["sites"]


def test_the_selections_are_not_all_alike(real: FlaskClient) -> None:
    sizes = {get(real, f"/api/list?{words}")["numberMatched"] for words in SELECTIONS}
    assert len(sizes) > 6


@pytest.mark.parametrize("sort", SORTS)
def test_each_sort_is_known_to_the_store(real: FlaskClient, sort: str) -> None:
    pages = [get(real, f"/api/list?sort={sort}&limit=30&offset={start}")["features"] for start in (0, 30, 60)]
    fids = [row["fid"] for page in pages for row in page]
    assert len(fids) == len(set(fids)) == 70


def test_a_change_of_data_changes_tags_and_answers(filled: tuple[Settings, Store], real: FlaskClient) -> None:
    _, store = filled
    before = real.get("/api/layers")
    store.put_layer(replace(LAYER, definition=replace(LAYER.definition, title="改名"), digest="2"))
    after = real.get("/api/layers", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert json.loads(after.data)[0]["title"] == "改名"


def test_ids_that_no_database_takes(real: FlaskClient) -> None:
    for path in (
        "/cases/%00",
        "/cases/%F0%9F%98%80",
        "/notices/%00",
        "/api/sites/999999999999999999",
        "/api/places/fid:0",
    ):
        assert real.get(path).status_code == 404, path


def test_sites_and_places_of_the_real_store(real: FlaskClient) -> None:
    symbols = get(real, "/api/clusters?bbox=111,27,114,30&zoom=15")["symbols"]
    assert {symbol["kind"] for symbol in symbols} == {"stack"}
    for symbol in symbols:
        rows = get(real, f"/api/places/{symbol['place_key']}")["features"]
        assert len(rows) == symbol["count"]
        assert get(real, f"/api/places/{rows[0]['place_key']}")["numberMatched"] == symbol["count"]
    site = get(real, f"/api/sites/{rows[0]['fid']}")
    assert site["category"] == HOSTILE
    assert site["place"] is not None


def test_pages_render_for_loaded_cases(real: FlaskClient) -> None:
    for path in ("/map", "/notices", "/layers", "/healthz", "/cases/430000-1", "/cases/430000-3"):
        assert real.get(path).status_code == 200, path


def test_the_factory_opens_the_store_of_the_settings(filled: tuple[Settings, Store], monkeypatch: Any) -> None:
    from geoapp.web.wsgi import app

    settings, _ = filled
    monkeypatch.chdir(Path(settings.folder))
    monkeypatch.setenv("GEOAPP_FOLDER", str(settings.folder))
    made = app()
    assert get(made.test_client(), "/api/summary")["total"]["sites"] == 70
    made.extensions["geoapp"].store.close()


def test_a_withdrawn_case_still_has_its_page(tmp_path: Path) -> None:
    """Its records and history stay; the page says so instead of failing."""
    settings = Settings(folder=tmp_path, db=str(tmp_path / "w.gpkg"))
    world = load_world(settings)
    store = open_store(settings.database, create=True)
    second = "问题2：白虎渠有淤泥。\n整改情况：已完成清淤。\n"
    whole = f"某某县关于整改情况的通报\n问题1：青龙河有垃圾。\n整改情况：正在清理。\n{second}2025年3月1日\n"
    for words in (whole, whole.replace(second, "")):
        extraction = read_notice(tmp_path / "通报.txt", world, words.encode())
        store.put_notice(extraction.notice, words.encode(), file_records(extraction, world), at=NOW, actor="test")
    gone = next(row for row in store.records_of(store.notices()[-1].identifier) if row.record.no == "问题2")
    with create_app(settings, store).test_client() as client:
        page = client.get(f"/cases/{gone.case_id}")
        assert page.status_code == 200
        assert "已撤回" in page.get_data(as_text=True)
    store.close()
