"""``geoapp check``: the doctor."""

from __future__ import annotations

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, json_option, settings_for
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.check.help"))
@db_option
@json_option
def command(db: str | None, as_json: bool) -> int:
    """Store integrity, quotes, originals, layers, gazetteer, accounts; exit code 1 when something is wrong.

    Where a person's correction differs from what is read is listed too, and is nothing wrong.
    """
    from geoapp.accounts import open_accounts
    from geoapp.layers import load_definitions
    from geoapp.pipeline import check_world, layer_folders, list_disagreements, load_world
    from geoapp.store import open_store

    settings = settings_for(db)
    world = load_world(settings)
    load_definitions(layer_folders(world))
    store, known = open_store(settings.database), open_accounts(settings)
    try:
        findings, differing = [*check_world(store, world), *known.check()], list_disagreements(store)
    finally:
        store.close()
        known.close()
    if as_json:
        click.echo(orjson.dumps({"findings": findings, "disagreements": differing}, option=orjson.OPT_INDENT_2))
    else:
        for finding in findings:
            click.echo(finding)
        if differing:
            click.echo("\n".join([text("cli_links.check.disagreements"), *(f"  {line}" for line in differing)]))
        click.echo(text("cli.check.sum", count=len(findings)) if findings else text("cli.check.well"))
    return 1 if findings else 0
