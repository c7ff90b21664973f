"""``Query`` as SQL: one builder for every engine. The words mean exactly what ``Columns.select`` makes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import shapely
import sqlalchemy as sa

from geoapp.model import FINISHED, BBox, Query, Scope, Status, UsageError
from geoapp.store._containments import fits
from geoapp.store._cql2 import Compiler
from geoapp.store._cql2_properties import case_properties, zone_properties
from geoapp.store._cql2_sql import Relates
from geoapp.store._cql2_text import parse_filter, property_names
from geoapp.store._dialect import InBox
from geoapp.store._tables import cases, records, units
from geoapp.texts import text

Condition = sa.ColumnElement[bool]

_C = cases.c
_LIVE = _C.withdrawn == sa.literal_column("0")


def _orders() -> dict[str, tuple[sa.ColumnElement[Any], ...]]:
    rank = sa.case({status.value: i for i, status in enumerate(Status)}, value=_C.status, else_=len(Status))
    return {
        "case": (),
        "deadline": (_C.deadline.asc().nulls_last(),),
        "-updated_at": (_C.updated_at.desc(),),
        "county": (_C.county_code.asc().nulls_last(),),
        "status": (rank,),
    }


ORDERS = _orders()
"""Every order ends with ``fid``, so that pages neither repeat nor lose a feature."""


def order(query: Query) -> tuple[sa.ColumnElement[Any], ...]:
    """The ORDER BY of a query; raises ``UsageError`` for an unknown order."""
    if query.sort not in ORDERS:
        message = text("store.bad_sort", sort=query.sort, known="、".join(sorted(ORDERS)))
        raise UsageError(message, parameter="sort", example="deadline")
    return (*ORDERS[query.sort], _C.fid)


def paged(statement: sa.Select[Any], query: Query) -> sa.Select[Any]:
    """The statement in a query's order and within its paging."""
    found = statement.order_by(*order(query)).offset(max(query.offset, 0))
    return found if query.limit is None else found.limit(max(query.limit, 0))


def within(scope: Scope) -> Condition:
    """What a reader may see. Nobody sees withdrawn features in the collection."""
    if scope.county_codes is None:
        return _LIVE
    return sa.and_(_LIVE, _C.county_code.in_(sorted(scope.county_codes)))


def where(query: Query, *, wide: bool = True) -> Condition:
    """All of a query but order and paging. ``wide``: see ``InBox``."""
    conditions = [within(query.scope), *_by_columns(query), *_by_words(query)]
    if query.bbox is not None:
        inside = sa.and_(InBox(cases, query.bbox, wide=wide), _near(query.bbox), _touches(query.bbox))
        conditions.append(sa.or_(inside, _C.west.is_(None)) if query.blank else inside)
    return sa.and_(*conditions)


def words(query: Query) -> Condition | None:
    """Only the fields that are no column of ``Columns``; None when the query has none of them."""
    conditions = _by_words(query)
    return sa.and_(_LIVE, *conditions) if conditions else None


def _near(bbox: BBox) -> Condition:
    """The boxes touch."""
    west, south, east, north = bbox
    return sa.and_(_C.west <= east, _C.east >= west, _C.south <= north, _C.north >= south)


def _touches(bbox: BBox) -> Condition:
    """Of what is near: the geometry has a point in the box. A point has, and what lies in the box altogether."""
    west, south, east, north = bbox
    inside = sa.and_(_C.west >= west, _C.east <= east, _C.south >= south, _C.north <= north)
    return sa.or_(inside, Relates(_C.geom, "s_intersects", shapely.box(west, south, east, north)))


