"""The dossier's part on closing, and the doors that write: rights, versions, papers, refusals."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from geoapp.accounts import UserRole
from geoapp.model import Status
from geoapp.settings import ZONE, Settings
from geoapp.store import Store, Told
from geoapp.texts import text
from geoapp.web import create_app
from tests.web.signed import SignedClient, sign_in

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))
from closing_case import AT, CASE, case_on_file, file_case

HOSTILE = '"><script>alert(1)</script>{{7*7}}'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with case_on_file(tmp_path) as opened:
        yield opened


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Flask:
    settings = Settings(folder=tmp_path, anonymous_read="on", max_paper_mb=1)
    return create_app(settings, store, clock=lambda: AT.astimezone(ZONE))


@pytest.fixture
def editor(app: Flask) -> SignedClient:
    return sign_in(app, UserRole.EDITOR, name="李编")


def form(step: str = "self_check", on: str = "2025-10-09", **fields: Any) -> dict[str, Any]:
    given = {"step": step, "on": on, "paper": (io.BytesIO(b"%PDF"), "报告.pdf"), "if_match": "1"} | fields
    return {name: value for name, value in given.items() if value is not None}


def post(client: Any, what: str, data: dict[str, Any], api: bool = False, **more: Any) -> Any:
    path = f"{'/api' if api else ''}/cases/{CASE}/{what}"
    return client.post(path, data=data, content_type="multipart/form-data", **more)


def test_days_are_those_of_china_however_late_it_is(store: Store, app: Flask) -> None:
    told = Told(CASE, "remark", {"name": "督办函"}, date(2026, 1, 5))
    store.tell(told, actor="李编", at=datetime(2026, 1, 5, 17, 30, tzinfo=UTC), if_match=None)
    page = app.test_client().get(f"/cases/{CASE}").get_data(as_text=True)
    assert text("pages.event.filed", date="2026-01-06", actor="李编") in page


def test_a_reader_sees_the_way_and_no_form(app: Flask) -> None:
    page = app.test_client().get(f"/cases/{CASE}").get_data(as_text=True)
    for words in (
        "自查自验",
        "台账备案",
        "须有材料：自查自验报告",
        "对反馈问题的整改情况开展自查自验",
        "待核",
        "已过 5 天",
    ):
        assert words in page, words
    assert "<form" not in page
    assert "登录" in page


def test_an_editor_files_a_step_and_the_page_shows_it(app: Flask, editor: SignedClient, store: Store) -> None:
    page = editor.get(f"/cases/{CASE}").get_data(as_text=True)
    assert f'action="/cases/{CASE}/steps"' in page
    assert 'name="if_match" value="1"' in page
    answer = post(editor, "steps", form(note=HOSTILE), headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "已登记" in answer.get_data(as_text=True)
    event = store.events(CASE)[-1]
    assert (event.actor, event.note) == ("李编", HOSTILE)
    shown = app.test_client().get(f"/cases/{CASE}").get_data(as_text=True)
    assert "2025-10-09" in shown
    assert HOSTILE not in shown
    (paper,) = event.attachments
    assert f"/attachments/{paper.sha256}" in shown
    file = app.test_client().get(f"/attachments/{paper.sha256}")
    assert (file.data, file.mimetype) == (b"%PDF", "application/pdf")
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_programs_write_with_if_match(editor: SignedClient, store: Store) -> None:
    answer = post(editor, "steps", form(if_match=None), api=True, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json["version"], answer.headers["ETag"]) == (200, 2, '"2"')
    assert store.dossier(CASE).version == 2


@pytest.mark.parametrize(
    ("what", "fields", "status", "said"),
    [
        ("steps", {"step": "closure"}, 400, "现在不能办理"),
        ("steps", {"step": "盖章"}, 400, "没有步骤"),
        ("steps", {"step": None}, 400, "没有步骤"),
        ("steps", {"paper": None}, 400, "缺少材料：自查自验报告"),
        ("steps", {"paper": (io.BytesIO(b""), "空.pdf")}, 400, "空文件"),
        ("steps", {"on": "2025-02-30"}, 400, "2025-02-30"),
        ("steps", {"on": "2026-02-01"}, 400, "还没有到"),
        ("steps", {"on": None}, 400, "on"),
        ("steps", {"if_match": None}, 400, "If-Match"),
        ("steps", {"if_match": "x"}, 400, "If-Match"),
        ("steps", {"if_match": "7"}, 412, "已被他人修改"),
        ("extension", {"until": "2025-12-01"}, 400, "应晚于现有期限"),
        ("extension", {"working_days": "-5"}, 400, "-5"),
        ("extension", {}, 400, "until"),
        ("pause", {"paper": None}, 400, "批准文件"),
        ("resume", {}, 400, "没有在中止计时"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    editor: SignedClient, store: Store, what: str, fields: dict[str, Any], status: int, said: str
) -> None:
    version = store.version()
    answer = post(editor, what, form(**fields), api=True)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert said in answer.json["detail"] or said in answer.json.get("parameter", "")
    assert store.version() == version


def test_uploads_have_their_own_limit(editor: SignedClient) -> None:
    post_bytes = {"content_type": "multipart/form-data; boundary=x", "headers": {"If-Match": "1"}}
    assert editor.post(f"/api/cases/{CASE}/steps", data=b"x" * ((1 << 20) + 1), **post_bytes).status_code == 413
    assert editor.post("/login", data=b"x" * ((1 << 20) + 1), **post_bytes).status_code == 413


def test_rights_and_tokens(app: Flask, store: Store) -> None:
    version = store.version()
    assert post(app.test_client(), "steps", form(), api=True).status_code == 401
    assert post(sign_in(app, UserRole.INSPECTOR), "steps", form(), api=True).status_code == 403
    forged = sign_in(app, UserRole.EDITOR, name="王编").client
    assert post(forged, "steps", form(), api=True).status_code == 403  # no CSRF token
    elsewhere = sign_in(app, UserRole.EDITOR, ["430903"], name="外区")
    assert post(elsewhere, "steps", form(), api=True).status_code == 404
    assert store.version() == version


def test_the_clock_by_forms(editor: SignedClient, store: Store) -> None:
    assert post(editor, "extension", form(on="2025-12-20", until="2026-01-15"), api=True).status_code == 200
    answer = post(editor, "pause", form(on="2025-12-22", if_match="2"), api=True)
    assert answer.json["notes"] == ["自 2025-12-22 起中止计时"]
    page = editor.get(f"/cases/{CASE}").get_data(as_text=True)
    assert "经批准中止计时" in page
    assert f'action="/cases/{CASE}/resume"' in page
    answer = post(editor, "resume", form(on="2025-12-25", if_match="3", paper=None), api=True)
    assert answer.json["notes"] == ["整改期限：2026-01-18"]
    page = editor.get(f"/cases/{CASE}").get_data(as_text=True)
    assert "2025-12-20 延期：2025-12-31 → 2026-01-15" in page


def test_papers_that_a_browser_would_run_are_only_kept(editor: SignedClient, store: Store) -> None:
    for i, name in enumerate(("页面.html", "图.svg", "无后缀")):
        fields = form(paper=(io.BytesIO(b"<script>alert(1)</script>" + bytes([i])), name), if_match=str(i + 1),
                      on="2025-12-20", until=f"2026-01-{10 + i}")  # fmt: skip
        assert post(editor, "extension", fields, api=True).status_code == 200
        (paper,) = store.events(CASE)[-1].attachments
        file = editor.get(f"/attachments/{paper.sha256}")
        assert file.mimetype == "application/octet-stream"
        assert file.headers["Content-Disposition"].startswith("attachment")
    for unknown in ("0" * 64, "..%2f..%2fetc", "x"):
        assert editor.get(f"/attachments/{unknown}").status_code == 404


def test_a_whole_way_by_forms_closes_the_case(editor: SignedClient, store: Store) -> None:
    way = [("self_check", "2025-10-09"), ("apply_closure", "2025-10-10"), ("apply_acceptance", "2025-10-10"),
           ("acceptance", "2025-10-27"), ("public_notice", "2025-11-03"), ("closure", "2025-11-10")]  # fmt: skip
    for i, (step, on) in enumerate(way):
        assert post(editor, "steps", form(step, on, if_match=str(i + 1)), api=True).status_code == 200
    assert store.dossier(CASE).features[0].status is Status.CLOSED
    page = editor.get(f"/cases/{CASE}").get_data(as_text=True)
    assert "2025-11-03 起 5 个工作日，至 2025-11-07 止" in page
    assert page.count('class="is-done"') == 6


def test_repeats_are_shown_and_decided(app: Flask, editor: SignedClient, store: Store) -> None:
    file_case(store, "c-old", "旧通报", problem=f"无组织排放粉尘{HOSTILE}")
    page = app.test_client().get(f"/cases/{CASE}").get_data(as_text=True)
    assert "同一地点：恒昌纸业有限公司" in page
    assert HOSTILE not in page
    assert "/repeats" not in page  # a reader decides nothing
    assert f'action="/cases/{CASE}/repeats"' in editor.get(f"/cases/{CASE}").get_data(as_text=True)
    fields = {"other": "c-old", "verdict": "other", "if_match": "1"}
    assert post(sign_in(app, UserRole.INSPECTOR), "repeats", fields, api=True).status_code == 403
    assert post(editor, "repeats", fields | {"note": "<b>同一厂区"}, api=True).json["version"] == 2
    assert "：&lt;b&gt;同一厂区" in editor.get(f"/cases/{CASE}").get_data(as_text=True)
    changes = editor.get("/api/dashboard").json["changes"]
    assert [one["name"] for one in changes if one["kind"] == "no_recurrence"] == [
        "认定无关"
    ]  # told in words, not by kind
    page = editor.get(f"/cases/{CASE}").get_data(as_text=True)
    assert "李编 于 2026-01-05 认定无关" in page
    for wrong, status in (({"verdict": "x"}, 400), ({"other": CASE}, 400), ({"other": "c-9"}, 404), ({}, 412)):
        assert post(editor, "repeats", fields | wrong, api=True).status_code == status


def test_a_page_is_new_when_a_calendar_is_added(app: Flask, tmp_path: Path) -> None:
    client = app.test_client()
    first = client.get(f"/cases/{CASE}")
    again = client.get(f"/cases/{CASE}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "2099.toml").write_text("year = 2099\n[holidays]\n", encoding="utf-8")
    again = client.get(f"/cases/{CASE}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize("note", ["a\0b", "长" * 2_001], ids=["nul", "long"])
def test_a_note_that_nobody_writes_is_refused(editor: SignedClient, note: str) -> None:
    fields = {"on": "2026-01-02", "note": note, "if_match": "1"}
    answer = post(editor, "pause", fields, api=True)
    assert answer.status_code == 400 and answer.json["parameter"] == "note"


def test_what_was_told_bears_its_name_in_the_readers_language(editor: SignedClient) -> None:
    assert post(editor, "steps", form("self_check", "2025-10-09"), api=True).status_code == 200
    assert post(editor, "pause", form("", "2025-10-10", if_match="2"), api=True).status_code == 200
    for language, names in (("zh", ["中止计时", "自查自验"]), ("en", ["Pause", "Self-check"])):
        editor.client.set_cookie("language", language)
        changes = editor.get("/api/dashboard").json["changes"]
        assert [one["name"] for one in changes if one["kind"] in ("step", "pause")] == names
        page = editor.get(f"/cases/{CASE}").get_data(as_text=True)
        assert all(f"<strong>{name}</strong>" in page for name in names)
