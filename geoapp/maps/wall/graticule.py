"""The graticule: meridians and parallels across the map, degrees at its edge, the chequered neat line between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoapp.maps.wall.paper import Box, Paper
from geoapp.maps.wall.pen import Ink, Pen, Type
from geoapp.maps.wall.projection import Projection

STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300)
_TICKS_MIN = {1: 1, 2: 1, 5: 1, 10: 5, 15: 5, 20: 10, 30: 10, 60: 30, 120: 60, 300: 60}
"""How finely the chequered band divides each interval."""
_APART_MM = 78.0
_FINE = 33


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a line of the graticule meets one side of the frame: mm along that side, and what it says."""

    at: float
    minutes: int


def step_minutes(projection: Projection, paper: Paper) -> int:
    """The interval whose lines stand about a hand's breadth apart."""
    west, _, east, _ = projection.box
    wanted = (east - west) * 60 * paper.mm(_APART_MM) / projection.frame.w
    return min(STEPS_MIN, key=lambda step: abs(np.log(step / wanted)))


def spelled(minutes: int) -> str:
    """112°30′."""
    degrees, rest = divmod(minutes, 60)
    return f"{degrees}°{rest:02d}′"


def draw_lines(pen: Pen, projection: Projection, step: int, paper: Paper) -> None:
    """The lines, faint: they serve the eye, not the picture."""
    west, south, east, north = projection.box
    ink = Ink(stroke=pen.surface["muted"], width=paper.mm(0.16), stroke_opacity=0.42)
    with pen.clipped(projection.frame):
        for minutes in _multiples(west, east, step):
            xs, ys = projection.to_page(np.full(_FINE, minutes / 60), np.linspace(south, north, _FINE))
            pen.line(list(zip(xs.tolist(), ys.tolist(), strict=True)), ink)
        for minutes in _multiples(south, north, step):
            xs, ys = projection.to_page(np.linspace(west, east, _FINE), np.full(_FINE, minutes / 60))
            pen.line(list(zip(xs.tolist(), ys.tolist(), strict=True)), ink)


def _multiples(low: float, high: float, step: int) -> range:
    return range(int(np.ceil(low * 60 / step)) * step, int(np.floor(high * 60 / step)) * step + 1, step)


def crossings(projection: Projection, step: int) -> dict[str, list[Crossing]]:
    """The lines that meet each side of the frame, in the order along it."""
    frame = projection.frame
    sides: dict[str, list[Crossing]] = {}
    for side in ("bottom", "top", "left", "right"):
        across = side in ("bottom", "top")
        length = frame.w if across else frame.h
        along = np.linspace(0, length, 201)
        if across:
            xs, ys = frame.x + along, np.full(201, frame.y if side == "bottom" else frame.top)
        else:
            xs, ys = np.full(201, frame.x if side == "left" else frame.right), frame.y + along
        west, south, _, _ = projection.window_m
        east_m = west + (xs - frame.x) * projection.scale / 1000
        north_m = south + (ys - frame.y) * projection.scale / 1000
        lon, lat = projection.transformer.transform(east_m, north_m, direction="INVERSE")
        value = np.asarray(lon if across else lat) * 60
        sides[side] = [
            Crossing(float(np.interp(minutes, value, along)), minutes)
            for minutes in _multiples(value.min() / 60, value.max() / 60, step)
        ]
    return sides


def draw_border(pen: Pen, projection: Projection, step: int, paper: Paper) -> None:
    """The neat line, the chequered band and the degrees around the frame."""
    frame, thick, ink = projection.frame, paper.mm(1.5), pen.surface["ink"]
    outer = frame.inset(-thick)
    fine = Ink(stroke=ink, width=paper.mm(0.22))
    kind = Type(paper.pt(9.5), color=ink, align="center")
    for side, found in crossings(projection, _TICKS_MIN[step]).items():
        _chequer(pen, frame, side, (found, thick))
        for one in found:
            if one.minutes % step == 0:
                _label(pen, frame, side, (one, thick, kind))
    pen.box(frame, fine)
    pen.box(outer, Ink(stroke=ink, width=paper.mm(0.5)))


def _chequer(pen: Pen, frame: Box, side: str, found: tuple[list[Crossing], float]) -> None:
    crossed, thick = found
    length = frame.w if side in ("bottom", "top") else frame.h
    edges = [0.0, *(one.at for one in crossed), length]
    first = crossed[0].minutes if crossed else 0
    step = crossed[1].minutes - crossed[0].minutes if len(crossed) > 1 else 1
    for index in range(len(edges) - 1):
        if (first // step + index) % 2:
            continue
        start, size = edges[index], edges[index + 1] - edges[index]
        place = {
            "bottom": Box(frame.x + start, frame.y - thick, size, thick),
            "top": Box(frame.x + start, frame.top, size, thick),
            "left": Box(frame.x - thick, frame.y + start, thick, size),
            "right": Box(frame.right, frame.y + start, thick, size),
        }[side]
        pen.box(place, Ink(fill=pen.surface["ink"]))


def _label(pen: Pen, frame: Box, side: str, what: tuple[Crossing, float, Type]) -> None:
    one, thick, kind = what
    words, gap = spelled(one.minutes), thick + kind.mm * 0.45
    half = pen.width(words, kind) / 2
    length = frame.w if side in ("bottom", "top") else frame.h
    at = min(max(one.at, half), length - half)
    if abs(at - one.at) > half * 0.6:
        return
    turned = Type(kind.size, kind.color, align="center", angle=90 if side == "left" else -90)
    if side == "bottom":
        pen.text(frame.x + at, frame.y - gap - kind.mm * 0.74, words, kind)
    elif side == "top":
        pen.text(frame.x + at, frame.top + gap, words, kind)
    elif side == "left":
        pen.text(frame.x - gap, frame.y + at, words, turned)
    else:
        pen.text(frame.right + gap, frame.y + at, words, turned)
