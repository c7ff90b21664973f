"""Reading what is no selection of features: versions, dossiers, notices, events. Engine-neutral SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from geoapp.model import Attachment, Dossier, Event, FiledRecord, NotFound, Notice, NoticeSummary, Scope
from geoapp.store._clerk import Filed
from geoapp.store._codec import decode
from geoapp.store._links import moved_in, moved_site
from geoapp.store._query import within
from geoapp.store._rows import (
    FEATURE_COLUMNS,
    SUMMARY_COLUMNS,
    event_of,
    features_of,
    filed_record_of,
    notice_of,
    summary_of,
)
from geoapp.store._tables import cases, dossiers, events, meta, notices, papers, records
from geoapp.texts import text

Period = tuple[date | None, date | None]
"""First and last day, both included; None: open."""


def version(connection: sa.Connection) -> str:
    """Which store, and which of its states; a copy is another store, since it may go another way from here."""
    found = {row.key: row.value for row in connection.execute(sa.select(meta.c.key, meta.c.value))}
    return f"{(found['store'] or '')[:12]}-{found['revision']}"


def data_time(connection: sa.Connection) -> datetime | None:
    """When published data last changed."""
    value = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "changed_at"))
    return None if value is None else datetime.fromisoformat(value)


def count_notices(connection: sa.Connection) -> int:
    """Notices that count: of each work the latest edition."""
    return int(connection.scalar(sa.select(sa.func.count()).where(notices.c.superseded_by.is_(None))) or 0)


def one_feature(connection: sa.Connection, condition: sa.ColumnElement[bool], scope: Scope) -> sa.Row[Any] | None:
    """The row of ``FEATURE_COLUMNS`` that a condition names, if the reader may see it."""
    return connection.execute(sa.select(*FEATURE_COLUMNS).where(condition, within(scope))).first()


def _may_see(scope: Scope) -> sa.ColumnElement[bool]:
    """Like ``within``, but of withdrawn features too: their history may still be read."""
    return sa.true() if scope.county_codes is None else cases.c.county_code.in_(sorted(scope.county_codes))


def require_case(connection: sa.Connection, case_id: str, scope: Scope) -> sa.Row[Any]:
    """The dossier row; raises ``NotFound`` for an unknown case and for one outside the reader's rights."""
    row = connection.execute(sa.select(dossiers).where(dossiers.c.case_id == case_id)).first()
    if row is not None and scope.county_codes is not None:
        seen = sa.select(cases.c.fid).where(cases.c.case_id == case_id, _may_see(scope)).limit(1)
        row = row if connection.execute(seen).first() is not None else None
    if row is None:
        raise NotFound(text("store.no_case", case_id=case_id))
    return row


def dossier(connection: sa.Connection, case_id: str, scope: Scope, today: date) -> Dossier:
    """Everything about one case; see ``Store.dossier``."""
    row = require_case(connection, case_id, scope)
    features = connection.execute(
        sa.select(*FEATURE_COLUMNS).where(cases.c.case_id == case_id, within(scope)).order_by(cases.c.fid)
    )
    return Dossier(
        case_id=case_id,
        version=row.version,
        features=tuple(features_of(features.all(), today)),
        records=_records_of_case(connection, case_id, scope),
        events=events_of(connection, case_id, scope),
    )


def _records_of_case(connection: sa.Connection, case_id: str, scope: Scope) -> tuple[FiledRecord, ...]:
    """Newest first; of a withdrawn case, whose notices no longer speak of it, what they once said."""
    statement = (
        _filed()
        .where(records.c.case_id == case_id)
        .order_by(
            notices.c.issued_on.is_not(None).desc(),
            notices.c.issued_on.desc(),
            records.c.read_at.desc(),
            records.c.ordinal,
            records.c.fid.desc(),
        )
    )
    counted = statement.where(records.c.current == sa.true(), notices.c.superseded_by.is_(None))
    found = connection.execute(counted).mappings().all() or connection.execute(statement).mappings().all()
    return tuple(_within_rights(connection, found, scope))


