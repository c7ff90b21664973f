"""The review desk's addresses: queues, a site with its passage, decisions with versions, taking back, the gazetteer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from geoapp.accounts import UserRole
from geoapp.pipeline import imported_gazetteer, load_world, open_demonstration
from geoapp.pipeline.reviewing import QUEUES
from geoapp.settings import Settings
from tests.web.memory import NOW, UNITS
from tests.web.signed import SignedClient, sign_in


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    from geoapp.web import create_app

    settings = Settings(folder=tmp_path_factory.mktemp("核查"))
    store, _ = open_demonstration(Path(settings.folder) / "demo.gpkg", load_world(settings), now=lambda: NOW)
    made = create_app(settings, store, units=UNITS, clock=lambda: NOW)
    made.testing = True
    yield made
    store.close()


@pytest.fixture
def editor(app: Flask) -> SignedClient:
    return sign_in(app, UserRole.EDITOR, name="小李")


def first(editor: SignedClient, queue: str = "vague") -> tuple[int, Any]:
    items = editor.get(f"/api/review?queue={queue}").get_json()["items"]
    fid = next(item["fid"] for item in items if item["fid"] is not None)
    return fid, editor.get(f"/api/review/{fid}").get_json()


def decide(editor: SignedClient, fid: int, version: int, path: str = "", **word: Any) -> Any:
    return editor.post(f"/api/review/{fid}{path}", json=word, headers={"If-Match": f'"{version}"'})


def test_every_queue_answers_with_counts(editor: SignedClient) -> None:
    for queue in QUEUES:
        answer = editor.get(f"/api/review?queue={queue}&limit=3")
        assert answer.status_code == 200
        told = answer.get_json()
        assert len(told["items"]) == min(3, told["total"]) and told["counts"][queue] == told["total"]
    assert editor.get("/api/review?queue=vague").get_json()["total"] > 0
    assert editor.get("/api/review?queue=none").status_code == 400
    assert editor.get("/api/review?limit=0").status_code == 400


def test_a_site_has_its_sentence_its_place_and_candidates(editor: SignedClient) -> None:
    _, item = first(editor)
    assert item["passage"]["exact"] and item["passage"]["href"].startswith("/notices/")
    assert item["place"]["type"] and item["version"] >= 1
    assert isinstance(item["candidates"], list)


def test_a_decision_wins_and_is_taken_back(editor: SignedClient) -> None:
    fid, item = first(editor)
    before = item["site"]["status"]
    wanted = "done" if before != "done" else "staged"
    after = decide(editor, fid, item["version"], field="status", value=wanted)
    assert after.status_code == 200 and after.get_json()["site"]["status"] == wanted
    assert after.get_json()["history"][0]["actor"] == "小李"
    assert after.get_json()["history"][0]["at"].endswith("+08:00"), "the page shows it as it is written"
    old = decide(editor, fid, item["version"], field="status", value="planned")
    assert old.status_code == 412 and "别人" in old.get_json()["detail"]
    version = after.get_json()["version"]
    back = decide(editor, fid, version, "/undo", field="status")
    assert back.status_code == 200 and back.get_json()["site"]["status"] == before
    assert decide(editor, fid, back.get_json()["version"], "/undo", field="status").status_code == 400


def test_a_drawn_place_a_typed_one_and_the_gazetteer(app: Flask, editor: SignedClient) -> None:
    fid, item = first(editor)
    unverified = editor.post(f"/api/review/{fid}/gazetteer", json={})
    assert unverified.status_code == 400 and "人工核实" in unverified.get_json()["detail"]
    line = json.dumps({"type": "LineString", "coordinates": [[112.3, 28.5], [112.31, 28.51]]})
    drawn = decide(editor, fid, item["version"], field="position", value=line, accuracy=30)
    assert drawn.get_json()["place"]["type"] == "LineString" and drawn.get_json()["verified"]
    typed = decide(editor, fid, drawn.get_json()["version"], field="position", value="112.30, 28.50", accuracy=20,
                   crs="gcj02")  # fmt: skip
    lon, lat = typed.get_json()["place"]["coordinates"]
    assert 0.001 < abs(lon - 112.30) < 0.02 and 0.001 < abs(lat - 28.50) < 0.02
    remembered = editor.post(f"/api/review/{fid}/gazetteer", json={})
    assert remembered.status_code == 202
    saved = imported_gazetteer(app.extensions["geoapp"].settings).read_text(encoding="utf-8")
    assert item["site"]["name"] in saved and "小李" in saved
    decide(editor, fid, typed.get_json()["version"], "/undo", field="position")


@pytest.mark.parametrize(
    "word",
    [{}, {"field": "fid", "value": "1"}, {"field": "status", "value": "nope"}, {"field": "status", "value": 3},
     {"field": "position", "value": "112,28"}, {"field": "position", "value": "0,0", "accuracy": 20},
     {"field": "position", "value": "28.5,112.3", "accuracy": 20}, {"field": "position", "value": "{}", "accuracy": 9},
     {"field": "position", "value": "112.3,28.5", "accuracy": -1},
     {"field": "position", "value": "112.3,28.5", "accuracy": 20, "crs": "EPSG:1"},
     {"field": "position", "accuracy": 20,
      "value": '{"type":"Polygon","coordinates":[[[112,28],[113,29],[113,28],[112,29],[112,28]]]}'},
     {"field": "deadline", "value": "2025-13-01"}, {"field": "status", "value": "x" * 1_000_001}],
)  # fmt: skip
def test_wrong_words_are_refused(editor: SignedClient, word: dict[str, Any]) -> None:
    fid, item = first(editor)
    answer = decide(editor, fid, item["version"], **word)
    assert answer.status_code in (400, 413), answer.get_json()
    assert editor.get(f"/api/review/{fid}").get_json()["version"] == item["version"]


def test_nobody_writes_over_what_he_has_not_seen(editor: SignedClient) -> None:
    fid, _ = first(editor)
    assert editor.post(f"/api/review/{fid}", json={"field": "status", "value": "done"}).status_code == 400
    assert editor.get("/api/review/999999").status_code == 404


@pytest.mark.parametrize("role", [UserRole.VIEWER, UserRole.INSPECTOR, UserRole.ANALYST])
def test_others_may_not(app: Flask, role: UserRole) -> None:
    client = sign_in(app, role)
    assert client.get("/review").status_code == 403
    assert client.post("/api/review/1", json={}).status_code == 403


@pytest.mark.parametrize("body", ["[1]", '"x"', "5", "[" * 100_000], ids=["list", "word", "number", "deep"])
@pytest.mark.parametrize("path", ["", "/undo"])
def test_a_body_that_is_no_object_is_refused(editor: SignedClient, path: str, body: str) -> None:
    fid, item = first(editor)
    head = {"If-Match": f'"{item["version"]}"', "Content-Type": "application/json"}
    assert editor.post(f"/api/review/{fid}{path}", data=body, headers=head).status_code == 400


def test_a_number_beyond_the_database_is_no_site(editor: SignedClient) -> None:
    assert editor.get(f"/api/review/{10**30}").status_code == 404


@pytest.mark.parametrize("words", ["a\0b", "\ud800", "长" * 2_001], ids=["nul", "surrogate", "long"])
@pytest.mark.parametrize("where", ["value", "note"])
def test_words_that_nobody_writes_are_refused(editor: SignedClient, where: str, words: str) -> None:
    fid, item = first(editor)
    word = {"field": "lead_unit", "value": "区水利局", where: words}
    assert decide(editor, fid, item["version"], **word).status_code == 400


def test_a_county_is_named_nearest_and_kept_within_the_rights(app: Flask, editor: SignedClient) -> None:
    fid, item = first(editor)
    refused = decide(editor, fid, item["version"], field="county", value="郝山区")
    assert refused.status_code == 400 and "赫山区（430903）" in refused.get_json()["detail"]
    moved = decide(editor, fid, item["version"], field="county", value="赫山区").get_json()
    assert (moved["site"]["county"], moved["site"]["county_code"]) == ("赫山区", "430903")
    assert moved["history"][0]["field"] == "county"
    some = sign_in(app, UserRole.EDITOR, ["430903"], name="赫山")
    mine = some.get(f"/api/review/{fid}").get_json()
    away = decide(some, fid, mine["version"], field="county", value="南县")
    assert away.status_code == 403 and "430921" in away.get_json()["detail"]
    assert some.get(f"/api/review/{fid}").get_json()["version"] == mine["version"], "nothing of it was kept"
    back = decide(editor, fid, mine["version"], "/undo", field="county").get_json()
    assert back["site"]["county_code"] == item["site"]["county_code"]


def test_a_notice_that_was_looked_at_leaves_the_queue_until_its_reading_changes(
    app: Flask, editor: SignedClient
) -> None:
    store = app.extensions["geoapp"].store
    _, summary = store.notice(store.notices()[0].identifier)
    notice = replace(store.notice(summary.identifier)[0], warnings=("有一段没有归入任何案件",))
    filings = [held.filing for held in store.held(notice_id=notice.identifier)]
    store.put_notice(notice, store.original(notice.identifier), filings, at=NOW, actor="机器")

    def waiting() -> list[str]:
        told = editor.get("/api/review?queue=unread").get_json()
        assert told["counts"]["unread"] == told["total"] == len(told["items"])
        return [one["notice_id"] for one in told["items"]]

    assert notice.identifier in waiting()
    address = f"/api/review/notices/{notice.identifier}/seen"
    assert editor.post(address, json={"seen": "yes"}).status_code == 400
    assert editor.post(f"/api/review/notices/{'0' * 64}/seen", json={"seen": True}).status_code == 404
    assert editor.post(address, json={"seen": True}).status_code == 200
    assert notice.identifier not in waiting()
    editor.post(address, json={"seen": False})
    assert notice.identifier in waiting()
    editor.post(address, json={"seen": True})
    other = replace(notice, warnings=("别的",))
    store.put_notice(other, store.original(notice.identifier), filings, at=NOW, actor="机器")
    assert notice.identifier in waiting()


@pytest.mark.parametrize(
    ("word", "named"),
    [
        ({"field": "colour", "value": "x"}, ("field", "colour", "status")),
        ({"field": "name"}, ("value", "文字")),
        ({"field": "name", "value": 7}, ("value", "文字")),
        ({"field": "name", "value": "x" * 2001}, ("value", "2001", "2000")),
        ({"field": "name", "value": "x", "note": "x" * 2001}, ("note", "2001", "2000")),
        ({"field": "position", "value": "112.3,28.5", "crs": "wgs", "accuracy": 5}, ("crs", "wgs", "EPSG:4490")),
        ({"field": "position", "value": "112.3,28.5"}, ("accuracy", "20")),
        ({"field": "position", "value": "112.3,28.5", "accuracy": True}, ("accuracy", "True", "20")),
        ({"field": "position", "value": "112.3,28.5", "accuracy": -3}, ("accuracy", "-3", "20")),
    ],
)
def test_a_wrong_decision_is_told_by_field_value_and_what_was_expected(
    editor: SignedClient, word: dict[str, Any], named: tuple[str, ...]
) -> None:
    fid, item = first(editor)
    answer = decide(editor, fid, item["version"], **word)
    said = answer.get_json()
    assert answer.status_code == 400 and said["parameter"] == named[0]
    assert all(one in said["detail"] + str(said.get("example")) for one in named[1:])
