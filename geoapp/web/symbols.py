"""Clusters as the map page reads them: the symbols of the maps room, with what only the rows know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.exports import geometry_json
from geoapp.maps import Symbol, cluster, drawn_as
from geoapp.model import Basis, BBox, CaseFeature, Columns, NotFound, Query
from geoapp.model.columns import Mask
from geoapp.texts import text
from geoapp.web.backend import Backend

PLACE_PREFIX = "fid:"
LABEL_CHARS = 24
MAX_NAMED = 20
_TILE_PX = 256

Rows = NDArray[Any]


@dataclass(frozen=True, slots=True)
class _View:
    """One answer in the making: the selection at one data version, seen at one zoom."""

    served: Backend
    version: str
    columns: Columns
    mask: Mask
    zoom: float

    def feature(self, fid: int) -> CaseFeature:
        return self.served.feature(fid, self.version)

    def members(self, place: int) -> list[int]:
        """Features of the selection on one place."""
        order, places = self.served.answers.get(self.version, "by_place", lambda: _by_place(self.columns))
        rows = order[np.searchsorted(places, place) : np.searchsorted(places, place, side="right")]
        return [int(fid) for fid in self.columns.fid[rows[self.mask[rows]]]]


def _by_place(columns: Columns) -> tuple[Rows, Rows]:
    order = np.argsort(columns.place, kind="stable")
    return order, columns.place[order]


def clusters(served: Backend, query: Query, window: BBox, zoom: float) -> dict[str, Any]:
    """Symbols and footprints in a window. The window is no filter: symbols at its edge keep their members."""
    version = served.store.version()
    columns, mask = served.selected(replace(query, bbox=None))
    view = _View(served, version, columns, mask, zoom)
    footprints: dict[str, Any] = {}
    drawn = [_drawn(view, symbol, footprints) for symbol in cluster(columns, mask, window, zoom, query.today)]
    return {"version": version, "symbols": drawn, "footprints": footprints}


def _drawn(view: _View, symbol: Symbol, footprints: dict[str, Any]) -> dict[str, Any]:
    shared = {
        "lon": symbol.lon,
        "lat": symbol.lat,
        "count": symbol.count,
        "cases": symbol.cases,
        "mix": symbol.mix,
        "overdue": symbol.overdue,
        "lapsed": symbol.lapsed,
        "bbox": symbol.bbox,
        "kind": symbol.kind,
    }
    if symbol.fid is None:
        return shared
    feature = view.feature(symbol.fid)
    shared.update(_place(feature, view.zoom, footprints))
    if symbol.kind == "site":
        shared.update(_site(feature))
    else:
        shared["name"] = _common_name(view, symbol.place)
    return shared


def _common_name(view: _View, place: int) -> str | None:
    """What a badge for several sites may say: their one name, else the county that they all stand for, else nothing."""
    features = [view.feature(fid) for fid in view.members(place)[:MAX_NAMED]]
    names = {feature.name for feature in features}
    if len(names) > 1:
        names = {feature.county if feature.basis is Basis.CENTROID else None for feature in features}
    return names.pop() if len(names) == 1 else None


def _place(feature: CaseFeature, zoom: float, footprints: dict[str, Any]) -> dict[str, Any]:
    key = f"{PLACE_PREFIX}{feature.fid}"
    shape, accuracy_m = feature.geometry, feature.accuracy_m
    drawn = drawn_as(shape, accuracy_m) if shape is not None and accuracy_m is not None else "pin"
    footprint = None
    if shape is not None and shapely.get_dimensions(shape) > 0:
        footprint = key
        footprints[key] = geometry_json(simplified(shape, zoom))
    return {
        "symbol": drawn,
        "accuracy_m": accuracy_m,
        "basis": feature.basis,
        "name": feature.name,
        "place_key": key,
        "footprint": footprint,
    }


def _site(feature: CaseFeature) -> dict[str, Any]:
    return {
        "fid": feature.fid,
        "case_id": feature.case_id,
        "site_id": feature.site_id,
        "status": feature.status,
        "is_overdue": feature.overdue,
        "is_lapsed": feature.lapsed,
        "no": feature.no,
        "label": feature.name or feature.problem[:LABEL_CHARS],
    }


def simplified(shape: Geometry, zoom: float) -> Geometry:
    """The shape with no more vertices than a screen at ``zoom`` can show: off by half a pixel at most."""
    degrees_a_pixel = 360 / (_TILE_PX * 2.0**zoom)
    drawn: Geometry = shapely.simplify(shape, degrees_a_pixel / 2, preserve_topology=True)
    return drawn


def members(served: Backend, key: str, query: Query) -> list[int]:
    """The features of a selection that share the place of ``key`` (as ``place_key`` names it in symbols and rows).

    Raises ``NotFound`` when no feature stands there at all.
    """
    columns, mask = served.selected(query)
    place = columns.place[_row(served, columns, key)]
    return [int(fid) for fid in columns.fid[mask & (columns.place == place)]] if place >= 0 else []


def _row(served: Backend, columns: Columns, key: str) -> int:
    number = key.removeprefix(PLACE_PREFIX)
    fid = int(number) if key.startswith(PLACE_PREFIX) and number.isascii() and number.isdigit() else None
    if fid is None:
        places = served.answers.get(served.store.version(), "places", lambda: _places(served))
        fid = places.get(key)
    row = int(np.searchsorted(columns.fid, min(fid, np.iinfo(np.int64).max))) if fid is not None else len(columns)
    if row >= len(columns) or columns.fid[row] != fid:
        raise NotFound(text("web.no_place"))
    return row


def _places(served: Backend) -> dict[str, int]:
    """Place keys of rows -> their first feature. Symbols do not need it: only an address made from a row does."""
    first: dict[str, int] = {}
    for feature in served.store.iterate(Query(today=served.today, located=True)):
        if feature.place_key is not None:
            first.setdefault(feature.place_key, feature.fid)
    return first
