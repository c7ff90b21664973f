"""Notices: any file that an office has becomes text with offsets, tables, and the facts of its publication.

    for source in expand([Path("inbox")]):
        notice = read(source.path, source.read())

``Notice.text`` is the document as written (only line ends and byte order marks are normalised); every offset of the
house counts in it. Cells of one table row are separated by tabs, rows by line ends.
"""

from __future__ import annotations

from geoapp.notices.reading import extensions, read
from geoapp.notices.sources import Source, expand
from geoapp.notices.wrapping import Flow, flowing

__all__ = ["Flow", "Source", "expand", "extensions", "flowing", "read"]
