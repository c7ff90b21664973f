"""Part 1: every abstract test of OGC 17-069r4, Annex A, under its own name, over every collection that is served.

``covers`` writes down which abstract test a function is; the last test compares them with the standard's list, so that
none is forgotten. What the project decides differently is said where it is tested.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from flask.testing import FlaskClient
from shapely.geometry import box, shape

CONF = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
GEOJSON, HTML, JSON = "application/geo+json", "text/html", "application/json"
OFFICIAL = {
    "core": (
        "http", "crs84", "root-op", "root-success", "conformance-op", "conformance-success", "api-definition-op",
        "api-definition-success", "fc-md-op", "fc-md-success", "fc-md-links", "fc-md-items", "fc-md-items-links",
        "fc-md-extent", "fc-md-extent-multi", "sfc-md-op", "sfc-md-success", "fc-op", "fc-bbox-definition",
        "fc-bbox-response", "fc-limit-definition", "fc-limit-response", "fc-time-definition", "fc-time-response",
        "fc-response", "fc-links", "fc-timeStamp", "fc-numberMatched", "fc-numberReturned", "f-op", "f-success",
        "f-links", "query-param-invalid", "query-param-unknown",
    ),
    "geojson": ("definition", "content"),
    "html": ("definition", "content"),
    "oas30": ("completeness", "exception-codes", "security", "definition-1", "definition-2", "oas-impl"),
}  # fmt: skip
COLLECTIONS = ["cases", "counties", "zones", "lake-zone", "river-strip", "nothing-yet"]
COVERED: set[str] = set()
F = TypeVar("F", bound=Callable[..., None])


def covers(*names: str) -> Callable[[F], F]:
    COVERED.update(names)
    return lambda test: test


def fetched(client: FlaskClient, href: str, **words: Any) -> Any:
    path = href.removeprefix("http://localhost")
    answer = client.get(path if path.startswith("/") else f"/ogcapi/{path}", query_string=words or None)
    assert answer.status_code == 200, (href, answer.get_data(as_text=True)[:300])
    return answer


def links_of(document: dict[str, Any], rel: str) -> list[dict[str, str]]:
    found = [link for link in document["links"] if link["rel"] == rel]
    assert all(link["type"] for link in found), "every link names its type"
    return found


def check_own_links(document: dict[str, Any], kinds: set[str]) -> None:
    """One link to itself, and one to itself in every other shape."""
    (own,) = links_of(document, "self")
    assert {link["type"] for link in links_of(document, "alternate")} == kinds - {own["type"]}


@covers("core/http")
def test_core_http(client: FlaskClient) -> None:
    answer = client.get("/ogcapi/")
    assert answer.request.environ["SERVER_PROTOCOL"] in ("HTTP/1.1", "HTTP/2")
    assert client.head("/ogcapi/").status_code == 200
    assert client.open("/ogcapi/", method="PATCH").status_code == 405


@covers("core/root-op", "core/root-success")
def test_core_root(client: FlaskClient) -> None:
    document = json.loads(fetched(client, "/ogcapi/").data)
    assert {"service-desc", "service-doc"} & {link["rel"] for link in document["links"]}
    assert links_of(document, "conformance")
    assert links_of(document, "data")
    for link in document["links"]:
        assert fetched(client, link["href"]).mimetype == link["type"].partition(";")[0]


@covers("core/conformance-op", "core/conformance-success")
def test_core_conformance(client: FlaskClient) -> None:
    root = json.loads(fetched(client, "/ogcapi/").data)
    for link in links_of(root, "conformance"):
        document = json.loads(fetched(client, link["href"]).data)
        assert {f"{CONF}{name}" for name in OFFICIAL} <= set(document["conformsTo"])
        assert all(isinstance(one, str) and one.startswith("http") for one in document["conformsTo"])


@covers("core/api-definition-op", "core/api-definition-success")
def test_core_api_definition(client: FlaskClient) -> None:
    root = json.loads(fetched(client, "/ogcapi/").data)
    for link in links_of(root, "service-desc") + links_of(root, "service-doc"):
        answer = fetched(client, link["href"])
        assert answer.content_type.partition(";")[0] == link["type"].partition(";")[0]
    definition = json.loads(fetched(client, "api").data)
    assert re.fullmatch(r"3\.0\.\d", definition["openapi"])
    assert {"title", "version"} <= set(definition["info"])
    assert re.findall(r'"\$ref": ?"(?!#/)', json.dumps(definition)) == [], "no reference leads out of the document"
    for reference in set(re.findall(r'"\$ref": ?"#/([^"]+)"', json.dumps(definition))):
        node = definition
        for step in reference.split("/"):
            node = node[step]


@covers("core/fc-md-op", "core/fc-md-success", "core/fc-md-links", "core/fc-md-items", "core/fc-md-items-links")
def test_core_fc_md(client: FlaskClient) -> None:
    root = json.loads(fetched(client, "/ogcapi/").data)
    for link in links_of(root, "data"):
        document = json.loads(fetched(client, link["href"]).data)
        check_own_links(document, {JSON, HTML})
        assert {one["id"] for one in document["collections"]} == set(COLLECTIONS)
        for one in document["collections"]:
            assert {found["type"] for found in links_of(one, "items")} == {GEOJSON, HTML}
            for found in links_of(one, "items"):
                assert fetched(client, found["href"]).mimetype == found["type"]


@covers("core/fc-md-extent", "core/fc-md-extent-multi")
@pytest.mark.parametrize("name", COLLECTIONS)
def test_core_fc_md_extent(client: FlaskClient, name: str) -> None:
    extent = json.loads(fetched(client, f"collections/{name}").data).get("extent", {})
    features = json.loads(fetched(client, f"collections/{name}/items", limit=1000).data)["features"]
    located = [shape(one["geometry"]) for one in features if one["geometry"]]
    assert ("spatial" in extent) == bool(located)
    if located:
        first, *others = extent["spatial"]["bbox"]
        assert others == [], "one box says all: there are no several to be told apart"
        assert all(box(*first).covers(one) for one in located)
    if "temporal" in extent:
        start, end = extent["temporal"]["interval"][0]
        days = [one["properties"]["happened_on"] for one in features if one["properties"]["happened_on"]]
        times = [datetime.fromisoformat(f"{day}T00:00:00+08:00") for day in days]
        assert datetime.fromisoformat(start) <= min(times)
        assert max(times) <= datetime.fromisoformat(end)


@covers("core/sfc-md-op", "core/sfc-md-success")
def test_core_sfc_md(client: FlaskClient) -> None:
    for one in json.loads(fetched(client, "collections").data)["collections"]:
        alone = json.loads(fetched(client, f"collections/{one['id']}").data)
        assert {key: value for key, value in alone.items() if key != "links"} == {
            key: value for key, value in one.items() if key != "links"
        }
        check_own_links(alone, {JSON, HTML})
        assert links_of(alone, "items") == links_of(one, "items")


@covers("core/fc-op", "core/fc-response", "core/fc-links", "core/fc-timeStamp", "core/fc-numberMatched")
@covers("core/fc-numberReturned", "core/crs84")
@pytest.mark.parametrize(
    "words", [{}, {"limit": 7}, {"bbox": "112,28,113,29"}, {"datetime": "2025-03-01T00:00:00Z/.."}]
)
@pytest.mark.parametrize("name", COLLECTIONS)
def test_core_fc(client: FlaskClient, name: str, words: dict[str, Any]) -> None:
    answer = fetched(client, f"collections/{name}/items", **words)
    document = json.loads(answer.data)
    assert document["type"] == "FeatureCollection"
    assert all(one["type"] == "Feature" for one in document["features"])
    check_own_links(document, {GEOJSON, HTML})
    stamp = datetime.fromisoformat(document["timeStamp"])
    assert stamp.tzinfo is not None
    assert document["numberReturned"] == len(document["features"])
    found, following = len(document["features"]), links_of(document, "next")
    while following:
        page = json.loads(fetched(client, following[0]["href"]).data)
        found, following = found + len(page["features"]), links_of(page, "next")
    assert document["numberMatched"] == found
    for one in document["features"]:
        if one["geometry"] is not None:
            west, south, east, north = shape(one["geometry"]).bounds
            assert 100 < west <= east < 120, "longitude first"
            assert 20 < south <= north < 35


def test_core_timestamp_is_the_moment_of_the_answer(app: Any, client: FlaskClient) -> None:
    stamp = json.loads(fetched(client, "collections/cases/items").data)["timeStamp"]
    now = app.extensions["geoapp"].clock()
    assert abs(datetime.fromisoformat(stamp) - now.astimezone(UTC)) < timedelta(seconds=1)


def parameter(client: FlaskClient, name: str, wanted: str) -> dict[str, Any]:
    definition = json.loads(fetched(client, "api").data)
    given = definition["paths"][f"/collections/{name}/items"]["get"]["parameters"]
    resolved = [
        definition["components"]["parameters"][p["$ref"].rsplit("/", 1)[-1]] if "$ref" in p else p for p in given
    ]
    (found,) = [one for one in resolved if one["name"] == wanted]
    assert found["in"] == "query"
    assert found["required"] is False
    assert (found["style"], found["explode"]) == ("form", False)
    return dict(found["schema"])


@covers("core/fc-bbox-definition", "core/fc-limit-definition", "core/fc-time-definition")
@pytest.mark.parametrize("name", COLLECTIONS)
def test_core_parameter_definitions(client: FlaskClient, name: str) -> None:
    window = parameter(client, name, "bbox")
    assert window["type"] == "array"
    assert window["items"] == {"type": "number"}
    assert window["oneOf"] == [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}]
    limit = parameter(client, name, "limit")
    assert limit["type"] == "integer"
    assert 0 <= limit["minimum"] <= limit["default"] <= limit["maximum"]
    assert parameter(client, name, "datetime") == {"type": "string"}


BOXES = ["-1.5,50,1.5,53", "-80,-5,-70,5", "177,65,-177,70", "-180,85,180,90", "-180,-90,180,-85", "112,28,112.5,28.5"]
"""The official suite's: the meridian, the equator, the antimeridian, both poles; and one where something is."""


