"""The tables that series of observations were read from: kept as they came, by their SHA-256, among the originals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from geoapp.model import NotFound, StoreError
from geoapp.store._connection import Database
from geoapp.store._originals import Originals, sha256
from geoapp.store._tables import series
from geoapp.texts import reason_of, text


def keep(database: Database, originals: Originals, data: bytes, name: str, at: datetime) -> str:
    """Keep a table durably before any observation speaks of it; the same again changes nothing but its name."""
    identifier = sha256(data)
    try:
        originals.put(identifier, data)
    except OSError as error:
        raise StoreError(text("store.failed", path=originals.folder, reason=reason_of(error))) from error
    with database.writing("monitoring") as work:
        known = work.connection.scalar(sa.select(series.c.name).where(series.c.sha256 == identifier))
        if known == name:
            return identifier
        work.derive()
        work.connection.execute(series.delete().where(series.c.sha256 == identifier))
        work.connection.execute(series.insert().values(sha256=identifier, name=name, imported_at=at))
    return identifier


def read(database: Database, originals: Originals, identifier: str) -> tuple[str, bytes]:
    """Name and bytes of a table; raises ``NotFound`` for one that was never imported, ``StoreError`` for one that is
    gone from the folder or has been changed there."""
    with database.reading() as connection:
        name = connection.scalar(sa.select(series.c.name).where(series.c.sha256 == identifier))
    if name is None:
        raise NotFound(text("store.no_series", identifier=identifier))
    data = originals.get(identifier)
    if (wrong := _wrong(originals, identifier, name, data)) is not None or data is None:
        raise StoreError(wrong or "")
    return name, data


def check(connection: sa.Connection, originals: Originals) -> Iterator[str]:
    """Every imported table is there, unchanged."""
    for identifier, name in connection.execute(sa.select(series.c.sha256, series.c.name)):
        if (wrong := _wrong(originals, identifier, name, originals.get(identifier))) is not None:
            yield wrong


def _wrong(originals: Originals, identifier: str, name: str, data: bytes | None) -> str | None:
    if data is not None and sha256(data) == identifier:
        return None
    key = "series_missing" if data is None else "series_changed"
    return text(f"store.{key}", name=name, identifier=identifier, folder=originals.folder)
