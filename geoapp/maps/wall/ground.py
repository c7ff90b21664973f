"""The ground of the map: counties, water, zones, sections, as the published layers hold and style them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.maps._palette import palette
from geoapp.maps.wall.paper import Box, Paper
from geoapp.maps.wall.pen import Ink, Pen, Type
from geoapp.maps.wall.projection import Projection
from geoapp.maps.wall.spacing import SOFT, Room
from geoapp.model import BuiltLayer, LayerFeature, UnitTable

COUNTIES, WATER, SECTIONS = "counties", "water", "monitoring-sections"
_PX_MM: Final = 0.28
"""What a screen pixel of a layer's style is on paper (the standard's 0.28 mm pixel)."""
_MOST_PARTS: Final = 3
"""A name that more waters bear than a river has parts is none of their own (an unnamed lake)."""
_NAME_SIZES: Final = ((17.0, 0.34), (14.0, 0.2), (11.5, 0.34))
"""Type size and spacing of county names: what has no room for the first is set smaller."""
_MOSTLY: Final = 0.6
_OUTSIDE: Final = "#ece9e0"
_WATER_NAME: Final = "#2f6d8f"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the drawing of the map needs at every step."""

    pen: Pen
    paper: Paper
    projection: Projection
    room: Room


def draw_ground(sheet: Sheet, layers: Iterable[BuiltLayer], units: UnitTable, home: frozenset[str]) -> None:
    """Everything below the cases. ``home`` are the cities (or counties) that the sheet is about: they stand out."""
    drawn = sorted((one for one in layers if one.problem is None), key=lambda one: -one.definition.order)
    pen, frame = sheet.pen, sheet.projection.frame
    with pen.clipped(frame):
        pen.box(frame, Ink(fill=_OUTSIDE))
        for layer in drawn:
            if layer.definition.id == COUNTIES:
                _counties(sheet, layer, units, home)
            elif layer.definition.show and layer.definition.id != "cases":
                _layer(sheet, layer)
    for layer in drawn:
        if layer.definition.id == COUNTIES and layer.definition.show:
            _borders(sheet, layer, units, home)


# --- counties ---------------------------------------------------------------------------------------------------


def codes_of(feature: LayerFeature) -> tuple[str, ...]:
    """The units of a reference feature."""
    codes = feature.properties.get("county_codes") or ()
    return tuple(codes.split(";")) if isinstance(codes, str) else tuple(codes)


def at_home(feature: LayerFeature, units: UnitTable, home: frozenset[str]) -> bool:
    """Whether a county belongs to what the sheet is about."""
    return any(units.is_within(code, one) for code in codes_of(feature) for one in home)


def _on_page(sheet: Sheet, features: Iterable[LayerFeature]) -> Iterator[tuple[LayerFeature, Geometry]]:
    for feature in features:
        if feature.geometry is not None:
            shape = sheet.projection.on_page(feature.geometry)
            if not shape.is_empty:
                yield feature, shape


def outlines_at_home(
    sheet: Sheet, layers: Iterable[BuiltLayer], units: UnitTable, home: frozenset[str]
) -> list[Geometry]:
    """What the sheet is about, in millimetres."""
    layer = next((one for one in layers if one.definition.id == COUNTIES and one.problem is None), None)
    return [
        shape for feature, shape in _on_page(sheet, layer.features if layer else ()) if at_home(feature, units, home)
    ]


def _counties(sheet: Sheet, layer: BuiltLayer, units: UnitTable, home: frozenset[str]) -> None:
    card = sheet.pen.surface["card"]
    for feature, shape in _on_page(sheet, layer.features):
        if at_home(feature, units, home):
            sheet.pen.shape(shape, Ink(fill=card, stroke=card, width=sheet.paper.mm(0.1)))


