"""``geoapp backup FILE``: an online copy of the store, verified."""

from __future__ import annotations

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
    from geoapp.store import open_store

    store = open_store(settings_for(db).database)
    try:
        store.backup(file)
    finally:
        store.close()
    click.echo(text("cli.backup.done", file=file), err=True)
    return 0
