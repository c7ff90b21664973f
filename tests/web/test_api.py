"""The JSON that pages fetch."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geoapp.model import Basis, Status
from tests.web.memory import HOSTILE, MemoryStore, feature

WINDOW = "bbox=111,27,114,30&zoom=9"
LIST = "/api/list"


def get(client: FlaskClient, url: str) -> Any:
    answer = client.get(url)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return json.loads(answer.data)


def test_clusters_count_all_located_features(client: FlaskClient) -> None:
    answer = get(client, f"/api/clusters?{WINDOW}")
    assert answer["version"] == "v1"
    assert sum(symbol["count"] for symbol in answer["symbols"]) == 6
    for symbol in answer["symbols"]:
        assert sum(symbol["mix"].values()) == symbol["count"]


def test_stacks_say_where_they_are_and_footprints_are_given_once(client: FlaskClient) -> None:
    answer = get(client, "/api/clusters?bbox=111,27,114,30&zoom=16")
    assert {symbol["kind"] for symbol in answer["symbols"]} == {"stack"}
    by_symbol = {symbol["symbol"]: symbol for symbol in answer["symbols"]}
    assert set(by_symbol) == {"circle", "corridor", "area"}
    assert by_symbol["circle"]["footprint"] is None
    assert answer["footprints"][by_symbol["corridor"]["footprint"]]["type"] == "LineString"
    assert answer["footprints"][by_symbol["area"]["footprint"]]["type"] == "Polygon"


def test_a_stack_opens_by_the_key_of_its_symbol_and_by_the_key_of_its_rows(client: FlaskClient) -> None:
    symbols = get(client, "/api/clusters?bbox=111,27,114,30&zoom=16&status=closed&status=done")["symbols"]
    for symbol in symbols:
        rows = get(client, f"/api/places/{symbol['place_key']}?status=closed&status=done")
        assert rows["numberMatched"] == len(rows["features"]) == symbol["count"]
        again = get(client, f"/api/places/{rows['features'][0]['place_key']}?status=closed&status=done")
        assert again == rows


def test_a_badge_for_several_sites_names_what_they_share(make_app: Callable[[MemoryStore], Flask]) -> None:
    def name_of(**second: Any) -> Any:
        pair = [
            feature(4, name="甲村", basis=Basis.CENTROID),
            feature(8, **{"name": "乙村", "basis": Basis.CENTROID, **second}),
        ]
        return get(make_app(MemoryStore(pair)).test_client(), f"/api/clusters?{WINDOW}")["symbols"][0]["name"]

    assert name_of(name="甲村") == "甲村"
    assert name_of() == "赫山区"
    assert name_of(county="南县") is None
    assert name_of(basis=Basis.GAZETTEER) is None


def test_a_single_site_carries_its_feature(store: MemoryStore, make_app: Callable[[MemoryStore], Flask]) -> None:
    one = MemoryStore([feature(4, status=Status.STAGED)])
    symbols = get(make_app(one).test_client(), f"/api/clusters?{WINDOW}")["symbols"]
    assert [(s["kind"], s["fid"], s["status"], s["case_id"]) for s in symbols] == [("site", 4, "staged", "430000-4")]


def test_the_window_is_no_filter(client: FlaskClient) -> None:
    """A cluster at the edge keeps all its members, so that symbols do not change while the map moves."""
    wide = get(client, "/api/clusters?bbox=111,27,114,30&zoom=5")["symbols"]
    narrow = get(client, "/api/clusters?bbox=112.32,28.49,112.34,28.51&zoom=5")["symbols"]
    assert narrow[0] in wide


@pytest.mark.parametrize("words", ["", "bbox=1,1,2,2", "zoom=3", "bbox=1,1,2,2&zoom=x", "bbox=1,1,2,2&zoom=1&zoom=2"])
def test_clusters_need_window_and_zoom(client: FlaskClient, words: str) -> None:
    answer = client.get(f"/api/clusters?{words}")
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["parameter"] in ("bbox", "zoom")


def test_summary_has_both_counts_and_county_names(client: FlaskClient) -> None:
    answer = get(client, "/api/summary?hide=closed&county=南县")
    assert set(answer) >= {"total", "located", "unlocated", "not_spatial", "hidden", "facets", "counties", "data_time"}
    assert answer["counties"] == {"430903": "赫山区", "430921": "南县"}
    assert answer["facets"]["county"]["430903"]["sites"] > 0
    assert answer["total"] == {"cases": 0, "sites": 0}


def test_the_list_pages_and_carries_what_the_panel_needs(client: FlaskClient) -> None:
    first = get(client, f"{LIST}?limit=5")
    assert (first["numberMatched"], first["numberReturned"], first["next"]) == (8, 5, 5)
    rest = get(client, f"{LIST}?limit=5&offset=5")
    assert (rest["numberReturned"], rest["next"]) == (3, None)
    row = first["features"][0]
    assert row["quote"]["exact"] == "志溪河水质不达标"
    assert row["quote"]["start"] < row["quote"]["end"]
    assert {"fid", "lon", "lat", "accuracy_m", "basis", "status_label"} <= set(row)


def test_map_list_summary_and_export_agree(client: FlaskClient) -> None:
    for words in ("", "status=closed&status=done", "hide=closed", "located=0&spatial=1", "q=志溪河", "county=赫山区"):
        listed = get(client, f"{LIST}?{words}")["numberMatched"]
        exported = get(client, f"/export/cases.geojson?{words}")
        total = get(client, f"/api/summary?{words}")["total"]["sites"]
        assert listed == exported["numberMatched"] == exported["numberReturned"] == total, words


def test_a_site_has_its_place_source_and_candidates(client: FlaskClient) -> None:
    site = get(client, "/api/sites/1")
    assert site["place"]["type"] == "LineString"
    assert site["source"] == HOSTILE
    assert site["candidates"] == [HOSTILE]
    assert get(client, "/api/sites/3")["place"] is None


@pytest.mark.parametrize("fid", ["0", "99", "-1", "1.5", "x", "９", "9" * 18, "9" * 400, "%00", "1%20", "%FF"])
def test_a_site_that_does_not_exist(client: FlaskClient, fid: str) -> None:
    answer = client.get(f"/api/sites/{fid}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "key", ["fid:0", "fid:99", "fid:" + "9" * 50, "x", "fid:", "a/b/c", "k" * 500, "%00", "fid:９"]
)
def test_a_place_that_does_not_exist(client: FlaskClient, key: str) -> None:
    assert client.get(f"/api/places/{key}").status_code == 404


def test_layers_are_listed_and_fetched(client: FlaskClient) -> None:
    entry = get(client, "/api/layers")[0]
    assert set(entry) == {
        "id", "title", "description", "style", "url", "order", "show", "quality", "authority", "problem",
    }  # fmt: skip
    collection = get(client, entry["url"])
    assert collection["features"][0]["properties"]["name"] == HOSTILE
    missing = client.get("/api/layers/none")
    assert missing.status_code == 404
    assert "counties" in json.loads(missing.data)["detail"]


def test_etag_holds_until_the_data_change(client: FlaskClient, store: MemoryStore) -> None:
    urls = ["/api/summary", f"{LIST}?limit=2", f"/api/clusters?{WINDOW}", "/api/layers", "/api/sites/1", "/notices"]
    for url in urls:
        store.token = "v1"
        tag = client.get(url).headers["ETag"]
        asked = store.asked
        again = client.get(url, headers={"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag), url
        assert store.asked == asked, "a 304 costs no query"
        store.token = "v2"
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 200, url


def test_another_filter_has_another_tag(client: FlaskClient) -> None:
    assert client.get(f"{LIST}?status=closed").headers["ETag"] != client.get(f"{LIST}?status=done").headers["ETag"]


def test_answers_follow_the_data_and_not_the_memory(client: FlaskClient, store: MemoryStore) -> None:
    before = get(client, "/api/summary")["total"]
    store.__init__([feature(1)])  # type: ignore[misc]
    store.token = "v2"
    assert get(client, "/api/summary")["total"] == {"cases": 1, "sites": 1} != before


def test_long_text_is_compressed_for_who_takes_it(client: FlaskClient) -> None:
    plain = client.get(LIST)
    packed = client.get(LIST, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    refused = client.get(LIST, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_the_data_may_vanish_between_two_answers(client: FlaskClient, store: MemoryStore) -> None:
    from geoapp.model import StoreError

    store.broken = StoreError("数据库没有应答")
    answer = client.get("/api/summary")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert json.loads(answer.data)["detail"] == "数据库没有应答"


def test_hostile_text_stays_text_in_json(client: FlaskClient) -> None:
    row = get(client, f"{LIST}?limit=1")["features"][0]
    assert row["category"] == HOSTILE
    answer = client.get(f"{LIST}?limit=1")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_lapsed_follows_the_clock(make_app: Callable[[MemoryStore], Flask]) -> None:
    client = make_app(MemoryStore([feature(1), replace(feature(2), deadline=None)])).test_client()
    assert get(client, "/api/summary")["facets"]["lapsed"]["1"]["sites"] == 1
