"""Cutting lines where others join them, and finding places along a line. Locates only; metres are the ruler's."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Point

DEGREE_M = 111_320.0
_NOTHING = 1e-12  # of a line: less than a micrometre of any river


def pieces_of(geometry: LineString | MultiLineString) -> list[LineString]:
    """The connected lines of a geometry, parts that continue each other joined, digitised order kept."""
    if isinstance(geometry, LineString):
        return [geometry]
    merged = shapely.line_merge(geometry, directed=True)
    return [part for part in shapely.get_parts(merged) if isinstance(part, LineString) and part.length > 0]


def degrees(metres: float, latitude: float) -> float:
    """Enough degrees, in any direction, to hold so many metres at a latitude."""
    return metres / DEGREE_M / max(0.1, math.cos(math.radians(latitude))) * 1.02


def share_along(line: LineString, point: Point) -> float:
    """How far along a line (0..1 of its length in a local plane) the place nearest to a point lies."""
    flat, here = _flat(line, point)
    return float(flat.project(here, normalized=True))


def part_of(line: LineString, first: float, last: float) -> LineString | None:
    """The stretch of a line between two shares (see ``share_along``), in its order; None when there is none.

    The line's own vertices are kept as they are.
    """
    if last - first < _NOTHING:
        return None
    coords = shapely.get_coordinates(line)
    steps = np.hypot(*(np.diff(coords, axis=0) * np.array([_scale(line), 1.0])).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    ends = np.array([first, last]) * along[-1]
    inside = coords[np.searchsorted(along, ends[0], "right") : np.searchsorted(along, ends[1], "left")]
    start, stop = (np.array([[np.interp(end, along, coords[:, axis]) for axis in (0, 1)]]) for end in ends)
    stretch = LineString(np.concatenate([start, inside, stop]))
    return stretch if stretch.length > 0 else None


def cut(line: LineString, shares: Iterable[float]) -> list[LineString]:
    """The line in pieces, cut at shares of it; pieces of no length are left out."""
    marks = [0.0, *sorted({share for share in shares if 1e-9 < share < 1 - 1e-9}), 1.0]
    pieces = (part_of(line, first, last) for first, last in pairwise(marks))
    return [piece for piece in pieces if piece is not None]


def _flat(line: LineString, point: Point) -> tuple[LineString, Point]:
    scale = _scale(line)
    return _stretch(line, scale), Point(point.x * scale, point.y)


def _scale(line: LineString) -> float:
    south, north = line.bounds[1], line.bounds[3]
    return math.cos(math.radians((south + north) / 2))


def _stretch(line: LineString, scale: float) -> LineString:
    return shapely.transform(line, lambda xy: xy * np.array([scale, 1.0]))