@covers("core/fc-bbox-response")
@pytest.mark.parametrize("written", BOXES)
@pytest.mark.parametrize("name", ["cases", "counties", "zones"])
def test_core_fc_bbox_response(client: FlaskClient, name: str, written: str) -> None:
    """``/req/core/fc-bbox-response``: what touches the box, and (C) all that has no geometry. How many those are is
    said beside the count; ``blank=0`` leaves them out of the cases, as map, list and exports do by themselves."""
    west, south, east, north = map(float, written.split(","))
    window = box(west, south, east, north)
    if west > east:
        window = box(west, south, 180, north).union(box(-180, south, east, north))
    everything = json.loads(fetched(client, f"collections/{name}/items", limit=1000).data)["features"]
    document = json.loads(fetched(client, f"collections/{name}/items", limit=1000, bbox=written).data)
    inside = [one["id"] for one in everything if one["geometry"] and shape(one["geometry"]).intersects(window)]
    nowhere = [one["id"] for one in everything if one["geometry"] is None]
    assert [one["id"] for one in document["features"]] == sorted([*inside, *nowhere])
    assert document["numberMatched"] == len(inside) + len(nowhere)
    assert document.get("numberWithoutGeometry", 0) == len(nowhere)
    assert bool(nowhere) == (name != "counties")
    if name == "cases":
        strict = json.loads(fetched(client, "collections/cases/items", limit=1000, bbox=written, blank="0").data)
        assert [one["id"] for one in strict["features"]] == inside
        assert "numberWithoutGeometry" not in strict


