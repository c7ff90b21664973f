"""The API over a real store of invented cases, in this process and (for foreign clients) on a port."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import LineString, Point, Polygon

from geoapp.model import BuiltLayer, CaseFeature, LayerDefinition, LayerFeature, Lineage
from geoapp.settings import Settings
from geoapp.store import Store, open_store
from geoapp.web import create_app
from tests.web.memory import LAYER, NOW, UNITS, feature
from tests.web.serving import free_port, serving

Get = Callable[..., Any]


def invented(count: int = 60) -> list[CaseFeature]:
    """Cases over central Hunan: points, slanted lines, areas and, every fourth, none; some with dates."""
    dice = random.Random(7)
    found = []
    for fid in range(1, count + 1):
        lon, lat = round(dice.uniform(111.5, 113.5), 6), round(dice.uniform(27.5, 29.5), 6)
        shape: Any = (
            Point(lon, lat),
            LineString([(lon, lat), (lon + 0.3, lat + 0.3)]),
            Polygon([(lon, lat), (lon + 0.1, lat), (lon, lat + 0.1)]),
            None,
        )[fid % 4]
        point = None if shape is None else shape.representative_point()
        found.append(
            replace(
                feature(fid),
                geometry=shape,
                lon=point.x if point else None,
                lat=point.y if point else None,
                happened_on=date(2025, 1 + fid % 12, 1 + fid % 28) if fid % 3 else None,
                county=("赫山区", "南县")[fid % 2],
                county_code=("430903", "430921")[fid % 2],
                accuracy_m=float(fid * 10) if shape is not None else None,
                name=f"点位{fid}%" if fid % 5 else None,
            )
        )
    return found


def layer(layer_id: str, features: list[LayerFeature], authority: dict[str, str]) -> BuiltLayer:
    definition = LayerDefinition(
        layer_id, f"图层{layer_id}", "说明", "buffer", {"around": "reference:water"}, {}, authority, {}, {}, zone=True
    )
    return BuiltLayer(definition, tuple(features), Lineage("从水边线量取"), NOW)


ZONES = [
    layer(
        "lake-zone",
        [
            LayerFeature(
                "lake-zone/a", Polygon([(112, 29), (112.4, 29), (112.4, 29.3)]), {"name": "甲带", "width_m": 1000}
            )
        ],
        {"quote": "临湖1000米"},
    ),
    layer(
        "river-strip",
        [
            LayerFeature("水/志溪河", LineString([(112, 28.2), (112.4, 28.6)]), {"name": "乙带", "basis": "schematic"}),
            LayerFeature("b", None, {"name": "丙带", "basis": "derived"}),
        ],
        {"note": "无"},
    ),
    layer("nothing-yet", [], {"quote": "全域"}),
]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("接口")


@pytest.fixture(scope="session")
def store(folder: Path) -> Iterator[Store]:
    opened = open_store(str(folder / "数据.gpkg"), create=True, today=NOW.date)
    opened.put_units(UNITS)
    opened.bulk_load(invented(), at=NOW, actor="test")
    opened.put_layer(replace(LAYER, definition=replace(LAYER.definition, authority={})))
    for zone in ZONES:
        opened.put_layer(zone)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def app(store: Store) -> Flask:
    return create_app(Settings(cors_origins="https://gis.example"), store, units=UNITS, clock=lambda: NOW)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def get(client: FlaskClient) -> Get:
    """The JSON of an address below /ogcapi, with its parameters; 200 is demanded."""

    def fetch(path: str, **query: Any) -> Any:
        words = {name.replace("_", "-") if name in HYPHENED else name: value for name, value in query.items()}
        answer = client.get(f"/ogcapi{path}", query_string=words)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return json.loads(answer.data)

    return fetch


HYPHENED = {"bbox_crs", "filter_lang", "filter_crs"}


@pytest.fixture
def refused(client: FlaskClient) -> Get:
    """The problem of an address that is refused with 400."""

    def fetch(path: str, **query: Any) -> Any:
        words = {name.replace("_", "-") if name in HYPHENED else name: value for name, value in query.items()}
        answer = client.get(f"/ogcapi{path}", query_string=words)
        assert answer.status_code == 400, answer.get_data(as_text=True)[:300]
        assert answer.mimetype == "application/problem+json"
        return json.loads(answer.data)

    return fetch


@pytest.fixture(scope="session")
def served(folder: Path, store: Store) -> Iterator[str]:
    """The production server in its own process, for GDAL's wheel keeps ours busy while it asks. It has a copy of the
    store, since it brings the layers up to date when it starts."""
    store.backup(folder / "served.gpkg")
    with serving(Settings(folder=folder, db=str(folder / "served.gpkg"), port=free_port())) as url:
        yield f"{url}/ogcapi"
