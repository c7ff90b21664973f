"""Spare originals: papers that no event, notice or series names, and what a write left behind that a crash cut off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from geoapp.store._connection import Database
from geoapp.store._originals import Dropped, Originals
from geoapp.store._tables import notices, papers, series

_PORTION: Final = 500


def drop(database: Database, originals: Originals, identifiers: Collection[str], before: datetime) -> Dropped:
    """Remove those of these originals that nothing names, and writes begun before this moment that were cut off. The
    write lock is held, so that no event can come to name one meanwhile."""
    gone: dict[str, int] = {}
    wanted = sorted(set(identifiers))
    with database.together():
        for start in range(0, len(wanted), _PORTION):
            portion = wanted[start : start + _PORTION]
            for identifier in sorted(set(portion) - _named(database, portion)):
                size = _remove(originals.path(identifier))
                if size is not None:
                    gone[identifier] = size
    return Dropped(gone, _drop_torn(originals, before))


def _named(database: Database, identifiers: Collection[str]) -> set[str]:
    with database.reading() as connection:
        return {
            name
            for column in (papers.c.sha256, notices.c.identifier, series.c.sha256)
            for name in connection.scalars(sa.select(column).where(column.in_(identifiers)))
        }


def _drop_torn(originals: Originals, before: datetime) -> int:
    """Unfinished writes start with a dot; returns how many there were."""
    torn = [path for path in originals.folder.glob("??/.*") if path.stat().st_mtime < before.timestamp()]
    return sum(_remove(path) is not None for path in torn)


def _remove(path: Path) -> int | None:
    try:
        size = path.stat().st_size
        path.unlink()
    except FileNotFoundError:
        return None
    return size
