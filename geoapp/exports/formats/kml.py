"""KML 2.2 for desktop globes and 奥维, streamed. A feature without geometry stays a Placemark in the list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.exports._about import About, Row, batches
from geoapp.exports._geometry import DECIMALS, tidied

MEDIA_TYPE = "application/vnd.google-earth.kml+xml"
STREAMS = True
DEGREES_ONLY = True

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """One Document with a Placemark a feature; all attributes as ExtendedData."""
    title = escape(_legal(about.title))
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>{title}</name>\n"
    ).encode()
    for batch in batches(rows):
        shapes = tidied([row.geometry for row in batch])
        yield "".join(_placemark(row, shape) for row, shape in zip(batch, shapes, strict=True)).encode()
    yield b"</Document></kml>\n"


def _placemark(row: Row, shape: Geometry | None) -> str:
    label = row.properties.get("name") or row.properties.get("problem") or row.fid
    data = "".join(
        f"<Data name={quoteattr(_legal(name))}><value>{escape(_legal(value))}</value></Data>"
        for name, value in row.properties.items()
        if value is not None
    )
    drawn = "" if shape is None or shape.is_empty else _shape(shape)
    name = escape(_legal(label)[:80])
    head = f'<Placemark id="f{_identifier(row.fid)}"><name>{name}</name>'
    return f"{head}<ExtendedData>{data}</ExtendedData>{drawn}</Placemark>\n"


def _shape(shape: Geometry) -> str:
    if isinstance(shape, Point):
        return f"<Point><coordinates>{_pairs(shape)}</coordinates></Point>"
    if isinstance(shape, Polygon):
        holes = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in shape.interiors)
        return f"<Polygon><outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>{holes}</Polygon>"
    if isinstance(shape, LineString):
        return f"<LineString><coordinates>{_pairs(shape)}</coordinates></LineString>"
    return "<MultiGeometry>" + "".join(_shape(part) for part in shapely.get_parts(shape)) + "</MultiGeometry>"


def _ring(ring: Geometry) -> str:
    return f"<LinearRing><coordinates>{_pairs(ring)}</coordinates></LinearRing>"


def _pairs(shape: Geometry) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in shape.coords)


def _number(value: float) -> str:
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _legal(value: Any) -> str:
    return _FORBIDDEN.sub("", str(value))


def _identifier(value: Any) -> str:
    """An XML id holds no spaces or brackets; ids of layers may."""
    return re.sub(r"[^0-9A-Za-z_.-]", "_", str(value))
