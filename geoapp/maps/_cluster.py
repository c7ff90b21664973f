"""Server-made clusters: one symbol a cell of the screen, in numpy, in milliseconds for a million features.

Work is done on a fine grid of 16 x 16 steps a cell: one histogram over it gives count, mean position and extent of
every cell. Cells are anchored to the world, not to the window, so that symbols do not jump while the map is moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import AREA_MIN_M, PIN_MAX_M, BBox, Columns
from geoapp.model.columns import STATUSES, Mask

CELL_PX = 80
"""Side of a cell on the screen."""
APART_PX = 46
"""When few places are in view only symbols closer than this, which would cover each other, are joined."""
SPARSE_PLACES = 150
SINGLE_ZOOM = 14
"""From this zoom on only what practically coincides is joined, while the window holds at most ``SINGLE_PLACES``."""
SINGLE_PLACES = 600
COINCIDENT_PX = 10
_MIDDLE = 0.4
_STEPS = 16
_MAX_CELLS_A_SIDE = 64
_MAX_LAT = 85.0511287798066

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Symbol:
    """What is drawn at one point. ``count`` 处, ``cases`` 件, ``mix`` status -> 处, ``bbox`` of the members.

    ``kind``: ``cluster`` (several places: a click zooms to ``bbox``), ``stack`` (several features on one place, never
    split), ``site`` (one feature). ``fid`` is the only feature of a site, the first of a stack, None for a cluster;
    ``place`` indexes ``Columns.place`` (-1 for a cluster), ``accuracy_m`` is the place's.
    """

    lon: float
    lat: float
    count: int
    cases: int
    mix: dict[str, int]
    overdue: int
    lapsed: int
    bbox: BBox
    kind: str
    fid: int | None = None
    place: int = -1
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """What clustering needs of ``Columns``, once per data version.

    ``x``/``y``: Web Mercator of the world as 0..1, equal for all features of one place, -1 without geometry.
    ``repeated`` numbers the cases that have several located features, -1 for all others.
    """

    x: Floats
    y: Floats
    place: Ints
    repeated: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Grid:
    """A window of cells: ``west``/``north`` edge and ``cell`` side in Mercator 0..1, ``columns`` x ``rows`` cells."""

    west: float
    north: float
    cell: float
    columns: int
    rows: int


def cluster(columns: Columns, mask: Mask, bbox: BBox, zoom: float, today: date) -> list[Symbol]:
    """The symbols of the masked features whose point lies in the window of ``bbox``, for a web map at ``zoom``.

    The window is widened to whole cells. ``today`` judges what has lapsed. Clusters stand in the middle 40 % of their
    cell, so that they never cover each other; with few places in view they stand on their largest place, and all
    symbols keep their distance. Sites and stacks stand where they are.
    """
    ready = _prepare(columns)
    grid = _grid(bbox, zoom, CELL_PX)
    chosen = _inside(ready, mask, grid)
    if not len(chosen):
        return []
    if len(chosen) <= 20 * SINGLE_PLACES:
        places = np.unique(ready.place[chosen])
        single = zoom >= SINGLE_ZOOM and len(places) <= SINGLE_PLACES
        if single or len(places) <= SPARSE_PLACES:
            apart_px = COINCIDENT_PX if single else APART_PX
            group, cells = _join_close(ready, chosen, places, apart_px / (256 * 2.0**zoom))
            return _symbols(columns, chosen, group, cells, today)
    fine_x = ((ready.x[chosen] - grid.west) * (_STEPS / grid.cell)).astype(np.int64)
    fine_y = ((ready.y[chosen] - grid.north) * (_STEPS / grid.cell)).astype(np.int64)
    cell = (fine_y // _STEPS) * grid.columns + fine_x // _STEPS
    histogram = np.bincount(
        fine_y * (grid.columns * _STEPS) + fine_x, minlength=grid.columns * grid.rows * _STEPS * _STEPS
    )
    return _symbols(columns, chosen, cell, _read_cells(grid, histogram), today)


def drawn_as(geometry: Geometry, accuracy_m: float) -> str:
    """How honest drawing shows a place: ``pin``, ``circle``, ``corridor`` or ``area``.

    A bare pin only up to 100 m; a point beyond that has its circle; a line its corridor; a polygon, and a point worse
    than 12 km, is the area itself.
    """
    if geometry.geom_type in ("LineString", "MultiLineString"):
        return "corridor"
    if geometry.geom_type in ("Polygon", "MultiPolygon", "GeometryCollection") or accuracy_m >= AREA_MIN_M:
        return "area"
    return "pin" if accuracy_m <= PIN_MAX_M else "circle"


@lru_cache(maxsize=2)
def _prepare(columns: Columns) -> _Prepared:
    located = ~np.isnan(columns.lon)
    place = columns.place.astype(np.int64)
    homeless = located & (place < 0)
    place[homeless] = place.max(initial=-1) + 1 + np.arange(np.count_nonzero(homeless))
    x = np.full(len(columns), -1.0)
    y = np.full(len(columns), -1.0)
    rows = np.flatnonzero(located)
    # A stack must never split: all features of a place take the position of its first one.
    _, first, back = np.unique(place[rows], return_index=True, return_inverse=True)
    x[rows] = _mercator_x(columns.lon[rows][first])[back]
    y[rows] = _mercator_y(columns.lat[rows][first])[back]
    several = np.bincount(columns.case[rows], minlength=1) > 1
    numbers = np.where(several, np.cumsum(several) - 1, -1).astype(np.int32)
    repeated = np.full(len(columns), -1, np.int32)
    repeated[rows] = numbers[columns.case[rows]]
    return _Prepared(x, y, place, repeated)


@lru_cache(maxsize=4)
def _flags(columns: Columns, today: date) -> tuple[Mask, Mask]:
    return columns.overdue(), columns.lapsed(today)


def _mercator_x(lon: Any) -> Any:
    return (np.asarray(lon) + 180.0) / 360.0


def _mercator_y(lat: Any) -> Any:
    sine = np.sin(np.radians(np.clip(lat, -_MAX_LAT, _MAX_LAT)))
    return 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)


def _lon(x: Floats) -> Floats:
    lon: Floats = np.asarray(np.round(x * 360.0 - 180.0, 7), np.float64)
    return lon


def _lat(y: Floats) -> Floats:
    lat: Floats = np.asarray(np.round(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y)))), 7), np.float64)
    return lat


def _grid(bbox: BBox, zoom: float, side_px: float) -> _Grid:
    west, south, east, north = bbox
    left, right = float(_mercator_x(west)), float(_mercator_x(east))
    top, bottom = float(_mercator_y(north)), float(_mercator_y(south))
    cell = side_px / (256 * 2.0**zoom)
    # A window wider than any screen is drawn coarser: the answer stays bounded whatever is asked.
    while max(right - left, bottom - top) > cell * (_MAX_CELLS_A_SIDE - 2):
        cell *= 2
    column, row = np.floor(left / cell), np.floor(top / cell)
    return _Grid(
        west=float(column * cell),
        north=float(row * cell),
        cell=cell,
        columns=int(np.floor(right / cell) - column) + 1,
        rows=int(np.floor(bottom / cell) - row) + 1,
    )


def _inside(ready: _Prepared, mask: Mask, grid: _Grid) -> Ints:
    east, south = grid.west + grid.columns * grid.cell, grid.north + grid.rows * grid.cell
    window = mask & (ready.x >= max(grid.west, 0.0)) & (ready.x < east) & (ready.y >= grid.north) & (ready.y < south)
    rows: Ints = np.flatnonzero(window)
    return rows


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where each group's symbol stands, the extent of its members, whether they surely lie apart (``spread``)."""

    lon: Floats
    lat: Floats
    sides: tuple[Floats, Floats, Floats, Floats]
    spread: Mask


