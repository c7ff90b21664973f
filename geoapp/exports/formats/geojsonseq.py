"""GeoJSON text sequence (RFC 8142): a feature a line, each after a record separator; streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geoapp.exports._about import About, Row, batches
from geoapp.exports.formats.geojson import feature_texts

MEDIA_TYPE = "application/geo+json-seq"
STREAMS = True
DEGREES_ONLY = True

_SEPARATOR = b"\x1e"


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:  # noqa: ARG001 (a sequence has no head to put it in)
    """One record a feature."""
    for batch in batches(rows):
        yield b"".join(_SEPARATOR + feature + b"\n" for feature in feature_texts(batch))
