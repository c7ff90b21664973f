"""Each published feature's GeoJSON text, made once and read many times.

The store does not know how a feature is spelled: it is given a function that makes the lines, and the name of the
edition that this function makes (another edition empties the table). Triggers take a line away with every change of its
feature, so whatever is there is true. Joining is done by SQLite: a thousand features a call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import orjson
import sqlalchemy as sa
from numpy.typing import NDArray

from geoapp.model import EVERYTHING, BBox, CaseFeature, Columns, Line, Portion, Query
from geoapp.model.line import LINE_END
from geoapp.store import _picking
from geoapp.store._prepared import insert_rows
from geoapp.store._query import order, within
from geoapp.store._rows import FEATURE_COLUMNS, features_of
from geoapp.store._tables import cases, changes, lines, meta

MakeLines = Callable[[Sequence[CaseFeature]], Sequence[Line]]
"""Lines of features that are given judged on the last of all days, so that every one that can lapse has."""

_C = cases.c
_EDITION, _COMPLETE = "lines", "lines_complete"
_STATE = (
    "SELECT (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'revision'), (SELECT ifnull(max(fid), 0) FROM cases)"
)
_FIRST, _PORTION, _LEAST = 64, 1024, 32
_JOINED = (
    "SELECT count(*), CAST(group_concat(before || CASE WHEN lapses_on < ? THEN 'true' ELSE 'false' END || after, ?) "
    "AS BLOB) FROM json_each(?) AS wanted CROSS JOIN lines ON fid = wanted.value"
)


def keep(connection: sa.Connection, edition: str, make: MakeLines, after: int, limit: int) -> int | None:
    """Make the lines of up to ``limit`` features with numbers above ``after`` that have none; returns the last number
    looked at, None when all have one.

    When all have one, that is written down with the state of the data, so that the next time only what has changed
    since is looked at, and not every feature.
    """
    if not _is_of(connection, edition):
        connection.execute(lines.delete())
        _note(connection, _EDITION, edition)
        _note(connection, _COMPLETE, None)
    known = sa.exists(sa.select(sa.literal_column("1")).where(lines.c.fid == cases.c.fid))
    wanted = sa.select(*FEATURE_COLUMNS).where(within(EVERYTHING), cases.c.fid > after, ~known, *_since(connection))
    rows = connection.execute(wanted.order_by(cases.c.fid).limit(limit)).all()
    if not rows:
        _note(connection, _COMPLETE, orjson.dumps(list(connection.exec_driver_sql(_STATE).one())).decode())
        return None
    made = [
        {"fid": line.fid, "before": line.before, "lapses_on": line.lapses_on, "after": line.after}
        for line in make(features_of(rows, date.max))
    ]
    insert_rows(connection, lines, made)
    return int(rows[-1].fid)


def _since(connection: sa.Connection) -> list[sa.ColumnElement[bool]]:
    """What may lack a line, when all had one in a known state of the data; else anything may."""
    noted = connection.scalar(sa.select(meta.c.value).where(meta.c.key == _COMPLETE))
    if noted is None:
        return []
    revision, last = orjson.loads(noted)
    changed = sa.select(changes.c.fid).where(changes.c.revision > revision)
    return [cases.c.fid.in_(sa.union_all(changed, sa.select(cases.c.fid).where(cases.c.fid > last)))]


def _note(connection: sa.Connection, key: str, value: str | None) -> None:
    connection.execute(meta.delete().where(meta.c.key == key))
    if value is not None:
        connection.execute(meta.insert().values(key=key, value=value))


def joined(connection: sa.Connection, edition: str, fids: Sequence[int], today: date) -> bytes | None:
    """The texts of these features in this order, joined by ``LINE_END``; None when one of them has none."""
    return _joined(connection, fids, today) if fids and _is_of(connection, edition) else None


class Chosen(NamedTuple):
    """Features in the order of a selection: numbers, shape (n,), and bounding boxes, shape (n, 4), NaN without one."""

    fids: NDArray[np.int64]
    boxes: NDArray[np.float64]


def chosen_of(columns: Columns, mask: NDArray[np.bool_], first: int, last: int | None) -> Iterator[Chosen]:
    """What a mask over the arrays picks, from the place ``first`` up to ``last``; a few features first, to be quick."""
    rows = np.flatnonzero(mask)[first:last]
    begin, size = 0, _FIRST
    while begin < len(rows):
        part = rows[begin : begin + size]
        edges = (columns.west[part], columns.south[part], columns.east[part], columns.north[part])
        yield Chosen(columns.fid[part], np.column_stack(edges))
        begin, size = begin + size, _PORTION


def chosen_by(connection: sa.Connection, condition: sa.ColumnElement[bool], query: Query) -> Iterator[Chosen]:
    """What a condition picks, in the query's order, as it is found: nobody waits for arrays of everything."""
    wanted = sa.select(_C.fid, _C.west, _C.south, _C.east, _C.north).where(condition).order_by(*order(query))
    wanted = wanted.offset(max(query.offset, 0))
    if query.limit is not None:
        wanted = wanted.limit(max(query.limit, 0))
    found, size = connection.execution_options(yield_per=_PORTION).execute(wanted), _FIRST
    while rows := found.fetchmany(size):
        boxes = np.array([tuple(row)[1:] for row in rows], np.float64)
        yield Chosen(np.array([row.fid for row in rows], np.int64), boxes)
        size = _PORTION


