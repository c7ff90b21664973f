"""Uploading in the browser: rights, limits, the look before filing, and counties outside one's rights."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from geoapp import paths
from geoapp.accounts import UserRole
from geoapp.pipeline import World, load_world
from geoapp.pipeline.inbox import Inbox
from geoapp.settings import Settings
from geoapp.store import open_store
from tests.pipeline.test_inbox import work
from tests.web.memory import NOW, UNITS
from tests.web.signed import sign_in

NOTICE = sorted((paths.DATA / "notices").glob("*.txt"))[0]
HOSTILE = "<img src=x onerror=alert(1)>${alert(1)}.txt"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return load_world(Settings(folder=tmp_path, db=str(tmp_path / "main.gpkg"), max_notice_mb=1))


@pytest.fixture
def app(world: World) -> Iterator[Flask]:
    from geoapp.web import create_app

    store = open_store(world.settings.database, create=True)
    made = create_app(world.settings, store, units=UNITS, clock=lambda: NOW)
    made.testing = True
    yield made
    store.close()


def send(client: Any, name: str, data: bytes) -> Any:
    """One file as a browser sends it. (Werkzeug's own way leaves a spooled file open where the file is large.)"""
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + data + b"\r\n--b--\r\n"
    return client.post("/api/ingest", data=body, content_type="multipart/form-data; boundary=b")


def test_from_upload_to_the_store(app: Flask, world: World) -> None:
    editor = sign_in(app, UserRole.EDITOR, name="小李")
    answer = send(editor, HOSTILE, NOTICE.read_bytes())
    assert answer.status_code == 201
    one = answer.get_json()["uploads"][0]
    assert one["actor"] == "小李" and one["state"] == "waiting"
    work(Inbox(world.settings.folder / "inbox"), world, lambda: NOW)
    page = editor.get(f"/ingest/{one['id']}", headers={"Accept": "text/html"})
    body = page.get_data(as_text=True)
    assert page.status_code == 200 and "确认入库" in body and "<mark" in body
    assert "<img src=x" not in body
    assert editor.get("/api/summary").get_json()["total"]["cases"] == 0
    assert editor.post(f"/ingest/{one['id']}/accept").status_code == 200
    work(Inbox(world.settings.folder / "inbox"), world, lambda: NOW)
    assert editor.get("/api/ingest").get_json()["uploads"][0]["state"] == "filed"
    assert editor.get("/api/summary").get_json()["total"]["cases"] > 0
    assert editor.post(f"/ingest/{one['id']}/accept").status_code == 412


def test_limits_and_kinds_are_told_by_file(app: Flask) -> None:
    editor = sign_in(app, UserRole.EDITOR)
    large = send(editor, "大.txt", b"x" * (1 << 20) + b"y")
    assert large.status_code == 400 and "1 MB" in large.get_json()["refused"][0]["message"]
    assert send(editor, "a.exe", b"MZ").status_code == 400
    both = {"file": [(io.BytesIO(b""), "empty.txt"), (io.BytesIO("通报".encode()), "ok.txt")]}
    answer = editor.post("/api/ingest", data=both)
    assert answer.status_code == 201
    assert [one["name"] for one in answer.get_json()["refused"]] == ["empty.txt"]
    assert editor.post("/api/ingest", data={}).status_code == 400


@pytest.mark.parametrize("role", [UserRole.VIEWER, UserRole.INSPECTOR, UserRole.ANALYST])
def test_others_may_not(app: Flask, role: UserRole) -> None:
    client = sign_in(app, role)
    assert client.get("/ingest").status_code == 403
    assert send(client, "a.txt", b"x").status_code == 403


def test_who_has_some_counties_files_only_theirs(app: Flask, world: World) -> None:
    other = sign_in(app, UserRole.EDITOR, ["430407"], name="蒸湘")
    one = send(other, NOTICE.name, NOTICE.read_bytes()).get_json()["uploads"][0]
    work(Inbox(world.settings.folder / "inbox"), world, lambda: NOW)
    assert "确认入库" not in other.get(f"/ingest/{one['id']}", headers={"Accept": "text/html"}).get_data(as_text=True)
    refused = other.post(f"/ingest/{one['id']}/accept")
    assert refused.status_code == 403 and "区" in refused.get_json()["detail"]


def test_a_rejection_needs_a_reason_and_unknown_uploads_are_404(app: Flask) -> None:
    editor = sign_in(app, UserRole.EDITOR)
    one = send(editor, "a.txt", b"text").get_json()["uploads"][0]
    assert editor.post(f"/ingest/{one['id']}/reject", data={"reason": " "}).status_code == 400
    assert editor.post(f"/ingest/{one['id']}/reject", data={"reason": "不是整改文书"}).status_code == 200
    assert editor.get("/ingest/20260115090000-0000000000000000").status_code == 404
    assert editor.get("/ingest/..%2f..%2fmain").status_code == 404
    with editor.get(f"/ingest/{one['id']}/original") as original:
        assert original.data == b"text" and "attachment" in original.headers["Content-Disposition"]


def test_a_form_without_its_token_is_refused(app: Flask) -> None:
    editor = sign_in(app, UserRole.EDITOR)
    answer = editor.client.post("/ingest", data={"file": (io.BytesIO(b"x"), "a.txt")})
    assert answer.status_code in (400, 403)


def test_who_has_some_counties_knows_only_his_own_uploads(app: Flask) -> None:
    editor, other = sign_in(app, UserRole.EDITOR), sign_in(app, UserRole.EDITOR, ["430407"], name="蒸湘")
    one = send(editor, NOTICE.name, NOTICE.read_bytes()).get_json()["uploads"][0]
    own = send(other, "own.txt", "通报".encode()).get_json()["uploads"][0]
    assert [upload["id"] for upload in other.get("/api/ingest").get_json()["uploads"]] == [own["id"]]
    assert len(editor.get("/api/ingest").get_json()["uploads"]) == 2
    for path in ("", "/original"):
        assert other.get(f"/ingest/{one['id']}{path}").status_code == 404
    assert other.post(f"/ingest/{one['id']}/accept").status_code == 404
    assert other.post(f"/ingest/{one['id']}/reject", data={"reason": "x"}).status_code == 404


def test_each_person_sees_what_became_of_the_same_file(app: Flask, world: World) -> None:
    """The second to bring a file has his own upload, however few counties he has; the first one's is not shown him."""
    whole = sign_in(app, UserRole.EDITOR)
    part = sign_in(app, UserRole.EDITOR, ["430407"], name="蒸湘")
    first, second = (send(one, NOTICE.name, NOTICE.read_bytes()).get_json()["uploads"][0] for one in (whole, part))
    assert first["id"] != second["id"] and second["actor"] == "蒸湘"
    work(Inbox(world.settings.folder / "inbox"), world, lambda: NOW)
    page = part.get(f"/ingest/{second['id']}", headers={"Accept": "text/html"})
    body = page.get_data(as_text=True)
    assert page.status_code == 200 and "<mark" in body and "确认入库" not in body and "没有权限的区县" in body
    assert part.get(f"/ingest/{first['id']}").status_code == 404
    assert whole.get(f"/ingest/{second['id']}").status_code == 200, "who has all counties may confirm it for him"
    whole.post(f"/ingest/{first['id']}/accept")
    work(Inbox(world.settings.folder / "inbox"), world, lambda: NOW)
    assert "已经入库" in whole.get(f"/ingest/{second['id']}", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "已经入库" not in part.get(f"/ingest/{second['id']}", headers={"Accept": "text/html"}).get_data(as_text=True)


def test_a_failed_upload_is_tried_again(app: Flask, world: World) -> None:
    editor = sign_in(app, UserRole.EDITOR)
    one = send(editor, "坏.docx", b"PK\x03\x04 not a document").get_json()["uploads"][0]
    box = Inbox(world.settings.folder / "inbox")
    assert editor.post(f"/ingest/{one['id']}/again").status_code == 412
    work(box, world, lambda: NOW)
    assert "再试一次" in editor.get(f"/ingest/{one['id']}", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert editor.post(f"/ingest/{one['id']}/again").get_json()["state"] == "waiting"
    work(box, world, lambda: NOW)
    assert box.read(one["id"]).state == "failed"


def test_a_long_name_is_cut_by_bytes(app: Flask) -> None:
    answer = send(sign_in(app, UserRole.EDITOR), "通报" * 120 + ".txt", b"text")
    name = answer.get_json()["uploads"][0]["name"]
    assert answer.status_code == 201 and name.endswith(".txt") and len(name.encode()) <= 200