def _borders(sheet: Sheet, layer: BuiltLayer, units: UnitTable, home: frozenset[str]) -> None:
    """County lines thin, the city's line strong with a soft band inside: the craft's way to say what it is about."""
    pen, mm, style = sheet.pen, sheet.paper.mm, {**palette()["layer"], **layer.definition.style}
    own: list[Geometry] = []
    with pen.clipped(sheet.projection.frame):
        for feature, shape in _on_page(sheet, layer.features):
            inside = at_home(feature, units, home)
            if inside:
                own.append(shape)
            dash = (mm(2.6), mm(0.8), mm(0.5), mm(0.8)) if inside else (mm(1.8), mm(1.0))
            color = "#8d8678" if inside else style["stroke"]
            pen.shape(shape, Ink(stroke=color, width=mm(0.32 if inside else 0.2), dash=dash))
        if own:
            whole: Geometry = shapely.union_all(shapely.make_valid(own), grid_size=0.01)
            with pen.clipped(whole):
                for width, opacity in ((7.0, 0.07), (4.4, 0.09), (2.0, 0.13)):
                    pen.shape(whole, Ink(stroke=pen.surface["accent"], width=mm(width), stroke_opacity=opacity))
            pen.shape(whole, Ink(stroke=pen.surface["ink"], width=mm(0.5), dash=(mm(4.2), mm(1.0), mm(0.7), mm(1.0))))


def name_counties(sheet: Sheet, layers: Iterable[BuiltLayer], units: UnitTable, home: frozenset[str]) -> None:
    """County names, wide and quiet, each in the widest part of what is seen of it."""
    layer = next((one for one in layers if one.definition.id == COUNTIES), None)
    if layer is None:
        return
    frame = shapely.box(*_edges(sheet.projection.frame.inset(sheet.paper.mm(2))))
    for feature, shape in _on_page(sheet, layer.features):
        seen: Any = shapely.intersection(shapely.make_valid(shape), frame)
        name, inside = str(feature.properties.get("name") or ""), at_home(feature, units, home)
        if seen.is_empty or not name or seen.area < sheet.paper.mm(12) ** 2:
            continue
        centre = shapely.maximum_inscribed_circle(seen, tolerance=sheet.paper.mm(1.5))
        spot: tuple[float, ...] | None = None
        color = "#7d7565" if inside else "#a39c8c"
        halo = sheet.pen.surface["card"] if inside else _OUTSIDE
        for (size, spacing), part in _ways_to_name(inside=inside):
            kind = Type(sheet.paper.pt(size), color, bold=inside, align="center", spacing=spacing,
                        halo=sheet.paper.mm(0.5), halo_color=halo)  # fmt: skip
            width = sheet.pen.width(name, kind)
            spot = _room_for(sheet, seen, (width, kind.mm), centre, part)
            if spot is not None:
                break
        if spot is not None:
            sheet.room.take(Box(spot[0] - width / 2, spot[1] - kind.mm / 2, width, kind.mm), SOFT)
            sheet.pen.text(spot[0], spot[1] - kind.mm * 0.36, name, kind)


def _ways_to_name(*, inside: bool) -> Iterator[tuple[tuple[float, float], float]]:
    """Type size and spacing to try, and how much of the name must lie within its county: all of it, then, for counties
    that the sheet is about, most of it. A name that would hide under symbols is left out: the table says it."""
    sizes = _NAME_SIZES if inside else _NAME_SIZES[-1:]
    yield from ((size, 1.0) for size in sizes)
    if inside:
        yield from ((size, _MOSTLY) for size in sizes[1:])