def _by_columns(query: Query) -> list[Condition]:
    found: list[Condition] = []
    if query.status:
        found.append(_C.status.in_([str(s) for s in query.status]))
    elif query.hidden:
        found.append(_C.status.not_in([str(s) for s in query.hidden]))
    if query.county:
        found.append(_in_counties(query))
    if query.kind:
        found.append(_C.kind.in_([str(k) for k in query.kind]))
    if query.campaign:
        found.append(_C.campaign.in_([str(c) for c in query.campaign]))
    found += fits(query)
    flags: tuple[tuple[bool | None, Callable[[], Condition]], ...] = (
        (query.overdue, overdue),
        (query.lapsed, lambda: lapsed(query.today)),
        (query.located, lambda: _C.geom.is_not(None)),
        (query.spatial, lambda: _C.spatial == sa.true()),
    )
    found += [flag() if wanted else sa.not_(flag()) for wanted, flag in flags if wanted is not None]
    if query.due is not None:
        found.append(_between(_C.deadline, query.due))
    if query.happened is not None:
        within = _between(_C.happened_on, query.happened)
        found.append(sa.or_(within, _C.happened_on.is_(None)) if query.blank else within)
    return found


def _between(column: sa.Column[Any], interval: tuple[date | None, date | None]) -> Condition:
    start, end = interval
    found: list[Condition] = [column.is_not(None)]
    found += [column >= start] if start is not None else []
    found += [column <= end] if end is not None else []
    return sa.and_(*found)


def _in_counties(query: Query) -> Condition:
    codes = sorted(set(query.county))
    exact = _C.county_code.in_(codes)
    if not query.include_special:
        return exact
    return sa.or_(exact, _C.county_code.in_(sa.select(units.c.code).where(units.c.legal_parent.in_(codes))))


def _newer() -> Condition:
    return sa.and_(_C.evidence_on.is_not(None), _C.evidence_on > _C.deadline)


def _open_with_deadline() -> Condition:
    return sa.and_(_C.deadline.is_not(None), _C.case_status.not_in(sorted(s.value for s in FINISHED)))


def overdue() -> Condition:
    """A source dated after the deadline says that the case is not finished. Never NULL, so it can be negated."""
    return sa.and_(_open_with_deadline(), _newer())


def lapsed(today: date) -> Condition:
    """The deadline has passed and nothing newer was read. Never NULL."""
    return sa.and_(_open_with_deadline(), _C.deadline < today, sa.not_(_newer()))


def _by_words(query: Query) -> list[Condition]:
    found: list[Condition] = []
    if query.q is not None and query.q.strip():
        searched = (_C.problem, _C.rectification, _C.name, _C.quote, _C.status_quote, _C.no)
        found.append(_contains(query.q.strip(), *searched))
    if query.lead_unit is not None and query.lead_unit.strip():
        found.append(_contains(query.lead_unit.strip(), _C.lead_unit))
    if query.notice is not None:
        said = sa.select(records.c.case_id).where(records.c.notice_id == query.notice, records.c.current == sa.true())
        found.append(_C.case_id.in_(said) if _sendable(query.notice) else sa.false())
    if query.filter is not None:
        tree = parse_filter(query.filter)
        properties = case_properties({"overdue": overdue(), "lapsed": lapsed(query.today)})
        properties |= zone_properties(property_names(tree))
        found.append(Compiler(properties, _by_index).compile(tree))
    return found


def _by_index(bbox: BBox) -> Condition:
    return sa.and_(InBox(cases, bbox, wide=False), _near(bbox))


def _contains(words: str, *columns: sa.Column[Any]) -> Condition:
    """``words`` stand in one of the columns, as they are (``%`` and ``_`` are letters), ASCII case aside."""
    if not _sendable(words):
        return sa.false()
    return sa.or_(*(column.icontains(words, autoescape=True) for column in columns))


LONGEST_WORDS = 1_000


def _sendable(words: str) -> bool:
    """No database stores lone surrogates, LIKE stops at NUL and at 50,000 bytes: such words stand nowhere."""
    return (
        len(words) <= LONGEST_WORDS
        and "\0" not in words
        and not any("\ud800" <= letter <= "\udfff" for letter in words)
    )
