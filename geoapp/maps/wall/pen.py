"""The pen: drawing in millimetres on a PDF page, text with halo and spacing, hatching, the palette's symbols.

The one module that knows the PDF library.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.maps._palette import palette
from geoapp.maps.wall.fonts import Fonts
from geoapp.maps.wall.paper import Box

MM = 72 / 25.4
SYMBOL_BOX = 24.0
"""Side of the box in which the palette draws its shapes."""


@dataclass(frozen=True, slots=True)
class Type:
    """How words are set: points, colour, letter spacing in em, halo width in mm of paper colour, angle in degrees."""

    size: float
    color: str = ""
    bold: bool = False
    align: str = "left"
    spacing: float = 0.0
    halo: float = 0.0
    halo_color: str = ""
    angle: float = 0.0
    slant: bool = False

    @property
    def mm(self) -> float:
        """The height of a line of type without lead, in millimetres."""
        return self.size / MM


@dataclass(frozen=True, slots=True)
class Ink:
    """How a shape is drawn: colours (empty for none), line width in mm, dash in mm, opacities."""

    fill: str = ""
    stroke: str = ""
    width: float = 0.2
    dash: tuple[float, ...] = ()
    fill_opacity: float = 1.0
    stroke_opacity: float = 1.0


class Pen:
    """Draws on one document. Coordinates are millimetres from the lower left corner of the present page."""

    def __init__(self, fonts: Fonts, size_mm: tuple[float, float], told: dict[str, str]) -> None:
        self.fonts = fonts
        self._out = io.BytesIO()
        size = (size_mm[0] * MM, size_mm[1] * MM)
        self.canvas = Canvas(self._out, pagesize=size, invariant=1, initialFontName=fonts.faces[False].fontName)
        self.canvas.setTitle(told.get("title", ""))
        self.canvas.setSubject(told.get("subject", ""))
        self.canvas.setKeywords(told.get("keywords", ""))
        self.canvas.setCreator("geoapp")
        self.canvas.setAuthor(told.get("author", ""))
        self.surface = palette()["surface"]
        self._known: set[str] = set()

    def finish(self) -> bytes:
        """The document."""
        self.canvas.save()
        return self._out.getvalue()

    def next_page(self) -> None:
        """Begin another page of the same size."""
        self.canvas.showPage()

    # --- words --------------------------------------------------------------------------------------------------

    def width(self, words: str, kind: Type) -> float:
        """The width of the words in millimetres."""
        spaced = kind.spacing * kind.size * len(words)
        return (self.fonts.width(words, kind.size, bold=kind.bold) + spaced) / MM

    def text(self, x: float, y: float, words: str, kind: Type) -> float:
        """Set words with their base line at ``y``; returns their width in millimetres."""
        width = self.width(words, kind)
        shift = {"left": 0.0, "center": -width / 2, "right": -width}[kind.align]
        if kind.spacing and kind.align != "left":
            shift += kind.spacing * kind.mm / 2  # the space behind the last letter is no part of the look
        canvas = self.canvas
        canvas.saveState()
        canvas.translate(x * MM, y * MM)
        if kind.angle:
            canvas.rotate(kind.angle)
        if kind.slant:
            canvas.transform(1, 0, math.tan(math.radians(12)), 1, 0, 0)
        runs = list(self.fonts.runs(words, bold=kind.bold))
        if kind.halo:
            canvas.setStrokeColor(HexColor(kind.halo_color or self.surface["card"]))
            canvas.setLineWidth(2 * kind.halo * MM)
            canvas.setLineJoin(1)
            canvas.saveState()  # the rendering mode outlives a text object, and only this takes it back
            self._set(shift, runs, kind, mode=1)
            canvas.restoreState()
        canvas.setFillColor(HexColor(kind.color or self.surface["ink"]))
        self._set(shift, runs, kind, mode=0)
        canvas.restoreState()
        return width

    def _set(self, shift: float, runs: Iterable[tuple[str, str]], kind: Type, *, mode: int) -> None:
        line = self.canvas.beginText(shift * MM, 0)
        line.setTextRenderMode(mode)
        line.setCharSpace(kind.spacing * kind.size)
        for name, stretch in runs:
            line.setFont(name, kind.size)
            line.textOut(stretch)
        self.canvas.drawText(line)

    def wrap(self, words: str, width: float, kind: Type, most: int) -> list[str]:
        """The words in at most ``most`` lines of ``width`` mm; what does not fit ends in an ellipsis."""
        lines: list[str] = []
        rest = words.replace("\n", " ").strip()
        while rest and len(lines) < most:
            fits = self._fitting(rest, width, kind)
            if fits >= len(rest):
                lines.append(rest)
                rest = ""
            elif len(lines) == most - 1:
                room = width - self.width("…", kind)
                lines.append(rest[: max(self._fitting(rest, room, kind), 1)].rstrip("，。；：、（ ") + "…")
                rest = ""
            else:
                cut = _break_before(rest, fits)
                lines.append(rest[:cut].rstrip())
                rest = rest[cut:].lstrip()
        return lines

    def _fitting(self, words: str, width: float, kind: Type) -> int:
        room, used = width * MM, 0.0
        for index, character in enumerate(words):
            used += self.fonts.width(character, kind.size, bold=kind.bold) + kind.spacing * kind.size
            if used > room + 1e-6:
                return index
        return len(words)

    # --- shapes -------------------------------------------------------------------------------------------------

    @contextmanager
    def clipped(self, shape: Box | Geometry) -> Iterator[None]:
        """Nothing is drawn outside the shape."""
        self.canvas.saveState()
        path = self.canvas.beginPath()
        if isinstance(shape, Box):
            path.rect(shape.x * MM, shape.y * MM, shape.w * MM, shape.h * MM)
        else:
            _trace(path, shape)
        self.canvas.clipPath(path, stroke=0, fill=0, fillMode=0)
        try:
            yield
        finally:
            self.canvas.restoreState()

    def box(self, box: Box, ink: Ink, radius: float = 0.0) -> None:
        """A rectangle, its corners rounded by ``radius`` mm."""
        with self._inked(ink) as (stroke, fill):
            place = (box.x * MM, box.y * MM, box.w * MM, box.h * MM)
            if radius:
                self.canvas.roundRect(*place, radius * MM, stroke=stroke, fill=fill)
            else:
                self.canvas.rect(*place, stroke=stroke, fill=fill)

    def line(self, points: Sequence[tuple[float, float]], ink: Ink) -> None:
        """A line through the points."""
        with self._inked(ink):
            path = self.canvas.beginPath()
            path.moveTo(points[0][0] * MM, points[0][1] * MM)
            for x, y in points[1:]:
                path.lineTo(x * MM, y * MM)
            self.canvas.drawPath(path, stroke=1, fill=0)

    def circle(self, x: float, y: float, radius: float, ink: Ink) -> None:
        """A circle of ``radius`` mm."""
        with self._inked(ink) as (stroke, fill):
            self.canvas.circle(x * MM, y * MM, radius * MM, stroke=stroke, fill=fill)

    def shape(self, shape: Geometry, ink: Ink) -> None:
        """A geometry whose coordinates are millimetres; points are left to ``circle``."""
        if shape.is_empty:
            return
        path = self.canvas.beginPath()
        areal = _trace(path, shape)
        with self._inked(ink) as (stroke, fill):
            self.canvas.drawPath(path, stroke=stroke, fill=fill if areal else 0, fillMode=0)

    def hatch(self, shape: Box | Geometry, ink: Ink, step: float, angle: float = 45.0) -> None:
        """Parallel lines ``step`` mm apart within a shape."""
        box = shape if isinstance(shape, Box) else Box(*_corner_and_size(shape.bounds))
        with self.clipped(shape), self._inked(ink):
            (x, y), reach = box.centre, math.hypot(box.w, box.h) / 2
            along = (math.cos(math.radians(angle)), math.sin(math.radians(angle)))
            path = self.canvas.beginPath()
            for index in range(-math.ceil(reach / step), math.ceil(reach / step) + 1):
                off = index * step
                mid = (x - along[1] * off, y + along[0] * off)
                path.moveTo((mid[0] - along[0] * reach) * MM, (mid[1] - along[1] * reach) * MM)
                path.lineTo((mid[0] + along[0] * reach) * MM, (mid[1] + along[1] * reach) * MM)
            self.canvas.drawPath(path, stroke=1, fill=0)

    def polygon(self, points: Sequence[tuple[float, float]], ink: Ink) -> None:
        """A closed figure."""
        with self._inked(ink) as (stroke, fill):
            path = self.canvas.beginPath()
            path.moveTo(points[0][0] * MM, points[0][1] * MM)
            for x, y in points[1:]:
                path.lineTo(x * MM, y * MM)
            path.close()
            self.canvas.drawPath(path, stroke=stroke, fill=fill)

    @contextmanager
    def _inked(self, ink: Ink) -> Iterator[tuple[int, int]]:
        canvas = self.canvas
        canvas.saveState()
        if ink.fill:
            canvas.setFillColor(HexColor(ink.fill))
            canvas.setFillAlpha(ink.fill_opacity)
        if ink.stroke:
            canvas.setStrokeColor(HexColor(ink.stroke))
            canvas.setStrokeAlpha(ink.stroke_opacity)
            canvas.setLineWidth(ink.width * MM)
            canvas.setLineJoin(1)
            canvas.setLineCap(0 if ink.dash else 1)
            if ink.dash:
                canvas.setDash([part * MM for part in ink.dash])
        try:
            yield int(bool(ink.stroke)), int(bool(ink.fill))
        finally:
            canvas.restoreState()

    # --- symbols ------------------------------------------------------------------------------------------------

    def symbol(self, x: float, y: float, size: float, style: str, flag: str = "") -> None:
        """A status's symbol, ``size`` mm wide. ``flag`` overdue puts it on a hatched disc, lapsed in a dotted ring."""
        name = f"{style}-{flag or 'plain'}"
        if name not in self._known:
            self._known.add(name)
            self.canvas.beginForm(name, -18, -18, 18, 18)
            _draw_symbol(self.canvas, style, flag, self.surface)
            self.canvas.endForm()
        self.canvas.saveState()
        self.canvas.translate(x * MM, y * MM)
        factor = size * MM / SYMBOL_BOX
        self.canvas.scale(factor, factor)
        self.canvas.doForm(name)
        self.canvas.restoreState()


