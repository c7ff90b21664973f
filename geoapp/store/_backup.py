"""A verified copy of database and originals while others go on writing.

A plain file copy misses the last commits (they stand in the ``-wal`` file); ``VACUUM INTO`` takes one state.
"""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from pathlib import Path

from geoapp.model import StoreError
from geoapp.store._connection import Database
from geoapp.store._gpb import register
from geoapp.store._originals import Originals
from geoapp.texts import text


def copy_store(database: Database, originals: Originals, path: Path) -> None:
    """Write ``path`` and ``path`` + ``.files``; raises ``StoreError`` when the target exists or does not verify."""
    files = path.with_name(path.name + ".files")
    for target in (path, files):
        if target.exists():
            raise StoreError(text("store.backup_exists", path=target))
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        with database.engine().connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - what our creator made
            raw.execute("VACUUM INTO ?", (str(partial),))
        identifiers = verify(partial, path)
        for identifier in identifiers:
            _copy_original(originals, Originals(files), identifier, path)
        partial.replace(path)
    except OSError as error:
        raise StoreError(text("store.backup_bad", path=path, reason=error)) from error
    finally:
        partial.unlink(missing_ok=True)


def verify(path: Path, told: Path) -> list[str]:
    """Check the copy, make it a store of its own (its version token must not be mistaken), list its originals. Raises
    ``StoreError``, which names ``told``."""
    copy = sqlite3.connect(path)
    try:
        register(copy)
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        (index,) = copy.execute("SELECT rtreecheck('rtree_cases_geom')").fetchone()
        if (verdict, index) != ("ok", "ok"):
            raise StoreError(text("store.backup_bad", path=told, reason=f"{verdict}; {index}"))
        copy.execute("UPDATE meta SET value = ? WHERE key = 'store'", (uuid.uuid4().hex,))
        copy.commit()
        return originals_named(copy)
    finally:
        copy.close()


def originals_named(copy: sqlite3.Connection) -> list[str]:
    """The SHA-256 of every file that a store speaks of: notices, papers and photos, tables of measured values."""
    named = "SELECT identifier FROM notices UNION SELECT sha256 FROM papers UNION SELECT sha256 FROM series"
    return [identifier for (identifier,) in copy.execute(named)]


def _copy_original(source: Originals, target: Originals, identifier: str, path: Path) -> None:
    found, copy = source.path(identifier), target.path(identifier)
    if not found.is_file():
        raise StoreError(text("store.backup_bad", path=path, reason=f"{found}"))
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(found, copy)
