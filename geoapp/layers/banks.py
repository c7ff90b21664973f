"""The two sides of a river's line: a buffer cut along it.

Seen with the line's direction (surveyed rivers are digitised downstream) the left bank is the land to the left. Left
and right together are the whole buffer: past the river's ends the cut goes straight on, so that each bank gets half of
the round end. The outer ring is the buffer's own, within its 5 cm; the cut is the line itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.layers.measure import azimuth, buffer_m, travel
from geoapp.model import UsageError
from geoapp.texts import text

_BEYOND = 1.2
"""How far the cut goes on past an end, in buffer widths: out of the buffer in any case."""


def bank_m(
    line: Geometry, distance_m: float, side: Literal["left", "right"], whole: Geometry | None = None
) -> Polygon | MultiPolygon:
    """The part of the buffer of a line that lies on one side of it. ``whole``: that buffer, if it is known already.

    Raises ``UsageError`` for what is no line, or for a line that crosses itself: it has no two sides.
    """
    if not isinstance(line, LineString | MultiLineString):
        raise UsageError(text("layers.measure.no_line", kind=line.geom_type))
    found: list[Geometry] = []
    for course in _courses(line):
        if not course.is_simple or course.is_closed:
            raise UsageError(text("layers.measure.crossing"))
        area = whole if whole is not None and shapely.get_num_geometries(line) == 1 else buffer_m(course, distance_m)
        found.extend(_on_side(course, area, distance_m, side))
    bank = shapely.union_all(found)
    if not isinstance(bank, Polygon | MultiPolygon):
        raise UsageError(text("layers.measure.crossing"))
    return bank


def _courses(line: LineString | MultiLineString) -> Iterator[LineString]:
    """The connected stretches of a river, those that continue each other joined, direction kept."""
    merged = line if isinstance(line, LineString) else shapely.line_merge(shapely.force_2d(line), directed=True)
    yield from (part for part in shapely.get_parts(shapely.force_2d(merged)) if isinstance(part, LineString))


def _on_side(
    course: LineString, area: Geometry, distance_m: float, side: Literal["left", "right"]
) -> Iterator[Polygon]:
    cut = _lengthened(course, distance_m * _BEYOND)
    noded = shapely.union_all([shapely.boundary(area), cut])
    shapely.prepare(area)
    for piece in shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))):
        inside = piece.representative_point()
        if shapely.contains(area, inside) and _is_left(cut, inside) == (side == "left"):
            yield piece


def _lengthened(course: LineString, by_m: float) -> LineString:
    """The line with a straight piece before its first and after its last point, each ending where it meets the line."""
    coords = shapely.get_coordinates(course)
    head, tail = (_onward(coords, by_m, course) for coords in (coords[::-1], coords))
    return LineString([head, *coords.tolist(), tail])


def _onward(coords: NDArray[np.float64], by_m: float, course: LineString) -> tuple[float, float]:
    before, end = Point(coords[-2]), Point(coords[-1])
    far = travel(end, azimuth(before, end), by_m)
    hits = shapely.intersection(LineString([end, far]), course)
    others = [Point(xy) for xy in shapely.get_coordinates(hits) if not np.allclose(xy, coords[-1], rtol=0, atol=1e-12)]
    stop = min(others, key=end.distance) if others else far
    return stop.x, stop.y


def _is_left(line: LineString, point: Point) -> bool:
    """On which side of the nearest stretch a point lies, in a plane where a degree east is as long as one north."""
    scale = np.array([math.cos(math.radians(point.y)), 1.0])
    coords = shapely.get_coordinates(line) * scale
    here = np.array([point.x, point.y]) * scale
    start, run = coords[:-1], np.diff(coords, axis=0)
    square = np.maximum((run**2).sum(axis=1), 1e-30)
    share = np.clip(((here - start) * run).sum(axis=1) / square, 0.0, 1.0)
    off = here - (start + share[:, None] * run)
    away = np.hypot(off[:, 0], off[:, 1])
    near = np.flatnonzero(away <= away.min() * (1 + 1e-9))
    # At a bend two stretches are equally near: the one that the point stands off more squarely says the side.
    turns = (run[:, 0] * off[:, 1] - run[:, 1] * off[:, 0]) / np.sqrt(square)
    return bool(turns[near[np.abs(turns[near]).argmax()]] > 0)
