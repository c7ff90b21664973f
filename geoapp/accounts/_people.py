"""People: names, roles, counties, passwords (argon2id by argon2-cffi)."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geoapp.accounts._common_passwords import COMMON
from geoapp.accounts._file import AccountsFile
from geoapp.accounts.rights import RIGHTS, Right, UserRole
from geoapp.model import Conflict, NotFound, UsageError
from geoapp.texts import text

PASSWORD_MIN, PASSWORD_MAX = 10, 200
_NAME = re.compile(r"[\w.@-]{2,40}")

_ONE_BY_ONE = threading.BoundedSemaphore(2)
"""Each check takes 64 MB on purpose; an office PC shall not be brought down by many at once."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Person:
    """An account. ``counties`` are unit codes as they were chosen, None means everywhere."""

    id: int
    name: str
    role: UserRole
    counties: tuple[str, ...] | None
    active: bool
    has_password: bool
    created_at: str

    @property
    def rights(self) -> frozenset[Right]:
        """What the role allows."""
        return RIGHTS[self.role]


class People:
    """The accounts of the office."""

    def __init__(self, file: AccountsFile, clock: Clock) -> None:
        self._file, self._clock = file, clock
        self._hasher = PasswordHasher()
        self._any = False

    def any(self) -> bool:
        """True once an account exists; it never becomes False again, even when the file should vanish."""
        if not self._any and self._file.exists():
            self._any = bool(self._file.rows("SELECT 1 FROM people LIMIT 1"))
        return self._any

    def all(self) -> list[Person]:
        """Everybody, by name."""
        return [person_of(row) for row in self._file.rows("SELECT * FROM people ORDER BY name")]

    def get(self, name: str) -> Person:
        """The account of that name; raises ``NotFound``."""
        rows = self._file.rows("SELECT * FROM people WHERE name = ?", (name,))
        if not rows:
            raise NotFound(text("accounts.no_person", name=name[:40]))
        return person_of(rows[0])

    def add(
        self, name: str, role: UserRole, counties: Sequence[str] | None = None, *, password: str | None = None
    ) -> Person:
        """A new account; without a password it waits for a link to set one. Raises ``Conflict`` for a taken name."""
        _check_name(name)
        hashed = None if password is None else self._hashed(password, name)
        at = self._clock().isoformat()
        values = (name, role.value, _encoded(counties), hashed, at, at if hashed else None)
        with self._file.writing(at_once=True) as connection:
            if connection.execute("SELECT 1 FROM people WHERE name = ?", (name,)).fetchone():
                raise Conflict(text("accounts.name_taken", name=name))
            connection.execute(
                "INSERT INTO people (name, role, counties, password, created_at, password_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )
        self._any = True
        return self.get(name)

    def change(self, name: str, role: UserRole, counties: Sequence[str] | None) -> Person:
        """Another role or other counties, from the next request on."""
        person = self.get(name)
        if role is not UserRole.ADMINISTRATOR:
            self._keep_an_administrator(person)
        self._set(person, "role = ?, counties = ?", (role.value, _encoded(counties)))
        return self.get(name)

    def switch(self, name: str, *, active: bool) -> Person:
        """Disable or enable; a disabled account's sessions end at once and its tokens are void."""
        person = self.get(name)
        if not active:
            self._keep_an_administrator(person)
        self._set(person, "active = ?", (int(active),))
        if not active:
            self._end_sessions(person)
        return self.get(name)

    def set_password(self, name: str, password: str) -> None:
        """A new password; every session of the account ends."""
        person = self.get(name)
        hashed = self._hashed(password, person.name)
        self._set(person, "password = ?, password_at = ?", (hashed, self._clock().isoformat()))
        self._end_sessions(person)

    def verify(self, name: str, password: str) -> Person | None:
        """The active account whose name and password these are. Unknown names take as long as known ones."""
        rows = self._file.rows("SELECT * FROM people WHERE name = ?", (name,))
        row = rows[0] if rows else None
        hashed = (row["password"] if row is not None else None) or self._nobody()
        try:
            with _ONE_BY_ONE:
                self._hasher.verify(hashed, password[:PASSWORD_MAX])
        except (VerificationError, InvalidHashError):
            return None
        if row is None or row["password"] is None or not row["active"]:
            return None
        person = person_of(row)
        if self._hasher.check_needs_rehash(hashed):
            self._set(person, "password = ?", (self._hasher.hash(password),))
        return person

    @lru_cache(maxsize=1)  # noqa: B019 - one object a process
    def _nobody(self) -> str:
        return self._hasher.hash("nobody's password")

    def _hashed(self, password: str, name: str) -> str:
        check_password(password, name)
        return self._hasher.hash(password)

    def _set(self, person: Person, assignments: str, values: Sequence[object]) -> None:
        with self._file.writing() as connection:
            connection.execute(f"UPDATE people SET {assignments} WHERE id = ?", (*values, person.id))

    def _end_sessions(self, person: Person) -> None:
        with self._file.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE person = ?", (person.id,))

    def _keep_an_administrator(self, person: Person) -> None:
        """The office must not lock itself out."""
        if person.role is not UserRole.ADMINISTRATOR or not person.active:
            return
        others = self._file.rows(
            "SELECT 1 FROM people WHERE role = 'administrator' AND active = 1 AND id <> ?", (person.id,)
        )
        if not others:
            raise UsageError(text("accounts.last_administrator", name=person.name), parameter="name")


def person_of(row: sqlite3.Row) -> Person:
    """An account as its row says."""
    counties = None if row["counties"] is None else tuple(json.loads(row["counties"]))
    return Person(
        row["id"], row["name"], UserRole(row["role"]), counties, bool(row["active"]), row["password"] is not None,
        row["created_at"],
    )  # fmt: skip


def check_password(password: str, name: str = "") -> None:
    """Refuse what is guessed first; raises ``UsageError``."""
    if len(password) < PASSWORD_MIN:
        raise UsageError(text("accounts.password_short", low=PASSWORD_MIN), parameter="password")
    if len(password) > PASSWORD_MAX:
        raise UsageError(text("accounts.password_long", high=PASSWORD_MAX), parameter="password")
    folded = password.casefold()
    plain = re.sub(r"[\W\d_]+$", "", folded)
    known = folded in COMMON or plain in COMMON or len(set(folded)) < 4
    if known or (name and folded.replace(name.casefold(), "") in ("", "123", "1234", "123456", "12345678")):
        raise UsageError(text("accounts.password_common"), parameter="password")
    if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in password):
        raise UsageError(text("accounts.password_letters"), parameter="password")


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(text("accounts.bad_name", name=name[:40]), parameter="name", example="zhangsan")


def _encoded(counties: Sequence[str] | None) -> str | None:
    return None if counties is None else json.dumps(sorted(set(counties)))
