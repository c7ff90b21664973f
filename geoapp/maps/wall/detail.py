"""Enlarged details: where places stand so close that their numbers would go on shared plates, a part of the map is
shown again at a larger scale, in a corner of the frame that the sheet is not about. The numbers of what it shows stand
there; the map keeps small symbols. A sheet without such a crowd, or without such a corner, has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.maps._cluster import drawn_as
from geoapp.maps.wall.paper import Box, Paper
from geoapp.maps.wall.projection import ROUND, Projection
from geoapp.model import CaseFeature

MOST: Final = 2
"""A sheet has at most so many."""
_CLOSE: Final = 2.6
"""Places nearer than this, in symbols, leave no room for a number between them."""
_RELIEVED: Final = 4
"""A detail is worth its room when so many places get their own number by it."""
_FACTORS: Final = (1.9, 6.0)
"""How much larger a detail may be."""
_GRAIN_MM, _LEAST_MM, _MOST_SHARE = 5.0, (88.0, 78.0), 0.3
"""The raster in which a free corner is sought; the smallest detail of an A1 sheet; its largest share of the frame."""
_ASPECT: Final = (0.6, 1.7)
_CENTRES: Final = 400
"""Around so many of the close places a window is tried: more would find the same one."""

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Detail:
    """One enlarged part: ``box`` is where it stands on the sheet, ``window`` what it shows, both in millimetres of the
    sheet; ``projection`` its own mathematics, in the zone of the map; ``letter`` ties the two."""

    letter: str
    box: Box
    window: Box
    projection: Projection


def caption_height(paper: Paper) -> float:
    """The height of the line of words over a detail."""
    return paper.mm(7.2)


def shown_in(details: Sequence[Detail], main: Projection, feature: CaseFeature) -> Detail | None:
    """The detail that bears the number of a feature; areas and corridors keep it on the map, where they are whole."""
    if feature.geometry is None or feature.lon is None or feature.lat is None or not _is_spot(feature):
        return None
    x, y = (float(value) for value in main.to_page(feature.lon, feature.lat))
    return next((one for one in details if _holds(one.window, x, y)), None)


def find_details(
    main: Projection, paper: Paper, features: Iterable[CaseFeature], home: Sequence[Geometry], symbol: float
) -> list[Detail]:
    """The details of a sheet. ``home`` are the outlines of what it is about, on the sheet; they stay uncovered."""
    spots = [one for one in features if one.lon is not None and one.geometry is not None]
    if not spots:
        return []
    every = np.column_stack(main.to_page([one.lon for one in spots], [one.lat for one in spots]))
    points = np.unique(every[[_is_spot(one) for one in spots]].round(3), axis=0)
    blocked = _blocked(main.frame, paper, home, every)
    found: list[Detail] = []
    left = points
    while len(found) < MOST:
        best = _best(main, paper, left, list(_corners(main.frame, paper, blocked)), symbol)
        if best is None:
            break
        box, window, scale = best
        found.append(_detail(main, paper, "ABCD"[len(found)], box, window, scale))
        _block(blocked, main.frame, paper, box)
        _block(blocked, main.frame, paper, window)
        left = left[~_within(left, window)]
    return found


def _is_spot(feature: CaseFeature) -> bool:
    assert feature.geometry is not None  # noqa: S101 - the callers' condition
    return drawn_as(feature.geometry, feature.accuracy_m or 0) in ("pin", "circle")


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x <= x <= box.right and box.y <= y <= box.top


def _within(points: Points, box: Box) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (
        (points[:, 0] >= box.x) & (points[:, 0] <= box.right) & (points[:, 1] >= box.y) & (points[:, 1] <= box.top)
    )
    return found


# --- free corners -----------------------------------------------------------------------------------------------


def _blocked(frame: Box, paper: Paper, home: Sequence[Geometry], points: Points) -> NDArray[np.bool_]:
    """The raster (rows from below) of what no detail may cover: the sheet's own region and every case."""
    grain = paper.mm(_GRAIN_MM)
    rows, columns = max(int(frame.h / grain), 1), max(int(frame.w / grain), 1)
    xs = frame.x + (np.arange(columns) + 0.5) * frame.w / columns
    ys = frame.y + (np.arange(rows) + 0.5) * frame.h / rows
    grid_x, grid_y = np.meshgrid(xs, ys)
    found = np.zeros((rows, columns), bool)
    for shape in home:
        plain = shapely.simplify(shapely.make_valid(shape), grain / 3)
        shapely.prepare(plain)
        found |= shapely.dwithin(plain, shapely.points(grid_x, grid_y), grain)
    for x, y in points:
        found |= (np.abs(grid_x - x) < 2 * grain) & (np.abs(grid_y - y) < 2 * grain)
    return found