def _filed() -> sa.Select[Any]:
    return sa.select(records.c.case_id, records.c.record, records.c.filed, *SUMMARY_COLUMNS).join(
        notices, notices.c.identifier == records.c.notice_id
    )


def _within_rights(connection: sa.Connection, rows: Iterable[Any], scope: Scope) -> Iterator[FiledRecord]:
    """Records without the subject sites that lie outside the rights: a case of two counties is read by both, each
    with its own sites."""
    for row in rows:
        filed = filed_record_of(dict(row), connection)
        if scope.county_codes is not None:
            ids = decode(Filed, row["filed"]).site_ids
            seen = set(connection.scalars(_own_sites(row["case_id"], scope)))
            hidden = {id(site) for site, key in zip(filed.record.subjects, ids, strict=True) if key not in seen}
            sites = tuple(site for site in filed.record.sites if id(site) not in hidden)
            filed = replace(filed, record=replace(filed.record, sites=sites))
        yield filed


def _own_sites(case_id: str, scope: Scope) -> sa.Select[Any]:
    return sa.select(cases.c.site_id).where(cases.c.case_id == case_id, _may_see(scope), cases.c.site_id.is_not(None))


def events_of(connection: sa.Connection, case_id: str, scope: Scope) -> tuple[Event, ...]:
    """Oldest first. What was told of a case that was joined to this one since (its steps, its papers) came along."""
    homes = [own_id for own_id, _ in moved_in(connection, [case_id])]
    told = sa.and_(events.c.case_id.in_(homes), events.c.payload.is_not(None)) if homes else sa.false()
    which = sa.and_(sa.or_(events.c.case_id == case_id, told), _speaking_of(scope))
    return _events(connection, which, papers.c.case_id.in_([case_id, *homes]))


def _speaking_of(scope: Scope) -> sa.ColumnElement[bool]:
    """Events of a whole case, and of sites within the rights."""
    if scope.county_codes is None:
        return sa.true()
    return sa.or_(events.c.site_id.is_(None), events.c.site_id.in_(sa.select(cases.c.site_id).where(_may_see(scope))))


def events_told(
    connection: sa.Connection, period: Period, kinds: Sequence[str] | None, scope: Scope
) -> tuple[Event, ...]:
    """See ``Store.told``. What was told of a case that was joined to another since is told of that other now, and a
    word on a pair names the case that its other case is now."""
    since, until = period
    now = _present_cases(connection, scope)
    wanted: list[sa.ColumnElement[bool]] = [events.c.happened_on.is_not(None)]
    wanted += [events.c.happened_on >= since] if since is not None else []
    wanted += [events.c.happened_on <= until] if until is not None else []
    wanted += [events.c.payload.is_not(None) if kinds is None else events.c.kind.in_(kinds)]
    if scope.county_codes is not None:
        seen = events.c.case_id.in_(sa.select(cases.c.case_id).where(_may_see(scope)))
        came = sa.and_(events.c.case_id.in_(list(now)), events.c.payload.is_not(None))
        wanted += [sa.or_(seen, came), _speaking_of(scope)]
    condition = sa.and_(*wanted)
    named = papers.c.event_id.in_(sa.select(events.c.fid).where(condition))
    found = (_told_of(event, now) for event in _events(connection, condition, named))
    return tuple(sorted(found, key=lambda event: event.happened_on or date.min))


def _present_cases(connection: sa.Connection, scope: Scope) -> dict[str, str]:
    """Cases that were joined to another one -> that one, where the reader may see it."""
    now = dict(moved_in(connection, None))
    if not now or scope.county_codes is None:
        return now
    theirs = sa.select(cases.c.case_id).where(cases.c.case_id.in_(set(now.values())), _may_see(scope))
    seen = set(connection.scalars(theirs))
    return {home: case_id for home, case_id in now.items() if case_id in seen}


