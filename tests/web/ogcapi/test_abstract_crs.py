"""Part 2: every abstract test of OGC 18-058, Annex A, under its own name, over every collection and offered system."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import numpy as np
import pyproj
import pytest
import shapely
from flask.testing import FlaskClient
from shapely.geometry import shape

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
OFFERED = [CRS84, *(f"{EPSG}{code}" for code in (4326, 4490, 4547, 4546, 3857))]
OFFICIAL = {
    "crs-uri", "default-crs", "storageCrs", "crs-parameter", "crs-parameter-default", "crs-parameter-invalid",
    "crs-parameter-transform", "bbox-crs-parameter", "bbox-crs-parameter-default", "bbox-crs-parameter-invalid",
}  # fmt: skip
COLLECTIONS = ["cases", "counties", "zones", "lake-zone", "river-strip", "nothing-yet"]
LOCATED = ["cases", "counties", "zones", "lake-zone", "river-strip"]
COVERED: set[str] = set()
F = TypeVar("F", bound=Callable[..., None])


def covers(*names: str) -> Callable[[F], F]:
    COVERED.update(names)
    return lambda test: test


@cache
def transformer(uri: str) -> pyproj.Transformer:
    code = "OGC:CRS84" if uri == CRS84 else f"EPSG:{uri.rsplit('/', 1)[-1]}"
    return pyproj.Transformer.from_crs("OGC:CRS84", code)


def to_system(uri: str, geometry: Any) -> Any:
    """By pyproj left to itself: the registry's own axis order, no swap of ours."""
    move = transformer(uri).transform
    return shapely.transform(geometry, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))


@covers("crs-uri")
def test_crs_uri(get: Any) -> None:
    document = get("/collections")
    written = [*document["crs"]]
    for one in [*document["collections"], *(get(f"/collections/{name}") for name in COLLECTIONS)]:
        written += [*one["crs"], one["storageCrs"]]
    for uri in written:
        assert re.fullmatch(r"http://www\.opengis\.net/def/crs/[A-Za-z]+/[0-9.]+/[A-Za-z0-9]+", uri), uri


@covers("default-crs")
def test_default_crs(get: Any) -> None:
    for one in [*get("/collections")["collections"], *(get(f"/collections/{name}") for name in COLLECTIONS)]:
        assert one["crs"][0] == CRS84


@covers("storageCrs")
def test_storage_crs(get: Any) -> None:
    for one in [*get("/collections")["collections"], *(get(f"/collections/{name}") for name in COLLECTIONS)]:
        assert one["storageCrs"] in one["crs"]


@covers("crs-parameter")
@pytest.mark.parametrize("uri", OFFERED)
@pytest.mark.parametrize("name", COLLECTIONS)
def test_crs_parameter(client: FlaskClient, name: str, uri: str) -> None:
    answer = client.get(f"/ogcapi/collections/{name}/items", query_string={"crs": uri})
    assert answer.status_code == 200
    assert answer.headers["Content-Crs"] == f"<{uri}>"
    for one in json.loads(answer.data)["features"][:2]:
        fid = str(one["id"]).replace("/", "%2F")
        alone = client.get(f"/ogcapi/collections/{name}/items/{fid}", query_string={"crs": uri})
        assert alone.headers["Content-Crs"] == f"<{uri}>"
        assert json.loads(alone.data)["geometry"] == one["geometry"]


@covers("crs-parameter-default")
@pytest.mark.parametrize("name", COLLECTIONS)
def test_crs_parameter_default(client: FlaskClient, name: str) -> None:
    path = f"/ogcapi/collections/{name}/items"
    plain, asked = client.get(path), client.get(path, query_string={"crs": CRS84})
    assert plain.headers["Content-Crs"] == asked.headers["Content-Crs"] == f"<{CRS84}>"
    assert json.loads(plain.data)["features"] == json.loads(asked.data)["features"]


@covers("crs-parameter-invalid")
@pytest.mark.parametrize("name", COLLECTIONS)
def test_crs_parameter_invalid(refused: Any, get: Any, name: str) -> None:
    unknown = f"{EPSG}0"
    assert refused(f"/collections/{name}/items", crs=unknown)["parameter"] == "crs"
    for one in get(f"/collections/{name}/items", limit=1)["features"]:
        fid = str(one["id"]).replace("/", "%2F")
        assert refused(f"/collections/{name}/items/{fid}", crs=unknown)["parameter"] == "crs"


@covers("crs-parameter-transform")
@pytest.mark.parametrize("uri", OFFERED)
@pytest.mark.parametrize("name", LOCATED)
def test_crs_parameter_transform(get: Any, name: str, uri: str) -> None:
    """Coordinates asked for in a system are those of the default one, converted."""
    plain = get(f"/collections/{name}/items", limit=1000)["features"]
    moved = get(f"/collections/{name}/items", limit=1000, crs=uri)["features"]
    assert [one["id"] for one in plain] == [one["id"] for one in moved]
    degrees = uri.rsplit("/", 1)[-1] in ("CRS84", "4326", "4490")
    for before, after in zip(plain, moved, strict=True):
        if before["geometry"] is not None:
            wanted = shapely.get_coordinates(to_system(uri, shape(before["geometry"])))
            found = shapely.get_coordinates(shape(after["geometry"]))
            assert np.abs(wanted - found).max() < (2e-7 if degrees else 0.02)


@covers("bbox-crs-parameter")
@pytest.mark.parametrize("uri", OFFERED)
@pytest.mark.parametrize("name", LOCATED)
def test_bbox_crs_parameter(get: Any, name: str, uri: str) -> None:
    """As the official suite does: the collection's extent in the system and in the default one give the same."""
    extent = get(f"/collections/{name}")["extent"]["spatial"]["bbox"][0]
    corners = shapely.segmentize(shapely.box(*extent), 0.05)
    low_first, low_second, high_first, high_second = to_system(uri, corners).bounds
    written = f"{low_first!r},{low_second!r},{high_first!r},{high_second!r}"
    there = get(f"/collections/{name}/items", limit=1000, bbox=written, bbox_crs=uri)
    here = get(f"/collections/{name}/items", limit=1000, bbox=",".join(map(repr, extent)))
    assert [one["id"] for one in there["features"]] == [one["id"] for one in here["features"]]
    assert there["features"]


@covers("bbox-crs-parameter-default")
@pytest.mark.parametrize("name", LOCATED)
def test_bbox_crs_parameter_default(get: Any, name: str) -> None:
    window = "112,28,112.6,28.9"
    plain = get(f"/collections/{name}/items", limit=1000, bbox=window)["features"]
    assert plain == get(f"/collections/{name}/items", limit=1000, bbox=window, bbox_crs=CRS84)["features"]


@covers("bbox-crs-parameter-invalid")
@pytest.mark.parametrize("name", COLLECTIONS)
def test_bbox_crs_parameter_invalid(refused: Any, name: str) -> None:
    problem = refused(f"/collections/{name}/items", bbox="112,28,113,29", bbox_crs=f"{EPSG}0")
    assert problem["parameter"] == "bbox-crs"


def test_no_abstract_test_is_forgotten() -> None:
    assert COVERED == OFFICIAL
