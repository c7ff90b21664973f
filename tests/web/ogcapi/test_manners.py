"""HTTP as it should be: tags, HEAD, gzip, other origins, sizes; and pages that neither repeat nor lose a feature."""

from __future__ import annotations

import http.client
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from geoapp.settings import Settings
from geoapp.store import Store, open_store
from geoapp.web import create_app
from tests.web.memory import NOW, UNITS
from tests.web.ogcapi.conftest import invented

ITEMS = "/ogcapi/collections/cases/items"
PATHS = ["/ogcapi/", "/ogcapi/api", "/ogcapi/collections", ITEMS, f"{ITEMS}/1", "/ogcapi/collections/cases/schema"]


@pytest.mark.parametrize("path", PATHS)
def test_tags_spare_the_second_answer(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    page = client.get(path, headers={"Accept": "text/html", "If-None-Match": tag})
    assert page.status_code == 200, "another shape under the same address is another answer"
    assert client.get(f"{path}?f=json").headers["ETag"] != tag


@pytest.mark.parametrize("path", PATHS)
def test_head_says_what_get_would(client: FlaskClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code == 200
    assert head.data == b""
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert head.headers["ETag"] == get.headers["ETag"]


def test_gzip(client: FlaskClient) -> None:
    plain = client.get(ITEMS)
    packed = client.get(ITEMS, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 3
    assert client.get("/ogcapi/api", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


def test_other_origins_only_where_the_office_says_so(client: FlaskClient, store: Store) -> None:
    allowed = client.get(ITEMS, headers={"Origin": "https://gis.example"})
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://gis.example"
    assert "Content-Crs" in allowed.headers["Access-Control-Expose-Headers"]
    assert "Origin" in allowed.headers["Vary"]
    asked = {"Origin": "https://gis.example", "Access-Control-Request-Method": "GET"}
    assert "GET" in client.options(ITEMS, headers=asked).headers["Access-Control-Allow-Methods"]
    for path, origin in ((ITEMS, "https://evil.example"), ("/api/list", "https://gis.example")):
        answer = client.get(path, headers={"Origin": origin})
        assert not [name for name in dict(answer.headers) if name.startswith("Access-Control")]
    closed = create_app(Settings(), store, units=UNITS, clock=lambda: NOW).test_client()
    assert "Access-Control-Allow-Origin" not in closed.get(ITEMS, headers={"Origin": "https://gis.example"}).headers
    anyone = create_app(Settings(cors_origins="*"), store, units=UNITS, clock=lambda: NOW).test_client()
    assert anyone.get(ITEMS, headers={"Origin": "https://x.example"}).headers["Access-Control-Allow-Origin"] == "*"


def test_sizes_and_methods(client: FlaskClient) -> None:
    for answer, status, parameter in (
        (client.get(ITEMS, data=b"x" * (20 << 20)), 413, "body"),
        (client.post(ITEMS, data=b"x" * (20 << 20)), 413, "body"),
        (client.post(ITEMS, json={}), 405, None),
        (client.delete(f"{ITEMS}/1"), 405, None),
        (client.get(ITEMS, query_string={"filter": "no = '" + "x" * 9000 + "'", "limit": 9}), 414, "filter"),
        (client.get(ITEMS, query_string={"filter": "(" * 5000 + "spatial" + ")" * 5000}), 414, "filter"),
        (client.get("/ogcapi/collections/" + "a" * 9000), 414, None),
        (client.get(f"{ITEMS}?filter=%ff%fe"), 400, None),
    ):
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
        told = json.loads(answer.data)
        assert told["detail"]
        assert told.get("parameter") == parameter
        assert parameter is None or told["example"]


@pytest.mark.parametrize(
    ("path", "word", "likely"),
    [(ITEMS, "limt", "limit"), (ITEMS, "stauts", "status"), ("/api/list", "countys", "county"),
     ("/ogcapi/conformance", "format", "f"), (ITEMS, "\u202e" * 99, None)],
)  # fmt: skip
def test_an_unknown_word_is_told_with_the_likeliest_known_one(
    client: FlaskClient, path: str, word: str, likely: str | None
) -> None:
    answer = client.get(path, query_string={word: "1"})
    told = json.loads(answer.data)
    assert answer.status_code == 400
    assert told["example"] == likely or likely is None
    assert told["example"] in told["detail"]
    assert len(told["parameter"]) <= 61


def test_a_sender_of_too_much_gets_an_answer_and_not_a_broken_connection(served: str) -> None:
    """By the plain client of the standard library, which reads the answer when all is sent."""
    place = urlsplit(served)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    connection.request("POST", f"{place.path}/collections/cases/items", b"x" * 20_000_000)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    assert (answer.status, told["parameter"]) == (413, "body")


def test_limits_are_settings(store: Store) -> None:
    tight = Settings(items_limit=5, filter_max_chars=20)
    client = create_app(tight, store, units=UNITS, clock=lambda: NOW).test_client()
    assert len(json.loads(client.get(f"{ITEMS}?limit=50").data)["features"]) == 5
    answer = client.get(ITEMS, query_string={"filter": "status = 'closed' AND spatial"})
    assert answer.status_code == 400
    assert "20" in json.loads(answer.data)["detail"]
    tighter = Settings(filter_max_depth=3, filter_max_list=2, max_body_kb=1)
    strict = create_app(tighter, store, units=UNITS, clock=lambda: NOW).test_client()
    for written in (
        "NOT (NOT (NOT spatial))",
        "no IN ('1', '2', '3')",
        '{"op":"not","args":[{"op":"not","args":[true]}]}',
    ):
        for path in (ITEMS, "/api/list", "/export/cases.geojson"):
            refused = strict.get(path, query_string={"filter": written})
            assert refused.status_code == 400, (path, written)
            problem = json.loads(refused.data)
            assert problem["parameter"] == "filter"
            assert strict.get(path, query_string={"filter": "no IN ('1', '2')"}).status_code == 200
    assert strict.post(ITEMS, data=b"x" * 1025).status_code == 413
    loose = Settings(filter_max_chars=10**6, filter_max_depth=10**6, filter_max_list=10**6)
    bold = create_app(loose, store, units=UNITS, clock=lambda: NOW).test_client()
    for written in ("(" * 100 + "spatial" + ")" * 100, "no IN (" + ",".join(["'1'"] * 600) + ")"):
        assert bold.get(ITEMS, query_string={"filter": written}).status_code == 400, "the house's own limits stand"
    parameters = json.loads(client.get("/ogcapi/api").data)["components"]["parameters"]
    assert parameters["limit"]["schema"]["maximum"] == 5
    assert parameters["filter"]["schema"]["maxLength"] == 20


def test_pages_stay_whole_while_others_write(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "s.gpkg"), create=True, today=NOW.date)
    store.bulk_load(invented(30), at=NOW, actor="test")
    client = create_app(Settings(), store, units=UNITS, clock=lambda: NOW).test_client()
    seen: list[int] = []
    href: str | None = f"{ITEMS}?limit=4"
    for turn in range(20):
        document = json.loads(client.get(href).data)
        seen += [one["id"] for one in document["features"]]
        links = {link["rel"]: link["href"] for link in document["links"]}
        if turn in (1, 3):
            late = [replace(f, case_id=f"新-{turn}-{f.fid}") for f in invented(3)]
            store.bulk_load(late, at=NOW, actor="test")
        if "next" not in links:
            break
        href = links["next"].removeprefix("http://localhost")
    assert seen == sorted(set(seen))
    assert set(range(1, 31)) <= set(seen)
    assert len(seen) == 36
    store.close()


WINDOWS = st.tuples(st.floats(111.4, 113.6), st.floats(27.4, 29.6), st.floats(0, 1.5), st.floats(0, 1.5))
STATUS = st.lists(st.sampled_from(["closed", "done", "staged", "planned"]), max_size=3, unique=True)
FILTERS = st.sampled_from(
    [None, "lapsed", "NOT lapsed", "name LIKE '点位1%'", "coordinateUncertaintyInMeters < 300 OR name IS NULL",
     "S_INTERSECTS(geometry, BBOX(112, 28, 112.8, 28.9))", "NOT S_WITHIN(geometry, BBOX(112, 28, 112.8, 28.9))",
     "T_AFTER(happened_on, DATE('2025-06-01')) AND no <> '7'"],
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    window=st.none() | WINDOWS, status=STATUS, written=FILTERS, located=st.sampled_from([None, "0", "1"]),
    blank=st.sampled_from("01"),
)  # fmt: skip
def test_api_list_export_and_store_agree(
    app: Flask, window: Any, status: list[str], written: str | None, located: str | None, blank: str
) -> None:
    client = app.test_client()
    words: dict[str, Any] = {"status": status, "blank": blank}
    if window is not None:
        west, south, wide, high = window
        words["bbox"] = f"{west},{south},{west + wide},{south + high}"
    words |= {name: value for name, value in (("filter", written), ("located", located)) if value is not None}
    items = json.loads(client.get(ITEMS, query_string={**words, "limit": 1000}).data)
    found = [one["id"] for one in items["features"]]
    assert items["numberMatched"] == len(found)
    listed = json.loads(client.get("/api/list", query_string={**words, "limit": 1000}).data)
    assert [row["fid"] for row in listed["features"]] == found
    exported = json.loads(client.get("/export/cases.geojson", query_string=words).data)
    assert [one["id"] for one in exported["features"]] == found
    summary = json.loads(client.get("/api/summary", query_string=words).data)
    assert summary["total"]["sites"] == len(found)
    for ours, theirs in zip(items["features"], exported["features"], strict=True):
        assert ours["properties"] == theirs["properties"]
        assert (ours["geometry"] is None) == (theirs["geometry"] is None)
        assert ours["geometry"] is None or shape(ours["geometry"]).equals_exact(shape(theirs["geometry"]), 1e-9)


Words = st.dictionaries(
    st.sampled_from(
        ["bbox", "datetime", "filter", "limit", "crs", "bbox-crs", "cursor", "status", "name", "version", "f"]
    ),
    st.text(max_size=30) | st.sampled_from(["1,2,3,4", "NaN", "..", "'", "%00", "-1", "1e999", "{", "\u202e"]),
    max_size=3,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(words=Words)
def test_nothing_that_is_asked_breaks_the_service(app: Flask, words: dict[str, str]) -> None:
    answer = app.test_client().get(ITEMS, query_string=words)
    assert answer.status_code in (200, 400), (words, answer.status_code)
    if answer.status_code == 400:
        assert json.loads(answer.data)["detail"]
