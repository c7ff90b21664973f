"""Shapefiles in a zip, written by a child process.

One a geometry type, a table of the unlocated, and the list of shortened column names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geoapp.exports._about import About, Row
from geoapp.exports._foreign import write_foreign

MEDIA_TYPE = "application/zip"
STREAMS = False
SUFFIX = "zip"


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """The whole file in pieces; the first comes when the child is done."""
    return write_foreign(rows, about, "ESRI Shapefile", f"{about.name}.zip")
