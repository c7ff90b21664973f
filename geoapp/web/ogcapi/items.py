"""Features as GeoJSON: pages, and single ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geoapp.exports import geometry_texts, line_edition, properties
from geoapp.model import BBox, CaseFeature, LayerFeature, NotFound
from geoapp.model.line import LINE_END
from geoapp.texts import text
from geoapp.web.backend import Backend, backend
from geoapp.web.ogcapi.asking import Asked
from geoapp.web.ogcapi.collections import CASES, Collection, LayerTable, layer_table
from geoapp.web.ogcapi.crs import DEFAULT, Reference, transformed
from geoapp.web.ogcapi.windows import Found, Windows, window_of

Feature = CaseFeature | LayerFeature


BLANK = "numberWithoutGeometry"
"""Tells how many of ``numberMatched`` fit a window only because they have no geometry."""


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """Features ready to be sent, in the order of their ids. ``next_cursor`` None on the last page. ``blank``: how many
    of those matched have no geometry, None where no window was asked for or where it leaves them out."""

    pieces: tuple[bytes, ...]
    number_matched: int
    next_cursor: str | None
    blank: int | None = None


def items_page(served: Backend, collection: Collection, asked: Asked) -> ItemsPage:
    """One page of a collection."""
    if collection.id == CASES:
        return _case_page(served, asked)
    return _layer_page(served, collection, asked)


def _case_page(served: Backend, asked: Asked) -> ItemsPage:
    if (window := window_of(asked.query)) is not None:
        return _window_page(served, asked, window)
    columns, mask = served.selected(asked.query)
    fids = columns.fid[mask]
    start = int(np.searchsorted(fids, int(asked.cursor), side="right")) if asked.cursor is not None else 0
    chosen = fids[start : start + asked.limit]
    more = start + len(chosen) < len(fids)
    pieces = case_pieces(served, chosen.tolist(), asked.reference)
    blank = int(np.count_nonzero(mask & np.isnan(columns.west))) if asked.counts_blank else None
    return ItemsPage(pieces, len(fids), str(int(chosen[-1])) if more and len(chosen) else None, blank)


def _window_page(served: Backend, asked: Asked, window: BBox) -> ItemsPage:
    version = served.present_version()
    after = int(asked.cursor) if asked.cursor is not None else None

    blank = asked.query.blank

    def look() -> Found:
        grid = served.windows.get(version, "windows", lambda: Windows.of(served.store.columns()))
        return grid.page(window, asked.query.status, after, asked.limit, blank=blank)

    key = (window, asked.query.status, after, asked.limit, blank)
    found = served.counted.get(version, key, look)
    pieces = case_pieces(served, found.fids, asked.reference)
    cursor = str(found.fids[-1]) if found.more and found.fids else None
    return ItemsPage(pieces, found.matched, cursor, found.blank if blank else None)


def case_pieces(served: Backend, fids: Sequence[int], reference: Reference) -> tuple[bytes, ...]:
    """Serialised cases; each is made once for a state of the data and a day."""
    version, group = served.present_version(), (served.today, reference.code)
    known = served.pieces.many(version, group, fids)
    if None not in known:
        return tuple(cast(list[bytes], known))
    missing = [fid for fid, piece in zip(fids, known, strict=True) if piece is None]
    made = _made(served, missing, reference)
    served.pieces.put(version, group, made)
    found = (piece if piece is not None else made.get(fid) for fid, piece in zip(fids, known, strict=True))
    return tuple(piece for piece in found if piece is not None)


def _made(served: Backend, fids: Sequence[int], reference: Reference) -> dict[int, bytes]:
    """Serialised cases: the texts that the store keeps, or made now."""
    if reference is DEFAULT:
        joined = served.store.lines_of(fids, line_edition(tuple(served.zones())))
        if joined is not None:
            return dict(zip(fids, joined.split(LINE_END), strict=True))
    features = served.store.features(fids)
    return dict(zip((f.fid for f in features), pieces_of(features, reference), strict=True))


def pieces_of(features: Sequence[Feature], reference: Reference) -> list[bytes]:
    """Each feature as GeoJSON bytes."""
    geometries = geometry_jsons([feature.geometry for feature in features], reference)
    zones = tuple(backend().zones())
    return [
        orjson.dumps(
            {
                "type": "Feature",
                "id": feature.fid,
                "geometry": None if geometry is None else orjson.Fragment(geometry),
                "properties": attributes(feature, zones),
            }
        )
        for feature, geometry in zip(features, geometries, strict=True)
    ]


def attributes(feature: Feature, zones: Iterable[str]) -> dict[str, Any]:
    """The properties of a feature as they are sent; a case says how it stands to each of the zones."""
    return properties(feature, zones) if isinstance(feature, CaseFeature) else dict(feature.properties)


def geometry_jsons(geometries: Iterable[Any], reference: Reference) -> list[str | None]:
    """GeoJSON text of geometries in a system, None for None."""
    array: NDArray[Any] = np.array([*geometries, None], dtype=object)[:-1]
    if reference is DEFAULT:
        return list(geometry_texts(array.tolist()))
    moved = transformed(shapely.orient_polygons(shapely.force_2d(array)), reference)
    return list(shapely.to_geojson(moved))


def _layer_page(served: Backend, collection: Collection, asked: Asked) -> ItemsPage:
    version = served.present_version()
    table = layer_table(served, version, collection.layers)
    mask = _inside(table, asked)
    if asked.filter is not None:
        mask &= _fitting(served, collection, table, asked.filter)
    chosen = np.flatnonzero(mask)
    if asked.cursor is not None:
        chosen_after = [i for i in chosen.tolist() if table.features[i].fid > asked.cursor]
    else:
        chosen_after = chosen.tolist()
    page = chosen_after[: asked.limit]
    pieces = tuple(_layer_pieces(served, version, collection, table, page, asked.reference))
    more = len(page) < len(chosen_after)
    blank = int(np.count_nonzero(np.isnan(table.boxes[chosen, 0]))) if asked.counts_blank else None
    return ItemsPage(pieces, len(chosen), table.features[page[-1]].fid if more and page else None, blank)


def _layer_pieces(
    served: Backend, version: str, collection: Collection, table: LayerTable, page: list[int], reference: Reference
) -> list[bytes]:
    group = (collection.id, reference.code)
    known = served.pieces.many(version, group, page)
    missing = [i for i, piece in zip(page, known, strict=True) if piece is None]
    made = dict(zip(missing, pieces_of([table.features[i] for i in missing], reference), strict=True))
    served.pieces.put(version, group, made)
    return [piece if piece is not None else made[i] for i, piece in zip(page, known, strict=True)]


def _inside(table: LayerTable, asked: Asked) -> NDArray[np.bool_]:
    """Which features of a layer touch the window (their geometry does, not only the box around it), and those that have
    no geometry: the standard wants them in every window."""
    if asked.window.bbox is None:
        return np.ones(len(table.features), bool)
    west, south, east, north = asked.window.bbox
    boxes = table.boxes
    with np.errstate(invalid="ignore"):
        near: NDArray[np.bool_] = (
            (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        )
    near[near] = shapely.intersects(table.shapes[near], shapely.box(west, south, east, north))
    return near | np.isnan(boxes[:, 0])


def _fitting(served: Backend, collection: Collection, table: LayerTable, written: str) -> NDArray[np.bool_]:
    """Which features fit a filter; the store answers layer by layer."""
    types: dict[str, type] = {"string": str, "number": float, "integer": float, "boolean": bool}
    lacking = {field.name: types[field.type] for field in collection.queryables}
    picked = {
        member: served.store.pick_from_layer(
            member, written, {**lacking, "layer": member} if len(collection.layers) > 1 else {}
        )
        for member in collection.layers
    }
    return np.array([own in picked[member] for member, own in zip(table.members, table.own_ids, strict=True)], bool)


def find_item(served: Backend, collection: Collection, fid: str) -> Feature:
    """One feature by the id in its address; raises ``NotFound``."""
    if collection.id == CASES:
        if not (fid.isascii() and fid.isdigit() and len(fid) <= 18):
            raise NotFound(text("ogcapi.no_item", collection=collection.id))
        return served.feature(int(fid))
    table = layer_table(served, served.present_version(), collection.layers)
    found = next((feature for feature in table.features if feature.fid == fid), None)
    if found is None:
        raise NotFound(text("ogcapi.no_item", collection=collection.id))
    return found
