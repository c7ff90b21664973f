"""GeoJSON FeatureCollection (RFC 7946), streamed. ``bbox`` and the counts follow the features, when known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from geoapp.exports._about import About, Row, batches
from geoapp.exports._geometry import bounds_of, geometry_texts
from geoapp.model import BBox

MEDIA_TYPE = "application/geo+json"
STREAMS = True
DEGREES_ONLY = True


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """The collection in pieces; a feature without geometry has ``"geometry": null``."""
    yield head(about)
    count, bbox, separator = 0, None, b"\n"
    for batch in batches(rows):
        bbox = bounds_of([row.geometry for row in batch], bbox)
        yield separator + b",\n".join(feature_texts(batch))
        count, separator = count + len(batch), b",\n"
    yield tail(about, count, bbox)


def head(about: About) -> bytes:
    """All before the first feature."""
    members = {"name": about.name, "title": about.title, "timeStamp": about.generated_at.isoformat()}
    return b'{"type":"FeatureCollection",' + orjson.dumps(members)[1:-1] + b',"features":['


def tail(about: About, count: int, bbox: list[float] | BBox | None) -> bytes:
    """All after the last feature. ``numberMatched`` stands here too: counting first would keep the reader waiting."""
    matched = count if about.number_matched is None else about.number_matched
    members: dict[str, Any] = {"numberMatched": matched, "numberReturned": count}
    if bbox is not None:
        members["bbox"] = bbox
    return b"\n]," + orjson.dumps(members)[1:]


def feature_texts(batch: list[Row]) -> list[bytes]:
    """Each row as the text of a GeoJSON Feature."""
    geometries = geometry_texts([row.geometry for row in batch])
    return [
        orjson.dumps(
            {
                "type": "Feature",
                "id": row.fid,
                "geometry": None if geometry is None else orjson.Fragment(geometry),
                "properties": row.properties,
            }
        )
        for row, geometry in zip(batch, geometries, strict=True)
    ]
