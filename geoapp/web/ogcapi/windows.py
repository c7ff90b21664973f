"""The commonest question of the API, a window and a status, answered without looking at every feature.

Features lie in a grid of cells. Whole cells inside the window are counted by sums over the grid, made once for a state
of the data; only those at its edge are looked at one by one. A page is the first features by number: where many fit,
they are found soon by walking in that order; where few do, the cells are looked through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoapp.model import BBox, Columns, Query, Status
from geoapp.model.columns import STATUSES, Mask

_SIDE = 128
"""Cells along each side of the grid."""
_BLOCK = 4096
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Points of one state of the data by cell. ``members`` are rows of ``columns`` ordered by cell, ``starts`` where
    each cell begins; ``sums[s, r, c]`` counts features of status ``s`` below row ``r`` and left of column ``c``.

    ``rest`` are rows that are more than a point: they are looked at one by one.
    """

    columns: Columns
    edges: BBox
    members: Numbers
    starts: Numbers
    sums: NDArray[np.int64]
    rest: Numbers

    @classmethod
    def of(cls, columns: Columns) -> Windows:
        """The grid over the features of ``columns``."""
        with np.errstate(invalid="ignore"):
            is_point = (columns.west == columns.east) & (columns.south == columns.north)
            rest = np.flatnonzero(~is_point & ~np.isnan(columns.west))
        points = np.flatnonzero(is_point)
        x, y = columns.west[points], columns.south[points]
        edges = (x.min(), y.min(), x.max(), y.max()) if len(points) else (0.0, 0.0, 1.0, 1.0)
        column, row = _cells(x, edges[0], edges[2]), _cells(y, edges[1], edges[3])
        cell = row * _SIDE + column
        order = np.argsort(cell, kind="stable")
        starts = np.searchsorted(cell[order], np.arange(_SIDE * _SIDE + 1))
        sums = np.zeros((len(STATUSES), _SIDE + 1, _SIDE + 1), np.int64)
        flat = columns.status[points].astype(np.int64) * _SIDE * _SIDE + cell
        counted = np.bincount(flat, minlength=len(STATUSES) * _SIDE * _SIDE).reshape(len(STATUSES), _SIDE, _SIDE)
        sums[:, 1:, 1:] = counted.cumsum(axis=1).cumsum(axis=2)
        return cls(columns, edges, points[order], starts, sums, rest)

    def page(
        self, bbox: BBox, statuses: Sequence[Status], after: int | None, limit: int
    ) -> tuple[list[int], int, bool]:
        """Numbers of the first features after ``after``, how many there are in all, and whether more follow.

        No ``statuses`` are all of them.
        """
        wanted = np.zeros(256, bool)
        wanted[[STATUSES.index(status) for status in statuses or STATUSES]] = True
        matched = self._count(bbox, wanted)
        others = self.rest[wanted[self.columns.status[self.rest]]]
        others = others[self.columns.touching(bbox, others)]
        matched += len(others)
        begin = int(np.searchsorted(self.columns.fid, after, side="right")) if after is not None else 0
        rows = self._first(bbox, wanted, begin, limit + 1, matched)
        return self.columns.fid[rows[:limit]].tolist(), matched, len(rows) > limit

    def _count(self, bbox: BBox, wanted: Mask) -> int:
        """How many points lie in the window."""
        low_x, high_x = self._span(bbox[0], bbox[2], self.edges[0], self.edges[2])
        low_y, high_y = self._span(bbox[1], bbox[3], self.edges[1], self.edges[3])
        if low_x > high_x or low_y > high_y:
            return 0
        inner = self._sum(wanted, low_y + 1, high_y, low_x + 1, high_x)
        edge = self._ring(low_y, high_y, low_x, high_x)
        edge = edge[wanted[self.columns.status[edge]]]
        return inner + int(np.count_nonzero(self._inside(edge, bbox)))

    @staticmethod
    def _span(low: float, high: float, first: float, last: float) -> tuple[int, int]:
        """The cells that a side of the window reaches, as the first and the last."""
        if high < first or low > last:
            return 1, 0
        ends = _cells(np.array([max(low, first), min(high, last)]), first, last)
        return int(ends[0]), int(ends[1])

    def _sum(self, wanted: Mask, low_y: int, high_y: int, low_x: int, high_x: int) -> int:
        """Features of whole cells, upper ends left out."""
        if low_y >= high_y or low_x >= high_x:
            return 0
        sums = self.sums[wanted[: len(STATUSES)]]
        corners = sums[:, high_y, high_x] - sums[:, low_y, high_x] - sums[:, high_y, low_x] + sums[:, low_y, low_x]
        return int(corners.sum())

    def _ring(self, low_y: int, high_y: int, low_x: int, high_x: int) -> Numbers:
        """Rows of the outermost cells of a block of cells."""
        parts = [self._row(row, low_x, high_x) for row in {low_y, high_y}]
        sides = {low_x, high_x}
        parts += [self._row(row, side, side) for row in range(low_y + 1, high_y) for side in sides]
        return np.concatenate(parts)

    def _row(self, row: int, low_x: int, high_x: int) -> Numbers:
        return self.members[self.starts[row * _SIDE + low_x] : self.starts[row * _SIDE + high_x + 1]]

    def _inside(self, rows: Numbers, bbox: BBox) -> Mask:
        west, south, east, north = bbox
        x, y = self.columns.west[rows], self.columns.south[rows]
        found: Mask = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        return found

    def _first(self, bbox: BBox, wanted: Mask, begin: int, limit: int, matched: int) -> Numbers:
        """The first rows from ``begin`` on that fit, in order."""
        total = len(self.columns)
        found: list[NDArray[Any]] = []
        held, size = 0, max(_BLOCK, min(2 * limit * total // max(matched, 1), total))
        while begin < total and held < limit and matched:
            rows = np.arange(begin, min(begin + size, total))
            rows = rows[wanted[self.columns.status[begin : begin + size]]]
            rows = rows[self.columns.touching(bbox, rows)]
            found.append(rows)
            held += len(rows)
            begin += size
        return np.concatenate(found)[:limit] if found else np.empty(0, np.int64)


def _cells(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.int64]:
    """Which cell along one side; the same arithmetic for features and for windows, so that neither slips past."""
    width = (high - low) or 1.0
    return np.clip(((values - low) * (_SIDE / width)).astype(np.int64), 0, _SIDE - 1)


def window_of(query: Query) -> BBox | None:
    """The window of a query that asks for nothing else but statuses; else None."""
    plain = Query(today=query.today, bbox=query.bbox, status=query.status, limit=query.limit, offset=query.offset)
    return query.bbox if plain == query else None
