"""``geoapp backup FILE``: an online copy of store, accounts and the office's own files, verified."""

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
    from geoapp.model import StoreError
    from geoapp.pipeline.office_files import copy_office, office_path
    from geoapp.store import check_backup_originals, files_of, open_store

    settings = settings_for(db)
    store, known = open_store(settings.database), open_accounts(settings)
    office = office_path(file)
    try:
        for target in (file, files_of(file), office, accounts_path(replace(settings, db=str(file)))):
            if target.exists():
                raise StoreError(text("store.backup_exists", path=target))
        # Before the store: an upload that is filed in between is then in both, and not in neither.
        names = copy_office(settings.folder, office)
        store.backup(file)
        check_backup_originals(file)
        beside = accounts_path(replace(settings, db=str(file)))
        copied = known.backup(beside)
    finally:
        store.close()
        known.close()
    click.echo(text("cli.backup.done", file=file), err=True)
    if copied:
        click.echo(text("cli_user.backup", file=beside), err=True)
    if names:
        click.echo(text("restore.office_kept", folder=office, names="、".join(names)), err=True)
    click.echo(text("restore.left_out"), err=True)
    return 0
