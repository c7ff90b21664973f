"""Base maps of the office: the list, tiles one by one, whole files by range, the tiles of an area for a phone."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request, send_file

from geoapp.model import NotFound, StoreError, UsageError
from geoapp.texts import text
from geoapp.tiles import MAX_PACK_MB, MAX_ZOOM, VECTOR, Found, TileSet, find_tiles, pack_area
from geoapp.web.backend import backend
from geoapp.web.bundles import vendored_url
from geoapp.web.caching import no_store
from geoapp.web.features import json_response
from geoapp.web.files import static_url
from geoapp.web.guard import Right, needs
from geoapp.web.params import read_bbox, single

blueprint = Blueprint("tiles", __name__)

LIBRARY = "protomaps-leaflet:dist/protomaps-leaflet.js"
NOTHING = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc`\0\x01\0\0\x05"
    b"\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"
)
"""A transparent dot: a hole in a raster set is no error that the page should tell."""


def tiles_found() -> Found:
    """What lies there now."""
    return find_tiles(backend().settings.tiles_folder)


def on_page() -> dict[str, Any] | None:
    """What a page needs for base maps: the script, the library that draws vector sets, the words; None while there is
    no base map, so that the page loads nothing more."""
    found = tiles_found()
    if not found.sets:
        return None
    left = {name: f"{{{name}}}" for name in ("title", "zoom", "size")}  # the script fills these
    names = ("without", "failed", "take", "take_none", "held", "held_part", "too_large")
    return {
        "script": static_url("bases.js"),
        "library": vendored_url(LIBRARY),
        "words": {name: text(f"tiles.page.{name}", limit=MAX_PACK_MB, **left) for name in names},
    }


def on_layers_page() -> dict[str, Any]:
    """The office's files for the catalogue of layers: what can be shown, and what is wrong with the rest."""
    found = tiles_found()
    rows = [
        (text("tiles.row", title=one.title, kind=text(f"tiles.kind_{one.kind}"), low=one.min_zoom, high=one.max_zoom,
              size=f"{one.size / (1 << 20):.1f}"), f"/tiles/{quote(one.id, safe='')}")
        for one in found.sets
    ]  # fmt: skip
    return {"rows": rows, "problems": found.problems, "folder": backend().settings.tiles_folder}


def shell() -> list[str]:
    """What the phone keeps of it, to draw its kept tiles without a network."""
    found = tiles_found().sets
    library = vendored_url(LIBRARY) if any(one.is_vector for one in found) else None
    switch = [vendored_url(f"leaflet:dist/images/layers{size}.png") for size in ("", "-2x")] if found else []
    return [url for url in (static_url("bases.js") if found else None, library, *switch) if url]


@blueprint.get("/api/tiles")
@needs(Right.READ)
def listing() -> Response:
    """The base maps that can be shown."""
    response = json_response([_told(one) for one in tiles_found().sets])
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _told(one: TileSet) -> dict[str, Any]:
    return {
        "id": one.id, "title": one.title, "kind": one.kind, "media_type": one.media_type, "min_zoom": one.min_zoom,
        "max_zoom": one.max_zoom, "bbox": one.bbox, "attribution": one.attribution, "size": one.size,
        "layers": one.layers, "url": f"/tiles/{quote(one.id, safe='')}/{{z}}/{{x}}/{{y}}",
    }  # fmt: skip


def _set(name: str) -> TileSet:
    found = tiles_found().get(name) if len(name) <= 255 else None
    if found is None:
        raise NotFound(text("tiles.none", name=name[:80]))
    return found


@blueprint.get("/tiles/<name>/<z>/<x>/<y>")
@needs(Right.READ)
def tile(name: str, z: str, x: str, y: str) -> Response:
    """One tile; nothing there is an empty answer (vector) or a transparent dot (raster)."""
    one = _set(name)
    at = [int(part) if part.isascii() and part.isdigit() and len(part) <= 9 else -1 for part in (z, x, y)]
    if not 0 <= at[0] <= MAX_ZOOM or not all(0 <= part < 1 << at[0] for part in at[1:]):
        raise NotFound(text("tiles.bad_tile", z=z[:9], x=x[:9], y=y[:9], low=0, high=MAX_ZOOM))
    data = _read(one, *at)
    if data is None:
        data, kind, status = (b"", VECTOR, 204) if one.is_vector else (NOTHING, "image/png", 200)
    else:
        kind, status = one.media_type, 200
    response = Response(data, status, mimetype=kind)
    if data.startswith(b"\x1f\x8b"):
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(hashlib.sha256(data).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["Vary"] = "Cookie, Authorization"
    response.make_conditional(request)
    return response


def _read(one: TileSet, z: int, x: int, y: int) -> bytes | None:
    try:
        return one.read(z, x, y)
    except (ValueError, OSError) as error:
        raise StoreError(text("tiles.damaged", name=one.id, reason=str(error)[:80])) from error


@blueprint.get("/tiles/<name>")
@needs(Right.READ)
def whole(name: str) -> Response:
    """The file itself, by range: what GIS programs read PMTiles from."""
    path = backend().settings.tiles_folder.resolve() / _set(name).id
    response = send_file(path, "application/octet-stream", as_attachment="Range" not in request.headers,
                         download_name=name, conditional=True, etag=True)  # fmt: skip
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.get("/api/keep/tiles/<name>")
@needs(Right.READ)
def pack(name: str) -> Response:
    """The tiles of ``bbox`` in one piece, see ``tiles.Pack``; given out as a file, like what a phone keeps besides."""
    words = {word: request.args.getlist(word) for word in request.args}
    if list(words) != ["bbox"]:
        raise UsageError(text("tiles.bbox"), parameter="bbox", example="112.3,28.5,112.6,28.8")
    west, south, east, north = read_bbox("bbox", single(words, "bbox"))
    one = _set(name)
    try:
        told = pack_area(one, (west, south, east, north))
    except (ValueError, OSError) as error:
        raise StoreError(text("tiles.damaged", name=one.id, reason=str(error)[:80])) from error
    response = Response(told.data, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = 'attachment; filename="tiles.bin"'
    return no_store(response)
