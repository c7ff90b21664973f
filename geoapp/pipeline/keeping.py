"""What a phone keeps for the time without a network: the cases of an area, its zones, sections, and a base map."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from orjson import Fragment
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.exports import geometry_json
from geoapp.model import Columns, NotFound, UsageError
from geoapp.model.columns import Mask
from geoapp.pipeline.nearby import KNOWN_TO_M, ZONE_MARGIN_M, Surroundings
from geoapp.pipeline.serialise import Json
from geoapp.store import Store
from geoapp.texts import language, spoken, text

MAX_SITES = 5_000
"""So many sites are kept at most: some ten megabytes, and a list that a phone sorts at once."""
MAX_PROMISED = 1_000
"""So many cases bring goal and measures along: each is read by itself, some two milliseconds."""
BASE_LAYERS = ("counties", "water")
_EDGE_M = 4 * ZONE_MARGIN_M
"""Zones are cut off so far outside the area: what the cut makes of their line is never near enough to be shown."""
_BASE_TOLERANCE_DEG = 0.0003
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Area:
    """What is asked for: a circle, or a county by its code (with the rectangle that its cases span)."""

    name: str
    bbox: tuple[float, float, float, float]
    center: tuple[float, float] | None = None
    radius_m: float | None = None


def circle(lon: float, lat: float, radius_m: float) -> Area:
    """A circle around a position."""
    name = text("kept.name_radius", lon=f"{lon:.4f}", lat=f"{lat:.4f}", n=f"{radius_m / 1000:g}")
    return Area(name, _wider((lon, lat, lon, lat), radius_m), (lon, lat), radius_m)


def _wider(bbox: tuple[float, float, float, float], metres: float) -> tuple[float, float, float, float]:
    """A frame that reaches at least so far around another one: a degree of latitude is never shorter than 110 km."""
    west, south, east, north = bbox
    up = metres / 110_000
    aside = up / math.cos(math.radians(min(89.0, max(abs(south), abs(north)) + up)))
    return west - aside, south - up, east + aside, north + up


def spanned(name: str, columns: Columns, mask: Mask) -> Area:
    """The rectangle of a county's located cases. Raises ``NotFound`` when none is located."""
    rows = mask & ~np.isnan(columns.lon)
    if not rows.any():
        raise NotFound(text("kept.no_county", value=name))
    lon, lat = columns.lon[rows], columns.lat[rows]
    return Area(name, (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())))


def keep_area(
    store: Store, area: Area, fids: list[int], around: Surroundings, row_of: Callable[[int], Json]
) -> dict[str, Any]:
    """Everything of the area as plain JSON. ``row_of`` makes the attributes of a feature by its number. Raises
    ``UsageError`` when it is too much for a phone."""
    if len(fids) > MAX_SITES:
        raise UsageError(text("kept.too_many", n=len(fids), limit=MAX_SITES), parameter="radius", example="10000")
    wide = box(*_wider(area.bbox, _EDGE_M))
    rows = [row_of(fid) for fid in fids]
    return {
        "area": {"name": area.name, "bbox": area.bbox, "center": area.center, "radius_m": area.radius_m},
        "version": store.version(),
        "known_to_m": KNOWN_TO_M,
        "zone_margin_m": ZONE_MARGIN_M,
        "cases": rows,
        "counts": {"cases": len({row["case_id"] for row in rows}), "sites": len(rows)},
        "zones": _zones(around, wide),
        "zone_words": _zone_words(),
        "sections": _sections(around),
        "base": _base(store, wide),
    }


def _zones(around: Surroundings, wide: Geometry) -> list[Json]:
    found = []
    for layer_id, title, shoreline, zone in around.zones:
        part = shapely.intersection(zone.area, wide)
        if not part.is_empty:
            found.append({"layer": layer_id, "title": title, "accuracy_m": zone.accuracy_m,
                          "shoreline": shoreline or "other", "geometry": _json(part)})  # fmt: skip
    return found


def _zone_words() -> dict[str, str]:
    """The sentences about what would decide an uncertain answer: the phone fills them in by itself."""
    begin = "layers.contain."
    return {key.removeprefix(begin): entry for key, entry in spoken(language()).items() if key.startswith(begin)}


def _sections(around: Surroundings) -> list[Json]:
    return [
        {**{key: section[key] for key in ("key", "name", "water", "latest", "last")}, "geometry": _json(geometry)}
        for section, geometry, _ in around.sections
    ]


def _base(store: Store, wide: Geometry) -> dict[str, list[Fragment | None]]:
    """Outlines to look at, never to measure by: simplified, without attributes."""
    known = {layer.definition.id for layer in store.layers()}
    drawn = {}
    for name in BASE_LAYERS:
        features = store.layer(name).features if name in known else ()
        shapes = [f.geometry for f in features if f.geometry is not None and f.geometry.geom_type != "Point"]
        near = [shape for shape in shapes if shapely.intersects(shape, wide)]
        drawn[name] = [
            _json(shapely.simplify(shapely.intersection(shape, wide), _BASE_TOLERANCE_DEG)) for shape in near
        ]
    return drawn


def _json(geometry: Geometry) -> Fragment | None:
    return geometry_json(shapely.transform(geometry, lambda xy: np.round(xy, _DIGITS)))
