"""The audit log: who did what and when. Append-only, kept at least six months (triggers hold both)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from geoapp.accounts._file import KEPT_DAYS, AccountsFile
from geoapp.accounts._people import Clock
from geoapp.texts import catalogue

_MAX_WORDS = 300
_CHUNK = 1000


class AuditKind(StrEnum):
    """What kind of thing happened."""

    LOGIN = "login"
    LOGOUT = "logout"
    DENIED = "denied"
    WRITE = "write"
    EXPORT = "export"
    TOKEN = "token"  # noqa: S105
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line. ``at`` is UTC, ``actor`` an account name ("" for nobody), ``address`` where the request came from."""

    id: int
    at: datetime
    kind: AuditKind
    actor: str
    address: str
    what: str
    outcome: str


class Audit:
    """The log of one office."""

    def __init__(self, file: AccountsFile, clock: Clock) -> None:
        self._file, self._clock = file, clock

    def note(self, kind: AuditKind, actor: str, what: str, *, outcome: str = "ok", address: str = "") -> None:
        """Write a line down."""
        at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds")
        values = (at, kind.value, _clean(actor), _clean(address), _clean(what), _clean(outcome))
        with self._file.writing() as connection:
            connection.execute(
                "INSERT INTO audit (at, kind, actor, address, what, outcome) VALUES (?, ?, ?, ?, ?, ?)", values
            )

    def entries(
        self, *, since: datetime | None = None, until: datetime | None = None, actor: str | None = None
    ) -> Iterator[AuditEntry]:
        """All lines in a stretch of time, oldest first, read in portions."""
        after = 0
        bounds = [None if end is None else end.astimezone(UTC).isoformat(timespec="milliseconds")
                  for end in (since, until)]  # fmt: skip
        while True:
            rows = self._file.rows(
                "SELECT * FROM audit WHERE id > ?1 AND (?2 IS NULL OR at >= ?2) AND (?3 IS NULL OR at < ?3) "
                "AND (?4 IS NULL OR actor = ?4) ORDER BY id LIMIT ?5",
                (after, *bounds, actor, _CHUNK),
            )
            for row in rows:
                yield _entry_of(row)
            if len(rows) < _CHUNK:
                return
            after = rows[-1]["id"]

    def latest(self, limit: int, *, before: int | None = None) -> list[AuditEntry]:
        """The newest lines, or those older than the line ``before``."""
        rows = self._file.rows(
            "SELECT * FROM audit WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2", (before, limit)
        )
        return [_entry_of(row) for row in rows]

    def prune(self, keep_days: int) -> int:
        """Drop what is older than ``keep_days`` (never less than six months); returns how many lines went."""
        limit = (self._clock() - timedelta(days=max(keep_days, KEPT_DAYS + 1))).astimezone(UTC)
        if not self._file.exists():
            return 0
        with self._file.writing() as connection:
            return connection.execute(
                "DELETE FROM audit WHERE at < ?", (limit.isoformat(timespec="milliseconds"),)
            ).rowcount


def said(key: str, **values: object) -> str:
    """What happened, as a sentence of the log: always in the house's first language, whoever reads which."""
    return catalogue()[f"accounts.said.{key}"].format(**values)


def _clean(words: str) -> str:
    """One printable line of bounded length: a log must not be made to lie by what somebody typed."""
    return "".join(letter if letter.isprintable() else "�" for letter in words[:_MAX_WORDS])


def _entry_of(row: sqlite3.Row) -> AuditEntry:
    at, kind = datetime.fromisoformat(row["at"]), AuditKind(row["kind"])
    return AuditEntry(row["id"], at, kind, row["actor"], row["address"], row["what"], row["outcome"])