def _read_cells(grid: _Grid, histogram: Ints) -> _Cells:
    """Read the cells off the fine histogram: mean positions clamped to the middle, sides exact to one step."""
    shaped = histogram.reshape(grid.rows, _STEPS, grid.columns, _STEPS)
    by_x = shaped.sum(axis=1).reshape(-1, _STEPS)
    by_y = shaped.sum(axis=3).transpose(0, 2, 1).reshape(-1, _STEPS)
    counts = np.maximum(by_x.sum(axis=1), 1)
    centres = (np.arange(_STEPS) + 0.5) / _STEPS
    low, high = 0.5 - _MIDDLE / 2, 0.5 + _MIDDLE / 2
    row, column = np.divmod(np.arange(len(counts)), grid.columns)
    left, top = grid.west + column * grid.cell, grid.north + row * grid.cell
    step = grid.cell / _STEPS
    return _Cells(
        lon=_lon(left + np.clip(by_x @ centres / counts, low, high) * grid.cell),
        lat=_lat(top + np.clip(by_y @ centres / counts, low, high) * grid.cell),
        sides=(
            _lon(left + np.argmax(by_x > 0, axis=1) * step),
            _lat(top + (_STEPS - np.argmax(by_y[:, ::-1] > 0, axis=1)) * step),
            _lon(left + (_STEPS - np.argmax(by_x[:, ::-1] > 0, axis=1)) * step),
            _lat(top + np.argmax(by_y > 0, axis=1) * step),
        ),
        spread=(np.count_nonzero(shaped, axis=(1, 3)) > 1).ravel(),
    )