@covers("core/fc-limit-response")
@pytest.mark.parametrize("limit", [1, 5, 100, 10_000])
@pytest.mark.parametrize("name", COLLECTIONS)
def test_core_fc_limit_response(client: FlaskClient, name: str, limit: int) -> None:
    document = json.loads(fetched(client, f"collections/{name}/items", limit=limit).data)
    assert len(document["features"]) <= min(limit, parameter(client, name, "limit")["maximum"])


@covers("core/fc-time-response")
@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2025-03-04T00:00:00+08:00", "2025-03-04", "2025-03-04"),
        ("2025-03-01T00:00:00+08:00/2025-06-30T00:00:00+08:00", "2025-03-01", "2025-06-30"),
        ("../2025-06-30T00:00:00+08:00", "0000", "2025-06-30"), ("/2025-06-30T00:00:00+08:00", "0000", "2025-06-30"),
        ("2025-06-30T00:00:00+08:00/..", "2025-06-30", "9999"), ("2025-06-30T00:00:00+08:00/", "2025-06-30", "9999"),
    ],
)  # fmt: skip
def test_core_fc_time_response(client: FlaskClient, written: str, first: str, last: str) -> None:
    """``/req/core/fc-time-response``: what happened in the period, and all that has no date; layers have none at all.
    ``blank=0`` leaves the undated cases out."""
    everything = json.loads(fetched(client, "collections/cases/items", limit=1000).data)["features"]
    found = json.loads(fetched(client, "collections/cases/items", limit=1000, datetime=written).data)["features"]
    days = {one["id"]: one["properties"]["happened_on"] for one in everything}
    within = [fid for fid, day in days.items() if day and first <= day <= last]
    assert None in days.values()
    assert [one["id"] for one in found] == [fid for fid, day in days.items() if day is None or fid in within]
    strict = fetched(client, "collections/cases/items", limit=1000, datetime=written, blank="false")
    assert [one["id"] for one in json.loads(strict.data)["features"]] == within
    plain = json.loads(fetched(client, "collections/zones/items").data)["numberMatched"]
    assert json.loads(fetched(client, "collections/zones/items", datetime=written).data)["numberMatched"] == plain


