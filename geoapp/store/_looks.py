"""Notices whose remarks somebody has looked at, finding nothing to be done (or wanting them back): events of a notice.

Append-only like the events of a case, so that who looked and when stays told; the last word on a notice counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from geoapp.model import NotFound
from geoapp.store._codec import decode_many, encode
from geoapp.store._connection import Database
from geoapp.store._tables import looks, notices
from geoapp.texts import text


@dataclass(frozen=True, slots=True)
class Look:
    """What the reading remarked of a notice when somebody looked at it; not ``seen``: it shall wait again."""

    notice_id: str
    warnings: tuple[str, ...]
    actor: str
    at: datetime
    seen: bool = True


def put(database: Database, look: Look) -> None:
    """Write it down; raises ``NotFound`` for a notice that there is not."""
    with database.writing(look.actor) as work:
        known = work.connection.scalar(sa.select(notices.c.fid).where(notices.c.identifier == look.notice_id))
        if known is None:
            raise NotFound(text("store.no_notice", identifier=look.notice_id))
        work.derive()
        row = {"notice_id": look.notice_id, "warnings": encode(list(look.warnings)), "actor": look.actor}
        work.connection.execute(looks.insert().values(**row, at=look.at, seen=look.seen))


def read(database: Database) -> Mapping[str, Look]:
    """The last word on each notice, by its identifier."""
    with database.reading() as connection:
        rows = connection.execute(sa.select(looks).order_by(looks.c.fid)).all()
    return {
        row.notice_id: Look(row.notice_id, decode_many(str, row.warnings), row.actor, row.at, row.seen) for row in rows
    }
