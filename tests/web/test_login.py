"""Coming in, staying, leaving; the pages of accounts; what the audit log learns."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geoapp.accounts import AuditKind, Right, UserRole
from geoapp.settings import Settings
from geoapp.web import create_app
from geoapp.web.login import MAX_FAILURES, safe_next
from tests.web.memory import HOSTILE, NOW, UNITS, MemoryStore, feature
from tests.web.signed import PASSWORD, accounts_of, sign_in

MakeApp = Callable[..., Flask]


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> Flask:
    settings = Settings(folder=tmp_path)
    made = create_app(settings, MemoryStore([feature(1)]), units=UNITS, clock=clock)  # type: ignore[arg-type]
    accounts_of(made).people.add("zhang", UserRole.EDITOR, password=PASSWORD)
    accounts_of(made).people.add("chief", UserRole.ADMINISTRATOR, password=PASSWORD)
    return made


def token_of(client: FlaskClient, path: str = "/login", **more: Any) -> str:
    page = client.get(path, **more).get_data(as_text=True)
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def log_in(client: FlaskClient, name: str = "zhang", password: str = PASSWORD, **form: str) -> Any:
    return client.post("/login", data={"csrf_token": token_of(client), "name": name, "password": password, **form})


def lines(app: Flask) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.actor, one.what, one.outcome) for one in accounts_of(app).audit.entries()]


def test_in_and_out(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/api/summary").status_code == 401
    answer = log_in(client, next="/map?status=closed")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/map?status=closed")
    assert client.get("/api/summary").status_code == 200
    assert client.get("/login?next=/layers").headers["Location"] == "/layers"
    account = client.get("/account")
    assert account.headers["Cache-Control"] == "no-store"
    cookie = client.get_cookie("geoapp_session")
    assert cookie is not None
    client.post("/logout", data={"csrf_token": token_of(client, "/account")})
    assert client.get("/api/summary").status_code == 401
    client.set_cookie("geoapp_session", cookie.value)
    assert client.get("/api/summary").status_code == 401, "a cookie kept from before is worth nothing"
    assert lines(app) == [("login", "zhang", "密码登录", "ok"), ("logout", "zhang", "退出登录", "ok")]


def test_the_cookie_is_for_us_alone(app: Flask) -> None:
    client = app.test_client()
    (header,) = log_in(client).headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in header.split(";")}
    assert "Secure" not in header
    assert "zhang" not in header
    secure = app.test_client()
    base = "https://geo.example"
    token = token_of(secure, base_url=base)
    answer = secure.post("/login", data={"csrf_token": token, "name": "zhang", "password": PASSWORD}, base_url=base,
                         headers={"Referer": f"{base}/login"})  # fmt: skip
    assert answer.status_code == 303
    assert "Secure" in answer.headers["Set-Cookie"]


def test_two_scripts_that_ask_at_once_get_tokens_that_both_count(app: Flask) -> None:
    client = app.test_client()
    log_in(client)
    cookie = client.get_cookie("geoapp_session")
    assert cookie is not None
    first = client.get("/api/csrf").get_json()["token"]
    client.set_cookie("geoapp_session", cookie.value)  # the second one was asked before the first one's answer came
    client.get("/api/csrf")
    answer = client.post("/api/visits/photos", headers={"X-CSRFToken": first}, data={})
    assert answer.status_code == 400, "no photo; the token counts"


def test_a_forged_cookie_opens_nothing(app: Flask) -> None:
    client = app.test_client()
    for value in ("x", "eyJfdXNlcl9pZCI6IngifQ.Zx.abc", "." * 4000):
        client.set_cookie("geoapp_session", value)
        assert client.get("/api/summary").status_code == 401
        assert client.get("/login").status_code == 200


def test_the_session_ends_when_idle_and_at_last(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    log_in(client)
    clock.now += timedelta(minutes=119)
    assert client.get("/api/summary").status_code == 200
    clock.now += timedelta(minutes=121)
    assert client.get("/api/summary").status_code == 401
    log_in(client)
    for _ in range(7):
        clock.now += timedelta(minutes=100)
        assert client.get("/api/summary").status_code == 200
    clock.now += timedelta(minutes=100)
    assert client.get("/api/summary").status_code == 401


def test_many_wrong_passwords_close_an_account_for_a_while(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    for _ in range(MAX_FAILURES):
        answer = log_in(client, password="wrong, that one")
        assert answer.status_code == 401
        assert "账户名或密码不对" in answer.get_data(as_text=True)
    answer = log_in(client)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "600"
    assert "连续输错" in answer.get_data(as_text=True)
    assert log_in(client, "chief").status_code == 303, "another account is not closed by that"
    clock.now += timedelta(minutes=11)
    assert log_in(app.test_client()).status_code == 303
    outcomes = [outcome for _, actor, _, outcome in lines(app) if actor == "zhang"]
    assert outcomes == ["failed"] * MAX_FAILURES + ["throttled", "ok"]


def test_many_tries_at_once_are_no_more_tries(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them ask before the first has failed: what counts is that they asked."""
    clients = [app.test_client() for _ in range(12)]
    tokens = [token_of(client) for client in clients]
    inside = threading.Barrier(MAX_FAILURES)

    def slow(name: str, password: str) -> None:
        inside.wait(120)

    monkeypatch.setattr(accounts_of(app).people, "verify", slow)

    def one(at: int) -> int:
        return clients[at].post("/login", data={"csrf_token": tokens[at], "name": "zhang", "password": "x"}).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        codes = sorted(pool.map(one, range(len(clients))))
    assert codes == [401] * MAX_FAILURES + [429] * (12 - MAX_FAILURES)


