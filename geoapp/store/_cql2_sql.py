"""What CQL2 asks of a database beyond plain SQL: spatial relations and LIKE with capitals told apart.

As in ``_dialect``: a second engine adds its ``@compiles`` here (``ST_Intersects``, ``LIKE``) and nothing elsewhere.
"""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import Any

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry as Geometry
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from geoapp.store._gpb import bounds_of, from_gpb

RELATIONS = {
    "s_intersects": shapely.intersects,
    "s_within": shapely.within,
    "s_contains": shapely.contains,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_crosses": shapely.crosses,
    "s_overlaps": shapely.overlaps,
}
"""CQL2's relations of two geometries, as ``relation(feature, literal)``."""
_FUNCTION = "geoapp_relates"


class Relates(sa.ColumnElement[bool]):
    """True where the geometry ``column`` stands in ``relation`` to a literal geometry; NULL for a NULL geometry."""

    inherit_cache = True
    type = sa.Boolean()
    _traverse_internals = [  # noqa: RUF012
        ("column", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("relation", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("literal", sa.sql.visitors.InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: sa.ColumnElement[Any], relation: str, literal: Geometry) -> None:
        self.column = column
        self.relation: sa.BindParameter[str] = sa.bindparam(None, relation, sa.Text())
        self.literal: sa.BindParameter[bytes] = sa.bindparam(None, shapely.to_wkb(literal), sa.LargeBinary())


@compiles(Relates, "sqlite")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _relates_sqlite(element: Relates, compiler: SQLCompiler, **kw: Any) -> str:
    given = (compiler.process(part, **kw) for part in (element.column, element.relation, element.literal))
    return f"{_FUNCTION}({', '.join(given)})"


class Like(sa.ColumnElement[bool]):
    """True where the text fits a CQL2 pattern (``%``, ``_``, ``\\`` for a letter that is meant); a is not A."""

    inherit_cache = True
    type = sa.Boolean()
    _traverse_internals = [  # noqa: RUF012
        ("column", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("pattern", sa.sql.visitors.InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: sa.ColumnElement[Any], pattern: str) -> None:
        self.column = column
        self.pattern: sa.BindParameter[str] = sa.bindparam(None, _glob(pattern), sa.Text())


@compiles(Like, "sqlite")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _like_sqlite(element: Like, compiler: SQLCompiler, **kw: Any) -> str:
    # SQLite's own LIKE takes a for A; its GLOB does not.
    return f"{compiler.process(element.column, **kw)} GLOB {compiler.process(element.pattern, **kw)}"


def _glob(pattern: str) -> str:
    found: list[str] = []
    letters = iter(pattern)
    for letter in letters:
        if letter == "\\":
            letter = next(letters, "\\")  # noqa: PLW2901 - the letter that is meant
        elif letter in "%_":
            found.append("*" if letter == "%" else "?")
            continue
        found.append(f"[{letter}]" if letter in "*?[" else letter)
    return "".join(found)


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the function that ``Relates`` calls."""
    connection.create_function(_FUNCTION, 3, _relates, deterministic=True)


def _relates(blob: bytes | None, relation: str, literal: bytes) -> int | None:
    if blob is None:
        return None
    other = _prepared(literal)
    if relation != "s_disjoint" and _apart(bounds_of(blob), other.bounds):
        return 0
    geometry = from_gpb(blob)
    if geometry is None:
        return None
    return int(bool(RELATIONS[relation](geometry, other)))


def _apart(box: tuple[float, float, float, float] | None, other: tuple[float, float, float, float]) -> bool:
    return box is not None and (box[0] > other[2] or box[2] < other[0] or box[1] > other[3] or box[3] < other[1])


@lru_cache(maxsize=64)
def _prepared(wkb: bytes) -> Geometry:
    geometry: Geometry = shapely.from_wkb(wkb)
    shapely.prepare(geometry)
    return geometry