def _draw_symbol(canvas: Canvas, style: str, flag: str, surface: dict[str, str]) -> None:
    """Into the palette's box, y upwards."""
    drawn = palette()
    entry = drawn["status"][style]
    if flag:
        _draw_flag(canvas, flag, drawn["flag"][flag], surface)
    canvas.setLineJoin(1)
    outline = outlines(drawn["shape"][entry["shape"]])
    if not flag:
        _figure(canvas, outline, stroke=surface["card"], width=6.0)
    hollow = entry["fill"].lower() == "#ffffff"
    _figure(canvas, outline, fill=entry["fill"], stroke=entry["stroke"], width=3.2 if hollow else 1.2)
    if "mark" in entry:
        canvas.setLineCap(1)
        _figure(canvas, outlines(drawn["mark"][entry["mark"]]), stroke="#ffffff", width=2.6)


def _draw_flag(canvas: Canvas, flag: str, entry: dict[str, Any], surface: dict[str, str]) -> None:
    radius = 14.5
    canvas.setFillColor(HexColor(surface["card"]))
    canvas.circle(0, 0, radius + 1.6, stroke=0, fill=1)
    if flag == "overdue":
        canvas.saveState()
        path = canvas.beginPath()
        path.circle(0, 0, radius)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.setStrokeColor(HexColor(entry["fill"]))
        canvas.setLineWidth(2.0)
        for off in range(-40, 41, 5):
            canvas.line(off - 20, -20, off + 20, 20)
        canvas.restoreState()
    else:
        canvas.setDash([0.01, 4.6])
        canvas.setLineCap(1)
    canvas.setStrokeColor(HexColor(entry["stroke"]))
    canvas.setLineWidth(1.8 if flag == "overdue" else 2.8)
    canvas.circle(0, 0, radius, stroke=1, fill=0)
    canvas.setDash([])
    canvas.setFillColor(HexColor(surface["card"]))
    canvas.circle(0, 0, 11.0 if flag == "overdue" else 0.1, stroke=0, fill=1)