def test_an_account_in_other_letters_is_the_same_account(app: Flask) -> None:
    client = app.test_client()
    for at in range(MAX_FAILURES):
        log_in(client, "ZhAnG" if at % 2 else "zhang", "wrong, that one")
    assert log_in(client, "ZHANG").status_code == 429


def test_bad_tokens_do_not_fill_the_log(app: Flask) -> None:
    client = app.test_client()
    head = {"Authorization": "Bearer nothing"}
    codes = [client.get("/api/summary", headers=head).status_code for _ in range(30)]
    assert codes == [401] * 20 + [429] * 10
    assert len(lines(app)) == 20
    known = accounts_of(app)
    token = known.tokens.issue(known.people.get("chief"), "x", days=1)[0]
    assert client.get("/api/summary", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_one_address_cannot_try_for_ever(app: Flask) -> None:
    client = app.test_client()
    token = token_of(client)
    form = {"csrf_token": token, "password": "x"}
    codes = [client.post("/login", data={**form, "name": f"name{i}"}).status_code for i in range(25)]
    assert codes[:20] == [401] * 20
    assert codes[20:] == [429] * 5


def test_unknown_and_disabled_accounts_answer_alike(app: Flask) -> None:
    accounts_of(app).people.add("gone", UserRole.VIEWER, password=PASSWORD)
    accounts_of(app).people.switch("gone", active=False)
    pages = [log_in(app.test_client(), name, PASSWORD) for name in ("gone", "nosuch")]
    texts = {
        page.get_data(as_text=True).replace("gone", "").replace("nosuch", "").split("csrf_token")[0] for page in pages
    }
    assert len(texts) == 1
    assert {page.status_code for page in pages} == {401}


@pytest.mark.parametrize(
    "bad", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\\\\evil", "/a\nb",
            "/login?next=/login", "http:/x", "/\t/evil", ""],
)  # fmt: skip
def test_the_way_on_is_one_of_ours(bad: str) -> None:
    assert safe_next(bad) == "/"


def test_hostile_names_stay_text(app: Flask) -> None:
    page = log_in(app.test_client(), HOSTILE, HOSTILE).get_data(as_text=True)
    assert "<img src=x" not in page
    assert 'value="${alert(1)}' in page


def test_the_first_administrator_by_link(tmp_path: Path) -> None:
    app = create_app(Settings(folder=tmp_path), MemoryStore([feature(1)]), units=UNITS)  # type: ignore[arg-type]
    client = app.test_client()
    assert "还没有任何账户" in client.get("/login").get_data(as_text=True)
    path = f"/link/{accounts_of(app).links.issue(None)}"
    form = {"csrf_token": token_of(client, path), "name": "chief", "password": PASSWORD}
    answer = client.post(path, data={**form, "again": PASSWORD + "x"})
    assert answer.status_code == 400
    assert "不一样" in answer.get_data(as_text=True)
    answer = client.post(path, data={**form, "password": "1234567890", "again": "1234567890"})
    assert "太常见" in answer.get_data(as_text=True)
    assert client.post(path, data={**form, "again": PASSWORD}).headers["Location"] == "/account"
    assert client.get("/admin/users").status_code == 200
    assert client.get(path).status_code == 404
    assert client.get("/link/nosuch").status_code == 404


