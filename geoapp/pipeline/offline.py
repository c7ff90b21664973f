"""The single-file map of a selection: cases with their sentences, the ground around them, what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.exports import geometry_mapping, properties
from geoapp.layers import distance_m, in_words
from geoapp.maps import OfflineContents, common_place, offline_map
from geoapp.model import BBox, BuiltLayer, CaseFeature, LayerFeature, Query, Quote, UnitTable, UsageError
from geoapp.pipeline.printing import digest_of, left_out, selection_words, sources_of
from geoapp.pipeline.publishing import notes_of
from geoapp.pipeline.zoning import zone_layers
from geoapp.settings import ZONE, Settings
from geoapp.store import Store
from geoapp.texts import text

MOST_CASES = 20_000
_COARSE_DEG = 0.0004
"""Ground finer than this (some 40 m) is no use at the scales of the file, and makes it heavy."""
_AROUND = 0.6
"""How much country around the selection is in the file, as a share of its extent."""
_DIGITS = 5
_KEPT = (
    "case_id", "site_id", "no", "problem", "rectification", "status", "overdue", "lapsed", "county", "deadline",
    "lead_unit", "kind", "spatial", "name", "quote", "status_quote", "notice_title", "issued_on",
    "coordinateUncertaintyInMeters", "georeferenceProtocol", "georeferenceRemarks", "basis",
)  # fmt: skip


def make_offline(store: Store, query: Query, at: datetime, settings: Settings, units: UnitTable) -> tuple[bytes, int]:
    """The file and how many features it holds. Raises ``UsageError`` for more than a browser can carry."""
    query = replace(query, limit=None, offset=0)
    count = store.page(replace(query, limit=0)).number_matched
    if count > MOST_CASES:
        raise UsageError(text("offline.too_many", most=MOST_CASES, count=count), parameter="layer")
    features = tuple(store.iterate(query))
    catalogue = tuple(in_words(one) for one in store.layers())
    layers = tuple(in_words(store.layer(one.definition.id)) for one in catalogue if one.problem is None)
    summary = store.summary(query)
    zones = {layer.definition.id: layer.definition.title for layer in zone_layers(store)}
    box = query.bbox or _box(features)
    contents = OfflineContents(
        title=_title(features, units),
        selection=selection_words(query, units, zones) or text("print.selection.all"),
        cases=tuple(_case(feature, zones) for feature in features),
        layers=tuple(_layers(layers, box)),
        bounds=box,
        data_time=f"{(summary.data_time or at).astimezone(ZONE):%Y-%m-%d %H:%M}",
        made_at=f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}",
        digest=digest_of(features, layers),
        review_number=settings.map_review_number,
        public_url=settings.public_url,
        notes=(*left_out(query, summary, catalogue, printed=False), *notes_of(store)),
        sources=tuple(sources_of(features, layers)),
        zones=zones,
    )
    return offline_map(contents), len(features)


def _title(features: Iterable[CaseFeature], units: UnitTable) -> str:
    place = common_place({one.county_code for one in features if one.county_code}, units)
    return text("offline.title_of", place=place) if place else text("offline.title")


def _box(features: Iterable[CaseFeature]) -> BBox | None:
    shapes = [one.geometry for one in features if one.geometry is not None]
    if not shapes:
        return None
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(shapes))
    pad = max(0.02, 0.04 * max(east - west, north - south))
    return west - pad, south - pad, east + pad, north + pad


def _case(feature: CaseFeature, zones: Mapping[str, str]) -> dict[str, Any]:
    row = properties(feature, zones)
    kept = {name: row[name] for name in (*_KEPT, *(name for name in row if name.startswith("zone:")))}
    kept["lon"] = round(feature.lon, _DIGITS) if feature.lon is not None else None
    kept["lat"] = round(feature.lat, _DIGITS) if feature.lat is not None else None
    for name, quote in (("quote", feature.quote), ("status_quote", feature.status_quote)):
        if quote is not None:
            kept[f"{name}_around"] = _around(quote)
    if feature.geometry is not None and shapely.get_dimensions(feature.geometry) > 0:
        kept["place"] = _coarse(feature.geometry)
    return kept


def _around(quote: Quote) -> tuple[str, str]:
    """The words before and behind, up to the ends of their sentence."""
    before = quote.prefix
    for stop in "。；\n":
        before = before.rsplit(stop, 1)[-1]
    ends = [place + 1 for stop in "。；\n" if (place := quote.suffix.find(stop)) >= 0]
    finished = quote.exact.endswith(("。", "；"))
    return before, "" if finished else quote.suffix[: min(ends, default=len(quote.suffix))]


def _coarse(shape: Geometry) -> Any:
    drawn = shapely.set_precision(
        shapely.simplify(shape, _COARSE_DEG, preserve_topology=True), 10**-_DIGITS, mode="pointwise"
    )
    return geometry_mapping(drawn)


def _layers(layers: Iterable[BuiltLayer], box: BBox | None) -> Iterator[dict[str, Any]]:
    """The ground, lowest first."""
    for layer in sorted(layers, key=lambda one: -one.definition.order):
        definition = layer.definition
        if definition.id == "cases":
            continue
        found = [made for feature in layer.features if (made := _ground(feature, box)) is not None]
        yield {"id": definition.id, "title": definition.title, "style": dict(definition.style), "show": definition.show,
               "features": found}  # fmt: skip


def _ground(feature: LayerFeature, box: BBox | None) -> dict[str, Any] | None:
    shape = feature.geometry
    if shape is None:
        return None
    if box is not None:
        pad = _AROUND * max(box[2] - box[0], box[3] - box[1])
        shape = shapely.clip_by_rect(shape, box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad)
    if shape.is_empty:
        return None
    told = {name: feature.properties.get(name) for name in ("name", "basis", "accuracy_m", "source")}
    point = shapely.point_on_surface(shape)
    told["at"] = [round(point.y, _DIGITS), round(point.x, _DIGITS)]
    if shapely.get_dimensions(shape) == 2:
        west, _, east, _ = shape.bounds
        told["width"] = round(distance_m(shapely.Point(west, point.y), shapely.Point(east, point.y)))
    return {"type": "Feature", "properties": told, "geometry": _coarse(shape)}
