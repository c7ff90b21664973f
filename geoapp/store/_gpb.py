"""GeoPackage binary geometry, and the ST_ functions that a GeoPackage's triggers call.

A GeoPackage geometry is a small header (magic, flags, srs id, mostly an envelope) before plain WKB (OGC 12-128r18,
2.1.3). Points carry no envelope, everything else one of x and y: the same choice as GDAL makes, so that a geometry
that passes through GDAL unchanged keeps its bytes.
"""

from __future__ import annotations

import math
import sqlite3
import struct
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

SRS_ID = 4326
_POINT = struct.pack("<2sBBi", b"GP", 0, 0b0000_0001, SRS_ID)
_POINT_BEGINS = _POINT + struct.pack("<BI", 1, 1)
_XY = struct.Struct("<2d")
_POINT_BYTES = len(_POINT_BEGINS) + _XY.size
_HEADER = struct.Struct("<2sBBi4d")
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_EMPTY_FLAG = 0b0001_0000


class Same:
    """A geometry known by its identity: equal to itself only, where comparing would cost what it shall save."""

    __slots__ = ("geometry",)

    def __init__(self, geometry: Geometry) -> None:
        self.geometry = geometry

    def __hash__(self) -> int:
        return id(self.geometry)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.geometry is self.geometry


def to_gpb(geometry: Geometry | None) -> bytes | None:
    """The geometry as GeoPackage binary in WGS 84; None for None and for an empty geometry."""
    if geometry is None or geometry.is_empty:
        return None
    return _POINT + wkb_once(geometry) if geometry.geom_type == "Point" else _gpb_of(Same(geometry))


def wkb_once(geometry: Geometry) -> bytes:
    """The WKB of a geometry; of what is more than a point it is remembered: sites by the thousand share one outline."""
    return _wkb(geometry) if geometry.geom_type == "Point" else _wkb_of(Same(geometry))


def _wkb(geometry: Geometry) -> bytes:
    return bytes(shapely.to_wkb(geometry, byte_order=1, flavor="iso"))


@lru_cache(maxsize=256)
def _wkb_of(same: Same) -> bytes:
    return _wkb(same.geometry)


@lru_cache(maxsize=1024)
def _gpb_of(same: Same) -> bytes:
    west, south, east, north = same.geometry.bounds
    return _HEADER.pack(b"GP", 0, 0b0000_0011, SRS_ID, west, east, south, north) + _wkb_of(same)


def wkb_of(blob: bytes) -> bytes:
    """The WKB inside a GeoPackage binary; raises ``ValueError`` for anything else."""
    kind = (blob[3] >> 1) & 0b111 if len(blob) > 8 and blob[:2] == b"GP" else len(_ENVELOPE_BYTES)
    if kind >= len(_ENVELOPE_BYTES):
        raise ValueError("not a GeoPackage geometry")
    return blob[8 + _ENVELOPE_BYTES[kind] :]


def from_gpb(blob: bytes | None) -> Geometry | None:
    """The geometry of a GeoPackage binary, None for None and for an empty one."""
    if blob is None:
        return None
    geometry: Geometry = shapely.from_wkb(wkb_of(blob))
    return None if geometry.is_empty else geometry


def bounds_of(blob: bytes) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a GeoPackage binary (from its envelope where it has one); None when empty."""
    if len(blob) == _POINT_BYTES and blob.startswith(_POINT_BEGINS):  # as we write most of them
        x, y = _XY.unpack_from(blob, len(_POINT_BEGINS))
        return None if math.isnan(x) else (x, y, x, y)
    flags = blob[3]
    if flags & _EMPTY_FLAG:
        return None
    order = "<" if flags & 1 else ">"
    if flags & 0b1110:
        west, east, south, north = struct.unpack_from(order + "4d", blob, 8)
        return west, south, east, north
    geometry = from_gpb(blob)
    if geometry is None:
        return None
    west, south, east, north = geometry.bounds
    return (west, south, east, north) if not math.isnan(west) else None


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the functions of the R*Tree triggers: without them **every** write of a feature fails."""

    def is_empty(blob: bytes | None) -> int | None:
        return None if blob is None else int(bounds_of(blob) is None)

    connection.create_function("ST_IsEmpty", 1, is_empty, deterministic=True)
    for name, index in (("ST_MinX", 0), ("ST_MinY", 1), ("ST_MaxX", 2), ("ST_MaxY", 3)):
        connection.create_function(name, 1, _edge(index), deterministic=True)


class _edge:  # noqa: N801 - a function with one bound number, called by SQLite
    def __init__(self, index: int) -> None:
        self.index = index

    def __call__(self, blob: bytes | None) -> float | None:
        bounds = None if blob is None else bounds_of(blob)
        return None if bounds is None else bounds[self.index]