def test_ones_own_password(app: Flask) -> None:
    client, other = app.test_client(), app.test_client()
    log_in(client)
    log_in(other)
    token = token_of(client, "/account")
    form = {"csrf_token": token, "old": "wrong one here", "password": PASSWORD + "2", "again": PASSWORD + "2"}
    assert client.post("/account/password", data=form).status_code == 400
    answer = client.post("/account/password", data={**form, "old": PASSWORD}, follow_redirects=True)
    assert "密码已修改" in answer.get_data(as_text=True)
    assert client.get("/api/summary").status_code == 200
    assert other.get("/api/summary").status_code == 401
    assert log_in(other, password=PASSWORD + "2").status_code == 303
    assert client.post("/account/devices", data={"csrf_token": token_of(client, "/account")}).status_code == 303
    assert other.get("/api/summary").status_code == 401


def test_tokens_by_the_page_read_and_no_more(app: Flask) -> None:
    client = app.test_client()
    log_in(client)
    form = {"csrf_token": token_of(client, "/account"), "label": "QGIS", "days": "30", "rights": "read"}
    page = client.post("/account/tokens", data=form).get_data(as_text=True)
    key = page.split('<code class="key">')[1].split("<")[0]
    assert key not in client.get("/account").get_data(as_text=True)
    program = app.test_client()
    bearer = {"Authorization": f"Bearer {key}"}
    assert program.get("/ogcapi/collections", headers=bearer).status_code == 200
    for path in ("/account", "/admin/users"):
        assert program.get(path, headers=bearer).status_code == 403
    assert program.post("/logout", headers=bearer).status_code == 303
    assert program.get("/api/summary", headers={"Authorization": "Bearer geoapp_wrong"}).status_code == 401
    assert program.post("/account/password", headers={"Authorization": "Bearer x"}).status_code == 401
    (token,) = accounts_of(app).tokens.of(accounts_of(app).people.get("zhang"))
    client.post(f"/account/tokens/{token.id}/revoke", data={"csrf_token": form["csrf_token"]})
    assert program.get("/ogcapi/collections", headers=bearer).status_code == 401
    client.post("/account/tokens", data={**form, "counties": "赫山区、南县"})
    narrow = accounts_of(app).tokens.of(accounts_of(app).people.get("zhang"))[0]
    assert narrow.counties == ("430903", "430921")
    for wrong in ({"days": "x"}, {"days": "9999"}, {"label": ""}, {"rights": "admin"}, {"counties": "没有的县"}):
        answer = client.post("/account/tokens", data={**form, **wrong})
        assert answer.status_code == 400, wrong


def test_administrators_keep_the_accounts(app: Flask) -> None:
    chief = sign_in(app, UserRole.ADMINISTRATOR, name="chief")
    page = chief.post("/admin/users", data={"name": "wang", "role": "inspector", "counties": "赫山区，L430921"})
    path = page.get_data(as_text=True).split('<code class="key">http://localhost')[1].split("<")[0]
    person = accounts_of(app).people.get("wang")
    assert (person.role, person.counties) == (UserRole.INSPECTOR, ("430903", "L430921"))
    assert app.test_client().get(path).status_code == 200
    for wrong, word in (
        ({"name": "wang", "everywhere": "1"}, "已经有人用了"),
        ({"name": "a b", "everywhere": "1"}, "账户名"),
        ({"name": "li"}, "请写出"),
        ({"name": "li", "counties": "新华区"}, "不止一个"),
        ({"name": "li", "counties": "没有的县"}, "没有的县"),
        ({"name": "li", "everywhere": "1", "role": "king"}, "king"),
    ):
        answer = chief.post("/admin/users", data={"role": "viewer", **wrong})
        assert answer.status_code in (400, 412), wrong
        assert word in answer.get_data(as_text=True)
    chief.post("/admin/users/wang/change", data={"role": "viewer", "everywhere": "1"})
    person = accounts_of(app).people.get("wang")
    assert (person.role, person.counties) == (UserRole.VIEWER, None)
    session = accounts_of(app).sessions.begin(person)
    chief.post("/admin/users/wang/switch", data={"active": "0"})
    assert accounts_of(app).sessions.person(session) is None
    assert "已停用“wang”" in chief.get("/admin/users").get_data(as_text=True)
    assert chief.post("/admin/users/chief/switch", data={"active": "0"}).status_code == 400
    assert chief.post("/admin/users/nosuch/link").status_code == 404
    assert [what for kind, _, what, _ in lines(app) if kind == "people"] == [
        "添加账户 wang：inspector，430903、L430921", "变更账户 wang：viewer，*", "停用账户 wang",
    ]  # fmt: skip


def test_counties_are_shown_as_they_may_be_written_again(app: Flask) -> None:
    accounts_of(app).people.add("wang", UserRole.VIEWER, ["430903", "130105", "430900", "999999"])
    page = sign_in(app, UserRole.ADMINISTRATOR, name="chief").get("/admin/users").get_data(as_text=True)
    assert 'value="130105、430900、赫山区、999999"' in page or 'value="130105、益阳市、赫山区、999999"' in page


