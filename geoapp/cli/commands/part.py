"""``geoapp part CASE NOTICE``: a person says that what a notice tells is another case."""

from __future__ import annotations

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, now, settings_for
from geoapp.cli._person import person_options
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli_links.part.help"))
@click.argument("case", metavar=text("cli_links.metavar.case"))
@click.argument("notice", metavar=text("cli_links.metavar.notice"))
@person_options
@db_option
def command(case: str, notice: str, actor: str, note: str, db: str | None) -> int:
    """NOTICE is an identifier or its beginning; a mere proposal is declined."""
    from geoapp.pipeline import part_record
    from geoapp.store import open_store

    store = open_store(settings_for(db).database)
    try:
        alone = part_record(store, case, notice, actor=actor, at=now(), note=note)
    finally:
        store.close()
    click.echo(text("cli_links.part.done", notice=notice[:12], case=alone))
    return 0