@covers("core/f-op", "core/f-success", "core/f-links")
@pytest.mark.parametrize("name", ["cases", "counties", "zones"])
def test_core_f(client: FlaskClient, name: str) -> None:
    for one in json.loads(fetched(client, f"collections/{name}/items", limit=10).data)["features"]:
        alone = json.loads(fetched(client, f"collections/{name}/items/{str(one['id']).replace('/', '%2F')}").data)
        check_own_links(alone, {GEOJSON, HTML})
        assert links_of(alone, "collection")
        assert {key: alone[key] for key in one} == one


@covers("core/query-param-invalid")
@pytest.mark.parametrize("words", [{"limit": "x"}, {"bbox": "1,2,3"}, {"bbox": "a,b,c,d"}, {"datetime": "yesterday"}])
@pytest.mark.parametrize("name", ["cases", "zones"])
def test_core_query_param_invalid(refused: Any, name: str, words: dict[str, str]) -> None:
    assert refused(f"/collections/{name}/items", **words)["parameter"] == next(iter(words))


@covers("core/query-param-unknown")
@pytest.mark.parametrize("name", COLLECTIONS)
def test_core_query_param_unknown(refused: Any, name: str) -> None:
    assert refused(f"/collections/{name}/items", unknownQueryParameter="x")["parameter"] == "unknownQueryParameter"


@covers("geojson/definition", "geojson/content")
@pytest.mark.parametrize("name", COLLECTIONS)
def test_geojson(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/ogcapi/collections/{name}/items", headers={"Accept": GEOJSON})
    assert answer.mimetype == GEOJSON
    document = json.loads(answer.data)
    assert {"type", "features", "links"} <= set(document)
    for one in document["features"]:
        assert {"type", "id", "geometry", "properties"} <= set(one)
        assert "crs" not in one
        assert one["geometry"] is None or not shape(one["geometry"]).is_empty


@covers("html/definition", "html/content")
@pytest.mark.parametrize(
    "path", ["", "conformance", "api", "collections", "collections/cases", "collections/cases/items",
             "collections/cases/items/1"],
)  # fmt: skip
def test_html(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/ogcapi/{path}", headers={"Accept": HTML})
    assert answer.mimetype == HTML
    page = answer.get_data(as_text=True)
    assert page.lstrip().lower().startswith("<!doctype html>")
    document = json.loads(fetched(client, path or "/ogcapi/", f="json").data)
    for link in document.get("links", ()):
        if link["rel"] in ("items", "data", "conformance", "collection"):
            assert link["href"].partition("?")[0].removeprefix("http://localhost") in page, link


@covers("oas30/completeness", "oas30/definition-1", "oas30/definition-2", "oas30/oas-impl", "oas30/exception-codes")
@covers("oas30/security")
def test_oas30(client: FlaskClient) -> None:
    """Every address is described with its parameters and codes, and does what is described; none needs a login here."""
    definition = json.loads(fetched(client, "api").data)
    paths = definition["paths"]
    wanted = {"/", "/api", "/conformance", "/collections"}
    wanted |= {f"/collections/{name}{rest}" for name in COLLECTIONS for rest in ("", "/items", "/items/{featureId}")}
    assert wanted <= set(paths)
    names = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert len(set(names)) == len(names)
    for path, methods in paths.items():
        assert set(methods) == {"get"}
        responses = methods["get"]["responses"]
        assert {"200", "400"} <= set(responses)
        assert ("404" in responses) == ("{" in path or path.startswith("/collections/"))
        if "{" not in path:
            assert fetched(client, f"/ogcapi{path}").mimetype in responses["200"]["content"] or path == "/api"
    for code in ("BadRequest", "NotFound"):
        assert "application/problem+json" in definition["components"]["responses"][code]["content"]
    assert "security" not in definition


def test_no_abstract_test_is_forgotten() -> None:
    assert {f"{name}/{test}" for name, tests in OFFICIAL.items() for test in tests} == COVERED