def test_the_log_learns_of_writes_downloads_and_refusals(app: Flask) -> None:
    from geoapp.web.guard import needs

    app.add_url_rule("/probe", "probe", needs(Right.REVIEW)(lambda: "done"), methods=["POST"])
    editor, viewer = sign_in(app, UserRole.EDITOR, name="zhang"), sign_in(app, UserRole.VIEWER, name="wu")
    editor.post("/probe")
    editor.get("/export/cases.csv?status=closed")
    editor.get("/api/summary")
    viewer.post("/probe")
    viewer.get("/admin/users")
    app.test_client().get("/api/summary")
    app.test_client().post("/probe")
    assert lines(app) == [
        ("write", "zhang", "POST /probe", "200"),
        ("export", "zhang", "GET /export/cases.csv?status=closed", "200"),
        ("denied", "wu", "POST /probe", "403"),
        ("denied", "wu", "GET /admin/users", "403"),
    ]


def test_the_log_as_page_and_files(app: Flask) -> None:
    known, chief = accounts_of(app), sign_in(app, UserRole.ADMINISTRATOR, name="chief")
    for number in range(120):
        known.audit.note(AuditKind.LOGIN, f"<b>{number}</b>", "password", outcome="failed")
    page = chief.get("/admin/audit").get_data(as_text=True)
    assert "&lt;b&gt;119" in page
    assert "&lt;b&gt;5&lt;" not in page
    older = page.split("/admin/audit?before=")[1].split('"')[0]
    assert "&lt;b&gt;5&lt;" in chief.get(f"/admin/audit?before={older}").get_data(as_text=True)
    assert chief.get("/admin/audit.jsonl").data.count(b"failed") == 120
    listed = chief.get(f"/admin/audit.csv?since={NOW.date()}&until={NOW.date()}")
    assert listed.data.count(b"failed") == 120
    assert "attachment" in listed.headers["Content-Disposition"]
    assert chief.get("/admin/audit.csv?since=2026-02-01").data.count(b"failed") == 0
    assert chief.get("/admin/audit.csv?since=yesterday").status_code == 400
    assert chief.get("/admin/audit.pdf").status_code == 404


def test_pages_tell_who_is_signed_in_and_stay_private(app: Flask) -> None:
    editor, viewer = sign_in(app, UserRole.EDITOR, name="zhang"), sign_in(app, UserRole.VIEWER, name="wu")
    first, second = editor.get("/notices"), viewer.get("/notices")
    assert "zhang" in first.get_data(as_text=True)
    assert first.headers["ETag"] != second.headers["ETag"]
    assert viewer.get("/notices", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert viewer.get("/notices", headers={"If-None-Match": second.headers["ETag"]}).status_code == 304
    for path in ("/notices", "/map", "/api/summary"):
        assert "private" in editor.get(path).headers["Cache-Control"], path


@pytest.mark.parametrize(("proxies", "address"), [(1, "10.1.2.3"), (0, "127.0.0.1")])
def test_the_address_of_who_asks_behind_a_proxy_of_the_office(proxies: int, address: str, tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path, trusted_proxies=proxies)
    app = create_app(settings, MemoryStore([feature(1)]), units=UNITS)  # type: ignore[arg-type]
    accounts_of(app).people.add("zhang", UserRole.EDITOR)
    client = app.test_client()
    told = {"X-Forwarded-For": "10.1.2.3"}
    form = {"csrf_token": token_of(client), "name": "zhang", "password": "wrong"}
    assert client.post("/login", headers=told, data=form).status_code == 401
    assert [line.address for line in accounts_of(app).audit.entries()] == [address]


def test_without_accounts_the_page_names_the_command_for_this_very_store(tmp_path: Path, clock: Clock) -> None:
    settings = Settings(folder=tmp_path, db=str(tmp_path / "我的 数据.gpkg"), anonymous_read="on")
    app = create_app(settings, MemoryStore([feature(1)]), units=UNITS, clock=clock)  # type: ignore[arg-type]
    page = app.test_client().get("/login").get_data(as_text=True)
    assert f"--role administrator --db &#34;{tmp_path / '我的 数据.gpkg'}&#34;" in page
    elsewhere = app.test_client().get("/login", environ_base={"REMOTE_ADDR": "10.1.2.3"}).get_data(as_text=True)
    assert str(tmp_path) not in elsewhere
    accounts_of(app).people.add("chief", UserRole.ADMINISTRATOR, password=PASSWORD)
    assert "--db" not in app.test_client().get("/login").get_data(as_text=True)
