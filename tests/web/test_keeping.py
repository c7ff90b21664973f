"""What a phone takes along: the same sites as the list online, complete with what is needed without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from geoapp import paths
from geoapp.accounts import UserRole
from geoapp.model import CHINA
from geoapp.pipeline import keeping, load_world, open_demonstration
from geoapp.pipeline.photos import MAX_PHOTO_MB
from geoapp.pipeline.visiting import FOUND, MAX_PHOTOS, MAX_TEXT, MAX_TRACK
from geoapp.settings import Settings
from geoapp.web import create_app
from geoapp.web import keeping as web_keeping
from tests.web.memory import NOW
from tests.web.signed import SignedClient, sign_in

AROUND = "/api/keep?lon=112.51&lat=29.25&radius=50000"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = Settings(folder=tmp_path_factory.mktemp("离线"))
    store, _ = open_demonstration(Path(settings.folder) / "demo.gpkg", load_world(settings), now=lambda: NOW)
    yield create_app(settings, store, clock=lambda: NOW)
    store.close()


@pytest.fixture
def inspector(app: Flask) -> SignedClient:
    return sign_in(app, UserRole.INSPECTOR, name="王巡")


def test_an_area_holds_what_the_list_online_shows(inspector: SignedClient) -> None:
    kept = inspector.get(AROUND).get_json()
    online = inspector.get("/api/nearby?lon=112.51&lat=29.25&radius=50000&limit=200").get_json()
    near = {f["properties"]["fid"] for f in [*online["features"], *online["perhaps"]["features"]]}
    assert {row["fid"] for row in kept["cases"]} == near
    assert kept["counts"]["sites"] == len(near) > 3
    assert (kept["owner"], kept["may_visit"]) == ("王巡", True)
    assert kept["zones"] and kept["sections"] and kept["base"]["counties"] and kept["base"]["water"]


def test_a_row_has_sentence_state_place_and_the_version_to_write_upon(inspector: SignedClient) -> None:
    row = inspector.get(AROUND).get_json()["cases"][0]
    for name in ("problem", "status", "lon", "lat", "accuracy_m", "case_version", "navigation", "name"):
        assert row[name], name
    assert "deadline" in row
    present = inspector.get(f"/api/cases/{row['case_id']}/present").get_json()
    assert (present["version"], present["status"]) == (row["case_version"], row["case_status"])


def test_what_was_promised_goes_along_as_the_notice_says_it(inspector: SignedClient) -> None:
    rows = inspector.get("/api/keep?county=蒸湘区").get_json()["cases"]
    promised = next(row["promised"] for row in rows)
    assert promised["goal"] and promised["measures"]
    assert all(measure["text"] for measure in promised["measures"])
    present = inspector.get(f"/api/cases/{rows[0]['case_id']}/present").get_json()
    assert present["promised"] == promised


def test_of_very_many_cases_the_promises_stay_behind(inspector: SignedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_keeping, "MAX_PROMISED", 1)
    promised = {row["case_id"]: row["promised"] for row in inspector.get(AROUND).get_json()["cases"]}
    assert len([one for one in promised.values() if one is not None]) == 1 < len(promised)


def test_what_is_taken_along_is_a_download_that_nothing_else_keeps(app: Flask, inspector: SignedClient) -> None:
    answer = inspector.get(AROUND)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    noted = app.extensions["geoapp.accounts"].audit.latest(5)
    assert any("/api/keep" in str(line) for line in noted)


def test_a_county_by_name(inspector: SignedClient) -> None:
    kept = inspector.get("/api/keep?county=大通湖区").get_json()
    assert kept["cases"] and {row["county"] for row in kept["cases"]} == {"大通湖区"}


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "lon"), ("lon=0&lat=0", "0"), ("lon=112&lat=x", "lat"), ("lon=112&lat=29&radius=-1", "radius"),
     ("county=x", "x"), ("lon=112.5&lat=29.2&radius=9e9", "radius"), ("lat=29", "lon")],
)  # fmt: skip
def test_a_wrong_area_is_answered_in_words(inspector: SignedClient, words: str, said: str) -> None:
    answer = inspector.get(f"/api/keep?{words}")
    assert answer.status_code == 400
    assert said in answer.get_json()["detail"]


def test_an_area_too_large_for_a_phone(inspector: SignedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MAX_SITES", 2)
    answer = inspector.get(AROUND)
    assert answer.status_code == 400 and "缩小范围" in answer.get_json()["detail"]


def test_the_worker_changes_with_what_it_keeps(app: Flask) -> None:
    client = app.test_client()
    script: Any = client.get("/sw.js")
    assert script.mimetype == "text/javascript"
    first = script.get_data(as_text=True).splitlines()[0]
    assert first.startswith("const KEPT = {") and "/static/nearby-page.js?v=" in first
    assert client.get("/sw.js", headers={"If-None-Match": script.headers["ETag"]}).status_code == 304


def test_what_the_phone_judges_by_is_what_the_server_judges_by() -> None:
    """Without a network the phone refuses by numbers of its own: they must not drift."""
    visit, track, geodesic = (
        (paths.STATIC / name).read_text("utf-8") for name in ("visit.js", "track.js", "geodesic.js")
    )
    assert f"MOST_PHOTOS = {MAX_PHOTOS}, MOST_MB = {MAX_PHOTO_MB}, FOUND = {json.dumps(list(FOUND))};" in visit
    assert f"maxlength: {MAX_TEXT} " in visit
    points = re.search(r"\bMOST = (\d+)", track)
    assert points is not None and int(points[1]) <= MAX_TRACK
    west, south, east, north = (f"{edge:g}" for edge in CHINA)
    assert f"lon >= {west} && lon <= {east} && lat >= {south} && lat <= {north};" in geodesic
