"""All of the accounts' file behind one object."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from geoapp.accounts._audit import Audit
from geoapp.accounts._file import AccountsFile
from geoapp.accounts._links import Links
from geoapp.accounts._people import Clock, People
from geoapp.accounts._sessions import Sessions
from geoapp.accounts._tokens import Tokens
from geoapp.settings import ZONE, Settings

SUFFIX = ".accounts.sqlite"


class Accounts:
    """People, sessions, tokens, links and the audit log of one office."""

    def __init__(self, path: Path, clock: Clock, *, idle: timedelta, whole: timedelta) -> None:
        self.file = AccountsFile(path)
        self.clock = clock
        self.people = People(self.file, clock)
        self.sessions = Sessions(self.file, clock, idle=idle, whole=whole)
        self.tokens = Tokens(self.file, clock)
        self.links = Links(self.file, clock, self.people)
        self.audit = Audit(self.file, clock)

    def secret(self) -> str:
        """What cookies are signed with: made once, the same for every worker and over restarts."""
        with self.file.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO meta VALUES ('secret', ?)", (secrets.token_hex(32),))
            return str(connection.execute("SELECT value FROM meta WHERE key = 'secret'").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


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
