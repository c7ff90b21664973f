"""What changed lately, for those who look once a day: single changes, and what each new notice brought as one line."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from geoapp.model import Query
from geoapp.model.change import Change
from geoapp.store._query import where
from geoapp.store._rows import event_of
from geoapp.store._tables import cases, events, notices, records

_QUIET = ("recorded", "updated", "position")
"""Told notice by notice, or too fine for a leader's eye; a moved deadline is not."""
_NOTICES = 5


def recent_changes(connection: sa.Connection, query: Query, limit: int) -> tuple[Change, ...]:
    """See ``Store.changes``."""
    fits = where(query, wide=True)
    found = [*_single(connection, fits, limit), *_from_notices(connection, fits)]
    return tuple(sorted(found, key=lambda change: change.recorded_at, reverse=True)[:limit])


def _single(connection: sa.Connection, fits: sa.ColumnElement[bool], limit: int) -> list[Change]:
    seen = sa.exists(sa.select(cases.c.fid).where(cases.c.case_id == events.c.case_id, fits))
    loud = sa.or_(events.c.kind.not_in(_QUIET), sa.and_(events.c.kind == "updated", events.c.field == "deadline"))
    statement = sa.select(events).where(loud, seen).order_by(events.c.fid.desc()).limit(limit)
    told = [event_of(dict(row)) for row in connection.execute(statement).mappings()]
    names = _names(connection, [event.case_id for event in told])
    return [
        Change(event.recorded_at, event.kind, 1, event=event, county_code=county, no=no, problem=problem)
        for event in told
        for county, no, problem in [names[event.case_id]]
    ]


def _names(connection: sa.Connection, case_ids: Sequence[str]) -> dict[str, tuple[str | None, str | None, str]]:
    statement = (
        sa.select(cases.c.case_id, cases.c.county_code, cases.c.no, cases.c.problem)
        .where(cases.c.case_id.in_(sorted(set(case_ids))))
        .order_by(cases.c.fid.desc())
    )
    return {row.case_id: (row.county_code, row.no, row.problem) for row in connection.execute(statement)}


def _from_notices(connection: sa.Connection, fits: sa.ColumnElement[bool]) -> list[Change]:
    newest = sa.select(notices).order_by(notices.c.ingested_at.desc(), notices.c.fid.desc()).limit(_NOTICES)
    found = []
    for row in connection.execute(newest):
        said = sa.select(records.c.case_id).where(records.c.notice_id == row.identifier, records.c.current == sa.true())
        count = sa.select(sa.func.count(cases.c.case_id.distinct())).where(cases.c.case_id.in_(said), fits)
        number = int(connection.scalar(count) or 0)
        if number:
            named = {"notice_id": row.identifier, "notice_title": row.title, "issued_on": row.issued_on}
            found.append(Change(row.ingested_at, "notice", number, **named))
    return found
