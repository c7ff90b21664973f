"""Tokens: keys for programs, with rights, counties and an end. Kept as hashes; shown once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from geoapp.accounts._file import AccountsFile
from geoapp.accounts._keys import hashed, new_key
from geoapp.accounts._people import Clock, Person, person_of
from geoapp.accounts.rights import TOKEN_RIGHTS, Right
from geoapp.model import NotFound, UsageError
from geoapp.texts import text

PREFIX = "geoapp_"
MAX_DAYS = 366
_MAX_LABEL = 60
_USED_STEP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed. ``counties`` None: those of its person."""

    id: int
    label: str
    rights: frozenset[Right]
    counties: tuple[str, ...] | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and at < self.expires_at


class Tokens:
    """The tokens of all accounts."""

    def __init__(self, file: AccountsFile, clock: Clock) -> None:
        self._file, self._clock = file, clock

    def issue(
        self,
        person: Person,
        label: str,
        *,
        days: int,
        rights: Sequence[Right] = (Right.READ,),
        counties: Sequence[str] | None = None,
    ) -> tuple[str, Token]:
        """A new token and its key, which nobody can read again. Raises ``UsageError`` for what a person may not."""
        if Right.TOKEN not in person.rights:
            raise UsageError(text("accounts.no_tokens_for_role", role=text(f"accounts.role.{person.role}")))
        if not 1 <= days <= MAX_DAYS:
            raise UsageError(text("accounts.token_days", high=MAX_DAYS, value=days), parameter="days", example="90")
        label = label.strip()
        if not label or len(label) > _MAX_LABEL or not label.isprintable():
            raise UsageError(text("accounts.token_label", high=_MAX_LABEL), parameter="label", example="QGIS")
        excess = set(rights) - (TOKEN_RIGHTS & person.rights)
        if excess or not rights:
            names = "、".join(text(f"accounts.right.{right}") for right in sorted(excess)) or "—"
            raise UsageError(text("accounts.token_rights", rights=names), parameter="rights", example="read")
        key, at = new_key(PREFIX), self._clock()
        kept = None if counties is None else json.dumps(sorted(set(counties)))
        values = (hashed(key), person.id, label, json.dumps(sorted(rights)), kept, at.isoformat(),
                  (at + timedelta(days=days)).isoformat())  # fmt: skip
        with self._file.writing() as connection:
            number = connection.execute(
                "INSERT INTO tokens (key, person, label, rights, counties, created_at, expires_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            ).lastrowid
        return key, next(token for token in self.of(person) if token.id == number)

    def of(self, person: Person) -> list[Token]:
        """The tokens of an account, newest first."""
        rows = self._file.rows("SELECT * FROM tokens WHERE person = ? ORDER BY id DESC", (person.id,))
        return [_token_of(row) for row in rows]

    def find(self, key: str) -> tuple[Person, Token] | None:
        """Whose token this is; None for one that is unknown, over or revoked, or of a disabled account."""
        if not key.startswith(PREFIX):
            return None
        rows = self._file.rows("SELECT * FROM tokens WHERE key = ? AND revoked_at IS NULL", (hashed(key),))
        if not rows:
            return None
        token, at = _token_of(rows[0]), self._clock()
        people = self._file.rows("SELECT * FROM people WHERE id = ? AND active = 1", (rows[0]["person"],))
        if not people or not token.holds(at):
            return None
        if token.used_at is None or at - token.used_at > _USED_STEP:
            with self._file.writing() as connection:
                connection.execute("UPDATE tokens SET used_at = ? WHERE id = ?", (at.isoformat(), token.id))
        return person_of(people[0]), token

    def revoke(self, person: Person, number: int) -> None:
        """End a token now; raises ``NotFound`` for one that is not this person's."""
        with self._file.writing() as connection:
            found = connection.execute(
                "UPDATE tokens SET revoked_at = ? WHERE id = ? AND person = ? AND revoked_at IS NULL",
                (self._clock().isoformat(), number, person.id),
            )
        if found.rowcount == 0:
            raise NotFound(text("accounts.no_token", id=number))


def _token_of(row: sqlite3.Row) -> Token:
    used, revoked = (None if row[name] is None else datetime.fromisoformat(row[name])
                     for name in ("used_at", "revoked_at"))  # fmt: skip
    return Token(
        row["id"],
        row["label"],
        frozenset(Right(right) for right in json.loads(row["rights"])),
        None if row["counties"] is None else tuple(json.loads(row["counties"])),
        datetime.fromisoformat(row["created_at"]),
        datetime.fromisoformat(row["expires_at"]),
        used,
        revoked,
    )
