"""What the store holds, as the corridor filed it: filings of a notice or case, and records like a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from geoapp.model import Alike, Record
from geoapp.store._briefs import read_alike
from geoapp.store._clerk import Filed
from geoapp.store._codec import decode
from geoapp.store._links import bearers_of
from geoapp.store._prepared import AnyOf, Prepared
from geoapp.store._protocol import Filing, Held
from geoapp.store._rows import SUMMARY_COLUMNS, summary_of
from geoapp.store._shapes import read_record
from geoapp.store._tables import notices, records

_T = TypeVar("_T")

_MANY, _FEW = 20, 8
"""Like records that are given for one. Those that share most come first: while notices come in, what shares less than
eight others do is no match, and would be read and compared for nothing in every notice of a large store."""
_PLACED = Prepared(
    sa.select(records.c.own_id, records.c.case_id)
    .where(AnyOf(records.c.own_id, "own_ids"), records.c.current == sa.true())
    .order_by(records.c.fid)
)
_OF_RECORD = ("case_id", "own_id", "record", "filed", "ordinal")

_OF_WORK = Prepared(sa.select(notices.c.fid).where(notices.c.work_key == sa.bindparam("work_key")).limit(1))


def placed(connection: sa.Connection, own_ids: Sequence[str]) -> dict[str, str]:
    """See ``Store.placed``: superseded editions count too, their successors have the same keys."""
    return dict(_PLACED.rows(connection, own_ids=own_ids))


def held(connection: sa.Connection, notice_id: str | None, case_id: str | None, work_key: str | None) -> Iterator[Held]:
    """See ``Store.held``."""
    if work_key is not None and not _OF_WORK.rows(connection, work_key=work_key):
        return  # as nearly always while notices come in
    name, value = ("notice_id", notice_id) if notice_id is not None else ("case_id", case_id)
    if value is None:
        name, value = "work_key", work_key
    for row in _HELD[name].read(connection, meant=value):
        yield _held_of(row, read_record(connection, row["record"]))


def similar(
    connection: sa.Connection, wanted: Mapping[str, Sequence[int]], besides: str, strong: frozenset[int]
) -> dict[str, tuple[Held, ...]]:
    """See ``Store.similar``."""

    def read(own_ids: Sequence[str]) -> Iterator[tuple[str, Held]]:
        for row in _MEANT.read(connection, own_ids=own_ids):
            yield row["own_id"], _held_of(row, read_record(connection, row["record"]))

    return _each(bearers_of(connection, wanted, besides, strong, _MANY), read)


def alike(
    connection: sa.Connection, wanted: Mapping[str, Sequence[int]], besides: str, strong: frozenset[int]
) -> dict[str, tuple[Alike, ...]]:
    """See ``Store.alike``."""

    def read(own_ids: Sequence[str]) -> Iterator[tuple[str, Alike]]:
        return ((one.own_id, one) for one in read_alike(connection, own_ids))

    return _each(bearers_of(connection, wanted, besides, strong, _FEW), read)


def _each(
    bearers: Mapping[str, Sequence[str]], read: Callable[[Sequence[str]], Iterable[tuple[str, _T]]]
) -> dict[str, tuple[_T, ...]]:
    """What ``read`` gives of the own ids of each key, all asked for at once; those that count no more are left out."""
    every = sorted({own_id for found in bearers.values() for own_id in found})
    known = dict(read(every)) if every else {}
    return {key: tuple(known[own_id] for own_id in found if own_id in known) for key, found in bearers.items()}


def _statement(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(*(records.c[key] for key in _OF_RECORD), records.c.province.label("shard"), *SUMMARY_COLUMNS)
        .join(notices, notices.c.identifier == records.c.notice_id)
        .where(*conditions, records.c.current == sa.true())
    )


_MEANT = Prepared(_statement(AnyOf(records.c.own_id, "own_ids"), notices.c.superseded_by.is_(None)))


def _that_count(column: sa.ColumnElement[Any]) -> Prepared:
    meant = _statement(column == sa.bindparam("meant"), notices.c.superseded_by.is_(None))
    return Prepared(meant.order_by(notices.c.issued_on.desc().nulls_last(), records.c.read_at.desc()))


_HELD = {
    "notice_id": Prepared(_statement(records.c.notice_id == sa.bindparam("meant")).order_by(records.c.ordinal)),
    "case_id": _that_count(records.c.case_id),
    "work_key": _that_count(notices.c.work_key),
}


def _held_of(row: Mapping[str, Any], record: Record) -> Held:
    filed = decode(Filed, row["filed"])
    filing = Filing(
        row["case_id"],
        row["shard"],
        record,
        filed.site_ids,
        filed.county_code,
        filed.site_county_codes,
        row["own_id"] or "",
    )
    return Held(filing, summary_of(row))
