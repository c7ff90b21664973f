"""Does a file that claims WGS 84 in truth hold shifted coordinates? Compared with what the house already knows.

GCJ-02 lies some 500 m off, which no look at the numbers alone can tell. But where the office's file draws a thing that
is already known as an area or a line, the outlines can be laid over one another, as written and shifted back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import LocationInstance, UsageError
from geoapp.places.datum import Datum, to_wgs84
from geoapp.places.folding import fold
from geoapp.texts import text

_KNOWN_WELL_M = 800.0
"""Only outlines known at least this well can show a shift of 500 m."""
_METRES_PER_DEGREE = 105_000.0  # between longitude and latitude at 30 degrees north: a ratio of distances is wanted
_SUSPECT_M = 200.0
_VERTICES = 400


def refuse_shifted(imported: Iterable[LocationInstance], known: Iterable[LocationInstance], file: str) -> None:
    """Raise ``UsageError`` when an imported outline fits a known one much better after shifting it back."""
    by_name: dict[str, list[LocationInstance]] = {}
    for instance in known:
        if _outlined(instance):
            by_name.setdefault(fold(instance.name), []).append(instance)
    for own in imported:
        for other in by_name.get(fold(own.name), []):
            found = _suspected(own.geometry, other.geometry)
            if found is not None:
                datum, as_written, shifted_back = found
                values = {"before": round(as_written), "after": round(shifted_back), "datum": datum}
                raise UsageError(text("places.import.shifted", file=file, name=own.name, **values), parameter="datum")


def _outlined(instance: LocationInstance) -> bool:
    return (
        instance.geometry is not None
        and instance.geometry.geom_type != "Point"
        and instance.accuracy is not None
        and instance.accuracy.value_m <= _KNOWN_WELL_M
    )


def _suspected(own: Geometry | None, other: Geometry | None) -> tuple[Datum, float, float] | None:
    if own is None or other is None or own.geom_type == "Point":
        return None
    outline = other.boundary if other.geom_type.endswith("Polygon") else other
    before = _apart_m(own, outline)
    if not _SUSPECT_M < before < 5000.0:
        return None  # nearer: no shift; farther: another thing of the same name
    best = min(((_apart_m(moved, outline), datum) for datum, moved in _shifted_back(own)), key=lambda pair: pair[0])
    return (best[1], before, best[0]) if best[0] < before / 2 else None


def _shifted_back(own: Geometry) -> Iterator[tuple[Datum, Geometry]]:
    datums: tuple[Datum, ...] = ("gcj02", "bd09")
    for datum in datums:

        def back(points: NDArray[np.float64], datum: Datum = datum) -> NDArray[np.float64]:
            return np.array([to_wgs84(float(x), float(y), datum) for x, y in points])

        yield datum, shapely.transform(own, back)


def _apart_m(own: Geometry, outline: Geometry) -> float:
    """Median distance of the vertices of ``own`` from ``outline``, roughly in metres."""
    points = shapely.get_coordinates(own)
    step = max(1, len(points) // _VERTICES)
    distances = shapely.distance(shapely.points(points[::step]), outline)
    return float(np.median(distances)) * _METRES_PER_DEGREE
