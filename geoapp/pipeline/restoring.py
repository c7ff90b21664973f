"""Restoring: a backup put back at the place of the store, all of it or nothing.

Everything is copied beside its place and verified there first. Then the present files are copied under a name with the
time in it (a store of its own, which can be restored in turn), the originals are added, the office's files and the
accounts change, and last the database, by one rename: whoever is killed before it leaves the old store whole, after it
the new one. Restoring again finishes what was left.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from geoapp.accounts import accounts_path, verify_accounts
from geoapp.model import StoreError, UsageError
from geoapp.pipeline.job_files import alone
from geoapp.pipeline.office_files import copy_durably, copy_office, differs, names_in, office_path
from geoapp.settings import Settings
from geoapp.store import add_originals, copy_database, files_of, release, stage_backup
from geoapp.texts import text

_STAGING = "restoring"
_LOG_FILES = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. ``aside``: the store that the present files became, None where there were none."""

    originals: int
    accounts: Path | None
    office: tuple[str, ...]
    aside: Path | None


@dataclass(frozen=True, slots=True)
class _Places:
    """Where things are taken from, staged, and put."""

    backup: Path
    database: Path
    folder: Path

    @property
    def accounts_kept(self) -> Path:
        return _accounts_of(self.backup)

    @property
    def accounts(self) -> Path:
        return _accounts_of(self.database)

    @property
    def staging(self) -> Path:
        """Beside the database, so that one rename is enough."""
        return self.database.with_name(f"{self.database.name}.{_STAGING}")

    @property
    def logs(self) -> Path:
        """Logs of present files that could not be merged into them."""
        return self.staging / "logs"

    @property
    def staged(self) -> Path:
        return self.staging / "store.gpkg"

    @property
    def staged_accounts(self) -> Path:
        return _accounts_of(self.staged)

    @property
    def office_staging(self) -> Path:
        return self.folder / _STAGING


def restore(backup: Path, settings: Settings, *, replace: bool, at: datetime) -> Restored:
    """Put ``backup`` (and what stands beside it) in the place of the settings' database and data folder.

    Raises ``UsageError`` when something is there already and ``replace`` is not said, ``StoreError`` when the backup is
    not whole or somebody has the present store open. Nothing has changed then.
    """
    if "://" in settings.database:
        raise UsageError(text("restore.no_file", url=settings.database), parameter="db")
    places = _Places(backup, Path(settings.database), settings.folder)
    if not backup.is_file():
        raise UsageError(text("restore.missing", path=backup), parameter="FILE")
    if places.database.exists() and backup.samefile(places.database):
        raise UsageError(text("restore.itself", path=backup), parameter="FILE")
    places.database.parent.mkdir(parents=True, exist_ok=True)
    places.folder.mkdir(parents=True, exist_ok=True)
    with alone(places.folder / "restore.lock", 0) as first:
        if not first:
            raise StoreError(text("restore.twice"))
        with _staging(places):
            return _restore(places, replace=replace, at=at)


def _restore(places: _Places, *, replace: bool, at: datetime) -> Restored:
    office = tuple(
        name for name in names_in(office_path(places.backup))
        if not (places.folder / name).exists() or differs(office_path(places.backup) / name, places.folder / name)
    )  # fmt: skip
    present = list(_present(places, office))
    if present and not replace:
        raise UsageError(text("restore.occupied", paths="、".join(map(str, present))), parameter="replace")
    identifiers = stage_backup(places.backup, places.staged)
    has_accounts = places.accounts_kept.is_file()
    if has_accounts:
        copy_database(places.accounts_kept, places.staged_accounts)
        verify_accounts(places.staged_accounts)
        release(places.staged_accounts)
        places.staged_accounts.chmod(0o600)
    copy_office(office_path(places.backup), places.office_staging)
    for path in (places.database, places.accounts):
        if path.exists():
            _release(path, places.logs)
    aside = _set_aside(places, at) if present else None
    add_originals(places.backup, places.database, identifiers)
    for name in office:
        _swap(places.office_staging / name, places.folder / name, places.office_staging / "former" / name)
    if has_accounts:
        _put(places.staged_accounts, places.accounts)
    _put(places.staged, places.database)
    return Restored(len(identifiers), places.accounts if has_accounts else None, office, aside)


def _present(places: _Places, office: tuple[str, ...]) -> Iterator[Path]:
    """What stands where something else is to be put."""
    if places.database.exists():
        yield places.database
    if places.accounts.exists() and places.accounts_kept.is_file():
        yield places.accounts
    yield from (places.folder / name for name in office if (places.folder / name).exists())


def _release(path: Path, logs: Path) -> None:
    """Nobody may have it open. A damaged file, perhaps the reason for all this, keeps its log: SQLite may drop it when
    it is asked, and somebody may want to mend it later."""
    log = path.with_name(f"{path.name}-wal")
    kept = logs / log.name
    logs.mkdir(exist_ok=True)
    copy_durably(log, kept)
    if release(path):
        kept.unlink(missing_ok=True)


def _set_aside(places: _Places, at: datetime) -> Path:
    """Keep the present files under a name with the time: a store with originals, accounts and the office's files.

    Copies, but for originals: two names of one database that is written to again, after a kill, would be its ruin."""
    database = places.database
    aside = _free(database, f"{at:%Y%m%d-%H%M%S}")
    for source, target in ((database, aside), (places.accounts, _accounts_of(aside))):
        copy_durably(places.logs / f"{source.name}-wal", target.with_name(f"{target.name}-wal"))
        copy_durably(source, target)
    for original in files_of(database).glob("??/*"):
        _link(original, files_of(aside) / original.relative_to(files_of(database)))
    copy_office(places.folder, office_path(aside))
    return aside


def _free(database: Path, stamp: str) -> Path:
    number = 1
    while True:
        name = stamp if number == 1 else f"{stamp}-{number}"
        aside = database.with_name(f"{database.stem}.{name}{database.suffix}")
        if not any(path.exists() for path in (aside, files_of(aside), _accounts_of(aside), office_path(aside))):
            return aside
        number += 1


def _link(source: Path, target: Path) -> None:
    """A second name for an original, which never changes; a copy where the disk knows no such thing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        copy_durably(source, target)


def _swap(staged: Path, place: Path, former: Path) -> None:
    """One of the office's files or folders; the former one stands aside already, as a copy."""
    place.parent.mkdir(parents=True, exist_ok=True)
    former.parent.mkdir(parents=True, exist_ok=True)
    with _translating(place):
        if place.exists():
            place.rename(former)
        staged.rename(place)


def _put(staged: Path, place: Path) -> None:
    """One rename. Only a damaged file still has a log, which stands aside as well, and would spoil the new one."""
    with _translating(place):
        for end in _LOG_FILES:
            place.with_name(place.name + end).unlink(missing_ok=True)
        staged.replace(place)


@contextmanager
def _translating(path: Path) -> Iterator[None]:
    """Windows renames nothing that somebody has open."""
    try:
        yield
    except PermissionError as error:
        raise StoreError(text("restore.in_use", path=path)) from error


@contextmanager
def _staging(places: _Places) -> Iterator[None]:
    """Empty folders to copy into, also after one who was killed; gone at the end."""
    folders = (places.staging, places.office_staging)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    try:
        yield
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def _accounts_of(database: Path) -> Path:
    return accounts_path(Settings(db=str(database)))
