"""The cases on the map: symbols where the places are, accuracy drawn, numbers that never cover each other.

A place with one case bears its symbol with the number beside it. Where several cases share a place, where places lie
closer than their symbols are wide, and where there is no room beside a symbol, a plate lists every symbol with its
number; leaders tie it to its places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.maps._cluster import drawn_as
from geoapp.maps.wall.ground import Sheet
from geoapp.maps.wall.numbering import flag_of
from geoapp.maps.wall.paper import Box
from geoapp.maps.wall.pen import Ink, Type
from geoapp.maps.wall.placing import COUNT_EM, COUNTS_A_ROW, Entry, Marks, Placed, Spot, place_all
from geoapp.maps.wall.spacing import nearest_edge
from geoapp.model import CaseFeature

_USUAL = 150
"""With more marks than these on a sheet they are drawn smaller, down to ``_LEAST`` of their size."""
_LEAST = 0.66
_MOST_LEADERS = 6
"""A plate for more places than these is tied to their middle: a sheaf of lines would hide them."""


def place_marks(sheet: Sheet, features: Iterable[CaseFeature], numbers: dict[str, int]) -> tuple[Marks, Placed]:
    """Find room for everything about cases; names of the ground are set in what is left, and then ``draw_marks``."""
    located = _located(features)
    marks = marks_of(sheet, located)
    placed = Placed()
    places = _places(sheet, located, numbers, placed)
    spots = _joined(places, marks.apart)
    placed.joined = sum(len(spot.entries) for spot in spots if marks.summed(spot)) if marks.dense else 0
    for spot in spots:
        spot.wide = spot.wide or (marks.dense > 0 and len(spot.points) > 1)  # its plate may lie on its places
    place_all(marks, spots, placed)
    return marks, placed


def marks_of(sheet: Sheet, features: Iterable[CaseFeature]) -> Marks:
    """How large symbols and numbers are on a sheet that bears these."""
    count = len(_located(features))
    return Marks(sheet, max(_LEAST, min(1.0, (_USUAL / max(count, 1)) ** 0.35)), count)


def _located(features: Iterable[CaseFeature]) -> list[CaseFeature]:
    return [one for one in features if one.geometry is not None and one.lon is not None]


def draw_small(sheet: Sheet, features: Iterable[CaseFeature], size: float) -> None:
    """Symbols ``size`` mm wide without their numbers: an enlarged detail bears those."""
    for feature in features:
        x, y = (float(value) for value in sheet.projection.to_page(feature.lon, feature.lat))
        sheet.pen.symbol(x, y, size, feature.status.value, flag_of(feature))
        sheet.room.take(Box(x - size / 2, y - size / 2, size, size))


def draw_marks(marks: Marks, placed: Placed) -> None:
    """Leaders first, then symbols, numbers and plates."""
    with marks.sheet.pen.clipped(marks.sheet.projection.frame):
        for spot in placed.spots:
            _leaders(marks, spot)
        for spot in placed.spots:
            _draw(marks, spot)


def draw_accuracies(sheet: Sheet, features: Iterable[CaseFeature]) -> None:
    """How well places are known: circles, corridors, areas, each place once; overdue areas hatched."""
    seen: set[str] = set()
    pen, mm = sheet.pen, sheet.paper.mm
    with pen.clipped(sheet.projection.frame):
        for feature in sorted(features, key=lambda one: not one.overdue):
            if feature.geometry is None or feature.accuracy_m is None:
                continue
            key = feature.place_key or str(feature.fid)
            if key in seen:
                continue
            seen.add(key)
            color = pen.surface["alarm"] if feature.overdue else pen.surface["accent"]
            line = Ink(color, color, mm(0.22), (mm(1.3), mm(0.9)), 0.04, 0.6)
            _accuracy(sheet, feature, feature.geometry, line)


def _accuracy(sheet: Sheet, feature: CaseFeature, shape: Geometry, ink: Ink) -> None:
    accuracy = float(feature.accuracy_m or 0)
    drawn = drawn_as(shape, accuracy)
    radius = accuracy * 1000 / sheet.projection.scale
    if drawn == "pin":
        return
    if shapely.get_dimensions(shape) == 0 and feature.lon is not None and feature.lat is not None:
        x, y = (float(value) for value in sheet.projection.to_page(feature.lon, feature.lat))
        if radius > sheet.paper.mm(3.2):  # a smaller one would only smudge the symbol
            sheet.pen.circle(x, y, radius, ink)
        return
    outline = sheet.projection.on_page(shape)
    if drawn == "corridor":
        sheet.pen.shape(outline, Ink(stroke=ink.stroke, width=2 * radius, stroke_opacity=0.08))
    sheet.pen.shape(outline, ink)
    if feature.overdue and drawn == "area" and not outline.is_empty and shapely.get_dimensions(outline) == 2:
        sheet.pen.hatch(outline, Ink(stroke=ink.stroke, width=0.12, stroke_opacity=0.28), sheet.paper.mm(2.2))


# --- what stands where ------------------------------------------------------------------------------------------


def _places(sheet: Sheet, located: Sequence[CaseFeature], numbers: dict[str, int], placed: Placed) -> list[Spot]:
    """The drawn places within the frame with what stands on each."""
    if not located:
        return []
    xs, ys = sheet.projection.to_page([one.lon for one in located], [one.lat for one in located])
    places: dict[str, Spot] = {}
    frame = sheet.projection.frame
    for feature, x, y in zip(located, xs.tolist(), ys.tolist(), strict=True):
        if not (frame.x <= x <= frame.right and frame.y <= y <= frame.top):
            placed.outside += 1
            continue
        entry = Entry(numbers[feature.case_id], feature.status.value, flag_of(feature))
        key = feature.place_key or f"fid:{feature.fid}"
        assert feature.geometry is not None  # noqa: S101 - the caller's condition
        wide = drawn_as(feature.geometry, feature.accuracy_m or 0) in ("area", "corridor")
        spot = places.setdefault(key, Spot([], wide, [(x, y)]))
        if entry not in spot.entries:
            spot.entries.append(entry)
    return list(places.values())


def _joined(spots: list[Spot], apart: float) -> list[Spot]:
    """Spots nearer than ``apart`` become one, around the first of them."""
    tree = shapely.STRtree(shapely.points([one.at for one in spots])) if spots else None
    gone: set[int] = set()
    found: list[Spot] = []
    for index, spot in enumerate(spots):
        if index in gone or tree is None:
            continue
        near = tree.query(shapely.Point(spot.at), predicate="dwithin", distance=apart)
        for other in sorted(int(one) for one in near):
            if other > index and other not in gone:
                gone.add(other)
                spot.absorb(spots[other])
        found.append(spot)
    return found


# --- drawing ----------------------------------------------------------------------------------------------------


def _leaders(marks: Marks, spot: Spot) -> None:
    if spot.box is None:
        return
    pen, mm = marks.sheet.pen, marks.sheet.paper.mm
    ink = Ink(stroke=pen.surface["ink"], width=mm(0.18))
    paper = Ink(stroke=pen.surface["card"], width=mm(0.6), stroke_opacity=0.85)
    for point in spot.points if len(spot.points) <= _MOST_LEADERS else [spot.at]:
        edge = nearest_edge(spot.box, point)
        if edge != point and (len(spot.entries) > 1 or not marks.touches(spot.box, point)):
            pen.line([point, edge], paper)
            pen.line([point, edge], ink)


def _draw(marks: Marks, spot: Spot) -> None:
    pen, mm, kind = marks.sheet.pen, marks.sheet.paper.mm, marks.type
    if len(spot.points) == len(spot.entries):  # every symbol where its case is
        for (x, y), entry in zip(spot.points, spot.entries, strict=True):
            if spot.late:
                pen.symbol(x, y, marks.symbol * 0.8, entry.status, entry.flag)
    if len(spot.entries) == 1:
        entry, box = spot.entries[0], spot.box
        for x, y in spot.points:  # several where one case has several places close by
            pen.symbol(x, y, marks.symbol, entry.status, entry.flag)
        if box is not None:
            color = pen.surface["alarm"] if entry.flag == "overdue" else ""
            pen.text(
                box.x, box.y + kind.mm * 0.04, str(entry.number), Type(kind.size, color, bold=True, halo=kind.halo)
            )
        return
    for x, y in spot.points if not spot.late else ():
        if spot.box is None or not (spot.box.x < x < spot.box.right and spot.box.y < y < spot.box.top):
            pen.circle(x, y, mm(0.75), Ink(pen.surface["ink"], pen.surface["card"], mm(0.25)))
    if spot.box is not None:
        pen.box(spot.box, Ink(pen.surface["card"], pen.surface["ink"], mm(0.2), (), 0.95), mm(0.9))
        (_draw_summary if marks.summed(spot) else _draw_plate)(marks, spot, spot.box)


def _draw_plate(marks: Marks, spot: Spot, box: Box) -> None:
    columns, wide, high = marks.plate(spot)
    pen, kind = marks.sheet.pen, marks.type
    pad, size = marks.sheet.paper.mm(0.9), marks.symbol * 0.86
    for index, entry in enumerate(spot.entries):
        row, column = divmod(index, columns)
        x, y = box.x + pad + column * wide, box.top - pad - (row + 0.5) * high
        pen.symbol(x + size * 0.68, y, size * (0.84 if entry.flag else 1), entry.status, entry.flag)
        color = pen.surface["alarm"] if entry.flag == "overdue" else ""
        pen.text(x + size * 1.36, y - kind.mm * 0.36, str(entry.number), Type(kind.size, color, bold=True))


def _draw_summary(marks: Marks, spot: Spot, box: Box) -> None:
    kind, pen = marks.type, marks.sheet.pen
    lines, counts = marks.summary(spot)
    y = box.top - kind.mm * 0.5
    for words in lines:
        y -= kind.mm * 1.4
        pen.text(box.x + kind.mm * 0.6, y, words, kind)
    for index, (status, count) in enumerate(counts):
        row, column = divmod(index, COUNTS_A_ROW)
        x, base = box.x + kind.mm * (0.6 + COUNT_EM * column), y - kind.mm * 1.4 * (row + 1)
        pen.symbol(x + kind.mm * 0.55, base + kind.mm * 0.36, marks.symbol * 0.8, status)
        pen.text(x + kind.mm * 1.35, base, str(count), Type(kind.size))
