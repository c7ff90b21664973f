"""One-time links: the first administrator's, and those that let somebody set a new password."""

from __future__ import annotations

from datetime import datetime, timedelta

from geoapp.accounts._file import AccountsFile
from geoapp.accounts._keys import hashed, new_key
from geoapp.accounts._people import Clock, People, Person, person_of
from geoapp.accounts.rights import UserRole
from geoapp.model import NotFound
from geoapp.texts import text

HOURS = 24


class Links:
    """Links that work once, for a day."""

    def __init__(self, file: AccountsFile, clock: Clock, people: People) -> None:
        self._file, self._clock, self._people = file, clock, people

    def issue(self, person: Person | None) -> str:
        """The key of a new link: to ``person``'s password, or (None) to the first administrator's account. Older
        links to the same are void."""
        key = new_key()
        until = (self._clock() + timedelta(hours=HOURS)).isoformat()
        identifier = person.id if person is not None else None
        with self._file.writing(at_once=True) as connection:
            connection.execute("DELETE FROM links WHERE person IS ?", (identifier,))
            connection.execute("INSERT INTO links (key, person, expires_at) VALUES (?, ?, ?)",
                               (hashed(key), identifier, until))  # fmt: skip
        return key

    def look(self, key: str) -> Person | None:
        """Whose link this is, None for the first administrator's; raises ``NotFound`` when it is used or over."""
        rows = self._file.rows("SELECT * FROM links WHERE key = ? AND used_at IS NULL", (hashed(key),))
        if not rows or self._clock() > datetime.fromisoformat(rows[0]["expires_at"]):
            raise NotFound(text("accounts.no_link", hours=HOURS))
        if rows[0]["person"] is None:
            if self._people.any():
                raise NotFound(text("accounts.first_taken"))
            return None
        (row,) = self._file.rows("SELECT * FROM people WHERE id = ?", (rows[0]["person"],))
        person = person_of(row)
        if not person.active:
            raise NotFound(text("accounts.no_link", hours=HOURS))
        return person

    def use(self, key: str, password: str, *, name: str = "") -> Person:
        """Set the password, or make the first administrator called ``name``; the link is used up by that."""
        person = self.look(key)
        if person is None:
            person = self._people.add(name, UserRole.ADMINISTRATOR, password=password)
        else:
            self._people.set_password(person.name, password)
        with self._file.writing() as connection:
            connection.execute("UPDATE links SET used_at = ? WHERE key = ?", (self._clock().isoformat(), hashed(key)))
        return self._people.get(person.name)
