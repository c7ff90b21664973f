"""Wrong requests: a sentence for people, problem+json for programs, never a traceback, never 500."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoapp.accounts import UserRole
from geoapp.model import BadDefinition, GeoappError, StoreError, UsageError
from geoapp.web.errors import STATUSES, status_of
from tests.web.memory import HOSTILE, NOTICE_ID, MemoryStore
from tests.web.signed import sign_in

HOSTILE_IDS = [HOSTILE, "<script>alert(1)</script>", "a" * 3000, "\0", "a\nb", "../../etc", "'; drop --", "%", "\u202e"]
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def problem(answer: Any) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.data)
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    return body


def test_a_program_gets_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/list?status=finished")
    body = problem(answer)
    assert answer.status_code == 400
    assert body["parameter"] == "status"
    assert body["example"] == "closed"
    assert "finished" in body["detail"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_a_person_gets_a_page_with_a_way_back(client: FlaskClient) -> None:
    answer = client.get("/cases/none", headers=BROWSER)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert 'href="/' in page
    assert "Traceback" not in page


def test_the_data_api_speaks_json_to_browsers_too(client: FlaskClient) -> None:
    problem(client.get("/api/list?x=1", headers=BROWSER))


def test_methods_and_sizes(client: FlaskClient) -> None:
    answer = client.post("/map")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert problem(client.post("/api/list", data=b"x" * (1 << 21)))["status"] == 413
    assert problem(client.get("/api/list?q=" + "a" * 9000))["status"] == 414
    assert client.get("/nothing", headers=BROWSER).status_code == 404


def test_the_nearest_class_decides_the_status() -> None:
    class Odd(UsageError):
        pass

    class Unlisted(GeoappError):
        pass

    assert status_of(Odd("x")) == 400
    assert status_of(Unlisted("x")) == 500
    assert set(STATUSES) == {GeoappError, *GeoappError.__subclasses__()} & set(STATUSES)


@pytest.mark.parametrize("accept", [BROWSER, {}], ids=["page", "problem"])
def test_what_nobody_expected_is_logged_and_not_shown(
    client: FlaskClient, store: MemoryStore, accept: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("secret path /etc")

    monkeypatch.setattr(store, "notices", fail)
    answer = client.get("/notices", headers=accept)
    assert answer.status_code == 500
    assert b"secret" not in answer.data
    assert b"Traceback" not in answer.data


def test_a_broken_definition_names_the_file(client: FlaskClient, store: MemoryStore, monkeypatch: Any) -> None:
    def fail(*_: Any) -> None:
        raise BadDefinition("layers/x.toml: title")

    monkeypatch.setattr(store, "layers", fail)
    assert "layers/x.toml" in problem(client.get("/api/layers"))["detail"]


def test_even_without_its_template_an_error_is_told(
    store: MemoryStore, make_app: Callable[[MemoryStore], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(store)

    def lost(*_: Any) -> Any:
        raise BadDefinition("palette lost <b>")

    app.jinja_env.globals["t"] = lost
    store.broken = StoreError("坏了 <script>")
    answer = app.test_client().get("/cases/430000-1", headers=BROWSER)
    assert answer.status_code == 503
    assert "坏了 &lt;script&gt;" in answer.get_data(as_text=True)


@pytest.mark.parametrize("accept", [BROWSER, {}], ids=["page", "problem"])
@pytest.mark.parametrize(
    "path", ["/cases/{}", "/notices/{}", "/notices/{}/original", "/api/layers/{}", "/export/{}.csv", "/{}"]
)
def test_hostile_ids(client: FlaskClient, path: str, accept: dict[str, str]) -> None:
    for text in HOSTILE_IDS:
        answer = client.get(path.format(quote(text, safe="")), headers=accept)
        assert answer.status_code == 404, (path, text)
        if answer.mimetype == "text/html":
            assert b"<script>alert" not in answer.data
            assert b"<img src=x" not in answer.data


def test_an_address_that_is_not_utf8(client: FlaskClient) -> None:
    assert client.get("/api/list?q=%FF%FE").status_code == 400
    assert client.get("/cases/%FF%FE").status_code == 404
    assert client.get("/%FF%FE?x=%FF", headers=BROWSER).status_code in (400, 404)


WORDS = ["status", "hide", "kind", "campaign", "county", "overdue", "q", "bbox", "due", "datetime", "sort", "limit",
         "offset", "zoom", "notice", "lead_unit", "include_special", "x", ""]  # fmt: skip
URLS = ["/api/clusters", "/api/summary", "/api/list", "/api/sites/1", "/api/places/fid:1", "/api/layers", "/map", "/",
        "/api/layers/counties", "/export/cases.csv", "/cases/430000-1", "/notices", f"/notices/{NOTICE_ID}", "/layers",
        "/healthz", "/palette.json"]  # fmt: skip
PREFIXES = ["/cases/", "/notices/", "/api/sites/", "/api/places/", "/api/layers/", "/export/", "/static/", "/assets/",
            "/mapjs/", "/texts/", "/"]  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["1", "0", "-1", "9" * 30, "closed", "430903", "1,2,3,4", "112,28,113,29", "..", "a" * 300]),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.sampled_from(URLS), st.lists(st.tuples(st.sampled_from(WORDS), VALUES), max_size=4), st.booleans())
def test_no_address_makes_the_service_fail(
    client: FlaskClient, url: str, pairs: list[tuple[str, str]], browser: bool
) -> None:
    words = "&".join(f"{quote(word)}={quote(value.encode('utf-8', 'surrogatepass'))}" for word, value in pairs)
    answer = client.get(f"{url}?{words}", headers=BROWSER if browser else {})
    assert answer.status_code in (200, 302, 400, 404)
    if answer.status_code >= 400 and answer.mimetype != "text/html":
        problem(answer)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.sampled_from(PREFIXES), st.binary(max_size=20))
def test_no_path_makes_the_service_fail(client: FlaskClient, prefix: str, tail: bytes) -> None:
    assert client.get(prefix + quote(tail)).status_code in (200, 302, 308, 400, 404)


def test_half_a_character_is_answered(client: FlaskClient) -> None:
    """It is no text, cannot be sent back as it came, and is named all the same."""
    inspector = sign_in(client.application, UserRole.INSPECTOR)
    data = b'{"client_id": "\\ud800", "happened_at": "2026-01-05T08:00:00+08:00"}'
    answer = inspector.post("/api/cases/c-1/visits", data=data, content_type="application/json")
    assert answer.status_code == 400 and "client_id" in problem(answer)["detail"]
    assert "\\ud800" in problem(answer)["detail"]


def test_a_token_number_that_no_number_is_large_enough_for(client: FlaskClient) -> None:
    analyst = sign_in(client.application, UserRole.ANALYST)
    assert analyst.post(f"/account/tokens/{10**20}/revoke").status_code == 404
