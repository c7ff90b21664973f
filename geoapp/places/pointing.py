"""A point that a person types: ``lon,lat`` in a declared reference system, as WGS 84."""

from __future__ import annotations

import numpy as np
from shapely.geometry import Point

from geoapp.model import UsageError
from geoapp.places.datum import Datum, check_degrees
from geoapp.places.importing import converter
from geoapp.texts import text

DEGREES = "EPSG:4326"


def read_point(words: str, *, crs: str | None = None, datum: Datum | None = None) -> Point:
    """``112.35,28.57`` (longitude, or easting, first) as a point; ``crs`` and ``datum`` as for imports.

    Raises ``UsageError`` for what is no pair of numbers, and with the suspicion for what lies nowhere in China.
    """
    parts = words.replace("，", ",").split(",")
    try:
        x, y = (float(part) for part in parts)
    except ValueError as error:
        raise UsageError(text("cli_links.correct.bad_point", value=words), parameter="value") from error
    ((lon, lat),) = converter(None if datum else crs or DEGREES, datum)(np.array([[x, y]], dtype=np.float64))
    check_degrees(float(lon), float(lat))
    return Point(float(lon), float(lat))
