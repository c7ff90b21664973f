"""A base map as the pages see it, and what its bytes are."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from geoapp.model import BBox

MAX_TEXT: Final = 4 << 20
"""Metadata of more bytes than this is nobody's."""
MAX_TILE: Final = 16 << 20
MAX_ZOOM: Final = 24
_WORLD: Final = (-180.0, -85.0511, 180.0, 85.0511)
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class TileSet:
    """One file. ``id`` is its file name; ``media_type`` that of a tile; ``layers`` the names of a vector set's data
    layers; ``bbox`` west, south, east, north; ``size`` in bytes. ``read(z, x, y)`` gives a tile as it stands in the
    file (perhaps gzipped), None where there is none; it raises ``ValueError`` or ``OSError`` for a damaged file."""

    id: str
    title: str
    media_type: str
    min_zoom: int
    max_zoom: int
    bbox: BBox
    attribution: str
    size: int
    read: Callable[[int, int, int], bytes | None] = field(repr=False, compare=False)
    layers: tuple[str, ...] = ()

    @property
    def is_vector(self) -> bool:
        """Whether the page has to draw it itself."""
        return self.media_type == VECTOR

    @property
    def kind(self) -> Literal["vector", "raster"]:
        """The same as a word."""
        return "vector" if self.is_vector else "raster"


VECTOR: Final = "application/vnd.mapbox-vector-tile"


def media_type_of(data: bytes) -> str | None:
    """What a tile is, by its first bytes; a file's own claim is often wrong. None for what no page can show."""
    if data.startswith(b"\x89PNG"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    plain = unpacked(data)
    return VECTOR if plain[:1] == b"\x1a" else None  # field 3 of a protobuf message: a layer


def unpacked(data: bytes) -> bytes:
    """A tile without the gzip around it, if there is one; raises ``ValueError`` for more than a tile can be."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    return inflate(data, MAX_TILE)


def inflate(data: bytes, limit: int) -> bytes:
    """Gzipped bytes unpacked; raises ``ValueError`` when they are damaged or would be more than ``limit``."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if len(plain) > limit or not unpacker.eof:
        raise ValueError("gzip")
    return plain


def words(value: object, limit: int = 200) -> str:
    """A text of somebody's metadata as plain words: no markup, one line."""
    return " ".join(_TAG.sub(" ", value).split())[:limit] if isinstance(value, str) else ""


def zooms(least: object, most: object) -> tuple[int, int]:
    """Checked zoom levels; raises ``ValueError``."""
    low, high = int(str(least)), int(str(most))
    if not 0 <= low <= high <= MAX_ZOOM:
        raise ValueError(f"zoom {low}-{high}")
    return low, high


def frame(values: object) -> BBox:
    """Checked bounds in degrees; the whole world where a file tells none. Raises ``ValueError``."""
    if values is None or values == "":
        return _WORLD
    parts = values.split(",") if isinstance(values, str) else values
    west, south, east, north = (float(part) for part in parts)  # type: ignore[attr-defined]
    if not (-180.001 <= west <= east <= 180.001 and -90 <= south <= north <= 90):
        raise ValueError(f"bounds {values}")
    return west, south, east, north


def layer_names(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """The data layers of a vector set, by its own list."""
    listed = metadata.get("vector_layers")
    rows = listed if isinstance(listed, list) else []
    return tuple(words(row["id"], 80) for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str))[:200]


def json_object(encoded: bytes | str) -> Mapping[str, Any]:
    """A JSON object; raises ``ValueError`` for anything else."""
    told = json.loads(encoded)
    if not isinstance(told, dict):
        raise ValueError("metadata")
    return told
