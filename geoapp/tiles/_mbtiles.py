"""MBTiles 1.3: an SQLite file of tiles, rows counted from the south. Opened read-only for every read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from geoapp.tiles._tileset import (
    MAX_TEXT,
    MAX_TILE,
    TileSet,
    frame,
    json_object,
    layer_names,
    media_type_of,
    words,
    zooms,
)


def open_mbtiles(path: Path) -> TileSet:
    """The file as a base map; raises ``ValueError`` with a reason for one that is damaged or of another kind."""
    with _opened(path) as database:
        size = database.execute("SELECT sum(length(name) + length(value)) FROM metadata").fetchone()[0] or 0
        if size > MAX_TEXT:
            raise ValueError("metadata")
        told = dict(database.execute("SELECT name, value FROM metadata"))
        first = database.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
        spans = database.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
    if first is None or not isinstance(first[0], bytes):
        raise ValueError("tiles")
    media_type = media_type_of(first[0])
    if media_type is None:
        raise ValueError(words(told.get("format")) or "format")
    low, high = zooms(*spans)  # what is there counts, not what is told
    return TileSet(
        id=path.name, title=words(told.get("name")) or path.stem, media_type=media_type, min_zoom=low, max_zoom=high,
        bbox=frame(told.get("bounds")), attribution=words(told.get("attribution")), size=path.stat().st_size,
        read=partial(_tile, path), layers=layer_names(json_object(told["json"])) if told.get("json") else (),
    )  # fmt: skip


def _tile(path: Path, z: int, x: int, y: int) -> bytes | None:
    south = (1 << z) - 1 - y
    with _opened(path) as database:
        row = database.execute(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? LIMIT 1",
            (z, x, south),
        ).fetchone()
    if row is None or not isinstance(row[0], bytes) or len(row[0]) > MAX_TILE:
        return None
    return row[0]


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            yield database
    except sqlite3.Error as error:
        raise ValueError(str(error)) from error
