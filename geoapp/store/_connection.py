"""Connections to one GeoPackage: opened only by Python's ``sqlite3``, one a thread, never carried over a fork.

Opening the live file with GDAL inside this process would put a second copy of SQLite beside this one; the two drop
each other's file locks and other processes' commits vanish (measured: 300 of 9,320). Hence nobody but this module
opens it, and a test forbids the rest.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

from geoapp.model import StoreError
from geoapp.store import _cql2_sql
from geoapp.store._gpb import register
from geoapp.store._triggers import BUMP_REVISION
from geoapp.texts import text

BUSY_MS = 30_000
CACHE_SIZE = -16_384  # kB when negative
_MMAP_BYTES, _MMAP_BYTES_RELAXED = 256 * 1024 * 1024, 2048 * 1024 * 1024
"""How much of the file is mapped. While notices come in, each is compared with records from all over the file: in one
of 1.8 GB reading the pages into the cache again and again takes an eighth of the time."""
_PAGES, _PAGES_RELAXED = 1_000, 16_000
"""Pages that the WAL holds before they go into the file. While notices come in, the pages of the indexes change with
every batch, in a large store thousands: each is written once for several of them."""


def connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """A connection set up for this house: WAL, full durability, foreign keys, patient, with the ST_ functions."""
    uri = f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}"
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=BUSY_MS / 1000, check_same_thread=False, cached_statements=256
    )
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        f"mmap_size = {_MMAP_BYTES}",
        f"cache_size = {CACHE_SIZE}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    register(connection)
    _cql2_sql.register(connection)
    return connection


class Database:
    """The engine of one file in this process, with the two ways in: ``reading`` and ``writing``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.relaxed = 0
        self._engines: dict[int, sa.Engine] = {}
        self._closed = False
        self._local = threading.local()

    def engine(self) -> sa.Engine:
        """The engine of this process; after a fork the parent's connections are left alone, neither used nor closed."""
        if self._closed:
            raise StoreError(text("store.closed", path=self.path))
        pid = os.getpid()
        engine = self._engines.get(pid)
        if engine is None:
            engine = self._engines.setdefault(pid, self._create_engine())
        return engine

    def _create_engine(self) -> sa.Engine:
        engine = sa.create_engine(
            "sqlite://",
            creator=lambda: connect(self.path),
            poolclass=QueuePool,  # a connection serves one thread at a time
            pool_size=16,
            max_overflow=-1,
            pool_reset_on_return="rollback",
        )

        @event.listens_for(engine, "begin")
        def _begin(connection: sa.Connection) -> None:
            # A deferred transaction that reads and then writes fails at once, however long it would wait.
            writes = connection.get_execution_options().get("writes", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction for all that this thread writes in the block, all of it or nothing; it reads what it wrote.

        A block within a block can be taken back by itself; that has its price, for each page that changes within is
        kept as it was. A single write has no such copy: one that fails makes its block fail, whoever caught the error.
        Other writers wait: keep it short.
        """
        joint = self._open
        if joint is not None:
            with self.translating(), joint.part():
                yield
            return
        with self.translating(), self.engine().connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - what the creator above made
            raw.execute(f"PRAGMA synchronous = {'NORMAL' if self.relaxed else 'FULL'}")
            raw.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_RELAXED if self.relaxed else _PAGES}")
            raw.execute(f"PRAGMA mmap_size = {_MMAP_BYTES_RELAXED if self.relaxed else _MMAP_BYTES}")
            connection.execution_options(writes=True)
            with connection.begin() as transaction:
                joint = self._local.joint = _Joint(connection, raw)
                try:
                    with joint.unbroken():
                        yield
                finally:
                    self._local.joint = None
                if not (joint.touched or joint.derived):
                    transaction.rollback()
                    return
                if joint.touched:
                    raw.execute(BUMP_REVISION)
                raw.execute("UPDATE writing SET actor = NULL")

    @property
    def is_joint(self) -> bool:
        """Whether this thread is within ``together``, where it reads what it has not committed yet."""
        return self._open is not None

    @property
    def _open(self) -> _Joint | None:
        """The joint transaction that this thread is in."""
        found: _Joint | None = getattr(self._local, "joint", None)
        return found

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A consistent view of the data for as long as the block lasts."""
        joint = self._open
        if joint is not None:
            with self.translating():
                yield joint.connection
            return
        with self.translating(), self.engine().connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def streaming(self) -> Iterator[sa.Connection]:
        """Like ``reading``, for whoever walks through the whole file: pages are read into the cache and not mapped, so
        that the process does not seem to grow by all it has seen."""
        if self._open is not None:
            with self.reading() as connection:
                yield connection
            return
        with self.translating(), self.engine().connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - what the creator above made
            raw.execute("PRAGMA mmap_size = 0")
            try:
                with connection.begin():
                    yield connection
            finally:
                raw.execute(f"PRAGMA mmap_size = {_MMAP_BYTES}")

    @contextmanager
    def writing(self, actor: str) -> Iterator[Writing]:
        """One transaction, taken by waiting for other writers. ``actor`` is who the audit will name.

        The version token moves only when ``Writing.touch`` was called. Without it or ``derive`` the transaction is
        taken back, and within ``together`` nothing may have been written.
        """
        joint = self._open
        if joint is None:
            with self.together(), self.writing(actor) as work:
                yield work
            return
        with self.translating(), joint.breaking():
            if joint.actor != actor:
                joint.raw.execute("UPDATE writing SET actor = ?", (actor,))
                joint.actor = actor
            work = Writing(joint.connection)
            yield work
            joint.touched |= work.touched
            joint.derived |= work.derived

    @contextmanager
    def translating(self) -> Iterator[None]:
        """Database errors as ``StoreError`` sentences."""
        try:
            yield
        except sa.exc.DBAPIError as error:
            raise self.error(error.orig) from error
        except sqlite3.Error as error:
            raise self.error(error) from error
        except (UnicodeEncodeError, orjson.JSONEncodeError) as error:  # a lone surrogate
            raise StoreError(text("store.bad_text", path=self.path, reason=error)) from error

    def checkpoint(self) -> None:
        """Bring what ``relaxed`` commits left in the WAL safely onto the disk; busy readers put it off."""
        with self.translating(), self.engine().connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def error(self, error: BaseException | None) -> StoreError:
        """The sentence for a database error: busy (try again) or failed."""
        busy = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
        return StoreError(text("store.busy" if busy else "store.failed", path=self.path, reason=error))

    def close(self) -> None:
        """Close the connections of this process."""
        engine = self._engines.pop(os.getpid(), None)
        self._closed = True
        if engine is not None:
            engine.dispose()


_PART = "part"


@dataclass(slots=True)
class _Joint:
    """A transaction that several writes share. ``touched``: one of them changed published data; ``derived``: one of
    them wrote what follows from such data."""

    connection: sa.Connection
    raw: sqlite3.Connection
    touched: bool = False
    derived: bool = False
    actor: str | None = None
    """Who is written down as the one who writes; None: nobody knows."""
    failure: BaseException | None = None
    """What ended a write before it was done, in the present part."""

    @contextmanager
    def part(self) -> Iterator[None]:
        """What is written within can be taken back by itself."""
        self.raw.execute(f"SAVEPOINT {_PART}")
        try:
            with self.unbroken():
                yield
        except BaseException:  # whatever ends it, also a person
            self.actor = None
            if self.raw.in_transaction:  # a full disk takes everything back at once
                self.raw.execute(f"ROLLBACK TO {_PART}")
                self.raw.execute(f"RELEASE {_PART}")
            raise
        self.raw.execute(f"RELEASE {_PART}")

    @contextmanager
    def unbroken(self) -> Iterator[None]:
        """Fails at its end where a write within failed: what that left half done must not stay."""
        outer, self.failure = self.failure, None
        try:
            yield
            if self.failure is not None:
                raise self.failure
        finally:
            self.failure = outer

    @contextmanager
    def breaking(self) -> Iterator[None]:
        """A write."""
        try:
            yield
        except BaseException as error:  # whatever ends it, also a person
            self.failure = error
            raise


class Writing:
    """A write transaction in progress."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.touched = False
        self.derived = False

    def derive(self) -> None:
        """Say that something is written which follows from published data and changes none of them."""
        self.derived = True

    def touch(self) -> None:
        """Say that published data change in this transaction."""
        self.touched = True
