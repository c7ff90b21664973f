"""Statements that are compiled once and then only run.

SQLAlchemy works out anew, for each execution and each row of it, what a statement means; over the twenty statements
that a notice takes that costs several times what the database itself does. What is written with ``table.insert()``
and ``sa.select`` stays written so, for every engine; only the work is done once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

_Processor = Callable[[Any], Any] | None
_Bind = Callable[[Mapping[str, Any]], Any]
"""Turns named values into what the driver takes."""
_Results = tuple[tuple[str, ...], list[tuple[str, Callable[[Any], Any]]]]


class AnyOf(sa.ColumnElement[bool]):
    """True where ``column`` is one of a list that is given as one parameter, of whatever length."""

    inherit_cache = True
    type = sa.Boolean()
    _traverse_internals = [  # noqa: RUF012
        ("column", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("given", sa.sql.visitors.InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: sa.ColumnElement[Any], name: str) -> None:
        self.column = column
        self.given: sa.BindParameter[Any] = sa.bindparam(name, type_=Listed())

    def self_group(self, against: Any = None) -> AnyOf:  # noqa: ARG002
        """Stay as it is: a comparison with 1 around it would keep the index from being used."""
        return self


class Listed(sa.types.TypeDecorator[Sequence[Any]]):
    """A list as one parameter: an array where the engine has them, else JSON."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[Any] | None, dialect: sa.Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return None if value is None else list(value)
        return orjson.dumps(list(value)).decode()


@compiles(AnyOf, "sqlite")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _any_of_sqlite(element: AnyOf, compiler: SQLCompiler, **kw: Any) -> str:
    column, given = compiler.process(element.column, **kw), compiler.process(element.given, **kw)
    return f"{column} IN (SELECT value FROM json_each({given}))"


@compiles(AnyOf, "postgresql")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _any_of_postgresql(element: AnyOf, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} = ANY({compiler.process(element.given, **kw)})"


class Prepared:
    """A statement with named parameters."""

    def __init__(self, statement: sa.ClauseElement, keys: tuple[str, ...] | None = None) -> None:
        self._statement = statement
        self._keys = keys
        self._compiled: dict[str, tuple[str, _Bind]] = {}
        self._fixed: dict[str, Any] = {}  # values that the statement itself holds, like the number of a LIMIT
        self._made: dict[str, _Results] = {}

    def rows(self, connection: sa.Connection, **values: Any) -> Sequence[Any]:
        """The raw rows of a query, as tuples: for columns whose values need no processing (text, numbers)."""
        sql, bind = self._on(connection)
        bound = bind(self._fixed | values)
        if (raw := _driver(connection)) is not None:
            return raw.execute(sql, bound).fetchall()
        return connection.exec_driver_sql(sql, bound).all()

    def read(self, connection: sa.Connection, **values: Any) -> Iterator[dict[str, Any]]:
        """The rows of a query by the keys of their columns, values as SQLAlchemy would give them."""
        return self.named(connection, self.rows(connection, **values))

    def named(self, connection: sa.Connection, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """What ``read`` gives of these ``rows``."""
        names, processors = self._results(connection.dialect)
        for raw in rows:
            row = dict(zip(names, raw, strict=True))
            for name, process in processors:
                row[name] = process(row[name])
            yield row

    def run(self, connection: sa.Connection, rows: Iterable[Mapping[str, Any]]) -> int:
        """Execute once for each row; returns how many rows of the database were touched."""
        sql, bind = self._on(connection)
        bound = [bind(row) for row in rows]
        if not bound:
            return 0
        if (raw := _driver(connection)) is not None:
            return raw.executemany(sql, bound).rowcount
        return connection.exec_driver_sql(sql, bound).rowcount

    def run_in_order(self, connection: sa.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Like ``run``, of values that need no processing and stand in the order of ``keys``."""
        assert self._keys is not None  # noqa: S101 - else they have no order
        if rows and (raw := _driver(connection)) is not None:
            raw.executemany(self._on(connection)[0], rows)
        elif rows:
            self.run(connection, [dict(zip(self._keys, row, strict=True)) for row in rows])

    def _results(self, dialect: sa.Dialect) -> _Results:
        """The keys of the columns that a query gives, and what makes values of those that need it."""
        if (known := self._made.get(dialect.name)) is None:
            assert isinstance(self._statement, sa.Select)  # noqa: S101 - what gives rows
            columns = [
                (str(column.key), column.type.dialect_impl(dialect)) for column in self._statement.selected_columns
            ]
            made: list[tuple[str, _Processor]] = [(key, kind.result_processor(dialect, None)) for key, kind in columns]
            needed = [(key, process) for key, process in made if process is not None]
            known = self._made[dialect.name] = (tuple(key for key, _ in columns), needed)
        return known

    def _on(self, connection: sa.Connection) -> tuple[str, _Bind]:
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled = self._statement.compile(dialect=dialect, column_keys=self._keys)
            assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what a statement compiles to
            order = compiled.positiontup or list(compiled.binds)
            self._fixed = {name: bound.value for name, bound in compiled.binds.items() if not bound.required}
            processors = {name: _processor(compiled.binds[name], dialect) for name in order}
            bind = _binding(tuple(order), processors, positional=compiled.positiontup is not None)
            found = self._compiled[dialect.name] = (str(compiled), bind)
        return found


def run_sql(connection: sa.Connection, sql: str, values: Sequence[Any] = ()) -> None:
    """Execute one statement that every engine spells alike, or that only one engine is ever given."""
    if (raw := _driver(connection)) is not None:
        raw.execute(sql, values)
    else:
        connection.exec_driver_sql(sql, tuple(values))


def _driver(connection: sa.Connection) -> sqlite3.Connection | None:
    """SQLite's own connection: within a transaction that is open, what SQLAlchemy does around a statement that needs
    no compiling takes longer than the statement."""
    raw = connection.connection.driver_connection
    return raw if isinstance(raw, sqlite3.Connection) else None


def _processor(bound: sa.BindParameter[Any], dialect: sa.Dialect) -> _Processor:
    if dialect.name == "sqlite":
        if isinstance(bound.type, sa.Boolean):
            return None  # the driver writes 1 and 0
        if isinstance(bound.type, sa.Date):
            return _day_text
    return bound.type.dialect_impl(dialect).bind_processor(dialect)


@lru_cache(maxsize=1024)
def _day_text(value: date | None) -> str | None:
    """As SQLAlchemy writes a day, in a tenth of the time."""
    return None if value is None else value.isoformat()[:10]


def _binding(names: tuple[str, ...], processors: Mapping[str, _Processor], *, positional: bool) -> _Bind:
    """Takes the values of ``names`` in their order, and processes those that need it."""
    needed = [(at, process) for at, name in enumerate(names) if (process := processors[name]) is not None]
    take = itemgetter(*names) if len(names) > 1 else lambda values: tuple(values[name] for name in names)
    if not needed and positional:
        return take

    def bind(values: Mapping[str, Any]) -> Any:
        ready = list(take(values))
        for at, process in needed:
            ready[at] = process(ready[at])
        return tuple(ready) if positional else dict(zip(names, ready, strict=True))

    return bind


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the keys of the first."""
    if rows:
        _insert(table, tuple(rows[0])).run(connection, rows)


@cache
def _insert(table: sa.Table, keys: tuple[str, ...]) -> Prepared:
    return Prepared(table.insert().inline(), keys)