def _told_of(event: Event, now: Mapping[str, str]) -> Event:
    if event.payload is None:
        return event
    case_id, payload = now.get(event.case_id, event.case_id), event.payload
    if payload.get("other") in now:  # a word on a pair follows both of its cases
        payload = {**payload, "other": now[payload["other"]]}
    site_id = moved_site(event.site_id, event.case_id, case_id)
    return replace(event, case_id=case_id, site_id=site_id, payload=payload)


def _events(
    connection: sa.Connection, which: sa.ColumnElement[bool], named: sa.ColumnElement[bool]
) -> tuple[Event, ...]:
    attached: dict[int, list[Attachment]] = {}
    for paper in connection.execute(sa.select(papers).where(named).order_by(papers.c.fid)):
        attachment = Attachment(paper.sha256, paper.name, paper.media_type, paper.size)
        attached.setdefault(paper.event_id, []).append(attachment)
    found = connection.execute(sa.select(events).where(which).order_by(events.c.fid))
    return tuple(event_of(dict(row), attached.get(row["fid"], ())) for row in found.mappings())


def attachment(connection: sa.Connection, sha256: str, scope: Scope) -> tuple[Attachment, str]:
    """The paper as the first event that the reader may see names it, with its case; raises ``NotFound``."""
    statement = sa.select(papers).where(papers.c.sha256 == sha256).order_by(papers.c.fid).limit(1)
    if scope.county_codes is not None:
        seen = sa.select(cases.c.case_id).where(_may_see(scope))
        spoken = sa.select(events.c.fid).where(events.c.case_id.in_(seen), _speaking_of(scope))
        statement = statement.where(papers.c.event_id.in_(spoken))
    row = connection.execute(statement).first()
    if row is None:
        raise NotFound(text("store.no_attachment", sha256=sha256))
    return Attachment(row.sha256, row.name, row.media_type, row.size), row.case_id


def _readable(scope: Scope) -> sa.ColumnElement[bool]:
    """A reader may read a notice when it speaks of a case that he may see."""
    if scope.county_codes is None:
        return sa.true()
    return sa.exists(
        sa.select(records.c.fid)
        .join(cases, cases.c.case_id == records.c.case_id)
        .where(records.c.notice_id == notices.c.identifier, _may_see(scope))
    )


def notice(connection: sa.Connection, identifier: str, scope: Scope) -> tuple[Notice, NoticeSummary]:
    """A notice with its text; raises ``NotFound``."""
    statement = sa.select(notices).where(notices.c.identifier == identifier, _readable(scope))
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise NotFound(text("store.no_notice", identifier=identifier))
    return notice_of(dict(row)), summary_of(dict(row))


def all_notices(connection: sa.Connection, scope: Scope) -> tuple[NoticeSummary, ...]:
    """Newest first by date of issue, undated last."""
    statement = (
        sa.select(*SUMMARY_COLUMNS)
        .where(_readable(scope))
        .order_by(notices.c.issued_on.desc().nulls_last(), notices.c.ingested_at.desc(), notices.c.fid.desc())
    )
    return tuple(summary_of(dict(row)) for row in connection.execute(statement).mappings())


def records_of(connection: sa.Connection, identifier: str, scope: Scope) -> tuple[FiledRecord, ...]:
    """The present reading of a notice, without the cases that the reader may not see."""
    notice(connection, identifier, scope)
    statement = _filed().where(records.c.notice_id == identifier, records.c.current == sa.true())
    if scope.county_codes is not None:
        statement = statement.where(records.c.case_id.in_(sa.select(cases.c.case_id).where(_may_see(scope))))
    found = connection.execute(statement.order_by(records.c.ordinal)).mappings().all()
    return tuple(_within_rights(connection, found, scope))
    found = connection.execute(statement.order_by(records.c.ordinal)).mappings()
