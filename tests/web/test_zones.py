"""Zones in the pages and the API: verdict, distance with its uncertainty, what would decide, counts, filter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from shapely.geometry import Point, box

from geoapp.model import BuiltLayer, LayerDefinition, LayerFeature, Lineage
from geoapp.pipeline import judge_zones
from geoapp.settings import Settings
from geoapp.store import open_store
from geoapp.web import create_app
from tests.web.memory import NOW, UNITS, feature

TODAY = date(2026, 1, 5)
COLUMN = "zone:lake-zone"
SHAPES: tuple[Any, ...] = (Point(112.55, 29.25), Point(112.7, 29.25), Point(112.604, 29.25), None)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    store = open_store(str(tmp_path / "a.gpkg"), create=True, today=lambda: TODAY)
    made = [
        replace(
            feature(4),
            fid=fid,
            case_id=f"c-{fid}",
            site_id=f"s-{fid}",
            geometry=shape,
            lon=shape and shape.x,
            lat=shape and shape.y,
            accuracy_m=shape and 50.0,
            basis=shape and feature(1).basis,
            place_key=shape and f"p-{fid}",
        )
        for fid, shape in enumerate(SHAPES, 1)
    ]
    store.bulk_load(made, at=NOW, actor="test")
    definition = LayerDefinition(
        "lake-zone", "临湖区", "说明", "buffer", {}, {}, {}, {}, {}, shoreline="water_edge", zone=True
    )
    area = LayerFeature("z", box(112.5, 29.2, 112.6, 29.3), {"accuracy_m": 700.0})
    store.put_layer(BuiltLayer(definition, (area,), Lineage(""), digest="d"))
    judge_zones(store)
    yield create_app(Settings(folder=tmp_path), store, units=UNITS, clock=lambda: NOW).test_client()
    store.close()


@pytest.mark.parametrize(
    ("words", "fids"),
    [
        ("zone=lake-zone", [1]),
        ("zone=lake-zone:inside", [1]),
        ("zone=lake-zone:outside", [2]),
        ("zone=lake-zone:uncertain", [3]),
        ("zone=lake-zone:inside&zone=lake-zone:uncertain", [1, 3]),
    ],
)
def test_list_export_and_items_agree_on_the_filter(client: FlaskClient, words: str, fids: list[int]) -> None:
    listed = client.get(f"/api/list?{words}").json["features"]  # type: ignore[index]
    exported = client.get(f"/export/cases.geojson?{words}").json["features"]  # type: ignore[index]
    items = client.get(f"/ogcapi/collections/cases/items?{words}").json["features"]  # type: ignore[index]
    assert [row["fid"] for row in listed] == [f["id"] for f in exported] == [f["id"] for f in items] == fids
    assert [row[COLUMN] for row in listed] == [f["properties"][COLUMN] for f in exported]
    assert [f["properties"][COLUMN] for f in exported] == [f["properties"][COLUMN] for f in items]


PARTS = (COLUMN, f"{COLUMN}:distance_m", f"{COLUMN}:uncertainty_m", f"{COLUMN}:decides")


def test_list_export_and_items_tell_distance_uncertainty_and_what_would_decide(client: FlaskClient) -> None:
    listed = client.get("/api/list").json["features"]  # type: ignore[index]
    exported = client.get("/export/cases.geojson").json["features"]  # type: ignore[index]
    items = client.get("/ogcapi/collections/cases/items").json["features"]  # type: ignore[index]
    told = [[row[part] for part in PARTS] for row in listed]
    assert told == [[f["properties"][part] for part in PARTS] for f in exported]
    assert told == [[f["properties"][part] for part in PARTS] for f in items]
    inside, outside, uncertain, nowhere = told
    assert inside[1] < -4000
    assert outside[1] > 9000
    assert uncertain[1:3] == pytest.approx([389, 702], abs=3)
    assert uncertain[3].startswith("要判定，须导入管理范围线")
    assert [inside[3], outside[3]] == [None, None]
    assert nowhere == [None] * 4
    table = client.get("/export/cases.csv").get_data(as_text=True)
    assert all(part in table.splitlines()[0] for part in PARTS)
    assert uncertain[3] in table


@pytest.mark.parametrize(
    ("written", "fids"),
    [
        (f"\"{COLUMN}\" = 'uncertain'", [3]),
        (f"\"{COLUMN}\" IN ('inside', 'uncertain')", [1, 3]),
        (f"\"{COLUMN}\" <> 'inside'", [2, 3]),
        (f"NOT \"{COLUMN}\" = 'inside'", [2, 3]),
        (f'"{COLUMN}" IS NULL', [4]),
        (f'"{COLUMN}:distance_m" BETWEEN 0 AND 1000', [3]),
        (f'"{COLUMN}:distance_m" < 0 OR "{COLUMN}:uncertainty_m" > 9999', [1]),
        (f"\"{COLUMN}\" LIKE 'in%' AND status = '{feature(4).status}'", [1]),
    ],
)
def test_filters_ask_for_zones_in_every_door(client: FlaskClient, written: str, fids: list[int]) -> None:
    words = {"filter": written}
    listed = client.get("/api/list", query_string=words).json["features"]  # type: ignore[index]
    exported = client.get("/export/cases.geojson", query_string=words).json["features"]  # type: ignore[index]
    items = client.get("/ogcapi/collections/cases/items", query_string=words).json  # type: ignore[index]
    assert [row["fid"] for row in listed] == [f["id"] for f in exported] == [f["id"] for f in items["features"]] == fids
    assert items["numberMatched"] == len(fids)


def test_queryables_offer_the_zone_and_an_equal_sign_asks_for_it(client: FlaskClient) -> None:
    queryables = client.get("/ogcapi/collections/cases/queryables").json["properties"]  # type: ignore[index]
    assert queryables[COLUMN]["enum"] == ["inside", "outside", "uncertain"]
    assert queryables[f"{COLUMN}:distance_m"]["type"] == "number"
    assert f"{COLUMN}:decides" not in queryables
    items = client.get("/ogcapi/collections/cases/items", query_string={COLUMN: "outside"}).json["features"]  # type: ignore[index]
    assert [f["id"] for f in items] == [2]


@pytest.mark.parametrize("name", ["zone:nowhere", "zone:", "zone:lake-zone:decides", "zone:lake-zone:x"])
def test_a_filter_on_a_zone_that_there_is_not_is_refused(client: FlaskClient, name: str) -> None:
    for path in ("/api/list", "/export/cases.geojson", "/ogcapi/collections/cases/items"):
        answer = client.get(path, query_string={"filter": f"\"{name}\" = 'inside'"})
        assert answer.status_code == 400, (path, answer.get_data(as_text=True)[:200])
        assert "filter" in answer.get_data(as_text=True)


def test_every_feature_has_the_column_and_null_without_a_position(client: FlaskClient) -> None:
    items = client.get("/ogcapi/collections/cases/items").json["features"]  # type: ignore[index]
    assert [f["properties"][COLUMN] for f in items] == ["inside", "outside", "uncertain", None]
    schema = client.get("/ogcapi/collections/cases/schema").json["properties"]["properties"]["properties"]  # type: ignore[index]
    assert schema[COLUMN]["title"] == "临湖区"
    assert schema[COLUMN]["enum"] == ["inside", "outside", "uncertain"]


@pytest.mark.parametrize("words", ["zone=nowhere", "zone=lake-zone:maybe", "zone=", "zone=lake-zone:"])
def test_an_unknown_zone_or_verdict_is_a_400_that_shows_a_right_one(client: FlaskClient, words: str) -> None:
    for path in ("/api/list", "/api/summary", "/export/cases.geojson", "/ogcapi/collections/cases/items"):
        answer = client.get(f"{path}?{words}")
        assert answer.status_code == 400, path
        assert "lake-zone" in answer.get_data(as_text=True)


def test_the_panel_says_what_would_decide(client: FlaskClient) -> None:
    lines = [client.get(f"/api/sites/{fid}").json["zones"][0] for fid in range(1, 5)]  # type: ignore[index]
    assert [line["label"] for line in lines] == ["区内", "区外", "不能判定", "未定位，无从判定"]
    assert "要判定，须导入管理范围线" in lines[2]["decides"]
    written = client.get("/api/list").json["features"][2][f"{COLUMN}:decides"]  # type: ignore[index]
    assert lines[2]["decides"] == written, "the sentence of files and programs is the panel's"
    assert lines[2]["distance_m"] == pytest.approx(389, abs=3)
    assert lines[2]["uncertainty_m"] == pytest.approx(702, abs=1)
    assert [line.get("decides") for line in lines[:2]] == [None, None]
    assert lines[3]["verdict"] is None


def test_the_dossier_says_it_too(client: FlaskClient) -> None:
    page = client.get("/cases/c-3").get_data(as_text=True)
    assert re.search(r"不能判定 · 距界线 38\d 米 ± 702 米 · 要判定，须导入管理范围线", page)


def test_live_counts_leave_the_zones_own_filter_out(client: FlaskClient) -> None:
    one = {"cases": 1, "sites": 1}
    for words in ("", "?zone=lake-zone:inside"):
        summary = client.get(f"/api/summary{words}").json
        assert summary is not None
        assert summary["facets"][COLUMN] == {"inside": one, "outside": one, "uncertain": one}
        assert summary["zones"] == {"lake-zone": "临湖区"}
    assert summary["total"] == one
