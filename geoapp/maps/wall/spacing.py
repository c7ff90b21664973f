"""Room on the map: what is taken, and where the next label can stand without touching anything."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from geoapp.maps.wall.paper import Box

HARD, SOFT = 2, 1
"""Taken by something that must stay legible, and by names that may give way."""


class Room:
    """A raster over the frame. ``grain`` is the side of its cells in mm: nothing smaller is told apart."""

    def __init__(self, frame: Box, grain: float) -> None:
        self.frame, self.grain = frame, grain
        self._taken = np.zeros((int(frame.h / grain) + 2, int(frame.w / grain) + 2), np.uint8)

    def _cells(self, box: Box) -> tuple[slice, slice]:
        x0, y0 = int((box.x - self.frame.x) / self.grain), int((box.y - self.frame.y) / self.grain)
        x1, y1 = math.ceil((box.right - self.frame.x) / self.grain), math.ceil((box.top - self.frame.y) / self.grain)
        return slice(max(y0, 0), max(y1, 0)), slice(max(x0, 0), max(x1, 0))

    def take(self, box: Box, how: int = HARD) -> None:
        """Mark a box as taken."""
        cells = self._cells(box)
        self._taken[cells] = np.maximum(self._taken[cells], how)

    def clear(self, box: Box) -> None:
        """Give a box free again."""
        self._taken[self._cells(box)] = 0

    def holds(self, box: Box) -> bool:
        """Whether the box lies within the frame."""
        frame = self.frame
        return box.x >= frame.x and box.y >= frame.y and box.right <= frame.right and box.top <= frame.top

    def worst(self, box: Box) -> int:
        """0 where the box is free, else the worst of what it would cover."""
        cells = self._taken[self._cells(box)]
        return int(cells.max()) if cells.size else HARD

    def crosses(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Whether a line would run over something that must stay legible."""
        length = math.hypot(end[0] - start[0], end[1] - start[1])
        steps = np.linspace(0, 1, max(int(length / self.grain), 1) + 1)
        columns = ((start[0] + (end[0] - start[0]) * steps - self.frame.x) / self.grain).astype(int)
        rows = ((start[1] + (end[1] - start[1]) * steps - self.frame.y) / self.grain).astype(int)
        high, wide = self._taken.shape
        inside = (rows >= 0) & (rows < high) & (columns >= 0) & (columns < wide)
        return bool((self._taken[rows[inside], columns[inside]] == HARD).any())

    def take_line(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Mark a leader line: no label may lie on it."""
        length = math.hypot(end[0] - start[0], end[1] - start[1])
        for step in np.linspace(0, 1, max(int(length / self.grain), 1) + 1):
            x, y = start[0] + (end[0] - start[0]) * step, start[1] + (end[1] - start[1]) * step
            self.take(Box(x, y, self.grain / 2, self.grain / 2))


def around(at: tuple[float, float], size: tuple[float, float], away: float) -> Iterator[Box]:
    """Boxes of ``size`` beside a symbol whose edge is ``away`` mm from its middle, the best looking first."""
    (x, y), (w, h) = at, size
    near = away * 0.75
    yield Box(x + away, y - h / 2, w, h)
    yield Box(x - away - w, y - h / 2, w, h)
    yield Box(x - w / 2, y + away, w, h)
    yield Box(x - w / 2, y - away - h, w, h)
    yield Box(x + near, y + near, w, h)
    yield Box(x - near - w, y + near, w, h)
    yield Box(x + near, y - near - h, w, h)
    yield Box(x - near - w, y - near - h, w, h)


def farther(at: tuple[float, float], size: tuple[float, float], away: float, reach: float) -> Iterator[Box]:
    """Boxes on growing rings around a point, the near ones first."""
    (x, y), (w, h) = at, size
    ring, step = away + h * 0.9, max(h * 0.8, 1.0)
    while ring < reach:
        count = max(12, int(2 * math.pi * ring / max(h * 1.6, 2.0)))
        for index in range(min(count, 40)):
            turn = 2 * math.pi * index / min(count, 40)
            across, up = math.cos(turn), math.sin(turn)
            yield Box(x + across * (ring + w / 2) - w / 2, y + up * (ring + h / 2) - h / 2, w, h)
        ring += step
        step *= 1.12


def nearest_edge(box: Box, point: tuple[float, float]) -> tuple[float, float]:
    """The point of a box's edge where a leader from ``point`` arrives."""
    return min(max(point[0], box.x), box.right), min(max(point[1], box.y), box.top)