def _join_close(ready: _Prepared, chosen: Ints, places: Ints, apart: float) -> tuple[Ints, _Cells]:
    """Join places nearer than ``apart`` (Mercator 0..1) to a larger one: the group of each feature, and the groups."""
    index = np.searchsorted(places, ready.place[chosen])
    first = np.zeros(len(places), np.int64)
    first[index[::-1]] = chosen[::-1]
    x, y = ready.x[first], ready.y[first]
    group = np.full(len(places), -1, np.int64)
    seeds: list[int] = []
    for seed in np.argsort(-np.bincount(index), kind="stable"):
        if group[seed] < 0:
            near = (group < 0) & (np.hypot(x - x[seed], y - y[seed]) < apart)
            group[near] = len(seeds)
            seeds.append(int(seed))
    members = [np.flatnonzero(group == number) for number in range(len(seeds))]
    sides = [(x[m].min(), y[m].max(), x[m].max(), y[m].min()) for m in members]
    west, south, east, north = np.array(sides).T
    cells = _Cells(
        lon=_lon(x[seeds]),
        lat=_lat(y[seeds]),
        sides=(_lon(west), _lat(south), _lon(east), _lat(north)),
        spread=np.array([len(m) > 1 for m in members]),
    )
    return group[index], cells


def _symbols(columns: Columns, chosen: Ints, group: Ints, cells: _Cells, today: date) -> list[Symbol]:
    """One symbol a group."""
    ready = _prepare(columns)
    size = int(group.max()) + 1
    counts = np.bincount(group, minlength=size)
    mix = np.bincount(group * len(STATUSES) + columns.status[chosen], minlength=size * len(STATUSES))
    mix = mix.reshape(size, len(STATUSES))
    overdue, lapsed = (np.bincount(group[flag[chosen]], minlength=size) for flag in _flags(columns, today))
    cases = _distinct_cases(columns, chosen, group, size)
    first = np.zeros(size, np.int64)
    first[group[::-1]] = chosen[::-1]
    several = _several_places(ready, chosen, group, cells.spread[:size])
    symbols = []
    for index in np.flatnonzero(counts):
        row = int(first[index])
        split = bool(several[index])
        where = _middle(cells, int(index)) if split else _place(columns, ready, row)
        symbols.append(
            Symbol(
                count=int(counts[index]),
                cases=int(cases[index]),
                mix={str(STATUSES[i]): int(n) for i, n in enumerate(mix[index]) if n},
                overdue=int(overdue[index]),
                lapsed=int(lapsed[index]),
                kind="cluster" if split else "stack" if counts[index] > 1 else "site",
                **where,
            )
        )
    return symbols


def _middle(cells: _Cells, index: int) -> dict[str, Any]:
    box = tuple(float(side[index]) for side in cells.sides)
    return {"lon": float(cells.lon[index]), "lat": float(cells.lat[index]), "bbox": box}


def _place(columns: Columns, ready: _Prepared, row: int) -> dict[str, Any]:
    return {
        "lon": float(_lon(ready.x[row])),
        "lat": float(_lat(ready.y[row])),
        "bbox": tuple(float(side[row]) for side in (columns.west, columns.south, columns.east, columns.north)),
        "fid": int(columns.fid[row]),
        "place": int(columns.place[row]),
        "accuracy_m": float(columns.accuracy_m[row]),
    }


def _several_places(ready: _Prepared, chosen: Ints, group: Ints, spread: Mask) -> Mask:
    """Groups that hold more than one place. ``spread`` spares the look at groups that surely do."""
    doubtful = np.flatnonzero(~spread[group])
    place, narrow = ready.place[chosen[doubtful]], group[doubtful]
    any_place = np.zeros(len(spread), np.int64)
    any_place[narrow] = place
    several = spread.copy()
    several[narrow[place != any_place[narrow]]] = True
    return several


def _distinct_cases(columns: Columns, chosen: Ints, group: Ints, size: int) -> Ints:
    """Distinct cases a group. Only cases with several features need sorting."""
    repeated = _prepare(columns).repeated[chosen]
    once = repeated < 0
    span = int(repeated.max(initial=0)) + 1
    again = np.flatnonzero(~once)
    pairs = group[again] * span + repeated[again]
    if size * span < np.iinfo(np.int32).max:
        pairs = pairs.astype(np.int32)  # half the bytes sort in half the time
    pairs.sort()
    new = np.ones(len(pairs), bool)
    new[1:] = pairs[1:] != pairs[:-1]
    counted: Ints = np.bincount(group[once], minlength=size) + np.bincount(pairs[new] // span, minlength=size)
    return counted
