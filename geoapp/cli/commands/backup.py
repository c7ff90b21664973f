"""``geoapp backup FILE``: an online copy of the store and of the accounts, verified."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, settings_for
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.backup.help"))
@click.argument("file", type=click.Path(path_type=Path), metavar=text("cli.metavar.file"))
@db_option
def command(file: Path, db: str | None) -> int:
    """Works while the service runs."""
    from geoapp.accounts import accounts_path, open_accounts
    from geoapp.store import open_store

    settings = settings_for(db)
    store, known = open_store(settings.database), open_accounts(settings)
    try:
        store.backup(file)
        beside = accounts_path(replace(settings, db=str(file)))
        copied = known.backup(beside)
    finally:
        store.close()
        known.close()
    click.echo(text("cli.backup.done", file=file), err=True)
    if copied:
        click.echo(text("cli_user.backup", file=beside), err=True)
    return 0
