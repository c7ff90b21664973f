"""FlatGeobuf: one file that is read by pieces; written by a child process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geoapp.exports._about import About, Row
from geoapp.exports._foreign import write_foreign

MEDIA_TYPE = "application/flatgeobuf"
STREAMS = False


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """The whole file in pieces; the first comes when the child is done."""
    return write_foreign(rows, about, "FlatGeobuf", f"{about.name}.fgb")
