"""Time in CQL2: literals, and the relations of instants and intervals as SQL.

An instant is an interval that begins and ends with itself, so each relation is written once. The days of this house
are days in China; a timestamp that is compared with a day is the day that it falls on there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from geoapp.settings import ZONE
from geoapp.store._cql2_properties import DAY, KIND_EXAMPLES
from geoapp.store._cql2_text import refused
from geoapp.store._dialect import Instant

Ends = tuple[Any, Any]
T = TypeVar("T")
_FIRST_DAY, _LAST_DAY = date.min, date.max
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def is_time(node: Any) -> bool:
    """A literal that may be a day or a moment."""
    return isinstance(node, str) or (isinstance(node, dict) and set(node) in ({"date"}, {"timestamp"}))


def read_time(node: Any, kind: str, *, end: bool) -> date | datetime:
    """An end of an interval, of the kind of the property that it is compared with; ``..`` is beyond everything."""
    if node == "..":
        if kind == DAY:
            return _LAST_DAY if end else _FIRST_DAY
        return _LAST if end else _FIRST
    return read_day(node) if kind == DAY else read_instant(node, end=end)


def read_day(node: Any) -> date:
    """A day: a date, or the day in China of a timestamp; raises ``UsageError``."""
    written = _written(node, DAY)
    if len(written) == 10:
        return _parse(date.fromisoformat, written, DAY)
    return _parse(lambda value: _moment(value).astimezone(ZONE).date(), written, DAY)


def read_instant(node: Any, *, end: bool = False) -> datetime:
    """A moment: a timestamp, or the first (``end``: the last) moment of a date in China; raises ``UsageError``."""
    written = _written(node, "instant")
    if len(written) != 10:
        return _parse(lambda value: _moment(value).astimezone(UTC), written, "instant")
    day = _parse(date.fromisoformat, written, "instant")
    start = _parse(lambda _: datetime.combine(day, time(), ZONE).astimezone(UTC), written, "instant")
    return start + timedelta(days=1) - timedelta(milliseconds=1) if end else start


def _written(node: Any, kind: str) -> str:
    value = next(iter(node.values())) if isinstance(node, dict) and is_time(node) else node
    if not isinstance(value, str) or len(value) > 40 or not value.isascii():
        raise refused("time_value", example=KIND_EXAMPLES[kind])
    return value


def _moment(written: str) -> datetime:
    found = datetime.fromisoformat(written.upper())
    if found.tzinfo is None:
        raise ValueError(written)
    return found


def _parse(read: Callable[[str], T], written: str, kind: str) -> T:
    try:
        return read(written)
    except (ValueError, OverflowError) as error:
        raise refused("time_value", example=KIND_EXAMPLES[kind]) from error


def _meet(a: Ends, b: Ends) -> sa.ColumnElement[bool]:
    return sa.and_(at_most(a[0], b[1]), at_most(b[0], a[1]))


def _side(value: Any) -> Any:
    return value if isinstance(value, sa.ColumnElement) else sa.bindparam(None, value, _type_of(value))


def _type_of(value: Any) -> sa.types.TypeEngine[Any]:
    return Instant() if isinstance(value, datetime) else sa.Date()


def _less(a: Any, b: Any) -> Any:
    return _side(a) < _side(b)


def at_most(a: Any, b: Any) -> Any:
    """Not later, for moments that are bound or in columns."""
    return _side(a) <= _side(b)


def _same(a: Any, b: Any) -> Any:
    return _side(a) == _side(b)


TIME_RELATIONS: Mapping[str, Callable[[Ends, Ends], sa.ColumnElement[bool]]] = {
    "t_after": lambda a, b: _less(b[1], a[0]),
    "t_before": lambda a, b: _less(a[1], b[0]),
    "t_intersects": _meet,
    "t_disjoint": lambda a, b: sa.or_(_less(b[1], a[0]), _less(a[1], b[0])),
    "t_equals": lambda a, b: sa.and_(_same(a[0], b[0]), _same(a[1], b[1])),
    "t_contains": lambda a, b: sa.and_(_less(a[0], b[0]), _less(b[1], a[1])),
    "t_during": lambda a, b: sa.and_(_less(b[0], a[0]), _less(a[1], b[1])),
    "t_starts": lambda a, b: sa.and_(_same(a[0], b[0]), _less(a[1], b[1])),
    "t_startedby": lambda a, b: sa.and_(_same(a[0], b[0]), _less(b[1], a[1])),
    "t_finishes": lambda a, b: sa.and_(_less(b[0], a[0]), _same(a[1], b[1])),
    "t_finishedby": lambda a, b: sa.and_(_less(a[0], b[0]), _same(a[1], b[1])),
    "t_meets": lambda a, b: _same(a[1], b[0]),
    "t_metby": lambda a, b: _same(a[0], b[1]),
    "t_overlaps": lambda a, b: sa.and_(_less(a[0], b[0]), _less(b[0], a[1]), _less(a[1], b[1])),
    "t_overlappedby": lambda a, b: sa.and_(_less(b[0], a[0]), _less(a[0], b[1]), _less(b[1], a[1])),
}
TIMES = {
    name: {"t_startedby": "t_startedBy", "t_finishedby": "t_finishedBy", "t_metby": "t_metBy",
           "t_overlappedby": "t_overlappedBy"}.get(name, name)
    for name in TIME_RELATIONS
}  # fmt: skip
"""The relations as CQL2 spells them."""
