"""Making a GeoPackage into a store, and bringing an older store up to the present schema."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

from geoapp.model import StoreError
from geoapp.store._connection import BUSY_MS, connect
from geoapp.store._schema import ATTRIBUTE_TABLES, GPKG_CORE, GUARDED_STEPS, STEPS
from geoapp.store._triggers import append_only, case_triggers, guards, register_table, revision_triggers
from geoapp.texts import text

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10300  # GeoPackage 1.3


def prepare(path: Path, *, create: bool) -> None:
    """Make sure that ``path`` is a store of the present schema; raises ``StoreError`` for a file that is not ours.

    Creation is one transaction: whoever dies in it leaves an empty file, which the next one takes for a new one.
    """
    if not path.is_file():
        if not create:
            raise StoreError(text("store.missing", path=path))
        path.parent.mkdir(parents=True, exist_ok=True)
    elif _step_of(path) == len(STEPS):
        return  # the usual case takes no write lock, so that it never waits for an analyst's edit session
    connection = connect(path, create=create)
    try:
        connection.execute("BEGIN IMMEDIATE")
        step = 0
        if create and _is_empty(connection):
            _create(connection)
        else:  # an older one, or one that somebody else made in the meantime
            step = _read_step(connection, path)
        _upgrade(connection, path, step)
        connection.execute("COMMIT")
        # GDAL looks for GeoPackage's mark in the file's own first page: it must not stand in the log alone
        # while the first ingest runs (or was killed).
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        connection.close()


def _step_of(path: Path) -> int | None:
    """The schema step of an existing file, None for an empty one. Looks without touching: setting WAL would already
    change a stranger's file."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=BUSY_MS / 1000)
    try:
        return None if _is_empty(connection) else _read_step(connection, path)
    finally:
        connection.close()


def _is_empty(connection: sqlite3.Connection) -> bool:
    try:
        return bool(connection.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0])
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False  # not a database at all: the next question says so


def _read_step(connection: sqlite3.Connection, path: Path) -> int:
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        connection.execute("SELECT actor FROM writing")
        return int(row[0])
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
        raise StoreError(text("store.not_ours", path=path)) from error
    except (sqlite3.DatabaseError, TypeError, ValueError) as error:
        raise StoreError(text("store.not_ours", path=path)) from error


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {USER_VERSION}")
    for statement in _statements(GPKG_CORE):
        connection.execute(statement)
    connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT)")
    start = {"schema": "0", "store": uuid.uuid4().hex, "revision": "0", "changed_at": None}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", start.items())


def _upgrade(connection: sqlite3.Connection, path: Path, step: int) -> None:
    if step > len(STEPS):
        raise StoreError(text("store.newer", path=path, found=step, known=len(STEPS)))
    for script in STEPS[step:]:
        for statement in _statements(script):
            connection.execute(statement)
    if step == 0:
        for statement in _catalogue():
            connection.execute(statement)
    for table, made in GUARDED_STEPS.items():
        if step < made <= len(STEPS):
            for statement in append_only(table):
                connection.execute(statement)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(len(STEPS)),))


def _catalogue() -> Iterator[str]:
    """Registration and triggers: they speak the reader's language, so they are made and not frozen in a step."""
    yield from register_table("cases", text("store.table.cases"), geometry=True)
    for table in ATTRIBUTE_TABLES:
        yield from register_table(table, text(f"store.table.{table}"), geometry=False)
    yield from guards()
    yield from case_triggers()
    yield from revision_triggers("cases")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script without triggers (``executescript`` would commit between them)."""
    pending = ""
    for line in script.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending) and pending.strip():
            yield pending
            pending = ""
