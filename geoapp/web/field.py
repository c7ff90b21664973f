"""In the field: what is near a position. One page that opens on a list, and its JSON."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, Response, render_template, request

from geoapp.exports import geometry_json
from geoapp.model import Columns
from geoapp.pipeline.nearby import (
    MAX_NEAR,
    MAX_RADIUS_M,
    NearbyIndex,
    Spot,
    Surroundings,
    answer_nearby,
    load_surroundings,
)
from geoapp.web.backend import Backend, backend
from geoapp.web.bundles import vendored_url
from geoapp.web.caching import conditional
from geoapp.web.complaints import wrong
from geoapp.web.features import json_response, query_of_address, row_of
from geoapp.web.guard import Right, needs
from geoapp.web.params import single, whole

blueprint = Blueprint("field", __name__)

OWN_WORDS = ("lon", "lat", "radius", "accuracy", "limit", "shape")
EXAMPLES = {"lon": "112.355", "lat": "28.554", "radius": "5000", "accuracy": "20"}


@blueprint.get("/nearby")
@needs(Right.READ)
@conditional
def nearby_page() -> str:
    """Which cases are near me: position, list, zones, sections."""
    leaflet = {kind: vendored_url(f"leaflet:dist/leaflet.{kind}") for kind in ("js", "css")}
    return render_template("nearby.html", leaflet=leaflet)


@blueprint.get("/api/nearby")
@needs(Right.READ)
@conditional
def nearby() -> Response:
    """Cases around ``lon``, ``lat`` within ``radius`` metres, with the filters of every other list. ``shape=none``
    leaves geometry out: a list on a phone needs none."""
    query = query_of_address(*OWN_WORDS)
    spot = _spot()
    with_shape = _shape() != "none"
    served = backend()
    columns, mask = served.selected(query)
    version = served.store.version()
    index, around = index_of(served, version, columns), surroundings_of(served, version)

    def feature(row: int) -> dict[str, Any]:
        found = served.feature(int(columns.fid[row]), version)
        geometry = geometry_json(found.geometry) if with_shape else None
        return {"type": "Feature", "id": found.fid, "geometry": geometry, "properties": row_of(found)}

    return json_response(answer_nearby(index, around, spot, feature, mask), "application/geo+json")


def index_of(served: Backend, version: str, columns: Columns) -> NearbyIndex:
    """Where the cases are, made once for a state of the data."""
    index: NearbyIndex = served.answers.get(version, "nearby", lambda: NearbyIndex(columns))
    return index


def surroundings_of(served: Backend, version: str) -> Surroundings:
    """Zones and sections, made once for a state of the data."""
    around: Surroundings = served.answers.get(version, "surroundings", lambda: load_surroundings(served.store))
    return around


def _spot() -> Spot:
    return Spot(
        lon=number_of("lon", None, -180.0, 180.0),
        lat=number_of("lat", None, -90.0, 90.0),
        radius_m=number_of("radius", 5_000.0, 1.0, MAX_RADIUS_M),
        limit=whole("limit", request.args.get("limit", "50"), 1, MAX_NEAR),
        accuracy_m=number_of("accuracy", 0.0, 0.0, 1_000_000.0),
    )


def number_of(word: str, default: float | None, low: float, high: float) -> float:
    """A number of the address within bounds; raises ``UsageError`` naming word, value and what was expected."""
    if word not in request.args:
        if default is None:
            raise wrong("web.param.missing", word, EXAMPLES[word])
        return default
    written = single({word: request.args.getlist(word)}, word)
    try:
        value = float(written) if written.isascii() and len(written) <= 40 else math.nan
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise wrong("nearby.bad_number", word, EXAMPLES[word], value=written[:40], low=f"{low:g}", high=f"{high:g}")
    return value


def _shape() -> str:
    value = request.args.get("shape", "full")
    if value not in ("full", "none"):
        raise wrong("web.param.choice", "shape", "none", value=value[:40], known="full, none")
    return value
