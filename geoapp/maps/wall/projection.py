"""From degrees to the paper: the CGCS2000 Gauss-Kruger zone of the area, a round scale, millimetres on the sheet."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.maps.wall.paper import Box
from geoapp.model import BBox, UsageError
from geoapp.texts import text

ROUND: Final = tuple(
    step * 10**power for power in range(3, 8) for step in (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5)
)
"""The denominators that a sheet may have of its own accord."""
SMALLEST, LARGEST = 500, 20_000_000
_EPSG_OF_75 = 4534  # CGCS2000 / 3-degree Gauss-Kruger CM 75E; one code each three degrees up to CM 135E (4554)
_MERIDIANS = range(75, 136, 3)
_MAX_SPAN_DEG = 30.0


@dataclass(frozen=True)
class Projection:
    """A sheet's mathematics: ``centre`` (east, north in metres of the zone) stands in the middle of ``frame`` (mm)."""

    meridian: int
    scale: int
    centre: tuple[float, float]
    frame: Box
    box: BBox = field(init=False)

    def __post_init__(self) -> None:
        west, south, east, north = self.window_m
        side = np.linspace(0, 1, 9)
        xs = np.concatenate(
            [west + (east - west) * side, west + (east - west) * side, np.full(9, west), np.full(9, east)]
        )
        ys = np.concatenate([np.full(9, south), np.full(9, north), south + (north - south) * side,
                             south + (north - south) * side])  # fmt: skip
        lon, lat = self.transformer.transform(xs, ys, direction="INVERSE")
        found = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
        object.__setattr__(self, "box", found)

    @property
    def epsg(self) -> int:
        """The zone's code: east without a zone number before it."""
        return _EPSG_OF_75 + (self.meridian - _MERIDIANS.start) // 3

    @cached_property
    def transformer(self) -> Transformer:
        return Transformer.from_crs(4490, self.epsg, always_xy=True)

    @property
    def window_m(self) -> BBox:
        """What the frame holds, in metres of the zone."""
        half_w, half_h = (side * self.scale / 2000 for side in (self.frame.w, self.frame.h))
        east, north = self.centre
        return east - half_w, north - half_h, east + half_w, north + half_h

    def to_page(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Millimetres on the sheet."""
        x, y = self.transformer.transform(lon, lat)
        west, south, _, _ = self.window_m
        return (
            self.frame.x + (np.asarray(x) - west) * 1000 / self.scale,
            self.frame.y + (np.asarray(y) - south) * 1000 / self.scale,
        )

    def from_page(self, x: float, y: float) -> tuple[float, float]:
        """Degrees of a point on the sheet."""
        west, south, _, _ = self.window_m
        metres = (west + (x - self.frame.x) * self.scale / 1000, south + (y - self.frame.y) * self.scale / 1000)
        lon, lat = self.transformer.transform(*metres, direction="INVERSE")
        return float(lon), float(lat)

    def on_page(self, shape: Geometry) -> Geometry:
        """The shape in millimetres, no finer than a printer draws, cut off just outside the frame; may be empty."""
        west, south, east, north = self.box
        pad = 0.02 * max(east - west, north - south)
        near: Geometry = shapely.clip_by_rect(shape, west - pad, south - pad, east + pad, north + pad)
        if near.is_empty:
            return near

        def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(self.to_page(xy[:, 0], xy[:, 1]))

        moved: Geometry = shapely.simplify(shapely.transform(near, move), 0.05, preserve_topology=False)
        return moved

    def distortion_ppm(self) -> float:
        """The largest scale error within the frame, parts in a million (Gauss-Kruger: (distance to CM)^2 / 2R^2)."""
        west, _, east, _ = self.window_m
        away = max(abs(west - 500_000), abs(east - 500_000))
        return 1e6 * away**2 / (2 * 6_371_000.0**2)

    def convergence_deg(self) -> float:
        """The angle from grid north to true north in the middle of the frame, east positive."""
        lon, lat = self.from_page(*self.frame.centre)
        return -math.degrees(math.atan(math.tan(math.radians(lon - self.meridian)) * math.sin(math.radians(lat))))


def project(bounds: BBox, frame: Box, scale: int | None = None) -> Projection:
    """The projection of a sheet whose ``frame`` should hold ``bounds``; raises ``UsageError`` for a scale out of reach
    and for a selection that no zone of China can show."""
    west, south, east, north = bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    if not (70 <= lon <= 140 and 0 <= lat <= 60) or east - west > _MAX_SPAN_DEG:
        raise UsageError(text("print.outside_china", west=west, south=south, east=east, north=north), parameter="bbox")
    if scale is not None and not SMALLEST <= scale <= LARGEST:
        raise UsageError(text("print.bad_scale", value=scale, low=SMALLEST, high=LARGEST), parameter="scale",
                         example="250000")  # fmt: skip
    meridian = min(_MERIDIANS, key=lambda one: abs(one - lon))
    transformer = Transformer.from_crs(4490, _EPSG_OF_75 + (meridian - 75) // 3, always_xy=True)
    side_x, side_y = np.linspace(west, east, 17), np.linspace(south, north, 17)
    lons, lats = np.meshgrid(side_x, side_y)
    grid_x, grid_y = transformer.transform(lons.ravel(), lats.ravel())
    low_x, high_x, low_y, high_y = grid_x.min(), grid_x.max(), grid_y.min(), grid_y.max()
    if scale is None:
        needed = max((high_x - low_x) / frame.w, (high_y - low_y) / frame.h) * 1000
        scale = int(next((one for one in ROUND if one >= max(needed, 2_000)), ROUND[-1]))
    centre = (float(low_x + high_x) / 2, float(low_y + high_y) / 2)
    return Projection(meridian, scale, centre, frame)


def joint_box(boxes: Iterable[BBox], margin: float = 0.03) -> BBox | None:
    """The box around all boxes, a little wider; None for none. A single point gets some country around it."""
    found = np.array(list(boxes), float)
    if not len(found):
        return None
    west, south, east, north = found[:, 0].min(), found[:, 1].min(), found[:, 2].max(), found[:, 3].max()
    pad = max(margin * max(east - west, north - south), 0.01)
    return float(west - pad), float(south - pad), float(east + pad), float(north + pad)
