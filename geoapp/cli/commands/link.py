"""``geoapp link CASE OTHER``: a person says that two cases are one."""

from __future__ import annotations

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, now, settings_for
from geoapp.cli._person import person_options
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_links.link.help"))
@click.argument("case", metavar=text("cli_links.metavar.case"))
@click.argument("other", metavar=text("cli_links.metavar.other"))
@person_options
@db_option
def command(case: str, other: str, actor: str, note: str, db: str | None) -> int:
    """The records of OTHER move to CASE, for good."""
    from geoapp.pipeline import join_cases
    from geoapp.store import open_store

    store = open_store(settings_for(db).database)
    try:
        moved = join_cases(store, case, other, actor=actor, at=now(), note=note)
    finally:
        store.close()
    click.echo(text("cli_links.link.done", case=case, count=len(moved)))
    return 0
