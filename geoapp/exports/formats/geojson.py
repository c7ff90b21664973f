"""GeoJSON FeatureCollection (RFC 7946), streamed. ``bbox`` and ``numberReturned`` follow the features, when known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from geoapp.exports._about import About, Row, batches
from geoapp.exports._geometry import bounds_of, geometry_texts

MEDIA_TYPE = "application/geo+json"
STREAMS = True
DEGREES_ONLY = True


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """The collection in pieces; a feature without geometry has ``"geometry": null``."""
    head: dict[str, Any] = {"name": about.name, "title": about.title, "timeStamp": about.generated_at.isoformat()}
    if about.number_matched is not None:
        head["numberMatched"] = about.number_matched
    yield b'{"type":"FeatureCollection",' + orjson.dumps(head)[1:-1] + b',"features":['
    count, bbox, separator = 0, None, b"\n"
    for batch in batches(rows):
        bbox = bounds_of([row.geometry for row in batch], bbox)
        yield separator + b",\n".join(feature_texts(batch))
        count, separator = count + len(batch), b",\n"
    tail: dict[str, Any] = {"numberReturned": count}
    if bbox is not None:
        tail["bbox"] = bbox
    yield b"\n]," + orjson.dumps(tail)[1:]


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
