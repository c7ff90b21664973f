"""Downloads at web level: the same selection everywhere, other systems, large files as jobs, QGIS, metadata."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoapp.model import Kind, LayerDefinition, Status
from geoapp.pipeline import keep_lines
from geoapp.pipeline.export_jobs import SILENT_SECONDS, JobFolder, Ticket, job_id, reporting
from geoapp.settings import Settings
from geoapp.store import Store, open_store
from geoapp.web import create_app
from geoapp.web.downloads import jobs
from tests.web.memory import LAYER, NOW, UNITS, feature

ROWS = 70
ZONE = replace(
    LAYER,
    definition=LayerDefinition("lake-zone", "临湖区", "说明", "buffer", {}, {}, {}, {}, {}, zone=True),
    digest="z",
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Store]]:
    made = Settings(folder=tmp_path_factory.mktemp("出口"), export_job_rows=40)
    store = open_store(made.database, create=True, today=NOW.date)
    kinds, statuses = tuple(Kind), tuple(Status)
    features = [
        replace(
            feature(fid),
            kind=kinds[fid % len(kinds)],
            case_status=statuses[fid % 3],
            county=("赫山区", "南县")[fid % 2],
            county_code=("430903", "430921")[fid % 2],
            spatial=fid % 8 != 3,
        )
        for fid in range(1, ROWS + 1)
    ]
    store.put_units(UNITS)
    store.bulk_load(features, at=NOW, actor="test")
    store.put_layer(LAYER)
    yield made, store
    store.close()


@pytest.fixture(scope="module")
def app(filled: tuple[Settings, Store]) -> Flask:
    made, store = filled
    return create_app(made, store, units=UNITS, clock=lambda: NOW)


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


WORDS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.lists(st.sampled_from([one.value for one in Status]), min_size=1, max_size=3, unique=True),
        "hide": st.lists(st.sampled_from([one.value for one in Status]), min_size=1, max_size=2, unique=True),
        "kind": st.lists(st.sampled_from([one.value for one in Kind]), min_size=1, max_size=4, unique=True),
        "county": st.lists(st.sampled_from(["赫山区", "430921", "益阳市"]), min_size=1, max_size=2, unique=True),
        "overdue": st.sampled_from("01"),
        "lapsed": st.sampled_from("01"),
        "located": st.sampled_from("01"),
        "spatial": st.sampled_from("01"),
        "q": st.sampled_from(["志溪河", "%", "没有"]),
        "due": st.sampled_from(["2025-12", "2025-12-01/2025-12-09"]),
        "bbox": st.sampled_from(["112,28,112.5,29", "112.35,28,113,30", "100,20,101,21"]),
        "datetime": st.sampled_from(["2025-11-01/..", "2024-01-01/2024-12-31"]),
        "blank": st.sampled_from("01"),
        "filter": st.sampled_from(["status = 'closed'", "county_code = '430903' OR lapsed = TRUE"]),
    },
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(words=WORDS, kept=st.booleans())
def test_map_list_export_and_api_hold_the_same_features(
    client: FlaskClient, filled: tuple[Settings, Store], words: dict[str, Any], kept: bool
) -> None:
    if {"bbox", "datetime"} & set(words):
        words.setdefault("blank", "0")  # what the API takes for 1 when nobody says it: see the next test
    if kept:  # for the first time somewhere among the examples: both ways are gone
        keep_lines(filled[1])
    asked = urlencode(words, doseq=True)
    listed = client.get(f"/api/list?limit=1000&{asked}").json
    ids = {row["fid"] for row in listed["features"]}
    assert listed["numberMatched"] == len(ids) == client.get(f"/api/summary?{asked}").json["total"]["sites"]
    collection = json.loads(client.get(f"/export/cases.geojson?{asked}").data)
    assert [one["id"] for one in collection["features"]] == sorted(one["id"] for one in collection["features"]) or ids
    assert {one["id"] for one in collection["features"]} == ids
    assert collection["numberMatched"] == collection["numberReturned"] == len(collection["features"]) == len(ids)
    items = client.get(f"/ogcapi/collections/cases/items?limit=1000&{asked}").json
    assert items["numberMatched"] == items["numberReturned"] == len(ids)
    assert {one["id"] for one in items["features"]} == ids
    records = client.get(f"/export/cases.geojsonseq?{asked}").data.split(b"\x1e")[1:]
    assert [json.loads(record) for record in records] == collection["features"]
    lines = csv.DictReader(io.StringIO(client.get(f"/export/cases.csv?{asked}").data.decode("utf-8-sig"), newline=""))
    assert {int(line["fid"]) for line in lines} == ids
    located = sum(one["geometry"] is not None for one in collection["features"])
    if "bbox" not in words:
        symbols = client.get(f"/api/clusters?bbox=100,20,120,35&zoom=5&{asked}").json["symbols"]
        assert sum(symbol["count"] for symbol in symbols) == located
    if len(ids) <= 40 and ids:
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/export/cases.xlsx?{asked}").data)).active
        assert {row[0].value for row in list(sheet.iter_rows())[1:]} == ids


@pytest.mark.parametrize("word", ["bbox=112,28,112.5,29", "datetime=2024-01-01/2024-12-31", "status=closed"])
def test_only_what_nobody_says_about_blanks_differs(client: FlaskClient, word: str) -> None:
    """The standard of the API wants what has no position in every window; elsewhere a window is what lies in it.
    Whoever says ``blank`` gets the same from every door, and the API says how many the difference is."""
    items, lenient, strict = (
        client.get(f"/ogcapi/collections/cases/items?limit=1000&{word}{more}").json
        for more in ("", "&blank=1", "&blank=0")
    )
    exported = [
        client.get(f"/export/cases.geojson?{word}{more}").json["features"] for more in ("", "&blank=0", "&blank=1")
    ]
    assert items["features"] == lenient["features"]
    assert [one["id"] for one in strict["features"]] == [one["id"] for one in exported[0]]
    assert exported[0] == exported[1]
    assert [one["id"] for one in lenient["features"]] == [one["id"] for one in exported[2]]
    if "bbox" in word:
        assert items["numberWithoutGeometry"] == items["numberMatched"] - strict["numberMatched"] > 0


def test_the_api_counts_as_the_export_does(client: FlaskClient) -> None:
    exported = json.loads(client.get("/export/cases.geojson?status=closed").data)
    items = client.get("/ogcapi/collections/cases/items?status=closed&limit=1000").json
    assert items["numberMatched"] == exported["numberMatched"] > 0
    assert {one["id"] for one in items["features"]} == {one["id"] for one in exported["features"]}


def test_kept_texts_are_what_is_sent_as_long_as_they_are_right(
    client: FlaskClient, filled: tuple[Settings, Store]
) -> None:
    made, store = filled
    first = client.get("/export/cases.geojson").json
    keep_lines(store)
    assert client.get("/export/cases.geojson").json == first
    part = client.get("/export/cases.geojson?status=closed").json
    assert part["features"] == [one for one in first["features"] if one["properties"]["status"] == "closed"]
    assert part["bbox"]
    ordered = client.get("/export/cases.geojson?sort=-updated_at&hide=").json["features"]
    assert sorted(one["id"] for one in ordered) == [one["id"] for one in first["features"]]
    assert client.get("/export/cases.geojson?status=closed&overdue=1&lapsed=1").json["features"] == []
    with closing(sqlite3.connect(made.database)) as outside, outside:
        outside.execute("UPDATE lines SET after = CAST(replace(after, '志溪河', '某河') AS BLOB)")
    assert "某河" in client.get("/export/cases.geojson").text
    store.put_layer(ZONE)
    features = client.get("/export/cases.geojson").json["features"]
    assert features[0]["properties"]["zone:lake-zone"] is None
    assert "某河" not in str(features), "texts without the new column are not sent"
    keep_lines(store)
    assert client.get("/export/cases.geojson").json["features"] == features
    store.remove_layer(ZONE.definition.id)
    keep_lines(store)


def test_tables_may_be_headed_in_chinese(client: FlaskClient) -> None:
    named, english, plain = (
        next(csv.reader(io.StringIO(client.get(f"/export/cases.csv{words}").data.decode("utf-8-sig"), newline="")))
        for words in ("?headers=zh", "?headers=en", "")
    )
    assert len(named) == len(plain) == len(set(named))
    assert (plain[0], named[0], plain[-1], named[-1]) == ("fid", "要素号", "WKT", "几何（WKT）")
    assert named[plain.index("rectification")] == "整改情况"
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/export/cases.xlsx?headers=zh&status=closed").data)).active
    assert [cell.value for cell in sheet[1]][-2:] == ["经度", "纬度"]
    assert (english[0], english[-1], len(english)) == ("feature number", "geometry (WKT)", len(plain))
    for address in ("cases.csv?headers=fr", "cases.gpkg?headers=zh", "cases.csv?headers=zh&headers=zh"):
        answer = client.get(f"/export/{address}")
        assert (answer.status_code, answer.json["parameter"]) == (400, "headers")
    warned = unquote(client.get("/export/cases.shp?status=closed").headers["Geoapp-Warning"])
    assert "254" in warned


def test_other_systems_and_what_they_warn_of(client: FlaskClient) -> None:
    answer = client.get("/export/cases.csv?crs=EPSG:4547&q=志溪河")
    assert "EPSG:4546" in unquote(answer.headers["Geoapp-Warning"].removeprefix("UTF-8''"))
    assert "POINT (33" in answer.data.decode("utf-8-sig")
    assert "Geoapp-Warning" not in client.get("/export/cases.csv?crs=4490").headers
    for address in (
        "cases.geojson?crs=4547",
        "cases.csv?crs=1",
        "cases.csv?crs=4547&crs=4546",
        "counties.csv?status=x",
    ):
        assert client.get(f"/export/{address}").status_code == 400, address
    assert client.get("/export/counties.csv?crs=4546").status_code == 200


def wait(client: FlaskClient, app: Flask, location: str) -> dict[str, Any]:
    with app.test_request_context():
        jobs().wait()
    found: dict[str, Any] = client.get(location).json
    return found


def test_a_large_file_is_a_job_that_survives_a_restart(
    client: FlaskClient, app: Flask, filled: tuple[Settings, Store], tmp_path: Path
) -> None:
    address = "/export/cases.gpkg?located=1&kind=water&hide=&crs=EPSG:4490"
    assert client.get(address).mimetype == "application/geopackage+sqlite3"  # few: at once
    address = "/export/cases.gpkg?located=1&sort=-updated_at&crs=EPSG:4490"
    started = client.get(address)
    assert (started.status_code, started.mimetype) == (202, "application/json")
    page = client.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["Location"]) == (303, started.headers["Location"].removesuffix(".json"))
    assert client.get(page.headers["Location"]).status_code == 200
    done = wait(client, app, started.headers["Location"])
    assert done["state"] == "done", done
    made, store = filled
    anew = create_app(made, store, units=UNITS, clock=lambda: NOW).test_client()
    with anew.get(done["file"]["href"]) as file:
        written = file.data
        assert done["file"]["name"] in file.headers["Content-Disposition"]
    assert hashlib.sha256(written).hexdigest() == done["file"]["sha256"]
    with anew.get(done["file"]["href"], headers={"Range": "bytes=0-14"}) as piece:
        assert piece.data == b"SQLite format 3"
    (tmp_path / "a.gpkg").write_bytes(written)
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as connection:
        ids = {row[0] for row in connection.execute("SELECT case_id FROM cases")}
        assert connection.execute("SELECT srs_id FROM gpkg_geometry_columns").fetchone() == (4490,)
    listed = anew.get("/api/list?limit=1000&located=1").json["features"]
    assert ids == {row["case_id"] for row in listed}
    assert done["done"] == done["numberMatched"] == len(listed) == len(ids)
    assert anew.get(address).json["id"] == done["id"]
    assert "SHA-256" in anew.get(f"/export/jobs/{done['id']}").text


def test_jobs_that_are_not_there(client: FlaskClient) -> None:
    for name in ("0" * 24, "0" * 24 + ".json", "..", "%2e%2e", "x/file", "0" * 24 + "/file"):
        assert client.get(f"/export/jobs/{name}").status_code == 404, name


def ticket(identifier: str) -> Ticket:
    return Ticket(identifier, "cases", "t", "gpkg", "a.gpkg", "x/y", "/export/cases.gpkg", 3, 0.0)


def test_a_child_that_fails_says_why_and_may_be_tried_again(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path / "jobs", 24)
    identifier = job_id("a", "b")
    folder.start(ticket(identifier), [f"--db={tmp_path / 'none.gpkg'}"])
    folder.wait()
    failed = folder.read(identifier)
    assert failed.state == "failed"
    assert "none.gpkg" in str(failed.error)
    assert folder.start(ticket(identifier), [f"--db={tmp_path / 'none.gpkg'}"]).state == "running"
    folder.wait()


def test_a_child_that_went_silent_is_interrupted_and_old_ones_go(tmp_path: Path) -> None:
    import os

    folder = JobFolder(tmp_path, 1)
    identifier = job_id("silent")
    place = tmp_path / identifier
    place.mkdir()
    described = {name: getattr(ticket(identifier), name) for name in Ticket.__slots__}
    (place / "job.json").write_text(json.dumps(described), encoding="utf-8")
    with reporting(place / "progress.json") as report:
        report.done = 2
        report.tell()
    assert (folder.read(identifier).state, folder.read(identifier).done) == ("running", 2)
    before = time.time() - SILENT_SECONDS - 5
    os.utime(place / "progress.json", (before, before))
    assert folder.read(identifier).state == "interrupted"
    folder.start(ticket(job_id("next")), ["--db=none.gpkg"])
    folder.wait()
    assert not place.exists()


def test_qgis_page_and_files(client: FlaskClient) -> None:
    page = client.get("/qgis").text
    assert "在 QGIS 中打开" in page
    assert "/export/cases.gpkg" in page
    for source in ("file", "api"):
        for extension in ("qgs", "qlr"):
            answer = client.get(f"/qgis/geoapp.{extension}?source={source}")
            assert answer.status_code == 200
            root = ET.fromstring(answer.data.split(b"\n", 1)[1])
            entries = {one.get("id"): one.get("source") for one in root.iter("layer-tree-layer")}
            layers = {one.findtext("id"): one.findtext("datasource") for one in root.iter("maplayer")}
            assert entries == layers
            assert len(layers) == 5  # three kinds of cases, those without a place, counties
            wanted = "cases-20260105.gpkg" if source == "file" else "http://localhost/ogcapi/"
            assert sum(wanted in str(one) for one in layers.values()) >= 4
    assert client.get("/qgis/geoapp.qgz").status_code == 404
    assert client.get("/qgis/geoapp.qgs?source=x").status_code == 400


def test_metadata_of_each_layer(client: FlaskClient) -> None:
    for layer in ("cases", "counties"):
        told = client.get(f"/layers/{layer}/metadata.json").json
        assert {"title", "abstract", "licence", "lineage", "accuracy", "updated_at", "sha256"} <= set(told)
        assert told["sha256"] == hashlib.sha256(client.get(told["sha256_of"]).data).hexdigest()
    assert client.get("/layers/none/metadata.json").status_code == 404
    assert "/layers/counties/metadata.json" in client.get("/layers").text
    assert "metadata.json" in client.get("/export/cases.csv").headers["Link"]
