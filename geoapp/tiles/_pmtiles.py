"""PMTiles 3: one file with its directory in front. Opened for every read, so that an office may replace it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pmtiles.tile import (
    Compression,
    Entry,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from geoapp.tiles._tileset import (
    MAX_TEXT,
    MAX_TILE,
    TileSet,
    frame,
    inflate,
    json_object,
    layer_names,
    media_type_of,
    words,
    zooms,
)

_HEADER: Final = 127
_DEPTH: Final = 4
_MAX_DIRECTORY: Final = 8 << 20


def open_pmtiles(path: Path) -> TileSet:
    """The file as a base map; raises ``ValueError`` with a reason for one that is damaged or of another kind."""
    source = _Source(path)
    header = source.header
    raw = source.bytes_at(header["metadata_offset"], header["metadata_length"], MAX_TEXT)
    told = json_object(inflate(raw, MAX_TEXT) if header["internal_compression"] == Compression.GZIP else raw)
    if header["tile_compression"] not in (Compression.NONE, Compression.GZIP, Compression.UNKNOWN):
        raise ValueError(str(header["tile_compression"]))
    first = source.first_tile()
    media_type = media_type_of(first) if first is not None else None
    if media_type is None:
        raise ValueError(str(header["tile_type"]))
    low, high = zooms(header["min_zoom"], header["max_zoom"])
    corners = [header[key] / 1e7 for key in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")]
    return TileSet(
        id=path.name, title=words(told.get("name")) or path.stem, media_type=media_type, min_zoom=low, max_zoom=high,
        bbox=frame(corners if any(corners) else None), attribution=words(told.get("attribution")),
        size=path.stat().st_size, read=source.tile, layers=layer_names(told),
    )  # fmt: skip


class _Source:
    """The bytes of one state of the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.header: dict[str, Any] = dict(deserialize_header(self.bytes_at(0, _HEADER, _HEADER)))
        except (MagicNumberNotFound, SpecVersionUnsupported, IndexError, KeyError) as error:
            raise ValueError(type(error).__name__) from error
        self.directory = lru_cache(maxsize=64)(self._directory)

    def bytes_at(self, offset: int, length: int, limit: int) -> bytes:
        """So many bytes; raises ``ValueError`` when they are not all there."""
        if not 0 < length <= limit:
            raise ValueError(f"{length} bytes")
        with self.path.open("rb") as file:
            file.seek(offset)
            data = file.read(length)
        if len(data) != length:
            raise ValueError(f"{len(data)} of {length} bytes")
        return data

    def _directory(self, offset: int, length: int) -> list[Entry]:
        raw = self.bytes_at(offset, length, _MAX_DIRECTORY)
        inflate(raw, 8 * _MAX_DIRECTORY)  # the library unpacks without a limit
        try:
            return deserialize_directory(raw)
        except (EOFError, IndexError, OSError) as error:
            raise ValueError(type(error).__name__) from error

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """The tile as it stands in the file."""
        wanted, header = zxy_to_tileid(z, x, y), self.header
        offset, length = header["root_offset"], header["root_length"]
        for _ in range(_DEPTH):
            entry = find_tile(self.directory(offset, length), wanted)
            if entry is None:
                return None
            if entry.run_length:
                return self.bytes_at(header["tile_data_offset"] + entry.offset, entry.length, MAX_TILE)
            offset, length = header["leaf_directory_offset"] + entry.offset, entry.length
        return None

    def first_tile(self) -> bytes | None:
        """Any tile, to see what they are."""
        header = self.header
        offset, length = header["root_offset"], header["root_length"]
        for _ in range(_DEPTH):
            entry = next(iter(self.directory(offset, length)), None)
            if entry is None:
                return None
            if entry.run_length:
                return self.bytes_at(header["tile_data_offset"] + entry.offset, entry.length, MAX_TILE)
            offset, length = header["leaf_directory_offset"] + entry.offset, entry.length
        return None
