"""Paper sizes and the measures that follow from them. Millimetres from the lower left corner; type sizes in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SIZES_MM: Final = {"A0": (1189, 841), "A1": (841, 594), "A2": (594, 420), "A3": (420, 297), "A4": (297, 210)}
"""Landscape width and height of ISO 216 A."""
_FACTOR: Final = {"A0": 1.30, "A1": 1.0, "A2": 0.80, "A3": 0.64, "A4": 0.52}
"""How large everything is against an A1 sheet: less than the paper shrinks, for eyes do not shrink with it."""
_LEAST_PT: Final = 5.2
USUAL: Final = 0.335
WIDER: Final = (0.40, 0.37)
"""Shares of the side column: the usual one, and wider ones for regions that leave room beside them. On an upright sheet
the map gives up as much of its height."""
_MAP_SHARE: Final = 0.545
"""Of an upright sheet's height."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: lower left corner, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def top(self) -> float:
        return self.y + self.h

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    def inset(self, by: float) -> Box:
        """Smaller by ``by`` on every side."""
        return Box(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)

    def overlaps(self, other: Box) -> bool:
        """Whether they have more than an edge in common."""
        return self.x < other.right and other.x < self.right and self.y < other.top and other.y < self.top


@dataclass(frozen=True, slots=True)
class Paper:
    """One sheet: ``w`` x ``h`` mm; ``unit`` is the factor by which an A1 drawing is made larger or smaller."""

    name: str
    portrait: bool
    w: float
    h: float
    unit: float

    @classmethod
    def of(cls, name: str, *, portrait: bool) -> Paper:
        """The paper of that ISO name."""
        wide, high = SIZES_MM[name]
        return cls(name, portrait, high if portrait else wide, wide if portrait else high, _FACTOR[name])

    def mm(self, on_a1: float) -> float:
        """A length of an A1 drawing on this paper."""
        return on_a1 * self.unit

    def pt(self, on_a1: float) -> float:
        """A type size of an A1 drawing on this paper, never too small to read."""
        return max(on_a1 * self.unit, _LEAST_PT)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything of the first sheet stands. ``tables`` are columns of the side table (none: it begins on the
    next sheet), ``frame`` is the map's neat line, with room for degrees around it."""

    title: Box
    frame: Box
    tables: tuple[Box, ...]
    legend: Box
    inset: Box
    imprint: Box
    scale: Box


def lay_out(paper: Paper, side: float = USUAL) -> Layout:
    """The plan of the first sheet; ``side`` is the share of a large landscape sheet that the side column takes, and how
    much lower than usual the map of an upright one is."""
    margin, gap = paper.mm(16), paper.mm(9)
    page = Box(margin, margin, paper.w - 2 * margin, paper.h - 2 * margin)
    title = Box(page.x, page.top - paper.mm(35), page.w, paper.mm(35))
    band = paper.mm(8.5)
    body_top = title.y - paper.mm(6)
    if paper.portrait:
        return _portrait(paper, page, title, (body_top, gap, band, side))
    return _landscape(paper, page, title, (body_top, gap, band, side))


def _landscape(paper: Paper, page: Box, title: Box, rest: tuple[float, float, float, float]) -> Layout:
    body_top, gap, band, side_share = rest
    narrow = paper.name in ("A3", "A4")
    side_w = page.w * (0.245 if narrow else side_share)
    foot = paper.mm(25)
    map_box = Box(page.x, page.y + foot, page.w - side_w - gap, body_top - page.y - foot)
    side = Box(map_box.right + gap, page.y, side_w, body_top - page.y)
    imprint = Box(side.x, side.y, side.w, paper.mm(50 if narrow else 44))
    if narrow:
        inset_h = side_w * 0.72
        inset = Box(side.x, imprint.top + gap * 0.7, side.w, inset_h)
        legend = Box(side.x, inset.top + gap * 0.7, side.w, side.top - inset.top - gap * 0.7)
        tables: tuple[Box, ...] = ()
    else:
        panel = paper.mm(112)
        legend = Box(side.x, imprint.top + gap * 0.7, side.w * 0.6 - gap / 2, panel)
        inset = Box(legend.right + gap, legend.y, side.right - legend.right - gap, panel)
        tables = (Box(side.x, legend.top + gap, side.w, side.top - legend.top - gap),)
    scale = Box(map_box.x, page.y, map_box.w, foot - paper.mm(3))
    return Layout(title, map_box.inset(band), tables, legend, inset, imprint, scale)


def _portrait(paper: Paper, page: Box, title: Box, rest: tuple[float, float, float, float]) -> Layout:
    body_top, gap, band, side_share = rest
    foot = paper.mm(25)
    map_h = page.h * (_MAP_SHARE - (side_share - USUAL))
    map_box = Box(page.x, body_top - map_h, page.w, map_h)
    scale = Box(page.x, map_box.y - foot, page.w, foot - paper.mm(3))
    lower = Box(page.x, page.y, page.w, scale.y - page.y - gap * 0.6)
    side_w = lower.w * (0.36 if paper.name in ("A3", "A4") else 0.30)
    imprint = Box(lower.x, lower.y, side_w, paper.mm(50))
    left_h = lower.top - imprint.top - gap * 0.6
    legend_h = left_h * 0.60
    legend = Box(lower.x, lower.top - legend_h, side_w, legend_h)
    inset = Box(lower.x, imprint.top + gap * 0.6, side_w, left_h - legend_h - gap * 0.6)
    table = Box(lower.x + side_w + gap, lower.y, lower.w - side_w - gap, lower.h)
    return Layout(title, map_box.inset(band), (table,), legend, inset, imprint, scale)


def further_columns(paper: Paper) -> tuple[Box, ...]:
    """The columns of a continuation sheet: as many as are comfortably wide."""
    margin, gap = paper.mm(16), paper.mm(9)
    page = Box(margin, margin + paper.mm(9), paper.w - 2 * margin, paper.h - 2 * margin - paper.mm(9 + 22))
    count = max(1, int((page.w + gap) // (paper.mm(235) + gap)))
    width = (page.w - gap * (count - 1)) / count
    return tuple(Box(page.x + index * (width + gap), page.y, width, page.h) for index in range(count))
