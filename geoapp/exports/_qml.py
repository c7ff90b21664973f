"""QGIS styles: what our map draws, as QML, from the same palette and the same layer definitions.

One style is for one kind of geometry: QGIS refuses to lay symbols for points over areas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from geoapp.texts import text

KINDS = ("points", "lines", "areas")
GEOMETRY_TYPE = {"points": "Point", "lines": "Line", "areas": "Polygon", "unlocated": "No geometry"}
"""What QGIS calls them in a project file."""

_SYMBOL = {"points": "marker", "lines": "line", "areas": "fill"}
_MARKERS = {
    "triangle": ("triangle", 0), "ring": ("circle", 0), "diamond": ("diamond", 0), "hexagon": ("hexagon", 0),
    "wedge": ("triangle", 180), "square": ("square", 0), "disc": ("circle", 0), "cross": ("cross_fill", 45),
}  # fmt: skip
"""The palette's shapes as QGIS's simple markers, with the angle they stand at."""
_PIXEL_MM = 0.26
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
VERSION = "3.22.0"


def qml_of_cases(palette: Mapping[str, Any], kind: str) -> str:
    """The cases coloured and shaped by ``status``, as a QML file for geometries of ``kind``."""
    return qml(renderer_of_cases(palette, kind), kind)


def qml_of_layer(style: Mapping[str, Any], default: Mapping[str, Any], kind: str) -> str:
    """A layer in its definition's style, as a QML file for geometries of ``kind``."""
    return qml(renderer_of_layer({**default, **style}, kind), kind)


def qml(renderer: ET.Element, kind: str) -> str:
    """A renderer as a style file."""
    root = ET.Element("qgis", version=VERSION, styleCategories="Symbology")
    root.append(renderer)
    ET.SubElement(root, "layerGeometryType").text = str(KINDS.index(kind))
    return _DOCTYPE + ET.tostring(root, encoding="unicode")


def renderer_of_cases(palette: Mapping[str, Any], kind: str) -> ET.Element:
    """Categories in the order of the legend."""
    renderer = ET.Element("renderer-v2", type="categorizedSymbol", attr="status", symbollevels="0", forceraster="0")
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, (status, drawn) in enumerate(palette["status"].items()):
        label = text(f"status.{status}")
        ET.SubElement(categories, "category", render="true", symbol=str(number), value=status, label=label)
        symbols.append(_symbol(str(number), kind, _case_properties(drawn, kind)))
    return renderer


def renderer_of_layer(style: Mapping[str, Any], kind: str) -> ET.Element:
    """One symbol for all."""
    renderer = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0", forceraster="0")
    ET.SubElement(renderer, "symbols").append(_symbol("0", kind, _layer_properties(style, kind)))
    return renderer


def _symbol(name: str, kind: str, values: Sequence[tuple[str, str]]) -> ET.Element:
    symbol = ET.Element("symbol", type=_SYMBOL[kind], name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    drawn = {"points": "SimpleMarker", "lines": "SimpleLine", "areas": "SimpleFill"}[kind]
    layer = ET.SubElement(symbol, "layer", {"class": drawn, "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in values:
        ET.SubElement(options, "Option", type="QString", name=key, value=value)
    for key, value in values:  # QGIS before 3.18 reads these
        ET.SubElement(layer, "prop", k=key, v=value)
    return symbol


def _case_properties(drawn: Mapping[str, Any], kind: str) -> list[tuple[str, str]]:
    fill, stroke = drawn["fill"], drawn["stroke"]
    if kind == "points":
        name, angle = _MARKERS.get(drawn["shape"], ("circle", 0))
        return [
            ("name", name), ("angle", str(angle)), ("color", _rgba(fill)), ("outline_color", _rgba(stroke)),
            ("outline_style", "solid"), ("outline_width", "0.4"), ("outline_width_unit", "MM"), ("size", "3.4"),
            ("size_unit", "MM"),
        ]  # fmt: skip
    if kind == "lines":
        return [
            ("line_color", _rgba(stroke)),
            ("line_style", "solid"),
            ("line_width", "0.7"),
            ("line_width_unit", "MM"),
        ]
    return [
        ("color", _rgba(stroke, 0.2)), ("style", "solid"), ("outline_color", _rgba(stroke)), ("outline_style", "solid"),
        ("outline_width", "0.4"), ("outline_width_unit", "MM"),
    ]  # fmt: skip


def _layer_properties(style: Mapping[str, Any], kind: str) -> list[tuple[str, str]]:
    stroke, fill = str(style.get("stroke") or style["fill"]), str(style["fill"])
    width = f"{float(style.get('weight', 1.0)) * _PIXEL_MM:.2f}"
    dash = "dash" if style.get("dash") else "solid"
    if kind == "points":
        return [("name", "circle"), ("color", _rgba(fill)), ("outline_color", _rgba(stroke)), ("size", "2.4"),
                ("size_unit", "MM")]  # fmt: skip
    if kind == "lines":
        return [("line_color", _rgba(stroke)), ("line_style", dash), ("line_width", width), ("line_width_unit", "MM")]
    opacity = float(style.get("fill_opacity", 0.12))
    return [
        ("color", _rgba(fill, opacity)), ("style", "solid" if opacity > 0 else "no"), ("outline_color", _rgba(stroke)),
        ("outline_style", dash), ("outline_width", width), ("outline_width_unit", "MM"),
    ]  # fmt: skip


def _rgba(colour: str, opacity: float = 1.0) -> str:
    """``#rrggbb`` or ``#rgb`` as QGIS writes colours; grey for what is neither."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    try:
        red, green, blue = bytes.fromhex(digits[:6])
    except ValueError:
        red, green, blue = 128, 128, 128
    return f"{red},{green},{blue},{round(255 * min(max(opacity, 0), 1))}"
