"""A place that a person gives: ``lon,lat`` typed, or a drawn geometry, in a declared reference system, as WGS 84."""

from __future__ import annotations

import re

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import UsageError
from geoapp.places.coordinates import typed_pair
from geoapp.places.datum import Datum, check_degrees, suspicion
from geoapp.places.importing import converter
from geoapp.texts import text

DEGREES = "EPSG:4326"
DRAWABLE = frozenset({"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"})
MAX_GEOJSON = 1_000_000
_BETWEEN = re.compile(r"\s*[;；\n]\s*")


def read_point(words: str, *, crs: str | None = None, datum: Datum | None = None) -> Point:
    """``112.35,28.57`` (longitude, or easting, first) as a point; ``crs`` and ``datum`` as for imports. Also degrees,
    minutes and seconds, and with 北纬 or N before the other one.

    Raises ``UsageError`` for what is no pair of numbers, and with the suspicion for what lies nowhere in China.
    """
    ((lon, lat),) = _corners([words], crs, datum)
    return Point(lon, lat)


def _corners(words: list[str], crs: str | None, datum: Datum | None) -> list[tuple[float, float]]:
    pairs = []
    for one in words:
        pair = typed_pair(one)
        if pair is None:
            raise UsageError(text("cli_links.correct.bad_point", value=one[:60]), parameter="value")
        pairs.append(pair)
    converted = converter(None if datum else crs or DEGREES, datum)(np.array(pairs, dtype=np.float64))
    corners = [(float(lon), float(lat)) for lon, lat in converted]
    for (x, y), (lon, lat) in zip(pairs, corners, strict=True):
        if suspicion(lon, lat) is not None and crs is not None and datum is None and (x, y) != (lon, lat):
            raise UsageError(_misdeclared(x, y, crs), parameter="crs")
        check_degrees(lon, lat)
    return corners


def _misdeclared(x: float, y: float, crs: str) -> str:
    """What numbers look like that lie nowhere in China by the system that was declared for them."""
    ((lon, lat),) = converter(crs, None)(np.array([(y, x)], dtype=np.float64))
    if suspicion(float(lon), float(lat)) is None:
        key = "swapped"
    else:
        key = "degrees" if abs(x) <= 180 and abs(y) <= 180 else "elsewhere"
    return text(f"places.pointing.{key}", x=f"{x:.12g}", y=f"{y:.12g}", crs=crs)


def read_geometry(words: str, *, crs: str | None = None, datum: Datum | None = None) -> Geometry:
    """A GeoJSON point, line or polygon (one or several parts) as drawn on a map, or ``lon,lat`` like ``read_point``;
    several of these between semicolons are a line, or an area where the last is the first again.

    Raises ``UsageError`` for what is no such geometry, is not valid (a ring that crosses itself), has too many
    corners, or lies nowhere in China.
    """
    if len(words) > MAX_GEOJSON:
        raise UsageError(text("places.pointing.large", limit=MAX_GEOJSON), parameter="value")
    if words.lstrip().startswith("{"):
        geometry = _drawn(words, crs, datum)
    else:
        corners = [part for part in _BETWEEN.split(words.strip()) if part]
        if len(corners) < 2:
            return read_point(words, crs=crs, datum=datum)
        geometry = _along(_corners(corners, crs, datum))
    if not geometry.is_valid:
        raise UsageError(text("places.pointing.invalid", reason=shapely.is_valid_reason(geometry)), parameter="value")
    return geometry


def _along(corners: list[tuple[float, float]]) -> Geometry:
    if corners[0] != corners[-1]:
        return LineString(corners)
    if len(set(corners)) < 3:
        raise UsageError(text("places.pointing.corners", count=len(set(corners))), parameter="value")
    return Polygon(corners)


def _drawn(words: str, crs: str | None, datum: Datum | None) -> Geometry:
    try:
        drawn = shapely.force_2d(shapely.from_geojson(words))
    except GEOSException as error:
        raise UsageError(text("places.pointing.no_geojson", value=words[:60]), parameter="value") from error
    if drawn.geom_type not in DRAWABLE or drawn.is_empty:
        raise UsageError(text("places.pointing.kind", kind=drawn.geom_type), parameter="value")
    convert = converter(None if datum else crs or DEGREES, datum)
    geometry: Geometry = shapely.transform(drawn, convert)
    for lon, lat in shapely.get_coordinates(geometry):
        check_degrees(float(lon), float(lat))
    return geometry
