"""Where numbers and plates go: beside their symbol, else a short leader away, else gathered; never on another.

Three rounds: plates of shared places; single numbers next to their symbols; what is left, with its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from geoapp.maps.wall.ground import Sheet
from geoapp.maps.wall.paper import Box
from geoapp.maps.wall.pen import Type
from geoapp.maps.wall.spacing import HARD, around, farther, nearest_edge

FULL_PLATE, DENSE_PLATE = 60, 8
"""Up to so many cases a plate spells every one; beyond, it gives ranges and how many of each status. The second number
holds on a sheet that is too small for its cases."""
COUNTS_A_ROW, COUNT_EM = 4, 3.2
_MARK_AREA = 4.2
"""The room of a symbol with its number, in squares of the symbol's width."""
_DENSE = 0.15
"""The share of the frame that marks may take before it is too full."""
_JOINING = 26.0
_SHORT_LEADER = 3.4
"""How far from its symbol, in symbols, a single number may stand."""
_NEIGHBOURS = 2.6
"""How far apart, in symbols, the places of one gathered plate lie at most from its first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One symbol with its number."""

    number: int
    status: str
    flag: str


@dataclass(slots=True)
class Spot:
    """A place on the sheet and what stands there. ``points`` are the true positions that it stands for; ``late`` that
    it was gathered for want of room (its symbols stay where they are); ``box`` is where its number or plate went."""

    entries: list[Entry]
    wide: bool
    points: list[tuple[float, float]]
    late: bool = False
    box: Box | None = None

    @property
    def at(self) -> tuple[float, float]:
        """Where it is: the middle of its places."""
        count = len(self.points)
        return sum(x for x, _ in self.points) / count, sum(y for _, y in self.points) / count

    def absorb(self, other: Spot) -> None:
        """Take over what stands at another spot."""
        self.entries += [entry for entry in other.entries if entry not in self.entries]
        self.points += other.points


@dataclass(slots=True)
class Placed:
    """What became of the marks: spots with their boxes, numbers for which there was no room, features outside the
    frame, and how many the smallness of the sheet put on plates of ranges."""

    spots: list[Spot] = field(default_factory=list)
    crowded: list[int] = field(default_factory=list)
    outside: int = 0
    joined: int = 0

    def take_in(self, other: Placed) -> None:
        """Count what became of the marks of a detail as well; its boxes are the detail's own."""
        self.crowded += other.crowded
        self.outside += other.outside
        self.joined += other.joined

    @property
    def labels(self) -> list[Box]:
        """The boxes of all numbers and plates."""
        return [spot.box for spot in self.spots if spot.box is not None]


class Marks:
    """Sizes of symbols, numbers and plates on one sheet; ``factor`` makes them smaller where they are many."""

    def __init__(self, sheet: Sheet, factor: float, count: int) -> None:
        self.sheet = sheet
        self.symbol = max(sheet.paper.mm(4.6) * factor, 2.4)
        self.type = Type(sheet.paper.pt(9.2 * factor), bold=True, halo=sheet.paper.mm(0.45))
        frame = sheet.projection.frame
        density = count * _MARK_AREA * self.symbol**2 / (frame.w * frame.h)
        self.dense = max(0.0, density - _DENSE)
        """How far the sheet is too small for so many marks; beyond nothing, neighbours share a plate of ranges."""
        self.apart = self.symbol * (0.95 + _JOINING * self.dense)

    def away(self, spot: Spot) -> float:
        """How far from the middle of a spot its number begins."""
        flagged = len(spot.entries) == 1 and bool(spot.entries[0].flag)
        return self.symbol * (0.78 if flagged else 0.62)

    def touches(self, box: Box, point: tuple[float, float]) -> bool:
        """Whether a number stands so close that no leader is needed."""
        edge = nearest_edge(box, point)
        return math.hypot(edge[0] - point[0], edge[1] - point[1]) <= self.symbol

    def summed(self, spot: Spot) -> bool:
        """Whether the plate gives ranges instead of every number."""
        return len(spot.entries) > (DENSE_PLATE if self.dense else FULL_PLATE)

    def plate(self, spot: Spot) -> tuple[int, float, float]:
        """Columns of a plate, and width and height of its cells."""
        widest = max(self.sheet.pen.width(str(one.number), self.type) for one in spot.entries)
        cell = (self.symbol * 1.28 + widest + self.type.mm * 0.3, max(self.symbol * 1.26, self.type.mm * 1.25))
        count = len(spot.entries)
        return min(count, max(2, math.ceil(math.sqrt(count * 1.5 * cell[1] / cell[0])))), *cell

    def summary(self, spot: Spot) -> tuple[list[str], list[tuple[str, int]]]:
        """Ranges of numbers in lines, and how many of each status."""
        counts: dict[str, int] = {}
        for entry in spot.entries:
            counts[entry.status] = counts.get(entry.status, 0) + 1
        words = ranges(entry.number for entry in spot.entries)
        return self.sheet.pen.wrap(words, self.sheet.paper.mm(54), self.type, 8), sorted(counts.items())

    def size(self, spot: Spot) -> tuple[float, float]:
        """Width and height of a spot's number or plate."""
        pen, high = self.sheet.pen, self.type.mm
        if len(spot.entries) == 1:
            return pen.width(str(spot.entries[0].number), self.type), high * 0.8
        if self.summed(spot):
            lines, counts = self.summary(spot)
            rows = len(lines) + math.ceil(len(counts) / COUNTS_A_ROW)
            wide = max(*(pen.width(words, self.type) for words in lines), COUNTS_A_ROW * COUNT_EM * high)
            return wide + high * 1.2, rows * high * 1.4 + high
        columns, wide, tall = self.plate(spot)
        pad = self.sheet.paper.mm(0.9)
        return columns * wide + 2 * pad, math.ceil(len(spot.entries) / columns) * tall + 2 * pad


