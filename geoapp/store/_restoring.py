"""Bringing a backup back: a verified copy of it, what it must have beside it, and a place that nobody has open."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from geoapp.model import StoreError
from geoapp.store._backup import originals_named, verify
from geoapp.store._create import prepare
from geoapp.store._originals import Originals, sha256
from geoapp.store._schema import STEPS
from geoapp.texts import reason_of, text

_PATIENCE_S = 1.0
"""Whoever is only just closing the file is waited for so long."""


def files_of(path: Path) -> Path:
    """The folder of originals that belongs to the store at ``path``."""
    return path.with_name(path.name + ".files")


def copy_database(source: Path, target: Path) -> None:
    """One state of the SQLite file ``source``, which may be in use and is not touched, as the single file ``target``.

    Raises ``StoreError`` when it cannot be read as a database.
    """
    # Without a log beside it nobody is writing; then it is read as it is, also from a disk that is read-only.
    mode = "mode=ro" if source.with_name(source.name + "-wal").exists() else "mode=ro&immutable=1"
    with _translating(source):
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?{mode}", uri=True)) as taken,
            closing(sqlite3.connect(target)) as copy,
        ):
            taken.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        _sync(target)


def stage_backup(source: Path, staged: Path) -> tuple[str, ...]:
    """Copy the backup ``source`` to ``staged``, verify the copy and bring it to the present schema. The identifiers of
    its originals, each of which stands beside ``source`` unchanged. Raises ``StoreError`` with what is wrong."""
    copy_database(source, staged)
    with _translating(source):
        _check_ours(source, staged)
        prepare(staged, create=False)
        identifiers = tuple(verify(staged, source))
        with closing(sqlite3.connect(staged)) as copy:
            copy.execute("PRAGMA journal_mode = DELETE")
        _sync(staged)
    check_backup_originals(source, identifiers)
    return identifiers


def check_backup_originals(path: Path, identifiers: tuple[str, ...] | None = None) -> int:
    """How many originals the backup at ``path`` has; raises ``StoreError`` for one that is missing or was changed."""
    if identifiers is None:
        with _translating(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            identifiers = tuple(originals_named(copy))
    originals = Originals(files_of(path))
    for identifier in identifiers:
        data = originals.get(identifier)
        if data is None or sha256(data) != identifier:
            key = "original_missing" if data is None else "original_changed"
            raise StoreError(text(f"restore.{key}", path=path, file=originals.path(identifier)))
    return len(identifiers)


def add_originals(source: Path, target: Path, identifiers: tuple[str, ...]) -> None:
    """Put the originals of the backup ``source`` among those of the store ``target``, durably. What is there already
    stays: files go by their SHA-256, so one too many harms nobody."""
    taken, kept = Originals(files_of(source)), Originals(files_of(target))
    for identifier in identifiers:
        data = taken.get(identifier)
        if data is None:
            raise StoreError(text("restore.original_missing", path=source, file=taken.path(identifier)))
        kept.put(identifier, data)


def release(path: Path) -> bool:
    """Make sure that nobody has the SQLite file open and that all of it is in that one file, without a log beside it.
    False when it is no sound database. Raises ``StoreError`` when somebody has it open, idle or not."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=_PATIENCE_S)) as held:
            # Leaving the log needs the file alone: whoever has it open, even without asking it anything, prevents it.
            (mode,) = held.execute("PRAGMA journal_mode = DELETE").fetchone()
            if mode != "delete":
                raise StoreError(text("restore.in_use", path=path))
            held.execute("BEGIN EXCLUSIVE")
            held.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise StoreError(text("restore.in_use", path=path)) from error
        return False
    return True


def _check_ours(source: Path, staged: Path) -> None:
    with closing(sqlite3.connect(staged)) as copy:
        try:
            step = int(copy.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()[0])
            copy.execute("SELECT actor FROM writing")
        except (sqlite3.OperationalError, TypeError, ValueError) as error:
            raise StoreError(text("restore.not_ours", path=source)) from error
    if step > len(STEPS):
        raise StoreError(text("store.newer", path=source, found=step, known=len(STEPS)))


@contextmanager
def _translating(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(text("restore.unreadable", path=path, reason=reason_of(error))) from error


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
