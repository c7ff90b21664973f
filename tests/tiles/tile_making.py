"""Small base maps for tests: pictures that tell their place, vector tiles of one square, in both kinds of file."""

from __future__ import annotations

import gzip
import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

LOW, HIGH = 6, 11
BBOX = (112.0, 28.5, 113.0, 29.5)
"""What the sets cover: around 大通湖."""


VECTOR_LAYERS = '{"vector_layers": [{"id": "water"}, {"id": "places"}]}'


def picture(z: int, x: int, y: int) -> bytes:
    """A PNG whose colour tells its place."""
    written = io.BytesIO()
    Image.new("RGB", (256, 256), (40 + z * 12, x * 37 % 200, y * 53 % 200)).save(written, "PNG")
    return written.getvalue()


def vector(z: int, x: int, y: int) -> bytes:
    """An MVT tile, gzipped: layer ``water`` with one square, layer ``places`` with one named point."""
    square = _feature(3, [9, 2000, 2000, 26, 4000, 0, 0, 4000, 3999, 0, 15], b"")
    point = _feature(1, [9, 4096, 4096], bytes([0, 0]))
    layers = _layer("water", square, [], []) + _layer("places", point, ["name"], [f"点{z}-{x}-{y}"])
    return gzip.compress(layers, mtime=0)


def _varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def _field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _feature(kind: int, geometry: list[int], tags: bytes) -> bytes:
    packed = b"".join(_varint(value) for value in geometry)
    return (_field(2, tags) if tags else b"") + _varint(3 << 3) + _varint(kind) + _field(4, packed)


def _layer(name: str, feature: bytes, keys: list[str], values: list[str]) -> bytes:
    told = _field(1, name.encode()) + _field(2, feature)
    told += b"".join(_field(3, key.encode()) for key in keys)
    told += b"".join(_field(4, _field(1, value.encode())) for value in values)
    return _field(3, told + _varint(5 << 3) + _varint(4096) + _varint(15 << 3) + _varint(2))


def places(low: int = LOW, high: int = HIGH) -> Iterator[tuple[int, int, int]]:
    """The tiles of ``BBOX``, level by level."""
    from geoapp.tiles._packing import _tiles

    for z in range(low, high + 1):
        for x, y in _tiles(z, BBOX):
            yield z, x, y


def write_pmtiles(path: Path, draw: Callable[[int, int, int], bytes] = picture, name: str = "卫片") -> Path:
    """A PMTiles file of ``BBOX``."""
    with path.open("wb") as file:
        writer = Writer(file)
        for z, x, y in sorted(places(), key=lambda one: zxy_to_tileid(*one)):
            writer.write_tile(zxy_to_tileid(z, x, y), draw(z, x, y))
        is_vector = draw is vector
        header = {
            "tile_type": TileType.MVT if is_vector else TileType.PNG,
            "tile_compression": Compression.GZIP if is_vector else Compression.NONE,
            "min_lon_e7": int(BBOX[0] * 1e7), "min_lat_e7": int(BBOX[1] * 1e7), "max_lon_e7": int(BBOX[2] * 1e7),
            "max_lat_e7": int(BBOX[3] * 1e7), "center_zoom": 8, "center_lon_e7": 0, "center_lat_e7": 0,
        }  # fmt: skip
        layers = [{"id": "water"}, {"id": "places"}] if is_vector else []
        writer.finalize(header, {"name": name, "attribution": "<b>某测绘院</b>", "vector_layers": layers})
    return path


def write_mbtiles(path: Path, draw: Callable[[int, int, int], bytes] = picture, name: str = "影像") -> Path:
    """An MBTiles file of the same."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        database.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        told = {"name": name, "format": "pbf" if draw is vector else "png", "bounds": ",".join(map(str, BBOX)),
                "json": VECTOR_LAYERS if draw is vector else "{}"}  # fmt: skip
        database.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
        rows = ((z, x, (1 << z) - 1 - y, draw(z, x, y)) for z, x, y in places())
        database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    return path
