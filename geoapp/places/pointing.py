"""A place that a person gives: ``lon,lat`` typed, or a drawn geometry, in a declared reference system, as WGS 84."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import UsageError
from geoapp.places.coordinates import typed_pair
from geoapp.places.datum import Datum, check_degrees
from geoapp.places.importing import converter
from geoapp.texts import text

DEGREES = "EPSG:4326"
DRAWABLE = frozenset({"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"})
MAX_GEOJSON = 1_000_000


def read_point(words: str, *, crs: str | None = None, datum: Datum | None = None) -> Point:
    """``112.35,28.57`` (longitude, or easting, first) as a point; ``crs`` and ``datum`` as for imports. Also degrees,
    minutes and seconds, and with 北纬 or N before the other one.

    Raises ``UsageError`` for what is no pair of numbers, and with the suspicion for what lies nowhere in China.
    """
    pair = typed_pair(words)
    if pair is None:
        raise UsageError(text("cli_links.correct.bad_point", value=words[:60]), parameter="value")
    ((lon, lat),) = converter(None if datum else crs or DEGREES, datum)(np.array([pair], dtype=np.float64))
    check_degrees(float(lon), float(lat))
    return Point(float(lon), float(lat))


def read_geometry(words: str, *, crs: str | None = None, datum: Datum | None = None) -> Geometry:
    """A GeoJSON point, line or polygon (one or several parts) as drawn on a map, or ``lon,lat`` like ``read_point``.

    Raises ``UsageError`` for what is no such geometry, is not valid (a ring that crosses itself), has too many
    corners, or lies nowhere in China.
    """
    if not words.lstrip().startswith("{"):
        return read_point(words, crs=crs, datum=datum)
    if len(words) > MAX_GEOJSON:
        raise UsageError(text("places.pointing.large", limit=MAX_GEOJSON), parameter="value")
    try:
        drawn = shapely.force_2d(shapely.from_geojson(words))
    except GEOSException as error:
        raise UsageError(text("places.pointing.no_geojson", value=words[:60]), parameter="value") from error
    if drawn.geom_type not in DRAWABLE or drawn.is_empty:
        raise UsageError(text("places.pointing.kind", kind=drawn.geom_type), parameter="value")
    convert = converter(None if datum else crs or DEGREES, datum)
    geometry = shapely.transform(drawn, convert)
    for lon, lat in shapely.get_coordinates(geometry):
        check_degrees(float(lon), float(lat))
    if not geometry.is_valid:
        raise UsageError(text("places.pointing.invalid", reason=shapely.is_valid_reason(geometry)), parameter="value")
    return geometry
