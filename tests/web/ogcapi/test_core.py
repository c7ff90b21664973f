"""Part 1 of the standard: what the official test suite asserts of Core, GeoJSON and HTML, following every link."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from shapely.geometry import box, shape

from geoapp.store import Store

COLLECTIONS = ["cases", "counties", "zones", "lake-zone", "river-strip", "nothing-yet"]
GEOJSON, HTML = "application/geo+json", "text/html"
DOCUMENTS = ["/", "/conformance", "/api", "/collections", "/collections/cases", "/collections/cases/schema",
             "/collections/cases/queryables", "/collections/cases/items", "/collections/cases/items/1",
             "/collections/zones/items", "/collections/counties/items/430903"]  # fmt: skip


def rels(links: list[dict[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for link in links:
        assert link["href"].startswith("http://")
        assert link["rel"]
        assert link["type"], link
        found.setdefault(link["rel"], set()).add(link["type"])
    return found


def follow(client: FlaskClient, href: str) -> Any:
    answer = client.get(href.removeprefix("http://localhost"))
    assert answer.status_code == 200, href
    return answer


def test_landing_page_links_to_everything(get: Any, client: FlaskClient) -> None:
    links = get("/")["links"]
    found = rels(links)
    assert {"service-desc", "service-doc", "conformance", "data", "self", "alternate"} <= set(found)
    assert found["service-desc"] == {"application/vnd.oai.openapi+json;version=3.0"}
    for link in links:
        answer = follow(client, link["href"])
        assert answer.content_type.startswith(link["type"]), link


def test_conformance_declares_the_classes_that_these_tests_cover(get: Any) -> None:
    declared = set(get("/conformance")["conformsTo"])
    core = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    assert {f"{core}{name}" for name in ("core", "oas30", "html", "geojson")} <= declared
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in declared
    assert not [one for one in declared if "casei" in one or "arithmetic" in one or "array" in one]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_document_is_a_page_too(client: FlaskClient, path: str) -> None:
    by_word = client.get(f"/ogcapi{path}?f=html")
    by_accept = client.get(f"/ogcapi{path}", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    as_json = client.get(f"/ogcapi{path}", headers={"Accept": "*/*"})
    assert (by_word.status_code, by_accept.status_code, as_json.status_code) == (200, 200, 200)
    assert by_word.mimetype == by_accept.mimetype == HTML
    assert "json" in as_json.mimetype
    page = by_word.get_data(as_text=True)
    assert "</html>" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "Accept" in as_json.headers["Vary"]


def test_the_page_and_the_json_tell_the_same(client: FlaskClient, get: Any) -> None:
    page = client.get("/ogcapi/collections/cases/items?f=html&limit=7").get_data(as_text=True)
    for one in get("/collections/cases/items", limit=7)["features"]:
        assert f"/ogcapi/collections/cases/items/{one['id']}" in page


def test_collections_describe_themselves(get: Any, client: FlaskClient) -> None:
    document = get("/collections")
    assert {"self", "alternate"} <= set(rels(document["links"]))
    assert [one["id"] for one in document["collections"]] == [
        "cases", "zones", "counties", "lake-zone", "nothing-yet", "river-strip",
    ]  # fmt: skip
    for one in document["collections"]:
        found = rels(one["links"])
        assert found["items"] == {GEOJSON, HTML}
        assert "application/schema+json" in found["describedby"]
        assert "http://www.opengis.net/def/rel/ogc/1.0/queryables" in found
        assert one["title"]
        assert one["itemType"] == "feature"
        for link in one["links"]:
            assert follow(client, link["href"]).content_type.startswith(link["type"])
        alone = get(f"/collections/{one['id']}")
        assert {key: alone[key] for key in alone if key != "links"} == {k: one[k] for k in one if k != "links"}
        assert {"self", "alternate"} <= set(rels(alone["links"]))


def test_extents_hold_every_feature(get: Any) -> None:
    for name in ("cases", "counties", "zones"):
        extent = get(f"/collections/{name}")["extent"]
        west, south, east, north = extent["spatial"]["bbox"][0]
        assert -180 <= west < east <= 180
        features = get(f"/collections/{name}/items", limit=1000)["features"]
        whole = box(west, south, east, north)
        assert all(whole.covers(shape(one["geometry"])) for one in features if one["geometry"])
    start, end = get("/collections/cases")["extent"]["temporal"]["interval"][0]
    assert datetime.fromisoformat(start) < datetime.fromisoformat(end)
    assert "extent" not in get("/collections/nothing-yet")


@pytest.mark.parametrize("name", COLLECTIONS)
def test_items_are_a_feature_collection(get: Any, client: FlaskClient, name: str) -> None:
    answer = client.get(f"/ogcapi/collections/{name}/items")
    assert answer.mimetype == GEOJSON
    document = json.loads(answer.data)
    assert document["type"] == "FeatureCollection"
    found = rels(document["links"])
    assert found["self"] == {GEOJSON}
    assert found["alternate"] == {HTML}
    assert document["numberReturned"] == len(document["features"])
    assert datetime.fromisoformat(document["timeStamp"]).tzinfo
    walked = document["features"]
    href = next((link["href"] for link in document["links"] if link["rel"] == "next"), None)
    while href:
        page = json.loads(follow(client, href).data)
        walked += page["features"]
        assert page["numberMatched"] == document["numberMatched"]
        href = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert len(walked) == document["numberMatched"]
    assert len({one["id"] for one in walked}) == len(walked)


def test_a_feature_stands_alone_as_in_its_page(get: Any) -> None:
    for name in ("cases", "counties", "zones"):
        for one in get(f"/collections/{name}/items", limit=1000)["features"]:
            steps = str(one["id"]).replace("/", "%2F")
            alone = get(f"/collections/{name}/items/{steps}")
            assert {"self", "alternate", "collection"} <= set(rels(alone.pop("links")))
            assert alone == one


def test_a_union_says_where_each_feature_is_from(get: Any) -> None:
    features = get("/collections/zones/items")["features"]
    assert {one["id"] for one in features} == {"lake-zone/a", "river-strip/b", "river-strip/水/志溪河"}
    assert {one["properties"]["layer"] for one in features} == {"lake-zone", "river-strip"}


@pytest.mark.parametrize("limit", [1, 7, 60, 10_000, 10**9])
def test_limit_is_a_ceiling(get: Any, limit: int) -> None:
    document = get("/collections/cases/items", limit=limit)
    assert len(document["features"]) == min(limit, 60)
    assert ("next" in rels(document["links"])) == (limit < 60)


def test_geometry_is_rfc_7946(get: Any) -> None:
    for one in get("/collections/cases/items", limit=100)["features"]:
        assert set(one) == {"type", "id", "geometry", "properties"}
        if one["geometry"] is not None:
            lon, lat = shape(one["geometry"]).representative_point().coords[0]
            assert 108 < lon < 115
            assert 24 < lat < 31
        if one["geometry"] is not None and one["geometry"]["type"] == "Polygon":
            assert shape(one["geometry"]).exterior.is_ccw


BOXES = ["111.5,27.5,113.5,29.5", "112,28,112.5,28.5", "-1.5,50,1.5,53", "-80,-5,-70,5", "177,65,-177,70",
         "-180,85,180,90", "-180,-90,180,-85", "112.7,28,112.7,29", "112,28,0,112.5,28.5,100",
         "170,20,113,40"]  # fmt: skip


@pytest.mark.parametrize("name", ["cases", "counties", "zones"])
@pytest.mark.parametrize("window", BOXES)
def test_bbox_selects_what_intersects_it(get: Any, name: str, window: str) -> None:
    numbers = [float(one) for one in window.split(",")]
    half = len(numbers) // 2
    west, south, east, north = *numbers[:2], *numbers[half : half + 2]
    whole = (
        box(west, south, east, north)
        if west <= east
        else box(west, south, 180, north).union(box(-180, south, east, north))
    )
    everything = get(f"/collections/{name}/items", limit=1000)["features"]
    inside = {f["id"] for f in everything if f["geometry"] and shape(f["geometry"]).intersects(whole)}
    expected = inside | {f["id"] for f in everything if f["geometry"] is None}  # the standard wants them in every box
    document = get(f"/collections/{name}/items", limit=1000, bbox=window)
    assert {f["id"] for f in document["features"]} == expected
    assert document["numberMatched"] == len(expected) == len(inside) + document.get("numberWithoutGeometry", 0)
    if name == "cases":
        strict = get("/collections/cases/items", limit=1000, bbox=window, blank="0")
        assert {f["id"] for f in strict["features"]} == inside
        assert strict["numberMatched"] == len(inside)


def test_datetime_selects_days(get: Any) -> None:
    everything = get("/collections/cases/items", limit=1000)["features"]
    days = {f["id"]: f["properties"]["happened_on"] for f in everything if f["properties"]["happened_on"]}
    some = sorted(days.values())[len(days) // 2]

    undated = {f["id"] for f in everything} - set(days)

    def ids(value: str) -> set[int]:
        """Those with a date; the undated fit any period, as the standard wants."""
        strict, found = (
            {f["id"] for f in get("/collections/cases/items", limit=1000, datetime=value, **words)["features"]}
            for words in ({"blank": "0"}, {})
        )
        assert found - undated == strict
        assert found >= undated
        assert undated
        return strict

    assert ids(f"{some}T12:00:00+08:00") == {fid for fid, day in days.items() if day == some}
    assert ids(f"{some}T00:00:00+08:00/..") == {fid for fid, day in days.items() if day >= some}
    assert ids(f"../{some}") == {fid for fid, day in days.items() if day <= some}
    assert ids("2025-02-01T00:00:00Z/2025-03-31T00:00:00Z") == {
        fid for fid, day in days.items() if "2025-02-01" <= day <= "2025-03-31"
    }
    assert len(get("/collections/counties/items", datetime="1999-01-01T00:00:00Z")["features"]) == 1


@pytest.mark.parametrize(
    ("words", "parameter"),
    [
        ({"limit": "unlimited"}, "limit"), ({"limit": "0"}, "limit"), ({"limit": "-1"}, "limit"),
        ({"limit": "1.5"}, "limit"),
        ({"limit": ""}, "limit"), ({"unknownQueryParameter17": "1"}, "unknownQueryParameter17"),
        ({"bbox": "1,2,3"}, "bbox"), ({"bbox": "1,2,3,4,5"}, "bbox"), ({"bbox": "a,b,c,d"}, "bbox"),
        ({"bbox": ""}, "bbox"),
        ({"bbox": "28,112,29,113"}, "bbox"), ({"bbox": "112,29,113,28"}, "bbox"), ({"bbox": "nan,1,2,3"}, "bbox"),
        ({"bbox": "1,2,3,inf"}, "bbox"), ({"datetime": "yesterday"}, "datetime"),
        ({"datetime": "2025-13-01/.."}, "datetime"),
        ({"datetime": "2025-02-01/2025-01-01"}, "datetime"), ({"f": "xml"}, "f"), ({"cursor": "x"}, "cursor"),
        ({"status": "finished"}, "status"), ({"county": "没有县"}, "county"), ({"overdue": "maybe"}, "overdue"),
        ({"version": "one"}, "version"), ({"sort": "deadline"}, "sort"), ({"offset": "1"}, "offset"),
        ({"limit": ["1", "2"]}, "limit"), ({"bbox": ["1,2,3,4", "1,2,3,4"]}, "bbox"), ({"due": "soon"}, "due"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_named(refused: Any, words: dict[str, Any], parameter: str) -> None:
    problem = refused("/collections/cases/items", **words)
    assert problem["parameter"] == parameter
    assert problem["status"] == 400
    assert problem["detail"]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_unknown_parameters_are_refused_everywhere(refused: Any, path: str) -> None:
    assert refused(path, unknownQueryParameter=1)["parameter"] == "unknownQueryParameter"


@pytest.mark.parametrize(
    "path",
    ["/collections/none", "/collections/none/items", "/collections/cases/items/999999", "/collections/cases/items/x",
     "/collections/counties/items/none", "/collections/cases/none", "/none", "/collections/cases/items/" + "9" * 30],
)  # fmt: skip
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/ogcapi{path}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_properties_compare_for_equality(get: Any) -> None:
    everything = get("/collections/cases/items", limit=1000)["features"]

    def ids(**words: Any) -> set[int]:
        return {f["id"] for f in get("/collections/cases/items", limit=1000, **words)["features"]}

    for name, value in (("no", "7"), ("case_id", "430000-9"), ("name", "点位3%"), ("deadline", "2025-12-05")):
        expected = {f["id"] for f in everything if f["properties"][name] == value}
        assert expected
        assert ids(**{name: value}) == expected
    assert ids(coordinateUncertaintyInMeters="20") == {2}
    assert ids(no=["7", "8"]) == {7, 8}
    assert ids(status=["closed", "done"], county="赫山区") == {
        f["id"] for f in everything
        if f["properties"]["status"] in ("closed", "done") and f["properties"]["county"] == "赫山区"
    }  # fmt: skip
    assert ids(located="false") == {f["id"] for f in everything if f["geometry"] is None} == ids(located="0")


def test_the_store_agrees(get: Any, store: Store) -> None:
    assert get("/collections/cases/items", limit=1)["numberMatched"] == len(store.columns()) == 60
