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
COUNT_TOLD = "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'told'"
"""What is to be run when a notice tells something new, takes something back or is superseded."""
_TOLD = sa.text("SELECT value FROM meta WHERE key = 'told'")
# Word for word what stands in the index ``records_told``: else SQLite would read every record.
_DIFFERING = sa.text(
    "SELECT case_id FROM records WHERE current = 1 GROUP BY case_id "
    "HAVING min(json_extract(record, '$.status')) <> max(json_extract(record, '$.status')) ORDER BY case_id"
)


class _Said(NamedTuple):
    told: ToldStatus
    read_at: datetime


class _Found(NamedTuple):
    conflict: StatusConflict
    read_at: datetime
    """When the last of the notices that speak of the case was read."""


class Conflicts:
    """The conflicts of one store. What the notices tell is compared once for a state of the notices; what people have
    decided since is asked each time."""

    def __init__(self) -> None:
        self._known: tuple[str, tuple[_Found, ...]] | None = None

    def of(self, connection: sa.Connection, *, keep: bool) -> Iterator[StatusConflict]:
        """See ``Store.conflicts``. What may still be taken back is not to be kept."""
        state, known = str(connection.scalar(_TOLD)), self._known
        if known is None or known[0] != state or not keep:
            known = state, tuple(_found(connection))
            self._known = known if keep else self._known
        for start in range(0, len(known[1]), _BATCH):
            batch = known[1][start : start + _BATCH]
            decided = _decided(connection, [one.conflict.case_id for one in batch])
            yield from (one.conflict for one in batch if not _settled(decided.get(one.conflict.case_id), one.read_at))


def _found(connection: sa.Connection) -> Iterator[_Found]:
    """Only cases whose records tell different statuses are looked into."""
    ids = list(connection.scalars(_DIFFERING))
    for start in range(0, len(ids), _BATCH):
        for case_id, said in _said(connection, ids[start : start + _BATCH]).items():
            conflict = _conflict(case_id, said)
            if conflict is not None:
                yield _Found(conflict, max(one.read_at for one in said))


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


def _settled(word: Any, read_at: datetime) -> bool:
    if word is None or word.value == Retraction.TAKEN_BACK.value:
        return False
    return bool(word.recorded_at >= read_at)
