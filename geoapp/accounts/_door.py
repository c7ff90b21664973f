"""All of the accounts' file behind one object."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from geoapp.accounts._audit import Audit
from geoapp.accounts._counts import Counts
from geoapp.accounts._file import AccountsFile
from geoapp.accounts._links import Links
from geoapp.accounts._people import Clock, People
from geoapp.accounts._sessions import Sessions
from geoapp.accounts._tokens import Tokens
from geoapp.accounts.rights import UserRole
from geoapp.model import StoreError
from geoapp.settings import ZONE, Settings
from geoapp.texts import text

SUFFIX = ".accounts.sqlite"


class Accounts:
    """People, sessions, tokens, links, the audit log and the counts of tries of one office."""

    def __init__(self, path: Path, clock: Clock, *, idle: timedelta, whole: timedelta) -> None:
        self.file = AccountsFile(path)
        self.clock = clock
        self.people = People(self.file, clock)
        self.sessions = Sessions(self.file, clock, idle=idle, whole=whole)
        self.tokens = Tokens(self.file, clock)
        self.links = Links(self.file, clock, self.people)
        self.audit = Audit(self.file, clock)
        self.counts = Counts(self.file, clock)

    def secret(self) -> str:
        """What cookies are signed with: made once, the same for every worker and over restarts."""
        with self.file.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO meta VALUES ('secret', ?)", (secrets.token_hex(32),))
            return str(connection.execute("SELECT value FROM meta WHERE key = 'secret'").fetchone()[0])

    def backup(self, path: Path) -> bool:
        """A verified copy while others go on writing; False when there is nothing to copy. Raises ``StoreError`` when
        the target exists or the copy is not whole."""
        if not self.file.exists():
            return False
        if path.exists():
            raise StoreError(text("store.backup_exists", path=path))
        with self.file.writing() as connection:
            connection.execute("VACUUM INTO ?", (str(path),))
        path.chmod(0o600)
        verify_accounts(path)
        return True

    def check(self) -> list[str]:
        """Sentences about what is wrong: the file, its guards, nobody left to administer. Empty when all is well."""
        if not self.file.exists():
            return []
        verdicts = [row[0] for row in self.file.rows("PRAGMA integrity_check")]
        found = [text("accounts.check.file", path=self.file.path, reason=one) for one in verdicts if one != "ok"]
        guards = {row[0] for row in self.file.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        if not guards >= {"audit_stays", "audit_kept"}:
            found.append(text("accounts.check.guards", path=self.file.path))
        people = self.people.all()
        if people and not any(one.active and one.role is UserRole.ADMINISTRATOR for one in people):
            found.append(text("accounts.check.nobody"))
        return found

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


def verify_accounts(path: Path) -> None:
    """Check a copy of an accounts file and bring it to the present schema; raises ``StoreError`` when it is none, is
    damaged or newer."""
    copy = AccountsFile(path)
    try:
        copy.rows("SELECT count(*) FROM people")
        (verdict,) = copy.rows("PRAGMA integrity_check")[0]
    finally:
        copy.close()
    if verdict != "ok":
        raise StoreError(text("store.backup_bad", path=path, reason=verdict))


def accounts_path(settings: Settings) -> Path:
    """``<database stem>.accounts.sqlite`` beside the database; in the runtime folder when that is on a server."""
    if "://" in settings.database:
        return settings.folder / f"geoapp{SUFFIX}"
    return Path(settings.database).with_suffix(SUFFIX)


def _now() -> datetime:
    return datetime.now(ZONE)


def open_accounts(settings: Settings, clock: Clock = _now) -> Accounts:
    """The accounts of the settings' database; the file is made with the first thing written."""
    return Accounts(
        accounts_path(settings),
        clock,
        idle=timedelta(minutes=settings.session_idle_minutes),
        whole=timedelta(hours=settings.session_hours),
    )
