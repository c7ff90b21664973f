"""Notice against notice: cases of which two present notices tell statuses that do not go together.

A newer notice may say that things went on; it may not say that what was finished is unfinished, and two notices of one
day may not differ. Who decides on a status afterwards settles it.

What the notices tell is compared when one of them is filed, for the cases that it speaks of (``note``): nobody ever
walks through all records for it. What people have decided since is asked each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from geoapp.model import FINISHED, Status
from geoapp.store._filing import Reading
from geoapp.store._prepared import AnyOf, Prepared, insert_rows
from geoapp.store._protocol import Retraction
from geoapp.store._statuses import StatusConflict, ToldStatus
from geoapp.store._tables import contradictions, events, notices

Row = Mapping[str, Any]
_KNOWN = Prepared(
    sa.select(contradictions.c.case_id).where(AnyOf(contradictions.c.case_id, "case_ids")).order_by("case_id")
)
_FORGET = sa.delete(contradictions).where(contradictions.c.case_id.in_(sa.bindparam("case_ids", expanding=True)))


def note(connection: sa.Connection, told: Mapping[str, Iterable[Reading]]) -> None:
    """Keep what the readings of these cases say against each other now, instead of what they said before."""
    if not told:
        return
    known = [case_id for (case_id,) in _KNOWN.rows(connection, case_ids=list(told))]
    if known:
        connection.execute(_FORGET, {"case_ids": known})
    found = (_contradiction(case_id, readings) for case_id, readings in told.items())
    insert_rows(connection, contradictions, [row for row in found if row is not None])


def _contradiction(case_id: str, readings: Iterable[Reading]) -> Row | None:
    """The newest telling with the nearest older one that it does not go together with. Of readings that are equally
    new the last counts as the newest; one that tells no status says nothing."""
    said = [one for one in readings if one.filing.record.status is not Status.UNKNOWN]
    if len(said) < 2:
        return None
    said.sort(key=lambda one: one.newness)
    newer = said[-1]
    for older in reversed(said[:-1]):
        if older.notice_id != newer.notice_id and _disagree(older, newer):
            return {
                "case_id": case_id,
                "older_notice": older.notice_id,
                "older_status": older.filing.record.status.value,
                "newer_notice": newer.notice_id,
                "newer_status": newer.filing.record.status.value,
                "read_at": max(one.read_at for one in said),
            }
    return None


def _disagree(older: Reading, newer: Reading) -> bool:
    before, after = older.filing.record.status, newer.filing.record.status
    if before is after or older.issued_on is None or newer.issued_on is None:
        return False
    return older.issued_on == newer.issued_on or (before in FINISHED and after not in FINISHED)


def conflicts(connection: sa.Connection) -> Iterator[StatusConflict]:
    """See ``Store.conflicts``."""
    older, newer = notices.alias("older"), notices.alias("newer")
    kept = contradictions.c
    statement = (
        sa.select(*kept, *(one.c[name].label(f"{one.name}_{name}") for one in (older, newer)
                           for name in ("title", "issued_on")))
        .select_from(contradictions)
        .join(older, older.c.identifier == kept.older_notice)
        .join(newer, newer.c.identifier == kept.newer_notice)
        .where(sa.func.coalesce(_settled(), sa.false()) == sa.false())
        .order_by(kept.case_id)
    )  # fmt: skip
    for row in connection.execute(statement):
        yield StatusConflict(
            row.case_id,
            ToldStatus(Status(row.older_status), row.older_notice, row.older_title, row.older_issued_on),
            ToldStatus(Status(row.newer_status), row.newer_notice, row.newer_title, row.newer_issued_on),
        )


def _settled() -> sa.ScalarSelect[bool]:
    """Whether the last word of a person on a status of the case is younger than all that the notices tell."""
    words = sa.or_(events.c.kind == "corrected", events.c.payload.is_not(None))
    stands = sa.func.coalesce(events.c.value, "") != Retraction.TAKEN_BACK.value
    return (
        sa.select(sa.and_(stands, events.c.recorded_at >= contradictions.c.read_at))
        .where(events.c.case_id == contradictions.c.case_id, words)
        .where(events.c.field.in_(("status", "case_status")))
        .order_by(events.c.fid.desc())
        .limit(1)
        .correlate(contradictions)
        .scalar_subquery()
    )
