"""The pages: map, dossier, notices, layers. HTML without data where data may be many; the rest is fetched."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

import numpy as np
import orjson
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from geoapp.exports import known_formats
from geoapp.maps import MAX_ZOOM, Asset, MapLayer, MapView, Skeleton, draw, palette
from geoapp.model import BBox, Counts, NotFound, Query, StoreError
from geoapp.pipeline.closing import load_rules, told_name
from geoapp.pipeline.repeats import find_repeats
from geoapp.pipeline.rows import zone_lines
from geoapp.pipeline.tracks import tracks_of
from geoapp.pipeline.visiting import visits_of
from geoapp.pipeline.wording import FIELDS, field_in_words, value_in_words
from geoapp.settings import ZONE
from geoapp.texts import language, text
from geoapp.web.backend import Backend, backend
from geoapp.web.bundles import bundled
from geoapp.web.caching import conditional, no_store, tagged
from geoapp.web.closing import closing_view
from geoapp.web.features import json_response, layer_entry, published, query_of_page
from geoapp.web.guard import Right, needs
from geoapp.web.languages import MAP_TEXTS, script_texts
from geoapp.web.marking import mark_cases, mark_text

blueprint = Blueprint("pages", __name__)

FALLBACK_BOUNDS: BBox = (108.7, 24.6, 114.3, 30.2)  # Hunan, for a store where nothing is located yet
MAX_COUNTED_NOTICES = 200
_MAX_ID_CHARS = 200
_STEP_DEG = 0.1


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """The map's skeleton with the address of its script."""

    skeleton: Skeleton
    script: bytes
    bounds: BBox
    sha: str

    @property
    def scripts(self) -> list[Asset]:
        """What the page's bundle does not hold already."""
        return [asset for asset in self.skeleton.js if asset.url not in bundled("map-page.js")]

    @property
    def sheets(self) -> list[Asset]:
        """What the page's bundle does not hold already."""
        return [asset for asset in self.skeleton.css if asset.url not in bundled("map-page.css")]

    @property
    def script_url(self) -> str:
        """Named by its content, so that it may be kept for ever."""
        return f"/mapjs/{self.sha}.js"


def drawn_map(served: Backend) -> DrawnMap:
    """The skeleton for the present layers and extent, drawn once a data version."""

    def make() -> DrawnMap:
        layers = tuple(
            MapLayer(d.id, d.title, f"/api/layers/{d.id}", d.style, d.order, d.show)
            for d in (layer.definition for layer in published(served) if layer.problem is None)
        )
        number = served.settings.map_review_number
        attribution = text("web.map_review_number", number=number) if number else ""
        bounds = extent_of(served)
        skeleton = draw(MapView(bounds, layers, attribution))
        # What scripts speak from comes with the script that first needs it: two requests fewer before the symbols.
        texts = orjson.dumps(script_texts(language(), MAP_TEXTS)).decode()
        given = f"wm.give({texts}, {orjson.dumps(palette()).decode()});\n"
        script = (given + skeleton.script).encode()
        return DrawnMap(skeleton, script, bounds, hashlib.sha256(script).hexdigest()[:16])

    return served.answers.get(served.store.version(), "map", make)


def extent_of(served: Backend) -> BBox:
    """All located features, rounded outwards: the view changes when the country does, not with every case."""
    columns = served.store.columns()
    if not np.isfinite(columns.lon).any():
        return FALLBACK_BOUNDS
    west, south = np.nanmin(columns.lon), np.nanmin(columns.lat)
    east, north = np.nanmax(columns.lon), np.nanmax(columns.lat)
    low, high = (np.floor(np.array([west, south]) / _STEP_DEG), np.ceil(np.array([east, north]) / _STEP_DEG))
    values = [round(float(value) * _STEP_DEG, 1) for value in (*low, *high)]
    return values[0], values[1], values[2], values[3]


@blueprint.get("/map")
@needs(Right.READ)
def map_page() -> AnyResponse:
    """The full map: constant in size, tagged by its own bytes (the filter in its address is read by the script)."""
    query = query_of_page()
    if any(not value.isdigit() for value in request.args.getlist("county")):
        # The panel ticks codes: an address that a person wrote with names becomes the one that the page itself writes.
        pairs = [(word, value) for word, value in request.args.items(multi=True) if word != "county"]
        pairs += [("county", code) for code in query.county]
        return redirect("/map?" + urlencode(pairs))
    drawn = drawn_map(backend())
    page = render_template("map.html", drawn=drawn, skeleton=drawn.skeleton, max_zoom=MAX_ZOOM)
    return tagged(Response(page, mimetype="text/html"), page.encode())