def portions(connection: sa.Connection, edition: str, chosen: Iterable[Chosen], query: Query) -> Iterator[Portion]:
    """The features ``chosen`` in this order, as long as the connection's transaction lasts."""
    kept = _is_of(connection, edition)
    for part in chosen:
        if kept:
            yield from _kept_portions(connection, part, query)
        else:
            yield Portion(len(part.fids), _box(part.boxes), None, _features(connection, part.fids.tolist(), query))


def _kept_portions(connection: sa.Connection, part: Chosen, query: Query) -> Iterator[Portion]:
    """The features as texts; around one that lacks its text a few are given as features, and no more than a few."""
    fids = part.fids.tolist()
    text = _joined(connection, fids, query.today)
    if text is not None:
        yield Portion(len(fids), _box(part.boxes), text)
    elif len(fids) > _LEAST:
        middle = len(fids) // 2
        for half in (slice(None, middle), slice(middle, None)):
            yield from _kept_portions(connection, Chosen(part.fids[half], part.boxes[half]), query)
    else:
        yield Portion(len(fids), _box(part.boxes), None, _features(connection, fids, query))


def _box(boxes: NDArray[np.float64]) -> BBox | None:
    """Around all of them, rounded as coordinates are written."""
    placed = boxes[~np.isnan(boxes[:, 0])]
    if not len(placed):
        return None
    low, high = placed[:, :2].min(axis=0).tolist(), placed[:, 2:].max(axis=0).tolist()
    return round(low[0], 7), round(low[1], 7), round(high[0], 7), round(high[1], 7)


def _features(connection: sa.Connection, fids: Sequence[int], query: Query) -> tuple[CaseFeature, ...]:
    place = {fid: i for i, fid in enumerate(fids)}
    found = features_of(_picking.rows_of(connection, fids, query.scope), query.today)
    return tuple(sorted(found, key=lambda feature: place[feature.fid]))


def _joined(connection: sa.Connection, fids: Sequence[int], today: date) -> bytes | None:
    bound: tuple[Any, ...] = (today.isoformat(), LINE_END.decode(), orjson.dumps(fids).decode())
    count, text = connection.exec_driver_sql(_JOINED, bound).one()
    return text if count == len(fids) else None


def _is_of(connection: sa.Connection, edition: str) -> bool:
    return connection.scalar(sa.select(meta.c.value).where(meta.c.key == _EDITION)) == edition
