"""Geometries of records, each kept once: a thousand sites that are placed at one county share its outline.

A record's JSON refers to a long geometry by a digest of its bytes (``shape:…``); a short one (a point) stands in the
JSON itself, and so do all geometries that were written before this table was. What a digest names never changes, so
what has been read once is remembered whichever store it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import orjson
import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import Record, StoreError
from geoapp.store._codec import decode_parsed, encode
from geoapp.store._gpb import Same, wkb_once
from geoapp.store._prepared import AnyOf, Prepared, insert_rows
from geoapp.store._tables import shapes
from geoapp.texts import text

_MARK = "shape:"
_SHORT = 256  # bytes: what a reference would not make shorter
_KEPT = Prepared(sa.select(shapes.c.key).where(AnyOf(shapes.c.key, "keys")))
_WHOLE = re.compile(rf'"geometry":"([0-9A-F]{{{2 * _SHORT + 2},}})"')


def encode_record(record: Record) -> str:
    """The canonical JSON of a record with references in place of long geometries."""
    return encode(record, _written)


def shortened(encoded: str) -> str:
    """A record's JSON of an earlier edition as ``encode_record`` would write it."""
    return _WHOLE.sub(lambda found: f'"geometry":"{_named(bytes.fromhex(found[1]))}"', encoded)


def keep(connection: sa.Connection, records: Iterable[Record]) -> None:
    """Put what these records refer to into the table, as far as it is not there yet."""
    meant = {_written(geometry): geometry for record in records for geometry in _geometries_of(record)}
    wanted = [key for key in meant if key.startswith(_MARK)]
    if not wanted:
        return
    known = {key for (key,) in _KEPT.rows(connection, keys=wanted)}
    insert_rows(connection, shapes, [{"key": key, "wkb": wkb_once(meant[key])} for key in wanted if key not in known])


def read_record(connection: sa.Connection, encoded: str) -> Record:
    """The record that ``encode_record`` wrote, or that an earlier edition wrote whole."""
    parsed = orjson.loads(encoded)
    for site in parsed.get("sites", ()):
        position = site.get("position")
        if position is not None and position["geometry"].startswith(_MARK):
            position["geometry"] = _known(_Reference(connection, position["geometry"]))
    return decode_parsed(Record, parsed)


def check_shapes(connection: sa.Connection) -> Iterator[str]:
    """Every geometry is the one that its digest names."""
    for key, wkb in connection.execute(sa.select(shapes.c.key, shapes.c.wkb)):
        if _named(wkb) != key:
            yield text("store.check.shape", key=key)


class _Reference:
    """A digest with where to look it up; equal to every other one of the same digest."""

    __slots__ = ("connection", "key")

    def __init__(self, connection: sa.Connection, key: str) -> None:
        self.connection: sa.Connection | None = connection
        self.key = key

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reference) and other.key == self.key


@lru_cache(maxsize=1024)
def _known(meant: _Reference) -> Geometry:
    connection, meant.connection = meant.connection, None  # what is remembered holds no connection
    wkb = connection.scalar(sa.select(shapes.c.wkb).where(shapes.c.key == meant.key)) if connection else None
    if wkb is None:
        raise StoreError(text("store.shape_missing", key=meant.key))
    geometry: Geometry = shapely.from_wkb(wkb)
    return geometry


def _geometries_of(record: Record) -> Iterator[Geometry]:
    return (site.position.geometry for site in record.sites if site.position is not None)


def _written(geometry: Geometry) -> str:
    return _reference(Same(geometry)) if geometry.geom_type != "Point" else wkb_once(geometry).hex().upper()


@lru_cache(maxsize=1024)
def _reference(same: Same) -> str:
    wkb = wkb_once(same.geometry)
    return _named(wkb) if len(wkb) > _SHORT else wkb.hex().upper()


def _named(wkb: Any) -> str:
    return _MARK + blake2b(wkb, digest_size=16).hexdigest()
