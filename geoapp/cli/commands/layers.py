"""``geoapp layers``: list the layers of a store."""

from __future__ import annotations

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._options import db_option, json_option, settings_for
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.layers.help"))
@db_option
@json_option
def command(db: str | None, as_json: bool) -> int:
    """Id, title, number of features, or the reason for none."""
    from geoapp.store import open_store

    store = open_store(settings_for(db).database)
    try:
        built = store.layers()
    finally:
        store.close()
    if as_json:
        rows = [
            {
                "id": layer.definition.id,
                "title": layer.definition.title,
                "features": len(layer.features),
                "problem": layer.problem,
                "quality": dict(layer.definition.quality),
                "authority": dict(layer.definition.authority),
                "lineage": layer.lineage.statement,
            }
            for layer in built
        ]
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return 0
    for layer in built:
        outcome = layer.problem or text("cli.build.features", count=len(layer.features))
        click.echo(text("cli.build.row", id=layer.definition.id, title=layer.definition.title, outcome=outcome))
    return 0
