"""Offline on the phone: what it keeps of an area, the service worker, the manifest."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import numpy as np
import orjson
from flask import Blueprint, Response, request

from geoapp import paths
from geoapp.exports import geometry_json
from geoapp.model import UsageError
from geoapp.pipeline.keeping import MAX_PROMISED, Area, circle, keep_area, spanned
from geoapp.pipeline.navigation import Goal, navigation_links
from geoapp.pipeline.nearby import MAX_NEAR, MAX_RADIUS_M, Spot, Surroundings
from geoapp.pipeline.rows import promised
from geoapp.settings import ZONE
from geoapp.texts import language, text
from geoapp.web.backend import Backend, backend
from geoapp.web.bundles import vendored_url
from geoapp.web.caching import no_store, tagged
from geoapp.web.features import json_response, query_of_address, row_of
from geoapp.web.field import index_of, number_of, surroundings_of
from geoapp.web.files import static_url
from geoapp.web.guard import Right, current_actor, may, needs
from geoapp.web.tiles import shell as tiles_shell
from geoapp.web.visits import present_case

blueprint = Blueprint("keeping", __name__)

SHELL = ("nearby-page.js", "nearby-page.css", "icon.svg", "icon-192.png", "icon-512.png")
_OWN_WORDS = ("lon", "lat", "radius")


@blueprint.get("/api/keep")
@needs(Right.READ)
def keep() -> Response:
    """What a phone keeps: of a circle (``lon``, ``lat``, ``radius``) or of a ``county``. Given out as a file, so that
    the audit log tells who took it along."""
    served = backend()
    query = query_of_address(*_OWN_WORDS)
    columns, mask = served.selected(query)
    version = served.store.version()
    if "lon" in request.args or "lat" in request.args:
        lon, lat = number_of("lon", None, -180.0, 180.0), number_of("lat", None, -90.0, 90.0)
        spot = Spot(lon, lat, number_of("radius", 10_000.0, 1.0, MAX_RADIUS_M), limit=len(columns) or MAX_NEAR)
        area = circle(lon, lat, spot.radius_m)
        found = index_of(served, version, columns).around(spot, mask)
        rows = [hit.row for hit in (*found.near, *found.perhaps)]
    elif query.county:
        units = served.units
        names = [unit.usual_name for code in query.county if (unit := units.get(code)) is not None]
        area = spanned("、".join(names[:3]) or query.county[0], columns, mask)
        rows = np.flatnonzero(mask & columns.is_site & ~np.isnan(columns.lon)).tolist()
    else:
        raise UsageError(text("kept.need_area"), parameter="lon", example="lon=112.355&lat=28.554&radius=10000")
    return _given(served, area, [int(columns.fid[row]) for row in rows], surroundings_of(served, version))


def _given(served: Backend, area: Area, fids: list[int], around: Surroundings) -> Response:
    promises = dict[str, Any]()

    def promise(case_id: str) -> Any:
        if case_id not in promises and len(promises) < MAX_PROMISED:
            promises[case_id] = promised(served.store.dossier(case_id))
        return promises.get(case_id)

    def row(fid: int) -> dict[str, Any]:
        feature = served.feature(fid)
        told = row_of(feature)
        told["case_version"] = feature.version  # rows carry that of their case
        point = feature.geometry is None or feature.geometry.geom_type == "Point"
        told["shape"] = None if point else geometry_json(feature.geometry)
        goal = Goal(told["lon"], told["lat"], told["name"] or told["case_id"], told["county"])
        told["promised"] = promise(feature.case_id)
        told["navigation"] = navigation_links(goal)  # from where, nobody knows yet
        return told

    content = keep_area(served.store, area, fids, around, row)
    content |= {"taken_at": _now(served), "owner": current_actor(), "may_visit": may(Right.VISIT)}
    response = json_response(content)
    response.headers["Content-Disposition"] = 'attachment; filename="kept.json"'
    return no_store(response)


def _now(served: Backend) -> datetime:
    return served.clock().astimezone(ZONE)


@blueprint.get("/api/cases/<path:case_id>/present")
@needs(Right.READ)
def present(case_id: str) -> Response:
    """What a case is now, with the version that a visit is written upon."""
    return no_store(json_response(present_case(backend().store.dossier(case_id))))


@blueprint.get("/sw.js")
@needs(Right.OPEN)
def worker() -> Response:
    """The service worker: at the root, so that it may answer for every page. Its bytes change with what it keeps."""
    leaflet = [vendored_url(f"leaflet:dist/leaflet.{kind}") for kind in ("js", "css")]
    shell = [*(static_url(name) for name in SHELL), *(url for url in leaflet if url), *tiles_shell()]
    edition = hashlib.sha256("\n".join([*shell, backend().edition, language()]).encode()).hexdigest()[:12]
    wanted = {"edition": edition, "shell": shell, "texts": f"/texts/{language()}.json"}
    script = f"const KEPT = {orjson.dumps(wanted).decode()};\n".encode() + _worker_code()
    response = tagged(Response(script, mimetype="text/javascript"), script)
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _worker_code() -> bytes:
    return (paths.STATIC / "sw.js").read_bytes()


@blueprint.get("/manifest.webmanifest")
@needs(Right.OPEN)
def manifest() -> Response:
    """What makes the page an app of its own on the phone."""
    icons = [
        {"src": static_url(f"icon-{n}.png"), "sizes": f"{n}x{n}", "type": "image/png", "purpose": "any maskable"}
        for n in (192, 512)
    ]
    content = {
        "id": "/nearby",
        "name": text("kept.app_name"),
        "short_name": text("kept.app_short"),
        "description": text("kept.app_description"),
        "lang": "zh-CN" if language() == "zh" else language(),
        "start_url": "/nearby",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f5ef",
        "theme_color": "#10545c",
        "icons": icons,
    }
    written = orjson.dumps(content)
    return tagged(Response(written, mimetype="application/manifest+json"), written)