def _block(blocked: NDArray[np.bool_], frame: Box, paper: Paper, box: Box) -> None:
    grain = paper.mm(_GRAIN_MM)
    rows, columns = blocked.shape
    x0, x1 = ((edge - frame.x) * columns / frame.w for edge in (box.x - grain, box.right + grain))
    y0, y1 = ((edge - frame.y) * rows / frame.h for edge in (box.y - grain, box.top + grain))
    blocked[max(int(y0), 0) : max(int(y1) + 1, 0), max(int(x0), 0) : max(int(x1) + 1, 0)] = True


def _corners(frame: Box, paper: Paper, blocked: NDArray[np.bool_]) -> Iterator[Box]:
    """The largest free box in each corner of the frame, a little off its lines."""
    rows, columns = blocked.shape
    cell_w, cell_h = frame.w / columns, frame.h / rows
    wide, high = np.meshgrid(np.arange(1, columns + 1) * cell_w, np.arange(1, rows + 1) * cell_h)
    fits = (
        (wide >= paper.mm(_LEAST_MM[0])) & (high >= paper.mm(_LEAST_MM[1]))
        & (wide * high <= _MOST_SHARE * frame.w * frame.h)
        & (wide >= _ASPECT[0] * high) & (wide <= _ASPECT[1] * high)
    )  # fmt: skip
    off = paper.mm(4)
    for top in (True, False):
        for right in (False, True):
            seen = blocked[:: -1 if top else 1, :: -1 if right else 1]
            free = fits & (seen.cumsum(axis=0).cumsum(axis=1) == 0)
            if not free.any():
                continue
            row, column = np.unravel_index(int(np.where(free, wide * high, 0).argmax()), free.shape)
            w, h = float(wide[row, column]) - 1.5 * off, float(high[row, column]) - 1.5 * off
            x = frame.right - off - w if right else frame.x + off
            y = frame.top - off - h if top else frame.y + off
            yield Box(x, y, w, h)


# --- what is worth enlarging ------------------------------------------------------------------------------------


def _best(
    main: Projection, paper: Paper, points: Points, boxes: Sequence[Box], symbol: float
) -> tuple[Box, Box, int] | None:
    """The corner, window and scale that give most places a number of their own; of like ones the least enlargement."""
    if len(points) < _RELIEVED or not boxes:
        return None
    apart = _nearest(points)
    close = np.flatnonzero(apart < _CLOSE * symbol)
    if len(close) < _RELIEVED:
        return None
    scales = [int(one) for one in ROUND if _FACTORS[0] <= main.scale / one <= _FACTORS[1]]
    best, most = None, _RELIEVED - 1
    for box in boxes:
        inner = _inner(box, paper)
        for scale in sorted(scales, reverse=True):
            factor = main.scale / scale
            gain = close[apart[close] * factor >= _CLOSE * symbol]
            size = (inner.w / factor, inner.h / factor)
            for centre in points[gain[:: max(1, len(gain) // _CENTRES)]]:
                window = _centred(main.frame, points[gain], (float(centre[0]), float(centre[1])), size)
                count = int(_within(points[gain], window).sum())
                if count > most and not window.overlaps(box):
                    best, most = (box, window, scale), count
    return best


def _nearest(points: Points) -> Points:
    """How far the nearest other place is, for each."""
    tree = shapely.STRtree([shapely.Point(*one) for one in points])
    pairs, distances = tree.query_nearest(tree.geometries, return_distance=True, exclusive=True, all_matches=False)
    found = np.full(len(points), np.inf)
    found[pairs[0]] = distances
    return found


def _centred(frame: Box, points: Points, start: tuple[float, float], size: tuple[float, float]) -> Box:
    """A window of that size around the middle of what it holds, within the frame."""
    box = _kept(frame, start, size)
    inside = points[_within(points, box)]
    if not len(inside):
        return box
    low, high = inside.min(axis=0), inside.max(axis=0)
    middle = (low + high) / 2
    return _kept(frame, (float(middle[0]), float(middle[1])), size)


def _kept(frame: Box, centre: tuple[float, float], size: tuple[float, float]) -> Box:
    x = min(max(centre[0] - size[0] / 2, frame.x), frame.right - size[0])
    y = min(max(centre[1] - size[1] / 2, frame.y), frame.top - size[1])
    return Box(x, y, *size)


def _inner(box: Box, paper: Paper) -> Box:
    return Box(box.x, box.y, box.w, box.h - caption_height(paper))


def _detail(main: Projection, paper: Paper, letter: str, box: Box, window: Box, scale: int) -> Detail:
    west, south, _, _ = main.window_m
    x, y = window.centre
    centre = (west + (x - main.frame.x) * main.scale / 1000, south + (y - main.frame.y) * main.scale / 1000)
    return Detail(letter, box, window, Projection(main.meridian, scale, centre, _inner(box, paper)))
