"""The accounts' own small SQLite file, beside the database and never in it: analysts open that one in QGIS.

One connection under a lock: each question takes microseconds, and many threads and processes ask at once (WAL).
The file is made with the first account, so that a service without accounts leaves nothing behind.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from geoapp.model import StoreError
from geoapp.texts import text

KEPT_DAYS = 184
"""The audit log cannot lose what is younger: at least six months."""
_WAIT_SECONDS = 30.0

STEPS = (
    f"""
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE people (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, role TEXT NOT NULL, counties TEXT,
        password TEXT, active INTEGER NOT NULL DEFAULT 1, created_at TEXT NOT NULL, password_at TEXT);
    CREATE TABLE sessions (
        key TEXT PRIMARY KEY, person INTEGER NOT NULL REFERENCES people, began_at TEXT NOT NULL,
        seen_at TEXT NOT NULL, address TEXT NOT NULL DEFAULT '');
    CREATE INDEX sessions_person ON sessions (person);
    CREATE TABLE tokens (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, person INTEGER NOT NULL REFERENCES people,
        label TEXT NOT NULL, rights TEXT NOT NULL, counties TEXT, created_at TEXT NOT NULL, expires_at TEXT NOT NULL,
        used_at TEXT, revoked_at TEXT);
    CREATE TABLE links (
        key TEXT PRIMARY KEY, person INTEGER REFERENCES people, expires_at TEXT NOT NULL, used_at TEXT);
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL,
        address TEXT NOT NULL, what TEXT NOT NULL, outcome TEXT NOT NULL);
    CREATE INDEX audit_failures ON audit (kind, actor, at);
    CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
    CREATE TRIGGER audit_kept BEFORE DELETE ON audit
        WHEN julianday(old.at) > julianday('now') - {KEPT_DAYS}
        BEGIN SELECT RAISE(ABORT, 'audit is kept at least six months'); END;
    """,
    "CREATE TABLE counts (key TEXT PRIMARY KEY COLLATE NOCASE, tries INTEGER NOT NULL, expires_at REAL NOT NULL);",
)
"""Additive numbered steps; ``PRAGMA user_version`` says how many were taken."""


class AccountsFile:
    """The file, opened when there is something to read or write. Raises ``StoreError`` when it does not answer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def exists(self) -> bool:
        """False as long as nothing was ever written; never False again once it was there."""
        return self._connection is not None or self.path.is_file()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """The rows of a question; none while there is no file."""
        if not self.exists():
            return []
        with self.writing() as connection:
            return connection.execute(sql, values).fetchall()

    @contextmanager
    def writing(self, *, at_once: bool = False) -> Iterator[sqlite3.Connection]:
        """The connection, alone; ``at_once`` makes what happens within one transaction."""
        with self._lock:
            try:
                connection = self._open()
                if at_once:
                    connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:  # whatever ended the block (Ctrl-C too), half of it must not stay
                    if at_once and connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
                if at_once:
                    connection.execute("COMMIT")
            except (sqlite3.Error, OSError) as error:
                raise StoreError(text("accounts.file_failed", path=self.path, reason=error)) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            fresh = not self.path.is_file()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if fresh:
                with suppress(FileExistsError):
                    self.path.touch(mode=0o600, exist_ok=False)  # hashes are for the service's own eyes
            connection = sqlite3.connect(
                self.path, timeout=_WAIT_SECONDS, check_same_thread=False, isolation_level=None
            )
            try:
                _prepare(connection, self.path)
            except BaseException:  # a connection that nobody gets must not keep the file open
                connection.close()
                raise
            self._connection = connection
            weakref.finalize(self, connection.close)
        return self._connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    (taken,) = connection.execute("PRAGMA user_version").fetchone()
    if taken > len(STEPS):
        raise StoreError(text("accounts.file_newer", path=path))
    if taken < len(STEPS):
        connection.execute("BEGIN IMMEDIATE")
        (taken,) = connection.execute("PRAGMA user_version").fetchone()  # somebody else may just have done it
        for number, step in enumerate(STEPS[taken:], start=taken + 1):
            for statement in _statements(step):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """The single statements of a script (``executescript`` would commit in between)."""
    held = ""
    for line in script.splitlines():
        held += line + "\n"
        if held.strip() and sqlite3.complete_statement(held):
            yield held
            held = ""
