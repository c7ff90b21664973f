"""Geometry on the wire: RFC 7946 (longitude first, outer rings counter-clockwise, at most 7 decimals, 2-D)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.exports._crs import CRS84, moved

DECIMALS = 7
"""1 cm on the ground; more digits would claim an accuracy that nothing here has."""


def tidied(geometries: Sequence[Geometry | None]) -> Any:
    """The geometries as a numpy object array, ready to be written: flat, rounded, rings the right way round."""
    return moved(geometries, CRS84)


def geometry_texts(geometries: Sequence[Geometry | None]) -> list[str | None]:
    """GeoJSON text of each geometry, None for None. Many at once: a call a geometry costs five times as much; what
    stands there several times (the outline of a county) is written once."""
    different = {id(geometry): geometry for geometry in geometries}
    texts = dict(zip(different, shapely.to_geojson(tidied(list(different.values()))), strict=True))
    return [texts[id(geometry)] for geometry in geometries]


def geometry_json(geometry: Geometry | None) -> orjson.Fragment | None:
    """One geometry as a piece that ``orjson.dumps`` puts in place, None for None."""
    written = geometry_texts([geometry])[0]
    return None if written is None else orjson.Fragment(written)


def geometry_mapping(geometry: Geometry | None) -> dict[str, Any] | None:
    """One geometry as a GeoJSON mapping, None for None."""
    written = geometry_texts([geometry])[0]
    return None if written is None else orjson.loads(written)


def bounds_of(geometries: Sequence[Geometry | None], before: list[float] | None) -> list[float] | None:
    """``before`` widened by the geometries: W, S, E, N rounded as the coordinates are; None while there is none."""
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    boxes = shapely.bounds(array)
    boxes = boxes[~np.isnan(boxes[:, 0])]
    if not len(boxes):
        return before
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    if before is not None:
        west, south = min(west, before[0]), min(south, before[1])
        east, north = max(east, before[2]), max(north, before[3])
    return [round(float(value), DECIMALS) for value in (west, south, east, north)]
