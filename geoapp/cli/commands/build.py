"""``geoapp build``: rebuild the derived layers whose inputs or definition changed."""

from __future__ import annotations

import click

from geoapp.cli._chinese import ChineseCommand
from geoapp.cli._layer_rows import layer_row
from geoapp.cli._options import db_option, prepared, progress_bar, settings_for
from geoapp.texts import text


@click.command(cls=ChineseCommand, help=text("cli.build.help"))
@db_option
def command(db: str | None) -> int:
    """One line a layer; a layer that cannot be built says why."""
    from geoapp.pipeline import build_layers, load_world
    from geoapp.store import open_store

    settings = prepared(settings_for(db))
    store = open_store(settings.database, create=True)
    try:
        with progress_bar() as progress:
            built = build_layers(store, load_world(settings), progress)
        for layer in built:
            click.echo(layer_row(store, layer))
    finally:
        store.close()
    return 0
