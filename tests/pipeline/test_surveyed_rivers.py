"""A surveyed network, imported by the command that the layers name: traces are measured, on the command line and in the
service. The rivers, the section and the works are invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.cli import run
from geoapp.model import Basis
from geoapp.pipeline import build_layers, load_world
from geoapp.settings import Settings
from geoapp.store import Store, open_store
from geoapp.web import create_app
from tests.web.memory import NOW, UNITS, feature

GEOD = Geod(ellps="WGS84")
MOUTH = (112.30, 28.60)
BROOK = LineString([(112.25, 28.50), (112.28, 28.56), MOUTH])
STREAM = LineString([(112.20, 28.62), MOUTH, (112.40, 28.58)])
STATION = Point(112.295, 28.59)
"""The shipped section of this name stands kilometres off; the survey takes its place."""
NAME = "志溪河口断面"
WORKS = Point(112.2801, 28.5602)


def survey(settings: Settings, kind: str, named: list[tuple[str, Geometry]]) -> None:
    import geopandas

    file = settings.folder / f"{kind}.gpkg"
    geopandas.GeoDataFrame({"名称": [n for n, _ in named]}, geometry=[s for _, s in named], crs=4490).to_file(file)
    command = ["gazetteer", "import", str(file), "--name-field", "名称", "--type", kind, "--accuracy", "5"]
    assert run([*command, "--db", settings.database]) == 0


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("GEOAPP_FOLDER", str(tmp_path))
    return Settings(folder=tmp_path, db=str(tmp_path / "a.gpkg"))


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.database, create=True)
    build_layers(opened, load_world(settings))
    works = replace(
        feature(1), fid=1, case_id="c-1", site_id="s-1", name="某污水处理厂", geometry=WORKS, lon=WORKS.x, lat=WORKS.y,
        accuracy_m=20.0, basis=Basis.VERIFIED, place_key="p", type=None,
    )  # fmt: skip
    opened.bulk_load([works], at=datetime(2026, 1, 5, tzinfo=UTC), actor="test")
    survey(settings, "river", [("志溪河", BROOK), ("资江", STREAM)])
    survey(settings, "monitoring_section", [(NAME, STATION)])
    yield opened
    opened.close()


def expected_m() -> float:
    way = LineString([(112.28, 28.56), (112.295, 28.59)])
    return float(GEOD.geometry_length(shapely.segmentize(way, 1e-4)))


def told(arguments: list[str], capfdbinary: Any) -> tuple[int, bytes]:
    capfdbinary.readouterr()
    code = run(["trace", *arguments])
    return code, capfdbinary.readouterr().out


def test_down_and_up_again_are_measured(
    store: Store, settings: Settings, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert store.layer("water").problem is None
    code, words = told(["c-1", "--db", settings.database, "--json"], capfdbinary)
    assert code == 0
    (hit,) = json.loads(words)["sites"][0]["hits"]
    assert hit["section"]["name"] == NAME
    assert hit["distance_m"] == pytest.approx(expected_m(), abs=60)
    assert hit["via"] == ["志溪河"]
    code, words = told(["c-1", "--db", settings.database], capfdbinary)
    assert f"沿河 {hit['distance_m'] / 1000:.1f} 公里" in words.decode()
    code, words = told(["--section", NAME, "--db", settings.database, "--json"], capfdbinary)
    assert code == 0
    (above,) = json.loads(words)["cases"]
    assert (above["case_id"], above["certain"]) == ("c-1", True)
    assert above["distance_m"] == pytest.approx(hit["distance_m"], abs=0.2)
    code, words = told(["--section", NAME, "--db", settings.database], capfdbinary)
    assert "某污水处理厂" in words.decode()
    for said in (words.decode(),):
        assert "水系连通" in said
        assert "造成" not in said


def test_the_service_tells_the_same_and_draws_the_way(store: Store, settings: Settings) -> None:
    client = create_app(settings, store, units=UNITS, clock=lambda: NOW).test_client()
    (hit,) = client.get("/api/trace/c-1").json["sites"][0]["hits"]  # type: ignore[index]
    drawn = shapely.from_geojson(json.dumps(hit["path"]))
    assert GEOD.geometry_length(drawn) == pytest.approx(hit["distance_m"], abs=1.0)
    key = hit["section"]["key"]
    above = client.get(f"/api/upstream/{key}").json
    assert above is not None
    assert [case["case_id"] for case in above["cases"]] == ["c-1"]
    assert above["lines"]["type"] == "MultiLineString"


def test_a_case_or_a_section_not_both(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["c-1", "--section", NAME]):
        assert run(["trace", *arguments, "--db", settings.database]) == 2
        assert "--section" in capsys.readouterr().err