def _figure(canvas: Canvas, outline: Sequence[tuple[Any, bool]], *, fill: str = "", stroke: str = "",
            width: float = 1.0) -> None:  # fmt: skip
    path = canvas.beginPath()
    for points, closed in outline:
        path.moveTo(*points[0])
        for x, y in points[1:]:
            path.lineTo(x, y)
        if closed:
            path.close()
    if fill:
        canvas.setFillColor(HexColor(fill))
    if stroke:
        canvas.setStrokeColor(HexColor(stroke))
        canvas.setLineWidth(width)
    canvas.drawPath(path, stroke=int(bool(stroke)), fill=int(bool(fill)), fillMode=0)


_TOKEN = re.compile(r"[MLHVAZ]|-?\d*\.?\d+")
_ARC_STEPS = 16


@cache
def outlines(path: str) -> tuple[tuple[tuple[tuple[float, float], ...], bool], ...]:
    """The palette's SVG path (M L H V A Z, absolute, arcs that are half circles) as point lists, y upwards."""
    found: list[tuple[tuple[tuple[float, float], ...], bool]] = []
    tokens, at, command, points = _TOKEN.findall(path), 0, "", [(0.0, 0.0)]

    def numbers(count: int) -> list[float]:
        nonlocal at
        taken = [float(token) for token in tokens[at : at + count]]
        at += count
        return taken

    points = []
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        if command == "Z":
            found.append((tuple(points), True))
            points = []
        elif command == "M":
            if points:
                found.append((tuple(points), False))
            points, command = [tuple(numbers(2))], "L"  # type: ignore[list-item]
        elif command == "L":
            points.append(tuple(numbers(2)))  # type: ignore[arg-type]
        elif command in "HV":
            (value,) = numbers(1)
            points.append((value, points[-1][1]) if command == "H" else (points[-1][0], value))
        else:
            *_, x, y = numbers(7)
            points += _half_circle(points[-1], (x, y))
    if points:
        found.append((tuple(points), False))
    return tuple((tuple((x, -y) for x, y in line), closed) for line, closed in found)


