"""The API's definition, OpenAPI 3.0: self-contained, with a path for each collection (GDAL reads limits there)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from geoapp import __version__
from geoapp.exports import ZONE_PREFIX
from geoapp.model import Campaign, Containing, Kind, Status
from geoapp.texts import text
from geoapp.web.ogcapi.asking import FLAGS, WORDS, equalities
from geoapp.web.ogcapi.collections import CASES, Collection
from geoapp.web.ogcapi.crs import CRS84, REFERENCES
from geoapp.web.ogcapi.documents import API_TYPES, DOCUMENT_TYPES, ITEM_TYPES, SCHEMA_TYPES
from geoapp.web.ogcapi.fields import Field
from geoapp.web.ogcapi.items import BLANK
from geoapp.web.ogcapi.links import PREFIX
from geoapp.web.signing import COOKIE

Schema = dict[str, Any]
_ENUMS: Mapping[str, type[Status | Kind | Campaign]] = {
    "status": Status, "hide": Status, "kind": Kind, "campaign": Campaign,
}  # fmt: skip
_REPEATED = frozenset({"status", "hide", "kind", "campaign", "county"})
_OBJECT: Schema = {"type": "object"}


class Login(Enum):
    """Whether reading asks who one is: there are no accounts, one may say so, one must."""

    NONE = "none"
    POSSIBLE = "possible"
    NEEDED = "needed"


def definition(
    server: str, collections: Sequence[Collection], limits: tuple[int, int, int], login: Login = Login.NONE
) -> dict[str, Any]:
    """The document. ``limits``: default and highest ``limit``, longest filter."""
    paths: dict[str, Any] = {
        "/": _path("getLandingPage", text("ogcapi.home"), _documents("landingPage")),
        "/api": _path("getApi", text("ogcapi.api"), _answers(API_TYPES, _OBJECT)),
        "/conformance": _path("getConformance", text("ogcapi.conformance"), _documents("conformance")),
        "/collections": _path("getCollections", text("ogcapi.data"), _documents("collections")),
    }
    for collection in collections:
        paths |= _collection_paths(collection)
    document = {
        "openapi": "3.0.3",
        "info": {"title": text("ogcapi.title"), "description": text("ogcapi.description"), "version": __version__},
        "servers": [{"url": server.rstrip("/") + PREFIX}],
        "paths": paths,
        "components": {"parameters": _shared_parameters(*limits), "responses": _errors(), "schemas": _schemas()},
    }
    return document if login is Login.NONE else _secured(document, needed=login is Login.NEEDED)


def _secured(document: dict[str, Any], *, needed: bool) -> dict[str, Any]:
    """With the two ways to say who one is: a program's token, a browser's session."""
    schemes = {
        "token": {"type": "http", "scheme": "bearer", "description": text("ogcapi.security.token")},
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": text("ogcapi.security.session")},
    }
    document["components"]["securitySchemes"] = schemes
    document["components"]["responses"] |= _problems({"Unauthorized": 401, "Forbidden": 403})
    document["security"] = [*([] if needed else [{}]), *({name: []} for name in schemes)]
    for path in document["paths"].values():
        path["get"]["responses"] |= {
            "401": {"$ref": "#/components/responses/Unauthorized"},
            "403": {"$ref": "#/components/responses/Forbidden"},
        }
    return document


def _collection_paths(collection: Collection) -> dict[str, Any]:
    root = f"/collections/{collection.id}"
    name = "".join(part.capitalize() for part in collection.id.replace("_", "-").split("-"))
    shared = ("limit", "cursorOfCases" if collection.id == CASES else "cursor", "crs", "bbox", "bbox-crs", "datetime")
    parameters = [_shared(one) for one in (*shared, "filter", "filter-lang", "filter-crs")]
    if collection.id == CASES:
        parameters += [_word(word) for word in WORDS if word != "zone"]
        parameters += _zone_word(collection)
    parameters += [_equality(field) for field in equalities(collection)]
    identifier: Schema = {"type": "string", "minLength": 1}
    if collection.id == CASES:
        identifier = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
    feature = _in_path("featureId", identifier)
    found = {
        root: _path(f"get{name}", collection.title, _documents("collection")),
        f"{root}/schema": _path(f"get{name}Schema", text("ogcapi.schema"), _answers(SCHEMA_TYPES, _OBJECT)),
        f"{root}/queryables": _path(f"get{name}Queryables", text("ogcapi.queryables"), _answers(SCHEMA_TYPES, _OBJECT)),
        f"{root}/items": _path(f"get{name}Items", collection.title, _items("features"), parameters),
        f"{root}/items/{{featureId}}": _path(
            f"get{name}Item", collection.title, _items("feature"), [feature, _shared("crs")]
        ),
    }
    for path in found.values():
        path["get"]["responses"]["404"] = {"$ref": "#/components/responses/NotFound"}
        path["get"]["tags"] = [collection.id]
    return found


def _path(operation: str, summary: str, content: Schema, parameters: Sequence[Schema] = ()) -> dict[str, Any]:
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [_shared("f"), *parameters],
            "responses": {
                "200": {"description": summary, **content},
                "304": {"description": "Not Modified"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "414": {"$ref": "#/components/responses/TooLong"},
                "503": {"$ref": "#/components/responses/Unavailable"},
            },
        }
    }


def _answers(types: Mapping[str, str], schema: Schema) -> Schema:
    content = {kind: {"schema": schema if name == "json" else {"type": "string"}} for name, kind in types.items()}
    return {"content": content}


def _documents(name: str) -> Schema:
    return _answers(DOCUMENT_TYPES, {"$ref": f"#/components/schemas/{name}"})


def _items(name: str) -> Schema:
    headers = {"Content-Crs": {"description": text("ogcapi.page.crs"), "schema": {"type": "string"}}}
    return {"headers": headers, **_answers(ITEM_TYPES, {"$ref": f"#/components/schemas/{name}"})}


def _shared(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}


def _parameter(name: str, schema: Schema, description: str, **more: Any) -> Schema:
    return {
        "name": name, "in": "query", "required": False, "description": description, "schema": schema,
        "style": "form", "explode": False, **more,
    }  # fmt: skip


def _in_path(name: str, schema: Schema) -> Schema:
    description = text(f"ogcapi.parameter_text.{name}")
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _shared_parameters(default: int, highest: int, filter_chars: int) -> dict[str, Any]:
    crs: Schema = {"type": "string", "format": "uri", "enum": list(REFERENCES), "default": CRS84}
    numbers: Schema = {"type": "number"}
    box: Schema = {
        "type": "array",
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": numbers,
    }
    schemas: dict[str, Schema] = {
        "f": {"type": "string", "enum": ["json", "html"]},
        "limit": {"type": "integer", "minimum": 1, "maximum": highest, "default": default},
        "crs": crs,
        "bbox": box,
        "bbox-crs": crs,
        "datetime": {"type": "string"},
        "filter": {"type": "string", "minLength": 1, "maxLength": filter_chars},
        "filter-lang": {"type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text"},
        "filter-crs": crs,
        "cursor": {"type": "string", "minLength": 1, "maxLength": 200},
    }
    found = {name: _parameter(name, schema, text(f"ogcapi.parameter_text.{name}")) for name, schema in schemas.items()}
    digits = {"type": "string", "pattern": "^[0-9]{1,18}$"}
    found["cursorOfCases"] = _parameter("cursor", digits, text("ogcapi.parameter_text.cursor"))
    return found


def _word(word: str) -> Schema:
    """A filter word of the house."""
    schema: Schema = {"type": "string", "maxLength": 200}
    if word in _ENUMS:
        schema = {"type": "string", "enum": [value.value for value in _ENUMS[word]]}
    elif word in FLAGS:
        schema = {"type": "string", "enum": ["true", "false", "1", "0"]}
        schema |= {"default": "true"} if word == "blank" else {}
    if word in _REPEATED:
        schema = {"type": "array", "items": schema}
    return _parameter(word, schema, text(f"ogcapi.parameter_text.{word}"), explode=word in _REPEATED)


def _zone_word(collection: Collection) -> list[Schema]:
    """``zone`` takes the id of a zone and a verdict; without any zone there is nothing to ask for."""
    ids = [
        field.name.removeprefix(ZONE_PREFIX)
        for field in collection.fields
        if field.name.startswith(ZONE_PREFIX) and field.name.count(":") == 1
    ]
    values = [word for layer_id in ids for word in (layer_id, *(f"{layer_id}:{verdict}" for verdict in Containing))]
    schema: Schema = {"type": "array", "items": {"type": "string", "enum": values}}
    return [_parameter("zone", schema, text("ogcapi.parameter_text.zone"), explode=True)] if ids else []


def _equality(field: Field) -> Schema:
    schema: Schema = {"type": field.type}
    if field.type == "string":
        schema["maxLength"] = 200
    if field.values:
        schema["enum"] = [value for value, _ in field.values]
    description = text("ogcapi.parameter_text.equal", title=field.title)
    return _parameter(field.name, {"type": "array", "items": schema}, description, explode=True)


def _errors() -> dict[str, Any]:
    return _problems({"BadRequest": 400, "NotFound": 404, "TooLong": 414, "Unavailable": 503})


def _problems(named: Mapping[str, int]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {name: {"description": text(f"web.title.{code}"), "content": problem} for name, code in named.items()}


def _schemas() -> dict[str, Any]:
    string: Schema = {"type": "string"}
    links: Schema = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
    strings: Schema = {"type": "array", "items": string}
    geometry: Schema = {"type": "object", "nullable": True, "required": ["type"], "properties": {"type": string}}
    feature: Schema = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            "geometry": geometry,
            "properties": {"type": "object", "nullable": True},
            "links": links,
        },
    }
    counts = {name: {"type": "integer", "minimum": 0} for name in ("numberMatched", "numberReturned", BLANK)}
    return {
        "link": _record({"href": string, "rel": string, "type": string, "title": string}, ("href", "rel", "type")),
        "landingPage": _record({"title": string, "description": string, "links": links}, ("links",)),
        "conformance": _record({"conformsTo": strings, "links": links}, ("conformsTo",)),
        "collection": _record(
            {"id": string, "title": string, "description": string, "links": links, "extent": _OBJECT,
             "itemType": string, "crs": strings, "storageCrs": string},
            ("id", "links"),
        ),
        "collections": _record(
            {"links": links, "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}}},
            ("links", "collections"),
        ),
        "feature": feature,
        "features": _record(
            {"type": {"type": "string", "enum": ["FeatureCollection"]}, "links": links, "timeStamp": string, **counts,
             "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}}},
            ("type", "features"),
        ),
        "problem": _record(
            {"type": string, "title": string, "status": {"type": "integer"}, "detail": {**string, "nullable": True},
             "parameter": string, "example": string},
            ("title", "status"),
        ),
    }  # fmt: skip


def _record(properties: Schema, required: Sequence[str]) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}
