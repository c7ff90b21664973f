"""The addresses below ``/ogcapi``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC
from typing import Any

import orjson
from flask import Blueprint, Response, render_template, request

from geoapp.model import CaseFeature
from geoapp.settings import Settings
from geoapp.texts import text
from geoapp.web.backend import Backend, backend
from geoapp.web.caching import REVALIDATE, vary
from geoapp.web.guard import Right, accounts, anonymous_may_read, needs, reader_key
from geoapp.web.ogcapi import documents
from geoapp.web.ogcapi.asking import Asked, read_items_address
from geoapp.web.ogcapi.collections import Collection, collections, find_collection
from geoapp.web.ogcapi.crs import DEFAULT, Reference, reference_of
from geoapp.web.ogcapi.documents import API_TYPES, DOCUMENT_TYPES, ITEM_TYPES, SCHEMA_TYPES
from geoapp.web.ogcapi.items import BLANK, ItemsPage, attributes, find_item, items_page, pieces_of
from geoapp.web.ogcapi.links import (
    GEOJSON,
    HTML,
    PREFIX,
    SCHEMA,
    address,
    chosen_format,
    here,
    link,
    present_request,
    refuse_unknown,
    self_and_alternates,
)
from geoapp.web.ogcapi.openapi import Login, definition
from geoapp.web.params import single

blueprint = Blueprint("ogcapi", __name__, url_prefix=PREFIX)


def _answer(present: str, make: Callable[[], bytes], reference: Reference | None = None, state: str = "") -> Response:
    """The answer with the tag of what it was made from; 304 without making it when the reader has it."""
    served, asked = backend(), present_request()
    # The address alone does not say which shape the reader asked for, nor under which name he reached us.
    name = f"{asked.scheme}://{asked.host}{asked.root_path}"
    parts = (
        served.present_version(),
        served.today.isoformat(),
        served.edition,
        present,
        name,
        asked.path,
        reader_key(),
        state,
    )
    written = "\n".join(parts).encode("utf-8", "surrogatepass") + b"\n" + asked.query_string
    tag = hashlib.sha256(written).hexdigest()[:32]
    unchanged = "HTTP_IF_NONE_MATCH" in asked.environ and asked.if_none_match.contains_weak(tag)
    response = Response(status=304) if unchanged else Response(make(), content_type=_content_type(present))
    response.headers["ETag"] = f'W/"{tag}"'
    response.headers["Cache-Control"] = REVALIDATE
    vary(response, "Accept")
    if reference is not None:
        response.headers["Content-Crs"] = f"<{reference.uri}>"
    return response


def _content_type(present: str) -> str:
    return f"{present}; charset=utf-8" if present == HTML else present


def _document(
    template: str, present: str, make: Callable[[], dict[str, Any]], *, state: str = "", **context: Any
) -> Response:
    """A document as JSON or, with the same content, as a page. ``state``: what else it depends on."""

    def body() -> bytes:
        content = make()
        if present == HTML:
            return render_template(template, content=content, **context).encode()
        return orjson.dumps(content)

    return _answer(present, body, state=state)


@blueprint.get("/")
@needs(Right.READ)
def landing() -> Response:
    """Where everything begins."""
    refuse_unknown(("f",))
    present = chosen_format(DOCUMENT_TYPES)
    return _document("ogcapi_landing.html", present, lambda: documents.landing(present))


@blueprint.get("/conformance")
@needs(Right.READ)
def conformance() -> Response:
    """What this service keeps to."""
    refuse_unknown(("f",))
    present = chosen_format(DOCUMENT_TYPES)
    return _document("ogcapi_conformance.html", present, lambda: documents.conformance(present))


@blueprint.get("/api")
@needs(Right.READ)
def api() -> Response:
    """The definition."""
    refuse_unknown(("f",))
    served, present = backend(), chosen_format(API_TYPES)
    settings = served.settings
    limits = (min(settings.list_limit, settings.items_limit), settings.items_limit, settings.filter_max_chars)
    host = request.host_url
    login = _login(settings)
    return _document(
        "ogcapi_api.html",
        present,
        lambda: definition(host, list(collections(served).values()), limits, login),
        state=login.value,
    )


def _login(settings: Settings) -> Login:
    known = accounts()
    if anonymous_may_read(settings, known):
        return Login.POSSIBLE if known.people.any() else Login.NONE
    return Login.NEEDED


@blueprint.get("/collections")
@needs(Right.READ)
def all_collections() -> Response:
    """What there is."""
    refuse_unknown(("f",))
    served, present = backend(), chosen_format(DOCUMENT_TYPES)
    return _document(
        "ogcapi_collections.html",
        present,
        lambda: documents.collections_document(present, list(collections(served).values())),
    )


@blueprint.get("/collections/<collection_id>")
@needs(Right.READ)
def one_collection(collection_id: str) -> Response:
    """One collection."""
    collection = find_collection(backend(), collection_id)
    refuse_unknown(("f",))
    present = chosen_format(DOCUMENT_TYPES)
    own = self_and_alternates(present, DOCUMENT_TYPES, documents.titles())
    return _document(
        "ogcapi_collection.html", present, lambda: documents.collection_document(collection, own), collection=collection
    )


@blueprint.get("/collections/<collection_id>/schema")
@needs(Right.READ)
def schema(collection_id: str) -> Response:
    """The properties of a collection."""
    return _schema(collection_id, documents.schema, "ogcapi.schema")


@blueprint.get("/collections/<collection_id>/queryables")
@needs(Right.READ)
def queryables(collection_id: str) -> Response:
    """The properties that filters may name."""
    return _schema(collection_id, documents.queryables, "ogcapi.queryables")


def _schema(collection_id: str, make: Callable[[Collection], dict[str, Any]], title: str) -> Response:
    collection = find_collection(backend(), collection_id)
    refuse_unknown(("f",))
    present = chosen_format(SCHEMA_TYPES)
    fields = collection.fields if make is documents.schema else collection.queryables
    context: dict[str, Any] = {"collection": collection, "fields": fields, "title": text(title)}
    return _document("ogcapi_schema.html", present, lambda: make(collection), **context)


@blueprint.get("/collections/<collection_id>/items")
@needs(Right.READ)
def items(collection_id: str) -> Response:
    """A page of features."""
    served = backend()
    collection = find_collection(served, collection_id)
    asked = read_items_address(served, collection)
    present = chosen_format(ITEM_TYPES)

    def body() -> bytes:
        page = items_page(served, collection, asked)
        return _items_html(collection, page, asked) if present == HTML else _items_json(served, collection, page)

    return _answer(present, body, asked.reference)


def _items_json(served: Backend, collection: Collection, page: ItemsPage) -> bytes:
    links = _items_links(collection, page, GEOJSON)
    stamp = served.clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    counts = {"numberMatched": page.number_matched, "numberReturned": len(page.pieces), "timeStamp": stamp}
    counts |= {BLANK: page.blank} if page.blank else {}
    head = orjson.dumps({"type": "FeatureCollection", "links": links, **counts})[:-1] + b',"features":['
    if not page.pieces:
        return head + b"]}"
    first, *others = page.pieces  # put together in one go: a page is a hundred kilobytes and more
    return b",".join([head + first, *others[:-1], others[-1] + b"]}"]) if others else head + first + b"]}"


def _items_links(collection: Collection, page: ItemsPage, present: str) -> list[dict[str, str]]:
    steps = ("collections", collection.id)
    found = self_and_alternates(present, ITEM_TYPES, documents.titles())
    if page.next_cursor is not None:
        found.append(link(here(cursor=page.next_cursor), "next", present, text("ogcapi.next")))
    found.append(link(address(*steps), "collection", "application/json", collection.title))
    found.append(link(address(*steps, "schema"), "describedby", SCHEMA, text("ogcapi.schema")))
    return found


def _items_html(collection: Collection, page: ItemsPage, asked: Asked) -> bytes:
    rows = [orjson.loads(piece) for piece in page.pieces]
    for row in rows:
        row["href"] = address("collections", collection.id, "items", str(row["id"]))
    links = _items_links(collection, page, HTML)
    shown = [field for field in collection.fields if field.name in _COLUMNS] or list(collection.fields[:5])
    return render_template(
        "ogcapi_items.html", collection=collection, rows=rows, page=page, links=links, fields=shown, asked=asked
    ).encode()


_COLUMNS = frozenset({"no", "name", "status_label", "county", "deadline", "type", "accuracy_m", "basis", "layer"})


@blueprint.get("/collections/<collection_id>/items/<path:fid>")
@needs(Right.READ)
def item(collection_id: str, fid: str) -> Response:
    """One feature."""
    served = backend()
    collection = find_collection(served, collection_id)
    refuse_unknown(("f", "crs"))
    given = request.args.getlist("crs")
    reference = reference_of("crs", single({"crs": given}, "crs")) if given else DEFAULT
    feature = find_item(served, collection, fid)
    present = chosen_format(ITEM_TYPES)

    def body() -> bytes:
        links = self_and_alternates(present, ITEM_TYPES, documents.titles())
        links.append(link(address("collections", collection.id), "collection", "application/json", collection.title))
        if present == HTML:
            dossier = feature.case_id if isinstance(feature, CaseFeature) else None
            row = attributes(feature, backend().zones())
            return render_template(
                "ogcapi_item.html", collection=collection, fid=fid, row=row, links=links, dossier=dossier
            ).encode()
        (piece,) = pieces_of([feature], reference)
        return b'%b,"links":%b}' % (piece[:-1], orjson.dumps(links))

    return _answer(present, body, reference)
