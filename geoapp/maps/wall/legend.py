"""The legend: every symbol by shape, colour and pattern with what it counts here, what lines and areas mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from geoapp.maps._palette import palette
from geoapp.maps.wall.contents import Contents
from geoapp.maps.wall.ground import COUNTIES, SECTIONS, ink_of
from geoapp.maps.wall.paper import Box, Paper
from geoapp.maps.wall.pen import Ink, Pen, Type
from geoapp.model import BuiltLayer
from geoapp.texts import text

Sample = Callable[[float, float, float], None]
"""Draws a sample around a point (x, y) with the size of a symbol."""


@dataclass(frozen=True, slots=True)
class _Item:
    words: str
    count: str
    draw: Sample


def draw_legend(pen: Pen, paper: Paper, box: Box, contents: Contents) -> None:
    """Groups one below the other, in two columns where they are wide enough."""
    groups = [
        (text("print.legend.status"), _statuses(pen, contents)),
        (text("print.legend.flags"), _flags(pen, contents)),
        (text("print.legend.accuracy"), _accuracies(pen, paper)),
        (text("print.legend.layers"), _layers(pen, paper, contents.layers)),
    ]
    groups = [(title, items) for title, items in groups if items]
    head = caption(pen, paper, box, text("print.legend.title"))
    rows = sum(1.35 + len(items) for _, items in groups)
    double = box.w >= paper.mm(118) and rows * paper.mm(6.2) > head - box.y
    columns = [groups[:2], groups[2:]] if double else [groups]
    high = max(sum(1.35 + len(items) for _, items in column) for column in columns) if double else rows
    step = min((head - box.y) / (high + 0.2), paper.mm(7.4))
    width = (box.w - paper.mm(6)) / 2 if double else box.w
    for index, column in enumerate(columns):
        y = head
        for title, items in column:
            y = _group(pen, paper, (box.x + index * (width + paper.mm(6)), y, width, step), title, items)


def caption(pen: Pen, paper: Paper, box: Box, words: str) -> float:
    """The head of a panel with its rule; returns where its content begins."""
    kind = Type(paper.pt(12.5), bold=True, spacing=0.2)
    pen.text(box.x, box.top - kind.mm * 0.88, words, kind)
    y = box.top - kind.mm * 1.5
    pen.line([(box.x, y), (box.right, y)], Ink(stroke=pen.surface["ink"], width=paper.mm(0.35)))
    return y - paper.mm(1.2)


def _group(pen: Pen, paper: Paper, place: tuple[float, float, float, float], title: str, items: list[_Item]) -> float:
    x, y, width, step = place
    size = min(paper.pt(9.6), step * 2.83 * 0.56)
    pen.text(x, y - step * 0.9, title, Type(size * 0.94, pen.surface["muted"], spacing=0.06))
    y -= step * 1.35
    symbol = min(step * 0.66, paper.mm(4.4))
    for item in items:
        middle = y - step * 0.5
        item.draw(x + paper.mm(4.2), middle, symbol)
        kind = Type(size)
        room = width - paper.mm(10.4) - (pen.width(item.count, kind) + paper.mm(2) if item.count else 0)
        words = pen.wrap(item.words, room, kind, 1)
        pen.text(x + paper.mm(10.4), middle - kind.mm * 0.36, words[0] if words else "", kind)
        if item.count:
            count = Type(size, pen.surface["muted"], align="right")
            pen.text(x + width, middle - kind.mm * 0.36, item.count, count)
        y -= step
    return y


def _statuses(pen: Pen, contents: Contents) -> list[_Item]:
    counted: dict[str, int] = {}
    for feature in contents.features:
        if feature.geometry is not None:
            counted[feature.status.value] = counted.get(feature.status.value, 0) + 1

    def sample(status: str) -> Sample:
        return lambda x, y, size: pen.symbol(x, y, size, status)

    return [
        _Item(text(f"status.{status}"), text("print.sites", n=counted[status]), sample(status))
        for status in palette()["status"]
        if status in counted
    ]


def _flags(pen: Pen, contents: Contents) -> list[_Item]:
    late = sum(one.overdue for one in contents.features if one.geometry is not None)
    lapsed = sum(one.lapsed and not one.overdue for one in contents.features if one.geometry is not None)

    def sample(flag: str) -> Sample:
        return lambda x, y, size: pen.symbol(x, y, size * 0.86, "in_progress", flag)

    return [
        _Item(text("print.legend.overdue"), text("print.sites", n=late), sample("overdue")),
        _Item(text("print.legend.lapsed"), text("print.sites", n=lapsed), sample("lapsed")),
    ]


def _accuracies(pen: Pen, paper: Paper) -> list[_Item]:
    accent, mm = pen.surface["accent"], paper.mm
    line = Ink(accent, accent, mm(0.22), (mm(1.3), mm(0.9)), 0.06, 0.7)

    def pin(x: float, y: float, size: float) -> None:
        pen.symbol(x, y, size, "in_progress")

    def circle(x: float, y: float, size: float) -> None:
        pen.circle(x, y, size * 0.72, line)
        pen.symbol(x, y, size * 0.62, "in_progress")

    def corridor(x: float, y: float, size: float) -> None:
        ends = [(x - size * 0.8, y - size * 0.15), (x + size * 0.8, y + size * 0.15)]
        pen.line(ends, Ink(stroke=accent, width=size * 0.8, stroke_opacity=0.10))
        pen.line(ends, Ink(stroke=accent, width=mm(0.22), dash=(mm(1.3), mm(0.9))))

    def area(x: float, y: float, size: float) -> None:
        pen.box(Box(x - size * 0.85, y - size * 0.42, size * 1.7, size * 0.84), line)

    def plate(x: float, y: float, size: float) -> None:
        box = Box(x - size * 0.85, y - size * 0.5, size * 1.7, size)
        pen.box(box, Ink(pen.surface["card"], pen.surface["ink"], mm(0.2)), mm(0.7))
        pen.symbol(x - size * 0.42, y, size * 0.56, "in_progress")
        kind = Type(size * 2.83 * 0.55, bold=True)
        pen.text(x - size * 0.02, y - kind.mm * 0.36, "12", kind)

    drawn: tuple[tuple[str, Sample], ...] = (
        ("pin", pin), ("circle", circle), ("corridor", corridor), ("area", area), ("plate", plate),
    )  # fmt: skip
    return [_Item(text(f"print.legend.{name}"), "", sample) for name, sample in drawn]


def _layers(pen: Pen, paper: Paper, layers: Iterable[BuiltLayer]) -> list[_Item]:
    return [
        _Item(layer.definition.title, "", _layer_sample(pen, paper, layer))
        for layer in sorted(layers, key=lambda one: one.definition.order)
        if layer.problem is None and layer.definition.show and layer.definition.id != "cases"
    ]


def _layer_sample(pen: Pen, paper: Paper, layer: BuiltLayer) -> Sample:
    style = {**palette()["layer"], **layer.definition.style}
    ink = ink_of(style, paper)

    def sample(x: float, y: float, size: float) -> None:
        box = Box(x - size * 0.85, y - size * 0.42, size * 1.7, size * 0.84)
        if layer.definition.id == SECTIONS:
            pen.circle(x, y, size * 0.32, Ink(pen.surface["card"], style["stroke"], paper.mm(0.55)))
            pen.circle(x, y, size * 0.11, Ink(style["stroke"]))
        elif layer.definition.id == COUNTIES:
            dash = (paper.mm(2.6), paper.mm(0.8), paper.mm(0.5), paper.mm(0.8))
            pen.line([(box.x, y), (box.right, y)], Ink(stroke="#8d8678", width=paper.mm(0.36), dash=dash))
        else:
            pen.box(box, ink)
            if layer.definition.zone:
                pen.hatch(box, Ink(stroke=ink.stroke, width=paper.mm(0.22), stroke_opacity=0.55), paper.mm(1.6), 135)

    return sample
