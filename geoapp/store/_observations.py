"""Observations at monitoring sections: filed by their source (a notice, an imported table), never deleted.

A source that is read again replaces its former reading, which stays in the table as not current.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from geoapp.model import Observation
from geoapp.store._codec import decode, encode
from geoapp.store._prepared import Prepared, insert_rows
from geoapp.store._tables import observations

_PRESENT = Prepared(
    sa.select(observations.c.observation)
    .where(observations.c.source == sa.bindparam("source"), observations.c.current == sa.true())
    .order_by(observations.c.ordinal)
)


def put(connection: sa.Connection, found: Sequence[Observation], source: str, at: datetime) -> bool:
    """Make ``found`` the present reading of a source; False when it already was."""
    encoded = [encode(one) for one in found]
    known = [words for (words,) in _PRESENT.rows(connection, source=source)]
    if known == encoded:
        return False
    if known:
        present = sa.and_(observations.c.source == source, observations.c.current == sa.true())
        connection.execute(observations.update().where(present).values(current=False))
    rows = [
        {
            "source": source,
            "ordinal": ordinal,
            "section_key": one.section_key,
            "item": one.item,
            "first": one.period.first,
            "last": one.period.last,
            "value": one.value,
            "unit": one.unit,
            "observation": words,
            "recorded_at": at,
            "current": True,
        }
        for ordinal, (one, words) in enumerate(zip(found, encoded, strict=True))
    ]
    insert_rows(connection, observations, rows)
    return True


def read(connection: sa.Connection, section: str | None) -> tuple[Observation, ...]:
    """The present observations (of one section), by item and day, undated ones last."""
    table = observations.c
    statement = sa.select(table.observation).where(table.current == sa.true())
    if section is not None:
        statement = statement.where(table.section_key == section)
    ordered = statement.order_by(table.item, table.first.is_(None), table.first, table.last, table.fid)
    return tuple(decode(Observation, words) for words in connection.scalars(ordered))