def place_all(marks: Marks, spots: list[Spot], placed: Placed) -> None:
    """Find room for every spot."""
    room = marks.sheet.room
    for spot in spots:
        spot.entries.sort(key=lambda one: one.number)
        for point in spot.points:
            room.take(_square(point, marks.symbol * (0.9 if len(spot.entries) == 1 else 0.4)))
    many = sorted((one for one in spots if len(one.entries) > 1), key=lambda one: -len(one.entries))
    for spot in many:
        _put(marks, spot, placed, reach=None)
    single, reach = [one for one in spots if len(one.entries) == 1], _SHORT_LEADER * marks.symbol
    waiting = [spot for spot in single if not _put(marks, spot, placed, reach=reach)]
    for spot in _gathered(waiting, _NEIGHBOURS * marks.symbol):
        if not _put(marks, spot, placed, reach=None):
            placed.crowded += [one.number for one in spot.entries]
            placed.spots.append(spot)


def _gathered(waiting: list[Spot], apart: float) -> list[Spot]:
    """Neighbours that found no room, on plates of their own."""
    found: list[Spot] = []
    for spot in waiting:
        near = next((one for one in found if math.dist(one.points[0], spot.at) < apart and len(one.entries) < 12), None)
        if near is None:
            found.append(Spot(list(spot.entries), spot.wide, list(spot.points), late=True))
        else:
            near.entries += spot.entries
            near.points += spot.points
    return found


def _put(marks: Marks, spot: Spot, placed: Placed, *, reach: float | None) -> bool:
    """Give the spot its box; ``reach`` limits how long its leader may be (None: as far as the frame goes)."""
    room, size, at = marks.sheet.room, marks.size(spot), spot.at
    away = marks.away(spot)
    box: Box | None = None
    if spot.wide and len(spot.entries) > 1 and not spot.late:
        for point in spot.points:
            room.clear(_square(point, marks.symbol * 0.4))  # a plate may lie on its own place when that is an area
        middle = Box(at[0] - size[0] / 2, at[1] - size[1] / 2, *size)
        box = middle if room.holds(middle) and room.worst(middle) < HARD else None
    box = box or _first_free(marks, spot, around(at, size, away), leader=False)
    longest = math.hypot(room.frame.w, room.frame.h) * 0.6
    box = box or _first_free(marks, spot, farther(at, size, away, min(reach or longest, longest)), leader=True)
    if box is None and reach is None:
        box = _first_free(marks, spot, farther(at, size, away, longest * 2), leader=False)
    if box is None:
        return False
    spot.box = box
    room.take(box.inset(-marks.sheet.paper.mm(0.3)))
    if not marks.touches(box, at):
        room.take_line(at, nearest_edge(box, at))
    placed.spots.append(spot)
    return True


def _first_free(marks: Marks, spot: Spot, boxes: Iterable[Box], *, leader: bool) -> Box | None:
    """The first box that covers nothing; else the first that covers only names that may give way."""
    room = marks.sheet.room
    second: Box | None = None
    since = 0
    for box in boxes:
        if not room.holds(box):
            continue
        worst = room.worst(box)
        if worst == HARD or (leader and _blocked(marks, spot, box)):
            continue
        if not worst:
            return box
        second = second or box
        since += 1
        if since > 24:
            return second
    return second


def _blocked(marks: Marks, spot: Spot, box: Box) -> bool:
    """Whether the leader would run over another label; it leaves its own symbol first."""
    start, end = spot.at, nearest_edge(box, spot.at)
    length = math.dist(start, end)
    skip = min(marks.symbol * 0.85 / max(length, 0.01), 1)
    begin = (start[0] + (end[0] - start[0]) * skip, start[1] + (end[1] - start[1]) * skip)
    return marks.sheet.room.crosses(begin, end)


def _square(point: tuple[float, float], side: float) -> Box:
    return Box(point[0] - side / 2, point[1] - side / 2, side, side)


def ranges(numbers: Iterable[int]) -> str:
    """12、31–35、40."""
    found: list[list[int]] = []
    for one in sorted(set(numbers)):
        if found and one == found[-1][1] + 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return "、".join(str(low) if low == high else f"{low}–{high}" for low, high in found)
