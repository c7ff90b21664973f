"""Which of many points lie in which of some polygons: exactly the pairs of ``geopandas.sjoin(predicate="within")``.

A grid is laid over the areas for this one join. Cells that no border touches lie in the same areas as their centre:
a point there costs one table look-up. Only points in border cells are tested, sorted by longitude and sliced by
bounding box, against prepared polygons. No point is ever made into a geometry.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry as Geometry

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]
Pairs = tuple[Indexes, Indexes]

_DIRECT = 20_000  # below this many points laying a grid costs more than it saves


def join_points(lon: Floats, lat: Floats, areas: Sequence[Geometry]) -> Pairs:
    """Pairs (index of point, index of area) of all points strictly inside areas, in no particular order.

    Areas may overlap. A point on a border is inside neither neighbour. NaN coordinates lie nowhere.
    """
    shapely.prepare(list(areas))  # only adds an index to each
    if len(lon) < _DIRECT or not len(areas):
        return _test(lon, lat, areas)
    grid = _Grid.over(areas, len(lon))
    cell = grid.cells_of(lon, lat)
    on_grid = cell >= 0
    at_border = on_grid & grid.border[cell]
    tested = np.flatnonzero(at_border)
    point, area = _test(lon[tested], lat[tested], areas)
    plain = np.flatnonzero(on_grid & ~at_border)
    which, owner = grid.owners_of(cell[plain])
    return np.concatenate([tested[point], plain[which]]), np.concatenate([area, owner])


@dataclass(frozen=True, slots=True)
class _Grid:
    """``border`` marks cells that a border touches; cell c lies in the areas ``owner[first[c]:first[c + 1]]``."""

    corner: tuple[float, float]
    step: tuple[float, float]
    side: int
    border: NDArray[np.bool_]
    first: Indexes
    owner: Indexes

    @classmethod
    def over(cls, areas: Sequence[Geometry], points: int) -> _Grid:
        west, south, east, north = shapely.total_bounds(list(areas))
        side = int(min(512, max(16, math.sqrt(points) / 3)))
        # A hair wider than the areas, so that the eastern and northern edges fall into the last cell.
        step = (max(east - west, 1e-9) * 1.000001 / side, max(north - south, 1e-9) * 1.000001 / side)
        grid = cls((west, south), step, side, np.zeros(0, bool), np.zeros(0, np.int64), np.zeros(0, np.int64))
        border = grid._touched(areas)
        free = np.flatnonzero(~border)
        x = west + (free // side + 0.5) * step[0]
        y = south + (free % side + 0.5) * step[1]
        centre, owner = _test(x, y, areas)
        order = np.argsort(free[centre], kind="stable")
        first = np.searchsorted(free[centre][order], np.arange(side * side + 1))
        return cls((west, south), step, side, border, first, owner[order])

    def cells_of(self, lon: Floats, lat: Floats) -> Indexes:
        """The cell of each point, column by column; -1 beyond the grid."""
        with np.errstate(invalid="ignore"):
            column = np.floor((lon - self.corner[0]) / self.step[0])
            row = np.floor((lat - self.corner[1]) / self.step[1])
            inside = (column >= 0) & (column < self.side) & (row >= 0) & (row < self.side)
            cell = np.where(inside, column * self.side + row, -1.0)
        return cell.astype(np.int64)

    def owners_of(self, cell: Indexes) -> Pairs:
        """Pairs (position in ``cell``, area)."""
        count = self.first[cell + 1] - self.first[cell]
        if count.max(initial=0) <= 1:
            which = np.flatnonzero(count)
            return which, self.owner[self.first[cell[which]]]
        which = np.repeat(np.arange(len(cell)), count)
        offset = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
        return which, self.owner[np.repeat(self.first[cell], count) + offset]

    def _touched(self, areas: Sequence[Geometry]) -> NDArray[np.bool_]:
        """Cells under the bounding boxes of the borders' edges, cut so short that each covers four cells at most."""
        borders = shapely.segmentize(shapely.boundary(list(areas)), min(self.step) * 0.9)
        coords, line = shapely.get_coordinates(shapely.get_parts(borders), return_index=True)
        joined = line[1:] == line[:-1]
        low = np.minimum(coords[:-1], coords[1:])[joined]
        high = np.maximum(coords[:-1], coords[1:])[joined]
        border = np.zeros(self.side * self.side, bool)
        for x, y in ((low, low), (low, high), (high, low), (high, high)):
            border[self.cells_of(x[:, 0], y[:, 1])] = True
        return border


def _test(lon: Floats, lat: Floats, areas: Sequence[Geometry]) -> Pairs:
    """Each area asks the points of its bounding box."""
    placed = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    order = placed[np.argsort(lon[placed])]
    x, y = lon[order], lat[order]
    found = [order[_inside(x, y, area)] for area in areas if not area.is_empty]
    numbers = [number for number, area in enumerate(areas) if not area.is_empty]
    rows = np.concatenate(found) if found else np.zeros(0, np.int64)
    return rows, np.repeat(np.array(numbers, np.int64), [len(part) for part in found])


def _inside(x: Floats, y: Floats, area: Geometry) -> Indexes:
    """Positions of the points inside one area; ``x`` ascends."""
    west, south, east, north = area.bounds
    start, end = np.searchsorted(x, west, side="left"), np.searchsorted(x, east, side="right")
    near = np.flatnonzero((y[start:end] >= south) & (y[start:end] <= north)) + start
    inside = np.asarray(shapely.contains_xy(area, x[near], y[near]), dtype=np.bool_)
    result: Indexes = near[inside]
    return result
