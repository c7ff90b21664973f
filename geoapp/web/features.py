"""The JSON that pages fetch: clusters, counts, lists, single sites, layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import orjson
from flask import Blueprint, Response, request

from geoapp.exports import About, geometry_json, stream
from geoapp.layers import in_words
from geoapp.model import BuiltLayer, CaseFeature, Dossier, NotFound, Position, Query
from geoapp.pipeline import rows
from geoapp.texts import text
from geoapp.web.backend import Backend, backend
from geoapp.web.caching import conditional
from geoapp.web.complaints import wrong
from geoapp.web.guard import Right, needs
from geoapp.web.params import MAX_OFFSET, read_zoom, single, whole
from geoapp.web.sentences import sentence_around
from geoapp.web.symbols import clusters, members

blueprint = Blueprint("features", __name__)

MAX_PLACE_MEMBERS = 500
_MAX_ID_CHARS = 200


def json_response(content: Any, media_type: str = "application/json") -> Response:
    """Dates, enums and numpy numbers as orjson writes them."""
    return Response(content if isinstance(content, bytes) else dumped(content), mimetype=media_type)


def dumped(content: Any) -> bytes:
    """JSON bytes; NaN becomes null."""
    return orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)


def kept_answer(make: Callable[[], bytes]) -> bytes:
    """The answer to the present address, remembered until the data or the day change."""
    served = backend()
    key = (served.today, request.path, request.query_string)
    return served.answers.get(served.store.version(), key, make)


def query_of_address(*extra: str, paged: bool = False) -> Query:
    """The selection of the present address; ``extra`` words are the view's own."""
    return backend().reader().query(request.args.items(multi=True), paged=paged, extra=extra)


def query_of_page() -> Query:
    """The selection of a page's address. Words that are no filter's are let be (people's programs hang their own behind
    a link), empty ones say nothing; a filter that cannot be read is refused as everywhere."""
    told = [(word, value) for word, value in request.args.items(multi=True) if value]
    return backend().reader().query(told, extra=request.args)


def plain_address() -> None:
    """Refuse any parameter where there is nothing to ask for."""
    for word in request.args:
        raise wrong("web.param.none", word)


@blueprint.get("/api/clusters")
@needs(Right.READ)
@conditional
def clusters_() -> Response:
    """What the map draws in a window."""
    query = query_of_address("zoom")
    if query.bbox is None:
        raise wrong("web.param.missing", "bbox", "111.3,26.1,113.4,29.2")
    if "zoom" not in request.args:
        raise wrong("web.param.missing", "zoom", "9")
    window, zoom = query.bbox, read_zoom(single({"zoom": request.args.getlist("zoom")}, "zoom"))
    return json_response(kept_answer(lambda: dumped(clusters(backend(), query, window, zoom))))


@blueprint.get("/api/summary")
@needs(Right.READ)
@conditional
def summary() -> Response:
    """Totals and live counts."""
    query = query_of_address()
    return json_response(kept_answer(lambda: dumped(_summary(backend(), query))))


def _summary(served: Backend, query: Query) -> dict[str, Any]:
    found = served.store.summary(query)
    content = asdict(found)
    units = served.units
    codes = [*found.facets.get("county", {}), *query.county]
    content["zones"] = {layer_id: definition.title for layer_id, definition in served.zones().items()}
    content["counties"] = {code: unit.usual_name if (unit := units.get(code)) else code for code in codes}
    return content


@blueprint.get("/api/list")
@needs(Right.READ)
@conditional
def list_() -> Response:
    """A page of the selection as rows."""
    page = backend().store.page(query_of_address(paged=True))
    return json_response(
        {
            "features": [row_of(feature) for feature in page.features],
            "numberMatched": page.number_matched,
            "numberReturned": len(page.features),
            "next": page.next_offset,
        }
    )


