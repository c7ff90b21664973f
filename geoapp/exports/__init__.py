"""Exports: the current selection as a file that other tools open.

    for chunk in stream(store.iterate(query), "geojson", About.of_cases(title, now)): ...
    count = write(features, "gpkg", out, about)

A format is one module of ``formats/`` (the stem is the extension); nothing else has to know it. ``properties`` is the
one place that spells the attributes of a case feature, for files and for the API alike.
"""

from geoapp.exports._about import DBF_TEXT_BYTES, About, Row, rows_of
from geoapp.exports._cells import safe_cell
from geoapp.exports._crs import CRS84, OFFERED, Target, misfit, target_of
from geoapp.exports._door import HEADINGS, Format, check_headings, chosen_format, known_formats, stream, write
from geoapp.exports._geometry import geometry_json, geometry_mapping, geometry_texts
from geoapp.exports._lines import geojson_of, line_edition, lines_of, portion_text, sequence_of
from geoapp.exports._metadata import metadata_of_cases, metadata_of_layer
from geoapp.exports._properties import CASE_FIELDS, ZONE_PREFIX, case_columns, case_headings, properties, zone_columns
from geoapp.exports._qgis import QgisLayer, api_source, file_source, qgs, qlr
from geoapp.exports._qml import KINDS, qml, qml_of_cases, qml_of_layer, renderer_of_cases, renderer_of_layer

__all__ = [
    "CASE_FIELDS",
    "CRS84",
    "DBF_TEXT_BYTES",
    "HEADINGS",
    "KINDS",
    "OFFERED",
    "ZONE_PREFIX",
    "About",
    "Format",
    "QgisLayer",
    "Row",
    "Target",
    "api_source",
    "case_columns",
    "case_headings",
    "check_headings",
    "chosen_format",
    "file_source",
    "geojson_of",
    "geometry_json",
    "geometry_mapping",
    "geometry_texts",
    "known_formats",
    "line_edition",
    "lines_of",
    "metadata_of_cases",
    "metadata_of_layer",
    "misfit",
    "portion_text",
    "properties",
    "qgs",
    "qlr",
    "qml",
    "qml_of_cases",
    "qml_of_layer",
    "renderer_of_cases",
    "renderer_of_layer",
    "rows_of",
    "safe_cell",
    "sequence_of",
    "stream",
    "target_of",
    "write",
    "zone_columns",
]
