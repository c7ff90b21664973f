"""A QGIS project (``.qgs``) and a layer definition file (``.qlr``), written by us: layers, order and styles.

QGIS's own OGC API provider holds one geometry type a layer; layers with several (the cases) go through GDAL, which both
kinds of source can: one entry a geometry type, all over the same data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree as ET

from geoapp.exports._qml import GEOMETRY_TYPE, VERSION
from geoapp.model import BBox

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_OGR_TYPE = {"points": "Point", "lines": "LineString", "areas": "Polygon"}
_WITHOUT_PLACE = 'subset="place_key" IS NULL'
"""GDAL's own type filter finds no rows without geometry in a table of mixed types (measured with QGIS 3.22)."""


@dataclass(frozen=True, slots=True)
class QgisLayer:
    """One entry of QGIS's layer tree: geometries of one ``kind`` of the layer ``name``, with their renderer.

    ``kind`` is points, lines, areas or unlocated; ``source`` a datasource as ``file_source`` or ``api_source`` make.
    """

    name: str
    title: str
    kind: str
    source: tuple[str, str]
    renderer: ET.Element | None = None
    shown: bool = True
    abstract: str = ""

    @property
    def id(self) -> str:
        """Unique within a project and stable."""
        return f"geoapp_{quote(self.name, safe='').replace('%', '')}_{self.kind}"


def file_source(file_name: str, layer: str, kind: str) -> tuple[str, str]:
    """A GeoPackage beside the project: QGIS's datasource and its provider."""
    return f"./{file_name}|layername={layer}|{_only(kind)}", "ogr"


def api_source(root: str, layer: str, kind: str, *, mixed: bool) -> tuple[str, str]:
    """A collection of the OGC API below ``root`` (ends with a slash)."""
    if mixed:
        return f"OAPIF:{root}|layername={layer}|{_only(kind)}", "ogr"
    pairs = {"url": root, "typename": layer, "restrictToRequestBBOX": "1", "pageSize": "1000"}
    quoted = (f"{key}='{value}'".replace("\\", "\\\\") for key, value in pairs.items())
    return " ".join(quoted), "OAPIF"


def _only(kind: str) -> str:
    return _WITHOUT_PLACE if kind == "unlocated" else f"geometrytype={_OGR_TYPE[kind]}"


def qgs(title: str, layers: Sequence[QgisLayer], box: BBox | None) -> bytes:
    """A project with these layers, the first on top, looking at ``box`` (degrees)."""
    root = ET.Element("qgis", version=VERSION, projectname=title)
    ET.SubElement(root, "title").text = title
    _crs(ET.SubElement(root, "projectCrs"))
    root.append(_tree(layers))
    if box is not None:
        root.append(_canvas(box))
    projectlayers = ET.SubElement(root, "projectlayers")
    projectlayers.extend(_maplayer(layer) for layer in layers)
    order = ET.SubElement(root, "layerorder")
    for layer in layers:
        ET.SubElement(order, "layer", id=layer.id)
    relative = ET.SubElement(ET.SubElement(root, "properties"), "Paths")
    ET.SubElement(relative, "Absolute", type="bool").text = "false"
    return _file(root)


def qlr(layers: Sequence[QgisLayer]) -> bytes:
    """The same layers to be added to a project that is already there."""
    root = ET.Element("qlr")
    root.append(_tree(layers))
    ET.SubElement(root, "maplayers").extend(_maplayer(layer) for layer in layers)
    return _file(root)


def _file(root: ET.Element) -> bytes:
    ET.indent(root)
    return (_DOCTYPE + ET.tostring(root, encoding="unicode")).encode("utf-8", "replace")


def _tree(layers: Sequence[QgisLayer]) -> ET.Element:
    group = ET.Element("layer-tree-group", expanded="1", checked="Qt::Checked", name="")
    ET.SubElement(group, "customproperties")
    for layer in layers:
        ET.SubElement(
            group,
            "layer-tree-layer",
            id=layer.id,
            name=layer.title,
            source=layer.source[0],
            providerKey=layer.source[1],
            checked="Qt::Checked" if layer.shown else "Qt::Unchecked",
            expanded="0",
        )
    return group


def _maplayer(layer: QgisLayer) -> ET.Element:
    made = ET.Element("maplayer", type="vector", geometry=GEOMETRY_TYPE[layer.kind], hasScaleBasedVisibilityFlag="0")
    ET.SubElement(made, "id").text = layer.id
    ET.SubElement(made, "datasource").text = layer.source[0]
    ET.SubElement(made, "layername").text = layer.title
    ET.SubElement(made, "abstract").text = layer.abstract
    if layer.kind != "unlocated":
        _crs(ET.SubElement(made, "srs"))
    ET.SubElement(made, "provider", encoding="UTF-8").text = layer.source[1]
    if layer.renderer is not None:
        made.append(layer.renderer)
    return made


def _crs(parent: ET.Element) -> None:
    system = ET.SubElement(parent, "spatialrefsys")
    ET.SubElement(system, "authid").text = "EPSG:4326"
    ET.SubElement(system, "srid").text = "4326"
    ET.SubElement(system, "geographicflag").text = "true"


def _canvas(box: BBox) -> ET.Element:
    canvas = ET.Element("mapcanvas", name="theMapCanvas", annotationsVisible="1")
    ET.SubElement(canvas, "units").text = "degrees"
    extent = ET.SubElement(canvas, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True):
        ET.SubElement(extent, name).text = f"{value:.6f}"
    _crs(ET.SubElement(canvas, "destinationsrs"))
    return canvas
