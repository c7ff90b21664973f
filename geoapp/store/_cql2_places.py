"""Geometry literals of CQL2: GeoJSON mappings and boxes, in longitude and latitude -> shapely."""

from __future__ import annotations

import math
from typing import Any

import shapely
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.store._cql2_text import refused

_TYPES = frozenset(
    {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"}
)


def read_geometry(node: Any) -> Geometry:
    """The geometry of a literal; raises ``UsageError`` for one that is broken or not in degrees, longitude first."""
    if isinstance(node, dict) and set(node) == {"bbox"}:
        return _box(node["bbox"])
    if not (isinstance(node, dict) and node.get("type") in _TYPES):
        raise refused("geometry")
    try:
        geometry: Geometry = shapely.force_2d(shape(node))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        raise refused("geometry") from error
    bounds = geometry.bounds
    if geometry.is_empty or not all(math.isfinite(edge) for edge in bounds):
        raise refused("geometry")
    if bounds[0] < -180 or bounds[2] > 180 or bounds[1] < -90 or bounds[3] > 90:
        raise refused("geometry_range")
    if not geometry.is_valid:
        raise refused("geometry_invalid", reason=shapely.is_valid_reason(geometry))
    return geometry


def _box(numbers: Any) -> Geometry:
    if not isinstance(numbers, list) or len(numbers) not in (4, 6):
        raise refused("geometry")
    if not all(isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one) for one in numbers):
        raise refused("geometry")
    half = len(numbers) // 2
    west, south, east, north = *numbers[:2], *numbers[half : half + 2]
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise refused("geometry_range")
    if west > east:  # across the antimeridian
        return shapely.union_all([box(west, south, 180, north), box(-180, south, east, north)])
    if west == east or south == north:
        return shapely.envelope(shapely.multipoints([(west, south), (east, north)]))
    return box(west, south, east, north)