def _room_for(
    sheet: Sheet, seen: Any, size: tuple[float, float], circle: Any, part: float
) -> tuple[float, float] | None:
    """A free spot for a name, ``part`` of it within an area: its widest part, else the free one nearest to that."""
    (x, y), (width, height) = circle.coords[0], size
    west, south, east, north = seen.bounds
    shapely.prepare(seen)
    steps = np.stack(np.meshgrid(np.linspace(west, east, 15), np.linspace(south, north, 15)), axis=-1).reshape(-1, 2)
    near = steps[np.argsort(np.hypot(steps[:, 0] - x, steps[:, 1] - y))]
    for at in [(x, y), *map(tuple, near.tolist())]:
        place = Box(at[0] - width / 2, at[1] - height / 2, width, height)
        if not sheet.room.holds(place) or sheet.room.worst(place):
            continue
        within = shapely.box(*_edges(place))
        if shapely.contains(seen, within) or (
            part < 1 and shapely.intersection(seen, within).area >= part * within.area
        ):
            return float(at[0]), float(at[1])
    return None


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.right, box.top


# --- other layers -----------------------------------------------------------------------------------------------


def _layer(sheet: Sheet, layer: BuiltLayer) -> None:
    style = {**palette()["layer"], **layer.definition.style}
    for feature, shape in _on_page(sheet, layer.features):
        if shapely.get_dimensions(shape) == 0:
            for part in getattr(shape, "geoms", [shape]):
                _point(sheet, (part.x, part.y), style)
            continue
        schematic = feature.properties.get("basis") == "schematic"
        if schematic:
            _corridor(sheet, shape, feature.properties, style)
        ink = ink_of(style, sheet.paper, schematic=schematic)
        sheet.pen.shape(shape, ink if _areal(shape) else Ink(stroke=ink.stroke, width=ink.width * 1.5, dash=ink.dash))
        if layer.definition.zone and _areal(shape):
            pen_ink = Ink(stroke=ink.stroke, width=sheet.paper.mm(0.22), stroke_opacity=0.55)
            sheet.pen.hatch(shape, pen_ink, sheet.paper.mm(2.4), 135)


def _areal(shape: Geometry) -> bool:
    return int(shapely.get_dimensions(shape)) == 2


def ink_of(style: Mapping[str, Any], paper: Paper, *, schematic: bool = False) -> Ink:
    """A layer's style as ink; what is schematic is dashed whatever the style says."""
    pixel = _PX_MM * paper.unit
    written = style["schematic_dash"] if schematic else style["dash"]
    dash = tuple(float(part) * pixel for part in str(written or "").split())
    fill = style["fill"] or ""
    return Ink(fill, style["stroke"] or fill, max(float(style["weight"]) * pixel, 0.12), dash,
               float(style["fill_opacity"]))  # fmt: skip


def _corridor(sheet: Sheet, shape: Geometry, properties: Mapping[str, Any], style: Mapping[str, Any]) -> None:
    """What an axis stands for: a line as wide as its error to either side."""
    accuracy = properties.get("accuracy_m")
    if accuracy:
        width = 2 * float(accuracy) * 1000 / sheet.projection.scale
        sheet.pen.shape(shape, Ink(stroke=style["stroke"], width=width, stroke_opacity=0.07))


def _point(sheet: Sheet, at: tuple[float, float], style: Mapping[str, Any]) -> None:
    """A section: a small target."""
    if not sheet.room.holds(Box(*at, 0, 0)):
        return
    pen, mm = sheet.pen, sheet.paper.mm
    radius = mm(1.35)
    pen.circle(*at, radius, Ink(fill=pen.surface["card"], stroke=style["stroke"], width=mm(0.55)))
    pen.circle(*at, radius * 0.34, Ink(fill=style["stroke"]))
    sheet.room.take(Box(at[0] - radius, at[1] - radius, 2 * radius, 2 * radius))


def name_sections(sheet: Sheet, layers: Iterable[BuiltLayer]) -> None:
    """Names beside their targets, on the first side that is free: after the cases, which stand where they stand."""
    radius = sheet.paper.mm(1.35)
    for layer in layers:
        style = {**palette()["layer"], **layer.definition.style}
        if layer.problem is not None or not layer.definition.show or not style.get("label"):
            continue
        kind = Type(sheet.paper.pt(7.6), style["stroke"], halo=sheet.paper.mm(0.4))
        for feature, shape in _on_page(sheet, layer.features):
            name = feature.properties.get("name")
            for part in getattr(shape, "geoms", [shape]) if name and shapely.get_dimensions(shape) == 0 else ():
                _name_section(sheet, (part.x, part.y), str(name), (kind, radius))


