"""The documents of the API besides features: landing page, conformance, collections, schema, queryables."""

from __future__ import annotations

from typing import Any

from geoapp.texts import text
from geoapp.web.ogcapi.collections import Collection
from geoapp.web.ogcapi.crs import CRS84, REFERENCES
from geoapp.web.ogcapi.fields import GEOMETRY
from geoapp.web.ogcapi.links import (
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    QUERYABLES,
    SCHEMA,
    Link,
    address,
    link,
    self_and_alternates,
)

_CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
_CRS = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/"
_FILTER = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
CONFORMANCE = (
    *(f"{_CORE}{name}" for name in ("core", "oas30", "html", "geojson")),
    f"{_CRS}crs",
    *(f"{_FILTER}{name}" for name in ("queryables", "filter", "features-filter")),
    *(
        f"{_CQL2}{name}"
        for name in (
            "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "basic-spatial-functions",
            "basic-spatial-functions-plus", "spatial-functions", "temporal-functions",
        )
    ),
)  # fmt: skip
"""What the tests under ``tests/web/ogcapi`` show, and nothing else."""

DOCUMENT_TYPES = {"json": JSON, "html": HTML}
ITEM_TYPES = {"json": GEOJSON, "html": HTML}
SCHEMA_TYPES = {"json": SCHEMA, "html": HTML}
API_TYPES = {"json": OPENAPI, "html": HTML}


def titles() -> dict[str, str]:
    """The titles of links to the present document and its other shapes."""
    return {name: text(f"ogcapi.{name}") for name in ("self", "json", "html")}


def landing(present: str) -> dict[str, Any]:
    """``/ogcapi/``."""
    return {
        "title": text("ogcapi.title"),
        "description": text("ogcapi.description"),
        "links": [
            *self_and_alternates(present, DOCUMENT_TYPES, titles()),
            link(address("api", query=[("f", "json")]), "service-desc", OPENAPI, text("ogcapi.api")),
            link(address("api", query=[("f", "html")]), "service-doc", HTML, text("ogcapi.api_page")),
            link(address("conformance"), "conformance", JSON, text("ogcapi.conformance")),
            link(address("collections"), "data", JSON, text("ogcapi.data")),
        ],
    }


def conformance(present: str) -> dict[str, Any]:
    """``/conformance``."""
    return {"conformsTo": list(CONFORMANCE), "links": self_and_alternates(present, DOCUMENT_TYPES, titles())}


def collection_document(collection: Collection, own_links: list[Link]) -> dict[str, Any]:
    """One collection; ``own_links`` are those of the document that it stands in, if it stands alone."""
    steps = ("collections", collection.id)
    schema, queryables = address(*steps, "schema"), address(*steps, "queryables")
    found: dict[str, Any] = {
        "id": collection.id,
        "title": collection.title,
        "description": collection.description,
        "itemType": "feature",
        "crs": list(REFERENCES),
        "storageCrs": CRS84,
        "links": [
            *own_links,
            link(address(*steps, "items", query=[("f", "json")]), "items", GEOJSON, text("ogcapi.items")),
            link(address(*steps, "items", query=[("f", "html")]), "items", HTML, text("ogcapi.items")),
            link(schema, "describedby", SCHEMA, text("ogcapi.schema")),
            link(queryables, QUERYABLES, SCHEMA, text("ogcapi.queryables")),
        ],
    }
    extent: dict[str, Any] = {}
    if collection.bbox is not None:
        extent["spatial"] = {"bbox": [list(collection.bbox)], "crs": CRS84}
    if collection.interval is not None:
        extent["temporal"] = {
            "interval": [list(collection.interval)],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        }
    return found | ({"extent": extent} if extent else {})


def collection_links(collection: Collection) -> list[Link]:
    """Where a collection's own document is, in its shapes."""
    steps = ("collections", collection.id)
    return [
        link(address(*steps, query=[("f", "json")]), "self", JSON, collection.title),
        link(address(*steps, query=[("f", "html")]), "alternate", HTML, collection.title),
    ]


def collections_document(present: str, found: list[Collection]) -> dict[str, Any]:
    """``/collections``."""
    return {
        "links": self_and_alternates(present, DOCUMENT_TYPES, titles()),
        "crs": list(REFERENCES),
        "collections": [collection_document(one, collection_links(one)) for one in found],
    }


_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(collection: Collection) -> dict[str, Any]:
    """``/schema``: a feature of the collection as JSON Schema, in the shape that GDAL reads types from."""
    identifier = {"type": "integer"} if not collection.layers else {"type": "string"}
    return {
        "$schema": _DIALECT,
        "$id": address("collections", collection.id, "schema"),
        "title": collection.title,
        "description": text("ogcapi.null_note"),
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": identifier,
            GEOMETRY: {"title": text("ogcapi.geometry"), "format": "geometry-any", "x-ogc-role": "primary-geometry"},
            "properties": {"type": "object", "properties": {f.name: f.schema() for f in collection.fields}},
        },
    }


def queryables(collection: Collection) -> dict[str, Any]:
    """``/queryables``: what filters may name."""
    found: dict[str, Any] = {field.name: field.schema() for field in collection.queryables}
    found[GEOMETRY] = {"title": text("ogcapi.geometry"), "format": "geometry-any", "x-ogc-role": "primary-geometry"}
    return {
        "$schema": _DIALECT,
        "$id": address("collections", collection.id, "queryables"),
        "title": collection.title,
        "type": "object",
        "properties": found,
        "additionalProperties": False,
    }
