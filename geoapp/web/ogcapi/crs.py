"""The coordinate reference systems of the API: axis order as their registries define it, both ways.

Inside the house every coordinate is longitude, latitude (CRS84). ``pyproj`` works with ``always_xy``; where a system
puts north first, the pair is swapped here, explicitly, on the way out and on the way in.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pyproj
import shapely
from numpy.typing import NDArray

from geoapp.model import BBox
from geoapp.texts import text
from geoapp.web.complaints import shown, wrong

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
_DEGREE_DECIMALS, _METRE_DECIMALS = 7, 3
_SAMPLES = 21
_MERCATOR_EDGE = 20037508.342789244
"""Half the width of the square that EPSG:3857 maps the world to, in metres."""
_BELT_EDGES = (-500_000.0, 0.0, 1_500_000.0, 10_000_000.0)
"""West, south, east, north that an easting and a northing of a Gauss-Krueger belt may have: ten degrees either side of
the central meridian. Swapped axes fall outside, since every northing in China is above 1,900 km."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One offered system. ``edges`` are the least and greatest x and y (always x first) that a box may have.

    ``north_first``: the registry's axis order is latitude, longitude or northing, easting.
    """

    uri: str
    code: str
    north_first: bool
    metres: bool
    edges: BBox

    @property
    def degrees_of_wgs84(self) -> bool:
        """Coordinates are those of the store: CGCS2000 and WGS 84 are one datum at the accuracy of this house."""
        return not self.metres

    @property
    def decimals(self) -> int:
        """So that a millimetre to a centimetre can be told."""
        return _METRE_DECIMALS if self.metres else _DEGREE_DECIMALS


_WORLD = (-180.0, -90.0, 180.0, 90.0)
_SQUARE = (-_MERCATOR_EDGE, -_MERCATOR_EDGE, _MERCATOR_EDGE, _MERCATOR_EDGE)
_ALL = (
    Reference(CRS84, "OGC:CRS84", north_first=False, metres=False, edges=_WORLD),
    Reference(f"{_EPSG}4326", "EPSG:4326", north_first=True, metres=False, edges=_WORLD),
    Reference(f"{_EPSG}4490", "EPSG:4490", north_first=True, metres=False, edges=_WORLD),
    Reference(f"{_EPSG}4547", "EPSG:4547", north_first=True, metres=True, edges=_BELT_EDGES),
    Reference(f"{_EPSG}4546", "EPSG:4546", north_first=True, metres=True, edges=_BELT_EDGES),
    Reference(f"{_EPSG}3857", "EPSG:3857", north_first=False, metres=True, edges=_SQUARE),
)
REFERENCES = {reference.uri: reference for reference in _ALL}
"""The offered systems by their identifiers, the default first."""
DEFAULT = REFERENCES[CRS84]
_EXAMPLES = {
    "OGC:CRS84": "112.0,28.0,113.0,29.0",
    "EPSG:4326": "28.0,112.0,29.0,113.0",
    "EPSG:4490": "28.0,112.0,29.0,113.0",
    "EPSG:4547": "3100000,400000,3200000,500000",
    "EPSG:4546": "3100000,600000,3200000,700000",
    "EPSG:3857": "12467000,3248000,12579000,3375000",
}
_made = threading.local()


def reference_of(parameter: str, value: str) -> Reference:
    """The system that an address names; raises ``UsageError`` naming those offered."""
    found = REFERENCES.get(value)
    if found is None:
        raise wrong("ogcapi.crs_unknown", parameter, f"{_EPSG}4490", value=shown(value), known=" ".join(REFERENCES))
    return found


def _transformer(source: str, target: str) -> pyproj.Transformer:
    """A transformer, made once a thread (18 ms each, and not to be shared between threads)."""
    kept: dict[tuple[str, str], pyproj.Transformer] = _made.__dict__.setdefault("kept", {})
    key = (source, target)
    if key not in kept:
        kept[key] = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return kept[key]


def transformed(geometries: NDArray[Any], reference: Reference) -> NDArray[Any]:
    """Geometries of the house (an object array, longitude first) as the system wants them written, rounded."""

    def move(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = pairs[:, 0], pairs[:, 1]
        if not reference.degrees_of_wgs84:
            x, y = _transformer("OGC:CRS84", reference.code).transform(x, y)
        found = np.column_stack((y, x) if reference.north_first else (x, y)).round(reference.decimals)
        if not np.isfinite(found).all():
            raise wrong("ogcapi.crs_outside", "crs", CRS84, crs=reference.code)
        return found

    moved: NDArray[Any] = shapely.transform(geometries, move)
    return moved


def to_house(pairs: Sequence[Sequence[float]], reference: Reference) -> NDArray[np.float64]:
    """Coordinates as written in the system -> longitude, latitude; shape (n, 2)."""
    points = np.asarray(pairs, np.float64)[:, :2]
    x, y = (points[:, 1], points[:, 0]) if reference.north_first else (points[:, 0], points[:, 1])
    if not reference.degrees_of_wgs84:
        x, y = _transformer(reference.code, "OGC:CRS84").transform(x, y)
    return np.column_stack((x, y))


@dataclass(frozen=True, slots=True)
class Window:
    """A box of an address in the house's terms: the box around it, and what it exactly is where that differs.

    ``exact`` is CQL2 JSON: a box across the antimeridian, or one whose sides are no meridians and parallels.
    """

    bbox: BBox | None
    exact: dict[str, Any] | None = None


def read_window(value: str, reference: Reference, max_chars: int = 200) -> Window:
    """``bbox`` as written in ``reference``: four numbers, or six with heights, which nothing here has.

    Raises ``UsageError`` with a right example in that system.
    """
    example = _EXAMPLES[reference.code]
    try:
        numbers = [float(part) for part in value.split(",")] if len(value) <= max_chars and value.isascii() else []
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(math.isfinite(number) for number in numbers):
        raise wrong("ogcapi.bbox", "bbox", example, value=shown(value), axes=axes_of(reference))
    half = len(numbers) // 2
    first, second = numbers[:2], numbers[half : half + 2]
    if reference.north_first:
        first, second = first[::-1], second[::-1]
    (west, south), (east, north) = first, second
    low_x, low_y, high_x, high_y = reference.edges
    inside = low_x <= min(west, east) and max(west, east) <= high_x and low_y <= south and north <= high_y
    if not inside or south > north or (west > east and reference.metres):
        raise wrong("ogcapi.bbox_range", "bbox", example, value=shown(value), axes=axes_of(reference))
    return _window(west, south, east, north, reference)


def _window(west: float, south: float, east: float, north: float, reference: Reference) -> Window:
    if not reference.metres:
        if west <= east:
            return Window((west, south, east, north))
        halves = [{"bbox": [west, south, 180.0, north]}, {"bbox": [-180.0, south, east, north]}]
        return Window(None, {"op": "or", "args": [_touching(half) for half in halves]})
    back = _transformer(reference.code, "OGC:CRS84")
    if reference.code == "EPSG:3857":  # its meridians and parallels are straight: the box stays a box
        (west, east), (south, north) = back.transform([west, east], [south, north])
        return Window((west, south, east, north))
    along = np.linspace(0, 1, _SAMPLES)[:-1]
    x = np.concatenate(
        [west + along * (east - west), np.full(20, east), east - along * (east - west), np.full(20, west)]
    )
    y = np.concatenate(
        [np.full(20, south), south + along * (north - south), np.full(20, north), north - along * (north - south)]
    )
    lon, lat = back.transform(x, y)
    ring = [[float(a), float(b)] for a, b in zip(lon, lat, strict=True)]
    bbox = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
    if west == east or south == north:
        return Window(bbox)
    return Window(bbox, _touching({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}))


def _touching(literal: dict[str, Any]) -> dict[str, Any]:
    return {"op": "s_intersects", "args": [{"property": "geometry"}, literal]}


def filter_text(expression: dict[str, Any]) -> str:
    """An expression as the text that ``Query.filter`` takes."""
    return orjson.dumps(expression).decode()


def axes_of(reference: Reference) -> str:
    """The order of a box's numbers, in words of the catalogue."""
    kind = "metres" if reference.metres else "degrees"
    order = "north_first" if reference.north_first else "east_first"
    return text(f"ogcapi.axes.{kind}.{order}")
