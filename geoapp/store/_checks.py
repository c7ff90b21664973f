"""The store's doctor: what is wrong with file, index, rows, quotes and originals, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from geoapp.model import Quote, StoreError
from geoapp.store._originals import Originals, sha256
from geoapp.store._series import check as check_series
from geoapp.store._shapes import read_record
from geoapp.store._tables import cases, notices, papers, records
from geoapp.store._triggers import quoted
from geoapp.texts import text

Progress = Callable[[int, int, str], None]
"""Notices looked at, of how many, and the title of the next."""


def check_file(connection: sa.Connection) -> Iterator[str]:
    """Pages, foreign keys, spatial indexes, and the row counts that GIS programs believe."""
    for (reason,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if reason != "ok":
            yield text("store.check.integrity", reason=reason)
    broken: dict[str, int] = {}
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        broken[table] = broken.get(table, 0) + 1
    yield from (text("store.check.foreign", table=table, count=count) for table, count in broken.items())
    listed = connection.exec_driver_sql(
        "SELECT c.table_name, feature_count, g.column_name FROM gpkg_contents c JOIN gpkg_ogr_contents USING "
        "(table_name) LEFT JOIN gpkg_geometry_columns g USING (table_name)"
    ).all()
    for table, count, column in listed:
        (rows,) = connection.exec_driver_sql(f"SELECT count(*) FROM {quoted(table)}").one()
        if rows != count:
            yield text("store.check.counts", table=table, listed=count, rows=rows)
        if column is not None:
            yield from _check_index(connection, table, column)


def check_sites(connection: sa.Connection) -> Iterator[str]:
    """No two features claim to be the same site."""
    doubled = (
        sa.select(cases.c.site_id)
        .where(cases.c.site_id.is_not(None), cases.c.withdrawn == sa.false())
        .group_by(cases.c.site_id)
        .having(sa.func.count() > 1)
    )
    yield from (text("store.check.site_twice", site_id=site_id) for site_id in connection.scalars(doubled))


def _check_index(connection: sa.Connection, table: str, column: str) -> Iterator[str]:
    tree = f"rtree_{table}_{column}"
    (reason,) = connection.exec_driver_sql("SELECT rtreecheck(?)", (tree,)).one()
    if reason != "ok":
        yield text("store.check.rtree", table=table, reason=reason)
    (indexed,) = connection.exec_driver_sql(f"SELECT count(*) FROM {quoted(tree)}").one()
    (rows,) = connection.exec_driver_sql(
        f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(column)} IS NOT NULL AND NOT ST_IsEmpty({quoted(column)})"
    ).one()
    if rows != indexed:
        yield text("store.check.rtree_rows", table=table, indexed=indexed, rows=rows)


def check_quotes(connection: sa.Connection, progress: Progress | None = None) -> Iterator[str]:
    """Every quote of every present record still stands in its notice."""
    total = connection.scalar(sa.select(sa.func.count()).select_from(notices)) or 0
    asked = connection.execute(sa.select(notices.c.identifier, notices.c.title, notices.c.text))
    for number, notice in enumerate(asked):
        if progress is not None:
            progress(number, total, notice.title)
        said = sa.select(records.c.case_id, records.c.record).where(
            records.c.notice_id == notice.identifier, records.c.current == sa.true()
        )
        for case_id, encoded in connection.execute(said):
            try:
                record = read_record(connection, encoded)
            except (ValueError, TypeError, KeyError, StoreError) as error:
                yield text("store.check.unread", case_id=case_id, identifier=notice.identifier, reason=error)
                continue
            for quote in quotes_of(record):
                if not quote.holds_in(notice.text):
                    yield text("store.check.quote", title=notice.title, identifier=notice.identifier,
                               start=quote.start, exact=quote.exact)  # fmt: skip


def quotes_of(value: Any) -> Iterator[Quote]:
    """All quotes that hang anywhere on a dataclass of the model."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        kind: type = type(one)
        if kind is Quote:
            yield one
        elif kind is tuple or kind is list:
            waiting += reversed(one)
        elif kind is dict:
            waiting += reversed(one.values())
        else:
            waiting += [getattr(one, name) for name in _fields_of(kind)]


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass, the last first."""
    return tuple(field.name for field in reversed(fields(kind))) if is_dataclass(kind) else ()


def check_originals(connection: sa.Connection, originals: Originals) -> Iterator[str]:
    """Every notice has its published file, unchanged."""
    for identifier, title in connection.execute(sa.select(notices.c.identifier, notices.c.title)):
        data = originals.get(identifier)
        if data is None:
            yield text("store.original_missing", title=title, identifier=identifier, folder=originals.folder)
        elif sha256(data) != identifier:
            yield text("store.original_changed", title=title, identifier=identifier)
    yield from _check_papers(connection, originals)
    yield from check_series(connection, originals)


def _check_papers(connection: sa.Connection, originals: Originals) -> Iterator[str]:
    """Every paper that an event names is there, unchanged."""
    named = sa.select(papers.c.sha256, sa.func.min(papers.c.name), sa.func.min(papers.c.case_id))
    for identifier, name, case_id in connection.execute(named.group_by(papers.c.sha256)):
        data = originals.get(identifier)
        if data is None or sha256(data) != identifier:
            key = "attachment_missing" if data is None else "attachment_changed"
            yield text(f"store.{key}", name=name, case_id=case_id, sha256=identifier, folder=originals.folder)
