"""``geoapp restore FILE``: a backup put back in the place of the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, now, settings_for
from geoapp.settings import Settings
from geoapp.texts import text

if TYPE_CHECKING:
    from geoapp.pipeline.restoring import Restored


@click.command(cls=ChineseCommand, help=text("restore.help"))
@click.argument("file", type=click.Path(path_type=Path), metavar=text("cli.metavar.file"))
@click.option("--replace", is_flag=True, help=text("restore.replace"))
@db_option
def command(file: Path, replace: bool, db: str | None) -> int:
    """Refuses while the service runs or another program has the store open."""
    from geoapp.model import StoreError
    from geoapp.pipeline.restoring import restore
    from geoapp.web.addresses import running_at

    settings = settings_for(db)
    url = running_at(settings) if "://" not in settings.database else None
    if url is not None:
        raise StoreError(text("restore.running", path=settings.database, url=url))
    done = restore(file, settings, replace=replace, at=now())
    _note(settings, file)
    for line in _told(settings, file, done):
        click.echo(line, err=True)
    return 0


def _note(settings: Settings, file: Path) -> None:
    """In the audit log, where there is one: what came after the backup is not in it any more."""
    from geoapp.accounts import AuditKind, open_accounts

    known = open_accounts(settings)
    try:
        if known.file.exists():
            known.audit.note(AuditKind.WRITE, "geoapp restore", text("restore.done", file=file, path=settings.database))
    finally:
        known.close()


def _told(settings: Settings, file: Path, done: Restored) -> list[str]:
    lines = [
        text("restore.done", file=file, path=settings.database),
        text("restore.originals", n=done.originals),
        text("restore.accounts", path=done.accounts) if done.accounts else text("restore.no_accounts"),
    ]
    if done.office:
        lines.append(text("restore.office", names="、".join(done.office), folder=settings.folder))
    if done.aside:
        lines.append(text("restore.aside", path=done.aside))
    return [*lines, text("restore.left_out")]