def _name_section(sheet: Sheet, at: tuple[float, float], name: str, how: tuple[Type, float]) -> None:
    kind, radius = how
    width, away = sheet.pen.width(name, kind), radius * 1.6
    below = radius + kind.mm * 0.2
    for x, y in (
        (at[0] + away, at[1] - kind.mm * 0.5),
        (at[0] - away - width, at[1] - kind.mm * 0.5),
        (at[0] - width / 2, at[1] + below),
        (at[0] - width / 2, at[1] - below - kind.mm),
    ):
        place = Box(x, y, width, kind.mm)
        if sheet.room.holds(place) and not sheet.room.worst(place):
            sheet.room.take(place)
            sheet.pen.text(x, y + kind.mm * 0.14, name, kind)
            return


def name_water(sheet: Sheet, layers: Iterable[BuiltLayer]) -> None:
    """Names of waters: lakes across, rivers along their course."""
    layer = next((one for one in layers if one.definition.id == WATER and one.problem is None), None)
    if layer is None:
        return
    kind = Type(sheet.paper.pt(10.5), _WATER_NAME, align="center", spacing=0.18, halo=sheet.paper.mm(0.4), slant=True)
    told = [str(one.properties.get("name") or "") for one in layer.features]
    seen = {name for name in told if told.count(name) > _MOST_PARTS}
    frame = shapely.box(*_edges(sheet.projection.frame))
    for feature, shape in _on_page(sheet, layer.features):
        name = str(feature.properties.get("name") or "")
        visible = shapely.intersection(shapely.make_valid(shape), frame)
        if not name or name in seen or visible.is_empty or shapely.get_dimensions(visible) == 0:
            continue
        if _name_one(sheet, visible, name, kind):
            seen.add(name)


def _name_one(sheet: Sheet, shape: Geometry, name: str, kind: Type) -> bool:
    width = sheet.pen.width(name, kind)
    if _areal(shape):
        if shape.area < (kind.mm * 1.6) ** 2:
            return False
        point = shapely.point_on_surface(shape)
        spots = [(point.x, point.y, 0.0)]
    else:
        if shape.length < width * 0.9:
            return False
        spots = [_along(shape, part, width) for part in (0.5, 0.3, 0.7, 0.15, 0.85)]
    for x, y, angle in spots:
        turned = np.radians(angle)
        high = abs(np.sin(turned)) * width + abs(np.cos(turned)) * kind.mm
        wide = abs(np.cos(turned)) * width + abs(np.sin(turned)) * kind.mm
        place = Box(x - wide / 2, y - high / 2, wide, high)
        if sheet.room.holds(place) and not sheet.room.worst(place):
            sheet.room.take(place, SOFT)
            shift = (np.sin(turned) * kind.mm * 0.36, -np.cos(turned) * kind.mm * 0.36)
            along = Type(kind.size, kind.color, align="center", spacing=kind.spacing, halo=kind.halo, angle=angle,
                         slant=True)  # fmt: skip
            sheet.pen.text(x + shift[0], y + shift[1], name, along)
            return True
    return False


def _along(shape: Geometry, part: float, width: float) -> tuple[float, float, float]:
    """A point on the line with the direction that it has over the width of the name."""
    line = max(getattr(shape, "geoms", [shape]), key=lambda one: one.length)
    middle = line.length * part
    low, high = line.interpolate(max(middle - width / 2, 0)), line.interpolate(min(middle + width / 2, line.length))
    angle = float(np.degrees(np.arctan2(high.y - low.y, high.x - low.x)))
    angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
    return (low.x + high.x) / 2, (low.y + high.y) / 2, angle