def _half_circle(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    radius = math.hypot(end[0] - start[0], end[1] - start[1]) / 2
    begin = math.atan2(start[1] - y, start[0] - x)
    turns = (begin + math.pi * step / _ARC_STEPS for step in range(1, _ARC_STEPS + 1))
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def _trace(path: Any, shape: Geometry) -> bool:
    """Lay the rings or lines of a geometry onto a path; True for areas."""
    areal = False
    for part in getattr(shape, "geoms", [shape]):
        if hasattr(part, "geoms"):
            areal = _trace(path, part) or areal
        elif part.geom_type == "Polygon":
            areal = True
            for ring in (part.exterior, *part.interiors):
                _points(path, np.asarray(ring.coords)[:, :2], closed=True)
        elif part.geom_type in ("LineString", "LinearRing"):
            _points(path, np.asarray(part.coords)[:, :2], closed=False)
    return areal


def _points(path: Any, xy: Any, *, closed: bool) -> None:
    if len(xy) < 2:
        return
    pairs = (xy * MM).tolist()
    path.moveTo(*pairs[0])
    for x, y in pairs[1:-1] if closed else pairs[1:]:
        path.lineTo(x, y)
    if closed:
        path.close()


def _corner_and_size(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    return west, south, east - west, north - south


_NEVER_FIRST = "，。；：、）》”’！？…％%)"
_NEVER_LAST = "（《“‘("


def _break_before(words: str, fits: int) -> int:
    """Where the line ends: not before closing marks, not behind opening ones, not within a Latin word or number."""
    cut = max(fits, 1)
    for candidate in range(cut, max(cut - 12, 0), -1):
        before, after = words[candidate - 1], words[candidate]
        joined = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
        if after not in _NEVER_FIRST and before not in _NEVER_LAST and not joined:
            return candidate
    return cut
