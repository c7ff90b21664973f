"""The tiles of an area in one piece, for a phone to take along."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import orjson

from geoapp.model import BBox
from geoapp.tiles._tileset import TileSet, unpacked

MAX_PACK_MB: Final = 30
MAX_PACK_TILES: Final = 4_000
_LIMIT_LAT: Final = 85.0511


@dataclass(frozen=True, slots=True)
class Pack:
    """``data``: the length of a JSON head (four bytes, little-endian), the head, the tiles one after the other. The
    head tells ``tiles`` as ``{"z/x/y": [offset, length]}``, offsets from the end of the head. ``max_zoom`` is the
    deepest level taken along, ``complete`` whether the set has none deeper."""

    data: bytes
    count: int
    max_zoom: int
    complete: bool


def pack_area(tileset: TileSet, bbox: BBox, limit_bytes: int = MAX_PACK_MB << 20) -> Pack:
    """As many whole levels as fit, from the coarsest. Vector tiles are unpacked: who reads them has no gzip at hand."""
    index: dict[str, tuple[int, int]] = {}
    body: list[bytes] = []
    size, asked, deepest = 0, 0, tileset.min_zoom
    for z in range(tileset.min_zoom, tileset.max_zoom + 1):
        asked += _count(z, bbox)
        if asked > MAX_PACK_TILES:
            break
        level = [(f"{z}/{x}/{y}", data) for x, y in _tiles(z, bbox) if (data := tileset.read(z, x, y)) is not None]
        plain = [(key, unpacked(data)) for key, data in level]
        if size + sum(len(data) for _, data in plain) > limit_bytes:
            break
        for key, data in plain:
            index[key] = (size, len(data))
            body.append(data)
            size += len(data)
        deepest = z
    complete = deepest == tileset.max_zoom
    head = orjson.dumps({"set": tileset.id, "max_zoom": deepest, "complete": complete, "tiles": index})
    return Pack(b"".join([struct.pack("<I", len(head)), head, *body]), len(index), deepest, complete)


def _span(z: int, bbox: BBox) -> tuple[range, range]:
    west, south, east, north = bbox
    n = 1 << z

    def column(lon: float) -> int:
        return min(n - 1, max(0, math.floor((lon + 180) / 360 * n)))

    def row(lat: float) -> int:
        radians = math.radians(min(_LIMIT_LAT, max(-_LIMIT_LAT, lat)))
        return min(n - 1, max(0, math.floor((1 - math.asinh(math.tan(radians)) / math.pi) / 2 * n)))

    return range(column(west), column(east) + 1), range(row(north), row(south) + 1)


def _count(z: int, bbox: BBox) -> int:
    columns, rows = _span(z, bbox)
    return len(columns) * len(rows)


def _tiles(z: int, bbox: BBox) -> Iterator[tuple[int, int]]:
    columns, rows = _span(z, bbox)
    return ((x, y) for x in columns for y in rows)