@blueprint.get("/api/sites/<fid>")
@needs(Right.READ)
@conditional
def site(fid: str) -> Response:
    """One feature with its place and how it was found, for the panel."""
    plain_address()
    if not (fid.isascii() and fid.isdigit() and len(fid) <= 18):
        raise NotFound(text("web.no_site"))
    served = backend()
    feature = served.feature(int(fid))
    content = row_of(feature)
    position = _position(served.store.dossier(feature.case_id), feature)
    whole_text = _text_of(served, feature.notice_id)
    for name, quote in (("quote", feature.quote), ("status_quote", feature.status_quote)):
        if quote is not None and quote.holds_in(whole_text):
            before, after = sentence_around(whole_text, quote)
            content[name] |= {"before": before, "after": after}
    content["place"] = geometry_json(feature.geometry)
    content["source"] = position.source if position else None
    content["licence"] = position.licence if position else None
    content["candidates"] = list(position.candidates) if position else []
    return json_response(content)


def _text_of(served: Backend, notice_id: str) -> str:
    """The text of a notice, "" for features that were loaded without one."""
    try:
        return served.store.notice(notice_id)[0].text
    except NotFound:
        return ""


def _position(dossier: Dossier, feature: CaseFeature) -> Position | None:
    """The reading's own position of this site: the newest record that places a site of its name and key."""
    for filed in dossier.records:
        for site_ in filed.record.subjects:
            place = site_.position
            if site_.name == feature.name and place is not None and place.place_key == feature.place_key:
                return place
    return None


@blueprint.get("/api/places/<path:key>")
@needs(Right.READ)
@conditional
def place(key: str) -> Response:
    """The features of the selection that share one drawn place."""
    query = query_of_address("limit", "offset")
    limit = whole("limit", request.args.get("limit", str(MAX_PLACE_MEMBERS)), 1, MAX_OFFSET)
    offset = whole("offset", request.args.get("offset", "0"), 0, MAX_OFFSET)
    if len(key) > _MAX_ID_CHARS:
        raise NotFound(text("web.no_place"))
    served = backend()
    fids = members(served, key, query)
    shown = fids[offset : offset + min(limit, MAX_PLACE_MEMBERS)]
    after = offset + len(shown)
    return json_response(
        {
            "features": [row_of(served.feature(fid)) for fid in shown],
            "numberMatched": len(fids),
            "numberReturned": len(shown),
            "next": after if shown and after < len(fids) else None,
        }
    )


def row_of(feature: CaseFeature) -> dict[str, Any]:
    """A feature with the zones of the present reader."""
    return rows.row_of(feature, backend().zones())


@blueprint.get("/api/layers")
@needs(Right.READ)
@conditional
def layers() -> Response:
    """The catalogue of reference and derived layers, in drawing order."""
    plain_address()
    return json_response([layer_entry(layer) for layer in published(backend())])


def published(served: Backend) -> list[BuiltLayer]:
    """Layers other than the cases, which the map draws in its own way."""
    return [in_words(layer) for layer in served.store.layers() if layer.definition.id != "cases"]


def layer_entry(layer: BuiltLayer) -> dict[str, Any]:
    """A line of the catalogue."""
    definition = in_words(layer).definition
    return {
        "id": definition.id,
        "title": definition.title,
        "description": definition.description,
        "style": dict(definition.style),
        "url": f"/api/layers/{definition.id}",
        "order": definition.order,
        "show": definition.show,
        "quality": dict(definition.quality),
        "authority": dict(definition.authority),
        "problem": layer.problem,
    }


@blueprint.get("/api/layers/<layer_id>")
@needs(Right.READ)
@conditional
def layer(layer_id: str) -> Response:
    """The features of one layer as GeoJSON."""
    plain_address()
    return json_response(kept_answer(lambda: _layer(backend(), layer_id)), "application/geo+json")


def _layer(served: Backend, layer_id: str) -> bytes:
    built = find_layer(served, layer_id)
    return b"".join(stream(built.features, "geojson", About.of_layer(built, served.clock())))


def find_layer(served: Backend, layer_id: str) -> BuiltLayer:
    """A published layer with its features; raises ``NotFound`` naming those that there are."""
    known = [one.definition.id for one in served.store.layers()]
    if layer_id not in known:
        raise NotFound(text("web.no_layer", known=", ".join(known)))
    return in_words(served.store.layer(layer_id))
