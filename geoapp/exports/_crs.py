"""The coordinate reference systems that a file can be written in.

Inside the house everything is longitude, latitude. Files carry x = east (or longitude) first, as GDAL and every desktop
program store them, whatever order the registry gives the axes; the web API, where the registry's order counts, has its
own table. CGCS2000 and WGS 84 are one datum at the accuracy of this house (centimetres), so EPSG:4490 has the same
numbers under its own name.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import BBox, UsageError
from geoapp.texts import text

_DEGREE_DECIMALS, _METRE_DECIMALS = 7, 3
_HALF_BELT_DEG = 1.5
_NUMBERED, _NAMED, _FIRST_MERIDIAN, _BELTS = 4513, 4534, 75, 21
"""EPSG:4513..4533 write the belt's number before the easting, EPSG:4534..4554 do not; both begin at 75 degrees east."""
_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Target:
    """One offered system. ``decimals`` tell a millimetre to a centimetre; ``meridian`` is a belt's central one."""

    code: str
    metres: bool = False
    meridian: int | None = None

    @property
    def decimals(self) -> int:
        """How many decimals a coordinate is written with."""
        return _METRE_DECIMALS if self.metres else _DEGREE_DECIMALS

    @property
    def label(self) -> str:
        """What binary files are labelled with: programs of all ages know 4326, x first all the same."""
        return "EPSG:4326" if self.code == "OGC:CRS84" else self.code


CRS84 = Target("OGC:CRS84")
_BELT = range(_BELTS)
OFFERED: dict[str, Target] = {
    target.code: target
    for target in (
        CRS84,
        Target("EPSG:4326"),
        Target("EPSG:4490"),
        Target("EPSG:3857", metres=True),
        *(Target(f"EPSG:{_NUMBERED + i}", metres=True, meridian=_FIRST_MERIDIAN + 3 * i) for i in _BELT),
        *(Target(f"EPSG:{_NAMED + i}", metres=True, meridian=_FIRST_MERIDIAN + 3 * i) for i in _BELT),
    )
}
_made = threading.local()


def target_of(value: str, parameter: str = "crs") -> Target:
    """The system that ``EPSG:4547``, ``4547``, ``CRS84`` or its OGC address names; raises ``UsageError``."""
    word = value.strip().upper()
    last = word.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    found = CRS84 if last == "CRS84" else OFFERED.get(f"EPSG:{last}")
    asked_epsg = word == last or "EPSG" in word or "OGC" in word
    if found is None or not asked_epsg:
        shown = value if len(value) <= 60 else f"{value[:60]}…"
        raise UsageError(text("exports.crs_unknown", value=shown), parameter=parameter, example="EPSG:4547")
    return found


def misfit(box: BBox | None, target: Target) -> str | None:
    """A sentence when what is written reaches beyond the belt, naming the belt that its middle lies in."""
    if box is None or target.meridian is None:
        return None
    west, east = target.meridian - _HALF_BELT_DEG, target.meridian + _HALF_BELT_DEG
    if west - _EDGE <= box[0] and box[2] <= east + _EDGE:
        return None
    better = _FIRST_MERIDIAN + 3 * min(max(round(((box[0] + box[2]) / 2 - _FIRST_MERIDIAN) / 3), 0), _BELTS - 1)
    first = _NUMBERED if int(target.code[5:]) < _NAMED else _NAMED
    return text(
        "exports.crs_misfit",
        crs=target.code,
        west=f"{west:g}",
        east=f"{east:g}",
        data_west=f"{box[0]:.2f}",
        data_east=f"{box[2]:.2f}",
        better=f"EPSG:{first + (better - _FIRST_MERIDIAN) // 3}",
        meridian=better,
    )


def moved(geometries: Sequence[Geometry | None] | NDArray[Any], target: Target) -> NDArray[Any]:
    """The geometries as a numpy object array, ready to be written: flat, in ``target``, rounded, rings the right way.

    Raises ``UsageError`` when something lies so far away that the system has no number for it.
    """
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    flat = shapely.orient_polygons(shapely.force_2d(array))

    def move(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
        if target.metres:
            pairs = np.column_stack(_transformer(target.code).transform(pairs[:, 0], pairs[:, 1]))
            if not np.isfinite(pairs).all():
                raise UsageError(text("exports.crs_outside", crs=target.code), parameter="crs", example="EPSG:4490")
        return np.round(pairs, target.decimals)

    written: NDArray[Any] = shapely.transform(flat, move)
    return written


def _transformer(code: str) -> pyproj.Transformer:
    """Made once a thread: 18 ms each, and not to be shared between threads."""
    kept: dict[str, pyproj.Transformer] = _made.__dict__.setdefault("kept", {})
    if code not in kept:
        kept[code] = pyproj.Transformer.from_crs("OGC:CRS84", code, always_xy=True)
    return kept[code]
