"""The commonest question of the API, a window and a status, answered without looking at every feature.

Points lie in a grid of cells. Whole cells inside the window are counted by sums over the grid, made once for a state of
the data; only those at its edge are looked at one by one, and they stand together: the points are kept in the order of
the grid's rows and again in that of its columns. A page is the first features by number: they are found soon by
walking in that order through those of the wanted status, the sooner the more of them fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geoapp.model import BBox, Columns, Query, Status
from geoapp.model.columns import STATUSES, Mask

_SIDE = 512
"""Cells along each side of the grid."""
_LEAST = 512
"""Points that a step of the walk looks at, at least."""
Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


class Found(NamedTuple):
    """Numbers of a page's features, how many fit in all and how many of those have no geometry, whether more follow."""

    fids: list[int]
    matched: int
    blank: int
    more: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Points in the order of their cells; cell ``i`` holds those from ``starts[i]`` up to ``starts[i + 1]``."""

    x: Floats
    y: Floats
    status: NDArray[np.uint8]
    starts: Numbers

    @classmethod
    def of(cls, x: Floats, y: Floats, status: NDArray[np.uint8], cell: Numbers) -> _Cells:
        order = np.argsort(cell, kind="stable")
        starts = np.searchsorted(cell[order], np.arange(_SIDE * _SIDE + 1))
        return cls(x[order], y[order], status[order], starts)

    def span(self, first: int, last: int) -> tuple[Floats, Floats, NDArray[np.uint8]]:
        """The points of the cells ``first`` to ``last``."""
        chosen = slice(self.starts[first], self.starts[last + 1])
        return self.x[chosen], self.y[chosen], self.status[chosen]


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """Points by number: their rows in the columns, ascending, and where they are."""

    rows: Numbers
    x: Floats
    y: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Points of one state of the data. ``sums[s, r, c]`` counts those of status ``s`` below row ``r`` and left of
    column ``c``. ``walks`` has one walk a status, and one of all points. ``rest`` are rows that are more than a point:
    they are looked at one by one. ``blank`` are the rows without geometry, ascending, a list a status.
    """

    columns: Columns
    edges: BBox
    by_row: _Cells
    by_column: _Cells
    sums: NDArray[np.int32]
    walks: tuple[_Walk, ...]
    rest: Numbers
    blank: tuple[Numbers, ...]

    @classmethod
    def of(cls, columns: Columns) -> Windows:
        """The grid over the features of ``columns``."""
        with np.errstate(invalid="ignore"):
            is_point = (columns.west == columns.east) & (columns.south == columns.north)
            rest = np.flatnonzero(~is_point & ~np.isnan(columns.west))
        points = np.flatnonzero(is_point)
        x, y, status = columns.west[points], columns.south[points], columns.status[points]
        edges = (x.min(), y.min(), x.max(), y.max()) if len(points) else (0.0, 0.0, 1.0, 1.0)
        column, row = _cells(x, edges[0], edges[2]), _cells(y, edges[1], edges[3])
        sums = np.zeros((len(STATUSES), _SIDE + 1, _SIDE + 1), np.int32)
        flat = (status.astype(np.int64) * _SIDE + row) * _SIDE + column
        counted = np.bincount(flat, minlength=len(STATUSES) * _SIDE * _SIDE).reshape(len(STATUSES), _SIDE, _SIDE)
        sums[:, 1:, 1:] = counted.cumsum(axis=1).cumsum(axis=2)
        parts = [*(np.flatnonzero(status == code) for code in range(len(STATUSES))), np.arange(len(points))]
        return cls(
            columns,
            edges,
            _Cells.of(x, y, status, row * _SIDE + column),
            _Cells.of(x, y, status, column * _SIDE + row),
            sums,
            tuple(_Walk(points[part], x[part], y[part]) for part in parts),
            rest,
            tuple(np.flatnonzero(np.isnan(columns.west) & (columns.status == code)) for code in range(len(STATUSES))),
        )

    def page(self, bbox: BBox, statuses: Sequence[Status], after: int | None, limit: int, *, blank: bool) -> Found:
        """The first features after the number ``after``. No ``statuses`` are all of them; ``blank``: also those without
        geometry."""
        wanted = sorted({STATUSES.index(status) for status in statuses or STATUSES})
        points = self._count(bbox, wanted)
        others = self._others(bbox, wanted)
        begin = int(np.searchsorted(self.columns.fid, after, side="right")) if after is not None else 0
        rows = self._first(bbox, wanted, begin, limit + 1, points)
        nowhere = [self.blank[code] for code in wanted if len(self.blank[code])] if blank else []
        if len(others) or nowhere:
            starts = [int(np.searchsorted(part, begin)) for part in nowhere]
            first = [part[start : start + limit + 1] for part, start in zip(nowhere, starts, strict=True)]
            rows = np.sort(np.concatenate((rows, others[others >= begin], *first)))
        without = sum(map(len, nowhere))
        matched = points + len(others) + without
        return Found(self.columns.fid[rows[:limit]].tolist(), matched, without, len(rows) > limit)

    def _others(self, bbox: BBox, wanted: Sequence[int]) -> Numbers:
        """The rows that are more than a point and fit."""
        if not len(self.rest):
            return self.rest
        rows = self.rest[np.isin(self.columns.status[self.rest], wanted)]
        return rows[self.columns.touching(bbox, rows)]

    def _count(self, bbox: BBox, wanted: Sequence[int]) -> int:
        """How many points lie in the window."""
        low_x, high_x = _span(bbox[0], bbox[2], self.edges[0], self.edges[2])
        low_y, high_y = _span(bbox[1], bbox[3], self.edges[1], self.edges[3])
        if low_x > high_x or low_y > high_y:
            return 0
        inner = self._sum(wanted, low_y + 1, high_y, low_x + 1, high_x)
        x, y, status = (np.concatenate(part) for part in zip(*self._ring(low_y, high_y, low_x, high_x), strict=True))
        inside = _inside(x, y, bbox)
        if len(wanted) < len(STATUSES):
            inside &= status == wanted[0] if len(wanted) == 1 else np.isin(status, wanted)
        return inner + int(np.count_nonzero(inside))

    def _sum(self, wanted: Sequence[int], low_y: int, high_y: int, low_x: int, high_x: int) -> int:
        """Points of whole cells, upper ends left out."""
        if low_y >= high_y or low_x >= high_x:
            return 0
        sums = self.sums
        return sum(
            int(sums[s, high_y, high_x]) - int(sums[s, low_y, high_x])
            - int(sums[s, high_y, low_x]) + int(sums[s, low_y, low_x])
            for s in wanted
        )  # fmt: skip

    def _ring(self, low_y: int, high_y: int, low_x: int, high_x: int) -> list[tuple[Any, ...]]:
        """The points of the outermost cells of a block of cells: its rows, then what its columns have besides."""
        parts = [self.by_row.span(row * _SIDE + low_x, row * _SIDE + high_x) for row in {low_y, high_y}]
        if high_y - low_y > 1:
            columns = {low_x, high_x}
            parts += [self.by_column.span(one * _SIDE + low_y + 1, one * _SIDE + high_y - 1) for one in columns]
        return parts

    def _first(self, bbox: BBox, wanted: Sequence[int], begin: int, limit: int, matched: int) -> Numbers:
        """The rows of the first points from the row ``begin`` on that fit, in order; ``matched`` do in all."""
        walk = self.walks[wanted[0] if len(wanted) == 1 else -1]
        total, at = len(walk.rows), int(np.searchsorted(walk.rows, begin)) if begin else 0
        found: list[Numbers] = []
        held, size = 0, max(_LEAST, min(3 * limit * total // (2 * max(matched, 1)), total))
        while at < total and held < limit and matched:
            inside = _inside(walk.x[at : at + size], walk.y[at : at + size], bbox)
            rows = walk.rows[at : at + size][inside]
            if 1 < len(wanted) < len(STATUSES):
                rows = rows[np.isin(self.columns.status[rows], wanted)]
            found.append(rows)
            held += len(rows)
            at += size
        return np.concatenate(found)[:limit] if found else np.empty(0, np.int64)


def _inside(x: Floats, y: Floats, bbox: BBox) -> Mask:
    west, south, east, north = bbox
    found: Mask = x >= west
    found &= x <= east
    found &= y >= south
    found &= y <= north
    return found


def _cells(values: Floats, low: float, high: float) -> Numbers:
    """Which cell along one side; the same arithmetic as ``_span``'s, so that no feature slips past a window."""
    width = (high - low) or 1.0
    return np.clip(((values - low) * (_SIDE / width)).astype(np.int64), 0, _SIDE - 1)


def _span(low: float, high: float, first: float, last: float) -> tuple[int, int]:
    """The cells that a side of the window reaches, as the first and the last."""
    if high < first or low > last:
        return 1, 0
    scale = _SIDE / ((float(last) - float(first)) or 1.0)
    ends = (max(low, first) - first) * scale, (min(high, last) - first) * scale
    return min(int(ends[0]), _SIDE - 1), min(int(ends[1]), _SIDE - 1)


_WINDOWED = frozenset({"today", "bbox", "status", "limit", "offset", "blank"})
_others: Callable[[Query], Any] = attrgetter(*(one.name for one in fields(Query) if one.name not in _WINDOWED))
_NOTHING_ELSE = _others(Query(today=date.min))


def window_of(query: Query) -> BBox | None:
    """The window of a query that asks for nothing else but statuses; else None."""
    return query.bbox if _others(query) == _NOTHING_ELSE else None
