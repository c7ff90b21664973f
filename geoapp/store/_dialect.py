"""The few things that SQL engines spell differently, so that one query builder serves them all.

``Geom`` is a geometry column, ``AsWKB`` reads one, ``InBox`` uses the spatial index, ``Instant`` is a point in time.
A second engine adds its ``@compiles`` here and nothing elsewhere (measured in storage notes: identical rows and index
use on both GeoPackage and PostGIS).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry as Geometry
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, UserDefinedType

from geoapp.model import BBox
from geoapp.store._gpb import to_gpb, wkb_of


class AsWKB(sa.ColumnElement[bytes]):
    """A geometry column read as bytes that ``Geom`` turns into WKB."""

    inherit_cache = True
    _traverse_internals = [("column", sa.sql.visitors.InternalTraversal.dp_clauseelement)]  # noqa: RUF012
    type = sa.LargeBinary()

    def __init__(self, column: sa.ColumnElement[Any]) -> None:
        self.column = column


@compiles(AsWKB, "postgresql")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _as_wkb_postgresql(element: AsWKB, compiler: SQLCompiler, **kw: Any) -> str:
    return f"ST_AsBinary({compiler.process(element.column, **kw)})"


@compiles(AsWKB, "sqlite")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _as_wkb_sqlite(element: AsWKB, compiler: SQLCompiler, **kw: Any) -> str:
    # The header differs in length (points carry no envelope): it is cut off in Python, in Geom's result processor.
    return str(compiler.process(element.column, **kw))


class Geom(UserDefinedType[Any]):
    """A geometry column: takes shapely geometries, gives WKB bytes (``shapely.from_wkb`` is left to the reader)."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "GEOMETRY"

    def column_expression(self, colexpr: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        wrapped = AsWKB(colexpr)
        wrapped.type = self  # type: ignore[assignment]
        return wrapped

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[Geometry | None], Any]:  # noqa: ARG002
        return to_gpb

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[bytes | None], bytes | None] | None:  # noqa: ARG002
        if dialect.name != "sqlite":
            return None
        return lambda blob: None if blob is None else wkb_of(blob)


class Instant(TypeDecorator[datetime]):
    """A point in time, UTC, whole milliseconds. In a GeoPackage ``YYYY-MM-DDTHH:MM:SS.mmmZ``, as its standard says."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return instant_text(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None or dialect.name != "sqlite":
            return value  # type: ignore[no-any-return]
        return datetime.fromisoformat(value)


@lru_cache(maxsize=256)  # all that a notice brings bears one time
def instant_text(value: datetime) -> str:
    """``2025-12-31T16:00:00.000Z``; a time without a zone is refused, nobody could say which one it meant."""
    if value.tzinfo is None:
        raise ValueError(f"a time needs its zone: {value!r}")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


class InBox(sa.ColumnElement[bool]):
    """True where the spatial index says that a feature of ``table`` may touch ``bbox`` (W, S, E, N).

    The index rounds outward (R*Tree keeps 32-bit floats): follow it with exact comparisons. ``wide``: the box holds
    a large part of all features, so walk the table in order instead of asking the index first
    (970 ms against 0.6 ms for a page of a whole province at 1e6, and the reverse for a small box).
    """

    inherit_cache = True
    type = sa.Boolean()
    _traverse_internals = [  # noqa: RUF012
        ("fid", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("edges", sa.sql.visitors.InternalTraversal.dp_clauseelement_list),
        ("index", sa.sql.visitors.InternalTraversal.dp_string),
        ("wide", sa.sql.visitors.InternalTraversal.dp_boolean),
    ]

    def __init__(self, table: sa.Table, bbox: BBox, *, wide: bool) -> None:
        self.fid: sa.Column[Any] = table.c.fid
        self.geom = table.c.geom
        self.index = f"rtree_{table.name}_geom"
        self.wide = wide
        self.edges: list[sa.BindParameter[float]] = [sa.bindparam(None, value, sa.Double()) for value in bbox]

    def self_group(self, against: Any = None) -> InBox:  # noqa: ARG002
        """Stay as it is: the ``= 1`` that SQLAlchemy puts after a boolean would keep SQLite from using the index."""
        return self


@compiles(InBox, "postgresql")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _in_box_postgresql(element: InBox, compiler: SQLCompiler, **kw: Any) -> str:
    west, south, east, north = (compiler.process(edge, **kw) for edge in element.edges)
    return f"{element.geom.table.name}.geom && ST_MakeEnvelope({west}, {south}, {east}, {north}, 4326)"


@compiles(InBox, "sqlite")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _in_box_sqlite(element: InBox, compiler: SQLCompiler, **kw: Any) -> str:
    if element.wide:  # the exact comparisons that follow cost less than a look into the index for each row
        return "1"
    west, south, east, north = (compiler.process(edge, **kw) for edge in element.edges)
    key = compiler.process(element.fid, **kw)
    # The order of the bound values must be that of the text: SQLAlchemy's sqlite dialect binds by position.
    inside = f"r.maxx >= {west} AND r.maxy >= {south} AND r.minx <= {east} AND r.miny <= {north}"
    return f'{key} IN (SELECT r.id FROM "{element.index}" r WHERE {inside})'
