"""``geoapp nearby``: the same facts as ``/api/nearby`` of the same store, as JSON and as lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from geoapp.cli import run
from geoapp.settings import ZONE, Settings

HERE = {"lon": "112.51", "lat": "29.25"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("附近")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    """The bundled sample behind the application, as the command will find it."""
    from geoapp.pipeline import load_world, open_demonstration
    from geoapp.web import create_app

    def now() -> datetime:
        return datetime.now(ZONE)

    settings = Settings(folder=folder)
    store, _ = open_demonstration(folder / "geoapp.gpkg", load_world(settings), now=now)
    yield create_app(settings, store, clock=now).test_client()
    store.close()


@pytest.fixture(autouse=True)
def own_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOAPP_FOLDER", str(folder))


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert run(["nearby", HERE["lon"], HERE["lat"], *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "words",
    [
        {"radius": "60000", "accuracy": "30"},
        {"radius": "100000", "limit": "200", "hide": "closed"},
        {"radius": "100000", "county": "大通湖区", "q": "水"},
        {"radius": "1"},
    ],
)
def test_command_and_interface_give_the_same_facts(
    client: FlaskClient, words: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = client.get("/api/nearby", query_string=HERE | words).get_json()
    options = [word for name, value in words.items() for word in (f"--{name}", value)]
    assert told(capsys, *options) == answer


def test_each_feature_says_where_how_well_and_in_which_zones(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, "--radius", "60000")
    rows = [one["properties"] for one in found["features"] + found["perhaps"]["features"]]
    assert rows
    for row in rows:
        assert {"distance_m", "bearing_deg", "status", "deadline", "navigation"} <= set(row)
        assert row["accuracy_m"] == row["coordinateUncertaintyInMeters"] > 0 and row["fid"]
        assert [zone["label"] for zone in row["zones"]]
        assert row["quote"]["exact"] and row["quote"]["end"] > row["quote"]["start"]
    last = {section["name"]: section["last"] for section in found["sections"]}
    assert "总磷 0.069 mg/L Ⅳ类（2025-01-01 至 2025-10-31）" in last.values() and None in last.values()


def test_the_lines_tell_zone_sites_and_sections(client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nearby", HERE["lon"], HERE["lat"], "--radius", "60000"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "大通湖临湖1000米退养区：不能判定" in lines[0]
    assert "误差 ±700 米" in lines[1] and "就在其范围内" in lines[1]
    assert any(line.startswith("断面 大通湖国控断面") and "0.069" in line for line in lines)
    assert any(line.startswith("断面") and "没有监测值" in line for line in lines)
