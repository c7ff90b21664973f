"""Notice against notice: cases of which two present notices tell statuses that do not go together.

A newer notice may say that things went on; it may not say that what was finished is unfinished, and two notices of one
day may not differ. Who decides on a status afterwards settles it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from geoapp.model import FINISHED, Status
from geoapp.store._protocol import Retraction
from geoapp.store._statuses import StatusConflict, ToldStatus
from geoapp.store._tables import events, notices, records

_BATCH = 500


class _Said(NamedTuple):
    told: ToldStatus
    read_at: datetime


def conflicts(connection: sa.Connection) -> Iterator[StatusConflict]:
    """See ``Store.conflicts``. Only cases of several records are looked into."""
    several = (
        sa.select(records.c.case_id)
        .where(records.c.current == sa.true())
        .group_by(records.c.case_id)
        .having(sa.func.count() > 1)
        .order_by(records.c.case_id)
    )
    ids = list(connection.scalars(several))
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        decided = _decided(connection, batch)
        for case_id, said in _said(connection, batch).items():
            found = _conflict(case_id, said)
            if found is not None and not _settled(decided.get(case_id), said):
                yield found


def _said(connection: sa.Connection, case_ids: Sequence[str]) -> dict[str, list[_Said]]:
    """What the present notices tell of each case, the oldest first; a record that tells no status says nothing."""
    status = sa.func.json_extract(records.c.record, "$.status").label("status")
    statement = (
        sa.select(records.c.case_id, status, notices.c.identifier, notices.c.title, notices.c.issued_on,
                  records.c.read_at)
        .join(notices, notices.c.identifier == records.c.notice_id)
        .where(records.c.case_id.in_(case_ids), records.c.current == sa.true(), notices.c.superseded_by.is_(None))
        .order_by(notices.c.issued_on.asc().nulls_first(), records.c.read_at, records.c.fid)
    )  # fmt: skip
    found: dict[str, list[_Said]] = defaultdict(list)
    for row in connection.execute(statement):
        if row.status is not None and row.status != Status.UNKNOWN.value:
            told = ToldStatus(Status(row.status), row.identifier, row.title, row.issued_on)
            found[row.case_id].append(_Said(told, row.read_at))
    return found


def _conflict(case_id: str, said: Sequence[_Said]) -> StatusConflict | None:
    """The newest telling with the nearest older one that it does not go together with."""
    if not said:
        return None
    newer = said[-1].told
    for older in (one.told for one in reversed(said[:-1])):
        if older.notice_id != newer.notice_id and _disagree(older, newer):
            return StatusConflict(case_id, older, newer)
    return None


def _disagree(older: ToldStatus, newer: ToldStatus) -> bool:
    if older.status is newer.status:
        return False
    same_day = older.issued_on is not None and older.issued_on == newer.issued_on
    return same_day or (_known(older, newer) and older.status in FINISHED and newer.status not in FINISHED)


def _known(*told: ToldStatus) -> bool:
    days: list[date | None] = [one.issued_on for one in told]
    return None not in days


def _decided(connection: sa.Connection, case_ids: Sequence[str]) -> dict[str, Any]:
    """The last word of a person on a status of each case."""
    words = sa.or_(events.c.kind == "corrected", events.c.payload.is_not(None))
    statement = (
        sa.select(events.c.case_id, events.c.recorded_at, events.c.value)
        .where(events.c.case_id.in_(case_ids), words, events.c.field.in_(("status", "case_status")))
        .order_by(events.c.fid)
    )
    return {row.case_id: row for row in connection.execute(statement)}


def _settled(word: Any, said: Sequence[_Said]) -> bool:
    if word is None or word.value == Retraction.TAKEN_BACK.value:
        return False
    return bool(word.recorded_at >= max(one.read_at for one in said))