@blueprint.get("/cases/<path:case_id>")
@needs(Right.READ)
@conditional
def case(case_id: str) -> str:
    """一案一档."""
    served = backend()
    dossier = served.store.dossier(_id(case_id, "web.no_case"))
    codes = {feature.county_code for feature in dossier.features if feature.county_code}
    units = {code: unit.usual_name for code in sorted(codes) if (unit := served.units.get(code))}
    zones = {feature.fid: zone_lines(feature, served.zones()) for feature in dossier.features}
    repeats = find_repeats(served.store, dossier)
    visits = visits_of(dossier)
    shown = {"dossier": dossier, "units": units, "zones": zones, "repeats": repeats, "visits": visits}
    shown["event_name"] = partial(told_name, rules=load_rules(served.settings))
    shown |= {"worded_fields": FIELDS, "field_in_words": field_in_words, "value_in_words": value_in_words}
    return render_template("case.html", **shown, closing=closing_view(dossier), tracks=tracks_of(dossier, visits))


@blueprint.get("/notices")
@needs(Right.READ)
@conditional
def notices() -> str:
    """All notices, newest first."""
    served = backend()
    found = served.store.notices()
    counts: dict[str, Counts] = {
        notice.identifier: served.store.count(Query(today=served.today, notice=notice.identifier))
        for notice in found[:MAX_COUNTED_NOTICES]
    }
    return render_template("notices.html", notices=found, counts=counts)


@blueprint.get("/notices/<identifier>")
@needs(Right.READ)
@conditional
def notice(identifier: str) -> str:
    """A notice with its quotes marked."""
    store = backend().store
    notice_, summary = store.notice(_id(identifier, "web.no_notice"))
    filed = store.records_of(identifier)
    return render_template(
        "notice.html",
        notice=summary,
        segments=mark_text(notice_.text, filed),
        cases=mark_cases(notice_.text, filed),
        original=f"/notices/{summary.identifier}/original",
    )


@blueprint.get("/layers")
@needs(Right.READ)
@conditional
def layers() -> str:
    """What is published, how good it is, and downloads."""
    served = backend()
    return render_template("layers.html", layers=[_cases_entry(served), *map(_catalogued(served), published(served))])


def _catalogued(served: Backend) -> Any:
    def entry(layer: Any) -> dict[str, Any]:
        layer_id = layer.definition.id
        return {
            **layer_entry(layer),
            "count": len(served.store.layer(layer_id).features),
            "lineage": layer.lineage.statement or None,
            "built_at": layer.built_at.astimezone(ZONE).date() if layer.built_at else None,
            "downloads": _downloads(layer_id) if layer.problem is None else [],
        }

    return entry


def _cases_entry(served: Backend) -> dict[str, Any]:
    """The case collection in the catalogue's terms; its own definition speaks where there is one."""
    defined = next((one for one in served.store.layers() if one.definition.id == "cases"), None)
    base = layer_entry(defined) if defined is not None else {
        "id": "cases", "title": text("web.cases.title"), "description": text("web.cases.description"), "style": {},
        "order": 0, "show": True, "quality": {}, "authority": {},
    }  # fmt: skip
    columns = served.store.columns()
    built_at = columns.data_time.astimezone(ZONE).date() if columns.data_time else None
    return {
        **base,
        "url": "/export/cases.geojson",
        "problem": None,
        "count": len(columns),
        "lineage": text("web.cases.lineage"),
        "built_at": built_at,
        "downloads": _downloads("cases"),
    }


def _downloads(layer_id: str) -> list[dict[str, str]]:
    return [{"format": extension, "url": f"/export/{layer_id}.{extension}"} for extension in known_formats()]


@blueprint.get("/healthz")
@needs(Right.OPEN)
def healthz() -> Response:
    """200 only when the store answers a real query: a row read, not a count, for it is asked every few seconds."""
    served = backend()
    try:
        found = next(iter(served.store.iterate(Query(today=served.today, limit=1))), None)
    except StoreError as error:
        response = json_response({"status": "unavailable", "detail": str(error)})
        response.status_code = 503
    else:
        response = json_response({"status": "ok", "empty": found is None})
    return no_store(response)


def _id(value: str, missing: str) -> str:
    """An id as the store may be asked for; what could never be one does not exist."""
    if len(value) > _MAX_ID_CHARS or not value.isprintable():
        raise NotFound(text(missing))
    return value
