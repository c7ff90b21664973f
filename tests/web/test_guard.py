"""Every route declares its right, and every request is held to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, Response

from geoapp.accounts import RIGHTS, Right, UserRole
from geoapp.settings import Settings
from geoapp.web import create_app
from geoapp.web.guard import current_actor, declared_right, needs
from tests.web.memory import NOW, UNITS, MemoryStore, feature
from tests.web.signed import accounts_of, sign_in

MakeApp = Callable[[MemoryStore], Flask]
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def closed(tmp_path: Path) -> Flask:
    settings = Settings(folder=tmp_path, anonymous_read="off")
    return create_app(settings, MemoryStore([feature(1)]), units=UNITS, clock=lambda: NOW)  # type: ignore[arg-type]


def test_every_route_declares_its_right(make_app: MakeApp, store: MemoryStore) -> None:
    """The build fails here for a route without ``@needs``; one that writes needs more than reading."""
    app = make_app(store)
    bare = [
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
        if declared_right(app.view_functions[rule.endpoint], method) is None
        or (method in WRITING and declared_right(app.view_functions[rule.endpoint], method) is Right.READ)
    ]
    assert not bare, f"declare the right with geoapp.web.guard.needs: {bare}"


def test_what_is_open_holds_no_data(make_app: MakeApp, store: MemoryStore) -> None:
    app = make_app(store)
    rules = [rule for rule in app.url_map.iter_rules()
             if declared_right(app.view_functions[rule.endpoint]) is Right.OPEN]  # fmt: skip
    heads = {rule.rule.split("/")[1] for rule in rules}
    assert heads <= {"static", "assets", "favicon.ico", "texts", "palette.json", "healthz", "login", "logout", "api",
                     "link", "certificate", "help", "sw.js", "manifest.webmanifest"}  # fmt: skip
    assert {rule.rule for rule in rules if rule.rule.startswith("/api")} == {"/api/csrf"}


def test_a_route_that_forgot_is_closed(make_app: MakeApp, store: MemoryStore) -> None:
    app = make_app(store)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert app.test_client().get("/forgotten").status_code == 401
    assert sign_in(app, UserRole.EDITOR).get("/forgotten").status_code == 403


def test_reading_without_login_is_a_setting(closed: Flask, make_app: MakeApp, store: MemoryStore) -> None:
    assert make_app(store).test_client().get("/api/summary").status_code == 200
    client = closed.test_client()
    answer = client.get("/api/summary")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    page = client.get("/map?status=closed", headers={"Accept": "text/html"})
    assert page.status_code == 303
    assert page.headers["Location"] == "/login?next=%2Fmap%3Fstatus%3Dclosed"
    assert client.get("/login").status_code == 200


def test_the_first_account_ends_open_reading(make_app: MakeApp, store: MemoryStore) -> None:
    app = make_app(store)
    client = app.test_client()
    assert client.get("/api/summary").status_code == 200
    accounts_of(app).people.add("zhang", UserRole.VIEWER)
    assert client.get("/api/summary").status_code == 401
    assert not (accounts_of(app).file.path.stat().st_mode & 0o077) or accounts_of(app).file.path.drive


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "geo.example"])
def test_another_address_never_reads_without_login_by_itself(host: str, tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path, host=host)
    store = MemoryStore([feature(1)])
    app = create_app(settings, store, units=UNITS, clock=lambda: NOW)  # type: ignore[arg-type]
    assert app.test_client().get("/api/summary").status_code == 401
    shown = create_app(replace(settings, anonymous_read="on"), store, units=UNITS)  # type: ignore[arg-type]
    assert shown.test_client().get("/api/summary").status_code == 200


@pytest.mark.parametrize("role", list(UserRole))
def test_each_role_does_what_its_rights_say(role: UserRole, make_app: MakeApp, store: MemoryStore) -> None:
    app = make_app(store)
    for right in Right:

        def view(right: Right = right) -> Response:
            return Response(f"{right} {current_actor()}")

        app.add_url_rule(f"/probe/{right}", f"probe-{right}", needs(right)(view), methods=["GET", "POST"])
    client = sign_in(app, role)
    for right in Right:
        expected = 200 if right in RIGHTS[role] else 403
        assert client.get(f"/probe/{right}").status_code == expected, right
        answer = client.post(f"/probe/{right}")
        assert answer.status_code == expected, right
        if expected == 200:
            assert answer.text == f"{right} {role}-all"


def test_writing_needs_the_token_of_the_page(make_app: MakeApp, store: MemoryStore) -> None:
    app = make_app(store)
    app.add_url_rule("/probe", "probe", needs(Right.REVIEW)(lambda: "done"), methods=["POST"])
    client = sign_in(app, UserRole.EDITOR)
    assert client.client.post("/probe").status_code == 403
    assert client.client.post("/probe", headers={"X-CSRFToken": "made up"}).status_code == 403
    assert client.client.post("/probe", data={"csrf_token": client.token}).status_code == 200
    other = sign_in(app, UserRole.ADMINISTRATOR)
    assert client.client.post("/probe", headers={"X-CSRFToken": other.token}).status_code == 403
    assert client.post("/probe").status_code == 200


def test_files_for_everybody_ask_the_accounts_nothing(closed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(closed, UserRole.VIEWER).client
    monkeypatch.setattr(accounts_of(closed).file, "rows", None)
    for path in ("/static/house.css", "/texts/zh.json", "/palette.json"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "Set-Cookie" not in answer.headers
