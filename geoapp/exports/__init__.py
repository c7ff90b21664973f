"""Exports: the current selection as a file that other tools open.

    for chunk in stream(store.iterate(query), "geojson", About.of_cases(title, now)): ...
    count = write(features, "gpkg", out, about)

A format is one module of ``formats/`` (the stem is the extension); nothing else has to know it. ``properties`` is the
one place that spells the attributes of a case feature, for files and for the API alike.
"""

from geoapp.exports._about import About, Row, rows_of
from geoapp.exports._crs import CRS84, OFFERED, Target, misfit, target_of
from geoapp.exports._door import Format, chosen_format, known_formats, stream, write
from geoapp.exports._geometry import geometry_json, geometry_mapping, geometry_texts
from geoapp.exports._properties import CASE_FIELDS, properties

__all__ = [
    "CASE_FIELDS",
    "CRS84",
    "OFFERED",
    "About",
    "Format",
    "Row",
    "Target",
    "chosen_format",
    "geometry_json",
    "geometry_mapping",
    "geometry_texts",
    "known_formats",
    "misfit",
    "properties",
    "rows_of",
    "stream",
    "target_of",
    "write",
]
