"""Sessions: the cookie holds a signed key, here stands how long it counts. They end idle, at last, and on leaving."""

from __future__ import annotations

from datetime import datetime, timedelta

from geoapp.accounts._file import AccountsFile
from geoapp.accounts._keys import hashed, new_key
from geoapp.accounts._people import Clock, Person, person_of

_SEEN_STEP = timedelta(seconds=60)
"""How exactly the last use is known: a write a minute, not one a request."""


class Sessions:
    """Who is signed in, and until when."""

    def __init__(self, file: AccountsFile, clock: Clock, *, idle: timedelta, whole: timedelta) -> None:
        self._file, self._clock = file, clock
        self._idle, self._whole = idle, whole

    def begin(self, person: Person, address: str = "") -> str:
        """A new session; returns its key. Those that have ended are swept out."""
        key, at = new_key(), self._clock()
        with self._file.writing(at_once=True) as connection:
            connection.execute(
                "DELETE FROM sessions WHERE julianday(seen_at) < julianday(?) OR julianday(began_at) < julianday(?)",
                ((at - self._idle).isoformat(), (at - self._whole).isoformat()),
            )
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
                (hashed(key), person.id, at.isoformat(), at.isoformat(), address),
            )
        return key

    def person(self, key: str) -> Person | None:
        """Whose session this is, None when it has ended or the account is disabled."""
        rows = self._file.rows(
            "SELECT people.*, began_at, seen_at FROM sessions JOIN people ON people.id = sessions.person "
            "WHERE sessions.key = ? AND people.active = 1",
            (hashed(key),),
        )
        if not rows:
            return None
        at = self._clock()
        began, seen = (datetime.fromisoformat(rows[0][name]) for name in ("began_at", "seen_at"))
        if at - began > self._whole or at - seen > self._idle:
            self.end(key)
            return None
        if at - seen > _SEEN_STEP:
            with self._file.writing() as connection:
                connection.execute("UPDATE sessions SET seen_at = ? WHERE key = ?", (at.isoformat(), hashed(key)))
        return person_of(rows[0])

    def end(self, key: str) -> None:
        """Leave: the cookie is worth nothing any more, wherever it may lie."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE key = ?", (hashed(key),))

    def end_all(self, person: Person, *, but: str | None = None) -> int:
        """End the sessions of an account on all devices, ``but`` the present one; returns how many."""
        with self._file.writing() as connection:
            found = connection.execute(
                "DELETE FROM sessions WHERE person = ? AND key <> ?", (person.id, hashed(but) if but else "")
            )
            return found.rowcount

    def count(self, person: Person) -> int:
        """On how many devices an account is signed in."""
        since = (self._clock() - self._idle).isoformat()
        rows = self._file.rows(
            "SELECT count(*) FROM sessions WHERE person = ? AND julianday(seen_at) >= julianday(?)",
            (person.id, since),
        )
        return int(rows[0][0]) if rows else 0
