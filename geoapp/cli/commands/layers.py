"""``geoapp layers``: list the layers of a store."""

from __future__ import annotations

from typing import Any

import click
import orjson

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._layer_rows import feature_count, layer_row
from geoapp.cli._options import db_option, json_option, settings_for
from geoapp.model import BuiltLayer
from geoapp.store import Store
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.layers.help"))
@db_option
@json_option
def command(db: str | None, as_json: bool) -> int:
    """Id, title, number of features, or the reason for none."""
    from geoapp.layers import in_words
    from geoapp.pipeline.publishing import open_for_readers

    store = open_for_readers(settings_for(db))
    try:
        if as_json:
            rows = [_as_json(store, layer) for layer in map(in_words, store.layers())]
            click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        else:
            for layer in map(in_words, store.layers()):
                click.echo(layer_row(store, layer))
    finally:
        store.close()
    return 0


def _as_json(store: Store, layer: BuiltLayer) -> dict[str, Any]:
    return {
        "id": layer.definition.id,
        "title": layer.definition.title,
        "features": feature_count(store, layer),
        "problem": layer.problem,
        "quality": dict(layer.definition.quality),
        "authority": dict(layer.definition.authority),
        "lineage": layer.lineage.statement,
    }
