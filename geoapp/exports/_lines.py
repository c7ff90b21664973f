"""GeoJSON of the cases with the help of kept lines: writing them down on the way, and sending them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from geoapp.exports._about import About, batches, rows_of
from geoapp.exports._geometry import bounds_of
from geoapp.exports._kept import SEPARATOR, KeptLines, Recording
from geoapp.exports.formats.geojson import feature_texts, head, tail
from geoapp.model import BBox, CaseFeature


def record_geojson(features: Iterable[CaseFeature], about: About, recording: Recording) -> Iterator[bytes]:
    """As the ``geojson`` format writes them, each line handed to ``recording`` too; whoever reads to the end calls
    ``finish``. A reader that leaves before has nothing kept."""
    count, bbox, before = 0, None, b"\n"
    try:
        yield head(about)
        for batch in batches(rows_of(features, about.zones)):
            bbox = bounds_of([row.geometry for row in batch], bbox)
            lines = feature_texts(batch)
            recording.add([int(row.fid) for row in batch], lines)
            yield before + SEPARATOR.join(lines)
            count, before = count + len(batch), SEPARATOR
        recording.finish()
        yield tail(about, count, bbox)
    finally:
        recording.drop()


def kept_geojson(kept: KeptLines, chosen: NDArray[np.int64], about: About, box: BBox | None) -> Iterator[bytes] | None:
    """The collection of the features ``chosen`` from kept lines; None when they cannot serve."""
    pieces = kept.pieces(chosen)
    return None if pieces is None else _collection(pieces, about, len(chosen), box)


def _collection(pieces: Iterator[bytes], about: About, count: int, box: BBox | None) -> Iterator[bytes]:
    before, held = head(about) + b"\n", b""
    for piece in pieces:
        if held:
            yield before + held
            before = b""
        held = piece
    yield before + held[: -len(SEPARATOR)] + tail(about, count, box)


def kept_sequence(kept: KeptLines, chosen: NDArray[np.int64]) -> Iterator[bytes] | None:
    """The same as a GeoJSON text sequence."""
    pieces = kept.pieces(chosen)
    if pieces is None:
        return None
    return (b"\x1e" + piece[: -len(SEPARATOR)].replace(SEPARATOR, b"\n\x1e") + b"\n" for piece in pieces)
