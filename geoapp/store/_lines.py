"""Each published feature's GeoJSON text, made once and read many times.

The store does not know how a feature is spelled: it is given a function that makes the lines, and the name of the
edition that this function makes (another edition empties the table). Triggers take a line away with every change of its
feature, so whatever is there is true. Joining is done by SQLite: a thousand features a call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import orjson
import sqlalchemy as sa
from numpy.typing import NDArray

from geoapp.model import EVERYTHING, BBox, CaseFeature, Line, Portion, Query
from geoapp.model.line import LINE_END
from geoapp.store import _picking
from geoapp.store._choosing import Chosen
from geoapp.store._prepared import insert_rows
from geoapp.store._query import within
from geoapp.store._rows import FEATURE_COLUMNS, features_of
from geoapp.store._tables import cases, changes, lines, meta

MakeLines = Callable[[Sequence[CaseFeature]], Sequence[Line]]
"""Lines of features that are given judged on the last of all days, so that every one that can lapse has."""

_EDITION, _COMPLETE = "lines", "lines_complete"
_STATE = (
    "SELECT (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'revision'), (SELECT ifnull(max(fid), 0) FROM cases)"
)
_LEAST = 32
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


def portions(connection: sa.Connection, edition: str, chosen: Iterable[Chosen], query: Query) -> Iterator[Portion]:
    """The features ``chosen`` in this order, as long as the connection's transaction lasts."""
    kept = _is_of(connection, edition)
    for part in chosen:
        if kept:
            yield from _kept_portions(connection, part, query)
        else:
            yield Portion(
                len(part.fids), _box(part.boxes), None, _picking.features(connection, part.fids.tolist(), query)
            )


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
        yield Portion(len(fids), _box(part.boxes), None, _picking.features(connection, fids, query))


def _box(boxes: NDArray[np.float64]) -> BBox | None:
    """Around all of them, rounded as coordinates are written."""
    placed = boxes[~np.isnan(boxes[:, 0])]
    if not len(placed):
        return None
    low, high = placed[:, :2].min(axis=0).tolist(), placed[:, 2:].max(axis=0).tolist()
    return round(low[0], 7), round(low[1], 7), round(high[0], 7), round(high[1], 7)


def _joined(connection: sa.Connection, fids: Sequence[int], today: date) -> bytes | None:
    bound: tuple[Any, ...] = (today.isoformat(), LINE_END.decode(), orjson.dumps(fids).decode())
    count, text = connection.exec_driver_sql(_JOINED, bound).one()
    return text if count == len(fids) else None


def _is_of(connection: sa.Connection, edition: str) -> bool:
    return connection.scalar(sa.select(meta.c.value).where(meta.c.key == _EDITION)) == edition
